"""The story that the demonstration tells of improvement."""

from datetime import date

import pytest

from sigor.accounts.models import User
from sigor.demo import cast, people
from sigor.demo.chapters import improvement
from sigor.improvement import selectors
from sigor.improvement.models import ImprovementAction, Nonconformity
from sigor.organisation.models import Membership, Unit
from sigor.plans.selectors import end_of_day
from sigor.registers import consistency


@pytest.fixture
def told(units):
    """The chapter, loaded with the demonstration's people in the units of the tests."""
    found: dict[str, User] = {}
    for username, label, unit, role, _named in people.PEOPLE:
        if unit not in units:
            units[unit] = Unit.objects.create(
                acronym=unit, name=label, kind=Unit.Kind.UNIT, valid_from=date(2017, 1, 1), parent=units["DE"]
            )
        found[username] = User.objects.create_user(username, f"{username}@demo.invalid", "x", full_name=label)
        Membership.objects.create(
            user=found[username], unit=units[unit], role=role, valid_from=date(2025, 1, 1)
        )
    improvement.load(cast.Cast(found, units))
    return found


def test_every_state_is_told_and_all_of_it_says_that_it_is_synthetic(told):
    states = set(Nonconformity.objects.values_list("state", flat=True))
    assert states == {state.code for state in Nonconformity.workflow.states}
    assert not Nonconformity.objects.exclude(title__endswith="(sintético)").exists()
    assert not ImprovementAction.objects.exclude(title__endswith="(sintético)").exists()


def test_the_matrix_of_april_differs_from_that_of_june(told):
    reader = told["auditoria"]
    april = {r.code: r for r in selectors.matrix_on(reader, end_of_day(date(2025, 4, 30)))}
    june = {r.code: r for r in selectors.matrix_on(reader, end_of_day(date(2025, 6, 30)))}
    assert 5 < len(april) < len(june) == Nonconformity.objects.count()
    reopened = next(r for r in june.values() if r.title.startswith("Demora en derivar alertas"))
    assert (april[reopened.code].state.code, april[reopened.code].effectiveness) == ("closed", "Eficaz")
    assert (reopened.state.code, reopened.effectiveness) == ("analysis", "")


def test_the_systems_check_finds_something_for_most_rules(told):
    broken = {
        rule.code
        for rule in consistency.all_rules()
        if rule.code.startswith("improvement-") and rule.rows(None, date(2025, 6, 30)).exists()
    }
    assert broken == {
        "improvement-plan-overdue", "improvement-action-overdue", "improvement-effectiveness-overdue",
        "improvement-action-unverified",
    }  # fmt: skip
