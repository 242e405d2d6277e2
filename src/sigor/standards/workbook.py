"""A version of the statement of applicability as an XLSX sheet, to be read and printed."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import save_workbook

from sigor.registers.cells import tidy
from sigor.registers.values import value_shown
from sigor.standards.models import ApplicabilityStatement

HEADING = PatternFill("solid", fgColor="EAF1FB")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (10, 18, 40, 8, 56, 16, 14, 14, 40, 12)
FIRST_ROW = 7  # of the controls; above them stand the version and its validity


def statement_workbook(statement: ApplicabilityStatement, rows: Iterable[Any]) -> bytes:
    """The version with one row per control, in the order of the annex."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Declaración")[:31]
    _head(sheet, statement)
    headings = (
        _("Control"),
        _("Tema"),
        _("Nombre"),
        _("Aplica"),
        _("Justificación"),
        _("Implementación"),
        _("Responsable"),
        _("Implementar hasta"),
        _("Nota"),
        _("Evidencia"),
    )
    for column, words in enumerate(headings, start=1):
        cell = sheet.cell(FIRST_ROW - 1, column, words)
        cell.font, cell.fill = Font(bold=True), HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    last = FIRST_ROW - 1
    for last, row in enumerate(rows, start=FIRST_ROW):
        values = (
            row.control.number,
            str(row.control.get_theme_display()),
            row.control.title,
            value_shown(row, "applicable"),
            row.reason,
            value_shown(row, "implementation"),
            row.unit.acronym,
            row.planned_for,
            row.note,
            _("Sí") if row.proven else _("No"),
        )
        for column, value in enumerate(values, start=1):
            _put(sheet, last, column, value)
    _arrange(sheet, last)
    buffer = BytesIO()
    save_workbook(book, buffer)
    return buffer.getvalue()


def _head(sheet: Worksheet, statement: ApplicabilityStatement) -> None:
    _put(sheet, 1, 1, f"{statement.code} {statement.title}")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = Alignment(wrap_text=False)
    facts = (
        (_("Norma"), statement.norm.code),
        (_("Rige desde"), statement.effective_on),
        (_("Estado"), value_shown(statement, "state")),
    )
    for at, (label, value) in enumerate(facts, start=2):
        sheet.cell(at, 1, label).font = Font(bold=True)
        _put(sheet, at, 2, value)


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    cell.value = tidy(value) if isinstance(value, str) else value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        # A text is never a formula, not even when it is edited.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"


def _arrange(sheet: Worksheet, last: int) -> None:
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:{get_column_letter(len(WIDTHS))}{last}"
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
