"""What the caller says of a dataset: its indicators, which counts are parts of which, and how small is too small."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

K = 10
Number = int | Decimal
Slot = tuple[str, str]  # the code of an indicator and the class of person; "" is everybody


class What(StrEnum):
    """What a number counts: people (or households), money, or things that say nothing of anybody."""

    PEOPLE = "people"
    AMOUNT = "amount"
    THINGS = "things"


class Side(StrEnum):
    """One of the counts of a ratio; REST is what the denominator has and the numerator has not."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    REST = "rest"


@dataclass(frozen=True)
class Declared:
    """An indicator: a ratio where it has a denominator, a total where it has none.

    `part`: the numerator counts some of those in the denominator; then what is left of it is protected too.
    `counted_by`: for money, the indicator whose numerator counts those who get it in the same district and class;
    without it the own denominator does. `most`: the most that one person or household adds to the money; with it a
    correction of an amount counts as large from `k` times that. `population`: indicators with the same name here have
    the same denominators; with different names, different ones; without a name they may be the same.
    """

    code: str
    numerator: What = What.PEOPLE
    denominator: What | None = None
    part: bool = True
    counted_by: str = ""
    most: Decimal | None = None
    population: str = ""

    @property
    def rest(self) -> bool:
        return self.part and self.numerator == self.denominator == What.PEOPLE

    @property
    def sides(self) -> tuple[Side, ...]:
        """The counts of people that it publishes or lets be reckoned."""
        return tuple(
            side
            for side, there in (
                (Side.NUMERATOR, self.numerator == What.PEOPLE),
                (Side.DENOMINATOR, self.denominator == What.PEOPLE),
                (Side.REST, self.rest),
            )
            if there
        )


@dataclass(frozen=True)
class Count:
    """A count of people; `category` None is that of each class in its turn."""

    indicator: str
    side: Side = Side.NUMERATOR
    category: str | None = None


@dataclass(frozen=True)
class Parts:
    """Disjoint parts of a whole: what is left of it without them must be nobody or k at least."""

    whole: Count
    parts: tuple[Count, ...]


def nested(inner: Count, outer: Count) -> Parts:
    """One count that is a part of another: they differ by nobody or by k at least."""
    return Parts(outer, (inner,))


@dataclass(frozen=True)
class Design:
    """A dataset: indicators published together, always with one partition.

    `splits`: classes of person that do not overlap, such as `("F", "M")`; each class that occurs is in one of them.
    `company`: in each remainder of a province there is a district that could have been alone, so that
    not even someone who knows the rule can say of any that it is small; it costs one district to a remainder.
    Raises ValueError where a declaration speaks of what is not there or money is protected by nothing.
    """

    indicators: tuple[Declared, ...]
    splits: tuple[tuple[str, ...], ...] = ()
    parts: tuple[Parts, ...] = ()
    k: int = K
    company: bool = False

    def __post_init__(self) -> None:
        codes = [declared.code for declared in self.indicators]
        classes = [category for split in self.splits for category in split]
        if self.k < 1 or len(set(codes)) < len(codes):
            raise ValueError("k empieza en 1 y cada indicador se declara una vez.")
        if len(set(classes)) < len(classes) or "" in classes:
            raise ValueError("Cada clase de persona está en una sola división, y ninguna se llama «».")
        by_code = {declared.code: declared for declared in self.indicators}
        for declared in self.indicators:
            if What.AMOUNT in (declared.numerator, declared.denominator):
                behind = by_code.get(declared.counted_by) if declared.counted_by else None
                counted = behind is not None and behind.numerator == What.PEOPLE
                if not (counted or (not declared.counted_by and declared.denominator == What.PEOPLE)):
                    raise ValueError(
                        f"{declared.code} es un monto y no dice qué indicador cuenta a quienes lo reciben."
                    )
        for count in self._named():
            if count.indicator not in by_code or count.side not in by_code[count.indicator].sides:
                raise ValueError(f"{count.indicator} no cuenta personas en «{count.side}».")
            if count.category not in (None, "", *classes):
                raise ValueError(f"La clase {count.category} no está en ninguna división.")

    def declared(self, code: str) -> Declared:
        return next(declared for declared in self.indicators if declared.code == code)

    def _named(self) -> Iterable[Count]:
        for parts in self.parts:
            yield from (parts.whole, *parts.parts)


@dataclass(frozen=True)
class Row:
    """The value of an indicator in a district (six digits of INEI) and class of person; None: there is no datum."""

    place: str
    indicator: str
    numerator: Number | None
    denominator: Number | None = None
    category: str = ""


@dataclass(frozen=True)
class Cell:
    """An indicator and class summed over a published place; `missing` of its districts have no datum.

    Where all of them are missing, numerator and denominator are None.
    """

    indicator: str
    category: str
    numerator: Number | None
    denominator: Number | None
    missing: int

    @property
    def slot(self) -> Slot:
        return self.indicator, self.category
