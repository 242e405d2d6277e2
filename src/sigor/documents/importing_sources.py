"""What an import of a library is read from: the spreadsheet, and the folder or ZIP with the files."""

import csv
import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook
from openpyxl.writer.excel import save_workbook

from sigor.documents.models import Classification, DocumentType
from sigor.organisation.selectors import units_by_acronym
from sigor.processes.models import Process
from sigor.records.files import CHUNK, LARGEST_UNPACKED, FileRefused, sniff
from sigor.registers.cells import fold
from sigor.registers.reading import sheet_text

LABELS = {
    "code": gettext_lazy("Código"),
    "title": gettext_lazy("Título"),
    "type": gettext_lazy("Tipo"),
    "process": gettext_lazy("Proceso"),
    "unit": gettext_lazy("Unidad"),
    "number": gettext_lazy("Revisión"),
    "file": gettext_lazy("Archivo"),
    "since": gettext_lazy("Rige desde"),
    "until": gettext_lazy("Rige hasta"),
    "act": gettext_lazy("Acto que aprueba"),
    "act_date": gettext_lazy("Fecha del acto"),
    "issuer": gettext_lazy("Emitido por"),
    "classification": gettext_lazy("Clasificación"),
    "external_code": gettext_lazy("Código externo"),
}
OPTIONAL = ("process", "until", "issuer", "classification", "external_code")
LARGEST_SHEET = 10 << 20  # bytes
MOST_ROWS, MOST_COLUMNS, HEADING_WITHIN = 5_000, 60, 15
MOST_FILES = 5_000
DAMAGED = (
    zipfile.BadZipFile, zlib.error, LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError, OSError
)  # fmt: skip
NOBODYS = (".ds_store", "thumbs.db", "desktop.ini")  # what systems leave in folders


@dataclass(frozen=True)
class SheetRow:
    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A spreadsheet, read, and which bytes it was."""

    name: str
    path: Path
    sha256: str
    rows: tuple[SheetRow, ...]
    unknown: tuple[str, ...] = ()


def read_sheet(path: Path, name: str) -> Sheet:
    """The rows of an XLSX or CSV. Raises FileRefused with the reason."""
    if path.stat().st_size > LARGEST_SHEET:
        raise FileRefused(_("La planilla supera el límite de %(limit)d MB.") % {"limit": LARGEST_SHEET >> 20})
    if name.rsplit(".", 1)[-1].lower() not in ("xlsx", "csv"):
        raise FileRefused(_("La planilla debe ser XLSX o CSV."))
    media_type = sniff(path, name)
    data = path.read_bytes()
    columns: dict[int, str] = {}
    unknown: list[str] = []
    rows: list[SheetRow] = []
    for number, line in enumerate(_csv(data) if media_type == "text/csv" else _xlsx(data), start=1):
        if not columns:
            columns, unknown = _heading(line)
            if not columns and number >= HEADING_WITHIN:
                break
            continue
        cells = {column: line[at] for at, column in columns.items() if at < len(line)}
        if any(value not in (None, "") for value in cells.values()):
            rows.append(SheetRow(number, cells))
        if len(rows) > MOST_ROWS:
            raise FileRefused(_("La planilla tiene más de %(limit)d filas.") % {"limit": MOST_ROWS})
    missing = [str(label) for key, label in LABELS.items() if key not in (*OPTIONAL, *columns.values())]
    if missing:
        raise FileRefused(
            _("A la planilla le faltan columnas: %(names)s. Use la plantilla.")
            % {"names": ", ".join(missing)}
        )
    return Sheet(name, path, hashlib.sha256(data).hexdigest(), tuple(rows), tuple(unknown))


def _heading(line: tuple[Any, ...]) -> tuple[dict[int, str], list[str]]:
    """Where each column is, if this line is the one with the headings."""
    known = {fold(str(label)): key for key, label in LABELS.items()}
    known |= {fold(key.replace("_", " ")): key for key in LABELS}
    columns: dict[int, str] = {}
    unknown: list[str] = []
    for at, value in enumerate(line):
        key = known.get(fold(str(value or "")))
        if key is not None and key not in columns.values():
            columns[at] = key
        elif str(value or "").strip():
            unknown.append(str(value).strip()[:80])
    return (columns, unknown) if len(columns) > 2 else ({}, [])


def _csv(data: bytes) -> Iterator[tuple[Any, ...]]:
    text, separator = sheet_text(data)
    try:
        for line in csv.reader(StringIO(text, newline=""), delimiter=separator):
            yield tuple(line[:MOST_COLUMNS])
    except csv.Error as error:
        raise FileRefused(_("La planilla no se puede leer.")) from error


def _xlsx(data: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        page = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        last = HEADING_WITHIN + MOST_ROWS + 1
        yield from page.iter_rows(max_row=last, max_col=MOST_COLUMNS, values_only=True)
    except Exception as error:  # a damaged workbook makes the library raise anything
        raise FileRefused(_("La planilla no se puede leer.")) from error


def template(today: date) -> bytes:
    """An empty spreadsheet with its headings, and what some of its cells may say today."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = str(_("Biblioteca"))
    page.append([str(label) for label in LABELS.values()])
    lists = book.create_sheet(str(_("Listas")))
    in_use = {"state": "in_force", "archived_at__isnull": True}
    for label, values in (
        (LABELS["type"], DocumentType.objects.on(today).filter(**in_use).values_list("key", flat=True)),
        (LABELS["process"], Process.objects.on(today).filter(**in_use).values_list("key", flat=True)),
        (LABELS["unit"], units_by_acronym(today)),
        (LABELS["classification"], Classification.labels),
    ):
        lists.append([str(label), *sorted(str(value) for value in values)])
    buffer = BytesIO()
    save_workbook(book, buffer)
    return buffer.getvalue()


