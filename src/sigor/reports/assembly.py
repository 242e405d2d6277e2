"""From a frozen edition to the content of its report: every figure is the edition's own, with its code."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sigor.analysis.compliance import Denominator
from sigor.analysis.progress import Status
from sigor.organisation.models import Programme
from sigor.organisation.periods import month_label, roman
from sigor.plans.models import ComplianceRule, QuarterEdition
from sigor.plans.pages import STATES
from sigor.reports.content import (
    ENGLISH,
    SPANISH,
    AxisSection,
    Bar,
    BudgetLine,
    EvidenceLine,
    Figure,
    Line,
    QuarterReport,
    Reading,
)


class FigureWithoutProof(Exception):
    """A figure of the report has no provenance code; such a report is not issued."""


class _Figures:
    """The figures printed for an edition, by key."""

    def __init__(self, edition: QuarterEdition) -> None:
        self.chosen = edition.figures["total"]["chosen"]
        self.by_key = {f.key: Figure(f.text, f.code) for f in edition.printed.all()}

    def get(self, key: str) -> Figure:
        try:
            return self.by_key[key]
        except KeyError:
            raise FigureWithoutProof(key) from None

    def of(self, group: str, part: str, denominator: str = "") -> Figure:
        return self.get(f"{group}:{denominator or self.chosen}:{part}")

    def bar(self, group: dict[str, Any], label: str = "") -> Bar:
        reading = group["readings"][self.chosen]
        key = group["key"]
        return Bar(
            label or group["label"],
            self.of(key, "due"),
            self.of(key, "verified"),
            self.of(key, "ratio"),
            reading["ratio"] or 0.0,
        )


def day(text: str | None) -> str:
    return datetime.fromisoformat(text).strftime("%d/%m/%Y") if text else _("no consta")


def moment(value: datetime | str | None) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return timezone.localtime(value).strftime("%d/%m/%Y %H:%M") if value else "—"


def quarter_report(edition: QuarterEdition, *, base_url: str) -> QuarterReport:
    """The content of an edition's report. Raises FigureWithoutProof."""
    frozen = edition.figures
    numbers = _Figures(edition)
    plan, rule = edition.plan, edition.rule
    programme = Programme.objects.on(edition.frozen_at.date()).first()
    reading = frozen["total"]["readings"][numbers.chosen]
    narratives = {n.axis: n.text for n in edition.narratives.all()}
    budget = list(edition.version.budget.all())
    english = (get_language() or "es").startswith("en")
    return QuarterReport(
        programme=programme.name if programme else "",
        unit=plan.unit.name,
        title=_("Informe trimestral del %(title)s") % {"title": plan.title},
        year=plan.year,
        quarter=edition.quarter,
        quarter_label=_("Trimestre %(q)s – %(year)d") % {"q": roman(edition.quarter), "year": plan.year},
        edition=edition.number,
        edition_reason=edition.reason,
        changes=tuple(edition.changes),
        state_label=_("Congelado, edición %(n)d") % {"n": edition.number},
        frozen_at=edition.frozen_at,
        frozen_at_label=moment(edition.frozen_at),
        frozen_by=str(edition.frozen_by),
        as_of=moment(edition.frozen_at),
        cutoff=moment(edition.cutoff),
        mottoes=tuple(m for m in (programme.decade_motto, programme.year_motto) if m) if programme else (),
        classification=programme.classification if programme else "",
        control_note=programme.control_note if programme else "",
        verify_base_url=f"{base_url}/prueba/",
        document_code=f"{plan.year}-T{edition.quarter}-E{edition.number}",
        rule_title=_("Regla de cumplimiento v%(n)d") % {"n": rule.number},
        rule_text=rule_text(frozen["rule"]),
        rule_status=_("Acuerdo %(n)s") % {"n": frozen["rule"]["agreement"]}
        if frozen["rule"]["agreement"]
        else _("aún sin acuerdo del Comité SIG registrado"),
        goal=frozen["rule"]["threshold"],
        goal_label=f"{frozen['rule']['threshold'] * 100:.0f} %",
        verdict_sentence=_verdict(numbers, reading, edition),
        sensitivity_sentence=_sensitivity(frozen["total"]),
        readings=tuple(_readings(numbers, frozen["total"])),
        axes=tuple(_axis(numbers, g, frozen["results"], narratives) for g in frozen["axes"]),
        units=tuple(numbers.bar(g) for g in frozen["units"]),
        late=tuple(_line(numbers, r, plan.year) for r in frozen["rows"] if r["verified"] < r["quantity"]),
        schedule=tuple(_line(numbers, r, plan.year) for r in frozen["rows"]),
        evidence=tuple(_evidence(numbers, r, e, plan.year) for r in frozen["rows"] for e in r["evidence"]),
        accumulated=tuple(
            numbers.bar(g, _("Hasta el trimestre %(q)s") % {"q": roman(int(g["label"]))})
            for g in frozen["accumulated"]
        ),
        budget=tuple(
            BudgetLine(b.classifier, b.detail, b.functional_sequence, numbers.get(f"budget:{b.pk}"))
            for b in budget
        ),
        audit_head=_("asiento %(n)d, %(hash)s") % {"n": edition.audit_position, "hash": edition.audit_hash},
        language="en" if english else "es",
        labels=ENGLISH if english else SPANISH,
    )


