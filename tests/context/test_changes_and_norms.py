"""Norms of the sector and changes: analysed, decided by somebody else, done, and looked at afterwards."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from sigor.committee.models import Agreement
from sigor.context.models import Aspect, ChangePlan
from sigor.records import services
from sigor.registers.declaration import register_of

ANALYSED = {"impact": "Cambia el formato", "action_needed": "yes"}
TO_SHOW = "Enlace la acción que atiende la norma"


@pytest.fixture
def analysed(norm, unit_head):
    def make(**told):
        return services.transition(norm(), "analyse", by=unit_head, values=ANALYSED | told)

    return make


def test_an_analysis_says_what_changes_and_whether_to_act(norm, unit_head):
    with pytest.raises(ValidationError) as refused:
        services.transition(norm(), "analyse", by=unit_head)
    assert set(refused.value.message_dict) == {"impact", "action_needed"}


def test_a_norm_that_asks_for_action_is_attended_once_the_action_is_there(
    analysed, unit_head, coordinator, units, refused_everywhere, partner
):
    found = analysed()
    services.link(found, partner(), by=unit_head)  # related, but nothing that somebody has to do
    refused_everywhere(found, "attend", coordinator, TO_SHOW, "norm-analyses")
    action = services.create(
        Agreement(title="Adecuar", text="Se adecúa.", due_date=date(2030, 1, 1), unit=units["UCC"]),
        by=unit_head,
    )
    services.link(action, found, by=unit_head)
    assert services.transition(found, "attend", by=coordinator).state == "attended"


def test_evidence_shows_that_a_norm_was_attended(analysed, unit_head, coordinator):
    found = analysed()
    evidence = services.keep_evidence(
        by=unit_head,
        unit_id=found.unit_id,
        stream=BytesIO(b"Informe"),
        file_name="informe.txt",
        type="Informe",
    )
    services.attach(found, by=unit_head, evidence=evidence)
    assert services.transition(found, "attend", by=coordinator).state == "attended"


def test_doing_nothing_needs_a_reason(analysed, unit_head, coordinator, refused_everywhere):
    found = analysed(action_needed="no")
    refused_everywhere(found, "attend", coordinator, "Escriba por qué no hay que hacer nada", "norm-analyses")
    found = services.change(
        found, by=unit_head, values={"no_action_reason": "Ya se hacía"}, revision=found.revision
    )
    assert services.transition(found, "attend", by=coordinator).state == "attended"


def test_whoever_analysed_a_norm_does_not_give_it_as_attended(norm, coordinator, refused_everywhere):
    found = services.transition(norm(), "analyse", by=coordinator, values=ANALYSED)
    refused_everywhere(found, "attend", coordinator, "Debe hacerlo otra persona", "norm-analyses")


def test_a_norm_does_not_hold_before_it_is_published(norm):
    with pytest.raises(ValidationError, match="no rige antes de publicarse"):
        norm(published_on=date(2025, 2, 1), in_force_on=date(2025, 1, 31))


def test_a_norm_that_does_not_apply_says_why(norm, unit_head):
    with pytest.raises(services.TransitionRefused, match="Escriba el motivo"):
        services.transition(norm(), "discard", by=unit_head)


def test_a_change_is_assessed_once_every_aspect_was_answered(change, impact, unit_head, refused_everywhere):
    found = change()
    for aspect in ("process", "document", "risk", "people"):
        impact(found, aspect)
    refused_everywhere(
        found,
        "assess",
        unit_head,
        "Falta decir si el cambio toca estos aspectos: Presupuesto, Sistemas de información.",
        "changes",
    )
    impact(found, "budget")
    impact(found, "systems")
    assert services.transition(found, "assess", by=unit_head).state == "assessed"


def test_what_a_change_touches_has_an_effect_and_a_measure(change, impact, unit_head, refused_everywhere):
    found = change()
    for aspect in Aspect.values[1:]:
        impact(found, aspect)
    touched = impact(found, "process", touched="yes", title="M02", effect="Más rápido")
    refused_everywhere(found, "assess", unit_head, "Falta el efecto o lo que se hará en: M02.", "changes")
    services.change(touched, by=unit_head, values={"measure": "Capacitar"}, revision=1)
    assert services.transition(found, "assess", by=unit_head).state == "assessed"


def test_a_line_that_was_taken_out_answers_nothing(change, impact, unit_head):
    found = change()
    lines = [impact(found, aspect) for aspect in Aspect.values]
    services.transition(lines[0], "remove", by=unit_head, reason="Se repite")
    with pytest.raises(services.TransitionRefused, match="Procesos"):
        services.transition(found, "assess", by=unit_head)


def test_the_same_line_is_not_kept_twice(change, impact):
    found = change()
    impact(found, "risk", title="RIE")
    with pytest.raises(ValidationError, match="ya tiene una línea"):
        impact(found, "risk", title="RIE")


def test_the_analysis_of_an_assessed_change_does_not_change(assessed_change, impact, unit_head):
    found = assessed_change()
    with pytest.raises(ValidationError, match="su análisis ya no se modifica"):
        impact(found, "risk", title="Otro")


def test_a_change_does_not_start_before_it_is_approved(assessed_change, unit_head, refused_everywhere):
    found = assessed_change()
    refused_everywhere(
        found, "start", unit_head, "No es posible desde el estado «Analizado, por aprobar».", "changes"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangePlan.objects.filter(pk=found.pk).update(state="under_way")


def test_the_direction_or_the_coordination_approves_but_no_author(
    assessed_change, coordinator, director, refused_everywhere
):
    assert services.transition(assessed_change(), "approve", by=director).state == "approved"
    assert services.transition(assessed_change(), "endorse", by=coordinator).state == "approved"
    written = assessed_change()
    written = services.transition(written, "return", by=coordinator, reason="Precisar")
    written = services.change(
        written, by=coordinator, values={"purpose": "Precisado"}, revision=written.revision
    )
    written = services.transition(written, "assess", by=coordinator)
    refused_everywhere(written, "endorse", coordinator, "Debe hacerlo otra persona", "changes")


def test_a_change_that_goes_back_to_analysis_loses_its_approval(assessed_change, director, unit_head):
    found = services.transition(assessed_change(), "approve", by=director)
    found = services.transition(found, "return", by=unit_head, reason="Cambió el alcance")
    assert found.approved_by is None


def test_somebody_else_judges_the_effects_of_a_change(
    assessed_change, director, coordinator, second_coordinator, refused_everywhere
):
    found = services.transition(assessed_change(), "approve", by=director)
    found = services.transition(found, "start", by=coordinator)
    found = services.transition(found, "implement", by=coordinator, values={"result": "Hecho"})
    told = {"effects": "Menos errores"}
    refused_everywhere(found, "review", coordinator, "Debe hacerlo otra persona", "changes", **told)
    reviewed = services.transition(found, "review", by=second_coordinator, values=told)
    assert reviewed.state == "reviewed" and reviewed.effects == "Menos errores"


def test_the_page_of_a_change_shows_each_aspect_and_the_records_it_touches(
    change, impact, partner, unit_head
):
    found, touched = change(), partner()
    line = impact(found, "people", touched="yes", title="Personal de campo", effect="Nueva tarea")
    services.link(line, touched, by=unit_head)
    client = Client()
    client.force_login(unit_head)
    html = client.get(register_of(found).url_of(found)).content.decode()
    for words in [*map(str, Aspect.labels), "Personal de campo", "Nueva tarea", touched.code]:
        assert words in html
    assert html.count("Aún no se ha dicho si el cambio lo toca.") == len(Aspect.values) - 1
