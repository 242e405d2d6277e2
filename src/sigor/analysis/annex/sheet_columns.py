"""Finds the heading row of a worksheet and what each of its columns holds, in whatever order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.worksheet.worksheet import Worksheet

from sigor.analysis.annex import months
from sigor.analysis.annex import sheet_layout as layout
from sigor.analysis.annex.cells import compact_code, squeeze
from sigor.analysis.annex.model import Finding, error, warning
from sigor.analysis.annex.sheet_layout import without_marks

MOST_COLUMNS = 200
_NUMBER_WORDS = frozenset(("nº", "n°", "no", "n", "nro", "num", "numero", "codigo"))
_ROLES = (
    ("objetivo", layout.OBJECTIVE),
    ("eje", layout.AXIS),
    ("resultado", layout.RESULT),
    ("hito", layout.NAME),
    ("actividad", layout.NAME),
    ("entregable", layout.DELIVERABLE),
    ("resp", layout.UNITS),
    ("meta", layout.META),
    ("phva", layout.PHVA),
)
_NUMBERED = {
    layout.OBJECTIVE: layout.OBJECTIVE_NUMBER,
    layout.RESULT: layout.RESULT_CODE,
    layout.NAME: layout.CODE,
}
_SHAPES = (
    (re.compile(r"\d+\.\d+\.\d+"), layout.CODE),
    (re.compile(r"\d+\.\d+"), layout.RESULT_CODE),
    (re.compile(r"\d+"), layout.OBJECTIVE_NUMBER),
)
_FEWEST_HEADINGS = 4
REQUIRED = (layout.CODE, layout.NAME, layout.DELIVERABLE, layout.UNITS, layout.META)

Grid = Mapping[tuple[int, int], object]


@dataclass(frozen=True)
class Columns:
    """`roles` says in which column each role stands; months are roles from Ene to Dic."""

    row: int
    year: int
    roles: dict[int, int]
    titles: dict[int, str]
    findings: tuple[Finding, ...]


def cell_text(value: object) -> str:
    return squeeze(without_marks(value, "")[0])


def code_text(value: object) -> str:
    """A code as text, also where the spreadsheet took it for a number or a date."""
    if isinstance(value, datetime | date):
        return f"{value.day}.{value.month}.{value.year % 100}"
    if isinstance(value, float):
        return f"{value:g}"
    return compact_code(cell_text(value))


def month_of(value: object) -> tuple[int, int | None] | None:
    if isinstance(value, datetime | date):
        return value.month, value.year
    return months.heading(cell_text(value))


def _role(value: object) -> int | None:
    text = months.plain(cell_text(value)).rstrip(".")
    if text in _NUMBER_WORDS:
        return 0
    found = month_of(value)
    if found:
        return layout.FIRST_MONTH + found[0] - 1
    return next((role for word, role in _ROLES if text.startswith(word)), None)


def is_heading(values: Iterable[object]) -> bool:
    """A heading row names several columns, one of them the milestones or at least three months."""
    roles = [role for role in map(_role, values) if role is not None]
    distinct = set(roles)
    dated = sum(layout.FIRST_MONTH <= role <= layout.LAST_MONTH for role in distinct)
    return len(distinct) >= _FEWEST_HEADINGS and (layout.NAME in distinct or dated >= 3)


def find_columns(sheet: Worksheet, grid: Grid) -> Columns | None:
    width = min(sheet.max_column, MOST_COLUMNS)
    for row in range(1, sheet.max_row + 1):
        values = [grid.get((row, column)) for column in range(1, width + 1)]
        if is_heading(values):
            return _columns(row, values, sheet.max_row, grid)
    return None


def _columns(row: int, values: list[object], last_row: int, grid: Grid) -> Columns:
    findings: list[Finding] = []
    roles: dict[int, int] = {}
    titles: dict[int, str] = {}
    years = [found[1] for found in map(month_of, values) if found and found[1]]
    year = max(years, key=years.count) if years else 0
    numbers: list[int] = []
    for column, value in enumerate(values, 1):
        text = cell_text(value)
        role = _role(value)
        titles[column] = text
        where = f"fila {row}, columna {text or column}"
        found = month_of(value)
        if found:
            titles[column] = months.title(found[0], found[1] or year)
        if found and found[1] and found[1] != year:
            message = f"La columna {titles[column]} no es del año del plan, {year}."
            findings.append(error(where, "unknown-month", message, column=titles[column]))
        elif role == 0:
            numbers.append(column)
        elif role is not None and role in roles:
            message = f"La columna «{titles[column]}» está repetida; se lee la primera."
            findings.append(error(where, "repeated-column", message, column=titles[column]))
        elif role is not None:
            roles[role] = column
        elif text:
            findings.append(_not_known(text, where))
    for column in numbers:
        role = _numbering(column, row, last_row, grid, _beside(column, roles))
        if role is not None:
            roles.setdefault(role, column)
    findings.extend(_missing(row, year, roles))
    return Columns(row, year, roles, titles, tuple(findings))


def _not_known(text: str, where: str) -> Finding:
    if months.MONTH_LIKE.fullmatch(text):
        return error(where, "unknown-month", f"No se reconoce el mes «{text}» de la cabecera.", column=text)
    message = f"La columna «{text}» no es del anexo: no se lee."
    return warning(where, "unknown-column", message, column=text)


def _numbering(column: int, row: int, last_row: int, grid: Grid, beside: int | None) -> int | None:
    """What a column of numbers numbers: the text at its right if some code agrees, else by most codes."""
    votes = [
        role
        for line in range(row + 1, last_row + 1)
        for pattern, role in _SHAPES
        if pattern.fullmatch(code_text(grid.get((line, column))))
    ]
    if not votes or beside in votes:
        return beside
    return max(sorted(set(votes)), key=votes.count)


def _beside(column: int, roles: Mapping[int, int]) -> int | None:
    right = next((role for role, place in roles.items() if place == column + 1), None)
    return _NUMBERED.get(right) if right is not None else None


def _missing(row: int, year: int, roles: Mapping[int, int]) -> list[Finding]:
    found: list[Finding] = []
    for role in (*REQUIRED, *range(layout.FIRST_MONTH, layout.LAST_MONTH + 1)):
        if role in roles:
            continue
        month = role - layout.FIRST_MONTH + 1
        name = layout.HEADINGS.get(role) or (months.title(month, year) if year else months.SHORT[month - 1])
        name = "Nº del hito" if role == layout.CODE else name
        message = f"Falta la columna «{name}»."
        found.append(error(f"fila {row}", "missing-column", message, column=name))
    if layout.PHVA not in roles:
        message = "La hoja no tiene la columna PHVA: los hitos quedan sin fase."
        found.append(warning(f"fila {row}", "phva-table-missing", message, column="PHVA"))
    return found
