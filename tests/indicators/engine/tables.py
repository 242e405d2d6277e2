"""Small files of both layouts, written cell by cell, and what the reader says of them."""

import csv
from pathlib import Path
from typing import Any

import openpyxl

from sigor.config import messages
from sigor.indicators import engine
from sigor.indicators.engine.places import published
from sigor.indicators.engine.reading import Reading, read

PLACES = published()
CODES = ("010101", "010102", "021801", "060101", "210101")
PUBLIC = ["UBIGEO", "DEPARTAMENTO", "PROVINCIA", "DISTRITO", "AÑO", "BIMESTRE"]
COUNTS = ["HOGARES AFILIADOS", "HOGARES ABONADOS", "MIEMBROS OBJETIVO", "MONTO"]
LONG = ["ubigeo", "periodo", "indicador", "numerador", "denominador"]
# Every template of the engine, as the catalogue of translations collects them.
MARKED = {message for _context, message in messages.collect(Path(engine.__file__).parent).files}
# What a file of these places says without anything being wrong with it.
USUAL = {"no-coordinates"}


def names(code: str) -> list[str]:
    place = PLACES[code]
    return [place.department, place.province, place.district]


def public(bimester: int = 1, year: int = 2025, codes: tuple[str, ...] = CODES) -> list[list[Any]]:
    """A table of the public layout: 100, 101, … affiliated, five paid less."""
    rows: list[list[Any]] = [[*PUBLIC, *COUNTS]]
    for number, code in enumerate(codes, start=100):
        rows.append([code, *names(code), year, bimester, number, number - 5, 2 * number, 200 * number])
    return rows


def long(
    period: str = "2025-B1", indicator: str = "PAQ-N", codes: tuple[str, ...] = CODES
) -> list[list[Any]]:
    """A table of the long layout: 10, 11, … of 100."""
    rows: list[list[Any]] = [list(LONG)]
    rows += [[code, period, indicator, number, 100] for number, code in enumerate(codes, start=10)]
    return rows


def write(
    path: Path, table: list[list[Any]], *, delimiter: str = ",", encoding: str = "utf-8", **sheets: Any
) -> Path:
    """A table as CSV or workbook, as the ending says; `sheets` are further ones of a workbook, by title."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for number, (title, rows) in enumerate({"Datos": table, **sheets}.items()):
            sheet = book.create_sheet(title) if number else book.worksheets[0]
            sheet.title = title
            for row in rows:
                sheet.append(row)
        book.save(path)
        return path
    with path.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, delimiter=delimiter, lineterminator="\n").writerows(table)
    return path


def reading(path: Path, **options: Any) -> Reading:
    return read(path, known_places=PLACES, **options)


def told(found: Reading, *, usual: bool = False) -> list[tuple[Any, ...]]:
    """Severity, rule, count and rows of the findings, without those that every file has."""
    return [
        (f.severity, f.rule, f.count, f.rows) for f in found.findings if usual or f.rule not in USUAL
    ]  # fmt: skip


def values(found: Reading, measure: str) -> dict[str, Any]:
    """Place -> numerator."""
    return {row.place: row.numerator for row in found.rows if row.measure == measure}
