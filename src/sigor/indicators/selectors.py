"""Reading results: values of an indicator over time and by area, what they are made of, as known at a moment."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models import Sum as Total
from django.utils import timezone

from sigor.accounts.models import User
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Fact, Level, Slice, Sum
from sigor.indicators.models import Indicator, Kind, OverTime, Rebase, Target
from sigor.organisation.models import Place, Unit
from sigor.records import access
from sigor.records.models import Record

ZERO = Decimal(0)


@dataclass(frozen=True)
class Value:
    """A value of an indicator with what it is made of: never an average of values."""

    period: Period
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    edition: int = 1  # the latest of its slices
    preliminary: bool = False
    method: int = 1
    facts: int = 0
    name: str = ""  # of the area, where several stand side by side
    area: str = ""

    @property
    def restated(self) -> bool:
        return self.edition > 1


@dataclass(frozen=True)
class Part:
    """A part of a figure: an area below it, with its own parts or its file's line."""

    level: str
    area: str
    name: str
    value: Value
    line: int | None = None
    delivery: Delivery | None = None


def in_force() -> QuerySet[Indicator]:
    """Cards that are approved, in the order of the board."""
    cards = Indicator.objects.filter(state="in_force", archived_at__isnull=True)
    return cards.select_related("unit", "target_owner", "node", "objective").order_by("board_order", "symbol")


def on_board() -> QuerySet[Indicator]:
    return in_force().filter(on_board=True)


def current(known_at: datetime | None = None, prefix: str = "") -> Q:
    """The condition of slices in force, now or at a moment."""
    if known_at is None:
        return Q(**{f"{prefix}accepted_at__isnull": False, f"{prefix}superseded_at__isnull": True})
    begun = Q(**{f"{prefix}accepted_at__lte": known_at})
    ended = Q(**{f"{prefix}superseded_at__isnull": True}) | Q(**{f"{prefix}superseded_at__gt": known_at})
    return begun & ended


def series(
    indicator: Indicator,
    *,
    level: str = Level.NATION,
    area: str = "",
    person: int | None = None,
    known_at: datetime | None = None,
) -> list[Value]:
    """The values of one area, oldest first, a missing period included as one without a value."""
    if level == Level.DISTRICT:
        rows = _of_district(indicator, area, person, known_at)
    else:
        rows = _grouped(
            Sum.objects.filter(slice__indicator=indicator, level=level, area=area, person=person), known_at
        )
    return _without_gaps(indicator, [_value(indicator, row) for row in rows])


def all_series(
    indicators: Iterable[Indicator], *, level: str = Level.NATION, known_at: datetime | None = None
) -> dict[int, dict[str, list[Value]]]:
    """By indicator and area the values over time, in one question to the database."""
    cards = {card.pk: card for card in indicators}
    sums = Sum.objects.filter(slice__indicator__in=cards, level=level, person__isnull=True)
    found: dict[int, dict[str, list[Value]]] = {pk: defaultdict(list) for pk in cards}
    for row in _grouped(sums, known_at, "area"):
        card = cards[row["slice__indicator"]]
        found[card.pk][row["area"]].append(_value(card, row))
    return {
        pk: {area: _without_gaps(cards[pk], values) for area, values in areas.items()}
        for pk, areas in found.items()
    }


def by_area(
    indicator: Indicator,
    period: Period,
    level: str,
    *,
    within: str = "",
    known_at: datetime | None = None,
) -> list[Value]:
    """The values of the areas of a level in one period, in the order of their names; `within` a ubigeo."""
    if level == Level.DISTRICT:
        facts = Fact.objects.filter(
            current(known_at, "slice__"), slice__indicator=indicator, slice__period=period.first
        ).filter(place__code__startswith=within)
        rows = _summed(facts.values("place__code", "place__name", *GROUPED), "slice__")
        named = [(row["place__code"], row["place__name"], row) for row in rows]
    else:
        sums = Sum.objects.filter(
            slice__indicator=indicator,
            slice__period=period.first,
            level=level,
            person__isnull=True,
            area__startswith=within,
        )
        names = area_names(level)
        named = [
            (row["area"], names.get(row["area"], row["area"]), row)
            for row in _grouped(sums, known_at, "area")
        ]
    found = [_value(indicator, row, name=name, area=area) for area, name, row in named]
    return sorted(found, key=lambda value: collated(value.name))


def by_person(
    indicator: Indicator, period: Period, level: str, area: str, *, known_at: datetime | None = None
) -> list[Value]:
    """The same figure by class of person, where data tell classes apart; they add up to it."""
    if level == Level.DISTRICT:
        facts = Fact.objects.filter(
            current(known_at, "slice__"), slice__indicator=indicator, slice__period=period.first
        ).filter(place__code=area, person__isnull=False)
        rows = _summed(facts.values("person__name", *GROUPED), "slice__")
    else:
        sums = Sum.objects.filter(
            slice__indicator=indicator,
            slice__period=period.first,
            level=level,
            area=area,
            person__isnull=False,
        )
        rows = _grouped(sums, known_at, "person__name")
    found = [_value(indicator, row, name=row["person__name"]) for row in rows]
    return sorted(found, key=lambda value: collated(value.name))


