"""DuckDB as this package uses it: nothing from outside, bounded memory, progress, and a way to stop."""

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from sigor.incentives.engine.rules import TABLES, Row

MEMORY = "700MB"  # of the engine; a national register ten times the programme's still fits
ROWS_TOGETHER = (
    40_960  # of a file: few enough that one household is found at once, many enough to read all fast
)
ASKED_EVERY = 0.1  # seconds between looks at the progress of a question
WRITTEN = f"COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE {ROWS_TOGETHER}"
SQL = Path(__file__).parent / "sql"

Report = Callable[[float], None]  # how much of one question is done, 0 to 1
Stop = Callable[[], bool]


class Stopped(Exception):
    """Somebody asked to stop; nothing was left half-done."""


@contextmanager
def session(*, memory: str = MEMORY, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills to a folder of its own and reads no extension from anywhere."""
    with TemporaryDirectory(prefix="sigor-duckdb-") as spill:
        config: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": spill,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "threads": threads or os.cpu_count() or 1,
        }
        connection = duckdb.connect(":memory:", config=config)
        try:
            connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
            connection.execute(
                "SET parquet_metadata_cache = true"
            )  # checked against the file's own time and size
            yield connection
        finally:
            connection.close()


def text(name: str) -> str:
    """One of the texts of the rules."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def quoted(value: str | Path) -> str:
    """A text as a literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def file(path: Path) -> str:
    """A path as a literal that names this one file: signs of patterns in it stand for themselves."""
    return quoted(re.sub(r"[*?\[]", r"[\g<0>]", str(path)))


def parquet(path: Path, *options: str) -> str:
    """The rows of a Parquet file, and nothing of the names of the folders it lies in."""
    return f"read_parquet({', '.join((file(path), 'hive_partitioning = false', *options))})"


def literal(value: Any) -> str:
    """A value of a rule as every engine reads it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).upper()
    return f"DATE {quoted(str(value))}" if isinstance(value, date) else quoted(value)


def create_rules(connection: duckdb.DuckDBPyConnection, tables: dict[str, list[Row]]) -> None:
    """The rules of a bimester as tables."""
    for name, columns in TABLES.items():
        shape = ", ".join(f"{column} {kind}" for column, kind in columns)
        connection.execute(f"CREATE OR REPLACE TABLE {name} ({shape})")
        if tables[name]:
            listed = ", ".join(f"({', '.join(literal(value) for value in row)})" for row in tables[name])
            connection.execute(f"INSERT INTO {name} VALUES {listed}")


def view(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """A Parquet file under a name."""
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {parquet(path)}")


def write(
    connection: duckdb.DuckDBPyConnection,
    question: str,
    target: Path,
    *,
    report: Report | None = None,
    stop: Stop | None = None,
) -> None:
    """The answer as a Parquet file: there whole, or not there. Raises Stopped."""
    draft = target.with_name(target.name + ".draft")
    run(
        connection,
        f"COPY ({question}) TO {quoted(draft)} (FORMAT parquet, {WRITTEN})",
        report=report,
        stop=stop,
    )
    with draft.open("rb+") as written:
        os.fsync(written.fileno())
    draft.replace(target)


def run(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    *,
    report: Report | None = None,
    stop: Stop | None = None,
) -> None:
    """Execute a statement, saying how far it is; `stop` is asked all the while. Raises Stopped."""
    if report is None and stop is None:
        connection.execute(statement)
        return
    failed: list[BaseException] = []

    def work() -> None:
        try:
            connection.execute(statement)
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that asked
            failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    asked = False
    try:
        while worker.is_alive():
            worker.join(ASKED_EVERY)
            if stop is not None and not asked and stop():
                asked = True
                connection.interrupt()
            if report is not None and not asked and worker.is_alive():
                report(max(0.0, min(1.0, connection.query_progress() / 100)))
    except BaseException:  # of who is told: the engine must have let go of its files before anybody goes on
        connection.interrupt()
        worker.join()
        raise
    if asked:
        raise Stopped
    if failed:
        raise failed[0]


def rows(
    connection: duckdb.DuckDBPyConnection, question: str, values: Iterable[Any] = ()
) -> list[dict[str, Any]]:
    """All rows of an answer by the names of their columns."""
    done = connection.execute(question, list(values))
    names = [column[0] for column in done.description]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]
