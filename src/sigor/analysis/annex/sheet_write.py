"""Writes the annex as the worksheet people know, with a hidden sheet for what its cells cannot say."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from itertools import groupby

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sigor.analysis.annex import sheet_layout as layout
from sigor.analysis.annex.model import Annex, Milestone, NoteMark
from sigor.analysis.annex.months import title
from sigor.analysis.annex.sheet_details import write_details

_HEADING_ROW = 3
_FIRST_ROW = 4
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FILL = PatternFill("solid", fgColor="D9E2EC")
_TOTAL_FILL = PatternFill("solid", fgColor="F2F2F2")
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_PAPER_A3 = 8
# The same annex must give the same bytes, whenever it is written.
_STAMP = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")

Row = tuple[int, str, Milestone | None]


def write_xlsx(
    annex: Annex, *, states: Mapping[tuple[str, int], str] | None = None, totals: bool = True
) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = layout.SHEET
    rows = _rows(annex)
    last_row = _FIRST_ROW + len(rows) - 1
    _heading(sheet, annex)
    _body(sheet, annex, rows, states or {})
    following = last_row + 1
    if totals and rows:
        _totals(sheet, last_row)
        following += 2
    _footnotes(sheet, annex, following + 1)
    _page(sheet)
    write_details(book, annex)
    out = io.BytesIO()
    book.save(out)
    return _same_bytes(out.getvalue())


def _rows(annex: Annex) -> list[Row]:
    """Milestones in their order, then results and objectives that have none yet."""
    rows: list[Row] = [(m.objective, m.result, m) for m in annex.milestones]
    used_results = {m.result for m in annex.milestones}
    rows += [(r.objective, r.code, None) for r in annex.results if r.code not in used_results]
    used = {objective for objective, _, _ in rows}
    rows += [(o.number, "", None) for o in annex.objectives if o.number not in used]
    return rows


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Writes a text as a text, also where it opens like a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = layout.legal(value)
        if value:
            cell.data_type = "s"
    else:
        cell.value = value


def _formula(sheet: Worksheet, row: int, column: int, formula: str) -> None:
    sheet.cell(row, column).value = formula


def _heading(sheet: Worksheet, annex: Annex) -> None:
    _put(sheet, 1, 1, annex.title)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=layout.PHVA)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = _CENTRED
    for column in range(1, layout.PHVA + 1):
        month = column - layout.FIRST_MONTH + 1
        text = layout.HEADINGS.get(column) or title(month, annex.year)
        _put(sheet, _HEADING_ROW, column, text)
        cell = sheet.cell(_HEADING_ROW, column)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), _FILL, _BORDER, _CENTRED
        width = layout.WIDTHS.get(column, layout.MONTH_WIDTH)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _own(notes: tuple[NoteMark, ...], name: str) -> list[NoteMark]:
    return [mark for mark in notes if mark.field == name]


def _body(sheet: Worksheet, annex: Annex, rows: list[Row], states: Mapping[tuple[str, int], str]) -> None:
    objectives = {o.number: o for o in annex.objectives}
    results = {r.code: r for r in annex.results}
    for row, (number, code, milestone) in enumerate(rows, _FIRST_ROW):
        objective, result = objectives.get(number), results.get(code)
        if number:
            _put(sheet, row, layout.OBJECTIVE_NUMBER, number)
        _put(sheet, row, layout.OBJECTIVE, objective.name if objective else "")
        _put(sheet, row, layout.AXIS, objective.axis if objective else "")
        _put(sheet, row, layout.RESULT_CODE, code)
        if result:
            _put(sheet, row, layout.RESULT, layout.with_marks(result.name, _own(result.notes, "result")))
        if milestone:
            _milestone(sheet, row, milestone, states)
        for column in range(1, layout.PHVA + 1):
            cell = sheet.cell(row, column)
            cell.border = _BORDER
            wide = column in (layout.OBJECTIVE, layout.AXIS, layout.RESULT, layout.NAME)
            cell.alignment = _LEFT if wide else _CENTRED
    _merge(sheet, rows, lambda r: (r[0],), (layout.OBJECTIVE_NUMBER, layout.OBJECTIVE, layout.AXIS))
    _merge(sheet, rows, lambda r: (r[0], r[1]), (layout.RESULT_CODE, layout.RESULT))


def _milestone(
    sheet: Worksheet, row: int, milestone: Milestone, states: Mapping[tuple[str, int], str]
) -> None:
    _put(sheet, row, layout.CODE, milestone.code)
    _put(sheet, row, layout.NAME, layout.with_marks(milestone.name, _own(milestone.notes, "milestone")))
    deliverable = layout.with_marks(milestone.deliverable, _own(milestone.notes, "deliverable"))
    _put(sheet, row, layout.DELIVERABLE, deliverable)
    _put(sheet, row, layout.UNITS, milestone.units_text)
    _put(sheet, row, layout.META, milestone.meta)
    _put(sheet, row, layout.PHVA, milestone.phva)
    # An x alone in its row is read as the whole meta, so a single unit of a larger meta is a figure.
    plain = len(milestone.marks) > 1 or milestone.meta <= 1
    for mark in milestone.marks:
        column = layout.FIRST_MONTH + mark.month - 1
        _put(sheet, row, column, "x" if mark.quantity == 1 and plain else mark.quantity)
    for month in range(1, 13):
        state = states.get((milestone.code, month))
        if state:
            sheet.cell(row, layout.FIRST_MONTH + month - 1).comment = Comment(layout.legal(state), "SIGOR")


def _merge(
    sheet: Worksheet, rows: list[Row], same: Callable[[Row], tuple[object, ...]], columns: tuple[int, ...]
) -> None:
    start = _FIRST_ROW
    for _, group in groupby(rows, same):
        end = start + len(list(group)) - 1
        for column in columns if end > start else ():
            sheet.merge_cells(start_row=start, start_column=column, end_row=end, end_column=column)
        start = end + 1


def _totals(sheet: Worksheet, last_row: int) -> None:
    row = last_row + 1
    for offset, label in enumerate(("Total por mes", "Total por trimestre")):
        _put(sheet, row + offset, 1, label)
        sheet.merge_cells(
            start_row=row + offset, start_column=1, end_row=row + offset, end_column=layout.UNITS
        )
    meta = get_column_letter(layout.META)
    _formula(sheet, row, layout.META, f"=SUM({meta}{_FIRST_ROW}:{meta}{last_row})")
    for column in range(layout.FIRST_MONTH, layout.LAST_MONTH + 1):
        letter = get_column_letter(column)
        cells = f"{letter}{_FIRST_ROW}:{letter}{last_row}"
        _formula(sheet, row, column, f'=COUNTIF({cells},"x")+SUM({cells})')
    for column in range(layout.FIRST_MONTH, layout.LAST_MONTH, 3):
        first, last = get_column_letter(column), get_column_letter(column + 2)
        _formula(sheet, row + 1, column, f"=SUM({first}{row}:{last}{row})")
        sheet.merge_cells(start_row=row + 1, start_column=column, end_row=row + 1, end_column=column + 2)
    for line in (row, row + 1):
        for column in range(1, layout.PHVA + 1):
            cell = sheet.cell(line, column)
            cell.font, cell.fill, cell.border, cell.alignment = (
                Font(bold=True),
                _TOTAL_FILL,
                _BORDER,
                _CENTRED,
            )


def _footnotes(sheet: Worksheet, annex: Annex, row: int) -> None:
    for line, (number, text) in enumerate(annex.notes, row):
        _put(sheet, line, 1, layout.with_marks(f" {text}", [NoteMark(number, "note", 0)]))
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=layout.PHVA)
        sheet.cell(line, 1).alignment = _LEFT


def _page(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPER_A3
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _same_bytes(data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            target.writestr(zipfile.ZipInfo(item.filename, _STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
