"""The Tablero de Control, the value chain and the scorecard: what a director sees at one glance."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sigor.accounts.models import User
from sigor.indicators import drawing, readings, selectors, wording
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Level
from sigor.indicators.models import Indicator, Signal, Stage, Subscription, ValueChainNode
from sigor.indicators.readings import Reading
from sigor.leadership.models import Objective
from sigor.organisation.models import Place
from sigor.records import access
from sigor.records.models import EvidenceUse
from sigor.records.models import Link as LinkedRecord
from sigor.ui.maps import PeruMap, peru, peru_dots

SIGNALS_SHOWN = 5
TILE = 270  # px of its chart


@dataclass(frozen=True)
class DistrictMap:
    """Districts on the map, those without coordinates only in the table."""

    drawing: PeruMap
    values: tuple[selectors.Value, ...]
    without_place: int


@dataclass(frozen=True)
class Tile:
    """One indicator on the board."""

    reading: Reading
    chart: str  # SVG
    url: str
    figure_url: str
    change: str
    against: str

    @property
    def goal(self) -> str:
        target = self.reading.target
        return wording.said(self.reading.indicator, target.value) if target else ""

    @property
    def when(self) -> str:
        return wording.period(self.reading.last.period) if self.reading.last else ""

    @property
    def reached(self) -> wording.Mark | None:
        """Whether the last value is where it should be."""
        meets = self.reading.meets
        if meets is None:
            return None
        return (
            wording.Mark("✓", _("En meta"), "success")
            if meets
            else wording.Mark("✗", _("Bajo la meta") if self.reading.indicator.sense == "up" else _("Sobre la meta"), "warning")
        )  # fmt: skip


def tile(reading: Reading, *, known_at: datetime | None = None) -> Tile:
    symbol = reading.indicator.symbol
    last, former = reading.last, reading.year_before or reading.before
    against = ""
    change = ""
    if last and former:
        change = wording.change(reading.indicator, last.value, former.value)
        against = wording.period(former.period)
    return Tile(
        reading,
        drawing.control_chart(reading, compact=True, width=TILE) if reading.values else "",
        f"{reverse('indicator', args=[symbol])}{_as_known(known_at, '?')}",
        figure_url(reading.indicator, last.period, known_at=known_at) if last else "",
        change,
        against,
    )


def figure_url(
    indicator: Indicator,
    period: Period,
    level: str = Level.NATION,
    area: str = "",
    *,
    known_at: datetime | None = None,
) -> str:
    """The page that says what a figure is made of."""
    place = reverse("figure", args=[indicator.symbol])
    more = f"&nivel={level}&area={area}" if level != Level.NATION else ""
    return f"{place}?periodo={period}{more}{_as_known(known_at, '&')}"


def _as_known(moment: datetime | None, sign: str) -> str:
    """The part of an address that keeps the day on which figures are read."""
    return f"{sign}al={timezone.localdate(moment).isoformat()}" if moment else ""


def board(user: User, *, known_at: datetime | None = None) -> dict[str, Any]:
    """Everything of the board for a person, as known now or at a moment."""
    cards = list(selectors.on_board())
    found = readings.readings(cards, known_at=known_at)
    tiles = [tile(reading, known_at=known_at) for reading in found]
    waiting = open_signals(known_at)
    mapped = next((r for r in found if r.last and _has_departments(r.indicator, r.last.period)), None)
    return {
        "tiles": tiles,
        "sentence": _summary(found, waiting.count()),
        "signals": list(waiting[:SIGNALS_SHOWN]),
        "signal_count": waiting.count(),
        "known_at": known_at,
        "as_of": known_at or selectors.last_known(cards),
        "map": map_of(mapped.indicator, mapped.last.period, known_at=known_at) if mapped and mapped.last else None,
        "mapped": mapped,
        "subscription": Subscription.objects.filter(user=user).first() if user.pk else None,
    }  # fmt: skip


def open_signals(known_at: datetime | None = None) -> QuerySet[Signal]:
    """What waits for a decision, or waited at a moment, the unfavourable and the oldest first."""
    rows = Signal._default_manager.filter(archived_at__isnull=True)
    if known_at is None:
        rows = rows.filter(state="open")
    else:
        rows = rows.filter(created_at__lte=known_at).filter(Q(state="open") | Q(updated_at__gt=known_at))
    return rows.select_related("indicator", "unit", "territory").order_by("-worse", "due_date", "pk")


def _summary(found: list[Reading], waiting: int) -> str:
    """«12 indicadores: 2 empeoran, 3 mejoran; 4 señales esperan decisión.»"""
    kinds = [reading.chart.variation for reading in found if reading.values]
    parts = []
    worse, better, unknown = (kinds.count(kind) for kind in ("worsening", "improving", "unknown"))
    if worse:
        parts.append(ngettext("%(n)d empeora", "%(n)d empeoran", worse) % {"n": worse})
    if better:
        parts.append(ngettext("%(n)d mejora", "%(n)d mejoran", better) % {"n": better})
    if unknown:
        parts.append(
            ngettext("%(n)d aún no tiene límites", "%(n)d aún no tienen límites", unknown) % {"n": unknown}
        )
    moving = kinds.count("changed")
    if moving:
        parts.append(ngettext("%(n)d cambia", "%(n)d cambian", moving) % {"n": moving})
    steady = kinds.count("common")
    if steady:
        parts.append(
            ngettext("%(n)d varía como siempre", "%(n)d varían como siempre", steady) % {"n": steady}
        )
    head = ngettext("%(n)d indicador", "%(n)d indicadores", len(found)) % {"n": len(found)}
    told = f"{head}: {', '.join(parts)}." if parts else f"{head}."
    if waiting:
        told += " " + ngettext(
            "%(n)d señal espera una decisión.", "%(n)d señales esperan una decisión.", waiting
        ) % {"n": waiting}
    return told


def _has_departments(indicator: Indicator, period: Period) -> bool:
    return bool(selectors.by_area(indicator, period, Level.DEPARTMENT))


def map_of(indicator: Indicator, period: Period, *, known_at: datetime | None = None) -> PeruMap | None:
    """The value of each department; None where the data are not by place."""
    values = {
        value.area: float(value.value)
        for value in selectors.by_area(indicator, period, Level.DEPARTMENT, known_at=known_at)
        if value.value is not None
    }
    if not values:
        return None
    label = f"{indicator.title}, {wording.period(period)}"
    return peru(values, label=label, shown=lambda value: wording.said(indicator, value))


def district_map(
    indicator: Indicator, period: Period, *, known_at: datetime | None = None
) -> DistrictMap | None:
    """The districts as dots, with their table; None where data are not by district."""
    values = [
        value
        for value in selectors.by_area(indicator, period, Level.DISTRICT, known_at=known_at)
        if value.value is not None
    ]
    if not values:
        return None
    found = Place.objects.filter(
        code__in=[value.area for value in values], latitude__isnull=False, longitude__isnull=False
    )
    places = {place.code: place for place in found}
    dots = [
        (place.name, float(place.longitude or 0), float(place.latitude or 0), float(value.value or 0))
        for value in values
        if (place := places.get(value.area)) is not None
    ]
    label = _("%(title)s por distrito, %(period)s") % {
        "title": indicator.title,
        "period": wording.period(period),
    }
    drawn = peru_dots(dots, label=label, shown=lambda value: wording.said(indicator, value))
    return DistrictMap(drawn, tuple(values), len(values) - len(dots))


# -- the value chain -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A link of the chain with its indicators as they stand."""

    node: ValueChainNode
    url: str
    tiles: tuple[Tile, ...]
    documents: int = 0  # records tied to it, documents among them
    evidence: int = 0


