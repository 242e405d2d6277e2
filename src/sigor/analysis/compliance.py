"""The compliance of a quarter: the one place where the percentage of the plan is computed.

Indicator of section 13 of the plan: at least 80 % of what a quarter owes is met. The plan does not say
what is counted, so a rule does, and the other readings are always computed beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction


class Denominator(StrEnum):
    """What is counted: units of meta, marks of the matrix, or milestones with a mark in the period."""

    UNITS = "units"
    MARKS = "marks"
    MILESTONES = "milestones"


def _round(value: Fraction, places: int) -> Decimal:
    """Rounded once, from the exact value."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


@dataclass(frozen=True)
class Item:
    """One scheduled deliverable: `quantity` units due, `verified` of them counted by the cut-off."""

    milestone: str
    quantity: int
    verified: int

    @property
    def met(self) -> bool:
        return self.verified >= self.quantity


@dataclass(frozen=True)
class Reading:
    """Compliance under one denominator. `ratio` is exact; None when nothing was due."""

    due: int
    verified: int
    threshold: Decimal

    @property
    def ratio(self) -> Fraction | None:
        return Fraction(self.verified, self.due) if self.due else None

    @property
    def needed(self) -> int:
        """The least count that reaches the threshold: of 4 units at 80 %, all 4."""
        return int((self.threshold * self.due).to_integral_value(rounding=ROUND_CEILING))

    @property
    def meets(self) -> bool | None:
        return self.verified >= self.needed if self.due else None

    @property
    def missing(self) -> int:
        """How many more are needed to reach the threshold."""
        return max(0, self.needed - self.verified)

    def rounded(self, places: int = 4) -> float | None:
        """The ratio as a number with that many decimals, halves up, for files and the API."""
        return None if self.ratio is None else float(_round(self.ratio, places))

    @property
    def percent(self) -> str:
        """The ratio as people read it: «62.5 %», one decimal, halves up; a dash when nothing was due."""
        return "—" if self.ratio is None else f"{_round(self.ratio * 100, 1)} %"


@dataclass(frozen=True)
class Compliance:
    """A quarter (or any set of deliverables) under every reading; `chosen` is the rule's."""

    readings: dict[Denominator, Reading]
    chosen: Denominator

    @property
    def reading(self) -> Reading:
        return self.readings[self.chosen]

    @property
    def verdict_depends_on_reading(self) -> bool:
        return len({r.meets for r in self.readings.values()}) > 1


def comply(items: Iterable[Item], *, chosen: Denominator, threshold: Decimal) -> Compliance:
    """Compliance of these deliverables under the three readings.

    A mark is met when all its units are; a milestone when all its marks among `items` are.
    """
    items = list(items)
    milestones: dict[str, bool] = {}
    for item in items:
        milestones[item.milestone] = milestones.get(item.milestone, True) and item.met
    counts = {
        Denominator.UNITS: (sum(i.quantity for i in items), sum(min(i.verified, i.quantity) for i in items)),
        Denominator.MARKS: (len(items), sum(i.met for i in items)),
        Denominator.MILESTONES: (len(milestones), sum(milestones.values())),
    }
    readings = {d: Reading(due, verified, threshold) for d, (due, verified) in counts.items()}
    return Compliance(readings, chosen)


def accumulate(
    quarters: Sequence[Iterable[Item]], *, chosen: Denominator, threshold: Decimal
) -> list[Compliance]:
    """Compliance of the year up to the end of each quarter in turn."""
    so_far: list[Item] = []
    found = []
    for items in quarters:
        so_far.extend(items)
        found.append(comply(so_far, chosen=chosen, threshold=threshold))
    return found
