"""Agreements of the committee: fulfilled by a unit, closed by somebody else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from sigor.committee.models import Agreement
from sigor.records import services


@pytest.fixture
def agreement(units, coordinator):
    told = {"title": "Rediseñar", "text": "Se acuerda.", "due_date": date(2025, 6, 30), "unit": units["UCC"]}
    return services.create(Agreement(**told), by=coordinator)


def test_a_session_that_is_not_known_stays_empty(agreement):
    assert agreement.session == "" and agreement.session_date is None


def test_a_unit_fulfils_and_the_coordinator_closes(agreement, unit_head, coordinator):
    services.transition(agreement, "fulfil", by=unit_head)
    assert services.transition(agreement, "close", by=coordinator).state == "closed"


def test_whoever_reported_the_fulfilment_does_not_close_it(agreement, coordinator):
    services.transition(agreement, "fulfil", by=coordinator)
    with pytest.raises(services.TransitionRefused, match="otra persona"):
        services.transition(agreement, "close", by=coordinator)


def test_an_observed_agreement_is_open_again_with_the_reason(agreement, unit_head, coordinator):
    services.transition(agreement, "fulfil", by=unit_head)
    with pytest.raises(services.TransitionRefused):
        services.transition(agreement, "observe", by=coordinator)
    assert services.transition(agreement, "observe", by=coordinator, reason="Falta el acta").state == "open"


def test_only_the_direction_annuls_and_says_why(agreement, coordinator, director):
    with pytest.raises(services.TransitionRefused):
        services.transition(agreement, "annul", by=coordinator, reason="No procede")
    assert services.transition(agreement, "annul", by=director, reason="No procede").state == "annulled"


def test_an_agreement_is_not_due_before_its_session(agreement, coordinator):
    with pytest.raises(ValidationError):
        services.change(agreement, by=coordinator, values={"session_date": date(2025, 7, 1)}, revision=1)
