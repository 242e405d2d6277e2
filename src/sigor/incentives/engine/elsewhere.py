"""The same texts on another engine, over the extract of a finished run: does it come to the same roll, row by row?

PostgreSQL reads the texts as they stand; for Apache Spark sqlglot translates them. Both are proofs and ways out of one
machine, never a second set of rules.
"""

import hashlib
import importlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sigor.incentives.engine import duck
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.pipeline import HELPERS, RESOLVED, RESULT, SNAPSHOT
from sigor.incentives.engine.rules import TABLES, Row, RuleSet

# The order in which each text finds what it reads.
ORDER = ("household_months", *HELPERS, *(name for name in RESOLVED if name != "household_months"), *RESULT)
BLOCK = 1 << 20  # bytes
TYPES = {"BIGINT": "bigint", "INTEGER": "integer", "VARCHAR": "text", "DATE": "date", "BOOLEAN": "boolean"}


class NotInstalled(Exception):
    """The engine is an optional extra and is not here; the message says what to install."""


def digest(rows: Iterable[Iterable[Any]]) -> str:
    """A hash of rows that depends on every value and on their order, and on nothing else."""
    told = hashlib.sha256()
    for row in rows:
        told.update(",".join("" if value is None else str(value) for value in row).encode() + b"\n")
    return told.hexdigest()


def of_run(run: Path) -> dict[str, str]:
    """The digests of a finished run's roll and lines."""
    with duck.session() as connection:
        return {
            name: digest(
                connection.execute(f"SELECT * FROM {duck.parquet(run / f'{name}.parquet')}").fetchall()
            )
            for name in ("roll", "lines")
        }


def on_postgresql(run: Path, url: str) -> dict[str, str]:
    """Compute the run's roll in a PostgreSQL, in temporary tables; its digests. Raises psycopg's errors."""
    psycopg = importlib.import_module("psycopg")
    tables = _rules_of(run)
    with psycopg.connect(url) as connection, tempfile.TemporaryDirectory(prefix="sigor-copy-") as folder:
        cursor = connection.cursor()
        for statement in _create_rules(tables):
            cursor.execute(statement)
        for name in SNAPSHOT:
            _copy_in(cursor, run, name, Path(folder))
        for name in ORDER:
            cursor.execute(f"CREATE TEMP TABLE {name} AS {duck.text(name)}")
            cursor.execute(f"ANALYZE {name}")
        ordered = {"roll": "household", "lines": 'household COLLATE "C", concept COLLATE "C"'}
        told = {}
        for name, order in ordered.items():
            cursor.execute(f"SELECT * FROM {name} ORDER BY {order}")
            told[name] = digest(_fetched(cursor.fetchmany))
        connection.rollback()
    return told


def on_spark(run: Path, master: str = "local[2]") -> dict[str, str]:
    """Compute the run's roll on Apache Spark; its digests. Raises NotInstalled."""
    try:
        sqlglot = importlib.import_module("sqlglot")
        sql = importlib.import_module("pyspark.sql")
    except ImportError as missing:
        raise NotInstalled("Spark es opcional: instale pyspark y sqlglot, y un Java.") from missing
    session = (
        sql.SparkSession.builder.master(master)
        .appName("sigor-incentives")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        for name in SNAPSHOT:
            session.read.parquet(str(run / f"{name}.parquet")).createOrReplaceTempView(name)
        for name, rows in _rules_of(run).items():
            session.sql(_values(name, rows)).createOrReplaceTempView(name)
        for name in ORDER:
            text = sqlglot.transpile(duck.text(name), read="duckdb", write="spark")[0]
            found = session.sql(text)
            # The tables that several others read are kept; each would otherwise be computed again.
            (found.cache() if name not in RESULT else found).createOrReplaceTempView(name)
        ordered = {"roll": "household", "lines": "household, concept"}
        return {
            name: digest(session.sql(f"SELECT * FROM {name} ORDER BY {order}").toLocalIterator())
            for name, order in ordered.items()
        }
    finally:
        session.stop()


def _rules_of(run: Path) -> dict[str, list[Row]]:
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    rules = RuleSet(json.loads((run / "rules.json").read_text(encoding="utf-8")))
    return rules.tables(Bimester.read(manifest["bimester"]))


def _create_rules(tables: dict[str, list[Row]]) -> Iterator[str]:
    for name, columns in TABLES.items():
        yield f"CREATE TEMP TABLE {name} ({', '.join(f'{column} {TYPES[kind]}' for column, kind in columns)})"
        if tables[name]:
            yield f"INSERT INTO {name} VALUES {_listed(tables[name])}"


def _listed(rows: list[Row]) -> str:
    return ", ".join(f"({', '.join(duck.literal(value) for value in row)})" for row in rows)


def _values(name: str, rows: list[Row]) -> str:
    """The rows of a rule table as one question of Spark; an empty table keeps its columns."""
    columns = TABLES[name]
    spark = {"VARCHAR": "STRING"}
    typed = ", ".join(f"CAST({column} AS {spark.get(kind, kind)}) AS {column}" for column, kind in columns)
    names = ", ".join(column for column, _kind in columns)
    shown = _listed(rows) if rows else f"({', '.join('NULL' for _column in columns)})"
    return f"SELECT {typed} FROM VALUES {shown} AS t({names})" + ("" if rows else " WHERE 1 = 0")


def _copy_in(cursor: Any, run: Path, name: str, folder: Path) -> None:
    """A file of the snapshot into a temporary table, by COPY."""
    path = folder / f"{name}.csv"
    with duck.session() as connection:
        source = f"{duck.parquet(run / f'{name}.parquet')}"
        shape = [
            (row[0], TYPES[row[1]])
            for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        ]
        connection.execute(f"COPY (SELECT * FROM {source}) TO {duck.quoted(path)} (FORMAT csv, HEADER false)")
    columns = ", ".join(f'"{column}" {kind}' for column, kind in shape)
    cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
    with path.open("rb") as opened, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
        while block := opened.read(BLOCK):
            copy.write(block)
    path.unlink()
    cursor.execute(f"ANALYZE {name}")


def _fetched(some: Callable[[int], list[Any]], size: int = 20_000) -> Iterator[Any]:
    while rows := some(size):
        yield from rows
