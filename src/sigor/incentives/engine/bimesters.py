"""A bimester, «2025-B2», and its two months as the rules see them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"^(\d{4})-B([1-6])$")


class NotABimester(ValueError):
    """The text does not name a bimester."""


@dataclass(frozen=True)
class Month:
    """A month of a bimester; `number` counts months so that ages are differences (12 · year + month)."""

    place: int  # 1 or 2
    year: int
    calendar: int  # 1 to 12

    @property
    def number(self) -> int:
        return 12 * self.year + self.calendar

    @property
    def first_day(self) -> date:
        return date(self.year, self.calendar, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.calendar, monthrange(self.year, self.calendar)[1])

    def __str__(self) -> str:
        return f"{self.year}-{self.calendar:02d}"


@dataclass(frozen=True, order=True)
class Bimester:
    year: int
    place: int  # 1 to 6

    @classmethod
    def read(cls, text: str) -> "Bimester":
        """Raises NotABimester."""
        found = WRITTEN.match(text)
        if found is None:
            raise NotABimester(f"«{text}» no es un bimestre; se escribe como 2025-B2.")
        return cls(int(found[1]), int(found[2]))

    @property
    def months(self) -> tuple[Month, Month]:
        return (Month(1, self.year, 2 * self.place - 1), Month(2, self.year, 2 * self.place))

    @property
    def previous(self) -> "Bimester":
        return Bimester(self.year, self.place - 1) if self.place > 1 else Bimester(self.year - 1, 6)

    @property
    def last_day(self) -> date:
        return self.months[1].last_day

    def __str__(self) -> str:
        return f"{self.year}-B{self.place}"