def rule_text(rule: dict[str, Any]) -> str:
    """The rule in words, as it was when the edition was frozen."""
    words = {
        "what": str(dict(ComplianceRule.Denominator.choices)[rule["denominator"]]).lower(),
        "days": rule["grace_days"],
        "goal": f"{rule['threshold'] * 100:.0f}",
    }
    return (
        _(
            "Se cuentan las %(what)s que vencían en el trimestre. Vale lo enviado y verificado hasta el último día "
            "del trimestre más %(days)d días. Meta: %(goal)s por ciento como mínimo."
        )
        % words
    )


def _verdict(numbers: _Figures, reading: dict[str, Any], edition: QuarterEdition) -> str:
    quarter = roman(edition.quarter)
    if reading["due"] == 0:
        return _("Trimestre %(q)s: nada vencía.") % {"q": quarter}
    words = {
        "q": quarter,
        "verdict": _("cumple") if reading["meets"] else _("no cumple"),
        "verified": reading["verified"],
        "due": reading["due"],
        "ratio": numbers.of("total", "ratio").text,
    }
    return _("Trimestre %(q)s: %(verdict)s (%(verified)d de %(due)d, %(ratio)s).") % words


def _sensitivity(total: dict[str, Any]) -> str:
    if not total["verdict_depends_on_reading"]:
        return _("Las tres lecturas dan el mismo resultado.")
    chosen = total["readings"][total["chosen"]]["meets"]
    labels = dict(ComplianceRule.Denominator.choices)
    others = [
        f"{str(labels[name]).lower()} ({r['verified']} / {r['due']})"
        for name, r in total["readings"].items()
        if r["meets"] != chosen
    ]
    verdict = _("no cumpliría") if chosen else _("cumpliría")
    return _("El resultado depende de la lectura: %(verdict)s contando por %(others)s.") % {
        "verdict": verdict,
        "others": _(" o por ").join(others),
    }


def _readings(numbers: _Figures, total: dict[str, Any]) -> list[Reading]:
    return [
        Reading(
            str(ComplianceRule.Denominator(d.value).label),
            numbers.of("total", "due", d.value),
            numbers.of("total", "verified", d.value),
            numbers.of("total", "ratio", d.value),
            numbers.of("total", "needed", d.value),
            bool(total["readings"][d.value]["meets"]),
            d.value == total["chosen"],
        )
        for d in Denominator
    ]


def _axis(
    numbers: _Figures, group: dict[str, Any], results: list[dict[str, Any]], narratives: dict[int, str]
) -> AxisSection:
    number = int(group["key"].removeprefix("axis-"))
    own = [r for r in results if r["key"].removeprefix("result-").startswith(f"{number}.")]
    name = group["label"].split(". ", 1)[-1]
    return AxisSection(
        number, name, numbers.bar(group), narratives.get(number, ""), tuple(numbers.bar(r) for r in own)
    )


def _line(numbers: _Figures, row: dict[str, Any], year: int) -> Line:
    state = STATES[Status(row["status"])]
    return Line(
        code=row["code"],
        milestone=row["milestone"],
        deliverable=row["type"],
        unit=row["unit"],
        month=month_label(year, row["month"]),
        quantity=numbers.get(f"row:{row['code']}:{row['month']}"),
        state=str(state.label),
        state_mark=state.mark,
        detail=row["why"],
        days=row["days_late"] or None,
    )


def _evidence(numbers: _Figures, row: dict[str, Any], evidence: dict[str, Any], year: int) -> EvidenceLine:
    figure = numbers.get(f"row:{row['code']}:{row['month']}")
    return EvidenceLine(
        milestone=row["code"],
        month=month_label(year, row["month"]),
        type=evidence["type"],
        number=evidence["number"] or _("s/n"),
        date=day(evidence["date"]),
        file_name=evidence["file_name"],
        sha256=evidence["sha256"],
        submitted_by=evidence["submitted_by"],
        submitted_at=moment(evidence["submitted_at"]),
        verified_by=evidence["verified_by"],
        verified_at=moment(evidence["verified_at"]),
        quantity=Figure(str(evidence["quantity"]), figure.code),
        code=figure.code,
    )


def public_address() -> str:
    """Where the site is reached, for links printed on paper."""
    return settings.PUBLIC_ADDRESS.rstrip("/")
