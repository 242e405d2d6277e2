"""From a declaration to a workbook: what is shown, what may be written, and the marks that bring it back."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records.models import Record
from sigor.registers.cells import text_of, to_cell
from sigor.registers.declaration import Register
from sigor.registers.forms import units_to_edit
from sigor.registers.values import label_of, related_model

SCHEMA = 1
LISTS, MARKS = "Listas", "_sigor"
FIRST_MARK = 5  # row of the first record in the sheet of marks
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADING, LOCKED = PatternFill("solid", fgColor="EAF1FB"), PatternFill("solid", fgColor="EDF0F4")
SPARE_ROWS = 500  # rows below the data where the lists of allowed values still apply
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def names_of(register: Register) -> list[str]:
    """The columns of the workbook: the code, what people fill in, and what they only read."""
    return list(dict.fromkeys(["code", *register.fields(), *register.columns, "state"]))


def row_hash(texts: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(texts), ensure_ascii=False).encode()).hexdigest()


def workbook_of(register: Register, records: Iterable[Any], *, user: User) -> bytes:
    """The records as a workbook that can be edited and brought back."""
    return _write(register, list(records), user)


def template_of(register: Register, *, user: User) -> bytes:
    """The same workbook without records."""
    return _write(register, [], user)


def _write(register: Register, records: list[Record], user: User) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _sheet_title(str(register.name))
    names = names_of(register)
    _write_headings(sheet, register, names)
    for at, record in enumerate(records, start=2):
        for column, name in enumerate(names, start=1):
            _put(sheet, at, column, to_cell(record, name, register.field(name)))
    _write_lists(book.create_sheet(LISTS), sheet, register, names, user, len(records))
    _write_marks(book.create_sheet(MARKS), register, records)
    _arrange(sheet, len(names), len(records))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_title(name: str) -> str:
    return "".join(c for c in name if c not in r"\/?*[]:")[:31] or "SIGOR"


def _write_headings(sheet: Worksheet, register: Register, names: list[str]) -> None:
    asked = register.fields()
    for column, name in enumerate(names, start=1):
        field = register.field(name)
        cell = sheet.cell(1, column, label_of(field))
        cell.font = Font(bold=True)
        cell.fill = HEADING if name in asked else LOCKED
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        width = 48 if isinstance(field, models.TextField) else 40 if name == "title" else 16
        sheet.column_dimensions[get_column_letter(column)].width = width


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    cell = sheet.cell(row, column)
    cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        # A text is never a formula; the quote prefix keeps Excel from reading it as one when it is edited.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(DANGEROUS)
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"


def _write_lists(
    lists: Worksheet, sheet: Worksheet, register: Register, names: list[str], user: User, count: int
) -> None:
    used = 0
    for at, name in enumerate(names, start=1):
        allowed = _allowed(register, name, user)
        if not allowed or name not in register.fields():
            continue
        used += 1
        letter, target = get_column_letter(used), get_column_letter(at)
        lists.cell(1, used, label_of(register.field(name))).font = Font(bold=True)
        lists.column_dimensions[letter].width = 28
        for row, value in enumerate(allowed, start=2):
            _put(lists, row, used, value)
        rule = DataValidation(
            type="list", formula1=f"{LISTS}!${letter}$2:${letter}${len(allowed) + 1}", allow_blank=True
        )
        rule.error = _("Elija un valor de la hoja Listas.")
        rule.showErrorMessage = True
        rule.add(f"{target}2:{target}{count + 1 + SPARE_ROWS}")
        sheet.add_data_validation(rule)
    if not used:
        lists.cell(1, 1, _("Este registro no tiene listas."))


def _allowed(register: Register, name: str, user: User) -> list[str]:
    field = register.field(name)
    if related_model(field) is Unit:
        return list(units_to_edit(user).values_list("acronym", flat=True))
    if isinstance(field, models.BooleanField):
        return [_("Sí"), _("No")]
    return [str(label) for code, label in field.flatchoices if code not in ("", None)]


def _write_marks(marks: Worksheet, register: Register, records: list[Record]) -> None:
    marks.sheet_state = "veryHidden"
    asked = register.fields()
    marks.append(["schema", SCHEMA])
    marks.append(["register", register.slug, "exported_at", clock.now().isoformat()])
    marks.append(["fields", *asked])
    marks.append(["code", "id", "revision", "hash"])
    for record in records:
        marks.append([record.code, record.pk, record.revision, row_hash(text_of(record, n) for n in asked)])


def _arrange(sheet: Worksheet, columns: int, rows: int) -> None:
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def record_workbook(register: Register, record: Record, *, user: User) -> bytes:
    """One record to read or to hand over: its facts on the first sheet, each kind of part on its own."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _sheet_title(record.code)
    facts = [(label_of(register.field(n)), to_cell(record, n, register.field(n))) for n in register.shown()]
    for row, (label, value) in enumerate([(_("Registro"), str(register.name)), *facts], start=1):
        _put(sheet, row, 1, label)
        sheet.cell(row, 1).font = Font(bold=True)
        _put(sheet, row, 2, value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    _set_page(sheet)
    for other, field in register.parts():
        rows = list(other.records(user).filter(**{field: record}).order_by("code"))
        if rows:
            _part_sheet(book, other, rows)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _part_sheet(book: Workbook, other: Register, rows: list[Record]) -> None:
    sheet = book.create_sheet(_sheet_title(str(other.name)))
    names = names_of(other)
    _write_headings(sheet, other, names)
    for at, part in enumerate(rows, start=2):
        for column, name in enumerate(names, start=1):
            _put(sheet, at, column, to_cell(part, name, other.field(name)))
    _arrange(sheet, len(names), len(rows))


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
