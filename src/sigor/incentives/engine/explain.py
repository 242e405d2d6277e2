"""Why a household is paid what it is: read from the run itself, and what would change asked of the same text.

Nothing here computes an amount a second time: amounts come from `roll.sql` over the household's own rows, and must be
those of the run; what would have changed them is the same text over the same rows with one verdict turned.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.codes import CONCEPTS, ELIGIBILITY, STUDENT_CONCEPTS, VERDICTS
from sigor.incentives.engine.duck import rows
from sigor.incentives.engine.rules import RuleSet

READ = ("households", "members", "household_months", "person_months", "checks", "roll")
# Columns of `member_months` that `roll.sql` reads, as a variant of a household's rows keeps them.
OWN = "month, eligibility, target, complies, early, student, annual"


class UnknownHousehold(LookupError):
    """The run has no household of that pseudonym."""


class Inconsistent(Exception):
    """The run does not follow from its own rows: its files were changed after it."""


@dataclass(frozen=True)
class Check:
    requirement: str
    verdict: str
    counts: bool
    done: int | None
    due: int | None


@dataclass(frozen=True)
class PersonMonth:
    """One person in one month."""

    member: str
    role: str
    age_months: int
    pregnant: bool
    target: bool
    complies: bool
    verdict: str
    reason: str  # the requirement that decided; empty when all count
    first_years: str  # concept that the person belongs to: TPI, TPIU or empty
    student: str  # TBS, TAS or empty
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class MonthStory:
    """One month of a household: may it be paid, who did what, and what each concept pays, in céntimos."""

    month: str
    eligibility: str
    ubigeo: str
    unit: str
    people: tuple[PersonMonth, ...]
    paid: dict[str, int]

    @property
    def failing(self) -> tuple[PersonMonth, ...]:
        return tuple(person for person in self.people if person.target and not person.complies)


@dataclass(frozen=True)
class Change:
    """What would have been paid more, in céntimos, had one thing been otherwise."""

    month: str
    kind: str  # complied: these persons had complied | eligible: the household could have been paid
    members: tuple[str, ...]
    gain: dict[str, int]

    @property
    def cents(self) -> int:
        return sum(self.gain.values())


@dataclass(frozen=True)
class Explanation:
    household: str
    bimester: str
    rules_sha256: str
    facts: dict[
        str, Any
    ]  # class, class_until, affiliated_on, left_on, suspended_from, suspended_until, vraem
    months: tuple[MonthStory, ...]
    amounts: dict[str, int]
    rates: dict[str, tuple[int, int]]  # concept: amount of each month, in céntimos
    changes: tuple[Change, ...] = field(default=())

    @property
    def cents(self) -> int:
        return sum(self.amounts.values())


@contextmanager
def opened(run: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A session over the files of a run, for any number of explanations."""
    rules, bimester = _rules(run)
    with duck.session(threads=1) as connection:
        duck.create_rules(connection, rules.tables(bimester))
        for name in (*READ, "member_months"):
            duck.view(connection, f"run_{name}", run / f"{name}.parquet")
        yield connection


def explain(run: Path, household: str, *, connection: duckdb.DuckDBPyConnection | None = None) -> Explanation:
    """The story of one household. Raises UnknownHousehold, Inconsistent."""
    if connection is None:
        with opened(run) as own:
            return explain(run, household, connection=own)
    found = rows(connection, "SELECT * FROM run_households WHERE household = ?", [household])
    if not found:
        raise UnknownHousehold(household)
    home = found[0]
    rules, bimester = _rules(run)
    number = home["number"]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE variants AS SELECT 0 AS household, household AS number, member, {OWN}, verdict, reason "
        f"FROM run_member_months WHERE household = {number} ORDER BY month, member"
    )
    variants = _turned(connection, number)
    paid = _paid(connection)
    kept = rows(connection, f"SELECT * FROM run_roll WHERE household = {number}")
    actual = paid.get(0, {})
    if _amounts(kept[0] if kept else {}) != _amounts(actual):
        raise Inconsistent(household)
    return Explanation(
        household=household,
        bimester=str(bimester),
        rules_sha256=rules.sha256,
        facts={name: home[name] for name in FACTS},
        months=tuple(_months(connection, number, rules, bimester, actual)),
        amounts=_amounts(actual),
        rates=_rates(rules, bimester),
        changes=tuple(_changes(connection, variants, paid, bimester)),
    )


