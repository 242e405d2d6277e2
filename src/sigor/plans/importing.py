"""Between the annex as a file and a version as rows: import to a draft, copy a version, print one as an annex."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis import annex
from sigor.analysis.reformulation import Mark, Schedule, assigned
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.organisation.selectors import units_by_acronym
from sigor.plans.changes import copied
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
from sigor.plans.selectors import PUBLISHED, newest_approved
from sigor.plans.services import place_marks
from sigor.records import access, files
from sigor.records.actor import acting
from sigor.records.services import create

R = TypeVar("R", bound=Model)
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


def _carried_on(plan: Plan, number: int) -> Carried:
    """What the last version before says beside the annex; what a reformulation proposes is not the plan yet."""
    former = plan.versions.filter(number__lt=number).exclude(Q(based_on__isnull=False) & ~Q(state=PUBLISHED))
    last = former.order_by("-number").first()
    return carried_from(last) if last else Carried()


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
        if approved := newest_approved(plan):
            _keep_lineages(version, approved)
        carried = carried or _carried_on(plan, number)
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


# -- a version copied as the next draft -----------------------------------------------------------


def copy_rows(source: PlanVersion, target: PlanVersion) -> None:
    """Everything a version says, under the same lineages, as rows of an empty draft."""
    objectives = {o.pk: _kept(copied(o, version=target)) for o in source.objectives.order_by("number")}
    results = {
        r.pk: _kept(copied(r, version=target, objective=objectives[r.objective_id]))
        for r in source.results.order_by("code")
    }
    notes = {n.pk: _kept(copied(n, version=target)) for n in source.notes.order_by("number")}
    milestones = source.milestones.prefetch_related("contributors", "deliverables").order_by("order", "id")
    rows = {m.pk: _copy_milestone(m, target, results[m.result_id]) for m in milestones}
    NoteMark.objects.bulk_create(
        copied(
            mark,
            note=notes[mark.note_id],
            result=results.get(mark.result_id or 0),
            milestone=rows.get(mark.milestone_id or 0),
        )
        for mark in NoteMark.objects.filter(note__version=source).order_by("id")
    )
    AlignmentStep.objects.bulk_create(
        copied(step, version=target, objective=objectives.get(step.objective_id or 0))
        for step in source.alignment.order_by("order")
    )
    BudgetLine.objects.bulk_create(copied(line, version=target) for line in source.budget.order_by("id"))


def copy_milestone(source: Milestone, target: PlanVersion) -> Milestone:
    """Bring back a milestone that a draft withdrew, as the version has it that the draft is based on."""
    row = _copy_milestone(source, target, target.results.get(code=source.result.code))
    notes = {n.number: n for n in target.notes.all()}
    NoteMark.objects.bulk_create(
        copied(mark, note=notes[mark.note.number], milestone=row)
        for mark in source.marks.select_related("note")
    )
    return row


def _copy_milestone(source: Milestone, target: PlanVersion, result: Result) -> Milestone:
    row = _kept(copied(source, version=target, result=result))
    row.contributors.set(source.contributors.all())
    Deliverable.objects.bulk_create(copied(d, milestone=row) for d in source.deliverables.all())
    return row


def _kept(row: R) -> R:
    row.save()
    return row


def copy_anew(source: PlanVersion, target: PlanVersion, former: PlanVersion) -> None:
    """Replace what a draft copied from `former` by what `source` says; chain and money added since stay."""
    steps = _added(target, former, "alignment", ("level", "element", "norm", "objective__number"))
    lines = _added(
        target,
        former,
        "budget",
        ("classifier", "detail", "functional_sequence", "funding", "activity", "amount"),
    )
    for rows in (target.notes, target.alignment, target.budget, target.objectives):
        rows.all().delete()
    target.based_on = source
    target.save(update_fields=["based_on"])
    copy_rows(source, target)
    objectives = {o.number: o for o in target.objectives.all()}
    last = target.alignment.count()
    for order, step in enumerate(steps, start=last + 1):
        number = step.pop("objective__number")
        AlignmentStep.objects.create(version=target, order=order, objective=objectives.get(number), **step)
    for line in lines:
        BudgetLine.objects.create(version=target, **line)


def write_schedule(version: PlanVersion, wanted: Schedule) -> None:
    """Lay out the months of a draft's milestones as `wanted` says; a milestone that it lacks is withdrawn."""
    marks: dict[str, list[Mark]] = {}
    for mark in wanted.marks.values():
        marks.setdefault(mark.milestone, []).append(mark)
    for row in version.milestones.all():
        row.version = version
        if str(row.lineage) in wanted.milestones:
            place_marks(row, {m.month: (m.lineage, m.quantity) for m in marks.get(str(row.lineage), ())})
        else:
            row.delete()


def take_over(row: Milestone, said: Milestone, names: Sequence[str]) -> None:
    """Let a draft's milestone say in these fields what the same milestone says in another version."""
    for name in names:
        if name == "contributors":
            row.contributors.set(said.contributors.all())
        else:
            setattr(row, name, getattr(said, name))
    row.save()


def withdraw_row(milestone: Milestone) -> None:
    """Take a milestone with all its months out of a draft."""
    milestone.delete()


def _added(
    target: PlanVersion, former: PlanVersion, name: str, fields: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows of a draft that the version it was copied from does not have."""
    known = list(getattr(former, name).values(*fields))
    found = []
    for row in getattr(target, name).order_by("id").values(*fields):
        if row in known:
            known.remove(row)
        else:
            found.append(row)
    return found


def _keep_lineages(version: PlanVersion, approved: PlanVersion) -> None:
    """A commitment that the annex carries on from the approved version stays the same one: evidence follows it."""
    former = {m.code: m for m in approved.milestones.prefetch_related("deliverables")}
    for row in version.milestones.prefetch_related("deliverables"):
        if row.code not in former:
            continue
        row.lineage = former[row.code].lineage
        row.save(update_fields=["lineage"])
        base = {str(d.lineage): (d.month, d.quantity) for d in former[row.code].deliverables.all()}
        rows = {d.month: d for d in row.deliverables.all()}
        for month, lineage in assigned(base, {}, {m: d.quantity for m, d in rows.items()}).items():
            if lineage:
                rows[month].lineage = UUID(lineage)
                rows[month].save(update_fields=["lineage"])


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
