"""Which card takes which measure of a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from sigor.indicators import selectors
from sigor.indicators.facts import Origin
from sigor.indicators.models import Indicator


@dataclass(frozen=True)
class Measures:
    """Which card takes which measure of a file: alone, as numerator or as denominator."""

    indicator: Indicator
    numerator: str
    denominator: str = ""


def importable() -> list[Indicator]:
    """The cards whose data come in files."""
    return list(selectors.in_force().filter(origin=Origin.IMPORT))


def measures(cards: Sequence[Indicator]) -> list[Measures]:
    """By its components («paid/affiliated») of the public files, otherwise by its own symbol in a table of indicators."""
    found = []
    for card in cards:
        numerator, _slash, denominator = card.parts.partition("/")
        found.append(Measures(card, numerator.strip() or card.symbol, denominator.strip()))
    return found
