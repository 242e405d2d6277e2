"""From bytes to sheets of cells: encodings, separators, hidden sheets, and files that are not what they seem."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from sigor.indicators.engine import headings
from sigor.indicators.engine.findings import Finding, Findings
from sigor.indicators.engine.phrases import Phrase, gettext_noop, phrase

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
SEPARATORS = ",;\t"
SNIFFED = 1 << 16  # characters that are looked at to tell the separator
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # a workbook of before 2007, or one behind a password
# What Windows-1252 text of Peru has beyond ASCII; other signs mean other bytes.
SPANISH = set("áéíóúüñÁÉÍÓÚÜÑ¿¡°ºª´«»–—‘’“”€·\u00a0")
DOUBLE = re.compile(rb"[\xc2\xc3][\x80-\xbf]")  # a Spanish letter in UTF-8


@dataclass(frozen=True)
class Limits:
    """How large a file may be: its bytes, those of an unpacked workbook, its rows and its cells."""

    packed: int = 64 << 20
    unpacked: int = 256 << 20
    rows: int = 500_000
    cells: int = 12_000_000


@dataclass(frozen=True)
class Sheet:
    """Lines that hold something, with their numbers from 1 as the file counts them; `name` is empty for a CSV."""

    name: str
    lines: list[headings.Line]


@dataclass
class Opened:
    """What a file holds, and what was found in opening it; with an error there are no sheets."""

    sheets: list[Sheet] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)


class _Refused(Exception):
    """Why a file is not read, as the rule and the phrase of a finding."""

    def __init__(self, rule: str, told: Phrase, line: int | None = None) -> None:
        super().__init__(rule)
        self.rule, self.told, self.line = rule, told, line


def opened(path: Path, name: str, limits: Limits) -> Opened:
    """All visible sheets of a workbook, or the one of a text. Never raises: a file that is not one is a finding."""
    findings = Findings(name)
    try:
        sheets = _sheets(path, findings, limits)
    except _Refused as refused:
        lines = None if refused.line is None else [refused.line]
        findings.error(refused.rule, refused.told, lines=lines)
        sheets = []
    except OSError as error:
        why = error.strerror or phrase(gettext_noop("sin detalle"))
        told = phrase(gettext_noop("El archivo no se pudo abrir (%(why)s)."), why=why)
        findings.error("unreadable", told)
        sheets = []
    return Opened(sheets, findings.found)


def _sheets(path: Path, findings: Findings, limits: Limits) -> list[Sheet]:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise _Refused("unreadable", phrase(gettext_noop("Se leen archivos .csv y .xlsx.")))
    if path.stat().st_size > limits.packed:
        told = phrase(gettext_noop("El archivo pasa de %(size)s."), size=_megabytes(limits.packed))
        raise _Refused("too-large", told)
    data = path.read_bytes()
    if not data.strip():
        raise _Refused("empty", phrase(gettext_noop("El archivo está vacío.")))
    if data.startswith(OLD_OFFICE):
        told = phrase(
            gettext_noop(
                "Es un libro de Excel antiguo (.xls) o con contraseña; guárdelo como .xlsx sin contraseña."
            )
        )
        raise _Refused("unreadable", told)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return list(_of_workbook(path, findings, limits))
    if ending in (".xlsx", ".xlsm"):
        told = phrase(gettext_noop("No es un libro de Excel, aunque su nombre lo diga."))
        raise _Refused("unreadable", told)
    return [Sheet("", _of_text(_decoded(data, findings), limits))]


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):,.1f} MB"


# -- texts ---------------------------------------------------------------------------------------------


def _decoded(data: bytes, findings: Findings) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            told = phrase(gettext_noop("El archivo dice estar en UTF-16 y no lo está."))
            raise _Refused("encoding", told) from error
        told = phrase(gettext_noop("El archivo está en UTF-16; se leyó así. Es mejor «CSV UTF-8»."))
        findings.warning("encoding", told)
    else:
        text = _of_bytes(data, findings)
    for sign, message in (
        ("\x00", gettext_noop("El archivo tiene bytes nulos: no es un archivo de texto.")),
        ("\ufffd", gettext_noop("El archivo tiene letras perdidas («\ufffd»).")),
    ):
        if (at := text.find(sign)) >= 0:
            raise _Refused("encoding", phrase(message), text.count("\n", 0, at) + 1)
    return text


def _of_bytes(data: bytes, findings: Findings) -> str:
    """UTF-8, with or without its mark, or else Windows-1252 if everything in it is a letter one would expect."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error.start
    text = data.decode("cp1252", errors="replace")
    odd = (at for at, sign in enumerate(text) if ord(sign) > 127 and sign not in SPANISH)
    # Both encodings in one file: somebody joined two, or a byte got lost.
    strange = broken if DOUBLE.search(data) else next(odd, None)
    if strange is not None:
        told = phrase(
            gettext_noop(
                "Hay letras que no se pueden leer (ni UTF-8 ni Windows-1252); guárdelo como «CSV UTF-8»."
            )
        )
        raise _Refused("encoding", told, data.count(b"\n", 0, strange) + 1)
    told = phrase(gettext_noop("El archivo está en Windows-1252 y se leyó así; es mejor «CSV UTF-8»."))
    findings.warning("encoding", told)
    return text


