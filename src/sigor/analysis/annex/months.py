"""Month names as people write them in Peru, and the month a heading or a note speaks of."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

SHORT = ("Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Set", "Oct", "Nov", "Dic")
LONG = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
# Spreadsheets rewrite headings in the language of the computer that saved them.
_OTHERS = {
    "sep": 9,
    "sept": 9,
    "septiembre": 9,
    "jan": 1,
    "apr": 4,
    "aug": 8,
    "dec": 12,
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}
_NUMBERS = (
    {name.lower(): n for n, name in enumerate(SHORT, 1)}
    | {name: n for n, name in enumerate(LONG, 1)}
    | _OTHERS
)
_HEADING = re.compile(r"([^\W\d_]{3,10})\.?\s?[-/.' ]?\s?(?:de\s)?(\d{4}|\d{2})?")
MONTH_LIKE = re.compile(r"[^\W\d_]{3,10}\.?[-/'](?:\d{4}|\d{2})")


def plain(text: str) -> str:
    """Lower case without accents and with single blanks, to compare what people wrote."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def number_of(word: str) -> int | None:
    return _NUMBERS.get(plain(word).rstrip("."))


def four_digits(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def heading(text: str) -> tuple[int, int | None] | None:
    """The month and, where written, the year of a column heading such as «Set-25» or «Setiembre»."""
    found = _HEADING.fullmatch(text.strip())
    month = number_of(found.group(1)) if found else None
    if not found or month is None:
        return None
    return month, four_digits(found.group(2)) if found.group(2) else None


def title(month: int, year: int) -> str:
    return f"{SHORT[month - 1]}-{year % 100:02d}"


def names(months: tuple[int, ...]) -> str:
    return ", ".join(SHORT[m - 1] for m in months)


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
