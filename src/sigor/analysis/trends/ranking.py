"""Which units differ at all: pairwise tests, a partial order, and tiers only where something separates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, exp, sqrt
from typing import Literal

from sigor.analysis.trends.distributions import check_level, log_hypergeometric
from sigor.analysis.trends.small_units import Unit

Position = Literal["above", "below", "not_separable"]
FEWEST_EXPECTED = 5  # cases in every cell for the normal approximation (Cochran, 1954)
SAME = 1 + 1e-7  # two tables are equally likely although their logarithms were rounded differently


def difference_p(first: Unit, second: Unit) -> float:
    """Two-sided p of the difference of two proportions; 1 when either counted nothing.

    The pooled z test without correction for continuity; Fisher's exact test when a cell of the table would be
    expected to hold fewer than 5.
    """
    a, n, b, m = first.numerator, first.denominator, second.numerator, second.denominator
    total, met = n + m, a + b
    if not n or not m or met in (0, total):
        return 1.0
    if min(n, m) * min(met, total - met) < FEWEST_EXPECTED * total:
        return fisher_p(first, second)
    pooled = met / total
    z = (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return erfc(abs(z) / sqrt(2))


def fisher_p(first: Unit, second: Unit) -> float:
    """Two-sided p of Fisher's exact test: all tables no likelier than the one observed (Fisher, 1935)."""
    n, total = first.denominator, first.denominator + second.denominator
    met = first.numerator + second.numerator
    counts = range(max(0, met - second.denominator), min(n, met) + 1)
    chances = [exp(log_hypergeometric(count, n, met, total)) for count in counts]
    observed = chances[first.numerator - counts[0]]
    return min(1.0, sum(sorted(chance for chance in chances if chance <= observed * SAME)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p of each of several tests, in the order given, so that one false claim among all stays rare.

    Holm's step-down method (1979).
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    adjusted = [0.0] * len(p_values)
    reached = 0.0
    for rank, at in enumerate(order):
        reached = max(reached, min(1.0, (len(order) - rank) * p_values[at]))
        adjusted[at] = reached
    return adjusted


@dataclass(frozen=True)
class Standing:
    """A unit against the overall rate: `p` tests it against all others together, adjusted over units."""

    code: str
    rate: float | None
    position: Position
    p: float


@dataclass(frozen=True)
class Ranked:
    """What can be said of the order of units. `below` holds, for each unit, those demonstrably below it."""

    rate: float | None
    units: tuple[Standing, ...]
    below: dict[str, frozenset[str]]

    def order(self, first: str, second: str) -> int:
        """+1 when the first is demonstrably above the second, -1 when below, 0 when they cannot be told
        apart.

        KeyError for an unknown code.
        """
        return (second in self.below[first]) - (first in self.below[second])

    def distinguishable(self, first: str, second: str) -> bool:
        """Whether the two units differ demonstrably. KeyError for an unknown code."""
        return self.order(first, second) != 0

    def ranking(self, sense: Literal["up", "down"] = "up") -> tuple[tuple[str, ...], ...]:
        """Tiers from the best, codes in order within each; empty when no pair separates.

        A unit stands one tier behind the last unit that is demonstrably better. Units of one tier cannot be
        told apart; units of different tiers need not all differ. Those that differ from nobody are in no
        tier.
        """
        better: dict[str, set[str]] = {code: set() for code in self.below}
        for code, lower in self.below.items():
            for other in lower:
                if sense == "up":
                    better[other].add(code)
                else:
                    better[code].add(other)
        tiers: dict[int, list[str]] = {}
        depths: dict[str, int] = {}
        for code in sorted(better, key=lambda code: len(better[code])):
            depths[code] = 1 + max((depths[other] for other in better[code]), default=-1)
        for code in sorted(set(depths) - set(self.unplaced())):
            tiers.setdefault(depths[code], []).append(code)
        return tuple(tuple(tiers[depth]) for depth in sorted(tiers))

    def unplaced(self) -> tuple[str, ...]:
        """Units that cannot be told apart from any other, in order of code."""
        placed = {code for code, lower in self.below.items() if lower}.union(*self.below.values())
        return tuple(sorted(set(self.below) - placed))


def ranked(units: Sequence[Unit], level: float = 0.95) -> Ranked:
    """What the counts demonstrate about the order of units, with at most `1 - level` chance of any false
    claim.

    Every pair is tested (`difference_p`) and adjusted over all pairs by Holm; so is every unit against all
    the others together, over all units. What follows from two demonstrated differences is taken as
    demonstrated: above one that is above a third is above the third, which adds no false claim that was not
    there. Standings come in the order given. ValueError for a repeated code or a level outside 0 to 1.
    """
    check_level(level)
    if len({unit.code for unit in units}) < len(units):
        raise ValueError("each unit has its own code")
    alpha = 1 - level
    met, total = sum(unit.numerator for unit in units), sum(unit.denominator for unit in units)
    return Ranked(
        rate=met / total if total else None,
        units=_standings(units, met, total, alpha),
        below=_below(units, alpha),
    )


def _standings(units: Sequence[Unit], met: int, total: int, alpha: float) -> tuple[Standing, ...]:
    others = [Unit("", met - unit.numerator, total - unit.denominator) for unit in units]
    tested = [at for at, unit in enumerate(units) if unit.denominator]
    p_values = [difference_p(units[at], others[at]) for at in tested]
    # Of two units either is all the others of the other one: that is a single test.
    adjusted = dict(zip(tested, p_values if len(tested) == 2 else holm(p_values), strict=True))
    found = []
    for at, unit in enumerate(units):
        p = adjusted.get(at, 1.0)
        position: Position = "not_separable"
        if p <= alpha and unit.rate is not None:
            position = "above" if unit.rate > met / total else "below"
        found.append(Standing(unit.code, unit.rate, position, p))
    return tuple(found)


def _below(units: Sequence[Unit], alpha: float) -> dict[str, frozenset[str]]:
    """For each unit all that are demonstrably below it, directly or through others."""
    counted = sorted((unit for unit in units if unit.denominator), key=lambda unit: (_rate(unit), unit.code))
    pairs = list(combinations(counted, 2))
    found: dict[str, set[str]] = {unit.code: set() for unit in units}
    for (lower, higher), p in zip(pairs, holm([difference_p(*pair) for pair in pairs]), strict=True):
        if p <= alpha:
            found[higher.code].add(lower.code)
    for unit in counted:  # lowest first, so that what lies below a unit is already complete
        found[unit.code].update(*(found[code] for code in tuple(found[unit.code])))
    return {code: frozenset(lower) for code, lower in found.items()}


def _rate(unit: Unit) -> float:
    return unit.numerator / unit.denominator
