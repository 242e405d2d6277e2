"""Lists that others hold (another system, the bank, a census): read and checked like the extract, whole or not at all."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sigor.incentives.engine import duck
from sigor.incentives.engine.duck import quoted
from sigor.incentives.engine.intake import EXAMPLES, IDENTITY, PERSONAL, Finding, Unreadable, errors
from sigor.incentives.engine.pipeline import InputsRefused
from sigor.incentives.engine.schema import Column

HOUSEHOLD_PATTERN = "^H[0-9A-HJKMNP-TV-Z]{11}$"
UBIGEO_PATTERN = "^(0[1-9]|1[0-9]|2[0-5])[0-9]{4}$"
MOST_CENTS = 9_999_999  # seven digits: neither a household's bimester nor a document number is longer


class ListsRefused(InputsRefused):
    """A list has errors; `findings` says which, where and how many. Nothing of it was used."""


@dataclass(frozen=True)
class Listing:
    """What a list must look like: its name in findings, its columns, and those that together occur once."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def text(name: str, spanish: str, pattern: str, meaning: str) -> Column:
    """A column of codes that follow a pattern."""
    return Column(name, spanish, meaning, "VARCHAR", False, True, pattern=pattern)


def choice(name: str, spanish: str, choices: Sequence[str], aliases: dict[str, str] | None = None) -> Column:
    """A column of one of a few words."""
    return Column(
        name, spanish, spanish, "VARCHAR", False, True, choices=tuple(choices), aliases=aliases or {}
    )


def number(name: str, spanish: str, most: int) -> Column:
    """A column of whole numbers from zero."""
    return Column(name, spanish, spanish, "INTEGER", False, True, least=0, most=most)


def household() -> Column:
    """The pseudonym of a household, as the extract has it."""
    return text("household", "hogar", HOUSEHOLD_PATTERN, "Seudónimo del hogar")


def take_in(connection: duckdb.DuckDBPyConnection, given: Sequence[tuple[Listing, Path]]) -> None:
    """Have every list as a table under its name. Raises ListsRefused with the findings of all, Unreadable."""
    found: list[Finding] = []
    for listing, path in given:
        found += _read(connection, listing, path)
    if errors(found):
        raise ListsRefused(found)
    for listing, _path in given:
        kept = ", ".join(f"{_kept(column)} AS {column.name}" for column in listing.columns)
        connection.execute(
            f"CREATE OR REPLACE TABLE {listing.name} AS SELECT {kept} FROM given_{listing.name}"
        )
        connection.execute(f"DROP VIEW given_{listing.name}; DROP TABLE IF EXISTS raw_{listing.name}")


def _read(connection: duckdb.DuckDBPyConnection, listing: Listing, path: Path) -> list[Finding]:
    """The cells as text in the view `given_<name>`, with `line`; what is wrong with them."""
    try:
        names, source, line = _source(connection, listing.name, path)
        found, taken = _heading(listing, names)
        if errors(found):
            return found
        cells = ", ".join(
            f"nullif(trim(CAST({taken[c.name]} AS VARCHAR)), '') AS {c.name}" for c in listing.columns
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW given_{listing.name} AS SELECT {line} AS line, {cells} FROM {source}"
        )
        return [*_cells(connection, listing)]
    except (duckdb.IOException, duckdb.InvalidInputException, OSError, csv.Error) as error:
        # Only the first line of the message: what follows quotes the file, and a cell may hold what must not be repeated.
        raise Unreadable(
            f"{path.name}: no se pudo leer ({str(error).strip().splitlines()[0][:160]})."
        ) from error


