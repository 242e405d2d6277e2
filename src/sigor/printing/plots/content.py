"""What the charts draw: plain values, each with its words already in the language of the reader."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Format = Callable[[float], str]
Signal = Literal["ordinary", "improving", "worsening", "neutral"]
Better = Literal["higher", "lower", ""]
Place = Literal["within", "above", "below", "far above", "far below"]
Levels = tuple[float | None, ...]  # none at all, one for every point, or one for each


@dataclass(frozen=True)
class Texts:
    """What every chart says: its name, the same in words for those who do not see it, and what stands for nothing."""

    title: str
    description: str
    empty: str


@dataclass(frozen=True)
class ControlTexts(Texts):
    """The words beside the lines and in the legend; an empty one is not printed.

    `axis` says what is measured and in which unit. `limits`, `rebase` and `method_break` are for the legend of small
    multiples, which name no line where it stands.
    """

    centre: str
    upper: str
    lower: str
    target: str
    ordinary: str
    improving: str
    worsening: str
    neutral: str
    restated: str
    axis: str = ""
    limits: str = ""
    rebase: str = ""
    method_break: str = ""


@dataclass(frozen=True)
class FunnelTexts(Texts):
    """`size` and `rate` name the axes with their units; the others stand beside the line and in the legend."""

    size: str
    rate: str
    overall: str
    within: str
    above: str
    below: str
    far_above: str
    far_below: str


@dataclass(frozen=True)
class IntervalTexts(Texts):
    """`axis` names what is measured, with its unit; the others stand beside the line and in the legend."""

    overall: str
    within: str
    above: str
    below: str
    far_above: str
    far_below: str
    raw: str
    axis: str = ""


@dataclass(frozen=True)
class ComparisonTexts(Texts):
    """The names of the two periods."""

    previous: str
    present: str


@dataclass(frozen=True)
class Point:
    """A period; without a value it leaves a gap. `label` is the short name for the axis (ene), `group` the year it
    belongs to, empty when the label says it all, and `name` the period in full (enero de 2025)."""

    label: str
    value: float | None
    name: str = ""
    group: str = ""
    signal: Signal = "ordinary"
    restated: bool = False

    def __post_init__(self) -> None:
        refuse_endless(self.value)


@dataclass(frozen=True)
class Segment:
    """The lines from the point `start` to the next segment; `label` is what a rebase says (a date, a number).

    Levels are in the unit of the values: nothing, one for the whole segment or one for each of its points.
    """

    start: int
    centre: Levels = ()
    lower: Levels = ()
    upper: Levels = ()
    label: str = ""

    def __post_init__(self) -> None:
        refuse_endless(*self.centre, *self.lower, *self.upper)


@dataclass(frozen=True)
class MethodBreak:
    """Before the point `before` another method measured: the line through the points ends there."""

    before: int
    label: str


@dataclass(frozen=True)
class ControlPlot:
    """A series in time, every period of it in order, the missing ones too.

    `value_text` says a value in full (62,5 %), `tick_text` a round one (60 %) in steps not under `finest`.
    `lowest` and `highest` are where values end by nature. `target` is one for all points or one for each.
    `better` says where improving points lie: their triangle points there.
    """

    points: tuple[Point, ...]
    value_text: Format
    tick_text: Format
    segments: tuple[Segment, ...] = ()
    target: Levels = ()
    method_breaks: tuple[MethodBreak, ...] = ()
    better: Better = "higher"
    lowest: float | None = None
    highest: float | None = None
    finest: float = 0.0

    def __post_init__(self) -> None:
        refuse_endless(*self.target, self.lowest, self.highest)
        count, starts = len(self.points), [segment.start for segment in self.segments]
        if starts != sorted(set(starts)) or not all(0 <= start < count for start in starts):
            raise ValueError(f"segments start at points, one after the other, not at {starts}")
        if not all(0 <= method.before < count for method in self.method_breaks):
            raise ValueError("a method ends before a point")
        for segment, first, last in self.stretches():
            for levels in (segment.centre, segment.lower, segment.upper):
                _refuse_length(levels, last - first)
        _refuse_length(self.target, count)

    def stretches(self) -> list[tuple[Segment, int, int]]:
        """Each segment with its first point and the one past its last."""
        ends = [*(segment.start for segment in self.segments[1:]), len(self.points)]
        return [(segment, segment.start, end) for segment, end in zip(self.segments, ends, strict=False)]


@dataclass(frozen=True)
class Cell:
    """One chart of small multiples."""

    name: str
    plot: ControlPlot


@dataclass(frozen=True)
class FunnelUnit:
    """`denominator` is how many were observed, more than none; `rate` is in the unit of the limits."""

    name: str
    denominator: float
    rate: float
    place: Place = "within"  # above and below: outside the inner limits; far: outside the outer ones

    def __post_init__(self) -> None:
        refuse_endless(self.denominator, self.rate)
        if self.denominator <= 0:
            raise ValueError(f"nothing was observed in {self.name}")


@dataclass(frozen=True)
class FunnelLimits:
    """A pair of curves: (denominator, lower, upper) by rising denominator; `label` is short (99,8 %)."""

    label: str
    curve: tuple[tuple[float, float | None, float | None], ...]

    def __post_init__(self) -> None:
        for denominator, lower, upper in self.curve:
            refuse_endless(denominator, lower, upper)
            if denominator <= 0:
                raise ValueError("limits are for more than none")


@dataclass(frozen=True)
class FunnelPlot:
    """Units by size and rate. `inner` is dashed (95 %), `outer` solid (99.8 %); formats as in `ControlPlot`."""

    units: tuple[FunnelUnit, ...]
    value_text: Format
    tick_text: Format
    size_text: Format
    overall: float | None = None
    inner: FunnelLimits | None = None
    outer: FunnelLimits | None = None
    lowest: float | None = None
    highest: float | None = None
    finest: float = 0.0

    def __post_init__(self) -> None:
        refuse_endless(self.overall, self.lowest, self.highest)


@dataclass(frozen=True)
class IntervalRow:
    """An estimate between `low` and `high`; `raw` is the value before shrinking, `text` what stands at the right."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    raw: float | None = None
    text: str = ""
    place: Place = "within"  # of the overall value; far: by the stricter interval

    def __post_init__(self) -> None:
        refuse_endless(self.value, self.low, self.high, self.raw)


