"""What a run adds up to: by concept, by territorial unit, and why months were not paid."""

from typing import Any

import duckdb

from sigor.incentives.engine.codes import CONCEPTS, ELIGIBILITY, VERDICTS
from sigor.incentives.engine.duck import rows

MONTHS = (1, 2)


def of(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The totals of the run whose files are there as views. Money in céntimos."""
    paid = rows(
        connection,
        "SELECT count(*) FILTER (WHERE total > 0) AS households, coalesce(sum(total), 0)::BIGINT AS cents FROM roll",
    )[0]
    return {
        "households": {
            "in_extract": rows(connection, "SELECT count(*) AS n FROM households")[0]["n"],
            "paid": paid["households"],
        },
        "members": rows(connection, "SELECT count(*) AS n FROM members")[0]["n"],
        "cents": paid["cents"],
        "concepts": _concepts(connection),
        "units": _units(connection),
        "departments": _departments(connection),
        "eligibility": _eligibility(connection),
        "verdicts": _verdicts(connection),
        "checks_by_unit": _checks_by_unit(connection),
    }  # fmt: skip


def _concepts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    found = rows(connection, """
        SELECT concept, count(*) AS households, sum(units_1 + units_2)::BIGINT AS units, sum(cents)::BIGINT AS cents
        FROM lines GROUP BY concept""")  # fmt: skip
    by_concept = {row.pop("concept"): row for row in found}
    return {c: by_concept.get(c, {"households": 0, "units": 0, "cents": 0}) for c in CONCEPTS}


def _units(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """By the territorial unit of the household in the second month; every household of the extract counts once."""
    sums = ", ".join(f"coalesce(sum(r.{c.lower()}), 0)::BIGINT AS {c.lower()}" for c in CONCEPTS)
    return rows(connection, f"""
        SELECT h.unit, count(*) AS households, count(*) FILTER (WHERE h.eligibility = 0) AS eligible,
               count(*) FILTER (WHERE r.total > 0) AS paid, {sums}, coalesce(sum(r.total), 0)::BIGINT AS cents
        FROM household_months AS h LEFT JOIN roll AS r ON r.household = h.household
        WHERE h.month = 2 GROUP BY h.unit ORDER BY h.unit""")  # fmt: skip


def _eligibility(connection: duckdb.DuckDBPyConnection) -> dict[str, list[int]]:
    """Households by eligibility, a number per month."""
    found = rows(connection, "SELECT eligibility, month, count(*) AS n FROM household_months GROUP BY ALL")
    told = {name: [0, 0] for name in ELIGIBILITY}
    for row in found:
        told[ELIGIBILITY[row["eligibility"]]][row["month"] - 1] = row["n"]
    return told


def _verdicts(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Checks by requirement (its rank, as text) and verdict, both months together."""
    found = rows(
        connection, "SELECT requirement, verdict, count(*) AS n FROM checks GROUP BY ALL ORDER BY 1, 2"
    )
    told: dict[str, dict[str, int]] = {}
    for row in found:
        told.setdefault(str(row["requirement"]), {})[VERDICTS[row["verdict"]]] = row["n"]
    return told


def _departments(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """By the department (first two digits of the district) of the household in the second month."""
    return rows(connection, """
        SELECT substr(h.ubigeo, 1, 2) AS department, count(*) AS households, count(*) FILTER (WHERE r.total > 0) AS paid,
               coalesce(sum(r.total), 0)::BIGINT AS cents
        FROM household_months AS h LEFT JOIN roll AS r ON r.household = h.household
        WHERE h.month = 2 GROUP BY 1 ORDER BY 1""")  # fmt: skip


def _checks_by_unit(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Checks of both months by territorial unit and requirement (its rank): all, met, exempt."""
    return rows(connection, """
        SELECT h.unit, c.requirement, count(*) AS n, count(*) FILTER (WHERE c.verdict = 1) AS met,
               count(*) FILTER (WHERE c.verdict = 2) AS exempt
        FROM checks AS c JOIN household_months AS h ON h.household = c.household AND h.month = c.month
        GROUP BY ALL ORDER BY 1, 2""")  # fmt: skip
