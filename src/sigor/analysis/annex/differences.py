"""What changes from one annex to another, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sigor.analysis.annex.model import Annex, Milestone, Objective, Result

# Where a row was found and what was found wrong are about the file, not about the plan.
FIELDS = (
    "code",
    "order",
    "objective",
    "result",
    "name",
    "deliverable",
    "units",
    "units_text",
    "lead",
    "meta",
    "phva",
    "marks",
    "confidence",
    "alternatives",
    "reason",
    "notes",
)


@dataclass(frozen=True)
class Difference:
    """`before` or `after` is None where the whole record was added or withdrawn."""

    code: str
    field: str
    before: object
    after: object


def differences(before: Annex, after: Annex) -> tuple[Difference, ...]:
    found = [
        Difference("", name, getattr(before, name), getattr(after, name))
        for name in ("year", "title", "notes")
        if getattr(before, name) != getattr(after, name)
    ]
    found += _between(_objectives(before), _objectives(after), "objective", ("name", "axis"))
    found += _between(_results(before), _results(after), "result", ("objective", "name", "notes"))
    found += _between(_milestones(before), _milestones(after), "milestone", FIELDS)
    return tuple(found)


def _objectives(annex: Annex) -> dict[str, Objective]:
    return {str(o.number): o for o in annex.objectives}


def _results(annex: Annex) -> dict[str, Result]:
    return {r.code: r for r in annex.results}


def _milestones(annex: Annex) -> dict[str, Milestone]:
    """By code; a repeated code is told apart by its turn."""
    found: dict[str, Milestone] = {}
    for milestone in annex.milestones:
        turn, key = 1, milestone.code
        while key in found:
            turn += 1
            key = f"{milestone.code} ({turn})"
        found[key] = milestone
    return found


def _between(
    before: Mapping[str, Any], after: Mapping[str, Any], kind: str, fields: tuple[str, ...]
) -> list[Difference]:
    found: list[Difference] = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            found.append(Difference(key, kind, old, new))
            continue
        for name in fields:
            was, now = getattr(old, name), getattr(new, name)
            if was != now:
                found.append(Difference(key, name, was, now))
    return found
