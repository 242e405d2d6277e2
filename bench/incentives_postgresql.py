"""The same texts in PostgreSQL; and two ways of bringing the lines of a closed roll into it."""

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import psycopg
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.db import connection as django_connection
from django.db import models

from bench.incentives_rivals import BLOCK, ROLL, Done, rates_table
from sigor.incentives.engine import duck

MONTHS = {
    "household": "integer", "member": "integer", "month": "smallint", "eligibility": "smallint", "target": "boolean",
    "complies": "boolean", "verdict": "smallint", "reason": "smallint", "early": "smallint", "student": "smallint",
    "annual": "smallint",
}  # fmt: skip
LINES = {
    "household": "text",
    "concept": "text",
    "units_1": "integer",
    "units_2": "integer",
    "cents": "bigint",
}
SAMPLE = 20_000  # rows that Django saves; the rest is reckoned from them
SAVED_AT_ONCE = 1_000


def files(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    """COPY the months in, then each text as a table. The roll is read back only to compare it."""
    with _connected() as connection:
        connection.execute("DROP TABLE IF EXISTS member_months, rates, roll, trace")
        connection.execute(f"CREATE UNLOGGED TABLE member_months ({_shape(MONTHS)})")
        connection.execute(rates_table(rates))
        began = time.perf_counter()
        copy_in(connection, "member_months", folder / "member_months.parquet", [*MONTHS])
        connection.execute("ANALYZE member_months")
        loaded = time.perf_counter()
        for name in ("roll", "trace"):
            connection.execute(f"CREATE UNLOGGED TABLE {name} AS {duck.text(name)}")
        seconds = time.perf_counter() - loaded
        peak = _peak(connection.info.backend_pid)
        _read_back(connection, out)
        connection.execute("DROP TABLE member_months, rates, roll, trace")
    return Done(seconds, out / "roll.parquet", {"copy": loaded - began}, rss=peak)


def copy_in(connection: psycopg.Connection[Any], table: str, source: Path, columns: list[str]) -> int:
    """A Parquet file into a table; returns how many rows."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for block in _as_csv(source, columns):
                copy.write(block)
        return cursor.rowcount


def closed_lines(folder: Path) -> dict[str, Any]:
    """The lines of the roll by COPY, and 20,000 of them by Django's bulk_create."""
    source = folder / "lines.parquet"
    with _connected() as connection:
        connection.execute("DROP TABLE IF EXISTS bench_line")
        connection.execute(f"CREATE TABLE bench_line ({_shape(LINES)}, PRIMARY KEY (household, concept))")
        began = time.perf_counter()
        rows = copy_in(connection, "bench_line", source, [*LINES])
        copied = time.perf_counter() - began
        connection.execute("TRUNCATE bench_line")
    django.setup()
    model = _model()
    batch = next(pq.ParquetFile(source).iter_batches(SAMPLE, columns=[*LINES])).to_pylist()
    began = time.perf_counter()
    for some in _in_parts(batch):
        model.objects.bulk_create([model(**row) for row in some])
    saved = time.perf_counter() - began
    with django_connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_line")
    return {"rows": rows, "copy": copied, "sample": len(batch), "django": saved / len(batch) * rows}


def _in_parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(rows), SAVED_AT_ONCE):
        yield rows[at : at + SAVED_AT_ONCE]


def _model() -> Any:
    """A model of the table that COPY filled; the product's own is not needed to compare two ways of writing."""

    class Line(models.Model):
        pk = models.CompositePrimaryKey("household", "concept")
        household = models.TextField()
        concept = models.TextField()
        units_1 = models.IntegerField()
        units_2 = models.IntegerField()
        cents = models.BigIntegerField()

        class Meta:
            app_label = "bench"
            db_table = "bench_line"
            managed = False

    return Line


def _connected() -> psycopg.Connection[Any]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _shape(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind} NOT NULL" for name, kind in columns.items())


def _as_csv(source: Path, columns: list[str]) -> Iterator[bytes]:
    options = pc.WriteOptions(include_header=False)
    for batch in pq.ParquetFile(source).iter_batches(BLOCK, columns=columns):
        written = io.BytesIO()
        pc.write_csv(batch, written, options)
        yield written.getvalue()


def _read_back(connection: psycopg.Connection[Any], out: Path) -> None:
    text = out / "roll.csv"
    question = f"COPY (SELECT {', '.join(ROLL)} FROM roll ORDER BY household) TO STDOUT (FORMAT csv, HEADER)"
    with text.open("wb") as opened, connection.cursor() as cursor, cursor.copy(question) as copy:
        for block in copy:
            opened.write(block)
    pq.write_table(pc.read_csv(text), out / "roll.parquet")
    text.unlink()


def _peak(pid: int) -> int:
    """Bytes at the peak of the server's process that answered, shared buffers that it touched included."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # a server on another machine
        return 0
    return sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
