"""Reading improvement: the page of a nonconformity and the follow-up matrix as it stood on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.dateparse import parse_datetime

from sigor.accounts.models import User
from sigor.analysis.improvement import percent_done
from sigor.improvement import gates, workflows
from sigor.improvement.models import (
    Cause,
    Effectiveness,
    ImprovementAction,
    Nonconformity,
    NonconformityKind,
    Source,
    Verdict,
)
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.organisation.periods import month_end
from sigor.plans.models import Deliverable, Plan
from sigor.plans.selectors import version_in_force
from sigor.records import access
from sigor.records.asof import rows_on
from sigor.records.models import AuditEntry, Record
from sigor.records.selectors import history_of
from sigor.records.workflow import State

FOLLOW_UP = "3.1.3"  # the milestone of the plan that delivers the matrix

VERDICTS = {
    Verdict.CONSIDERED: State("considered", Verdict.CONSIDERED.label, "○", "neutral"),
    Verdict.CONFIRMED: State("confirmed", Verdict.CONFIRMED.label, "✓", "info"),
    Verdict.ROOT: State("root", Verdict.ROOT.label, "★", "danger"),
    Verdict.DISCARDED: State("discarded", Verdict.DISCARDED.label, "✗", "neutral"),
}


# The page of one nonconformity


@dataclass(frozen=True)
class Branch:
    """A cause and those that explain it."""

    cause: Cause
    verdict: State
    below: list["Branch"]


@dataclass(frozen=True)
class Leg:
    """A step still ahead on the road to the closing, and what stands in its way."""

    label: Any
    obstacles: list[str]


@dataclass(frozen=True)
class Return:
    """A time when the record went back to analysis: when, who, from where and why."""

    at: datetime
    who: str
    state: State
    reason: str


def page_of(record: Nonconformity, user: User) -> dict[str, Any]:
    """What the page of a nonconformity shows besides what every record's page does."""
    prefetch_related_objects([record], "causes", "actions__verified_by", "actions__unit", "actions__cause")
    causes = [c for c in record.causes.all() if c.archived_at is None]
    seen = set(_in_reach(ImprovementAction, user).filter(nonconformity=record).values_list("pk", flat=True))
    actions = [a for a in record.actions.all() if a.archived_at is None]
    may_write = access.may(user, Permission.EDIT, [record.unit_id])
    return {
        "branches": branches(sorted(causes, key=lambda c: c.code)),
        "actions": sorted((a for a in actions if a.pk in seen), key=lambda a: a.code),
        "actions_elsewhere": len([a for a in actions if a.pk not in seen]),
        "may_add_causes": may_write and not gates.parts_are_open(record, causes=True, adding=True),
        "may_add_actions": may_write and not gates.parts_are_open(record, causes=False, adding=True),
        "road": road_from(record, user),
        "returns": returns_of(record),
    }


def branches(causes: Iterable[Cause]) -> list[Branch]:
    """The causes as a forest, in the order given."""
    below: dict[int | None, list[Cause]] = defaultdict(list)
    for cause in causes:
        below[cause.parent_id].append(cause)

    def grow(parent: int | None) -> list[Branch]:
        return [Branch(c, VERDICTS[Verdict(c.verdict)], grow(c.pk)) for c in below[parent]]

    return grow(None)


def road_from(record: Nonconformity, user: User) -> list[Leg]:
    """Every step from here to the closing with the refusals of its own gates; empty when there is none."""
    at = next((i for i, step in enumerate(workflows.ROAD) if record.state in step.sources), None)
    if at is None:
        return []
    return [
        Leg(step.label, [why for gate in step.gates if (why := gate(record, user))])
        for step in workflows.ROAD[at:]
    ]


def returns_of(record: Nonconformity) -> list[Return]:
    """Every time it went back to analysis after its plan was approved, newest first."""
    came_from = ("treatment", "effectiveness", "closed")
    at = record.created_at
    found: list[tuple[AuditEntry, datetime, State]] = []
    for entry in history_of(record).order_by("id"):
        before, after = entry.before or {}, entry.after or {}
        at = parse_datetime(after.get("updated_at", "")) or at
        if after.get("state") == "analysis" and before.get("state") in came_from:
            found.insert(0, (entry, at, workflows.NONCONFORMITY.state(before["state"])))
    people = User.objects.in_bulk(
        {entry.actor_id for entry, _at, _state in found if entry.actor_id is not None}
    )
    return [
        Return(at, str(people.get(entry.actor_id or 0, entry.actor)), state, entry.reason)
        for entry, at, state in found
    ]


# The matrix


