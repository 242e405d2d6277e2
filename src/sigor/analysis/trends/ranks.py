"""What rank methods share: values present and missing, seasons, signs, ranks, ties."""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import isfinite


def present(values: Sequence[float | None]) -> list[tuple[int, float]]:
    """Place and value of all that is not missing. ValueError for a value that is no finite number."""
    found = [(at, value) for at, value in enumerate(values) if value is not None]
    if not all(isfinite(value) for _, value in found):
        raise ValueError("a value must be a finite number")
    return found


def by_season(
    values: Sequence[float | None], seasons: Sequence[Hashable]
) -> dict[Hashable, list[float | None]]:
    """The values of each season in order of time, seasons by first appearance; all as long as the longest.

    The k-th place of every season is the k-th cycle; a season that has not come yet is missing there.
    ValueError when both sequences differ in length.
    """
    if len(values) != len(seasons):
        raise ValueError("each value has its season")
    found: dict[Hashable, list[float | None]] = {}
    for value, season in zip(values, seasons, strict=True):
        found.setdefault(season, []).append(value)
    longest = max((len(series) for series in found.values()), default=0)
    return {season: [*series, *[None] * (longest - len(series))] for season, series in found.items()}


def sign(number: float) -> int:
    """+1, 0 or -1."""
    return (number > 0) - (number < 0)


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share their mean rank."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        stop = start
        while stop < len(order) and values[order[stop]] == values[order[start]]:
            stop += 1
        for at in order[start:stop]:
            found[at] = (start + 1 + stop) / 2
        start = stop
    return found


def ties(values: Sequence[float]) -> list[int]:
    """How many values each group of equal values has, groups of two and more."""
    return [times for times in Counter(values).values() if times > 1]


def kendall_variance(n: int, groups: Sequence[int]) -> float:
    """Variance of Kendall's S for `n` values without trend, with these groups of ties (Kendall, 1975)."""
    return (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in groups)) / 18