FACTS = (
    "class",
    "class_until",
    "affiliated_on",
    "readmitted_on",
    "left_on",
    "suspended_from",
    "suspended_until",
    "vraem",
)


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """Plain values for JSON: days as ISO text."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, tuple | list):
            return [plain(item) for item in value]
        if hasattr(value, "__dataclass_fields__"):
            return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
        return value

    told: dict[str, Any] = plain(explanation)
    return told | {"cents": explanation.cents}


def _rules(run: Path) -> tuple[RuleSet, Bimester]:
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    # Checked when the run was made; the manifest holds its hash.
    rules = RuleSet(json.loads((run / "rules.json").read_text(encoding="utf-8")))
    return rules, Bimester.read(manifest["bimester"])


def _rates(rules: RuleSet, bimester: Bimester) -> dict[str, tuple[int, int]]:
    first, second = (
        {e["concept"]: e["cents"] for e in rules.on("amounts", month.first_day)} for month in bimester.months
    )
    return {concept: (first[concept], second[concept]) for concept in CONCEPTS}


# -- what was ----------------------------------------------------------------------------------------


def _months(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    rules: RuleSet,
    bimester: Bimester,
    actual: dict[str, Any],
) -> Iterator[MonthStory]:
    """Both months, each file asked once."""
    homes = rows(connection, f"SELECT * FROM run_household_months WHERE household = {number}")
    found = rows(connection, f"SELECT * FROM run_checks WHERE household = {number} ORDER BY requirement")
    people = rows(
        connection,
        f"""
        SELECT v.*, p.token, p.role, m.age, m.pregnant FROM variants AS v
        JOIN run_members AS p ON p.number = v.member AND p.household = {number}
        JOIN run_person_months AS m ON m.household = {number} AND m.member = v.member AND m.month = v.month
        WHERE v.household = 0 ORDER BY p.role <> 'holder', m.age DESC, p.token""",
    )
    rates = _rates(rules, bimester)
    for month in bimester.months:
        home = next(row for row in homes if row["month"] == month.place)
        counting = {VERDICTS.index(e["verdict"]): e["counts"] for e in rules.on("verdicts", month.first_day)}
        checks: dict[int, list[Check]] = {}
        for row in found:
            if row["month"] == month.place:
                verdict = row["verdict"]
                code = rules.requirements[row["requirement"] - 1]
                said = Check(code, VERDICTS[verdict], counting[verdict], row["done"], row["due"])
                checks.setdefault(row["member"], []).append(said)
        yield MonthStory(
            month=str(month),
            eligibility=ELIGIBILITY[home["eligibility"]],
            ubigeo=home["ubigeo"],
            unit=home["unit"],
            people=tuple(
                _person(row, rules, tuple(checks.get(row["member"], ())))
                for row in people
                if row["month"] == month.place
            ),
            paid=_of_month(actual, month.place, rates),
        )


def _person(row: dict[str, Any], rules: RuleSet, checks: tuple[Check, ...]) -> PersonMonth:
    return PersonMonth(
        member=row["token"],
        role=row["role"],
        age_months=row["age"],
        pregnant=row["pregnant"],
        target=row["target"],
        complies=row["complies"],
        verdict=VERDICTS[row["verdict"]],
        reason=rules.requirements[row["reason"] - 1] if row["reason"] else "",
        first_years=("", "TPI", "TPIU")[row["early"]],
        student=("", *STUDENT_CONCEPTS)[row["student"]],
        checks=checks,
    )


def _of_month(roll: dict[str, Any], place: int, rates: dict[str, tuple[int, int]]) -> dict[str, int]:
    """What each concept pays for one month: its units at that month's amount."""
    units = {concept: roll.get(f"{concept.lower()}_{place}", 0) for concept in CONCEPTS}
    return {concept: count * rates[concept][place - 1] for concept, count in units.items() if count}


def _amounts(roll: dict[str, Any]) -> dict[str, int]:
    return {concept: int(roll.get(concept.lower(), 0)) for concept in CONCEPTS}


# -- what would have been ----------------------------------------------------------------------------


def _turned(connection: duckdb.DuckDBPyConnection, number: int) -> list[tuple[int, str, tuple[int, ...]]]:
    """Add the household's rows once more for each thing that could have been otherwise.

    Returns (month, kind, members) of each variant; the place in the list, from 1, is its number in `variants`.
    """
    own = rows(
        connection, "SELECT month, member, eligibility, target, complies FROM variants WHERE household = 0"
    )
    asked: list[tuple[int, str, tuple[int, ...]]] = []
    for month in (1, 2):
        failing = tuple(r["member"] for r in own if r["month"] == month and r["target"] and not r["complies"])
        asked += [(month, "complied", (member,)) for member in failing]
        if len(failing) > 1:
            asked.append((month, "complied", failing))
        if any(r["month"] == month and r["eligibility"] for r in own):
            asked.append((month, "eligible", ()))
    for place, (month, kind, members) in enumerate(asked, start=1):
        listed = ", ".join(map(str, members)) or "-1"
        complies = (
            f"complies OR (month = {month} AND member IN ({listed}))" if kind == "complied" else "complies"
        )
        eligible = (
            f"CASE WHEN month = {month} THEN 0 ELSE eligibility END" if kind == "eligible" else "eligibility"
        )
        connection.execute(
            f"INSERT INTO variants SELECT {place}, number, member, month, {eligible}, target, {complies}, early, student, annual, "
            "verdict, reason FROM variants WHERE household = 0"
        )
    return asked


def _paid(connection: duckdb.DuckDBPyConnection) -> dict[int, dict[str, Any]]:
    """What each variant would be paid, by the text of the roll."""
    connection.execute("CREATE OR REPLACE TEMP VIEW member_months AS SELECT * FROM variants")
    return {row["household"]: row for row in rows(connection, duck.text("roll"))}


def _changes(
    connection: duckdb.DuckDBPyConnection,
    variants: list[tuple[int, str, tuple[int, ...]]],
    paid: dict[int, dict[str, Any]],
    bimester: Bimester,
) -> Iterator[Change]:
    """Only what pays more; several persons together only where one alone is not enough."""
    names = {
        row["member"]: row["token"]
        for row in rows(
            connection,
            """
        SELECT DISTINCT v.member, p.token FROM variants AS v JOIN run_members AS p ON p.number = v.member AND p.household = v.number""",
        )
    }
    before = _amounts(paid.get(0, {}))
    alone: dict[int, int] = {}
    for place, (month, kind, members) in enumerate(variants, start=1):
        after = _amounts(paid.get(place, {}))
        gain = {
            concept: after[concept] - before[concept]
            for concept in CONCEPTS
            if after[concept] > before[concept]
        }
        cents = sum(gain.values())
        if len(members) == 1:
            alone[month] = alone.get(month, 0) + cents
        if gain and (len(members) < 2 or cents > alone.get(month, 0)):
            yield Change(str(bimester.months[month - 1]), kind, tuple(names[m] for m in members), gain)
