"""The shapes of a control chart: what goes in, and what comes out as codes and numbers."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

Kind = Literal["auto", "xmr", "p", "p_prime"]
Method = Literal["xmr", "p", "p_prime"]
ChartKind = Literal["run", "xmr", "p", "p_prime"]
Sense = Literal["up", "down", "none"]
Rule = Literal["outside", "trend", "two_of_three", "run"]
Variation = Literal["improving", "worsening", "changed", "common", "unknown"]
Assurance = Literal["hits", "misses", "unsure", "none"]

RUN_LENGTHS = range(6, 9)
TREND_LENGTHS = range(6, 8)
FEWEST_POINTS = range(10, 31)
BASELINES = range(12, 21)


@dataclass(frozen=True)
class Point:
    """One period. Without a value the period is missing, whatever its counts say.

    For a proportion, `value` is `numerator / denominator` (0 to 1, not a percentage).
    ValueError for a value that is no finite number, a negative count, or a numerator without denominator.
    """

    label: str
    value: float | None
    numerator: int | None = None
    denominator: int | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not isfinite(self.value):
            raise ValueError("a value must be a finite number")
        if self.numerator is not None and self.denominator is None:
            raise ValueError("a numerator needs its denominator")
        if (self.numerator or 0) < 0 or (self.denominator or 0) < 0:
            raise ValueError("counts cannot be negative")


@dataclass(frozen=True)
class Settings:
    """What the rules count. ValueError outside the ranges that the literature knows.

    `run_length`: points on one side of the centre (6 to 8). `trend_length`: points, the first included, that
    rise or fall without pause (6 or 7). `two_of_three`: whether that rule is asked. `fewest_points`: valued
    points that a segment needs for limits (10 to 30). `baseline`: how many valued points at the start of each
    segment its limits come from (12 to 20); None for all. `small_denominator`: "auto" takes plain p only when
    every denominator is below it.
    """

    run_length: int = 7
    trend_length: int = 7
    two_of_three: bool = True
    fewest_points: int = 13
    baseline: int | None = None
    small_denominator: int = 300

    def __post_init__(self) -> None:
        if self.run_length not in RUN_LENGTHS:
            raise ValueError("a run counts 6 to 8 points")
        if self.trend_length not in TREND_LENGTHS:
            raise ValueError("a trend counts 6 or 7 points")
        if self.fewest_points not in FEWEST_POINTS:
            raise ValueError("limits need at least 10 to 30 points")
        if self.baseline is not None and self.baseline not in BASELINES:
            raise ValueError("a baseline has 12 to 20 points")
        if self.small_denominator < 1:
            raise ValueError("the threshold of a small denominator is at least 1")


@dataclass(frozen=True)
class Segment:
    """A stretch with its own limits: the points from `start` up to, not including, `stop`.

    `kind` is "run" where there are no limits; `centre` is then the median, otherwise the mean (XmR) or the
    pooled proportion; None when nothing has a value. `sigma` is XmR's; `inflation` is Laney's sigma z.
    `points` have a value; the lines come from the first `baseline` of them.
    """

    start: int
    stop: int
    kind: ChartKind
    centre: float | None
    sigma: float | None
    inflation: float | None
    points: int
    baseline: int


@dataclass(frozen=True)
class Plotted:
    """One period as drawn. Limits are three sigma, warning lines two; None where there are none."""

    label: str
    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    lower_warning: float | None
    upper_warning: float | None
    segment: int


@dataclass(frozen=True)
class Signal:
    """Something that chance alone would rarely do: by which rule, at which points, up (+1) or down (-1)."""

    rule: Rule
    indices: tuple[int, ...]
    direction: int
    segment: int


@dataclass(frozen=True)
class Chart:
    """A control chart. `kind` is that of the last segment; `method` is what limits are or would be computed
    by.

    `latest` is the index of the last valued point of the last segment; `current` are the signals that reach
    it.
    """

    kind: ChartKind
    method: Method
    sense: Sense
    target: float | None
    points: tuple[Plotted, ...]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    current: tuple[Signal, ...]
    latest: int | None
    variation: Variation
    assurance: Assurance
