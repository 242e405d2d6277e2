"""A policy rules by an act; objectives deploy a policy that rules and are measured again and again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.leadership import rules, selectors
from sigor.records import services
from sigor.records.services import TransitionRefused

NO_ACT = "No se puede aprobar: falta el acto que la aprueba."


def step(record, slug, name):
    return reverse("register_transition", args=[slug, record.pk, name])


def test_a_policy_without_its_act_is_not_approved_through_any_door(
    policy, coordinator, director, client, api
):
    services.change(policy, by=coordinator, values={"act": ""}, revision=1)
    services.transition(policy, "send", by=coordinator)
    with pytest.raises(TransitionRefused, match="falta el acto"):
        services.transition(policy, "approve", by=director)
    client.force_login(director)
    page = client.post(step(policy, "policies", "approve"), {"reason": "x"})
    assert page.status_code == 409 and NO_ACT in page.content.decode()
    answer = api(director).post(
        f"/api/v1/policies/{policy.pk}/transitions/approve/", {"reason": "x"}, format="json"
    )
    assert answer.status_code == 409 and answer.json()["detail"] == NO_ACT


def test_a_policy_that_reaches_no_system_is_not_approved(policy, coordinator, director):
    services.change(policy, by=coordinator, values={"quality": False}, revision=1)
    services.transition(policy, "send", by=coordinator)
    with pytest.raises(TransitionRefused, match="a qué sistemas"):
        services.transition(policy, "approve", by=director)


def test_whoever_wrote_the_policy_does_not_approve_it(units, director):
    from sigor.leadership.models import Policy

    told = {"title": "Política", "statement": "x", "act": "RDE", "quality": True, "unit": units["DE"]}
    own = services.create(Policy(valid_from=date(2024, 1, 1), **told), by=director)
    services.transition(own, "send", by=director)
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(own, "approve", by=director)


def test_a_policy_in_force_is_read_everywhere_and_does_not_change(in_force, coordinator, other_head, client):
    client.force_login(other_head)
    assert in_force.title in client.get(reverse("register_list", args=["policies"])).content.decode()
    with pytest.raises(TransitionRefused, match="Vigente"):
        services.change(in_force, by=coordinator, values={"statement": "Otra"}, revision=in_force.revision)


def test_a_policy_rules_between_its_dates_only_when_approved(policy, coordinator, director):
    day = date(2025, 6, 30)
    assert not selectors.policies_in_force(day).exists()
    services.change(policy, by=coordinator, values={"valid_to": date(2025, 12, 31)}, revision=1)
    services.transition(policy, "send", by=coordinator)
    services.transition(policy, "approve", by=director)
    assert selectors.policies_in_force(day).get() == policy
    assert not selectors.policies_in_force(date(2026, 1, 1)).exists()


def test_the_rule_names_policies_that_should_rule_and_do_not(policy, coordinator, director):
    assert list(rules.policies_not_in_force(date(2025, 1, 1))) == [policy]
    assert not rules.policies_not_in_force(date(2023, 12, 31)).exists()
    services.change(policy, by=coordinator, values={"valid_to": date(2025, 12, 31)}, revision=1)
    services.transition(policy, "send", by=coordinator)
    services.transition(policy, "approve", by=director)
    assert not rules.policies_not_in_force(date(2025, 12, 31)).exists()
    assert list(rules.policies_not_in_force(date(2026, 1, 1))) == [policy]


def test_an_objective_of_a_policy_that_does_not_rule_is_not_approved(
    policy, aim, coordinator, director, client, api
):
    objective = aim(policy)
    services.transition(objective, "send", by=coordinator)
    told = f"No se puede aprobar: la política {policy.code} no está en vigor."
    with pytest.raises(TransitionRefused) as refused:
        services.transition(objective, "approve", by=director)
    assert str(refused.value) == told
    client.force_login(director)
    page = client.post(step(objective, "sig-objectives", "approve"), {"reason": "x"})
    assert page.status_code == 409 and told in page.content.decode()
    address = f"/api/v1/sig-objectives/{objective.pk}/transitions/approve/"
    assert api(director).post(address, {"reason": "x"}, format="json").json()["detail"] == told


def test_a_measured_objective_asks_when_it_is_measured_next(
    in_force, aim, units, coordinator, director, person
):
    objective = aim(in_force, indicator="Entregas a tiempo")
    services.transition(objective, "send", by=coordinator)
    services.transition(objective, "approve", by=director)
    officer = person("officer", "officer", "UPPM")
    with pytest.raises(ValidationError, match="Este paso lo pide"):
        services.transition(objective, "measured", by=officer)
    kept = services.transition(objective, "measured", by=officer, values={"due_date": date(2025, 9, 30)})
    assert (kept.state, kept.due_date, kept.measured_by) == ("in_force", date(2025, 9, 30), officer)


def test_the_rule_names_objectives_without_indicator(in_force, aim):
    without, named = aim(in_force), aim(in_force, title="Otro", indicator="Quejas atendidas")
    found = rules.objectives_without_indicator(date(2025, 6, 30))
    assert without in found and named not in found
