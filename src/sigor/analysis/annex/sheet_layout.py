"""How the annex looks as a worksheet, and the notes that stand as superscripts in its texts."""

import re
from collections.abc import Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from sigor.analysis.annex.cells import squeeze
from sigor.analysis.annex.model import NoteMark
from sigor.analysis.annex.notes import unglue

SHEET = "Cronograma"
HIDDEN_SHEET = "_sigor"
SCHEMA_VERSION = "1"

OBJECTIVE_NUMBER, OBJECTIVE, AXIS, RESULT_CODE, RESULT, CODE, NAME, DELIVERABLE, UNITS, META = range(1, 11)
FIRST_MONTH, LAST_MONTH, PHVA = 11, 22, 23
HEADINGS = {
    OBJECTIVE_NUMBER: "Nº",
    OBJECTIVE: "Objetivos de la Política MGP",
    AXIS: "Eje",
    RESULT_CODE: "Nº",
    RESULT: "Resultado esperado",
    CODE: "Nº",
    NAME: "Hitos",
    DELIVERABLE: "Entregable",
    UNITS: "Resp.",
    META: "Meta",
    PHVA: "PHVA",
}
WIDTHS = {
    OBJECTIVE_NUMBER: 4,
    OBJECTIVE: 24,
    AXIS: 20,
    RESULT_CODE: 6,
    RESULT: 26,
    CODE: 7,
    NAME: 40,
    DELIVERABLE: 20,
    UNITS: 14,
    META: 7,
    PHVA: 11,
}
MONTH_WIDTH = 7

_SUPERSCRIPT = InlineFont(vertAlign="superscript")


def legal(text: str) -> str:
    kept: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return kept.encode("utf-8", "ignore").decode()


def with_marks(text: str, marks: Sequence[NoteMark]) -> str | CellRichText:
    """The text with its note numbers raised; two numbers in one place are parted by a comma."""
    text = legal(text)
    places: dict[int, list[int]] = {}
    for mark in marks:
        places.setdefault(min(mark.offset, len(text)), []).append(mark.number)
    if not places:
        return text
    pieces: list[str | TextBlock] = []
    last = 0
    for offset in sorted(places):
        if text[last:offset]:
            pieces.append(TextBlock(InlineFont(), text[last:offset]))
        pieces.append(TextBlock(_SUPERSCRIPT, ", ".join(str(n) for n in places[offset])))
        last = offset
    if text[last:]:
        pieces.append(TextBlock(InlineFont(), text[last:]))
    return CellRichText(pieces)


def without_marks(value: object, field: str) -> tuple[str, tuple[NoteMark, ...]]:
    """The clean text of a cell and the notes raised in it."""
    if not isinstance(value, CellRichText):
        return ("" if value is None else str(value)), ()
    clean = ""
    marks: list[NoteMark] = []
    for piece in value:
        if _raised(piece):
            marks.extend(NoteMark(int(n), field, len(clean)) for n in re.findall(r"\d+", piece.text))
            continue
        clean += piece.text if isinstance(piece, TextBlock) else str(piece)
    return clean, tuple(marks)


def _raised(piece: object) -> bool:
    if not isinstance(piece, TextBlock) or piece.font is None or piece.font.vertAlign != "superscript":
        return False
    return bool(re.fullmatch(r"[\d,; ]*\d[\d,; ]*", piece.text))


def marked_cell(value: object, name: str, known: frozenset[int]) -> tuple[str, tuple[NoteMark, ...]]:
    """Text and notes of a cell nobody wrote for us: raised numbers, or else numbers glued to words."""
    clean, marks = without_marks(value, name)
    if marks:
        moved = tuple(NoteMark(m.number, name, len(squeeze(clean[: m.offset]))) for m in marks)
        return squeeze(clean), moved
    return unglue(squeeze(clean), name, known)
