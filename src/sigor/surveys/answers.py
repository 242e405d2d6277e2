"""A file of answers, read: one line a person, one column a question; anything that might tell who it was is refused."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from sigor.records.files import FileRefused
from sigor.registers import reading
from sigor.surveys.models import RESERVED, Question

UNIT, WEIGHT = RESERVED
NO_ANSWER = frozenset({"", "NS", "NR", "NS/NR", "NP"})  # does not know, does not answer, was not asked
ENDINGS = (".xlsx", ".csv")
MAX_LINES, MAX_SIZE = 100_000, 32 << 20
HEAVIEST = Decimal(10_000)
EXAMPLES = 20  # lines told of each finding

Line = tuple[int, list[Any]]  # its number in the file, from 1, and its cells


@dataclass(frozen=True)
class Answered:
    """One line: who attends the person, how many persons the answer stands for, and the answers by question."""

    line: int
    unit: str
    weight: Decimal
    answers: dict[str, int]


@dataclass
class Finding:
    """Something wrong in a column, in how many lines, and the first of them."""

    column: str
    message: str
    count: int = 0
    lines: list[int] = field(default_factory=list)


@dataclass
class Read:
    """What a file says; with a finding nothing of it may be kept."""

    answered: list[Answered] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def template(questions: Sequence[Question]) -> bytes:
    """An empty workbook with a column for each question, and a page that explains them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Respuestas")
    headings = [UNIT.lower(), WEIGHT.lower(), *(question.symbol for question in questions)]
    sheet.append(headings)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    about = book.create_sheet(_("Qué va en cada columna"))
    about.append([_("Columna"), _("Qué va")])
    about.append([UNIT.lower(), _("Sigla de la unidad que atiende a quien responde; vacía si no se sabe.")])
    about.append(
        [WEIGHT.lower(), _("A cuántas personas representa la respuesta; vacía si todas valen igual.")]
    )
    for one in questions:
        about.append([one.symbol, f"{one.title} ({one.lowest}–{one.highest})"])
    about.append(["", _("Sin respuesta: celda vacía, NS o NR. No se admiten otras columnas.")])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 18, 90
    for row in about.iter_rows():
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(stream: IO[bytes], name: str, *, questions: Sequence[Question], units: Iterable[str]) -> Read:
    """Read a file of answers to these questions. Raises FileRefused where it is no such file."""
    lines = iter(_lines(stream, name))
    number, headings = next(lines, (1, []))
    found = Read()
    columns = _columns(headings, questions, found)
    if found.findings:
        return found
    reader = _Reader(columns, {one.symbol: one for one in questions}, frozenset(units))
    for number, cells in lines:
        if len(found.answered) >= MAX_LINES:
            raise FileRefused(_("El archivo tiene más de %(n)s respuestas.") % {"n": f"{MAX_LINES:,}"})
        found.answered.append(reader.line(number, cells))
    found.findings = reader.findings()
    if not found.answered:
        found.findings.append(Finding("", _("El archivo no tiene ninguna respuesta."), 1, [number]))
    return found


# -- from bytes to lines -------------------------------------------------------------------------------


def _lines(stream: IO[bytes], name: str) -> Iterator[Line]:
    ending = Path(name).suffix.lower()
    if ending == ".xlsx":
        page = reading.data_page(reading.open_book(stream))
        rows = reading.lines_of(page.iter_rows(max_row=MAX_LINES + 2, max_col=300, values_only=True))
        lines: Iterable[tuple[int, Iterable[Any]]] = enumerate(rows, start=1)
    elif ending == ".csv":
        lines = enumerate(_of_text(stream), start=1)
    else:
        raise FileRefused(_("Se leen archivos .xlsx y .csv."))
    for number, row in lines:
        cells = list(row)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            yield number, cells


def _of_text(stream: IO[bytes]) -> Iterator[list[str]]:
    stream.seek(0)
    data = stream.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise FileRefused(_("El archivo supera el límite de %(limit)d MB.") % {"limit": MAX_SIZE >> 20})
    text, separator = reading.sheet_text(data)
    if "\x00" in text:
        raise FileRefused(_("El archivo no es un texto CSV."))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise FileRefused(_("Las comillas del archivo no cierran: no se puede leer.")) from error


def _columns(headings: Sequence[Any], questions: Sequence[Question], found: Read) -> dict[str, int]:
    """Where each column is. What nobody asked is not read: it might name somebody."""
    known = {*RESERVED, *(one.symbol for one in questions)}
    columns: dict[str, int] = {}
    for at, heading in enumerate(headings):
        name = str(heading if heading is not None else "").strip().upper()
        if name in columns:
            found.findings.append(Finding(name, _("La columna aparece dos veces."), 1, [1]))
        elif name in known:
            columns[name] = at
        else:
            shown = name[:40] if name else _("columna %(n)d") % {"n": at + 1}
            why = _(
                "No es una pregunta de la encuesta. Los nombres, documentos y otros datos personales no se cargan."
            )
            found.findings.append(Finding(shown, why, 1, [1]))
    for one in questions:
        if one.symbol not in columns:
            found.findings.append(Finding(one.symbol, _("Falta la columna de esta pregunta."), 1, [1]))
    return columns


# -- from lines to answers -----------------------------------------------------------------------------


class _Reader:
    """Reads line after line, and gathers what is wrong by column and reason."""

    def __init__(
        self, columns: Mapping[str, int], questions: Mapping[str, Question], units: frozenset[str]
    ) -> None:
        self.columns, self.questions, self.units = columns, questions, units
        self._wrong: dict[tuple[str, str], Finding] = {}

    def findings(self) -> list[Finding]:
        return list(self._wrong.values())

    def line(self, number: int, cells: Sequence[Any]) -> Answered:
        told = {name: _text(cells, at) for name, at in self.columns.items()}
        unit = told.get(UNIT, "").upper()
        if unit and unit not in self.units:
            self._tell(UNIT, _("La unidad no se conoce por esa sigla."), number)
        answers = {}
        for symbol, question in self.questions.items():
            if (text := told[symbol].upper()) in NO_ANSWER:
                continue
            if not (text.isascii() and text.isdecimal() and len(text) < 4):
                self._tell(symbol, _("La respuesta no es un número entero de la escala."), number)
            elif not question.lowest <= int(text) <= question.highest:
                scale = {"low": question.lowest, "high": question.highest}
                self._tell(symbol, _("La respuesta no está entre %(low)d y %(high)d.") % scale, number)
            else:
                answers[symbol] = int(text)
        return Answered(number, unit, self._weight(told.get(WEIGHT, ""), number), answers)

    def _weight(self, text: str, number: int) -> Decimal:
        if not text:
            return Decimal(1)
        try:
            weight = Decimal(text).quantize(Decimal("0.000001"))
        except InvalidOperation:
            weight = Decimal(0)
        if not (weight.is_finite() and 0 < weight <= HEAVIEST):
            told = _("El peso no es un número mayor que cero y hasta %(n)s; los decimales van con punto.")
            self._tell(WEIGHT, told % {"n": f"{HEAVIEST:,}"}, number)
            return Decimal(1)
        return weight

    def _tell(self, column: str, message: str, line: int) -> None:
        one = self._wrong.setdefault((column, message), Finding(column, message))
        one.count += 1
        if len(one.lines) < EXAMPLES:
            one.lines.append(line)


def _text(cells: Sequence[Any], at: int) -> str:
    """A cell as text; Excel keeps 4 as 4.0."""
    value = cells[at] if at < len(cells) else None
    if isinstance(value, bool):
        return "?"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
