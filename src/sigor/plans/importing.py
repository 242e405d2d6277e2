"""Between the annex as a file and a version as rows: import to a draft, and a version as an annex again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis import annex
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.organisation.selectors import units_by_acronym
from sigor.plans.models import (
    AlignmentStep,
    BudgetLine,
    Deliverable,
    Milestone,
    Note,
    NoteMark,
    Objective,
    Plan,
    PlanVersion,
    Result,
)
from sigor.records import access, files
from sigor.records.actor import acting
from sigor.records.services import create

DEFAULT_TITLE = (
    "Plan para el fortalecimiento y mejora del sistema integrado de gestión orientado a resultados"
)


class ImportRefused(Exception):
    """The annex cannot become a draft; `findings` says what and where."""

    def __init__(self, message: str, findings: Sequence[annex.Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Carried:
    """What an annex does not say and a version keeps beside it: chain and money."""

    alignment: tuple[dict[str, Any], ...] = ()
    budget: tuple[dict[str, Any], ...] = ()


def carried_from(version: PlanVersion) -> Carried:
    """The chain and the money of a version, for the next one of the same year."""
    steps: list[dict[str, Any]] = [
        {
            "level": step.level,
            "element": step.element,
            "norm": step.norm,
            "objective": step.objective.number if step.objective else None,
        }
        for step in version.alignment.select_related("objective").order_by("order")
    ]
    fields = ("classifier", "detail", "functional_sequence", "funding", "activity", "amount")
    return Carried(tuple(steps), tuple(version.budget.order_by("id").values(*fields)))


def check(read: annex.Annex) -> tuple[annex.Finding, ...]:
    """Findings of the file, and of its units against those in force in the plan's year."""
    known = units_by_acronym(date(read.year, 12, 31)) if read.year else {}
    missing = [
        annex.Finding(
            "error",
            m.code,
            "unknown-unit",
            _("Hito %(code)s: la unidad «%(unit)s» no está vigente en %(year)d.")
            % {"code": m.code, "unit": unit, "year": read.year},
            m.code,
        )
        for m in read.milestones
        for unit in dict.fromkeys((m.lead, *m.units))
        if unit not in known
    ]
    return (*read.findings, *missing)


def findings_as_dicts(findings: Sequence[annex.Finding]) -> list[dict[str, Any]]:
    """Findings in the shape that the command line and the API promise."""
    return [
        {"severity": f.severity, "where": f.where, "rule": f.rule, "message": f.message, "milestone": f.code}
        for f in findings
    ]


def kept_name(file_name: str) -> str:
    """The name under which the source is kept: JSON is text to the store of files."""
    return f"{file_name}.txt" if file_name.lower().endswith(".json") else file_name


def import_annex(
    *,
    by: User,
    read: annex.Annex,
    data: bytes,
    file_name: str,
    accept_warnings: bool = False,
    title: str = DEFAULT_TITLE,
    unit: str = "UPPM",
    carried: Carried | None = None,
) -> PlanVersion:
    """Keep a read annex as the next draft of its year's plan, with the file it came from.

    Raises AccessDenied, ImportRefused (errors, or warnings not accepted), FileRefused.
    """
    access.require(by, Permission.PLAN)
    findings = check(read)
    if errors := [f for f in findings if f.severity == "error"]:
        raise ImportRefused(
            _("El archivo tiene %(n)d errores; no se importó nada.") % {"n": len(errors)}, findings
        )
    if not accept_warnings and (warnings := [f for f in findings if f.severity == "warning"]):
        raise ImportRefused(
            _("El archivo tiene %(n)d avisos; revíselos y acéptelos para importar.") % {"n": len(warnings)},
            findings,
        )
    known = units_by_acronym(date(read.year, 12, 31))
    with acting(by, reason=_("Importación de %(file)s") % {"file": file_name}):
        source = files.store(BytesIO(data), file_name, at=clock.now())
        plan, _created = Plan.objects.get_or_create(
            year=read.year, defaults={"title": title, "unit": known[unit]}
        )
        Plan.objects.select_for_update().get(pk=plan.pk)
        last = plan.versions.order_by("-number").first()
        number = (last.number if last else 0) + 1
        version = PlanVersion(
            plan=plan,
            number=number,
            code=f"PLAN-{read.year}-V{number:02d}",
            title=f"{title} {read.year}"[:300],
            unit=plan.unit,
            source_file=source,
            source_name=file_name[-255:],
        )
        create(version, by=by)
        _write_rows(version, read, known)
        carried = carried or (carried_from(last) if last else Carried())
        objectives = {o.number: o for o in version.objectives.all()}
        for order, step in enumerate(carried.alignment, start=1):
            step = {**step, "objective": objectives.get(step.get("objective") or 0)}
            AlignmentStep.objects.create(version=version, order=order, **step)
        for line in carried.budget:
            BudgetLine.objects.create(version=version, **line)
    return version


