"""Proportions of units of very different size: intervals, funnel limits, and shrinkage towards the overall
rate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from sigor.analysis.trends.distributions import (
    beta_quantile,
    binomial_cdf,
    binomial_quantile,
    check_level,
    two_sided_quantile,
)

INNER, OUTER = 0.95, 0.998  # the two funnels of Spiegelhalter (2005)


@dataclass(frozen=True)
class Unit:
    """A unit with its counts. ValueError unless 0 <= numerator <= denominator."""

    code: str
    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        _check(self.numerator, self.denominator)

    @property
    def rate(self) -> float | None:
        """The proportion; None when nothing was counted."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both between 0 and 1."""

    low: float
    high: float


def wilson(numerator: int, denominator: int, level: float = 0.95) -> Interval:
    """The score interval of a proportion (Wilson, 1927), without correction for continuity; 0 to 1 of
    nothing.
    """
    _check(numerator, denominator)
    if not denominator:
        return Interval(0.0, 1.0)
    return score_interval(numerator / denominator, denominator, level)


def score_interval(share: float, size: float, level: float = 0.95) -> Interval:
    """Wilson's interval of a share of 0 to 1 that is worth `size` independent answers, a whole number or not."""
    if not (0 <= share <= 1 and size > 0):
        raise ValueError("Un intervalo pide una proporción de 0 a 1 y un tamaño mayor que cero.")
    z = two_sided_quantile(level)
    scale = 1 + z * z / size
    middle = (share + z * z / (2 * size)) / scale
    half = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / scale
    low = 0.0 if share == 0 else max(0.0, middle - half)
    return Interval(low, 1.0 if share == 1 else min(1.0, middle + half))


def clopper_pearson(numerator: int, denominator: int, level: float = 0.95) -> Interval:
    """The exact interval of a proportion (Clopper and Pearson, 1934), by beta quantiles; all of nothing."""
    _check(numerator, denominator)
    check_level(level)
    tail, missed = (1 - level) / 2, denominator - numerator
    low = beta_quantile(tail, numerator, missed + 1) if numerator else 0.0
    high = beta_quantile(1 - tail, numerator + 1, missed) if missed else 1.0
    return Interval(low, high)


@dataclass(frozen=True)
class FunnelLimits:
    """Where 95 % (`inner`) and 99.8 % (`outer`) of units of one size would lie if all had the same rate."""

    denominator: int
    inner: Interval
    outer: Interval


def funnel_limits(
    rate: float, denominators: Iterable[int], overdispersion: float = 1.0
) -> tuple[FunnelLimits, ...]:
    """Exact binomial limits around an overall rate for each denominator, in the order given.

    Counts are whole, so the lower limit is interpolated between neighbouring counts (Spiegelhalter, 2005,
    appendix). His upper limit is the same formula at the upper tail, which lies up to one case too low and
    would call a count unusual that is not; here it is the lower limit of what was not met, seen from the
    other side. So a count lies beyond a limit exactly when its binomial tail is smaller than that of the
    limit. With an overdispersion factor above 1 each limit is moved away from the rate by its square root:
    for large denominators this is Spiegelhalter's normal limit; for small ones it never becomes narrower than
    the exact one. ValueError for a rate outside 0 to 1, a denominator below 1 or a factor below 1.
    """
    if not 0 <= rate <= 1 or overdispersion < 1:
        raise ValueError("a rate lies between 0 and 1, and a factor is at least 1")
    stretch = sqrt(overdispersion)
    made: dict[int, FunnelLimits] = {}
    asked = list(denominators)
    for n in asked:
        if n < 1:
            raise ValueError("a denominator is at least 1")
        if n not in made:
            made[n] = FunnelLimits(n, _band(rate, n, INNER, stretch), _band(rate, n, OUTER, stretch))
    return tuple(made[n] for n in asked)


def overdispersion_factor(units: Sequence[Unit], winsorised: float = 0.1) -> float:
    """How much more units differ from the overall rate than the binomial expects; 1 when they do not.

    The mean square of the standardised differences, after the lowest and the highest `winsorised` share of
    them take the value of their nearest neighbour inside, so that a few outliers do not hide themselves
    (Spiegelhalter, 2005). ValueError for a share outside 0 to 0.5. Units without denominator are left out.
    """
    if not 0 <= winsorised < 0.5:
        raise ValueError("the share of each end lies between 0 and 0.5")
    counted, rate = _pooled(units)
    if len(counted) < 2 or not 0 < rate < 1:
        return 1.0
    variance = rate * (1 - rate)
    scores = sorted((u.numerator / u.denominator - rate) / sqrt(variance / u.denominator) for u in counted)
    cut = int(winsorised * len(scores))
    low, high = scores[cut], scores[len(scores) - 1 - cut]
    return max(1.0, fsum(min(high, max(low, z)) ** 2 for z in scores) / len(scores))


