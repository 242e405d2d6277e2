"""Rows of the matrix of requirements: who concludes what, with what proof, and until when."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.organisation import clock
from sigor.processes.models import RequirementControl
from sigor.records import services
from sigor.registers import consistency
from tests.standards.conftest import prove

pytestmark = pytest.mark.django_db
SLUG = "requirement-controls"


@pytest.fixture
def later():
    return clock.today() + timedelta(days=90)


def told(day):
    return {"evidence_note": "El informe.", "valid_until": day}


def conclude(record, name, by, day=None, reason="Se revisó."):
    values = told(day) if day else None
    return services.transition(record, name, by=by, reason=reason, values=values)


def fresh(record):
    return RequirementControl.objects.get(pk=record.pk)


@pytest.mark.parametrize("expired", [False, True])
def test_without_proof_in_force_nothing_is_given_as_met(
    control, coordinator, evaluator, client, later, expired
):
    record = control()
    words = "No se puede dar por cumplido: adjunte primero una evidencia vigente."
    if expired:
        prove(record, coordinator, valid_until=clock.today() - timedelta(days=1))
        words = "No se puede dar por cumplido: toda la evidencia adjunta ya venció."
    with pytest.raises(services.TransitionRefused, match=words):
        conclude(record, "met", evaluator, later)
    client.force_login(evaluator)
    posted = {"evidence_note": "El informe.", "valid_until": later.isoformat()}
    page = client.post(reverse("register_transition", args=[SLUG, record.pk, "met"]), posted)
    assert page.status_code == 409 and words in page.content.decode()
    api = APIClient()
    api.force_authenticate(evaluator)
    answer = api.post(f"/api/v1/{SLUG}/{record.pk}/transitions/met/", posted, format="json")
    assert answer.status_code == 409 and answer.json()["detail"] == words
    assert fresh(record).state == "pending"


def test_met_asks_for_the_proof_and_its_last_day(control, coordinator, evaluator, later):
    record = control()
    prove(record, coordinator, valid_until=later)
    with pytest.raises(ValidationError):
        services.transition(record, "met", by=evaluator, values={"evidence_note": "El informe."})
    met = conclude(record, "met", evaluator, later)
    assert (met.state, met.valid_until, met.evaluated_by) == ("met", later, evaluator)


def test_a_conclusion_does_not_outlast_its_proof(control, coordinator, evaluator, later):
    record = control()
    prove(record, coordinator, valid_until=later)
    with pytest.raises(ValidationError, match="solo prueba hasta"):
        conclude(record, "met", evaluator, later + timedelta(days=1))
    prove(record, coordinator)  # a document that does not expire
    assert conclude(record, "met", evaluator, later + timedelta(days=1)).state == "met"


def test_whoever_described_the_control_does_not_evaluate_it(control, coordinator, later):
    record = control()
    prove(record, coordinator, valid_until=later)
    for name in ("met", "partly", "not_met", "not_applicable"):
        with pytest.raises(services.TransitionRefused, match="otra persona"):
            conclude(record, name, coordinator, later)


def test_what_does_not_apply_or_is_not_met_says_why(control, evaluator):
    record = control()
    for name in ("not_applicable", "not_met"):
        with pytest.raises(services.TransitionRefused, match="Escriba el motivo"):
            conclude(record, name, evaluator, reason=" ")
        assert conclude(record, name, evaluator).state == name


def test_what_is_met_is_renewed_when_its_proof_is_over(control, coordinator, evaluator, later):
    record = control()
    prove(record, coordinator, valid_until=later)
    conclude(record, "met", evaluator, later)
    assert fresh(record).get_state().code == "met"
    with time_machine.travel(later + timedelta(days=2)):
        assert fresh(record).get_state().label == "Por renovar"
    found = consistency.get("processes-control-to-renew")
    assert not found.rows(None, later) and found.rows(None, later + timedelta(days=1)).get() == record


def test_what_was_concluded_is_not_rewritten_without_evaluating_again(control, coordinator, evaluator, later):
    record = control()
    prove(record, coordinator, valid_until=later)
    met = conclude(record, "met", evaluator, later)
    with pytest.raises(services.TransitionRefused):
        services.change(met, by=coordinator, values={"control": "Otra cosa."}, revision=met.revision)
    again = conclude(met, "reassess", coordinator)
    changed = services.change(again, by=coordinator, values={"control": "Otra."}, revision=again.revision)
    assert changed.state == "pending"


def test_a_process_has_one_control_in_use_for_each_requirement(control, coordinator):
    first = control()
    with pytest.raises(ValidationError, match="ya tiene un control"):
        control()
    conclude(first, "withdraw", coordinator)
    assert control().state == "pending"


def test_met_without_evidence_is_found_when_the_document_expires(control, coordinator, evaluator, later):
    record = control()
    prove(record, coordinator, valid_until=later)
    conclude(record, "met", evaluator, later)
    found = consistency.get("processes-met-without-evidence")
    assert not found.rows(None, later)
    assert found.rows(None, later + timedelta(days=1)).get() == record


def test_requirements_in_force_without_control_are_named(control, structure, coordinator, norm, requirement):
    record = control()
    other = norm("9001", "2026")
    requirement(other, "8.1", structure["9001:2015/8.1"].clause)  # an edition that no system answers to
    found = consistency.get("processes-requirement-without-control")
    missing = {row.code for row in found.rows(None, date(2025, 6, 30))}
    assert missing == set(structure) - {record.requirement.code}
    conclude(record, "withdraw", coordinator)
    assert found.rows(None, date(2025, 6, 30)).count() == len(structure)


def test_a_process_belongs_to_a_unit_with_a_head(process, unit_head):
    process("M01", unit="UCC")
    lonely = process("M02", unit="UAJ")
    found = consistency.get("processes-unit-without-head")
    assert {row.code for row in found.rows(None, date(2025, 6, 30))} == {lonely.code}


def test_a_process_is_known_by_its_code_and_only_once(process, coordinator):
    first = process("M01")
    assert first.code == "M01"
    with pytest.raises(ValidationError, match="Ya hay un proceso vigente"):
        process("M01")
    services.transition(first, "withdraw", by=coordinator, reason="Prueba")
    second = process("M01")
    assert second.key == "M01" and second.code.startswith("PRC-")


def test_processes_do_not_belong_to_each_other_in_a_circle(process, coordinator):
    above = process("M01")
    middle = process("M01.01", parent=above)
    low = process("M01.01.01", parent=middle)
    for wrong in (above, middle, low):
        with pytest.raises(ValidationError):
            services.change(above, by=coordinator, values={"parent": wrong}, revision=above.revision)
