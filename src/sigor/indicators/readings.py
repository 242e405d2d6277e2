"""An indicator read: its values, its control chart, what it says in a sentence, and its units beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from sigor.analysis.trends import ranking, small_units
from sigor.analysis.trends.spc import Chart, Point, Settings, control_chart
from sigor.indicators import selectors, wording
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Level
from sigor.indicators.models import Indicator, Kind, Rebase, Target
from sigor.indicators.selectors import Value

SETTINGS = Settings()


@dataclass(frozen=True)
class Reading:
    """The values of one area with everything that a chart, a tile or a report says of them."""

    indicator: Indicator
    values: tuple[Value, ...]
    targets: tuple[Target, ...] = ()
    rebases: tuple[Rebase, ...] = ()
    area: str = ""
    name: str = ""

    @property
    def scale(self) -> int:
        """What the chart's numbers are multiplied by to be read: a share is charted from 0 to 1."""
        return self.indicator.factor if self.indicator.kind == Kind.RATIO else 1

    @cached_property
    def periods(self) -> list[Period]:
        return [value.period for value in self.values]

    @cached_property
    def last(self) -> Value | None:
        """The latest value there is."""
        return next((value for value in reversed(self.values) if value.value is not None), None)

    @cached_property
    def before(self) -> Value | None:
        """The value of the period before the last one, when it has one."""
        if self.last is None:
            return None
        former = self.last.period.previous()
        return next((v for v in self.values if v.period == former and v.value is not None), None)

    @cached_property
    def year_before(self) -> Value | None:
        """The same period a year ago: what a season must be compared with."""
        if self.last is None:
            return None
        wanted = Period(self.last.period.kind, self.last.period.year - 1, self.last.period.number)
        return next((v for v in self.values if v.period == wanted and v.value is not None), None)

    @cached_property
    def target(self) -> Target | None:
        """The target of the last period."""
        return selectors.target_on(self.targets, self.last.period.first) if self.last else None

    @cached_property
    def chart(self) -> Chart:
        points = [Point(str(value.period), *self._charted(value)) for value in self.values]
        starts = sorted(
            {
                at
                for rebase in self.rebases
                for at, one in enumerate(self.periods)
                if one.first == rebase.since and at
            }
        )
        target = float(self.target.value) / self.scale if self.target else None
        return control_chart(
            points, kind="auto", sense=self.indicator.sense, target=target, rebases=starts, settings=SETTINGS  # type: ignore[arg-type]
        )  # fmt: skip

    def _charted(self, value: Value) -> tuple[float | None, int | None, int | None]:
        if value.value is None or value.numerator is None:
            return None, None, None
        if self.indicator.kind == Kind.TOTAL or not value.denominator:
            return float(value.value), None, None
        share = float(value.numerator / value.denominator)
        whole = value.numerator == int(value.numerator) and value.denominator == int(value.denominator)
        return (share, int(value.numerator), int(value.denominator)) if whole else (share, None, None)

    @cached_property
    def sentence(self) -> str:
        goal = self.target.value if self.target else None
        return wording.plain(
            self.indicator,
            self.chart,
            self.periods,
            goal,
            fewest=SETTINGS.fewest_points,
            scale=self.scale,
        )

    @cached_property
    def movement(self) -> str:
        """The sentence without its second half, on the target."""
        return wording.movement(
            self.indicator, self.chart, self.periods, fewest=SETTINGS.fewest_points, scale=self.scale
        )

    @property
    def variation(self) -> wording.Mark:
        return wording.VARIATION[self.chart.variation]

    @property
    def assurance(self) -> wording.Mark | None:
        return wording.ASSURANCE.get(self.chart.assurance)

    @property
    def said(self) -> str:
        return wording.said(self.indicator, self.last.value if self.last else None)

    @property
    def meets(self) -> bool | None:
        """Whether the last value reaches its target; None without one or without a sense."""
        if self.last is None or self.last.value is None or self.target is None:
            return None
        if self.indicator.sense == "none":
            return None
        up = self.indicator.sense == "up"
        return self.last.value >= self.target.value if up else self.last.value <= self.target.value


def reading(
    indicator: Indicator,
    *,
    level: str = Level.NATION,
    area: str = "",
    known_at: datetime | None = None,
    until: Period | None = None,
) -> Reading:
    """One area of one indicator, up to a period, as known now or at a moment."""
    values = selectors.series(indicator, level=level, area=area, known_at=known_at)
    return _reading(
        indicator,
        [value for value in values if until is None or value.period <= until],
        selectors.targets_of([indicator], known_at)[indicator.pk],
        selectors.rebases_of([indicator], known_at)[indicator.pk],
        level=level,
        area=area,
        name=selectors.area_names(level).get(area, area) if area else "",
    )


