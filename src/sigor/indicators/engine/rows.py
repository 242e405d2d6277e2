"""One value of one measure, at one place in one period, with the line it stands on."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sigor.indicators.engine.opening import Limits
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.phrases import Phrase, gettext_noop, phrase
from sigor.indicators.engine.places import INEI, PlaceInfo

DISTRICT, UNIT = "district", "unit"
Value = tuple[Decimal | None, Decimal | None]  # numerator and denominator


class Key(NamedTuple):
    """What makes a row the same fact in two files."""

    place: str
    period: Period
    measure: str
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A value as a file says it: counts in units, amounts in soles.

    `place` is the INEI code of a district (six digits) or the acronym of a unit, as `level` says. `measure` is
    `affiliated`, `paid`, `members` or `amount` in the public files, whose values have no denominator, and the code of
    the indicator in the others. `line` is that of the file or, in a workbook, of the sheet.
    """

    place: str
    level: str  # district | unit
    period: Period
    measure: str
    numerator: Decimal | None
    denominator: Decimal | None
    class_: str
    file: str
    sheet: str
    line: int

    @property
    def key(self) -> Key:
        return Key(self.place, self.period, self.measure, self.class_)

    @property
    def value(self) -> Value:
        return (self.numerator, self.denominator)

    @property
    def where(self) -> Phrase:
        """The file, the sheet and the line, for a message."""
        if not self.sheet:
            return phrase(gettext_noop("«%(file)s», fila %(line)s"), file=self.file, line=self.line)
        return phrase(
            gettext_noop("«%(file)s», hoja «%(sheet)s», fila %(line)s"),
            file=self.file,
            sheet=self.sheet,
            line=self.line,
        )


def digest(value: Value) -> str:
    """A value as 64 hexadecimal digits: 1 and 1.00 have the same."""
    parts = ("" if part is None else format(part.normalize() + 0, "f") for part in value)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


# What is loaded already: the value of a key, or its digest; a callable answers None for what it does not know.
Former = Mapping[Key, Value | str] | Callable[[Key], Value | str | None]


@dataclass(frozen=True)
class Options:
    """What a caller knows beside the files; see `reading.read`."""

    known_places: Mapping[str, PlaceInfo]
    former: Former | None = None
    coding: str = INEI
    shares: Collection[str] = ()
    known_units: Collection[str] | None = None
    limits: Limits = field(default_factory=Limits)