def collated(name: str) -> str:
    """For sorting names as Spanish does: «Áncash» stands before «Apurímac»."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def parts(
    indicator: Indicator, period: Period, level: str, area: str, *, known_at: datetime | None = None
) -> list[Part]:
    """What a figure is the sum of, one step down: departments, provinces, districts, then facts with their source."""
    below = _below(indicator, period, level, area, known_at)
    if below is None:
        return _facts(indicator, period, level, area, known_at)
    step, within = below
    values = by_area(indicator, period, step, within=within, known_at=known_at)
    return [Part(step, value.area, value.name, value) for value in values]


def _below(
    indicator: Indicator, period: Period, level: str, area: str, known_at: datetime | None
) -> tuple[str, str] | None:
    """The level of the parts, and what their codes begin with; None where the facts come next."""
    if level == Level.NATION:
        placed = Fact.objects.filter(
            current(known_at, "slice__"),
            slice__indicator=indicator,
            slice__period=period.first,
            place__isnull=False,
        )
        return (Level.DEPARTMENT if placed.exists() else Level.UNIT, "")
    if level == Level.DEPARTMENT:
        return Level.PROVINCE, area
    if level == Level.PROVINCE:
        return Level.DISTRICT, area
    return None


def _facts(
    indicator: Indicator, period: Period, level: str, area: str, known_at: datetime | None
) -> list[Part]:
    facts = Fact.objects.filter(
        current(known_at, "slice__"), slice__indicator=indicator, slice__period=period.first
    )
    if level == Level.DISTRICT:
        facts = facts.filter(place__code=area)
    else:
        attended = Q(place__coverage__unit=int(area), place__coverage__valid_from__lte=period.last) & (
            Q(place__coverage__valid_to__isnull=True) | Q(place__coverage__valid_to__gte=period.last)
        )
        facts = facts.filter(Q(unit=int(area)) | attended)
    rows = facts.select_related(
        "slice__delivery__unit", "slice__delivery__accepted_by", "place", "unit", "person"
    )
    return [
        Part(
            "fact",
            fact.place.code if fact.place else str(fact.unit_id),
            " · ".join(filter(None, [str(fact.place or fact.unit), str(fact.person or "")])),
            _made(
                indicator, period, fact.numerator, fact.denominator, fact.slice.edition or 1,
                fact.slice.delivery.state != "frozen", fact.slice.method, 1,
            ),
            fact.line,
            fact.slice.delivery,
        )
        for fact in rows.order_by("place__code", "unit__acronym", "person__code")
    ]  # fmt: skip


def gathered(
    indicator: Indicator, values: Iterable[Value]
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Several periods of one area as one: Σ ÷ Σ where the card says so, else the last period that has a value."""
    present = [value for value in values if value.numerator is not None]
    if not present:
        return None, None, None
    if indicator.over_time == OverTime.LAST:
        last = present[-1]
        return last.numerator, last.denominator, last.value
    numerator = sum((value.numerator or ZERO for value in present), ZERO)
    denominator = sum((value.denominator or ZERO for value in present), ZERO)
    divides = denominator if indicator.kind == Kind.RATIO else None
    return numerator, divides, indicator.value(numerator, divides)


# -- rows of sums as values ---------------------------------------------------------------------------

GROUPED = ("slice__indicator", "slice__indicator__frequency", "slice__period")


def _grouped(sums: QuerySet[Sum], known_at: datetime | None, *more: str) -> Any:
    return _summed(sums.filter(current(known_at, "slice__")).values(*GROUPED, *more), "slice__")


def _summed(rows: Any, to_slice: str) -> Any:
    """Σ by indicator and period of rows that have numerators and denominators, oldest first."""
    facts = Total("facts") if rows.model is Sum else Count("pk")
    return rows.annotate(
        n=Total("numerator"),
        d=Total("denominator"),
        of=facts,
        edition=Max(f"{to_slice}edition"),
        method=Max(f"{to_slice}method"),
        loose=Count("pk", filter=~Q(**{f"{to_slice}delivery__state": "frozen"})),
    ).order_by("slice__period")


def _value(indicator: Indicator, row: dict[str, Any], *, name: str = "", area: str = "") -> Value:
    period = Period.of(row["slice__indicator__frequency"], row["slice__period"])
    return _made(
        indicator, period, row["n"], row["d"], row["edition"], bool(row["loose"]), row["method"], row["of"], name, area
    )  # fmt: skip


def _made(
    indicator: Indicator,
    period: Period,
    numerator: Decimal | None,
    denominator: Decimal | None,
    edition: int,
    preliminary: bool,
    method: int,
    facts: int,
    name: str = "",
    area: str = "",
) -> Value:
    divides = denominator if indicator.kind == Kind.RATIO else None
    value = indicator.value(numerator, divides)
    return Value(period, numerator, divides, value, edition, preliminary, method, facts, name, area)