def _write_rows(version: PlanVersion, read: annex.Annex, known: dict[str, Unit]) -> None:
    objectives = {
        o.number: Objective.objects.create(version=version, number=o.number, name=o.name, axis=o.axis)
        for o in read.objectives
    }
    notes = {n: Note.objects.create(version=version, number=n, text=text) for n, text in read.notes}
    results = {}
    for item in read.results:
        result = Result.objects.create(
            version=version, objective=objectives[item.objective], code=item.code, name=item.name
        )
        results[item.code] = result
        for mark in item.notes:
            if mark.number in notes:
                NoteMark.objects.create(
                    note=notes[mark.number], place="result", offset=mark.offset, result=result
                )
    for row in read.milestones:
        _write_milestone(version, row, results[row.result], notes, known)


def _write_milestone(
    version: PlanVersion, row: annex.Milestone, result: Result, notes: dict[int, Note], known: dict[str, Unit]
) -> None:
    milestone = Milestone.objects.create(
        version=version,
        result=result,
        order=row.order,
        code=row.code,
        name=row.name,
        deliverable_type=row.deliverable,
        lead=known[row.lead],
        units_text=row.units_text,
        meta=row.meta,
        phase=row.phva,
        confidence=row.confidence,
        alternatives=[list(a) for a in row.alternatives],
        reason=row.reason,
        source_line=row.source_line,
        source_text=row.source_text,
    )
    milestone.contributors.set([known[u] for u in row.units if u != row.lead])
    for mark in row.notes:
        if mark.number in notes:
            NoteMark.objects.create(
                note=notes[mark.number], place=mark.field, offset=mark.offset, milestone=milestone
            )
    for item in row.marks:
        Deliverable.objects.create(
            milestone=milestone,
            month=item.month,
            quantity=item.quantity,
            label=item.label,
            data_cutoff=item.data_cutoff,
            condition=item.condition,
            related_code=item.see,
        )


def as_annex(version: PlanVersion) -> annex.Annex:
    """A version as the annex it would be printed as; importing that again changes nothing."""
    marks = NoteMark.objects.filter(note__version=version).select_related("note").order_by("offset")
    of_result: dict[int, list[annex.NoteMark]] = {}
    of_milestone: dict[int, list[annex.NoteMark]] = {}
    for mark in marks:
        found = annex.NoteMark(mark.note.number, mark.place, mark.offset)
        if mark.result_id:
            of_result.setdefault(mark.result_id, []).append(found)
        elif mark.milestone_id:
            of_milestone.setdefault(mark.milestone_id, []).append(found)
    results = version.results.select_related("objective").order_by("code")
    milestones = (
        version.milestones.select_related("result__objective", "lead")
        .prefetch_related("contributors", "deliverables")
        .order_by("order", "id")
    )
    return annex.Annex(
        year=version.plan.year,
        title=version.title,
        objectives=tuple(
            annex.Objective(o.number, o.name, o.axis) for o in version.objectives.order_by("number")
        ),
        results=tuple(
            annex.Result(r.code, r.objective.number, r.name, tuple(of_result.get(r.pk, ()))) for r in results
        ),
        milestones=tuple(_as_row(m, of_milestone.get(m.pk, ())) for m in milestones),
        notes=tuple(version.notes.order_by("number").values_list("number", "text")),
    )


def as_file(version: PlanVersion, ending: str, states: Mapping[tuple[str, int], str] | None = None) -> bytes:
    """A version as XLSX (the annex itself, with a state noted on each cell), JSON or CSV."""
    content = as_annex(version)
    if ending == "xlsx":
        return annex.write_xlsx(content, states=states)
    return annex.write_json(content) if ending == "json" else annex.write_csv(content)


def _as_row(milestone: Milestone, notes: Sequence[annex.NoteMark]) -> annex.Milestone:
    contributors = sorted(u.acronym for u in milestone.contributors.all())
    units_text = milestone.units_text or "/".join([milestone.lead.acronym, *contributors])
    printed = [u.strip() for u in units_text.replace("-", "/").split("/")] if units_text else []
    order = {acronym: place for place, acronym in enumerate(printed)}
    units = sorted([milestone.lead.acronym, *contributors], key=lambda u: (order.get(u, 99), u))
    if milestone.lead.acronym not in printed[:1]:
        units = [milestone.lead.acronym, *(u for u in units if u != milestone.lead.acronym)]
    deliverables = sorted(milestone.deliverables.all(), key=lambda d: d.month)
    settled = milestone.confirmed_at is not None
    return annex.Milestone(
        code=milestone.code,
        order=milestone.order,
        objective=milestone.result.objective.number,
        result=milestone.result.code,
        name=milestone.name,
        deliverable=milestone.deliverable_type,
        units=tuple(units),
        units_text=units_text,
        lead=milestone.lead.acronym,
        meta=milestone.meta,
        phva=milestone.phase,
        marks=tuple(
            annex.Mark(d.month, d.quantity, d.label, d.data_cutoff, d.condition, d.related_code)
            for d in deliverables
        ),
        confidence=annex.CERTAIN if settled else milestone.confidence,
        alternatives=() if settled else tuple(tuple(a) for a in milestone.alternatives),
        reason=milestone.reason,
        notes=tuple(notes),
        source_line=milestone.source_line,
        source_text=milestone.source_text,
    )
