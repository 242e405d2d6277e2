"""How a year stands, as the command line and the API promise to say it."""

from datetime import date, datetime
from typing import Any

from sigor.plans import quarters, selectors
from sigor.plans.models import Plan


class NothingToCount(Exception):
    """The plan has no approved version, or there is no rule to count by."""


def status(plan: Plan, as_of: date, *, moment: datetime | None = None) -> dict[str, Any]:
    """The four quarters of a plan as known on a day, under every reading. Raises NothingToCount."""
    version = selectors.version_in_force(plan, as_of)
    rules = selectors.rules_of(plan.year)
    rule = rules[4] or next((r for r in rules.values() if r), None)
    if version is None or rule is None:
        raise NothingToCount(plan.year)
    boards = selectors.counting_boards(plan, as_of, moment=moment)
    editions = selectors.newest_editions(plan, boards[4].moment)
    found = []
    for number, own in rules.items():
        counted = quarters.view(boards[number], number, own or rule)
        without = quarters.without_reformulation(counted)
        edition = editions.get(number)
        found.append(
            {
                "quarter": number,
                "state": "frozen" if edition else "open",
                "edition": edition.number if edition else None,
                "cutoff": quarters.cutoff(own or rule, plan.year, number).isoformat(),
                "rule": quarters.rule_as_dict(own or rule),
                "version": counted.version.code,
                "without": [quarters.without_as_dict(w) for w in without],
                **quarters.compliance_as_dict(counted.compliance),
            }
        )
    return {
        "year": plan.year,
        "as_of": as_of.isoformat(),
        "version": version.code,
        "rule": quarters.rule_as_dict(rule),
        "quarters": found,
    }