def _of_text(text: str, limits: Limits) -> list[headings.Line]:
    separator = _separator(text)
    lines: list[headings.Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = cells = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            cells += len(row)
            if len(lines) >= limits.rows or cells > limits.cells:
                told = phrase(
                    gettext_noop("El archivo tiene más de %(n)s filas o demasiadas celdas."),
                    n=f"{limits.rows:,}",
                )
                raise _Refused("too-large", told)
            kept: list[Any] = [cell.strip() or None for cell in row]
            if any(kept):
                lines.append((line, _trimmed(kept)))
    except csv.Error as error:
        told = phrase(gettext_noop("Las comillas o las celdas de esta línea no cierran; revise el archivo."))
        raise _Refused("unreadable", told, before + 1) from error
    return lines


def _separator(text: str) -> str:
    """The one that gives the most known headings; of equals, the one that cuts the first lines into most cells."""

    def worth(separator: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(text[:SNIFFED], newline=""), delimiter=separator))
        except csv.Error:
            return (0, 0)
        lines: list[headings.Line] = [(0, list(row)) for row in rows if any(row)][: headings.SEARCHED]
        return (headings.known(lines), sum(len(row) for _line, row in lines))

    return max(SEPARATORS, key=worth)


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


# -- workbooks -----------------------------------------------------------------------------------------


def _of_workbook(path: Path, findings: Findings, limits: Limits) -> Iterator[Sheet]:
    book = _book(path, limits, values=True)
    rows = cells = 0
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                told = phrase(gettext_noop("La hoja «%(sheet)s» está oculta y no se lee."), sheet=sheet.title)
                Findings(findings.file, sheet.title, findings.found).warning("hidden-sheet", told)
                continue
            lines: list[headings.Line] = []
            sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be left out
            for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                rows, cells = rows + 1, cells + len(row)
                if rows > limits.rows or cells > limits.cells:
                    told = phrase(
                        gettext_noop("El libro tiene más de %(n)s filas o demasiadas celdas."),
                        n=f"{limits.rows:,}",
                    )
                    raise _Refused("too-large", told)
                kept = [_cell(value) for value in row]
                if kept := _trimmed(kept):
                    lines.append((line, kept))
            if lines:
                yield Sheet(sheet.title, lines)
    except _Refused:
        raise
    except Exception as error:  # openpyxl raises whatever the package inside it raises
        told = phrase(gettext_noop("El libro de Excel está dañado y no se puede leer."))
        raise _Refused("unreadable", told) from error
    finally:
        book.close()


def _book(path: Path, limits: Limits, *, values: bool) -> Any:
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(part.file_size for part in package.infolist())
        if size > limits.unpacked:
            told = phrase(
                gettext_noop("El libro, descomprimido, pasa de %(size)s."), size=_megabytes(limits.unpacked)
            )
            raise _Refused("too-large", told)
        return openpyxl.load_workbook(path, read_only=True, data_only=values)
    except _Refused:
        raise
    except Exception as error:
        told = phrase(gettext_noop("No es un libro de Excel legible."))
        raise _Refused("unreadable", told) from error


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    return value


def formulas(path: Path, sheet: str, limits: Limits) -> set[tuple[int, int]]:
    """Row (from 1) and column (from 0) of the cells of a sheet that hold formulas; a text has none."""
    try:
        book = _book(path, limits, values=False)
    except _Refused:
        return set()
    try:
        found = book[sheet]
        found.reset_dimensions()
        return {
            (line, at)
            for line, row in enumerate(found.iter_rows(values_only=True), start=1)
            for at, value in enumerate(row)
            if isinstance(value, ArrayFormula | DataTableFormula)
            or (isinstance(value, str) and value.startswith("="))
        }
    finally:
        book.close()
