"""What state a scheduled deliverable was in at a moment, from the events recorded until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

DUE_SOON_DAYS = 15


class Status(StrEnum):
    PROGRAMMED = "programmed"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"


class Outcome(StrEnum):
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Event:
    """A decision on a submission: what was decided and when."""

    outcome: Outcome
    at: datetime


@dataclass(frozen=True)
class Sent:
    """Units put forward at one moment, with the decisions taken on them in order of time."""

    quantity: int
    at: datetime
    decisions: tuple[Event, ...] = ()

    def outcome(self, at: datetime) -> Outcome | None:
        """The last decision known at that moment; None while it waits for one."""
        known = [d.outcome for d in self.decisions if d.at <= at]
        return known[-1] if known else None


@dataclass(frozen=True)
class Progress:
    """Units of one deliverable at one moment, and the state that sums them up."""

    quantity: int
    verified: int
    waiting: int
    returned: int
    status: Status
    days_late: int

    @property
    def outstanding(self) -> int:
        """Units still to be put forward."""
        return self.quantity - self.verified - self.waiting


def progress(quantity: int, due: date, sent: Sequence[Sent], at: datetime, today: date) -> Progress:
    """The progress of a deliverable of `quantity` units due on `due`, as known at the moment `at`.

    `today` is the civil date of `at` where the deliverable is owed; days count from it.
    """
    known = [s for s in sent if s.at <= at]
    by_outcome = dict.fromkeys((*Outcome, None), 0)
    for item in known:
        by_outcome[item.outcome(at)] += item.quantity
    verified = min(quantity, by_outcome[Outcome.VERIFIED])
    waiting = min(quantity - verified, by_outcome[None])
    late = max(0, (today - due).days)
    left = quantity - verified - waiting
    returned = min(left, by_outcome[Outcome.RETURNED])
    if verified == quantity:
        status = Status.VERIFIED
    elif left == 0:
        status = Status.SUBMITTED
    elif returned:
        status = Status.RETURNED
    elif late:
        status = Status.OVERDUE
    elif (due - today).days <= DUE_SOON_DAYS:
        status = Status.DUE_SOON
    else:
        status = Status.PROGRAMMED
    return Progress(quantity, verified, waiting, returned, status, 0 if verified == quantity else late)
