"""The period of a row of the public files, in the many ways that these have written it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.places import plain

ROLES = ("bimester", "period", "month", "cutoff")  # in the order in which they are believed
ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
NUMBER = re.compile(
    r"(?:b|bim|bimestre|n|no|nro)*(vi|iv|v|i{1,3}|[1-6])(?:ro|er|do|to|o)?(?:b|bim|bimestre)?"
)
DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S")


@dataclass(frozen=True)
class Dated:
    """The period of a row, or None; whether its cell was a day; whether the year had to come from elsewhere."""

    period: Period | None
    was_day: bool = False
    year_lent: bool = False


def year_of(titles: Sequence[str], file: str) -> int | None:
    """The one year that is named above the heading or, if none is, in the name of the file."""
    for texts in (titles, [file]):
        years = {int(year) for text in texts for year in YEAR.findall(text)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def period_of(cells: Mapping[str, Any], lent: int | None) -> Dated:
    """The period that the cells of a row say, by the role of their column; `lent` is a year for those that say none."""
    said = cells.get("year")
    year = _year(said)
    if said is not None and year is None:
        return Dated(None)
    for role in ROLES:
        cell = cells.get(role)
        if cell is None:
            continue
        if isinstance(cell, date):
            if year not in (None, cell.year) or cell.year < 2000:
                return Dated(None)
            found = Period.of("bimester" if role == "bimester" else "month", cell)
            return Dated(found, was_day=role != "cutoff")
        text = _written(cell)
        own = _alone(role, text)
        if own is not None:
            return Dated(own if year in (None, own.year) else None)
        guessed = _with_year(role, text, year or lent)
        return Dated(guessed, year_lent=guessed is not None and year is None and not YEAR.search(text))
    return Dated(None)


def _year(cell: Any) -> int | None:
    text = _written(cell)
    return int(text) if re.fullmatch(r"20[0-9]{2}", text) else None


def _written(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return re.sub(r"(?<=[0-9])\.0+$", "", text)  # a number that passed through a column of decimals


def _alone(role: str, text: str) -> Period | None:
    """A text that is a period by itself."""
    if role == "cutoff":
        return _of_day(text)
    try:
        found = Period.read(text)
    except ValueError:
        return None
    return found if role in ("period", found.kind) else None


def _of_day(text: str) -> Period | None:
    """The month of a day, or one written 2025-03 or 202503."""
    if found := re.fullmatch(r"(20[0-9]{2})-?(0[1-9]|1[0-2])", text):
        return Period("month", int(found[1]), int(found[2]))
    for form in DAYS:
        if text.isdigit() and len(text) != 8:  # «202513» is no day, though it could be taken apart as one
            break
        try:
            return Period.of("month", datetime.strptime(text, form).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _with_year(role: str, text: str, year: int | None) -> Period | None:
    """A number, a name or two names of months, with the year in the text or, if it says none, the one given."""
    years = YEAR.findall(text)
    if len(years) > 1 or (years and year and int(years[0]) != year and role != "cutoff"):
        return None
    year = int(years[0]) if years else year
    words = [plain(word) for word in re.split(r"[^\w°º]+|_", YEAR.sub(" ", text))]
    words = [word for word in words if word and word not in ("de", "del", "y", "a", "al")]
    if not words or year is None:
        return None
    months = [month for word in words if (month := _month(word))]
    if len(months) == len(words):
        named = _of_months(months, year)
        kinds = {"bimester": "bimester", "month": "month", "cutoff": "month"}
        return named if named is None or kinds.get(role, named.kind) == named.kind else None
    joined = "".join(words)
    if role == "month":
        number = int(joined) if re.fullmatch("[0-9]{1,2}", joined) else 0
        return Period("month", year, number) if 1 <= number <= 12 else None
    found = NUMBER.fullmatch(joined)
    # A bare number under «PERIODO» could as well be a month.
    if found is None or (role != "bimester" and joined.isdigit()):
        return None
    return Period("bimester", year, ROMANS.get(found[1]) or int(found[1]))


def _month(word: str) -> int | None:
    word = word.replace("septiembre", "setiembre").replace("sept", "set").replace("sep", "set")
    if len(word) < 3:
        return None
    return next((at for at, name in enumerate(MONTHS, start=1) if name.startswith(word)), None)


def _of_months(months: list[int], year: int) -> Period | None:
    if len(months) == 1:
        return Period("month", year, months[0])
    pair = len(months) == 2 and months[1] == months[0] + 1 and months[0] % 2
    return Period("bimester", year, months[1] // 2) if pair else None
