"""The integrity model and its yearly programme: what is settled stays, and what is late is found."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.integrity import rules
from sigor.integrity.models import IntegrityComponent
from sigor.integrity.services import load_model
from sigor.records import services

DAY = date(2025, 6, 30)


@pytest.fixture
def in_force(model, coordinator, director):
    services.transition(model, "send", by=coordinator)
    return services.transition(model, "approve", by=director)


def test_the_catalogue_brings_nine_components_once(model, units, coordinator):
    assert list(model.components.order_by("number").values_list("number", flat=True)) == list(range(1, 10))
    assert load_model(by=coordinator, unit=units["UFII"]) == []


@pytest.mark.parametrize("field", ["title", "asks", "number"])
def test_of_a_component_in_force_only_the_stage_changes(in_force, coordinator, field):
    component = in_force.components.get(number=1)
    with pytest.raises(ValidationError, match="solo cambia la etapa"):
        services.change(
            component, by=coordinator, values={field: 9 if field == "number" else "Otro"}, revision=1
        )
    kept = services.change(
        component, by=coordinator, values={"stage": "initial", "progress_note": "Acta"}, revision=1
    )
    assert kept.stage == "initial"


def test_the_page_refuses_it_by_the_same_words(in_force, coordinator, client):
    component = in_force.components.get(number=1)
    client.force_login(coordinator)
    told = {"integrity_model": in_force.pk, "number": 1, "title": "Otro", "asks": "x", "stage": "initial"}
    told |= {"unit": component.unit_id, "revision": 1}
    answer = client.post(reverse("register_edit", args=["integrity-components", component.pk]), told)
    assert answer.status_code == 422 and "solo cambia la etapa" in answer.content.decode()


def test_a_model_in_force_gets_no_more_components(in_force, units, coordinator):
    services.archive(in_force.components.get(number=9), by=coordinator, reason="Prueba")
    tenth = IntegrityComponent(integrity_model=in_force, number=9, title="x", asks="x", unit=units["UFII"])
    with pytest.raises(ValidationError, match="solo cambia la etapa"):
        services.create(tenth, by=coordinator)


def test_the_components_of_a_withdrawn_model_stay_as_they_are(in_force, coordinator):
    services.transition(in_force, "withdraw", by=coordinator, reason="Hay otro modelo")
    component = in_force.components.get(number=1)
    with pytest.raises(ValidationError, match="está retirado"):
        services.change(component, by=coordinator, values={"stage": "initial"}, revision=1)


def test_the_rule_names_components_not_assessed_of_a_model_in_force(model, coordinator, director):
    assert not rules.components_not_assessed(DAY).exists()
    services.transition(model, "send", by=coordinator)
    services.transition(model, "approve", by=director)
    first = model.components.get(number=1)
    services.change(first, by=coordinator, values={"stage": "initial"}, revision=1)
    assert rules.components_not_assessed(DAY).count() == 8


def test_the_rule_names_actions_past_their_date(action, integrity_head):
    late, done = action(), action()
    services.transition(done, "report", by=integrity_head, values={"result": "Hecho"})
    action(due_date=DAY)
    assert list(rules.integrity_actions_overdue(DAY)) == [late]
