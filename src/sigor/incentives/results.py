"""Questions to the files of runs: what is paid, what a later edition changes, one household's story."""

from pathlib import Path
from typing import Any

from sigor.incentives.engine import duck, explain
from sigor.incentives.engine.codes import CONCEPTS
from sigor.incentives.engine.duck import quoted, rows

# The payments of a run, whole.
WHOLE = """
    SELECT l.household, l.concept, m.unit, l.cents
    FROM {lines} AS l
    JOIN {households} AS h ON h.household = l.household
    JOIN {months} AS m ON m.household = h.number AND m.month = 2"""
# What a later edition pays more (or is to recover) than the one before it, line by line.
CHANGED = """
    SELECT coalesce(n.household, o.household) AS household, coalesce(n.concept, o.concept) AS concept,
           coalesce(n.unit, o.unit) AS unit, coalesce(n.cents, 0) - coalesce(o.cents, 0) AS cents
    FROM ({new}) AS n FULL JOIN ({old}) AS o ON o.household = n.household AND o.concept = n.concept
    WHERE coalesce(n.cents, 0) <> coalesce(o.cents, 0)"""


def write_payments(run: Any, target: Path) -> None:
    """The lines that closing the run would add, as CSV in the order of household and concept."""
    with duck.session() as connection:
        connection.execute(
            f"COPY (SELECT {run.pk} AS run_id, {quoted(run.bimester)} AS bimester, {run.edition} AS edition, "
            f"household, concept, unit, cents FROM ({_payments(run)}) ORDER BY household, concept) "
            f"TO {quoted(target)} (FORMAT csv, HEADER true)"
        )


def difference(run: Any) -> dict[str, Any] | None:
    """What the run changes of the last closed edition, in céntimos: to reimburse, to recover, and by concept."""
    former = _former(run)
    if former is None:
        return None
    with duck.session() as connection:
        found = rows(connection, f"""
            SELECT concept, count(*) FILTER (WHERE cents > 0) AS more, count(*) FILTER (WHERE cents < 0) AS less,
                   coalesce(sum(cents) FILTER (WHERE cents > 0), 0)::BIGINT AS reimburse,
                   coalesce(sum(cents) FILTER (WHERE cents < 0), 0)::BIGINT AS recover
            FROM ({_payments(run)}) GROUP BY concept""")  # fmt: skip
    by_concept = {row.pop("concept"): row for row in found}
    return {
        "edition": former.edition,
        "code": former.code,
        "reimburse": sum(row["reimburse"] for row in by_concept.values()),
        "recover": sum(row["recover"] for row in by_concept.values()),
        "concepts": {concept: by_concept[concept] for concept in CONCEPTS if concept in by_concept},
    }


def _payments(run: Any) -> str:
    former = _former(run)
    return _whole(run) if former is None else CHANGED.format(new=_whole(run), old=_whole(former))


def _whole(run: Any) -> str:
    named = {"lines": "lines", "households": "households", "months": "household_months"}
    return WHOLE.format(**{key: duck.parquet(run.folder / f"{name}.parquet") for key, name in named.items()})


def _former(run: Any) -> Any:
    return type(run).objects.filter(bimester=run.bimester, edition=run.edition - 1, state="closed").first()


def story(run: Any, household: str) -> explain.Explanation:
    """Raises UnknownHousehold, Inconsistent."""
    return explain.explain(run.folder, household)


def households_of(run: Any, unit: str, count: int) -> list[str]:
    """The first households of a unit in the second month, in the order of their pseudonyms."""
    named = {
        name: duck.parquet(run.folder / f"{name}.parquet") for name in ("households", "household_months")
    }
    with duck.session(threads=1) as connection:
        found = connection.execute(
            f"SELECT h.household FROM {named['households']} AS h "
            f"JOIN {named['household_months']} AS m ON m.household = h.number AND m.month = 2 "
            "WHERE m.unit = ? ORDER BY h.household LIMIT ?",
            [unit, count],
        ).fetchall()
    return [row[0] for row in found]
