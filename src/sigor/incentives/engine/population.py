"""Who is in the Programme: what moved, whose class expires, which groups there are, coverage, and accompaniment.

A household is in the Programme on a day when it was affiliated by then and has not left since, whatever its right to be
paid; everything here is told for the last day of the bimester.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck, finished, lists
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.duck import literal, quoted
from sigor.incentives.engine.lists import Listing

GONE = "FUERA_DEL_EXTRACTO"  # the cause told of a household that is no longer in the extract
MOVEMENTS = ("new", "readmitted", "continuing", "out")
MOST_HOUSEHOLDS = 99_999_999  # of a district
DENOMINATORS = Listing(
    "denominators",
    (
        lists.text("ubigeo", "ubigeo", lists.UBIGEO_PATTERN, "Distrito, seis dígitos del INEI"),
        lists.number("households", "hogares", MOST_HOUSEHOLDS),
    ),
    ("ubigeo",),
)


@dataclass(frozen=True)
class PriorityRule:
    """A person of this group that did not comply in so many months of the bimester gives its household a priority."""

    population: str  # first_years: pregnant or up to twelve months; small: under three years; student: any other child
    months: int
    priority: int
    reason: str


# The rule of the suggested priority, the most urgent first. It is a proposal of this product and no norm: the younger
# the child and the longer it was without its services, the sooner the visit. Of two that a household falls under the
# first counts; the last one is for households in which everybody complied.
SMALL_MONTHS = 36
PRIORITY_RULES = (
    PriorityRule("first_years", 2, 5, "Gestante o menor de un año sin cumplir los dos meses"),
    PriorityRule("first_years", 1, 4, "Gestante o menor de un año sin cumplir un mes"),
    PriorityRule("small", 2, 4, "Niña o niño menor de tres años sin cumplir los dos meses"),
    PriorityRule("small", 1, 3, "Niña o niño menor de tres años sin cumplir un mes"),
    PriorityRule("student", 2, 3, "Estudiante sin cumplir los dos meses"),
    PriorityRule("student", 1, 2, "Estudiante sin cumplir un mes"),
    PriorityRule("nobody", 0, 1, "Todas las personas del hogar cumplieron"),
)


def movements(*, run: Path, previous: Path | None, memory: str = duck.MEMORY) -> dict[str, Any]:
    """Households that are new, readmitted, continuing and out, by unit, and the causes of those out.

    Since the last day of the bimester of `previous`; without it, since the eve of the bimester, as the dates of the
    extract tell it. Raises FileNotFoundError, ValueError when `previous` is not of an earlier bimester.
    """
    with _now(run, memory) as (connection, bimester):
        former, prefix = bimester.previous.last_day, ""
        if previous is not None:
            prefix = "former_"
            earlier = Bimester.read(finished.attach(connection, previous, prefix=prefix)["bimester"])
            if not earlier < bimester:
                raise ValueError(f"El bimestre {earlier} no es anterior a {bimester}.")
            former = earlier.last_day
        _affiliation(connection, "before", former, prefix)
        finished.table(connection, "since (former_day, gone)", [f"({literal(former)}, {quoted(GONE)})"])
        found = duck.rows(connection, finished.text("movements"))
    units: dict[str, dict[str, Any]] = {}
    for row in found:
        unit = units.setdefault(row["unit"], {"unit": row["unit"], **dict.fromkeys(MOVEMENTS, 0)})
        unit[row["movement"]] += row["households"]
    return {
        "since": str(former + timedelta(days=1)),
        "until": str(bimester.last_day),
        "totals": {name: sum(unit[name] for unit in units.values()) for name in MOVEMENTS},
        "units": list(units.values()),
        "causes": [
            {"unit": row["unit"], "cause": row["cause"], "households": row["households"]}
            for row in found
            if row["movement"] == "out"
        ],
    }


def expiries(*, run: Path, until: date, memory: str = duck.MEMORY) -> list[dict[str, Any]]:
    """Households whose class expires between the first day of the bimester and `until`, by month and unit."""
    with _now(run, memory) as (connection, bimester):
        days = f"({literal(bimester.months[0].first_day)}, {literal(until)})"
        finished.table(connection, "window_of_days (first_day, last_day)", [days])
        return duck.rows(connection, finished.text("expiries"))


def target_groups(*, run: Path, memory: str = duck.MEMORY) -> list[dict[str, Any]]:
    """The target population of the second month by unit and group."""
    with _now(run, memory) as (connection, _bimester):
        return duck.rows(connection, finished.text("target_groups"))


def coverage(*, run: Path, denominators: Path, memory: str = duck.MEMORY) -> list[dict[str, Any]]:
    """Households of the Programme by district, of those in the file; `percent` is null where nothing divides it.

    Districts of either side are there: `in_file` is false where the file does not know one. Raises ListsRefused,
    Unreadable, FileNotFoundError.
    """
    with _now(run, memory) as (connection, _bimester):
        lists.take_in(connection, [(DENOMINATORS, denominators)])
        found = duck.rows(connection, finished.text("coverage"))
    return [row | {"percent": _percent(row["affiliated"], row["households"])} for row in found]


def caseload(*, run: Path, memory: str = duck.MEMORY) -> list[dict[str, Any]]:
    """Households by unit and priority of accompaniment, as the extract says."""
    with _now(run, memory) as (connection, _bimester):
        return duck.rows(connection, finished.text("caseload"))


def priority(*, run: Path, unit: str | None = None, memory: str = duck.MEMORY) -> list[dict[str, Any]]:
    """The priority that PRIORITY_RULES suggest for each household beside its own, the most urgent first.

    A row per household of the Programme: hundreds of thousands of them unless a `unit` is named.
    """
    with _now(run, memory) as (connection, _bimester):
        rules = [
            f"({place}, {quoted(rule.population)}, {rule.months}, {rule.priority}, {quoted(rule.reason)})"
            for place, rule in enumerate(PRIORITY_RULES)
        ]
        finished.table(connection, "priority_rules (place, population, months, priority, reason)", rules)
        finished.table(connection, "priority_limits (small_months)", [f"({SMALL_MONTHS})"])
        finished.table(connection, "asked_unit (unit)", [f"(CAST({literal(unit)} AS VARCHAR))"])
        return duck.rows(connection, finished.text("priority"))


@contextmanager
def _now(run: Path, memory: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Bimester]]:
    """The run with the table `now`: its households on the last day of the bimester."""
    with finished.opened(run, memory=memory) as (connection, bimester):
        _affiliation(connection, "now", bimester.last_day)
        yield connection, bimester


def _affiliation(connection: duckdb.DuckDBPyConnection, name: str, day: date, prefix: str = "") -> None:
    question = finished.text("affiliation").format(day=literal(day), prefix=prefix)
    connection.execute(f"CREATE TEMP TABLE {name} AS {question}")


def _percent(affiliated: int, households: int | None) -> float | None:
    return round(100 * affiliated / households, 1) if households else None
