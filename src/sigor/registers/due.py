"""What awaits a person in the registers: work to hand in and steps to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.models import Record
from sigor.records.selectors import written_by
from sigor.records.workflow import AUTHORS, State, Transition, Workflow
from sigor.registers.declaration import Register, all_registers
from sigor.registers.declaration import get as register_named

OWN_WORK = frozenset({Permission.EDIT, Permission.SUBMIT})
DECISIONS = frozenset({Permission.VERIFY, Permission.APPROVE})
SOON = 15  # days before a due date from which it is marked
OVERDUE = State("overdue", _("Vencido"), "●", "danger")
DUE_SOON = State("due-soon", _("Por vencer"), "◔", "warning")


@dataclass(frozen=True)
class TrayItem:
    """A record on somebody's desk."""

    register: Register
    code: str
    title: str
    unit: str
    due: date | None
    state: State
    url: str
    days: int | None  # until due; negative when overdue

    @property
    def overdue(self) -> bool:
        return self.days is not None and self.days < 0


def owed_by(user: User, on: date, until: date | None = None) -> list[TrayItem]:
    """What the person's units owe by their registers: the next step is the unit's and has a due date; oldest first.

    `until` leaves out what falls due later.
    """
    parts = []
    for register in all_registers():
        if not register.due_field:
            continue
        rows = access.visible(register.records(user), user, permission=Permission.SUBMIT)
        rows = rows.filter(state__in=_held_by(register.model.workflow, OWN_WORK))
        rows = rows.exclude(**{register.due_field: None})
        if until is not None:
            rows = rows.filter(**{f"{register.due_field}__lte": until})
        parts.append(_values(register, rows))
    return _items(parts, on)


def coming(user: User, unit_ids: Iterable[int], on: date, until: date) -> list[TrayItem]:
    """All that falls due in some units, whoever has to act, as far as this person may see; oldest first."""
    parts = []
    for register in all_registers():
        if register.due_field:
            rows = register.records(user).filter(unit__in=unit_ids, **{f"{register.due_field}__lte": until})
            parts.append(_values(register, rows.exclude(state__in=register.model.workflow.final_states())))
    return _items(parts, on)


def awaiting(user: User, on: date) -> list[TrayItem]:
    """Records whose next step is to verify or to approve, and which this person may take."""
    parts = []
    for register in all_registers():
        records, workflow = register.records(user), register.model.workflow
        for state in _held_by(workflow, DECISIONS):
            for permission in sorted({t.permission for t in workflow.leaving(state)} & DECISIONS):
                steps = [t for t in workflow.leaving(state) if t.permission == permission]
                rows = access.visible(records, user, permission=permission).filter(
                    _open_to(register.model, user, steps), state=state
                )
                parts.append(_values(register, rows))
    return _items(parts, on)


def due_mark(register: Register, record: Record, on: date) -> State | None:
    """How a record stands towards its due date; once the unit has handed in, the date no longer presses."""
    due: date | None = getattr(record, register.due_field) if register.due_field else None
    if due is None or (due - on).days > SOON or record.state not in _held_by(record.workflow, OWN_WORK):
        return None
    return OVERDUE if due < on else DUE_SOON


def _held_by(workflow: Workflow, permissions: frozenset[Permission]) -> list[str]:
    """States whose next step is taken with these permissions; own work comes before a decision."""
    found = []
    for state in workflow.states:
        needed = {step.permission for step in workflow.leaving(state.code)}
        if state.final or not needed & permissions:
            continue
        if permissions == DECISIONS and needed & OWN_WORK:
            continue
        found.append(state.code)
    return found


def _open_to(model: type[Record], user: User, steps: Iterable[Transition]) -> Q:
    """Records on which at least one of the steps is not closed to this person by the rule of four eyes."""
    condition = Q(pk__in=[])
    for step in steps:
        if not step.unlike:
            return Q()
        closed = Q(*((field, user.pk) for field in step.unlike if field != AUTHORS), _connector=Q.OR)
        if AUTHORS in step.unlike:
            closed |= Q(written_by(model, user))
        condition |= ~closed
    return condition


def _values(register: Register, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    due = F(register.due_field) if register.due_field else Cast(Value(None), DateField())
    return rows.order_by().values(
        "pk",
        "code",
        "title",
        "state",
        unit_acronym=F("unit__acronym"),
        register=Value(register.slug),
        due=due,
    )


def _items(parts: list[QuerySet[Any, dict[str, Any]]], on: date) -> list[TrayItem]:
    if not parts:
        return []
    rows = parts[0].union(*parts[1:]).order_by(F("due").asc(nulls_last=True), "code")
    return [_item(row, on) for row in rows]


def _item(row: dict[str, Any], on: date) -> TrayItem:
    register = register_named(row["register"])
    if register is None:
        raise LookupError(row["register"])
    return TrayItem(
        register=register,
        code=row["code"],
        title=row["title"],
        unit=row["unit_acronym"],
        due=row["due"],
        state=register.model.workflow.state(row["state"]),
        url=register.url_of(row["pk"]),
        days=(row["due"] - on).days if row["due"] else None,
    )
