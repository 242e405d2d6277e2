"""Months, bimesters, quarters, halves and years as one small ordered type, written the way Peru writes them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering

from sigor.indicators.engine.phrases import gettext_noop, phrase, said

MONTHS_OF = {"month": 1, "bimester": 2, "quarter": 3, "half": 6, "year": 12}
LETTERS = {"B": "bimester", "T": "quarter", "S": "half"}
SIGNS = {kind: letter for letter, kind in LETTERS.items()}
FIRST_YEAR, LAST_YEAR = 1900, 2199
WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})|-?([BTS])([0-9]))?")


class NotAPeriod(ValueError):
    """What cannot be a period; its text is the Spanish sentence, and `told` the phrase for other languages."""

    def __init__(self, message: str, /, **values: object) -> None:
        self.told = phrase(message, **values)
        super().__init__(said(self.told))


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of a calendar year: the `number`-th of its `kind` (1 for a year).

    Ordered by the first day, and of those that begin together the shorter one comes first.
    """

    kind: str  # month | bimester | quarter | half | year
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if self.kind not in MONTHS_OF:
            raise NotAPeriod(
                gettext_noop("«%(kind)s» no es una clase de período: %(kinds)s."),
                kind=self.kind,
                kinds=[*MONTHS_OF],
            )
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise NotAPeriod(
                gettext_noop("El año %(year)s no está entre %(first)s y %(last)s."),
                year=self.year,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        if not 1 <= self.number <= self.in_a_year:
            raise NotAPeriod(
                gettext_noop("El período %(period)s no existe: el número va de 1 a %(last)s."),
                period=str(self),
                last=self.in_a_year,
            )

    @classmethod
    def read(cls, text: str) -> "Period":
        """From 2025-06, 2025-B3, 2025-T2, 2025-S1 or 2025; also 2025B3 and small letters. Raises NotAPeriod."""
        found = WRITTEN.fullmatch(text.strip().upper())
        if found is None:
            raise NotAPeriod(
                gettext_noop(
                    "«%(text)s» no es un período; se escribe 2025-06, 2025-B3, 2025-T2, 2025-S1 o 2025."
                ),
                text=text.strip()[:20],
            )
        year, month, letter, number = found.groups()
        if month:
            return cls("month", int(year), int(month))
        return cls(LETTERS[letter], int(year), int(number)) if letter else cls("year", int(year))

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, kind: str, day: date) -> "Period":
        """The period of a kind in which a day lies. Raises ValueError."""
        return cls(kind, day.year, (day.month - 1) // MONTHS_OF.get(kind, 12) + 1)

    @property
    def in_a_year(self) -> int:
        """How many periods of this kind a year has."""
        return 12 // MONTHS_OF[self.kind]

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * MONTHS_OF[self.kind] + 1, 1)

    @property
    def start(self) -> date:
        """The first day too: what a period is placed by on a line of time."""
        return self.first

    @property
    def last(self) -> date:
        """The last day."""
        month = self.number * MONTHS_OF[self.kind]
        return date(self.year, month, monthrange(self.year, month)[1])

    def next(self) -> "Period":
        """The period of this kind that follows. Raises ValueError after the last year."""
        return self._moved(1)

    def previous(self) -> "Period":
        """The period of this kind before. Raises ValueError before the first year."""
        return self._moved(-1)

    def _moved(self, steps: int) -> "Period":
        return _moved(self.kind, self.year, self.number, steps)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.first, self.last) < (other.first, other.last)

    def __str__(self) -> str:
        if self.kind == "year":
            return f"{self.year}"
        if self.kind == "month":
            return f"{self.year}-{self.number:02d}"
        return f"{self.year}-{SIGNS[self.kind]}{self.number}"


@lru_cache(maxsize=4096)
def _moved(kind: str, year: int, number: int, steps: int) -> Period:
    in_a_year = 12 // MONTHS_OF[kind]
    year, rest = divmod(year * in_a_year + number - 1 + steps, in_a_year)
    return Period(kind, year, rest + 1)
