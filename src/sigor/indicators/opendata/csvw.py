"""Tables as CSV files, and what they say as W3C "Metadata Vocabulary for Tabular Data" (CSVW)."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

CONTEXT = "http://www.w3.org/ns/csvw"
METADATA = "csv-metadata.json"
BOM = "\ufeff"
Value = str | int | Decimal | date | bool | None


@dataclass(frozen=True)
class Text:
    """A text in Spanish and English."""

    es: str
    en: str


class Kind(StrEnum):
    """The datatype of a column, by its CSVW name."""

    TEXT = "string"
    WHOLE = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"


TYPES: Mapping[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.WHOLE: int,
    Kind.DECIMAL: (int, Decimal),
    Kind.DATE: date,
    Kind.BOOLEAN: bool,
}


@dataclass(frozen=True)
class Column:
    """A column; `pattern`: regular expression that a text matches whole; `property_url`: what the column means."""

    name: str
    title: Text
    description: Text
    kind: Kind = Kind.TEXT
    required: bool = True
    pattern: str = ""
    property_url: str = ""


@dataclass(frozen=True)
class ForeignKey:
    """Columns of this table that name a row of another, which is given by its file."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file of rows, each with a value to a column; None is an empty cell. Rows go out in the order of their key."""

    file: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    def key(self, names: Sequence[str], row: Sequence[Value]) -> tuple[Value, ...]:
        places = {column.name: at for at, column in enumerate(self.columns)}
        return tuple(row[places[name]] for name in names)

    def ordered(self) -> list[tuple[Value, ...]]:
        return sorted(self.rows, key=lambda row: tuple(map(written, self.key(self.primary_key, row))))


@dataclass(frozen=True)
class About:
    """What is said of all tables together; `license` and `publisher_url` are addresses, `modified` the day of publication."""

    title: Text
    description: Text
    publisher: str
    publisher_url: str
    license: str
    modified: date
    version: str
    notes: tuple[Text, ...] = ()


def written(value: Value) -> str:
    """A value as it stands in a cell: ISO days, a point before the decimals, no thousands, true or false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_bytes(table: Table, *, bom: bool = False) -> bytes:
    """The file of a table: UTF-8, commas, lines that end in CR LF (RFC 4180); the same table gives the same bytes.

    With `bom` a sign before the first letter tells spreadsheets that the file is UTF-8.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([written(value) for value in row] for row in table.ordered())
    return ((BOM if bom else "") + lines.getvalue()).encode()


def metadata(tables: Sequence[Table], about: About) -> dict[str, Any]:
    """The CSVW description of the tables, each under the name of its file.

    Raises ValueError where a table does not keep what it declares: types, required cells, keys.
    """
    check(tables)
    return {
        "@context": [CONTEXT, {"@language": "es"}],
        "@type": "TableGroup",
        "dc:title": both(about.title),
        "dc:description": both(about.description),
        "dc:publisher": {"@id": about.publisher_url, "schema:name": about.publisher},
        "dc:license": {"@id": about.license},
        "dc:modified": {"@value": about.modified.isoformat(), "@type": "xsd:date"},
        "dc:language": ["es", "en"],
        "schema:version": about.version,
        "notes": [{"schema:text": both(note)} for note in about.notes],
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "lineTerminators": ["\r\n", "\n"],
        },
        "tables": [_described(table) for table in tables],
    }


def metadata_bytes(tables: Sequence[Table], about: About) -> bytes:
    return json_bytes(metadata(tables, about))


def json_bytes(value: Any) -> bytes:
    """JSON to read and to compare: UTF-8, indented, in the order given, a line end at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def both(text: Text) -> list[dict[str, str]]:
    """A text in both languages, as JSON-LD says it."""
    return [{"@value": text.es, "@language": "es"}, {"@value": text.en, "@language": "en"}]


def check(tables: Sequence[Table]) -> None:
    """Raise ValueError where a table does not keep what it declares: types, required cells, keys."""
    by_file = {table.file: table for table in tables}
    keys: dict[tuple[str, tuple[str, ...]], set[tuple[Value, ...]]] = {}
    for table in tables:
        for row in table.rows:
            if len(row) != len(table.columns):
                raise ValueError(f"{table.file}: una fila no tiene una celda por columna.")
            for column, value in zip(table.columns, row, strict=True):
                _check_cell(table, column, value)
        found = {table.key(table.primary_key, row) for row in table.rows}
        if len(found) < len(table.rows):
            raise ValueError(f"{table.file}: dos filas tienen la misma clave.")
        keys[table.file, table.primary_key] = found
    for table in tables:
        for foreign in table.foreign_keys:
            if foreign.table not in by_file or by_file[foreign.table].primary_key != foreign.references:
                raise ValueError(f"{table.file}: {foreign.table} no tiene la clave a la que se refiere.")
            there = keys[foreign.table, foreign.references]
            for row in table.rows:
                key = table.key(foreign.columns, row)
                if None not in key and key not in there:
                    raise ValueError(
                        f"{table.file}: {' · '.join(map(written, key))} no está en {foreign.table}."
                    )


def _check_cell(table: Table, column: Column, value: Value) -> None:
    if value is None or value == "":
        if column.required or value == "":
            raise ValueError(f"{table.file}: falta {column.name}.")
        return
    fits = isinstance(value, TYPES[column.kind]) and isinstance(value, bool) == (column.kind == Kind.BOOLEAN)
    if isinstance(value, Decimal):
        fits = fits and value.is_finite()
    if isinstance(value, datetime) or not fits:
        raise ValueError(f"{table.file}: {column.name} no es {column.kind}.")
    if column.pattern and not re.fullmatch(column.pattern, written(value)):
        raise ValueError(f"{table.file}: «{value}» no es un valor de {column.name}.")


def _described(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(column) for column in table.columns],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                "columnReference": list(foreign.columns),
                "reference": {"resource": foreign.table, "columnReference": list(foreign.references)},
            }
            for foreign in table.foreign_keys
        ]
    return {
        "url": table.file,
        "dc:title": both(table.title),
        "dc:description": both(table.description),
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, Any]:
    datatype: Any = column.kind.value
    if column.pattern:
        datatype = {"base": column.kind.value, "format": column.pattern}
    elif column.kind == Kind.DATE:
        datatype = {"base": "date", "format": "yyyy-MM-dd"}
    elif column.kind == Kind.BOOLEAN:
        datatype = {"base": "boolean", "format": "true|false"}
    described: dict[str, Any] = {
        "name": column.name,
        # The heading of the file is the name, which is in no language.
        "titles": {"und": column.name, "es": column.title.es, "en": column.title.en},
        "dc:description": both(column.description),
        "datatype": datatype,
        "required": column.required,
    }
    if column.property_url:
        described["propertyUrl"] = column.property_url
    return described
