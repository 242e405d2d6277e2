"""A small extract as CSV, as a workbook or as Parquet, changed cell by cell: what the intake makes of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from sigor.incentives.engine import duck, intake, memory, pipeline, schema
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.intake import Finding
from sigor.incentives.engine.rules import RuleSet
from tests.incentives import made

FORMS = ("csv", "xlsx", "parquet")
RULES = RuleSet.read()
HOMES = 7


def usual() -> dict[str, list[made.Row]]:
    """Some households with a student each who complies in both months: 200 soles a household."""
    numbers = range(1, HOMES + 1)
    return {
        "households": [made.household(number) for number in numbers],
        "members": [made.student(number, number) for number in numbers],
        "facts": [row for number in numbers for row in made.schooled(number, "2025-03", "2025-04")],
    }


@dataclass
class Extract:
    """Three tables of texts; `headings` are what the files say above the columns of the schema."""

    folder: Path
    form: str = "csv"
    rows: dict[str, list[made.Row]] = field(default_factory=usual)
    headings: dict[str, list[str]] = field(
        default_factory=lambda: {kind: [c.name for c in schema.columns(kind)] for kind in schema.KINDS}
    )

    def say(self, kind: str, at: int, **cells: Any) -> None:
        self.rows[kind][at] = self.rows[kind][at] | cells

    def add_column(self, kind: str, heading: str, *values: str) -> None:
        """One more column; the value under it in the first rows, empty in the others."""
        for at, row in enumerate(self.rows[kind]):
            row[f"+{heading}"] = values[at] if at < len(values) else None
        self.headings[kind].append(f"+{heading}")

    def line(self, at: int) -> int:
        """The line of a row in its own file: below the heading, and in Parquet the first row is 1."""
        return at + (1 if self.form == "parquet" else 2)

    def lines(self, *places: int) -> tuple[int, ...]:
        return tuple(self.line(at) for at in places)

    def table(self, kind: str) -> list[list[str | None]]:
        names = self.headings[kind]
        told = [c.name for c in schema.columns(kind)]
        keys = [
            told[at] if at < len(told) and not name.startswith("+") else name for at, name in enumerate(names)
        ]
        return [[name.removeprefix("+") for name in names]] + [
            [memory._cell(row.get(key)) or None for key in keys] for row in self.rows[kind]
        ]

    def paths(self) -> dict[str, Path]:
        """Write the three files; where each of them is."""
        return {kind: write(self.folder / f"{kind}.{self.form}", self.table(kind)) for kind in schema.KINDS}

    def findings(self, bimester: str = "2025-B2") -> list[Finding]:
        return findings(self.paths(), bimester)

    def errors(self) -> list[tuple[str, str, str, int, tuple[int, ...]]]:
        """(file, column, rule, count, lines) of every error."""
        return [told(finding) for finding in intake.errors(self.findings())]

    def taken(self) -> dict[str, list[tuple[Any, ...]]]:
        return taken(self.paths())

    def run(self, out: Path, **said: Any) -> dict[str, Any]:
        return run(self.paths(), out, **said)


def told(finding: Finding) -> tuple[str, str, str, int, tuple[int, ...]]:
    return finding.file, finding.column, finding.rule, finding.count, finding.rows


def findings(paths: dict[str, Path], bimester: str = "2025-B2") -> list[Finding]:
    with duck.session(threads=1) as connection:
        return intake.take_in(connection, paths, RULES, Bimester.read(bimester))


def taken(paths: dict[str, Path]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that the intake keeps of files without errors."""
    with duck.session(threads=1) as connection:
        found = intake.take_in(connection, paths, RULES, Bimester.read("2025-B2"))
        assert not intake.errors(found), found
        return {kind: connection.execute(f"FROM {kind}").fetchall() for kind in schema.KINDS}


def run(paths: dict[str, Path], out: Path, **said: Any) -> dict[str, Any]:
    return pipeline.run(paths, **({"bimester": Bimester.read("2025-B2"), "rules": RULES, "out": out} | said))


def write(path: Path, table: list[list[str | None]], *, delimiter: str = ",") -> Path:
    """A table of texts as a file of the kind that its name ends in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
            for cell in book.active[book.active.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a text that begins with «=» is a text
        book.save(path)
    elif path.suffix == ".parquet":
        write_parquet(path, table)
    else:
        lines = [delimiter.join("" if cell is None else cell for cell in row) for row in table]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_parquet(path: Path, table: list[list[str | None]], options: str = "") -> None:
    """Every column as text."""
    names, *rows = table
    shape = ", ".join(f'"{name}" VARCHAR' for name in names)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({shape})")
        if rows:
            holes = ", ".join("?" for _ in names)
            listed = ", ".join(f"({holes})" for _ in rows)
            connection.execute(f"INSERT INTO t VALUES {listed}", [cell for row in rows for cell in row])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet{options})")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def total(folder: Path) -> int:
    """What a finished run pays, by its lines."""
    asked = f"SELECT coalesce(sum(cents), 0) FROM read_parquet('{folder / 'lines.parquet'}')"
    ((cents,),) = duckdb.sql(asked).fetchall()
    return int(cents)
