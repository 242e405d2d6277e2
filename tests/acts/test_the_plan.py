"""An act about a version of the plan stands among the acts of that version."""

import pytest

from sigor.records import services
from tests.acts.conftest import DAY
from tests.plans.conftest import *  # noqa: F403 - the plan and its people


def test_the_resolution_that_approves_a_reformulation_is_noted_in_it(
    act_type, act, director, branch, clock_rule, units
):
    kind = act_type()
    clock_rule(kind, title="Oficiar a la DGCGPS", only_approving=True, owner=units["UPPM"])
    made = act(kind, by=director, unit="DE", plan_version=branch)
    found = services.transition(made, "issue", by=director, values={"dated_on": DAY}, confirmed=True)
    noted = branch.acts.get(number=found.number)
    assert (noted.approves, noted.date, noted.subject) == (True, DAY, found.title)
    assert found.duties.get().unit == units["UPPM"], (
        "what tells the DGCGPS falls due after a modification too"
    )


def test_an_act_about_something_else_is_noted_nowhere(act_type, issued, plan_version):
    before = plan_version.acts.count()
    issued(act_type())
    assert plan_version.acts.count() == before


pytestmark = pytest.mark.django_db
