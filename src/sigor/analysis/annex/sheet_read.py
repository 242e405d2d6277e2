"""Reads the annex from a worksheet: visible cells first, hidden details while they agree."""

import re
from dataclasses import dataclass, field

from openpyxl.worksheet.worksheet import Worksheet

from sigor.analysis.annex import checks
from sigor.analysis.annex import sheet_layout as layout
from sigor.analysis.annex.cells import squeeze
from sigor.analysis.annex.model import Annex, Finding, Milestone, Objective, Result, error, warning
from sigor.analysis.annex.sheet_columns import (
    MOST_COLUMNS,
    Columns,
    cell_text,
    code_text,
    find_columns,
    is_heading,
)
from sigor.analysis.annex.sheet_details import Details, as_written, kept_marks, marked_text, read_details
from sigor.analysis.annex.sheet_open import MOST_ROWS, open_workbook
from sigor.analysis.annex.sheet_rows import Place, read_milestone

_CODE = re.compile(r"\d+\.\d+\.\d+")
_NOTE = re.compile(r"(\d{1,3})\s+(\S.*)")


@dataclass
class Sheet:
    columns: Columns
    details: Details
    grid: dict[tuple[int, int], object]
    formulas: frozenset[tuple[int, int]]
    notes: dict[int, str] = field(default_factory=dict)
    objectives: dict[int, Objective] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def value(self, row: int, role: int) -> object:
        column = self.columns.roles.get(role)
        return self.grid.get((row, column)) if column else None


def read_xlsx(data: bytes) -> Annex:
    if not data:
        return Annex(0, "", findings=(error("archivo", "empty-file", "El archivo está vacío."),))
    book = open_workbook(data)
    details = read_details(book)
    for candidate in book.worksheets:
        if candidate.title == layout.HIDDEN_SHEET:
            continue
        grid, formulas = _grid(candidate)
        columns = find_columns(candidate, grid)
        if columns:
            return _annex(candidate, Sheet(columns, details, grid, formulas))
    message = (
        "Ninguna hoja del libro tiene la cabecera del cronograma (Nº, Hitos, Entregable, Meta y los meses)."
    )
    return Annex(0, "", findings=(error("archivo", "no-annex-found", message),))


def _grid(sheet: Worksheet) -> tuple[dict[tuple[int, int], object], frozenset[tuple[int, int]]]:
    """Cell values with vertical merges carried down; a merge across columns keeps its first cell only."""
    grid: dict[tuple[int, int], object] = {}
    formulas: set[tuple[int, int]] = set()
    for cells in sheet.iter_rows(
        max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)
    ):
        for cell in cells:
            if cell.value is not None and cell_text(cell.value):
                grid[cell.row, cell.column] = cell.value
                if cell.data_type == "f":
                    formulas.add((cell.row, cell.column))
    for merged in sheet.merged_cells.ranges:
        top = grid.get((merged.min_row, merged.min_col))
        if top is None or merged.min_col != merged.max_col:
            continue
        for row in range(merged.min_row + 1, min(merged.max_row, MOST_ROWS) + 1):
            grid[row, merged.min_col] = top
    return grid, frozenset(formulas)


