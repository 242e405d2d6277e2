"""Synthetic extracts of a bimester, of any size. Everything in them is made up; no row comes from a person.

The proportions resemble public figures of the Programme (households by department, share with small children, months
complied), so that what is computed from them looks like a bimester; they say nothing about a real one. The same seed
and bimester give the same rows. Ages are those of the bimester asked for, so for two bimesters of the same people ask
for the `previous` one too instead of calling twice.
"""

from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import synthetic_sql as texts
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.rules import TABLES, RuleSet
from sigor.incentives.engine.synthetic_places import districts

TABLES_READ = ("months", "rule_limits", "rule_requirements", "rule_outcomes")
EXTRACT = {
    "households": texts.HOUSEHOLDS_OUT,
    "members": texts.MEMBERS_OUT,
    "facts": texts.FACTS_OUT,
}
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
PAIRS = [first + second for first in SIGNS for second in SIGNS]
SOURCES = {"enrolment": "MINEDU", "attendance": "MINEDU", "birth_registration": "RENIEC"}
RETURNED = 0.004  # of the payments, that the bank gives back
LARGEST_SEED = 10_000  # the mixes take seeds of this size without leaving their integers


def write(
    folder: Path,
    *,
    bimester: str,
    households: int,
    seed: int = 1,
    previous: bool = False,
    rules: RuleSet | None = None,
) -> dict[str, Any]:
    """Write households.parquet, members.parquet and facts.parquet; returns how many rows each has.

    With `previous`, the same people as they stood one bimester before go to the folder `previous` in it.
    Raises NotABimester, and ValueError for a seed out of range.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"La semilla va de 0 a {LARGEST_SEED}.")
    asked = Bimester.read(bimester)
    rules = rules or RuleSet.read()
    with duckdb.connect() as connection:
        _make(connection, asked, households, seed)
        written: dict[str, Any] = {"bimester": bimester, "seed": seed}
        written |= _extract(connection, folder, asked, rules)
        if previous:
            written["previous"] = _extract(connection, folder / "previous", asked.previous, rules)
    return written


def _make(connection: duckdb.DuckDBPyConnection, bimester: Bimester, households: int, seed: int) -> None:
    """The people and their homes, with all that was known on the last day of the bimester."""
    connection.execute(texts.MACROS.format(seed=seed, pairs=PAIRS))
    connection.execute(texts.SLOTS, [list(column) for column in zip(*districts(), strict=True)])
    said = _said(bimester)
    connection.execute(texts.HOMES.format(households=households, **said))
    connection.execute(texts.PEOPLE.format(**said))


def _extract(
    connection: duckdb.DuckDBPyConnection, folder: Path, bimester: Bimester, rules: RuleSet
) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    said = _said(bimester) | {
        "months": [str(month) for month in bimester.months],
        "requirements": list(rules.requirements),
        "sources": [SOURCES.get(code, "MINSA") for code in rules.requirements],
        "outcomes": [_outcome(rules, concept) for concept in ("VRAEM", "VRAEM_TS")],
    }
    connection.execute(texts.AS_OF.format(**said))
    rows = rules.tables(bimester)
    for table in TABLES_READ:
        columns = ", ".join(f"{name} {kind}" for name, kind in TABLES[table])
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
        if rows[table]:
            holes = ", ".join("?" for _ in TABLES[table])
            connection.executemany(f"INSERT INTO {table} VALUES ({holes})", rows[table])
    return {
        name: _copy(connection, text.format(**said), folder / f"{name}.parquet")
        for name, text in EXTRACT.items()
    }


def _outcome(rules: RuleSet, concept: str) -> str:
    """The code under which a yearly outcome is recorded."""
    return next((e["outcome"] for e in rules.document["outcomes"] if e["concept"] == concept), "")


def _said(bimester: Bimester) -> dict[str, Any]:
    first, last = bimester.months[0].first_day, bimester.last_day
    return {
        "first": first,
        "last": last,
        "days": (last - first).days + 1,
        "number": bimester.months[1].number,
        "place": bimester.place,
        # In January and February the grade is still that of the year before.
        "school_year": bimester.year if bimester.place > 1 else bimester.year - 1,
    }


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    where = str(path).replace("'", "''")
    row = connection.execute(f"COPY ({query}) TO '{where}' (FORMAT parquet, COMPRESSION zstd)").fetchone()
    assert row is not None
    return int(row[0])


def write_lists(folder: Path, lines: Path, households: Path) -> dict[str, Any]:
    """Write operational.parquet and bank.parquet from the engine's own lines, three differences planted.

    They are: a household that gets one month of TB less, one that is missing, and one that is paid although
    nothing is due to it. The bank pays what the operational list says. Returns the households and the cents.
    Raises ValueError when the lines are too few to plant anything.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for name, path in (("lines", lines), ("homes", households)):
            where = str(path).replace("'", "''")
            connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{where}')")
        planted = connection.execute(texts.PLANTED).fetchone()
        if planted is None or None in planted:
            raise ValueError("No hay bastantes hogares pagados y no pagados para simular diferencias.")
        differs, month, missing, extra = planted
        said = {"differs": differs, "month": month, "missing": missing, "extra": extra, "returned": RETURNED}
        operational = _copy(connection, texts.OPERATIONAL_OUT.format(**said), folder / "operational.parquet")
        where = str(folder / "operational.parquet").replace("'", "''")
        connection.execute(f"CREATE TEMP VIEW operational AS SELECT * FROM read_parquet('{where}')")
        bank = _copy(connection, texts.BANK_OUT.format(**said), folder / "bank.parquet")
    return {"operational": operational, "bank": bank, **said}


def to_csv(folder: Path, *, delimiter: str = ",") -> list[Path]:
    """Write each Parquet file of the folder beside itself as CSV; returns the paths."""
    paths = []
    with duckdb.connect() as connection:
        for source in sorted(folder.glob("*.parquet")):
            target = source.with_suffix(".csv")
            where, there = (str(path).replace("'", "''") for path in (source, target))
            connection.execute(
                f"COPY (SELECT * FROM read_parquet('{where}')) TO '{there}' (HEADER, DELIMITER '{delimiter}')"
            )
            paths.append(target)
    return paths
