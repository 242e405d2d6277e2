"""The three files that come in, as their published schemas say: columns, types, ranges, Spanish names."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parent / "schemas"
KINDS = ("households", "members", "facts")
TRUE, FALSE = ("true", "1", "si", "sí", "verdadero"), ("false", "0", "no", "falso")


@dataclass(frozen=True)
class Column:
    """One column; `sql_type` is how the engine keeps it once it was checked."""

    name: str
    spanish: str
    description: str
    sql_type: str  # VARCHAR, DATE, INTEGER, BOOLEAN
    nullable: bool
    required: bool
    pattern: str = ""
    choices: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)  # what people write -> what is kept
    least: int | None = None
    most: int | None = None
    is_reference: bool = False  # the pseudonym of a row of another file

    def meaning(self) -> str:
        """What the column takes, in one Spanish phrase, for the message about a cell that is not it."""
        if self.choices:
            return "uno de " + ", ".join(self.choices)
        if self.sql_type == "DATE":
            return "un día como 2025-04-30"
        if self.sql_type == "BOOLEAN":
            return "true o false"
        if self.sql_type == "INTEGER":
            return f"un entero de {self.least} a {self.most}"
        return self.description[:1].lower() + self.description[1:]


def document(kind: str) -> dict[str, Any]:
    """The published JSON Schema of one file."""
    found: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return found


def columns(kind: str) -> tuple[Column, ...]:
    """The columns of one file, in their order."""
    said = document(kind)
    return tuple(_column(name, spec, name in said["required"]) for name, spec in said["properties"].items())


def _column(name: str, spec: dict[str, Any], required: bool) -> Column:
    types = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    sql_type = {"integer": "INTEGER", "boolean": "BOOLEAN"}.get(types[0], "VARCHAR")
    return Column(
        name=name,
        spanish=spec["title"],
        description=spec["description"],
        sql_type="DATE" if spec.get("format") == "date" else sql_type,
        nullable="null" in types,
        required=required,
        pattern=spec.get("pattern", ""),
        choices=tuple(c for c in spec.get("enum", ()) if c is not None),
        aliases=spec.get("x-aliases", {}),
        least=spec.get("minimum"),
        most=spec.get("maximum"),
        is_reference=spec.get("x-reference", False),
    )
