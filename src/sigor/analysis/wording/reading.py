"""The paragraphs of a document, out of the bytes of its file."""

import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
from docx.table import Table
from docx.text.paragraph import Paragraph

MOST = 5_000_000  # characters kept of one file
SPACES = re.compile(r"[^\S\n]+")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
PLAIN = {"text/plain", "text/csv"}


class Unreadable(Exception):
    """The file has no words that can be read; the message says why, in English."""


def paragraphs(path: Path, media_type: str) -> list[str]:
    """The text of a file, a paragraph a line; what holds no text (an image, a package) gives none.

    Raises Unreadable for a file that is damaged or closed with a password.
    """
    reader = next((read for ending, read in READERS.items() if ending in media_type), None)
    if media_type in PLAIN:
        reader = _plain
    if reader is None:
        return []
    try:
        found = reader(path)
    except Unreadable:
        raise
    except Exception as damaged:  # a damaged file makes these libraries raise anything
        raise Unreadable(str(damaged)) from damaged
    return _tidied(found)


def _tidied(found: list[str]) -> list[str]:
    told, size = [], 0
    for text in found:
        line = SPACES.sub(" ", UNREADABLE.sub("", text).replace("\n", " ")).strip()
        if line and size < MOST:
            told.append(line[: MOST - size])
            size += len(line)
    return told


def _word(path: Path) -> list[str]:
    return _blocks(docx.Document(str(path)))


def _blocks(container: Any) -> list[str]:
    found: list[str] = []
    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.replace("\n", " ") for cell in row.cells)
                found.append(" | ".join(cells))
    return found


def _pdf(path: Path) -> list[str]:
    with pypdf.PdfReader(path) as reader:
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("closed with a password")
        return [line for page in reader.pages for line in _joined(page.extract_text())]


def _joined(text: str) -> list[str]:
    """The lines of a page as paragraphs: a line that goes on in the next one is joined to it."""
    found: list[str] = []
    for line in text.splitlines():
        goes_on = found and line[:1].islower() and not found[-1].endswith((".", ":", ";"))
        if goes_on:
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line.strip())
    return found


def _workbook(path: Path) -> list[str]:
    found: list[str] = []
    # Kept files have no ending, by which the library would know them: it is given the bytes.
    with path.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        for sheet in book.worksheets:
            found.append(sheet.title)
            for row in sheet.iter_rows(values_only=True):
                found.append(" | ".join(str(value) for value in row if value is not None))
    return found


def _plain(path: Path) -> list[str]:
    data = path.read_bytes()[: 4 * MOST]
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").splitlines()


READERS = {"wordprocessingml": _word, "application/pdf": _pdf, "spreadsheetml": _workbook}