def value_chain() -> list[tuple[Any, list[Link]]]:
    """From the inputs to the impact: each level with its links, and what measures them."""
    nodes = list(
        ValueChainNode._default_manager.filter(archived_at__isnull=True, state="in_force")
        .select_related("leads_to", "unit")
        .order_by("order", "code")
    )
    cards = [card for card in selectors.in_force() if card.node_id]
    tiles: dict[int, list[Tile]] = {}
    for found in readings.readings(cards):
        tiles.setdefault(found.indicator.node_id or 0, []).append(tile(found))
    tied, proven = _ties_of(nodes)
    return [
        (
            Stage(stage).label,
            [
                Link(
                    node,
                    reverse("register_detail", args=["value-chain", node.pk]),
                    tuple(tiles.get(node.pk, ())),
                    tied.get(node.pk, 0),
                    proven.get(node.pk, 0),
                )
                for node in nodes
                if node.stage == stage
            ],
        )
        for stage in Stage.values
    ]


def _ties_of(nodes: list[ValueChainNode]) -> tuple[dict[int, int], dict[int, int]]:
    """By link, how many records it is tied to and how many documents prove it."""
    kind = ContentType.objects.get_for_model(ValueChainNode)
    mine = {"record_type": kind, "record_id__in": [node.pk for node in nodes]}
    links = LinkedRecord.objects.filter(removed_at__isnull=True, **mine)
    uses = EvidenceUse.objects.filter(**mine)
    return (
        dict(links.values_list("record_id").annotate(n=Count("pk"))),
        dict(uses.values_list("record_id").annotate(n=Count("pk"))),
    )


# -- the scorecard of the SIG's objectives ---------------------------------------------------------------


def scorecard(user: User) -> list[dict[str, Any]]:
    """Each objective in force with its indicators, their last values and targets."""
    objectives = access.visible_records(
        Objective._default_manager.filter(archived_at__isnull=True).exclude(state="withdrawn"), user
    ).select_related("unit", "system")
    cards = [card for card in selectors.in_force() if card.objective_id]
    tiles: dict[int, list[Tile]] = {}
    for found in readings.readings(cards):
        tiles.setdefault(found.indicator.objective_id or 0, []).append(tile(found))
    return [
        {
            "objective": objective,
            "url": reverse("register_detail", args=["sig-objectives", objective.pk]),
            "tiles": tiles.get(objective.pk, []),
        }
        for objective in objectives.order_by("code")
    ]


def percent(part: Decimal | None, whole: Decimal | None) -> str:
    """A part of a whole in words, for the drill."""
    return f"{100 * part / whole:.1f} %" if part is not None and whole else wording.DASH
