"""Mi bandeja: what I owe, what was returned to me, what awaits my decision, from the plan and the registers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sigor.accounts.models import User
from sigor.analysis.progress import Outcome, Status
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import month_label
from sigor.plans import pages, selectors, services
from sigor.plans.models import Plan, PlanVersion
from sigor.plans.selectors import Board, Cell
from sigor.records import access
from sigor.registers import due
from sigor.signatures.selectors import waiting_for

SHOWN = 30  # entries per section; the rest is one click away
HORIZON_DAYS = 45  # what falls due later is not yet a matter for the tray


@dataclass(frozen=True)
class Entry:
    """One line of the tray. `state` has mark, label and tone."""

    code: str
    title: str
    kind: str
    unit: str
    due: date | None
    days: int | None  # until due; negative when overdue
    state: Any
    url: str
    detail: str = ""
    drawer: bool = False

    @property
    def days_late(self) -> int:
        return max(0, -(self.days or 0))


@dataclass(frozen=True)
class Section:
    """The most pressing entries, and how many there are in all."""

    entries: list[Entry]
    total: int

    def __bool__(self) -> bool:
        return bool(self.total)

    @property
    def more(self) -> int:
        return self.total - len(self.entries)


@dataclass(frozen=True)
class Tray:
    owed: Section
    returned: Section
    to_decide: Section


def boards(today: date, moment: datetime) -> list[Board]:
    """The boards that still matter: this year's plan and the one before it."""
    found = []
    for plan in Plan.objects.filter(year__in=(today.year, today.year - 1)).order_by("-year"):
        version = selectors.version_in_force(plan, today)
        if version is not None:
            found.append(selectors.board(version, today, moment=moment))
    return found


def tray(user: User, plan_boards: list[Board], today: date) -> Tray:
    held = access.grants(user)
    owed: list[Cell | Entry] = []
    returned: list[Cell | Entry] = []
    to_decide: list[Cell | Entry] = []
    for board in plan_boards:
        for cell in selectors.owed_cells(board, held):
            if cell.status == Status.RETURNED:
                returned.append(cell)
            elif (cell.due - today).days <= HORIZON_DAYS:
                owed.append(cell)
        for cell, item in selectors.waiting_items(board):
            item.submission.deliverable = cell.deliverable
            if not services.refusal(item.submission, Outcome.VERIFIED, user, None):
                to_decide.append(cell)
    owed += [entry_of_record(i) for i in due.owed_by(user, today, today + timedelta(days=HORIZON_DAYS))]
    to_decide += [entry_of_record(i) for i in due.awaiting(user, today)]
    to_decide += _versions_to_approve(user)
    to_decide += _signatures_to_give(user)
    return Tray(_section(owed, today), _section(returned, today), _section(to_decide, today))


def _section(found: list[Cell | Entry], today: date) -> Section:
    """In order of due date, what has none last; only what is shown is drawn up."""
    pressing = sorted(found, key=lambda e: (e.due is None, e.due or today, e.code))[:SHOWN]
    return Section([e if isinstance(e, Entry) else entry_of_cell(e, today) for e in pressing], len(found))


def entry_of_cell(cell: Cell, today: date) -> Entry:
    """A scheduled deliverable as a line of the tray."""
    return Entry(
        code=cell.milestone.code,
        title=cell.milestone.name,
        kind=f"{cell.milestone.deliverable_type} · {month_label(cell.due.year, cell.month)}",
        unit=cell.milestone.lead.acronym,
        due=cell.due,
        days=(cell.due - today).days,
        state=pages.STATES[cell.status],
        url=reverse("deliverable", args=[cell.deliverable.pk]),
        detail=_reason(cell) if cell.status == Status.RETURNED else cell.deliverable.condition,
        drawer=True,
    )


def _reason(cell: Cell) -> str:
    reasons = [i.last_decision.reason for i in cell.items if i.last_decision and i.last_decision.reason]
    return reasons[-1] if reasons else ""


def entry_of_record(item: due.TrayItem) -> Entry:
    """A record of a register as a line of the tray."""
    return Entry(
        item.code, item.title, str(item.register.name), item.unit, item.due, item.days, item.state, item.url
    )


def _versions_to_approve(user: User) -> list[Entry]:
    if not access.may(user, Permission.APPROVE):
        return []
    waiting = PlanVersion.objects.filter(state="in_review").select_related("unit", "plan")
    return [
        Entry(
            v.code,
            v.title,
            "",
            v.unit.acronym,
            None,
            None,
            v.get_state(),
            reverse("plan_version", args=[v.pk]),
        )
        for v in waiting
    ]


def _signatures_to_give(user: User) -> list[Entry]:
    """Documents that the person is asked to sign."""
    now = clock.now()
    return [
        Entry(
            code=asked.code,
            title=asked.file_name,
            kind=str(asked.get_purpose_display()),
            unit=asked.unit.acronym,
            due=timezone.localdate(asked.expires_at),
            days=(timezone.localdate(asked.expires_at) - now.date()).days,
            state=asked.get_state(),
            url=reverse("signature_request", args=[asked.pk]),
        )
        for asked in waiting_for(user, now)
    ]
