"""The life of a risk: assessed by a scale, treated, controlled or accepted by whom its level says."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sigor.context.models import DueDiligence, Partner
from sigor.organisation import clock
from sigor.records import services
from sigor.risks.models import Risk, RiskScale

INHERENT = {"inherent_likelihood": 3, "inherent_impact": 3}
RESIDUAL = {"residual_likelihood": 1, "residual_impact": 2}
ACCEPTED = {"acceptance_reason": "Cuesta más que el daño", "accepted_until": date(2099, 1, 1)}


@pytest.fixture
def assessed(scale, risk, coordinator):
    """A function that gives an assessed risk, on a scale in force."""

    def make(**told):
        risk_class = told.get("risk_class", "performance")
        if RiskScale.in_force(risk_class, clock.today()) is None:
            scale(risk_class)
        return services.transition(risk(**INHERENT | told), "assess", by=coordinator)

    return make


def changed(record, by, **values):
    record.refresh_from_db()
    return services.change(record, by=by, values=values, revision=record.revision)


def test_the_scale_in_force_is_taken_and_the_score_is_computed_by_the_database(scale, risk):
    held, found = scale(), risk(**INHERENT | RESIDUAL)
    found.refresh_from_db()
    assert found.scale == held
    assert (found.inherent_score, found.residual_score) == (9, 2)
    assert (found.inherent_level, found.level) == ("Alto", "Bajo")


def test_until_the_controls_are_measured_the_level_is_the_inherent_one(scale, risk):
    scale()
    assert risk(**INHERENT).level == "Alto"


def test_a_value_outside_the_scale_is_refused_with_those_it_has(scale, risk):
    held = scale()
    with pytest.raises(ValidationError) as refused:
        risk(inherent_likelihood=7, inherent_impact=3)
    assert refused.value.message_dict == {
        "inherent_likelihood": [f"7 no está en la escala {held.code}. Valores: 1, 2, 3."]
    }


def test_a_scale_of_another_class_is_refused(scale, risk):
    with pytest.raises(ValidationError, match="otra clase"):
        risk(scale=scale("integrity"))


def test_controls_do_not_make_a_risk_bigger(scale, risk):
    scale()
    with pytest.raises(ValidationError, match="no puede ser mayor"):
        risk(inherent_likelihood=1, inherent_impact=1, residual_likelihood=2, residual_impact=2)
    assert risk(
        kind="opportunity", inherent_likelihood=1, inherent_impact=1, residual_likelihood=2, residual_impact=2
    )


def test_without_a_scale_in_force_nothing_is_assessed(risk, unit_head, refused_everywhere):
    found = risk(**INHERENT)
    assert found.scale is None and found.level == ""
    refused_everywhere(
        found, "assess", unit_head, "No hay una escala vigente para la clase «Desempeño»", "risks"
    )


def test_without_inherent_values_nothing_is_assessed(scale, risk, unit_head, refused_everywhere):
    scale()
    refused_everywhere(
        risk(), "assess", unit_head, "Falta evaluar la probabilidad y el impacto inherentes.", "risks"
    )


def test_by_a_scale_that_ended_nothing_is_assessed(scale, risk, director, unit_head, refused_everywhere):
    held = scale()
    found = risk(**INHERENT)
    services.transition(held, "end", by=director, values={"valid_to": date(2020, 12, 31)})
    refused_everywhere(found, "assess", unit_head, f"La escala {held.code} no está vigente", "risks")


def test_an_assessed_risk_keeps_its_values(assessed, coordinator):
    found = assessed()
    with pytest.raises(ValidationError, match="conserva sus valores"):
        changed(found, coordinator, inherent_impact=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=found.pk).update(inherent_impact=None)


def test_a_risk_is_treated_once_somebody_has_to_do_something(
    assessed, unit_head, treatment_of, coordinator, refused_everywhere
):
    found = assessed()
    sentence = "Registre primero al menos un tratamiento"
    refused_everywhere(found, "treat", unit_head, sentence, "risks")
    services.transition(treatment_of(found), "cancel", by=coordinator, reason="Ya no hace falta")
    refused_everywhere(found, "treat", unit_head, sentence, "risks")
    treatment_of(found)
    assert services.transition(found, "treat", by=unit_head).state == "in_treatment"


@pytest.fixture
def in_treatment(assessed, treatment_of, unit_head):
    def make(**told):
        found = assessed(**told)
        treatment = treatment_of(found)
        return services.transition(found, "treat", by=unit_head), treatment

    return make


def test_a_risk_is_under_control_when_all_is_measured_done_and_small_enough(
    in_treatment, verified, coordinator, second_coordinator, refused_everywhere
):
    found, treatment = in_treatment()
    say = ("control", second_coordinator)
    refused_everywhere(found, *say, "Falta evaluar la probabilidad y el impacto residuales.", "risks")
    found = changed(found, coordinator, residual_likelihood=2, residual_impact=2)
    refused_everywhere(
        found, *say, f"Falta verificar o cancelar estos tratamientos: {treatment.code}.", "risks"
    )
    verified(treatment)
    refused_everywhere(found, *say, "El riesgo residual es 4 y el apetito de la escala", "risks")
    found = changed(found, coordinator, **RESIDUAL)
    controlled = services.transition(found, "control", by=second_coordinator)
    assert controlled.state == "controlled" and controlled.controlled_by == second_coordinator


def test_whoever_wrote_the_risk_does_not_give_it_as_controlled(assessed, coordinator, refused_everywhere):
    found = changed(assessed(), coordinator, **RESIDUAL)
    refused_everywhere(found, "control", coordinator, "Debe hacerlo otra persona", "risks")


def test_a_controlled_risk_does_not_change_until_it_is_looked_at_again(
    assessed, coordinator, second_coordinator
):
    found = changed(assessed(), coordinator, **RESIDUAL)
    found = services.transition(found, "control", by=second_coordinator)
    with pytest.raises(services.TransitionRefused):
        changed(found, coordinator, inherent_impact=1)
    found = services.transition(found, "reopen", by=coordinator, reason="Cambió el proceso")
    assert changed(found, coordinator, residual_impact=1).residual_impact == 1


def test_a_level_for_the_head_is_accepted_by_the_head_of_the_unit_and_nobody_below(
    assessed, coordinator, unit_head, other_head, person, refused_everywhere
):
    found = changed(assessed(), coordinator, **RESIDUAL)
    officer = person("officer", "officer", "UCC")
    sentence = "Un riesgo de nivel «Bajo» lo acepta la jefatura de UCC."
    refused_everywhere(found, "accept", officer, sentence, "risks", **ACCEPTED)
    accepted = services.transition(found, "accept", by=unit_head, values=ACCEPTED)
    assert accepted.state == "accepted" and accepted.accepted_by == unit_head
    with pytest.raises(services.TransitionRefused):
        services.transition(found, "accept", by=other_head, values=ACCEPTED)


def test_a_level_for_the_direction_is_not_for_the_head_to_accept(
    assessed, coordinator, unit_head, director, refused_everywhere
):
    found = changed(assessed(), coordinator, residual_likelihood=2, residual_impact=2)
    sentence = "Un riesgo de nivel «Medio» lo acepta la Dirección Ejecutiva."
    refused_everywhere(found, "accept", unit_head, sentence, "risks", **ACCEPTED)
    assert services.transition(found, "accept", by=director, values=ACCEPTED).state == "accepted"


def test_a_level_for_nobody_is_not_accepted_at_all(assessed, director, refused_everywhere):
    sentence = "Un riesgo de nivel «Alto» no se acepta: debe tratarse."
    refused_everywhere(assessed(), "accept", director, sentence, "risks", **ACCEPTED)


def test_whoever_wrote_the_risk_does_not_accept_it(assessed, unit_head, refused_everywhere):
    found = assessed(by=unit_head, **RESIDUAL)
    refused_everywhere(found, "accept", unit_head, "Debe hacerlo otra persona", "risks", **ACCEPTED)


def test_whoever_only_changed_the_risk_does_not_accept_it_either(
    assessed, unit_head, director, refused_everywhere
):
    found = changed(assessed(), unit_head, **RESIDUAL)
    refused_everywhere(found, "accept", unit_head, "Debe hacerlo otra persona", "risks", **ACCEPTED)
    assert services.transition(found, "accept", by=director, values=ACCEPTED).state == "accepted"


def test_a_risk_with_controls_is_measured_with_them_before_it_is_accepted(
    assessed, control_of, director, refused_everywhere
):
    found = assessed(inherent_likelihood=2, inherent_impact=2)
    control_of(found)
    refused_everywhere(found, "accept", director, "El riesgo tiene controles", "risks", **ACCEPTED)


def test_an_acceptance_asks_for_a_reason_and_an_end(assessed, coordinator, unit_head):
    found = changed(assessed(), coordinator, **RESIDUAL)
    with pytest.raises(ValidationError) as refused:
        services.transition(found, "accept", by=unit_head)
    assert set(refused.value.message_dict) == {"acceptance_reason", "accepted_until"}
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(ValidationError, match="hasta hoy o más"):
        services.transition(found, "accept", by=unit_head, values=ACCEPTED | {"accepted_until": yesterday})


def test_an_acceptance_ends_on_its_day_and_a_new_look_forgets_it(assessed, coordinator, unit_head):
    found = changed(assessed(), coordinator, **RESIDUAL)
    until = clock.today()
    found = services.transition(found, "accept", by=unit_head, values=ACCEPTED | {"accepted_until": until})
    assert found.get_state().code == "accepted"
    with clock.at(clock.now() + timedelta(days=1)):
        assert str(found.get_state().label) == "Aceptación vencida"
        found = services.transition(found, "reopen", by=unit_head, reason="Venció")
    assert (found.state, found.acceptance_reason, found.accepted_by) == ("assessed", "", None)


def test_a_risk_with_unfinished_treatment_is_not_closed(in_treatment, coordinator, refused_everywhere):
    found, treatment = in_treatment()
    refused_everywhere(found, "close", coordinator, treatment.code, "risks")
    services.transition(treatment, "cancel", by=coordinator, reason="Se retira el proceso")
    assert (
        services.transition(found, "close", by=coordinator, reason="Se retira el proceso").state == "closed"
    )


def test_nothing_is_added_to_a_closed_risk(assessed, coordinator, control_of, treatment_of):
    found = services.transition(assessed(), "close", by=coordinator, reason="Ya no existe")
    for add in (control_of, treatment_of):
        with pytest.raises(ValidationError, match="está cerrado"):
            add(found)


BRIBERY = {"risk_class": "integrity"}
UNGUARDED = "Es un riesgo de integridad sin control en uso"


@pytest.fixture
def diligence(units, coordinator, second_coordinator, unit_head, question):
    """A function that concludes a due diligence of a partner with a result."""

    def make(result="accepted", valid_until=date(2099, 1, 1)):
        partner = services.create(
            Partner(title="Banco", kind="payer", diligence_level="high", unit=units["UCC"]), by=unit_head
        )
        found = services.create(
            DueDiligence(title="Revisión", partner=partner, level="high", unit=units["UCC"]), by=unit_head
        )
        question(found)
        found = services.transition(found, "send", by=unit_head)
        return services.transition(
            found, "conclude", by=coordinator, values={"result": result, "valid_until": valid_until}
        )

    return make


@pytest.fixture
def question(units, coordinator, unit_head):
    """A function that asks and answers the only question there is."""
    from sigor.context.models import DiligenceQuestion
    from sigor.context.services import answer

    asked = services.create(
        DiligenceQuestion(
            title="¿Tiene sanciones vigentes?", level="high", unit=units["UPPM"], valid_from=date(2020, 1, 1)
        ),
        by=coordinator,
    )
    return lambda found: answer(diligence=found, question=asked, answer="yes", remark="", by=unit_head)


def test_a_bribery_risk_without_safeguard_is_neither_controlled_nor_accepted(
    assessed, coordinator, second_coordinator, unit_head, refused_everywhere
):
    found = changed(assessed(**BRIBERY), coordinator, **RESIDUAL)
    refused_everywhere(found, "control", second_coordinator, UNGUARDED, "risks")
    refused_everywhere(found, "accept", unit_head, UNGUARDED, "risks", **ACCEPTED)


def test_a_control_that_works_guards_against_bribery_and_one_that_does_not_does_not(
    assessed, coordinator, second_coordinator, control_of, refused_everywhere
):
    found = changed(assessed(**BRIBERY), coordinator, **RESIDUAL)
    control = control_of(found, effectiveness="ineffective")
    refused_everywhere(found, "control", second_coordinator, UNGUARDED, "risks")
    services.change(control, by=coordinator, values={"effectiveness": "effective"}, revision=1)
    assert services.transition(found, "control", by=second_coordinator).state == "controlled"


def test_a_due_diligence_that_holds_guards_against_bribery(assessed, coordinator, unit_head, diligence):
    found = changed(assessed(**BRIBERY), coordinator, **RESIDUAL)
    services.link(found, diligence(), by=coordinator)
    assert services.transition(found, "accept", by=unit_head, values=ACCEPTED).state == "accepted"


@pytest.mark.parametrize("bad", [{"result": "rejected"}, {"valid_until": date(2024, 1, 1)}])
def test_a_due_diligence_that_refused_the_partner_or_ended_guards_nothing(
    assessed, coordinator, unit_head, diligence, refused_everywhere, bad
):
    found = changed(assessed(**BRIBERY), coordinator, **RESIDUAL)
    services.link(diligence(**bad), found, by=coordinator)
    refused_everywhere(found, "accept", unit_head, UNGUARDED, "risks", **ACCEPTED)


def test_people_of_other_units_do_not_see_the_risk(risk, other_head, unit_head):
    from sigor.registers.declaration import register_of

    found = risk()
    assert found in register_of(Risk).records(unit_head)
    assert found not in register_of(Risk).records(other_head)
