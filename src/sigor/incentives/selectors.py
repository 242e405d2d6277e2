"""Reading the incentives: what a run adds up to for its reader, whose households one may ask about, what differs."""

from dataclasses import dataclass
from typing import Any

from sigor.accounts.models import User
from sigor.incentives import wording
from sigor.incentives.engine import duck
from sigor.incentives.engine.codes import CONCEPTS, VERDICTS
from sigor.incentives.engine.duck import quoted, rows
from sigor.incentives.models import Reconciliation, RuleVersion, Run
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access

PREFIX = "Unidad Territorial "  # said once, by the heading of the column
SHOWN = 20  # differences of each class on the page; all of them in the file
CLASS_WORDS = {
    "different_amount": wording.gettext_lazy("Monto distinto"),
    "missing": wording.gettext_lazy("Falta en la lista operativa"),
    "extra": wording.gettext_lazy("Sobra en la lista operativa"),
    "not_eligible": wording.gettext_lazy("Pagado a un hogar no elegible"),
    "bank_different": wording.gettext_lazy("El banco abonó otro monto"),
    "bank_missing": wording.gettext_lazy("El banco no lo devolvió"),
    "bank_extra": wording.gettext_lazy("El banco abonó lo que no se ordenó"),
    "bank_returned": wording.gettext_lazy("Devuelto por el banco"),
    "matched": wording.gettext_lazy("Conforme"),
    "bank_paid": wording.gettext_lazy("Abonado"),
}
WORTH_LOOKING = (
    "different_amount",
    "missing",
    "extra",
    "not_eligible",
    "bank_different",
    "bank_missing",
    "bank_extra",
    "bank_returned",
)


@dataclass(frozen=True)
class UnitRow:
    """A territorial unit in a run: households of the extract, eligible, paid, and money in céntimos."""

    unit: str
    name: str
    households: int
    eligible: int
    paid: int
    cents: int
    concepts: tuple[int, ...]

    @property
    def soles(self) -> str:
        return wording.soles(self.cents)


def by_unit(run: Run) -> list[UnitRow]:
    names = dict(Unit.objects.filter(kind=Unit.Kind.TERRITORIAL).values_list("acronym", "name"))
    return [
        UnitRow(
            row["unit"],
            names.get(row["unit"], row["unit"]).removeprefix(PREFIX),
            row["households"],
            row["eligible"],
            row["paid"],
            row["cents"],
            tuple(row[concept.lower()] for concept in CONCEPTS),
        )
        for row in run.totals["units"]
    ]


def checks_by_requirement(run: Run) -> list[tuple[str, list[int], int]]:
    """Each requirement with how many checks ended in each verdict but «no aplica», and how many in all."""
    codes = run.rules.rule_set.requirements
    told = []
    for rank, code in enumerate(codes, start=1):
        counts = run.totals["verdicts"].get(str(rank), {})
        numbers = [counts.get(verdict, 0) for verdict in VERDICTS[1:]]
        if sum(numbers):
            told.append((wording.requirement(code), numbers, sum(numbers)))
    return told


def difference_shown(run: Run) -> dict[str, Any] | None:
    """What an edition changes of the one before it, in words of money."""
    if run.difference is None:
        return None
    told: dict[str, Any] = run.difference
    return {
        "code": told["code"],
        "edition": told["edition"],
        "reimburse": wording.soles(told["reimburse"]),
        "recover": wording.soles(-told["recover"]),
        "concepts": [
            (
                wording.CONCEPTS[code],
                row["more"],
                wording.soles(row["reimburse"]),
                row["less"],
                wording.soles(-row["recover"]),
            )
            for code, row in told["concepts"].items()
        ],
    }


def effect_of(version: RuleVersion) -> dict[str, Any] | None:
    """The simulated effect of a version in words of money, and whether it is of the rules as they stand."""
    told = version.simulation
    if not told:
        return None

    def pair(before: int, after: int) -> dict[str, Any]:
        return {
            "before": wording.soles(before),
            "after": wording.soles(after),
            "change": wording.soles(after - before),
        }

    return {
        "stale": told["sha256"] != version.sha256,
        "run": told["run"],
        "bimester": told["bimester"],
        "households": told["households"],
        "cents": pair(*told["cents"]),
        "concepts": [
            (wording.CONCEPTS[code], row["households"], pair(*row["cents"]))
            for code, row in told["concepts"].items()
            if any(row["cents"])
        ],
        "units": [(row["unit"], row["paid"], pair(*row["cents"])) for row in told["units"]],
    }


def may_see_household(run: Run, household: str, user: User) -> bool:
    """Whoever sees the unit that runs it, or the territorial unit that attends the household, may read its story."""
    if access.may(user, Permission.VIEW, [run.unit_id]):
        return True
    held = access.grants(user).units(Permission.VIEW)
    if not held:
        return False
    units = _units_of(run, household)
    return Unit.objects.filter(pk__in=held, acronym__in=units).exists()


def _units_of(run: Run, household: str) -> list[str]:
    with duck.session(threads=1) as connection:
        found = rows(connection, f"""
            SELECT DISTINCT m.unit FROM {duck.parquet(run.folder / "household_months.parquet")} AS m
            JOIN {duck.parquet(run.folder / "households.parquet")} AS h ON h.number = m.household
            WHERE h.household = ?""", [household])  # fmt: skip
    return [row["unit"] for row in found]


def units_seen(user: User) -> list[str] | None:
    """Acronyms of the units whose households a person may be shown; None for all of them."""
    held = access.grants(user)
    if Permission.VIEW in held.everywhere:
        return None
    return list(Unit.objects.filter(pk__in=held.units(Permission.VIEW)).values_list("acronym", flat=True))


def difference_classes(record: Reconciliation, user: User) -> list[dict[str, Any]]:
    """Each class that needs somebody's look: how many, how much, and the first ones this person may see."""
    told = []
    seen = units_seen(user) if not access.may(user, Permission.VIEW, [record.unit_id]) else None
    path = record.folder / "differences.parquet"
    with duck.session(threads=1) as connection:
        for name in WORTH_LOOKING:
            said = record.result.get("classes", {}).get(name)
            if not said or not said["rows"]:
                continue
            where = f"class = {quoted(name)}"
            if seen is not None:
                where += f" AND unit IN ({', '.join(map(quoted, seen)) or quoted('')})"
            first = rows(
                connection,
                f"SELECT household, concept, unit, ours, theirs FROM {duck.parquet(path)} WHERE {where} "
                f"ORDER BY abs(coalesce(ours, 0) - coalesce(theirs, 0)) DESC, household, concept LIMIT {SHOWN}",
            )
            for row in first:
                row["ours"] = wording.soles(row["ours"]) if row["ours"] is not None else "—"
                row["theirs"] = wording.soles(row["theirs"]) if row["theirs"] is not None else "—"
            told.append(
                {
                    "code": name,
                    "label": CLASS_WORDS[name],
                    "count": said["rows"],
                    "cents": wording.soles(said["difference"]),
                    "first": first,
                }
            )
    return told
