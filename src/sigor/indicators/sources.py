"""What the system computes itself: an indicator's data from the plan, closed incentive runs, surveys or a register.

Each source answers with rows by district or by unit and with the records they rest on; nothing is typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sigor.incentives.engine import duck
from sigor.incentives.models import Run
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator, Measure
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.plans.models import QuarterEdition
from sigor.registers import declaration
from sigor.surveys import selectors as survey_waves
from sigor.surveys.models import Survey


class NothingToCompute(Exception):
    """The source has nothing for this period yet; the message says what is missing."""


@dataclass(frozen=True)
class Row:
    """A numerator and a denominator of a district (INEI code) or of a unit (its id)."""

    numerator: Decimal
    denominator: Decimal | None
    place: str = ""
    unit: int | None = None
    person: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Computed:
    rows: list[Row]
    sources: list[dict[str, Any]] = field(default_factory=list)  # {"register", "id", "code", "title"}


def compute(indicator: Indicator, period: Period) -> Computed:
    """The rows of an indicator in a period. Raises NothingToCompute."""
    return SOURCES[indicator.measure](indicator, period)


def _listed(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _named(indicator: Indicator) -> tuple[str, list[str]]:
    """Of «what: this, that», what and the list."""
    what, _colon, listed = indicator.parts.partition(":")
    return what.strip(), _listed(listed)


def _quarter(indicator: Indicator, period: Period) -> Computed:
    """What each unit verified of what fell due to it, from the frozen quarter."""
    editions = QuarterEdition.objects.filter(plan__year=period.year, quarter=period.number)
    edition = editions.select_related("plan").order_by("-number").first()
    if edition is None:
        raise NothingToCompute(
            _("El trimestre %(period)s del plan aún no está congelado.") % {"period": period}
        )
    chosen = edition.figures["total"]["chosen"]
    acronyms = [group["label"] for group in edition.figures["units"]]
    units = {unit.acronym: unit.pk for unit in Unit.objects.on(period.last).filter(acronym__in=acronyms)}
    rows = []
    for group in edition.figures["units"]:
        reading = group["readings"][chosen]
        rows.append(Row(Decimal(reading["verified"]), Decimal(reading["due"]), unit=units[group["label"]]))
    name = _("Trimestre %(q)s, edición %(n)d") % {"q": period, "n": edition.number}
    return Computed(rows, [{"register": "", "id": edition.pk, "code": name, "title": edition.plan.title}])


def _run_of(period: Period) -> Run:
    run = Run.objects.filter(bimester=str(period), state="closed").order_by("-edition").first()
    if run is None:
        raise NothingToCompute(
            _("El bimestre %(period)s aún no tiene una liquidación cerrada.") % {"period": period}
        )
    return run


def _from_run(run: Run, question: str, **values: Any) -> Computed:
    """Rows of a question to the files of a run: district, numerator, denominator."""
    with duck.session() as connection:
        for name in ("checks", "person_months", "household_months", "roll"):
            duck.view(connection, name, run.folder / f"{name}.parquet")
        found = duck.rows(connection, question.format(**values))
    rows = [
        Row(Decimal(row["n"]), None if row["d"] is None else Decimal(row["d"]), place=row["ubigeo"])
        for row in found
    ]
    source = {"register": "incentive-runs", "id": run.pk, "code": run.code, "title": run.title}
    return Computed(rows, [source])


PAID = """
    SELECT h.ubigeo, count(*) FILTER (WHERE r.total > 0) AS n, count(*) AS d
    FROM household_months AS h LEFT JOIN roll AS r ON r.household = h.household
    WHERE h.month = 2 AND (h.eligibility = 0 OR r.total > 0) GROUP BY 1 ORDER BY 1"""
AMOUNT = """
    SELECT h.ubigeo, sum(r.total)::DECIMAL(20, 2) / 100 AS n, NULL AS d
    FROM roll AS r JOIN household_months AS h ON h.household = r.household AND h.month = 2
    WHERE r.total > 0 GROUP BY 1 ORDER BY 1"""
# Who met every part of a package in both months, among those of whom some part was asked; the exempt are left out.
PACKAGE = """
    WITH asked AS (
      SELECT c.household, c.member, bool_and(c.verdict = 1) AS whole
      FROM checks AS c
      JOIN person_months AS p ON p.household = c.household AND p.member = c.member AND p.month = c.month
      WHERE p.{who} AND c.requirement IN ({ranks}) AND c.verdict <> 2
      GROUP BY 1, 2)
    SELECT h.ubigeo, count(*) FILTER (WHERE a.whole) AS n, count(*) AS d
    FROM asked AS a JOIN household_months AS h ON h.household = a.household AND h.month = 2
    GROUP BY 1 ORDER BY 1"""


def _paid(indicator: Indicator, period: Period) -> Computed:
    return _from_run(_run_of(period), PAID)


def _amount(indicator: Indicator, period: Period) -> Computed:
    return _from_run(_run_of(period), AMOUNT)


def _package(who: str) -> Callable[[Indicator, Period], Computed]:
    def compute_package(indicator: Indicator, period: Period) -> Computed:
        run = _run_of(period)
        known = run.rules.rule_set.requirements
        named = _listed(indicator.parts)
        if unknown := [part for part in named if part not in known]:
            raise NothingToCompute(
                _("Las reglas de %(run)s no conocen el requisito %(parts)s.")
                % {"run": run.code, "parts": ", ".join(unknown)}
            )
        if not named:
            raise NothingToCompute(_("La ficha no dice qué requisitos componen el paquete."))
        ranks = ", ".join(str(known.index(part) + 1) for part in named)
        return _from_run(run, PACKAGE, who=who, ranks=ranks)

    return compute_package


def _survey(indicator: Indicator, period: Period) -> Computed:
    """The weight of favourable answers among that of valid ones, by unit, in the last wave that ended in the period."""
    code, symbols = _named(indicator)
    survey = Survey._default_manager.filter(code=code, archived_at__isnull=True).first()
    if survey is None or not symbols:
        raise NothingToCompute(
            _("La ficha no dice una encuesta y sus preguntas: «ENC-2025-0001: pregunta, pregunta».")
        )
    questions = list(survey.questions.filter(symbol__in=symbols, archived_at__isnull=True))
    if unknown := sorted({*symbols} - {question.symbol for question in questions}):
        raise NothingToCompute(
            _("La encuesta %(code)s no tiene la pregunta %(symbols)s.")
            % {"code": survey.code, "symbols": ", ".join(unknown)}
        )
    wave = survey_waves.wave_within(survey, period.first, period.last)
    if wave is None:
        raise NothingToCompute(
            _("La encuesta %(code)s no tiene una medición cerrada que termine en %(period)s.")
            % {"code": survey.code, "period": period}
        )
    sums = survey_waves.favourable_by_unit(wave, questions)
    if not sums:
        raise NothingToCompute(_("Nadie respondió esas preguntas en %(code)s.") % {"code": wave.code})
    rows = [Row(_kept(favourable), _kept(valid), unit=unit) for unit, favourable, valid in sums]
    return Computed(
        rows, [{"register": "survey-waves", "id": wave.pk, "code": wave.code, "title": wave.title}]
    )


def _kept(weight: Decimal) -> Decimal:
    """With the four decimals that a fact keeps."""
    return weight.quantize(Decimal("0.0001"))


def _register(indicator: Indicator, period: Period) -> Computed:
    """How many records of each unit that existed at the end of the period are in the states today, among all."""
    slug, states = _named(indicator)
    register = declaration.get(slug)
    if register is None or register.private or not states:
        raise NothingToCompute(_("La ficha no dice un registro y sus estados: «registro: estado, estado»."))
    records = register.model._default_manager.filter(
        archived_at__isnull=True, created_at__date__lte=period.last
    )
    counted = records.values("unit").annotate(d=Count("pk"), n=Count("pk", filter=Q(state__in=states)))
    rows = [Row(Decimal(row["n"]), Decimal(row["d"]), unit=row["unit"]) for row in counted.order_by("unit")]
    if not rows:
        raise NothingToCompute(_("El registro no tiene nada en ese periodo."))
    title = _("%(register)s, en el estado que tenían el %(day)s") % {
        "register": register.name,
        "day": date_format(clock.today(), "SHORT_DATE_FORMAT"),
    }
    return Computed(rows, [{"register": register.slug, "id": None, "code": register.slug, "title": title}])


SOURCES: dict[str, Callable[[Indicator, Period], Computed]] = {
    Measure.PLAN_QUARTER: _quarter,
    Measure.INCENTIVES_PAID: _paid,
    Measure.INCENTIVES_AMOUNT: _amount,
    Measure.PACKAGE_CHILDREN: _package("child"),
    Measure.PACKAGE_PREGNANT: _package("pregnant"),
    Measure.SURVEY: _survey,
    Measure.REGISTER: _register,
}
