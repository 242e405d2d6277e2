"""How far the requirements of each system are covered, each counted once, by its least advanced control."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Min, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from sigor.processes.models import CONTROL_WORKFLOW, TO_RENEW, RequirementControl
from sigor.records.selectors import standing
from sigor.records.workflow import State
from sigor.standards.models import Clause, ManagementSystem
from sigor.standards.selectors import requirements_in_force, systems_on

UNCOVERED = State("no_control", _("Sin control declarado"), "!", "danger")

# From the worst to the best: a requirement stands where its least advanced control stands.
ORDER = ("not_met", TO_RENEW.code, "pending", "partly", "met", "not_applicable")


def state_named(code: str) -> State:
    """How a requirement stands, as pages show it."""
    if code == UNCOVERED.code:
        return UNCOVERED
    return TO_RENEW if code == TO_RENEW.code else CONTROL_WORKFLOW.state(code)


SHOWN = [UNCOVERED, *(state_named(code) for code in ORDER)]


def controls_in_use() -> QuerySet[RequirementControl]:
    """The rows of the matrix that count."""
    return RequirementControl.objects.filter(archived_at__isnull=True).exclude(state="withdrawn")


def standings(on: date) -> dict[int, State]:
    """How each requirement that has a control stands that day, by its id: as its least advanced control."""
    rank = Case(
        *(When(standing(CONTROL_WORKFLOW, code, on), then=Value(place)) for place, code in enumerate(ORDER)),
        output_field=IntegerField(),
    )
    worst = controls_in_use().order_by().values("requirement_id").annotate(worst=Min(rank))
    return {row["requirement_id"]: state_named(ORDER[row["worst"]]) for row in worst}


@dataclass(frozen=True)
class Count:
    """How many requirements stand so."""

    state: State
    number: int


@dataclass(frozen=True)
class Cell:
    """One clause in one system."""

    total: int
    counts: list[Count]


@dataclass(frozen=True)
class Row:
    """One clause with its cell in each system, in the order of the systems."""

    clause: Clause
    cells: list[Cell]
    chapter: bool  # a clause of the first level: its numbers are those of everything below it


@dataclass(frozen=True)
class Coverage:
    """The whole table, with the sums of each system."""

    systems: list[ManagementSystem]
    rows: list[Row]
    sums: list[Cell]


def _cell(found: Counter[str]) -> Cell:
    counts = [Count(state, found[state.code]) for state in SHOWN if found[state.code]]
    return Cell(sum(found.values()), counts)


def below(number: str, other: str) -> bool:
    """Whether a numeral is another one or stands under it: «7.5.3» under «7.5»."""
    return other == number or other.startswith(f"{number}.")


def clauses_in_use() -> list[Clause]:
    return list(Clause.objects.filter(state="in_force", archived_at__isnull=True).order_by("position"))


def coverage(on: date) -> Coverage:
    """Clauses by systems in use that day; nothing here counts a tie between requirements."""
    systems = list(systems_on(on))
    known = clauses_in_use()
    numbers = {clause.pk: clause.number for clause in known}
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    standing_now = standings(on)
    for pk, norm, clause_id in requirements_in_force(on).values_list("pk", "norm_id", "clause_id"):
        if (number := numbers.get(clause_id)) is not None:
            found[norm, number][standing_now.get(pk, UNCOVERED).code] += 1
    rows = []
    for clause in known:
        chapter = "." not in clause.number
        counted = [
            _total(found, system, clause.number) if chapter else found[system.norm_id or 0, clause.number]
            for system in systems
        ]
        rows.append(Row(clause, [_cell(one) for one in counted], chapter))
    return Coverage(systems, rows, [_cell(_total(found, system)) for system in systems])


def _total(
    found: Mapping[tuple[int, str], Counter[str]], system: ManagementSystem, chapter: str = ""
) -> Counter[str]:
    """The counts of one system, of one chapter of the structure or of all of it."""
    total: Counter[str] = Counter()
    for (norm, number), counted in found.items():
        if norm == system.norm_id and (not chapter or below(chapter, number)):
            total += counted
    return total
