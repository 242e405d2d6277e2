"""Steps as contracts take them: whatever the workflow of a register asks for."""

from typing import Any

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.records import access, services
from sigor.records.models import Record
from sigor.records.workflow import AUTHORS, Transition, Workflow
from sigor.registers.declaration import Register
from tests.contracts.samples import Samples

REASON = "Corresponde"
GENERAL = (AUTHORS, "updated_by")  # of `Transition.unlike`: about the content, not about an earlier step


def way_to(workflow: Workflow, state: str) -> list[Transition] | None:
    """The shortest row of steps from the initial state to this one; None when nothing leads there."""
    ways: dict[str, list[Transition]] = {workflow.initial: []}
    pending = [workflow.initial]
    while pending and state not in ways:
        here = pending.pop(0)
        for step in workflow.leaving(here):
            if step.target not in ways:
                ways[step.target] = [*ways[here], step]
                pending.append(step.target)
    return ways.get(state)


def put(record: Record, state: str, register: Register, samples: Samples, by: User) -> None:
    """Leave a record as the steps to this state would, whatever stands in their way."""
    filled: dict[str, Any] = {"state": state}
    others = User.objects.exclude(pk=by.pk).order_by("-pk")
    for step in way_to(record.workflow, state) or []:
        filled |= samples.asked(register, step.asks, by)
        if step.stamp:
            before = {
                filled.get(name) or getattr(record, name) for name in step.unlike if name not in GENERAL
            }
            who = next((other for other in others if other not in before), by) if by in before else by
            filled |= {f"{step.stamp}_by": who, f"{step.stamp}_at": clock.now()}
    register.model.objects.filter(pk=record.pk).update(**filled)
    record.refresh_from_db()


def who_decides(step: Transition, record: Record, deciders: list[User]) -> User:
    """Somebody who holds the permission of the step and wrote nothing."""
    found = [person for person in deciders if access.may(person, step.permission, [record.unit_id])]
    assert found, f"{step.name}: nobody holds «{step.permission}»"
    return found[0]


def open_steps(record: Record, deciders: list[User]) -> list[tuple[Transition, User]]:
    """The steps that can be taken now, each with somebody who can take it."""
    steps = [(step, who_decides(step, record, deciders)) for step in record.workflow.leaving(record.state)]
    return [(s, p) for s, p in steps if not services.refused(record, s, by=p, reason=REASON)]