@dataclass(frozen=True)
class Shrunk:
    """A unit's rate drawn towards the overall one: posterior mean and interval, and the weight of the overall
    rate.
    """

    code: str
    rate: float | None
    mean: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class Shrinkage:
    """Units in the order given. `correlation` is the share of variance between units as estimated, even below
    0.

    `precision` is how many cases the overall rate weighs as; None when the units show no difference at all
    (`complete`): each then has the overall rate, with the interval of that rate.
    """

    rate: float
    correlation: float
    precision: float | None
    complete: bool
    units: tuple[Shrunk, ...]


def shrink(units: Sequence[Unit], level: float = 0.95) -> Shrinkage:
    """Empirical-Bayes estimates of each unit's rate, beta-binomial, its two parameters from moments.

    The correlation within units solves Kleinman's (1973) equation with denominators as weights; where it is
    zero or less, or cannot be estimated, shrinkage is complete. The overall rate weighs as (1 - correlation)
    / correlation cases, never below 1. Intervals hold those two parameters as known (Casella, 1985), so with
    few units they are somewhat short. ValueError when no unit has a denominator, or for a level outside 0 to
    1.
    """
    check_level(level)
    counted, rate = _pooled(units)
    if not counted:
        raise ValueError("without any denominator there is no overall rate")
    correlation = _correlation(counted, rate)
    tails = ((1 - level) / 2, (1 + level) / 2)
    if correlation <= 0:
        total, met = sum(u.denominator for u in counted), sum(u.numerator for u in counted)
        low = beta_quantile(tails[0], met + 0.5, total - met + 0.5) if met else 0.0
        high = beta_quantile(tails[1], met + 0.5, total - met + 0.5) if met < total else 1.0
        same = tuple(Shrunk(u.code, u.rate, rate, low, high, 1.0) for u in units)
        return Shrinkage(rate, correlation, None, True, same)
    precision = max(1.0, (1 - correlation) / correlation)
    made: dict[tuple[int, int], tuple[float, float, float, float]] = {}
    for unit in units:
        counts = (unit.numerator, unit.denominator)
        if counts not in made:
            a = unit.numerator + precision * rate
            b = unit.denominator - unit.numerator + precision * (1 - rate)
            low, high = (beta_quantile(tail, a, b) for tail in tails)
            made[counts] = (a / (a + b), low, high, precision / (a + b))
    found = tuple(Shrunk(u.code, u.rate, *made[u.numerator, u.denominator]) for u in units)
    return Shrinkage(rate, correlation, precision, False, found)


def _check(numerator: int, denominator: int) -> None:
    if not 0 <= numerator <= denominator:
        raise ValueError("a proportion counts no less than 0 and no more than its denominator")


def _pooled(units: Sequence[Unit]) -> tuple[list[Unit], float]:
    """The units that counted something, and their overall rate."""
    counted = [unit for unit in units if unit.denominator]
    total = sum(unit.denominator for unit in counted)
    return counted, sum(unit.numerator for unit in counted) / total if total else 0.0


def _band(rate: float, n: int, level: float, stretch: float) -> Interval:
    if rate in (0, 1):
        return Interval(float(rate), float(rate))
    tail = (1 - level) / 2
    low, high = _lower(rate, n, tail), 1 - _lower(1 - rate, n, tail)
    return Interval(max(0.0, rate + stretch * (low - rate)), min(1.0, rate + stretch * (high - rate)))


def _lower(rate: float, n: int, tail: float) -> float:
    """The proportion below which the binomial leaves `tail`, between the two counts that it lies between."""
    count = binomial_quantile(tail, n, rate)
    reached = binomial_cdf(count, n, rate)
    excess = (reached - tail) / (reached - binomial_cdf(count - 1, n, rate))
    return (count - excess) / n


def _correlation(units: Sequence[Unit], rate: float) -> float:
    """Correlation of two cases of one unit: the spread between units beyond the binomial's part of it."""
    variance = rate * (1 - rate)
    total = sum(unit.denominator for unit in units)
    pairs = total - fsum(unit.denominator**2 / total for unit in units) - (len(units) - 1)
    if not variance or pairs <= 0:
        return 0.0
    spread = fsum(u.denominator * (u.numerator / u.denominator - rate) ** 2 for u in units)
    return (spread / variance - (len(units) - 1)) / pairs
