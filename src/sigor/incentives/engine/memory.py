"""The same computation on rows in memory: for tests, worked cases and single questions."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck, pipeline, schema
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.codes import ELIGIBILITY, VERDICTS
from sigor.incentives.engine.rules import RuleSet

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Computed:
    """What followed from the rows, by pseudonym; months are «2025-04»."""

    lines: dict[tuple[str, str], tuple[int, int, int]]  # (household, concept): units of each month, céntimos
    eligibility: dict[tuple[str, str], str]
    verdicts: dict[tuple[str, str, str, str], str]  # (household, member, month, requirement)
    people: dict[tuple[str, str, str], tuple[str, str | None, bool]]  # targets: verdict, reason, complies
    total: int


def compute(
    households: Rows, members: Rows, facts: Rows, *, rules: dict[str, Any], bimester: str
) -> Computed:
    """Write the rows as files, run, read back. Raises what `pipeline.run` raises, RulesRefused."""
    when, rule_set = Bimester.read(bimester), _rule_set(json.dumps(rules))
    with tempfile.TemporaryDirectory(prefix="sigor-cases-") as folder, duck.session(threads=1) as connection:
        paths = {
            kind: written(Path(folder) / f"{kind}.csv", kind, rows)
            for kind, rows in zip(schema.KINDS, (households, members, facts), strict=True)
        }
        pipeline.in_memory(connection, paths, bimester=when, rules=rule_set)
        return _read(connection, when, rule_set)


@lru_cache(maxsize=64)
def _rule_set(text: str) -> RuleSet:
    """Checking a document takes longer than a handful of households."""
    return RuleSet.of(json.loads(text))


def written(path: Path, kind: str, rows: Rows) -> Path:
    """The rows as CSV with every column of the schema."""
    names = [column.name for column in schema.columns(kind)]
    lines = [",".join(names), *(",".join(_cell(row.get(name)) for name in names) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _read(connection: duckdb.DuckDBPyConnection, bimester: Bimester, rules: RuleSet) -> Computed:
    months = {month.place: str(month) for month in bimester.months}
    names = dict(enumerate(rules.requirements, start=1))
    lines = connection.execute("SELECT * FROM lines").fetchall()
    eligibility = connection.execute(
        "SELECT h.household, m.month, m.eligibility FROM household_months AS m JOIN households AS h ON h.number = m.household"
    ).fetchall()
    who = "JOIN members AS p ON p.number = c.member JOIN households AS h ON h.number = c.household"
    verdicts = connection.execute(
        f"SELECT h.household, p.token, c.month, c.requirement, c.verdict FROM checks AS c {who}"
    ).fetchall()
    people = connection.execute(
        f"SELECT h.household, p.token, c.month, c.verdict, c.reason, c.complies FROM member_months AS c {who} WHERE c.target"
    ).fetchall()
    return Computed(
        lines={(h, concept): (int(first), int(second), int(c)) for h, concept, first, second, c in lines},
        eligibility={(h, months[m]): ELIGIBILITY[e] for h, m, e in eligibility},
        verdicts={(h, p, months[m], names[r]): VERDICTS[v] for h, p, m, r, v in verdicts},
        people={(h, p, months[m]): (VERDICTS[v], names.get(r), c) for h, p, m, v, r, c in people},
        total=sum(int(row[4]) for row in lines),
    )
