"""What the last values let expect of the next one, so that a slip of the pen is seen before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from sigor.indicators import selectors
from sigor.indicators.facts import Delivery, Level
from sigor.indicators.models import Indicator
from sigor.indicators.selectors import Value

LAST = 12  # values looked at
FEWEST = 4  # with fewer nothing is expected
WIDE = Decimal("3.5")  # times the usual distance from the middle


@dataclass(frozen=True)
class Range:
    """From where to where a value would be no surprise; without limits where too little is known."""

    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, value: Decimal | None) -> bool:
        if value is None or self.low is None or self.high is None:
            return True
        return self.low <= value <= self.high


def of(values: Iterable[Decimal]) -> Range:
    """The median of the last values and as much to both sides as 3.5 times their median distance from it.

    Robust against single wild values; at least a tenth of the median wide, so that equal values forgive a little.
    """
    last = list(values)[-LAST:]
    if len(last) < FEWEST:
        return Range()
    middle = median(last)
    spread = median(abs(value - middle) for value in last)
    width = max(WIDE * spread, abs(middle) / 10)
    return Range(middle - width, middle + width)


def ranges(indicators: Iterable[Indicator], sheet: Delivery) -> dict[int, Range]:
    """By indicator the range for the unit and period of a sheet."""
    return {
        pk: of(value.value for value in values if value.value is not None)
        for pk, values in before(indicators, sheet).items()
    }


def before(indicators: Iterable[Indicator], sheet: Delivery) -> dict[int, list[Value]]:
    """By indicator the last twelve values of the sheet's unit before its period."""
    cards = list(indicators)
    found = selectors.all_series(cards, level=Level.UNIT)
    area = str(sheet.unit_id)
    return {
        card.pk: [v for v in found[card.pk].get(area, []) if v.period.first < sheet.period_from][-LAST:]
        for card in cards
    }
