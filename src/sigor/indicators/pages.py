"""What the pages of results show: an indicator, a figure and its parts, a card, a signal, a delivery, a publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.indicators import boards, drawing, readings, selectors, trends, wording
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Level
from sigor.indicators.models import Indicator
from sigor.indicators.readings import Reading
from sigor.indicators.selectors import Part, Value
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers.declaration import register_of

PARTS_SHOWN = 200
PHONE = 340  # px
PERIODS_OFFERED = 36


@dataclass(frozen=True)
class Row:
    """One line of a table of values, in words."""

    name: str
    numerator: str
    denominator: str
    value: str
    share: str = ""
    url: str = ""
    line: int | None = None
    delivery: Delivery | None = None
    delivery_url: str = ""
    marks: tuple[str, ...] = ()


def row_of(indicator: Indicator, name: str, value: Value, *, url: str = "", share: str = "") -> Row:
    return Row(
        name,
        wording.count(value.numerator),
        wording.count(value.denominator),
        wording.said(indicator, value.value),
        share,
        url,
        marks=marks_of(value),
    )


def marks_of(value: Value) -> tuple[str, ...]:
    """What a reader must know of a figure: a later edition, or not yet frozen."""
    found = []
    if value.restated:
        found.append(_("ed. %(n)d") % {"n": value.edition})
    if value.preliminary and value.value is not None:
        found.append(_("preliminar"))
    return tuple(found)


def indicator(
    card: Indicator, period: Period | None, other: Period | None, *, known_at: datetime | None = None
) -> dict[str, Any]:
    """The page of an indicator as of a period."""
    reading = readings.reading(card, known_at=known_at, until=period)
    context: dict[str, Any] = {
        "card": card,
        "card_url": _url_of(card),
        "reading": reading,
        "tile": boards.tile(reading, known_at=known_at),
        "period": period,
        "known_at": known_at,
        "as_of": known_at or selectors.last_known([card]),
        "rules": wording.RULES,
        "method": wording.METHODS[reading.chart.method],
    }
    if period is None or not reading.values:
        return context
    by_unit = readings.unit_readings(card, known_at=known_at, until=period)
    units = readings.units(card, period, known_at=known_at)
    compared = other or period.previous()
    departments = selectors.by_area(card, period, Level.DEPARTMENT, known_at=known_at)
    return context | {
        "chart": drawing.control_chart(reading),
        "chart_phone": drawing.control_chart(reading, width=PHONE),
        "rows": [_series_row(card, reading, at, known_at) for at in reversed(range(len(reading.values)))],
        "signals": _signals(reading),
        "trend": trends.words(reading),
        "multiples": drawing.small_multiples(by_unit, columns=3) if by_unit else "",
        "multiples_phone": drawing.small_multiples(by_unit, columns=1, width=PHONE) if by_unit else "",
        "unit_rows": [_unit_row(one, known_at) for one in by_unit],
        "units": units,
        "intervals": drawing.intervals(units) if units else "",
        "intervals_phone": drawing.intervals(units, width=PHONE) if units else "",
        "funnel": drawing.funnel(units) if units else "",
        "funnel_phone": drawing.funnel(units, width=PHONE) if units else "",
        "map": boards.map_of(card, period, known_at=known_at),
        "department_rows": [
            row_of(
                card,
                value.name,
                value,
                url=boards.figure_url(card, period, Level.DEPARTMENT, value.area, known_at=known_at),
            )
            for value in departments
        ],
        "compared": compared,
        "compared_name": wording.period(compared),
        "period_name": wording.period(period),
        "comparison_rows": _two_periods(card, compared, period, departments, known_at),
        "periods": [(str(one), wording.period(one)) for one in _offered(card)],
    }


def _offered(card: Indicator) -> list[Period]:
    found = selectors.span(card)
    if not found:
        return []
    first, last = found
    offered = [last]
    while offered[-1] > first and len(offered) < PERIODS_OFFERED:
        offered.append(offered[-1].previous())
    return offered


def _series_row(card: Indicator, reading: Reading, at: int, known_at: datetime | None) -> dict[str, Any]:
    value, drawn = reading.values[at], reading.chart.points[at]
    scale = reading.scale

    def limit(found: float | None) -> str:
        return wording.DASH if found is None else wording.said(card, found * scale)

    return {
        "row": row_of(
            card,
            wording.period(value.period),
            value,
            url=boards.figure_url(card, value.period, known_at=known_at),
        ),
        "centre": limit(drawn.centre),
        "lower": limit(drawn.lower),
        "upper": limit(drawn.upper),
        "signal": any(at in signal.indices for signal in reading.chart.signals),
    }


def _signals(reading: Reading) -> list[dict[str, Any]]:
    """Every signal of the chart in words, the latest first."""
    found = []
    for signal in reversed(reading.chart.signals):
        first, last = signal.indices[0], signal.indices[-1]
        found.append(
            {
                "rule": wording.RULES[signal.rule],
                "since": wording.period(reading.periods[first]),
                "until": wording.period(reading.periods[last]),
                "up": signal.direction > 0,
                "worse": wording.is_worse(reading.indicator, signal.direction),
            }
        )
    return found


def _unit_row(reading: Reading, known_at: datetime | None) -> dict[str, Any]:
    last = reading.last
    return {
        "name": reading.name,
        "value": reading.said,
        "period": wording.period(last.period) if last else "",
        "variation": reading.variation,
        "sentence": reading.sentence,
        "url": boards.figure_url(reading.indicator, last.period, Level.UNIT, reading.area, known_at=known_at)
        if last
        else "",
    }


def _two_periods(
    card: Indicator, before: Period, now: Period, departments: Sequence[Value], known_at: datetime | None
) -> list[dict[str, Any]]:
    """Each department (or unit, where data are by unit) in two periods, with the difference."""
    level = Level.DEPARTMENT if departments else Level.UNIT
    present = departments or selectors.by_area(card, now, level, known_at=known_at)
    former = {v.area: v for v in selectors.by_area(card, before, level, known_at=known_at)}
    return [
        {
            "name": value.name,
            "before": wording.said(card, former[value.area].value if value.area in former else None),
            "now": wording.said(card, value.value),
            "change": wording.change(
                card, value.value, former[value.area].value if value.area in former else None
            ),
        }
        for value in present
    ]


# -- a figure ---------------------------------------------------------------------------------------------


def figure(
    card: Indicator,
    period: Period,
    level: str,
    area: str,
    user: User,
    *,
    known_at: datetime | None = None,
) -> dict[str, Any] | None:
    """What a figure is the sum of; None where nobody delivered anything."""
    value = _value_of(card, period, level, area, known_at)
    if value is None:
        return None
    found = selectors.parts(card, period, level, area, known_at=known_at)
    names = selectors.area_names(level) if level != Level.NATION else {}
    adds_up = sum((p.value.numerator or Decimal(0) for p in found), Decimal(0)) == value.numerator
    return {
        "card": card,
        "period": period,
        "period_name": wording.period(period),
        "level": level,
        "level_name": Level(level).label,
        "name": names.get(area, area) if area else _("Todo el país"),
        "value": row_of(card, "", value),
        "said": wording.said(card, value.value),
        "parts": [_part_row(card, period, part, value, user, known_at) for part in found[:PARTS_SHOWN]],
        "more": max(0, len(found) - PARTS_SHOWN),
        "adds_up": adds_up,
        "are_facts": bool(found) and found[0].level == "fact",
        "crumbs": _crumbs(card, period, level, area, known_at),
        "editions": [_edition_row(one, card, period, user) for one in selectors.editions(card, period)],
        "known_at": known_at,
        "other_split": _other_split(card, period, level, known_at),
        "persons": [
            row_of(card, one.name, one)
            for one in selectors.by_person(card, period, level, area, known_at=known_at)
        ],
    }


def _value_of(
    card: Indicator, period: Period, level: str, area: str, known_at: datetime | None
) -> Value | None:
    values = selectors.series(card, level=level, area=area, known_at=known_at)
    return next((v for v in values if v.period == period and v.numerator is not None), None)


def _part_row(
    card: Indicator, period: Period, part: Part, whole: Value, user: User, known_at: datetime | None
) -> Row:
    delivery = part.delivery
    visible = delivery is not None and access.may(user, Permission.VIEW, [delivery.unit_id])
    leads = part.level != "fact"
    return Row(
        part.name,
        wording.count(part.value.numerator),
        wording.count(part.value.denominator),
        wording.said(card, part.value.value),
        boards.percent(part.value.denominator or part.value.numerator, whole.denominator or whole.numerator),
        boards.figure_url(card, period, part.level, part.area, known_at=known_at) if leads else "",
        part.line,
        delivery,
        _url_of(delivery) if delivery is not None and visible else "",
        marks_of(part.value),
    )


def _crumbs(
    card: Indicator, period: Period, level: str, area: str, known_at: datetime | None
) -> list[tuple[str, str]]:
    """The figures that this one is a part of, the whole first."""
    found = [(_("Todo el país"), boards.figure_url(card, period, known_at=known_at))]
    names = {
        **selectors.area_names(Level.DEPARTMENT),
        **selectors.area_names(Level.PROVINCE),
    }
    if level in (Level.PROVINCE, Level.DISTRICT):
        found.append(
            (
                names.get(area[:2], area[:2]),
                boards.figure_url(card, period, Level.DEPARTMENT, area[:2], known_at=known_at),
            )
        )
    if level == Level.DISTRICT:
        found.append(
            (
                names.get(area[:4], area[:4]),
                boards.figure_url(card, period, Level.PROVINCE, area[:4], known_at=known_at),
            )
        )
    return found if level != Level.NATION else []


def _other_split(card: Indicator, period: Period, level: str, known_at: datetime | None) -> list[Row]:
    """The same total by territorial unit, where it was first told by department."""
    if level != Level.NATION:
        return []
    units = selectors.by_area(card, period, Level.UNIT, known_at=known_at)
    return [
        row_of(
            card,
            value.name,
            value,
            url=boards.figure_url(card, period, Level.UNIT, value.area, known_at=known_at),
        )
        for value in units
    ]


def _edition_row(one: Any, card: Indicator, period: Period, user: User) -> dict[str, Any]:
    delivery = one.delivery
    visible = access.may(user, Permission.VIEW, [delivery.unit_id])
    return {
        "edition": one.edition,
        "scope": one.scope,
        "accepted_at": one.accepted_at,
        "accepted_by": delivery.accepted_by,
        "superseded_at": one.superseded_at,
        "code": delivery.code,
        "url": _url_of(delivery) if visible else "",
        "why": delivery.correction if visible else "",
        "file": delivery.file_name if visible else "",
        "sources": delivery.sources,
        "sha256": delivery.sha256,
        "state": delivery.get_state(),
    }


def _url_of(record: Any) -> str:
    register = register_of(record)
    assert register is not None
    return register.url_of(record)


# -- records ---------------------------------------------------------------------------------------------


def card(record: Indicator) -> dict[str, Any]:
    """What stands beside the fields of a card: how it goes."""
    reading = readings.reading(record)
    return {
        "reading": reading,
        "tile": boards.tile(reading),
        "formula": formula(record),
        "results_url": reverse("indicator", args=[record.symbol]),
    }


def formula(record: Indicator) -> str:
    """The formula in words: «100 × Los que cumplen ÷ Todos»."""
    if record.kind == "total":
        return record.numerator
    return f"{record.factor:,} × ({record.numerator}) ÷ ({record.denominator})"


def signal(record: Any, user: User) -> dict[str, Any]:
    """The chart that a signal was seen on, as it stands now."""
    level, area = (Level.UNIT, str(record.territory_id)) if record.territory_id else (Level.NATION, "")
    reading = readings.reading(record.indicator, level=level, area=area)
    return {
        "reading": reading,
        "may_open": access.may(user, Permission.EDIT, [record.unit_id]),
        "chart": drawing.control_chart(reading) if reading.values else "",
        "chart_phone": drawing.control_chart(reading, width=PHONE) if reading.values else "",
        "results_url": reverse("indicator", args=[record.indicator.symbol]),
    }


def delivery(record: Delivery, user: User) -> dict[str, Any]:
    """What a delivery brings: its cells or its indicators and periods, and what was found in its file."""
    slices = record.slices.select_related("indicator").order_by("indicator__symbol", "period")
    found: dict[str, list[Any]] = {}
    for one in slices:
        found.setdefault(one.indicator.symbol, []).append(
            {
                "period": wording.period(Period.of(one.indicator.frequency, one.period)),
                "edition": one.edition,
                "superseded": one.superseded_at,
                "url": boards.figure_url(one.indicator, Period.of(one.indicator.frequency, one.period))
                if one.edition
                else "",
            }
        )
    return {
        "contents": found,
        "findings": [wording.finding(one) for one in record.findings],
        "entries": list(record.entries.select_related("indicator").order_by("indicator__board_order")),
        "may_fill": record.origin == "entry"
        and record.state in ("draft", "observed")
        and access.may(user, Permission.SUBMIT, [record.unit_id]),
        "may_correct": record.origin == "entry"
        and record.state in ("accepted", "frozen")
        and access.may(user, Permission.SUBMIT, [record.unit_id]),
        "may_say_why": record.state in ("draft", "observed")
        and access.may(user, Permission.EDIT, [record.unit_id]),
    }


def publication(record: Any, user: User) -> dict[str, Any]:
    """What is in a publication, and whether it can be made anew."""
    told = record.content
    return {
        "content": told,
        "may_prepare": record.state == "draft" and access.may(user, Permission.EDIT, [record.unit_id]),
        "group_count": sum(len(one["groups"]) for one in told.get("periods", [])),
        "slug": record.code.lower(),
    }


def districts(card: Indicator, period: Period, *, known_at: datetime | None = None) -> dict[str, Any] | None:
    """Every district of a period on the map and in a table; None where there is none."""
    found = boards.district_map(card, period, known_at=known_at)
    if found is None:
        return None
    return {
        "card": card,
        "period": period,
        "period_name": wording.period(period),
        "map": found.drawing,
        "without_place": found.without_place,
        "rows": [
            row_of(
                card,
                value.name,
                value,
                url=boards.figure_url(card, period, Level.DISTRICT, value.area, known_at=known_at),
            )
            for value in found.values
        ],
    }
