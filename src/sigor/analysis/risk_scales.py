"""Risk scales: what a likelihood and an impact come to, which level that is, and whether a scale holds together.

A score is likelihood times impact. The values of both and the bounds of each level are data of the scale;
nothing here knows any figure of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

TONES = 5  # steps from the lowest to the highest level that a page tells apart
FEWEST_VALUES = 2  # of likelihood and of impact, for a scale to tell anything apart


def score(likelihood: int, impact: int) -> int:
    """The size of a risk."""
    return likelihood * impact


@dataclass(frozen=True)
class Level:
    """A named band of scores, both bounds included."""

    label: str
    lowest: int
    highest: int

    def covers(self, value: int) -> bool:
        return self.lowest <= value <= self.highest

    def meets(self, other: "Level") -> bool:
        """Whether some score would belong to both."""
        return self.lowest <= other.highest and other.lowest <= self.highest


@dataclass(frozen=True)
class Cell:
    """One pair of values on a heat map: its score, its level, how high that is and how many risks lie there."""

    likelihood: int
    impact: int
    score: int
    level: Level | None
    tone: int  # 1 (lowest level) to TONES (highest); 0 where no level covers the score
    count: int


@dataclass(frozen=True)
class Matrix:
    """A scale as arithmetic: the values of both axes and the levels, in any order."""

    likelihoods: tuple[int, ...]
    impacts: tuple[int, ...]
    levels: tuple[Level, ...]

    @cached_property
    def ordered(self) -> tuple[Level, ...]:
        """The levels from the lowest up."""
        return tuple(sorted(self.levels, key=lambda level: (level.lowest, level.highest, level.label)))

    def scores(self) -> list[int]:
        """Every score that the two axes can give, ascending."""
        return sorted({score(a, b) for a in self.likelihoods for b in self.impacts})

    def level_of(self, value: int) -> Level | None:
        """The lowest level that covers a score; None when none does."""
        return next((level for level in self.ordered if level.covers(value)), None)

    def tone_of(self, level: Level | None) -> int:
        """How high a level stands among all: 1 for the lowest, TONES for the highest, 0 for none."""
        if level is None:
            return 0
        if len(self.ordered) == 1:
            return 1
        return 1 + round(self.ordered.index(level) * (TONES - 1) / (len(self.ordered) - 1))

    def gaps(self) -> list[int]:
        """Scores that no level covers, ascending."""
        return [value for value in self.scores() if self.level_of(value) is None]

    def overlaps(self) -> list[tuple[Level, Level]]:
        """Pairs of levels that share a score."""
        return [(one, other) for one, other in combinations(self.ordered, 2) if one.meets(other)]

    def repeated(self) -> tuple[list[int], list[int]]:
        """Values that an axis names more than once: of likelihood, of impact."""
        return _repeated(self.likelihoods), _repeated(self.impacts)

    def heat_map(self, counts: Mapping[tuple[int, int], int]) -> list[list[Cell]]:
        """Rows from the highest likelihood down, columns from the lowest impact up, with the risks of each pair."""
        return [
            [self._cell(a, b, counts.get((a, b), 0)) for b in sorted(set(self.impacts))]
            for a in sorted(set(self.likelihoods), reverse=True)
        ]

    def outside(self, counts: Mapping[tuple[int, int], int]) -> int:
        """Risks at a pair of values that the axes do not have."""
        return sum(n for (a, b), n in counts.items() if a not in self.likelihoods or b not in self.impacts)

    def _cell(self, likelihood: int, impact: int, count: int) -> Cell:
        value = score(likelihood, impact)
        level = self.level_of(value)
        return Cell(likelihood, impact, value, level, self.tone_of(level), count)


def _repeated(values: Iterable[int]) -> list[int]:
    return sorted(value for value, times in Counter(values).items() if times > 1)
