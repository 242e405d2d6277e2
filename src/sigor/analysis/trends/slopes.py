"""How fast a series rises or falls: the Theil-Sen slope with its interval, plain and by seasons."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite, sqrt
from statistics import median

from sigor.analysis.trends.distributions import two_sided_quantile
from sigor.analysis.trends.ranks import by_season, kendall_variance, present, ties


@dataclass(frozen=True)
class Slope:
    """Change of the value per unit of time, from `low` to `high`; `pairs` is how many slopes it is the median
    of.

    `intercept` is the value at time 0: median value less slope times median time; None by seasons.
    """

    slope: float
    low: float
    high: float
    intercept: float | None
    pairs: int


def theil_sen(
    values: Sequence[float | None], times: Sequence[float] | None = None, level: float = 0.95
) -> Slope | None:
    """The median slope of all pairs of points (Theil, 1950; Sen, 1968); None without two different times.

    `times` are by default 0, 1, 2…, so the slope is per period; None among the values is a missing period.
    The interval takes the slopes whose ranks Kendall's variance gives, corrected for ties of values and of
    times. ValueError for sequences of different length, a number that is not finite or a level outside 0 to
    1.
    """
    z = two_sided_quantile(level)
    moments: Sequence[float] = range(len(values)) if times is None else times
    if len(moments) != len(values):
        raise ValueError("each value has its time")
    if not all(isfinite(moment) for moment in moments):
        raise ValueError("a time must be a finite number")
    points = [(float(moments[at]), value) for at, value in present(values)]
    slopes = _slopes(points)
    if not slopes:
        return None
    groups = ties([t for t, _ in points]) + ties([value for _, value in points])
    variance = kendall_variance(len(points), groups)
    low, high = _interval(slopes, variance, z)
    slope = median(slopes)
    intercept = median(value for _, value in points) - slope * median(t for t, _ in points)
    return Slope(slope, low, high, intercept, len(slopes))


def seasonal_theil_sen(
    values: Sequence[float | None], seasons: Sequence[Hashable], level: float = 0.95
) -> Slope | None:
    """The median slope of all pairs of the same season, per cycle (Hirsch, Slack and Smith, 1982; Gilbert,
    1987).

    Of monthly values it is the change per year. The k-th occurrence of every season belongs to the k-th
    cycle, so a missing period has to stand in the series as None; the interval takes seasons as independent.
    None when no season has two values. ValueError as for `theil_sen`.
    """
    z = two_sided_quantile(level)
    slopes: list[float] = []
    variance = 0.0
    for series in by_season(values, seasons).values():
        points = [(float(cycle), value) for cycle, value in present(series)]
        slopes += _slopes(points)
        variance += kendall_variance(len(points), ties([value for _, value in points]))
    if not slopes:
        return None
    slopes.sort()
    low, high = _interval(slopes, variance, z)
    return Slope(median(slopes), low, high, None, len(slopes))


def _slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    """Slopes of all pairs with different times, ascending."""
    return sorted((y - v) / (t - u) for (u, v), (t, y) in combinations(points, 2) if t != u)


def _interval(slopes: Sequence[float], variance: float, z: float) -> tuple[float, float]:
    """The slopes as many ranks from the middle as z standard deviations of S reach."""
    reach = z * sqrt(max(0.0, variance))
    low = max(0, round((len(slopes) - reach) / 2) - 1)
    high = min(len(slopes) - 1, round((len(slopes) + reach) / 2))
    return slopes[low], slopes[high]
