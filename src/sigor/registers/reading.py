"""Opening a workbook that somebody sent: guarded against its size, read without trusting it."""

import hashlib
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sigor.records.files import FileRefused
from sigor.registers.cells import fold, headings
from sigor.registers.declaration import Register
from sigor.registers.xlsx import FIRST_MARK, LISTS, MARKS, SCHEMA, names_of

MAX_SIZE = 10 << 20  # bytes of the file
MAX_UNPACKED = 80 << 20  # bytes of its parts
MAX_PARTS, MAX_ROWS, MAX_COLUMNS, HEADING_WITHIN = 300, 2_000, 80, 15

WAITS = 24 * 3600  # seconds that a workbook waits for its preview to be accepted


@dataclass(frozen=True)
class Mark:
    """What a record was when the workbook was exported."""

    pk: int
    revision: int
    hash: str


@dataclass(frozen=True)
class Cell:
    """Something written in a column that the register knows."""

    column: str  # letter
    raw: Any
    formula: bool


@dataclass(frozen=True)
class Row:
    number: int
    cells: dict[str, Cell]


@dataclass
class Sheet:
    """A workbook, read: rows by field, the marks of its export and headings nobody knows."""

    rows: list[Row]
    columns: dict[str, str]  # field -> letter
    unknown: list[str]
    marks: dict[str, Mark] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)


def open_book(stream: IO[bytes]) -> Workbook:
    """A workbook that somebody sent, to be read row by row. Raises FileRefused with the reason."""
    _guard(stream)
    stream.seek(0)
    try:
        return load_workbook(stream, read_only=True)
    except (
        ValueError,
        KeyError,
        OSError,
        SyntaxError,
        zipfile.BadZipFile,
        TypeError,
        AttributeError,
    ) as error:
        raise FileRefused(_("El archivo no se puede leer como planilla XLSX.")) from error


def sheet_text(data: bytes) -> tuple[str, str]:
    """The text of a CSV that somebody sent, in UTF-8 or as Excel writes it in Peru, and the sign between its cells."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text, max(";,\t", key=text.partition("\n")[0].count)


def read_sheet(stream: IO[bytes], register: Register) -> Sheet:
    """Read a workbook of this register. Raises FileRefused with the reason."""
    book = open_book(stream)
    sheet = _read_rows(data_page(book), register)
    if MARKS in book.sheetnames:
        _read_marks(book[MARKS], register, sheet)
    return sheet


def _guard(stream: IO[bytes]) -> None:
    stream.seek(0, 2)
    if stream.tell() > MAX_SIZE:
        raise FileRefused(_("La planilla supera el límite de %(limit)d MB.") % {"limit": MAX_SIZE >> 20})
    if not zipfile.is_zipfile(stream):
        raise FileRefused(_("El archivo no es una planilla XLSX."))
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise FileRefused(_("La planilla es demasiado grande al descomprimirse."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(1024).upper():
                        raise FileRefused(_("La planilla contiene definiciones que no se aceptan."))


def data_page(book: Workbook) -> Worksheet:
    """The first sheet with data. Raises FileRefused."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and sheet.title not in (LISTS, MARKS):
            return sheet
    raise FileRefused(_("La planilla no tiene una hoja con datos."))


def _read_rows(page: Worksheet, register: Register) -> Sheet:
    known = headings(register, names_of(register))
    lines = page.iter_rows(max_row=HEADING_WITHIN + MAX_ROWS + 1, max_col=MAX_COLUMNS)
    found = Sheet([], {}, [])
    by_position: dict[int, str] = {}
    for number, line in enumerate(lines_of(lines), start=1):
        if by_position:
            cells = {
                name: Cell(found.columns[name], line[at].value, line[at].data_type == "f")
                for at, name in by_position.items()
                if at < len(line)
            }
            if any(cell.raw not in (None, "") for cell in cells.values()):
                found.rows.append(Row(number, cells))
        elif number > HEADING_WITHIN:
            break
        else:
            by_position = _heading(line, known, found)
    if not by_position:
        raise FileRefused(_("No se encuentra la fila de encabezados. Use la plantilla de este registro."))
    if len(found.rows) > MAX_ROWS:
        raise FileRefused(_("La planilla tiene más de %(limit)d filas.") % {"limit": MAX_ROWS})
    return found


def lines_of(rows: Any) -> Iterator[Any]:
    """The rows of a sheet. Raises FileRefused where it is damaged."""
    try:
        yield from rows
    except (ValueError, KeyError, SyntaxError, zipfile.BadZipFile, TypeError) as error:
        raise FileRefused(_("La hoja no se puede leer.")) from error


def _heading(line: Any, known: dict[str, str], found: Sheet) -> dict[int, str]:
    """Positions of the columns in this line, if it is the one with the headings."""
    by_position: dict[int, str] = {}
    unknown = []
    for at, cell in enumerate(line):
        words = str(cell.value or "").strip()
        name = known.get(fold(words))
        if name is not None and name not in by_position.values():
            by_position[at] = name
        elif words:
            unknown.append(words)
    if len(by_position) < 2 and set(by_position.values()) != {"title"}:
        return {}
    found.columns = {name: get_column_letter(at + 1) for at, name in by_position.items()}
    found.unknown = unknown
    return by_position


def _read_marks(marks: Worksheet, register: Register, sheet: Sheet) -> None:
    lines = [
        [cell.value for cell in line] for line in lines_of(marks.iter_rows(max_row=MAX_ROWS + FIRST_MARK))
    ]
    head = {str(line[0]): line[1:] for line in lines[: FIRST_MARK - 2] if line}
    if not head.get("register") or head["register"][0] != register.slug:
        raise FileRefused(_("La planilla es de otro registro."))
    if not head.get("schema") or head["schema"][0] != SCHEMA:
        raise FileRefused(_("La planilla es de otra versión de SIGOR; exporte una nueva."))
    sheet.fields = [str(name) for name in head.get("fields", []) if name]
    for line in lines[FIRST_MARK - 1 :]:
        if len(line) >= 4 and isinstance(line[1], int) and isinstance(line[2], int):
            sheet.marks[str(line[0])] = Mark(line[1], line[2], str(line[3]))


def hold(stream: IO[bytes]) -> str:
    """Keep a workbook aside until its preview is accepted; returns the name to ask for it by."""
    folder = _waiting_room()
    stream.seek(0)
    content = stream.read(MAX_SIZE + 1)
    name = hashlib.sha256(content).hexdigest()
    (folder / f"{name}.xlsx").write_bytes(content)
    return name


def held(name: str) -> Path:
    """The workbook kept aside under this name. Raises FileRefused when it waited too long."""
    path = _waiting_room() / f"{name}.xlsx"
    if not path.exists():
        raise FileRefused(_("La planilla ya no está en espera; súbala otra vez."))
    return path


def _waiting_room() -> Path:
    folder: Path = settings.FILES_ROOT / "waiting"
    folder.mkdir(parents=True, exist_ok=True)
    oldest = time.time() - WAITS
    for path in folder.glob("*.xlsx"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    return folder
