"""A synthetic file before it is written: its cells, what stands around them, and the form in which it is kept."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.writer.excel import save_workbook

SAYS_SO = "SINTÉTICO: datos inventados para pruebas y demostración; no dicen nada de ningún lugar real"
STAMP = (2000, 1, 1, 0, 0, 0)  # of every part of a workbook, so that the same cells are the same bytes
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


@dataclass
class Extra:
    """Another sheet of a workbook."""

    name: str
    rows: list[list[Any]]
    hidden: bool = False


@dataclass
class Draft:
    """`roles` names the columns for those who change them, whatever their headings become."""

    roles: list[str]
    headings: list[str]
    rows: list[list[Any]]
    titles: list[str] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    name: str = "Datos"
    encoding: str = "utf-8"
    separator: str = ","

    def at(self, role: str) -> int:
        """The place of a column."""
        return self.roles.index(role)

    def change(self, role: str, change: Callable[[Any], Any], rows: list[list[Any]] | None = None) -> None:
        """Put other values into a column, where it has one."""
        at = self.at(role)
        for row in self.rows if rows is None else rows:
            if row[at] is not None:
                row[at] = change(row[at])

    def remove(self, role: str) -> None:
        at = self.at(role)
        for row in (self.roles, self.headings, *self.rows):
            del row[at]

    def add(self, heading: str, value: Callable[[int], Any]) -> None:
        """A column on the right, its cells by the number of their row."""
        self.roles.append(heading)
        self.headings.append(heading)
        for number, row in enumerate(self.rows):
            row.append(value(number))

    def write(self, path: Path) -> None:
        """A workbook or a CSV, as the ending says; the same draft gives the same bytes. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._as_workbook() if path.suffix == ".xlsx" else self._as_csv())

    def _as_csv(self) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.separator, lineterminator="\n")
        # A text has no properties and its first line should be the heading: it says so in a column.
        writer.writerow([*self.headings, "SINTETICO"])
        notes = (sum(cell is not None for cell in row) < 2 for row in self.rows)
        writer.writerows(row if note else [*row, "SI"] for row, note in zip(self.rows, notes, strict=True))
        return out.getvalue().encode(self.encoding)

    def _as_workbook(self) -> bytes:
        book = openpyxl.Workbook(write_only=True)
        book.properties.title = book.properties.keywords = SAYS_SO
        book.properties.creator, book.properties.created = "SIGOR", datetime(*STAMP[:3])  # noqa: DTZ001
        sheet = book.create_sheet(self.name)
        for line in (SAYS_SO, *self.titles):
            sheet.append([line])
        sheet.append(self.headings)
        for row in self.rows:
            sheet.append(row)
        for extra in self.extras:
            beside = book.create_sheet(extra.name)
            beside.sheet_state = "hidden" if extra.hidden else "visible"
            for row in extra.rows:
                beside.append(row)
        out = io.BytesIO()
        save_workbook(book, out)
        return _settled(out.getvalue())


def _settled(data: bytes) -> bytes:
    """The same workbook without the hour at which it was written."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            target.writestr(zipfile.ZipInfo(part.filename, STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
