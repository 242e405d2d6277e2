"""Steps with gates, asked fields, stamps and four eyes; states that last until a date. Shown on lives declared here."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from sigor.leadership.models import Policy, SigRole
from sigor.organisation import clock
from sigor.organisation.models import Membership, Role
from sigor.people.models import Study
from sigor.records import access, selectors, services
from sigor.records.lives import KEPT
from sigor.records.services import TransitionRefused
from sigor.registers import due


@pytest.fixture
def second(person):
    return person("second_director", Role.DIRECTOR, "DE")


@pytest.fixture
def policy(units, coordinator):
    made = Policy(
        title="Política integrada",
        statement="Servir bien",
        act="Acto de prueba",
        quality=True,
        unit=units["UPPM"],
        valid_from=date(2025, 1, 1),
    )
    return services.create(made, by=coordinator)


def test_whoever_ever_wrote_the_content_does_not_approve_it(policy, units, person, coordinator, director):
    """Not only the last who touched it: an earlier author is found in the audit trail."""
    both = person("author_and_director", Role.COORDINATOR, "UPPM")
    Membership.objects.create(user=both, unit=units["DE"], role=Role.DIRECTOR, valid_from=date(2020, 1, 1))
    services.change(policy, by=both, values={"statement": "Servir mejor"}, revision=1)
    services.change(policy, by=coordinator, values={"statement": "Servir"}, revision=2)
    sent = services.transition(policy, "send", by=coordinator)
    assert selectors.wrote(sent, both) and selectors.wrote(sent, coordinator)
    assert not selectors.wrote(sent, director)
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(sent, "approve", by=both)
    approved = services.transition(sent, "approve", by=director)
    assert approved.state == "in_force" and approved.approved_by == director and approved.approved_at


def test_whoever_sent_it_back_may_still_approve_what_comes_again(policy, coordinator, director):
    sent = services.transition(policy, "send", by=coordinator)
    returned = services.transition(sent, "return", by=director, reason="Falta el alcance")
    assert not selectors.wrote(returned, director)
    again = services.transition(returned, "send", by=coordinator)
    assert services.transition(again, "approve", by=director).state == "in_force"


def test_the_tray_asks_only_those_who_may_decide(policy, coordinator, director, second):
    sent = services.transition(policy, "send", by=coordinator)
    on = clock.today()
    assert sent.code in {item.code for item in due.awaiting(director, on)}
    assert sent.code not in {item.code for item in due.awaiting(coordinator, on)}


def test_what_is_in_force_does_not_change_under_its_approval(policy, coordinator, director):
    services.transition(policy, "send", by=coordinator)
    approved = services.transition(policy, "approve", by=director)
    with pytest.raises(TransitionRefused):
        services.change(approved, by=coordinator, values={"title": "Otra"}, revision=approved.revision)


@pytest.fixture
def kept(units, coordinator):
    return services.create(
        SigRole(title="Oficial de cumplimiento", responsibilities="Vigilar", unit=units["UPPM"]),
        by=coordinator,
    )


def test_a_step_takes_what_it_asks_for_and_nothing_else(kept, coordinator):
    with pytest.raises(ValidationError) as refused:
        services.transition(kept, "review", by=coordinator)
    assert "review_due" in refused.value.message_dict
    later = clock.today() + timedelta(days=365)
    told = {"review_due": later, "title": "Otro título"}
    reviewed = services.transition(kept, "review", by=coordinator, values=told)
    assert reviewed.review_due == later and reviewed.title == "Oficial de cumplimiento"
    assert reviewed.reviewed_by == coordinator and reviewed.reviewed_at


def test_what_was_concluded_for_a_time_decays_the_day_after(kept, coordinator):
    today = clock.today()
    for until, shown in [(today, "in_force"), (today - timedelta(days=1), "to_review")]:
        kept = services.transition(kept, "review", by=coordinator, values={"review_due": until})
        assert kept.state == "in_force" and kept.get_state().code == shown
        rows = type(kept).objects.filter(selectors.standing(KEPT, shown, today))
        assert list(rows) == [kept]
        other = "to_review" if shown == "in_force" else "in_force"
        assert not type(kept).objects.filter(selectors.standing(KEPT, other, today)).exists()


def test_a_state_that_never_decays_stands_as_it_is_kept(kept):
    assert type(kept).objects.filter(selectors.standing(KEPT, "in_force", clock.today())).exists()
    assert not Study.objects.exists()


def test_reference_matter_is_read_by_everybody_but_changed_by_its_unit_only(policy, other_head):
    assert policy in access.visible_records(Policy.objects.all(), other_head)
    with pytest.raises(access.AccessDenied):
        services.change(policy, by=other_head, values={"title": "x"}, revision=1)
    services.comment(policy, by=other_head, text="Leída")


def test_reference_matter_is_closed_to_whoever_may_see_nothing(policy, administrator):
    assert not access.visible_records(Policy.objects.all(), administrator).exists()
    with pytest.raises(access.AccessDenied):
        services.comment(policy, by=administrator, text="x")
