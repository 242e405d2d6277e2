"""What the system's own check finds among risks, and what it lets pass."""

from datetime import date, timedelta

import pytest

from sigor.organisation import clock
from sigor.records import services
from sigor.registers import consistency

ON = date(2025, 6, 30)
HIGH = {"inherent_likelihood": 3, "inherent_impact": 3}
LOW = {"inherent_likelihood": 1, "inherent_impact": 2}


def broken(code: str, on: date = ON) -> set[str]:
    return set(consistency.get(code).rows(None, on).values_list("code", flat=True))


@pytest.fixture
def assessed(scale, risk, coordinator):
    scale()

    def make(**told):
        return services.transition(risk(**told), "assess", by=coordinator)

    return make


def test_a_risk_above_appetite_without_treatment_is_found(assessed, treatment_of, coordinator):
    bare, dropped, treated = assessed(**HIGH), assessed(**HIGH), assessed(**HIGH)
    assessed(**LOW)
    assessed(**HIGH, residual_likelihood=1, residual_impact=1)
    treatment_of(treated)
    services.transition(treatment_of(dropped), "cancel", by=coordinator, reason="Sin recursos")
    assert broken("risk-above-appetite-untreated") == {bare.code, dropped.code}


def test_a_bribery_risk_that_nothing_guards_against_is_found(risk, control_of):
    bare, guarded = risk(risk_class="integrity"), risk(risk_class="integrity")
    weak = risk(risk_class="integrity")
    risk(risk_class="integrity", kind="opportunity")
    control_of(guarded)
    control_of(weak, effectiveness="ineffective")
    assert broken("bribery-risk-unguarded") == {bare.code, weak.code}


def test_an_acceptance_that_ended_is_found_the_day_after(assessed, unit_head):
    found = assessed(**LOW)
    until = clock.today()
    told = {"acceptance_reason": "Poco daño", "accepted_until": until}
    services.transition(found, "accept", by=unit_head, values=told)
    assert broken("risk-acceptance-expired", until) == set()
    assert broken("risk-acceptance-expired", until + timedelta(days=1)) == {found.code}


def test_a_risk_assessed_by_a_scale_that_ended_is_found(assessed, director):
    found = assessed(**HIGH)
    assert broken("risk-scale-not-in-force") == set()
    services.transition(found.scale, "end", by=director, values={"valid_to": date(2025, 6, 29)})
    assert broken("risk-scale-not-in-force") == {found.code}
    assert broken("risk-scale-not-in-force", date(2025, 6, 29)) == set()


def test_a_risk_of_a_class_without_a_scale_is_found(assessed, risk):
    assessed(**LOW)
    found = risk(risk_class="information_security")
    assert broken("risk-class-without-scale") == {found.code}


def test_an_overdue_review_is_found(assessed):
    late = assessed(**LOW, review_due=date(2025, 6, 29))
    assessed(**LOW, review_due=ON)
    assert broken("risk-review-overdue") == {late.code}


def test_an_overdue_treatment_is_found_until_it_is_reported(assessed, treatment_of, unit_head):
    found = assessed(**HIGH)
    late, reported = (treatment_of(found, due_date=date(2025, 6, 29)) for _ in range(2))
    services.transition(reported, "report", by=unit_head, values={"result": "Hecho"})
    assert broken("risk-treatment-overdue") == {late.code}