@dataclass(frozen=True)
class MatrixAction:
    """An action as it stood."""

    pk: int
    code: str
    title: str
    owner: str
    due: date
    state: State

    def late(self, on: date) -> bool:
        return self.due < on and self.state.code in ("planned", "under_way")


@dataclass(frozen=True)
class MatrixRow:
    """A nonconformity or improvement as it stood; the percentage counts all its actions but the cancelled."""

    pk: int
    code: str
    kind: str
    source: str
    title: str
    unit: str
    correction: str
    roots: list[str]
    actions: list[MatrixAction]
    elsewhere: int  # actions of units that the reader may not see
    percent: int | None
    state: State
    effectiveness: str


def matrix_ids(user: User, moment: datetime) -> QuerySet[Nonconformity]:
    """The records that existed by then and that the person may see today, by code."""
    return _in_reach(Nonconformity, user).filter(created_at__lte=moment).order_by("code")


def matrix_on(user: User, moment: datetime, ids: Iterable[int] | None = None) -> list[MatrixRow]:
    """The follow-up matrix as it stood at the moment: what the records said then, not what they say now."""
    if ids is None:
        ids = matrix_ids(user, moment).values_list("pk", flat=True)
    rows = [row for row in rows_on(Nonconformity, moment, ids) if not row["archived"]]
    causes = _parts_on(Cause, moment, rows)
    actions = _parts_on(ImprovementAction, moment, rows)
    units = Unit.objects.in_bulk({row["unit_id"] for row in rows})
    seen = set(
        _in_reach(ImprovementAction, user)
        .values_list("pk", flat=True)
        .filter(pk__in=[a["id"] for found in actions.values() for a in found])
    )
    found = [_row(row, causes[row["id"]], actions[row["id"]], units, seen) for row in rows]
    return sorted(found, key=lambda row: row.code)


def _parts_on(
    model: type[Cause] | type[ImprovementAction], moment: datetime, rows: list[dict[str, Any]]
) -> dict[int, list[dict[str, Any]]]:
    """The parts of these records as they stood, by the record to which they belonged then."""
    wanted = [row["id"] for row in rows]
    now = model._default_manager.filter(nonconformity__in=wanted).values_list("pk", flat=True)
    moved = AuditEntry.objects.filter(
        table_name=model._meta.db_table, operation="UPDATE", before__nonconformity_id__in=wanted
    )
    before = {int(pk) for pk in moved.values_list("row_id", flat=True)}
    table: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for part in rows_on(model, moment, {*now, *before}):
        if not part["archived"]:
            table[part["nonconformity_id"]].append(part)
    return table


def _row(
    row: dict[str, Any],
    causes: list[dict[str, Any]],
    actions: list[dict[str, Any]],
    units: dict[int, Unit],
    seen: set[int],
) -> MatrixRow:
    counted = [a for a in actions if a["state"] != "cancelled"]
    verified = [a for a in counted if a["state"] == "verified"]
    shown = [a for a in actions if a["id"] in seen]
    return MatrixRow(
        pk=row["id"],
        code=row["code"],
        kind=str(NonconformityKind(row["kind"]).label),
        source=str(Source(row["source"]).label),
        title=row["title"],
        unit=units[row["unit_id"]].acronym,
        correction=row["correction"],
        roots=[
            c["title"]
            for c in sorted(causes, key=lambda c: c["code"])
            if c["verdict"] == Verdict.ROOT and c["state"] != "withdrawn"
        ],
        actions=[_action(a) for a in sorted(shown, key=lambda a: a["code"])],
        elsewhere=len(actions) - len(shown),
        percent=percent_done(len(verified), len(counted)),
        state=workflows.NONCONFORMITY.state(row["state"]),
        effectiveness=str(Effectiveness(row["effectiveness"]).label) if row["effectiveness"] else "",
    )


def _action(row: dict[str, Any]) -> MatrixAction:
    state = workflows.ACTION.state(row["state"])
    return MatrixAction(row["id"], row["code"], row["title"], row["owner"], row["due_date"], state)


def _in_reach(model: type[Record], user: User) -> QuerySet[Any]:
    """Records that the person may see today, those archived since included: the past is not rewritten."""
    return access.visible_records(model._default_manager.all(), user)


def cuts(year: int, on: date) -> list[date]:
    """The days on which the plan of the year delivers the matrix, as the version in force says."""
    plan = Plan.objects.filter(year=year).first()
    version = version_in_force(plan, on) if plan is not None else None
    if version is None:
        return []
    due = Deliverable.objects.filter(milestone__version=version, milestone__code=FOLLOW_UP).order_by("month")
    return [d.data_cutoff or month_end(year, d.month) for d in due]