def readings(indicators: Iterable[Indicator], *, known_at: datetime | None = None) -> list[Reading]:
    """The whole of each indicator, for a board: three questions to the database for any number of them."""
    cards = list(indicators)
    found = selectors.all_series(cards, known_at=known_at)
    targets, rebases = selectors.targets_of(cards, known_at), selectors.rebases_of(cards, known_at)
    return [_reading(card, found[card.pk].get("", []), targets[card.pk], rebases[card.pk]) for card in cards]


def unit_readings(
    indicator: Indicator, *, known_at: datetime | None = None, until: Period | None = None
) -> list[Reading]:
    """One reading for each unit that has data, in the order of their names."""
    found = selectors.all_series([indicator], level=Level.UNIT, known_at=known_at)[indicator.pk]
    targets = selectors.targets_of([indicator], known_at)[indicator.pk]
    rebases = selectors.rebases_of([indicator], known_at)[indicator.pk]
    names = selectors.area_names(Level.UNIT)
    return [
        _reading(
            indicator,
            [value for value in values if until is None or value.period <= until],
            targets,
            rebases,
            level=Level.UNIT,
            area=area,
            name=names.get(area, area),
        )
        for area, values in sorted(found.items(), key=lambda pair: names.get(pair[0], pair[0]))
    ]


def _reading(
    indicator: Indicator,
    values: Sequence[Value],
    targets: Sequence[Target],
    rebases: Sequence[Rebase],
    *,
    level: str = Level.NATION,
    area: str = "",
    name: str = "",
) -> Reading:
    mine = [
        rebase
        for rebase in rebases
        if rebase.territory_id is None or (level == Level.UNIT and str(rebase.territory_id) == area)
    ]
    return Reading(indicator, tuple(values), tuple(targets), tuple(mine), area, name)


# -- units beside each other --------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitRow:
    """A unit in one period: its value, what is left of it when chance is taken out, and whether it stands apart."""

    value: Value
    shrunk: Decimal
    low: Decimal
    high: Decimal
    standing: wording.Mark
    place: str  # within | above | below | far above | far below


@dataclass(frozen=True)
class Units:
    """The units of a period, compared only as far as their numbers allow."""

    indicator: Indicator
    period: Period
    overall: Decimal | None
    rows: tuple[UnitRow, ...]
    tiers: tuple[tuple[str, ...], ...]  # from the best; empty where nothing separates them
    limits: tuple[small_units.FunnelLimits, ...]

    @property
    def separate(self) -> bool:
        return bool(self.tiers)


def units(indicator: Indicator, period: Period, *, known_at: datetime | None = None) -> Units | None:
    """The units of a share in a period; None where it is no share of counts."""
    values = [
        value
        for value in selectors.by_area(indicator, period, Level.UNIT, known_at=known_at)
        if value.denominator and value.numerator is not None
    ]
    if indicator.kind != Kind.RATIO or len(values) < 2 or not all(map(_is_share, values)):
        return None
    counted = [small_units.Unit(v.area, int(v.numerator or 0), int(v.denominator or 0)) for v in values]
    shrinkage = small_units.shrink(counted)
    ranked = ranking.ranked(counted)
    rate = sum(unit.numerator for unit in counted) / sum(unit.denominator for unit in counted)
    spread = small_units.overdispersion_factor(counted)
    limits = small_units.funnel_limits(rate, [unit.denominator for unit in counted], spread)
    rows = []
    for value, unit, one, standing, limit in zip(
        values, counted, shrinkage.units, ranked.units, limits, strict=True
    ):
        rows.append(
            UnitRow(
                value,
                _percent(indicator, one.mean),
                _percent(indicator, one.low),
                _percent(indicator, one.high),
                wording.STANDING[standing.position],
                _place(unit.numerator / unit.denominator, limit),
            )
        )
    names = {value.area: value.name for value in values}
    better = "down" if indicator.sense == "down" else "up"
    tiers = tuple(tuple(names[code] for code in tier) for tier in ranked.ranking(better))  # type: ignore[arg-type]
    across = sorted({*_sizes([unit.denominator for unit in counted])})
    return Units(
        indicator,
        period,
        _percent(indicator, rate),
        tuple(rows),
        tiers,
        small_units.funnel_limits(rate, across, spread),
    )


def _is_share(value: Value) -> bool:
    numerator, denominator = value.numerator, value.denominator
    assert numerator is not None and denominator is not None
    whole = numerator == int(numerator) and denominator == int(denominator)
    return whole and 0 <= numerator <= denominator


def _percent(indicator: Indicator, share: float) -> Decimal:
    return Decimal(str(round(share * indicator.factor, 6)))


def _place(rate: float, limit: small_units.FunnelLimits) -> str:
    if rate > limit.outer.high:
        return "far above"
    if rate < limit.outer.low:
        return "far below"
    if rate > limit.inner.high:
        return "above"
    return "below" if rate < limit.inner.low else "within"


def _sizes(denominators: Sequence[int]) -> Iterable[int]:
    """Some thirty sizes from the least to the greatest, evenly on a logarithmic line."""
    least, most = min(denominators), max(denominators)
    return {max(1, round(least * (most / least) ** (step / 30))) for step in range(31)}
