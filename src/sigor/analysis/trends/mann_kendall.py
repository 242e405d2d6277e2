"""Whether a series rises or falls: the Mann-Kendall test, seasonal and with care for autocorrelation."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, fsum, sqrt
from typing import Literal

from sigor.analysis.trends.distributions import two_sided_quantile
from sigor.analysis.trends.ranks import by_season, kendall_variance, present, ranks, sign, ties
from sigor.analysis.trends.slopes import theil_sen

Way = Literal["exact", "normal"]
EXACT_UP_TO = 10  # values; beyond, the normal approximation serves (Gilbert, 1987)


@dataclass(frozen=True)
class Autocorrelation:
    """What was found on the detrended ranks: the lags that count, and how they change the variance of S.

    `factor` multiplies the variance (n / n* of Hamed and Rao); it was used only when `applied`.
    """

    lags: tuple[int, ...]
    factor: float
    applied: bool


@dataclass(frozen=True)
class MannKendall:
    """The test of one series. `s` counts rising minus falling pairs; `tau` is Kendall's tau-b, None when
    undefined.

    `p` is two-sided; `way` says where it comes from. `variance` is what `z` was computed with, corrected for
    ties and, when applied, for autocorrelation. `autocorrelation` is None when it was not asked for or not
    looked at.
    """

    n: int
    s: int
    variance: float
    z: float
    p: float
    tau: float | None
    way: Way
    autocorrelation: Autocorrelation | None = None


@dataclass(frozen=True)
class SeasonalMannKendall:
    """The test of all seasons together, and each by itself in the order of first appearance.

    `covariance` is what dependence between seasons adds to the variance; None when seasons were taken as
    independent.
    """

    n: int
    s: int
    variance: float
    z: float
    p: float
    tau: float | None
    covariance: float | None
    seasons: tuple[tuple[Hashable, MannKendall], ...]


def mann_kendall(
    values: Sequence[float | None],
    *,
    autocorrelation: bool = False,
    significance: float = 0.05,
    lags: int | None = None,
    deflate: bool = False,
) -> MannKendall:
    """The test of Mann (1945) and Kendall (1975) on a series of equal periods; None is a missing period.

    Normal with correction for ties and continuity; exact for up to 10 values without ties. With
    `autocorrelation` and more than 10 values, the variance is corrected by Hamed and Rao (1998): the ranks of
    the series without its Theil-Sen trend, their autocorrelations at lags up to `lags` (all by default),
    those significant at `significance`. A factor below 1 makes a trend easier to claim and in short series is
    mostly chance, so it is reported and not applied unless `deflate`; a factor of zero or less never is. A
    constant series, or fewer than two values, gives p = 1. ValueError for a value that is no finite number, a
    significance outside 0 to 1 or fewer than one lag.
    """
    level = 1 - significance
    bound = two_sided_quantile(level)
    if lags is not None and lags < 1:
        raise ValueError("there is no lag below 1")
    series = [value for _, value in present(values)]
    n, groups = len(series), ties(series)
    s = _score(series)
    variance = kendall_variance(n, groups)
    looked = None
    if autocorrelation and n > EXACT_UP_TO and variance:
        looked = _autocorrelation(values, n, bound, lags, deflate)
        if looked.applied:
            variance *= looked.factor
    z = _z(s, variance)
    if n <= EXACT_UP_TO and not groups:
        return MannKendall(n, s, variance, z, _exact_p(n, s), _tau(s, n, groups), "exact", looked)
    return MannKendall(n, s, variance, z, _normal_p(z), _tau(s, n, groups), "normal", looked)


def seasonal_mann_kendall(
    values: Sequence[float | None], seasons: Sequence[Hashable], *, dependent: bool = False
) -> SeasonalMannKendall:
    """The seasonal test: S summed over seasons, so that each month is only compared with itself.

    `seasons` names the season of each value; the k-th occurrence of every season belongs to the k-th cycle,
    so a missing period has to stand in the series as None. Seasons are independent (Hirsch, Slack and Smith,
    1982) or, with `dependent`, their covariances are estimated from the ranks (Dietz and Killeen, 1981;
    Hirsch and Slack, 1984), which needs about ten cycles to be trusted. Normal with correction for ties and
    continuity; a variance of zero or less gives p = 1. ValueError when both sequences differ in length, or
    for a value that is not finite.
    """
    cycles = by_season(values, seasons)
    each = {season: mann_kendall(series) for season, series in cycles.items()}
    s = sum(test.s for test in each.values())
    variance = fsum(test.variance for test in each.values())
    covariance = None
    if dependent:
        covariance = 2 * fsum(_covariance(one, other) for one, other in combinations(cycles.values(), 2))
        variance += covariance
    z = _z(s, variance)
    known = [[value for _, value in present(series)] for series in cycles.values()]
    spread = fsum(_spread(len(series), ties(series)) for series in known)
    return SeasonalMannKendall(
        n=sum(test.n for test in each.values()),
        s=s,
        variance=variance,
        z=z,
        p=_normal_p(z),
        tau=s / spread if spread else None,
        covariance=covariance,
        seasons=tuple(each.items()),
    )


def _score(series: Sequence[float]) -> int:
    return sum(sign(later - earlier) for earlier, later in combinations(series, 2))


def _spread(n: int, groups: Sequence[int]) -> float:
    """What S is divided by for tau-b: time has no ties, the values may."""
    every = n * (n - 1) / 2
    return sqrt(every * (every - sum(t * (t - 1) / 2 for t in groups)))


def _tau(s: int, n: int, groups: Sequence[int]) -> float | None:
    spread = _spread(n, groups)
    return s / spread if spread else None


def _z(s: int, variance: float) -> float:
    return (s - sign(s)) / sqrt(variance) if variance > 0 else 0.0


def _normal_p(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def _exact_p(n: int, s: int) -> float:
    """Share of all orders of n different values whose S is at least as far from zero."""
    orders = [1]  # orders by number of falling pairs
    for size in range(2, n + 1):
        longer = [0] * (len(orders) + size - 1)
        for falling, count in enumerate(orders):
            for added in range(size):
                longer[falling + added] += count
        orders = longer
    pairs = n * (n - 1) // 2
    extreme = sum(count for falling, count in enumerate(orders) if abs(pairs - 2 * falling) >= abs(s))
    return extreme / sum(orders)


def _autocorrelation(
    values: Sequence[float | None], n: int, bound: float, lags: int | None, deflate: bool
) -> Autocorrelation:
    slope = theil_sen(values)
    points = present(values)
    left = [value - (slope.slope if slope else 0.0) * at for at, value in points]
    largest = max(abs(rest) for rest in left) or 1.0
    # Rests that are equal but for rounding must share their rank, or chance would order them.
    ranked = dict(
        zip([at for at, _ in points], ranks([round(rest / largest, 12) for rest in left]), strict=True)
    )
    middle = fsum(ranked.values()) / n
    spread = fsum((rank - middle) ** 2 for rank in ranked.values())
    chosen, added = [], 0.0
    for lag in range(1, min(n, (lags or n) + 1)):
        together = fsum(
            (rank - middle) * (ranked[at + lag] - middle) for at, rank in ranked.items() if at + lag in ranked
        )
        correlation = together / spread if spread else 0.0
        if abs(correlation) > bound / sqrt(n):
            chosen.append(lag)
            added += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation
    factor = 1 + 2 * added / (n * (n - 1) * (n - 2))
    applied = bool(chosen) and (factor > 1 or (deflate and factor > 0))
    return Autocorrelation(tuple(chosen), factor, applied)


def _covariance(one: Sequence[float | None], other: Sequence[float | None]) -> float:
    """Covariance of S of two seasons over the same cycles."""
    n = len(one)
    together = sum(
        _sign_between(one[i], one[j]) * _sign_between(other[i], other[j])
        for i, j in combinations(range(n), 2)
    )
    products = fsum(a * b for a, b in zip(_middle_ranks(one), _middle_ranks(other), strict=True))
    first, second = (len(present(series)) + 1 for series in (one, other))
    return (together + 4 * products - n * first * second) / 3


def _sign_between(earlier: float | None, later: float | None) -> int:
    return 0 if earlier is None or later is None else sign(later - earlier)


def _middle_ranks(series: Sequence[float | None]) -> list[float]:
    """Ranks, with the middle one for a missing value."""
    found = present(series)
    middle = (len(found) + 1) / 2
    known = dict(zip([at for at, _ in found], ranks([value for _, value in found]), strict=True))
    return [known.get(at, middle) for at in range(len(series))]