# -- the files ------------------------------------------------------------------------------------


def key_of(name: str) -> str:
    """How names are compared: people write them with other cases, slashes and accents than systems do."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./").strip()).casefold()


def _nobodys(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].lower() in NOBODYS or parts[-1].startswith(("~$", "._"))


def files_in(folder: Path, *, but: Iterable[Path] = ()) -> dict[str, Path]:
    """The files of a folder and those below it, by their path in it. Raises FileRefused."""
    left_out = {path.resolve() for path in but}
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise FileRefused(_("«%(name)s» es un enlace a otro lugar; no se acepta.") % {"name": name})
        if path.is_file() and not _nobodys(name) and path.resolve() not in left_out:
            found[name] = path
        if len(found) > MOST_FILES:
            raise FileRefused(_("Hay más de %(limit)d archivos.") % {"limit": MOST_FILES})
    return found


def unpacked(archive: Path, name: str, into: Path) -> dict[str, Path]:
    """The files of a ZIP, streamed into a folder under names of ours. Raises FileRefused."""
    if sniff(archive, name) != "application/zip":
        raise FileRefused(_("Los archivos deben venir en un ZIP."))
    found: dict[str, Path] = {}
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(archive) as package:
            for part in package.infolist():
                inside = part.filename.replace("\\", "/")
                if not inside.strip("./") or part.is_dir() or _nobodys(inside):
                    continue
                if inside in found or len(found) >= MOST_FILES:
                    raise FileRefused(
                        _("El ZIP trae «%(name)s» dos veces o demasiados archivos.") % {"name": inside}
                    )
                found[inside] = into / f"{len(found):05d}"
                left -= _extract(package, part, found[inside], min(left, settings.MAX_FILE_SIZE))
    except DAMAGED as damaged:
        raise FileRefused(
            _("El archivo está dañado o tiene clave: no se puede leer lo que contiene.")
        ) from damaged
    return found


def _extract(package: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, most: int) -> int:
    """Write one part out block by block; what it says of its own size is not believed."""
    size = 0
    with package.open(part) as stream, target.open("xb") as out:
        while block := stream.read(CHUNK):
            size += len(block)
            if size > most:
                raise FileRefused(
                    _("«%(name)s» es demasiado grande al descomprimirse.") % {"name": part.filename}
                )
            out.write(block)
    return size
