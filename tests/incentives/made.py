"""Handmade households that are run to the end: for what reads a finished run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import memory, pipeline
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.rules import RuleSet

Row = dict[str, Any]
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def token(kind: str, number: int) -> str:
    """A pseudonym whose number is written with letters only."""
    signs = ""
    for _ in range(11):
        number, place = divmod(number, 22)
        signs = SIGNS[10 + place] + signs
    return kind + signs


def household(number: int, **said: Any) -> Row:
    return {
        "household": token("H", number),
        "ubigeo": "050101",
        "unit": "AYACUCHO",
        "class": "extreme",
        "class_until": "2030-12-31",
        "affiliated_on": "2015-06-01",
        "vraem": False,
    } | said


def member(number: int, home: int, **said: Any) -> Row:
    """A grown woman, unless something else is said."""
    return {
        "member": token("M", number),
        "household": token("H", home),
        "birth_month": "1990-05",
        "sex": "F",
        "role": "other",
    } | said


def student(number: int, home: int, **said: Any) -> Row:
    """A child of ten in fourth grade in 2025."""
    return member(
        number,
        home,
        **({"birth_month": "2015-02", "role": "child", "grade": "P4", "school_year": 2025} | said),
    )


def fact(number: int, month: str, requirement: str, **said: Any) -> Row:
    return {
        "member": token("M", number),
        "month": month,
        "requirement": requirement,
        "done": 1,
        "status": "recorded",
        "source": "MINEDU",
    } | said


def schooled(number: int, *months: str, attended: int = 20) -> list[Row]:
    """Enrolled and there, or not there often enough, in those months."""
    return [
        row
        for month in months
        for row in (
            fact(number, month, "enrolment"),
            fact(number, month, "attendance", done=attended, expected=20),
        )
    ]


def run(
    folder: Path,
    households: Sequence[Row],
    members: Sequence[Row],
    facts: Sequence[Row] = (),
    *,
    bimester: str = "2025-B2",
    name: str = "run",
) -> Path:
    """The folder of the finished run."""
    inputs = folder / f"{name}-inputs"
    inputs.mkdir(parents=True)
    rows = {"households": households, "members": members, "facts": facts}
    paths = {kind: memory.written(inputs / f"{kind}.csv", kind, rows[kind]) for kind in rows}
    pipeline.run(paths, bimester=Bimester.read(bimester), rules=RuleSet.read(), out=folder / name)
    return folder / name


def read(path: Path, order: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{path}') ORDER BY {order}").fetchall()


def rewrite(path: Path, question: str) -> None:
    """What a run wrote, changed afterwards: `question` reads `was`."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE was AS SELECT * FROM read_parquet('{path}')")
        connection.execute(f"COPY ({question}) TO '{path}' (FORMAT parquet)")
