"""When a series changed level: the test of Pettitt, once or repeated on the parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from statistics import median

from sigor.analysis.trends.distributions import check_level
from sigor.analysis.trends.ranks import present, ranks


@dataclass(frozen=True)
class ChangePoint:
    """The likeliest change of level among `n` values: `start` is the index of the first value of the new
    level.

    `k` is Pettitt's statistic, `p` its approximate two-sided probability without any change, `limit` what p
    was compared with. `before` and `after` are the medians of both sides.
    """

    n: int
    start: int
    k: int
    p: float
    limit: float
    before: float
    after: float

    @property
    def significant(self) -> bool:
        return self.p <= self.limit


def pettitt(values: Sequence[float | None], level: float = 0.95) -> ChangePoint | None:
    """The test of Pettitt (1979) for one change of level at an unknown time; None is a missing period.

    U after t values is twice the sum of their ranks less t (n + 1); K is its largest size, at the first place
    where it is reached; p is about 2 exp(-6 K² / (n³ + n²)), good below 0.5 and cautious in short series: ten
    values never reach 0.05. None for fewer than two values or a constant series. A steady trend also gives a
    change point, and autocorrelation makes p too small. ValueError for a value that is not finite or a level
    outside 0 to 1.
    """
    check_level(level)
    return _strongest(present(values), 1, 1 - level)


def change_points(
    values: Sequence[float | None], *, level: float = 0.95, shortest: int = 6
) -> tuple[ChangePoint, ...]:
    """Every change of level that holds against the number of tests, in order of time.

    The test of Pettitt is repeated on both sides of each change found (binary segmentation, Scott and Knott,
    1974), without chance: a part of m of the n values is tested at (1 - level) m / n, so that parts side by
    side never spend more than 1 - level together (Bonferroni, weighted by length). No side is shorter than
    `shortest` values. ValueError as for `pettitt`, or for a `shortest` below 1.
    """
    check_level(level)
    if shortest < 1:
        raise ValueError("a level lasts at least one value")
    points = present(values)
    waiting, found = [points], []
    while waiting:
        part = waiting.pop()
        change = _strongest(part, shortest, (1 - level) * len(part) / max(1, len(points)))
        if change is not None and change.significant:
            found.append(change)
            waiting.append([point for point in part if point[0] < change.start])
            waiting.append([point for point in part if point[0] >= change.start])
    return tuple(sorted(found, key=lambda change: change.start))


def _strongest(points: Sequence[tuple[int, float]], shortest: int, limit: float) -> ChangePoint | None:
    n = len(points)
    series = [value for _, value in points]
    if n < 2 * shortest or n < 2 or len(set(series)) == 1:
        return None
    sums, total = [], 0.0
    for rank in ranks(series):
        total += 2 * rank - (n + 1)
        sums.append(total)
    split = max(range(shortest, n - shortest + 1), key=lambda t: abs(sums[t - 1]))
    k = round(abs(sums[split - 1]))
    p = min(1.0, 2 * exp(-6 * k * k / (n**3 + n**2)))
    before, after = median(series[:split]), median(series[split:])
    return ChangePoint(n, points[split][0], k, p, limit, before, after)
