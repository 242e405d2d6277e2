"""The last look before anything leaves: columns and cells that look like personal data, or that a spreadsheet would run."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sigor.indicators.opendata.csvw import Kind, Table

SHOWN = 5  # rows that a finding names
IN_ANY_HEADING = frozenset({
    "dni", "apellido", "apellidos", "telefono", "telefonos", "celular", "correo", "email", "pasaporte", "passport",
    "surname", "phone", "telephone", "domicilio", "seudonimo", "pseudonym",
})  # fmt: skip
IN_A_NAME = IN_ANY_HEADING | {
    "ruc", "cui", "cci", "documento", "document", "identidad", "identity", "nombre", "nombres", "firstname", "lastname",
    "fullname", "paterno", "materno", "titular", "holder", "integrante", "member", "hogar", "household", "persona",
    "person", "usuario", "user", "movil", "mobile", "mail", "direccion", "address", "nacimiento", "birth", "birthdate",
    "firma", "signature", "foto", "photo", "huella", "cuenta", "account",
}  # fmt: skip
SEVERAL = ("carne de extranjeria", "first name", "last name", "full name", "e mail", "fecha nac", "cod hogar")
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("correo electrónico", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    ("número de documento", re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])|(?<![0-9])[0-9]{2}[. ][0-9]{3}[. ][0-9]{3}(?![.0-9])")),
    (
        "teléfono",
        re.compile(
            r"(?<![0-9])(?:\+?51[ .-]?)?9[0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{3}(?![0-9])"
            r"|(?<![0-9])\(?0[1-9][0-9]?\)?[ -][0-9]{3}[ -]?[0-9]{3,4}(?![0-9])"
        ),
    ),
    # A household or person as the incentives number them: H or M and eleven signs of Crockford's base 32.
    ("seudónimo de hogar o persona", re.compile(r"\b[HM][0-9A-HJKMNP-TV-Z]{11}\b")),
)  # fmt: skip
FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9])")


@dataclass(frozen=True)
class Finding:
    """What was found where; what the cells say is not repeated. `rows` from 1, the first few; 0 is the heading."""

    table: str
    column: str
    what: str
    rows: tuple[int, ...]
    count: int

    def __str__(self) -> str:
        if self.rows == (0,):
            return f"{self.table}: la columna «{self.column}» se llama como un dato personal."
        rows = ", ".join(map(str, self.rows)) + ("…" if self.count > len(self.rows) else "")
        return f"{self.table}, columna «{self.column}»: {self.what} en {self.count} fila(s): {rows}."


class PersonalData(ValueError):
    """Something looks like personal data, and nothing leaves; `findings` says what and where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(map(str, findings)))
        self.findings = tuple(findings)


def findings(tables: Sequence[Table]) -> list[Finding]:
    """Headings and cells that look like personal data. Numbers in columns of numbers are figures, whatever their length."""
    found = []
    for table in tables:
        rows = table.ordered()
        for at, column in enumerate(table.columns):
            titles = (column.title.es, column.title.en)
            if _personal(column.name, IN_A_NAME) or any(_personal(title, IN_ANY_HEADING) for title in titles):
                found.append(Finding(table.file, column.name, "nombre de columna", (0,), 1))
            if column.kind == Kind.TEXT:
                cells = [
                    (line, _plain(str(row[at]))) for line, row in enumerate(rows, 1) if row[at] is not None
                ]
                for what, pattern in PATTERNS:
                    found += _finding(
                        table, column.name, what, [n for n, cell in cells if pattern.search(cell)]
                    )
                run = [n for n, cell in cells if FORMULA.match(cell)]
                found += _finding(table, column.name, "texto que una hoja de cálculo ejecutaría", run)
    return found


def refuse(tables: Sequence[Table]) -> None:
    """Raise PersonalData where there are findings."""
    if found := findings(tables):
        raise PersonalData(found)


def _finding(table: Table, column: str, what: str, lines: Sequence[int]) -> list[Finding]:
    return [Finding(table.file, column, what, tuple(lines[:SHOWN]), len(lines))] if lines else []


def _personal(heading: str, words: frozenset[str]) -> bool:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z]+", plain)
    return bool(words.intersection(found)) or any(several in " ".join(found) for several in SEVERAL)


def _plain(cell: str) -> str:
    """Digits and signs as they look: full-width ones and other dashes are those of a keyboard."""
    text = unicodedata.normalize("NFKC", cell)
    text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", text))
