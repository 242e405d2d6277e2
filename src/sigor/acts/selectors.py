"""Reading a file of acts: the acts in order, what hangs on them, and who has the ball since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from sigor.accounts.models import User
from sigor.acts.models import Act, ActDuty, CaseFile
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers.declaration import register_of


@dataclass(frozen=True)
class Ball:
    """Who has to move, since when, and why."""

    who: str
    since: datetime
    why: Act | ActDuty | None

    @property
    def days(self) -> int:
        return (clock.today() - timezone.localdate(self.since)).days


def ball_of(case: CaseFile, acts: list[Act], duties: list[ActDuty]) -> Ball | None:
    """Whoever was asked last and has not answered; else whoever drafts; else whoever owes; else who keeps the file."""
    if case.state != "open":
        return None
    for act in reversed(acts):
        if act.state == "awaiting" and act.issued_at is not None:
            return Ball(act.to_unit.acronym if act.to_unit else act.to_outside, act.issued_at, act)
    for act in acts:
        if act.state == "draft":
            return Ball(act.unit.acronym, act.created_at, act)
    for duty in sorted(duties, key=lambda duty: duty.due_date):
        if duty.state in ("planned", "under_way"):
            return Ball(duty.unit.acronym, duty.created_at, duty)
    return Ball(case.unit.acronym, max([case.created_at, *(a.issued_at for a in acts if a.issued_at)]), None)


def acts_of(case: CaseFile, user: User) -> list[Act]:
    """The acts of a file that the person may see, in order."""
    register = register_of(Act)
    if register is None:
        raise LookupError(Act)
    rows = register.records(user).filter(case=case).select_related("type", "to_unit", "issued_by")
    return list(rows.order_by("position"))


def page_of(case: CaseFile, user: User) -> dict[str, Any]:
    """What the page of a file shows besides what every record's page does."""
    acts = acts_of(case, user)
    duties = list(
        ActDuty.objects.filter(act__in=[act.pk for act in acts], archived_at__isnull=True)
        .select_related("act__type", "unit")
        .order_by("due_date", "code")
    )
    return {
        "acts": acts,
        "duties": duties,
        "ball": ball_of(case, acts, duties),
        "may_add_acts": case.state == "open" and access.may(user, Permission.EDIT, [case.unit_id]),
    }