def _annex(worksheet: Worksheet, sheet: Sheet) -> Annex:
    columns = sheet.columns
    rows = _data_rows(worksheet, sheet)
    sheet.findings[:0] = columns.findings
    milestones: list[Milestone] = []
    places: list[str] = []
    seen: dict[str, int] = {}
    objective, result = 0, ""
    for row in rows:
        objective, result = _carried(sheet, row, objective, result)
        if layout.CODE not in columns.roles:
            continue
        place = Place(row, columns, sheet.grid, sheet.formulas)
        inherited = sheet.results[result].notes if result in sheet.results else ()
        found = read_milestone(
            place,
            len(milestones) + 1,
            objective,
            result,
            sheet.notes,
            inherited,
            sheet.details,
            seen,
            columns.year,
        )
        if found is None:
            continue
        milestones.append(found.milestone)
        places.append(f"fila {row}")
        sheet.findings.extend(found.findings)
    results = tuple(
        r
        for r in sheet.results.values()
        if r.name or not sheet.details.present or r.code in sheet.details.results
    )
    sheet.findings.extend(checks.milestone_findings(milestones, places))
    sheet.findings.extend(checks.note_findings(sheet.notes, milestones, results, places))
    if not milestones:
        message = "La hoja tiene cabecera, pero ninguna fila de hitos."
        sheet.findings.append(error(f"fila {columns.row}", "no-annex-found", message))
    return Annex(
        columns.year,
        _title(worksheet, sheet),
        tuple(o for o in sheet.objectives.values() if _known_objective(o, sheet.details)),
        results,
        tuple(milestones),
        tuple(sheet.notes.items()),
        tuple(sheet.findings),
    )


def _known_objective(objective: Objective, details: Details) -> bool:
    if objective.name or objective.axis or not details.present:
        return True
    return f"objective {objective.number} name" in details.texts


def _data_rows(worksheet: Worksheet, sheet: Sheet) -> list[int]:
    """Rows of the table; repeated headings, totals, footnotes and empty rows are set apart."""
    rows: list[int] = []
    for row in range(sheet.columns.row + 1, min(worksheet.max_row, MOST_ROWS) + 1):
        values = {c: sheet.grid[row, c] for c in range(1, MOST_COLUMNS + 1) if (row, c) in sheet.grid}
        if not values:
            continue
        first = squeeze(str(next(iter(values.values()))))
        note = _NOTE.fullmatch(first)
        # A row with a milestone code is a row, whatever words its texts begin with.
        if is_heading(values.values()) and not _CODE.fullmatch(code_text(sheet.value(row, layout.CODE))):
            message = "La cabecera de la tabla se repite; se ha pasado por alto."
            sheet.findings.append(warning(f"fila {row}", "header-repeated", message))
        elif note and len(values) == 1:
            number = int(note.group(1))
            kept = sheet.details.texts.get(f"note {number} text")
            sheet.notes[number] = as_written(note.group(2), kept)
        elif not (first.casefold().startswith("total") and not code_text(sheet.value(row, layout.CODE))):
            rows.append(row)
    return rows


def _carried(sheet: Sheet, row: int, objective: int, result: str) -> tuple[int, str]:
    """Objective and result of the row, taken from the row above where their cells are empty."""
    number = code_text(sheet.value(row, layout.OBJECTIVE_NUMBER))
    objective = int(number) if number.isdecimal() else objective
    texts = sheet.details.texts
    if objective and objective not in sheet.objectives:
        name = as_written(
            cell_text(sheet.value(row, layout.OBJECTIVE)), texts.get(f"objective {objective} name")
        )
        axis = as_written(cell_text(sheet.value(row, layout.AXIS)), texts.get(f"objective {objective} axis"))
        sheet.objectives[objective] = Objective(objective, name, axis)
    code = code_text(sheet.value(row, layout.RESULT_CODE))
    result = code or result
    if result and result not in sheet.results:
        value = sheet.value(row, layout.RESULT)
        kept = sheet.details.results.get(result, {})
        known = marked_text(value or "", "result", kept.get("name"), kept_marks(kept))
        name, marks = known or layout.marked_cell(value, "result", frozenset(sheet.notes))
        sheet.results[result] = Result(result, objective, name, marks)
    return objective, result


def _title(worksheet: Worksheet, sheet: Sheet) -> str:
    """The first text above the heading."""
    for row in range(1, sheet.columns.row):
        for column in range(1, min(worksheet.max_column, MOST_COLUMNS) + 1):
            if (row, column) in sheet.grid:
                kept = sheet.details.texts.get("annex  title")
                return as_written(cell_text(sheet.grid[row, column]), kept)
    return ""
