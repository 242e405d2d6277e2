"""The follow-up matrix as a workbook to print and to file: one line per action."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import save_workbook

from sigor.improvement.selectors import MatrixRow
from sigor.registers.cells import tidy
from sigor.registers.xlsx import DANGEROUS, HEADING

HEAD = 5  # row of the headings
WIDTHS = (13, 16, 18, 34, 10, 30, 34, 13, 34, 22, 12, 16, 9, 16, 12)


def headings() -> list[str]:
    return [
        _("Código"), _("Tipo"), _("Fuente"), _("Título"), _("Unidad"), _("Corrección"), _("Causas raíz"),
        _("Acción"), _("Qué se hará"), _("Quién la hace"), _("Fecha límite"), _("Estado de la acción"),
        _("% verificado"), _("Estado"), _("Eficacia"),
    ]  # fmt: skip


def workbook_of(rows: list[MatrixRow], *, as_of: date, generated_at: datetime) -> bytes:
    """The matrix as it stood on a day."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Matriz")
    _put(sheet, 1, 1, _("Matriz de seguimiento de mejoras")).font = Font(bold=True, size=14)
    _put(sheet, 2, 1, _("Situación al %(day)s") % {"day": formats.date_format(as_of, "DATE_FORMAT")})
    moment = formats.date_format(timezone.localtime(generated_at), "DATETIME_FORMAT")
    _put(sheet, 3, 1, _("Generado el %(moment)s") % {"moment": moment})
    for column, words in enumerate(headings(), start=1):
        cell = _put(sheet, HEAD, column, words, wrap=True)
        cell.font, cell.fill = Font(bold=True), HEADING
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    at = HEAD
    for row in rows:
        for line in _lines(row):
            at += 1
            for column, value in enumerate(line, start=1):
                _put(sheet, at, column, value, wrap=True)
    _arrange(sheet, at)
    buffer = BytesIO()
    save_workbook(book, buffer)
    return buffer.getvalue()


def _lines(row: MatrixRow) -> list[list[Any]]:
    """The record's own cells on each line, so that a filtered sheet still says what an action is about."""
    left = [row.code, row.kind, row.source, row.title, row.unit, row.correction, "\n".join(row.roots)]
    right = [None if row.percent is None else row.percent / 100, str(row.state.label), row.effectiveness]
    actions = [[a.code, a.title, a.owner, a.due, str(a.state.label)] for a in row.actions]
    if row.elsewhere:
        actions.append([None, _("De otras unidades: %(count)d") % {"count": row.elsewhere}, None, None, None])
    return [[*left, *action, *right] for action in actions or [[None] * 5]]


def _put(sheet: Worksheet, row: int, column: int, value: Any, *, wrap: bool = False) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        value = tidy(value)
    if value is None or value == "":
        return cell
    cell.value = value
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")
    if isinstance(value, str):
        # A text is never a formula; the quote prefix keeps Excel from reading it as one when it is edited.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, float):
        cell.number_format = "0%"
    return cell


def _arrange(sheet: Worksheet, last: int) -> None:
    width = get_column_letter(len(WIDTHS))
    sheet.freeze_panes = f"B{HEAD + 1}"
    sheet.auto_filter.ref = f"A{HEAD}:{width}{last}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.print_area = f"A1:{width}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = "&P / &N"