def _source(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path
) -> tuple[list[tuple[str, str]], str, str]:
    """Headings with the column each names, where the rows are, and the expression of their line."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        source = duck.parquet(path, "file_row_number = true")
        described = connection.execute(f"SELECT * FROM {source} LIMIT 0").description
        columns = [column[0] for column in described if column[0] != "file_row_number"]
        return [(c, '"' + c.replace('"', '""') + '"') for c in columns], source, "file_row_number + 1"
    if ending != ".csv":
        raise Unreadable(f"{path.name}: se leen archivos .parquet y .csv.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            first = opened.readline(1 << 16)
            while opened.read(1 << 20):
                pass
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name}: no está en UTF-8; guárdelo como «CSV UTF-8».") from error
    separator = ";" if first.count(";") > first.count(",") else ","
    headings = next(csv.reader([first], delimiter=separator), [])
    if not headings:
        raise Unreadable(f"{path.name}: el archivo está vacío.")
    shape = ", ".join(f"'c{at}': 'VARCHAR'" for at, _ in enumerate(headings))
    options = f"auto_detect = false, header = true, delim = '{separator}', quote = '\"', escape = '\"', columns = {{{shape}}}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE raw_{name} AS SELECT * FROM read_csv({duck.file(path)}, {options})"
    )
    return [(heading, f"c{at}") for at, heading in enumerate(headings)], f"raw_{name}", "rowid + 2"


def _heading(listing: Listing, names: list[tuple[str, str]]) -> tuple[list[Finding], dict[str, str]]:
    """Which column is which; columns that are missing, foreign, personal or there twice."""
    known = {c.name: c.name for c in listing.columns} | {c.spanish: c.name for c in listing.columns}
    taken: dict[str, str] = {}
    found = []
    for heading, source in names:
        mine = known.get(heading.strip().lower())
        if re.search(IDENTITY, heading):  # a file without headings: its first row is not repeated here
            message = "Un encabezado trae algo como un número de documento; no se admite."
            found.append(Finding("error", listing.name, "", "personal-data", message))
        elif not mine and PERSONAL.search(heading):
            message = f"La columna «{heading}» trae datos personales y no se admite; use solo seudónimos."
            found.append(Finding("error", listing.name, heading, "personal-data", message))
        elif not mine:
            message = f"La columna «{heading}» no es de esta lista."
            found.append(Finding("error", listing.name, heading, "unknown-column", message))
        elif mine in taken:
            message = f"La columna «{mine}» está dos veces."
            found.append(Finding("error", listing.name, heading, "column-twice", message))
        else:
            taken[mine] = source
    for column in listing.columns:
        if column.name not in taken:
            message = f"Falta la columna «{column.name}» ({column.spanish})."
            found.append(Finding("error", listing.name, column.name, "missing-column", message))
    return found, taken


def _cells(connection: duckdb.DuckDBPyConnection, listing: Listing) -> Iterator[Finding]:
    """Every cell, and rows that repeat the key; one pass counts, a second one names lines where there is something."""
    view = f"given_{listing.name}"
    faults = [(column.name, *fault) for column in listing.columns for fault in _faults(column)]
    counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for *_said, condition in faults)
    rows, *counts = connection.execute(f"SELECT count(*), {counted} FROM {view}").fetchone() or (0,)
    if not rows:
        yield Finding("error", listing.name, "", "empty", "El archivo no tiene filas.")
    key = ", ".join(listing.key)
    again = f"SELECT {key} FROM {view} GROUP BY {key} HAVING count(*) > 1"
    twice = connection.execute(
        f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {view} GROUP BY {key}) WHERE n > 1"
    )
    counts.append((twice.fetchone() or (0,))[0])
    faults.append((listing.key[0], "row-twice", _twice(listing), f"({key}) IN ({again})"))
    for (column, rule, message, condition), count in zip(faults, counts, strict=True):
        if count:
            asked = f"SELECT line FROM {view} WHERE {condition} ORDER BY line LIMIT {EXAMPLES}"
            lines = tuple(row[0] for row in connection.execute(asked).fetchall())
            yield Finding("error", listing.name, column, rule, message, int(count), lines)


def _twice(listing: Listing) -> str:
    spanish = [column.spanish for column in listing.columns if column.name in listing.key]
    return f"Hay más de una fila con el mismo {' y '.join(spanish)}."


def _faults(column: Column) -> Iterator[tuple[str, str, str]]:
    """(rule, message, condition in SQL) of everything a cell of the column may be wrong in."""
    cell = column.name
    yield "empty-cell", f"«{cell}» no puede quedar vacío.", f"{cell} IS NULL"
    wrong = f"{cell} IS NOT NULL AND {_kept(column)} IS NULL"
    if column.sql_type == "VARCHAR":
        numbered = f"regexp_matches({cell}, '{IDENTITY}')"
        yield "personal-data", f"«{cell}» trae algo como un número de documento; no se admite.", numbered
        wrong += f" AND NOT {numbered}"
    yield "not-a-value", f"«{cell}» debe ser {column.meaning()}.", wrong


def _kept(column: Column) -> str:
    """The expression of SQL that gives the value of a cell, or NULL when it is none of the column."""
    cell = column.name
    if column.sql_type == "INTEGER":
        digits = f"regexp_full_match({cell}, '[0-9]{{1,9}}')"
        return f"CASE WHEN {digits} AND TRY_CAST({cell} AS INTEGER) <= {column.most} THEN TRY_CAST({cell} AS INTEGER) END"
    if column.choices:
        words = [(word, word) for word in column.choices] + list(column.aliases.items())
        cases = " ".join(f"WHEN {quoted(word.lower())} THEN {quoted(kept)}" for word, kept in words)
        return f"CASE lower({cell}) {cases} END"
    return f"CASE WHEN regexp_full_match({cell}, {quoted(column.pattern)}) THEN {cell} END"