@dataclass(frozen=True)
class IntervalPlot:
    """Rows from the top in the order given; formats and natural ends as in `ControlPlot`."""

    rows: tuple[IntervalRow, ...]
    value_text: Format
    tick_text: Format
    overall: float | None = None
    lowest: float | None = None
    highest: float | None = None
    finest: float = 0.0

    def __post_init__(self) -> None:
        refuse_endless(self.overall, self.lowest, self.highest)


@dataclass(frozen=True)
class Pair:
    """A unit in two periods."""

    name: str
    previous: float | None
    present: float | None

    def __post_init__(self) -> None:
        refuse_endless(self.previous, self.present)


@dataclass(frozen=True)
class ComparisonPlot:
    """Bars from zero, in the order given; `highest` is how far the axis goes at least (1 for a share)."""

    pairs: tuple[Pair, ...]
    value_text: Format
    highest: float | None = None

    def __post_init__(self) -> None:
        refuse_endless(self.highest)


def refuse_endless(*values: float | None) -> None:
    if any(value is not None and not math.isfinite(value) for value in values):
        raise ValueError("not a number that can be drawn")


def level(levels: Levels, place: int) -> float | None:
    """The level at a point, counted from the first that the levels are for."""
    return (levels[0] if len(levels) == 1 else levels[place]) if levels else None


def known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _refuse_length(levels: Levels, count: int) -> None:
    if len(levels) not in (0, 1, count):
        raise ValueError(f"{len(levels)} levels for {count} points")
