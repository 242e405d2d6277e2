"""A finished run as views of a session: what every later reading of it starts from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck, pipeline
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.duck import literal, quoted

# Their texts stand in a folder of their own: they read a run and change none, so they are no part of its identity.
TEXTS = "reports"


@contextmanager
def opened(run: Path, *, memory: str = duck.MEMORY) -> Iterator[tuple[duckdb.DuckDBPyConnection, Bimester]]:
    """A session in which the files of the run and the days of its bimester are there. Raises FileNotFoundError."""
    with duck.session(memory=memory) as connection:
        yield connection, Bimester.read(attach(connection, run)["bimester"])


def attach(connection: duckdb.DuckDBPyConnection, run: Path, *, prefix: str = "") -> dict[str, Any]:
    """The files of the run as views, `<prefix>months` and `<prefix>requirements`; returns its manifest.

    Raises FileNotFoundError when there is no finished run.
    """
    manifest = pipeline.manifest(run)
    if manifest is None:
        raise FileNotFoundError(run)
    for name in manifest["outputs"]:
        duck.view(connection, prefix + name, run / f"{name}.parquet")
    months = [
        f"({m.place}, {m.number}, {m.year}, {literal(m.first_day)}, {literal(m.last_day)})"
        for m in Bimester.read(manifest["bimester"]).months
    ]
    table(connection, f"{prefix}months (month, number, year, first_day, last_day)", months)
    ranks = [f"({rank}, {quoted(code)})" for rank, code in enumerate(manifest["requirements"], start=1)]
    table(connection, f"{prefix}requirements (rank, requirement)", ranks)
    return manifest


def table(connection: duckdb.DuckDBPyConnection, named: str, rows: list[str]) -> None:
    """A small table of literals; `named` is its name and columns."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {named} AS VALUES {', '.join(rows)}")


def text(name: str) -> str:
    """The text of one question about a finished run."""
    return duck.text(f"{TEXTS}/{name}")