def _of_district(indicator: Indicator, code: str, person: int | None, known_at: datetime | None) -> Any:
    facts = Fact.objects.filter(current(known_at, "slice__"), slice__indicator=indicator, place__code=code)
    if person is not None:
        facts = facts.filter(person=person)
    return _summed(facts.values(*GROUPED), "slice__")


def _without_gaps(indicator: Indicator, values: list[Value]) -> list[Value]:
    """A period that nobody reported stands there without a value: a chart must not join over it."""
    whole: list[Value] = []
    for value in values:
        while (
            whole and (expected := whole[-1].period.next()) != value.period
        ):  # they come in order, each once
            whole.append(Value(expected, None, None, None, method=value.method))
        whole.append(value)
    return whole


# -- names, targets, rebases, moments ----------------------------------------------------------------


def area_names(level: str) -> dict[str, str]:
    """Names by the code that sums use: of units the acronym, of places the name."""
    if level == Level.NATION:
        return {"": ""}
    if level == Level.UNIT:
        return {str(pk): acronym for pk, acronym in Unit.objects.values_list("pk", "acronym")}
    return dict(Place.objects.filter(kind=level).values_list("code", "name"))


def target_on(targets: Iterable[Target], day: date) -> Target | None:
    """The target that holds in the period beginning on that day: the latest that began."""
    begun = [target for target in targets if target.since <= day]
    return max(begun, key=lambda target: target.since) if begun else None


def targets_of(indicators: Iterable[Indicator], known_at: datetime | None = None) -> dict[int, list[Target]]:
    """The targets in force, now or at a moment, oldest first."""
    found: dict[int, list[Target]] = defaultdict(list)
    rows = Target._default_manager.filter(_held(known_at, "created_at"), indicator__in=list(indicators))
    for target in rows.order_by("since"):
        found[target.indicator_id].append(target)
    return found


def rebases_of(indicators: Iterable[Indicator], known_at: datetime | None = None) -> dict[int, list[Rebase]]:
    """The known changes of processes that somebody had approved, now or at a moment, oldest first."""
    found: dict[int, list[Rebase]] = defaultdict(list)
    rows = Rebase._default_manager.filter(_held(known_at, "approved_at"), indicator__in=list(indicators))
    for rebase in rows.select_related("approved_by", "territory").order_by("since"):
        found[rebase.indicator_id].append(rebase)
    return found


def _held(known_at: datetime | None, begun: str) -> Q:
    """What is in force; at a moment, what had begun to be and was only changed, withdrawn or archived since."""
    if known_at is None:
        return Q(archived_at__isnull=True, state="in_force")
    there = Q(archived_at__isnull=True) | Q(archived_at__gt=known_at)
    return Q(**{f"{begun}__lte": known_at}) & there & (Q(state="in_force") | Q(updated_at__gt=known_at))


def last_known(indicators: Iterable[Indicator] | None = None) -> datetime | None:
    """When the latest data in force were accepted."""
    slices = Slice.objects.filter(current())
    if indicators is not None:
        slices = slices.filter(indicator__in=list(indicators))
    return slices.aggregate(last=Max("accepted_at"))["last"]


def span(indicator: Indicator) -> tuple[Period, Period] | None:
    """The first and the last period with data in force."""
    ends = Slice.objects.filter(current(), indicator=indicator).aggregate(a=Min("period"), b=Max("period"))
    if ends["a"] is None:
        return None
    return Period.of(indicator.frequency, ends["a"]), Period.of(indicator.frequency, ends["b"])


def editions(indicator: Indicator, period: Period) -> list[Slice]:
    """All data ever accepted for a period, newest edition first."""
    slices = Slice.objects.filter(indicator=indicator, period=period.first, accepted_at__isnull=False)
    return list(
        slices.select_related(
            "delivery__accepted_by", "delivery__sent_by", "delivery__unit", "scope"
        ).order_by("scope__acronym", "-edition")
    )


# -- sheets ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reporting:
    """How many sheets were due, sent and sent on time in a period."""

    period: Period
    expected: int
    sent: int
    on_time: int


def reporting(frequency: str) -> list[Reporting]:
    """By period, of the sheets that units owe: sent means sent, and on time by the day the sheet says."""
    sheets = Delivery._default_manager.filter(
        origin="entry", frequency=frequency, archived_at__isnull=True, correction=""
    ).exclude(state="discarded")
    rows: dict[date, list[Delivery]] = defaultdict(list)
    for sheet in sheets.order_by("period_from"):
        rows[sheet.period_from].append(sheet)
    return [
        Reporting(
            Period.of(frequency, start),
            len(found),
            sum(sheet.sent_at is not None for sheet in found),
            sum(
                sheet.sent_at is not None and sheet.due_date is not None and timezone.localdate(sheet.sent_at) <= sheet.due_date
                for sheet in found
            ),
        )
        for start, found in rows.items()
    ]  # fmt: skip


def visible_delivery(record: Record, user: User) -> bool:
    """Whether this person may open a delivery from a figure that rests on it."""
    from_unit = Delivery._default_manager.filter(pk=record.pk)
    return access.visible_records(from_unit, user).exists()
