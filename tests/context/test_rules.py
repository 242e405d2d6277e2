"""What the system's own check finds in the context, and what it lets pass."""

from datetime import date, timedelta

import pytest

from sigor.context.services import answer
from sigor.organisation import clock
from sigor.records import services
from sigor.registers import consistency

ON = date(2025, 6, 30)


def broken(code: str, on: date = ON) -> set[str]:
    found = consistency.get(code)
    return set(found.rows(None, on).values_list("code", flat=True))


def test_a_review_that_is_overdue_is_found_for_issues_and_parties(issue, units, unit_head):
    from sigor.context.models import InterestedParty

    late, due = issue(review_due=date(2025, 6, 29)), issue(review_due=ON)
    assert broken("issue-review-overdue") == {late.code} and due.code not in broken("issue-review-overdue")
    told = {"title": "Hogares", "kind": "external", "influence": 3, "interest": 5, "unit": units["UCC"]}
    party = services.create(InterestedParty(**told, review_due=date(2025, 1, 1)), by=unit_head)
    assert broken("party-review-overdue") == {party.code}


def test_an_external_issue_does_not_come_from_the_organisation(issue):
    wrong = issue(swot="threat", pestel="organizational")
    issue(swot="weakness", pestel="organizational")
    assert broken("issue-factor-against-origin") == {wrong.code}


@pytest.fixture
def concluded(diligence, question, unit_head, coordinator):
    asked = question()

    def make(of, result="accepted", until=date(2099, 1, 1)):
        found = diligence(of)
        answer(diligence=found, question=asked, answer="yes", remark="", by=unit_head)
        found = services.transition(found, "send", by=unit_head)
        return services.transition(
            found, "conclude", by=coordinator, values={"result": result, "valid_until": until}
        )

    return make


def test_a_partner_of_medium_or_high_level_without_diligence_is_found(partner, concluded, diligence):
    bare, begun, checked = partner(), partner(diligence_level="medium"), partner()
    partner(diligence_level="low")
    diligence(begun)
    concluded(checked)
    assert broken("partner-without-diligence") == {bare.code, begun.code}


def test_a_partner_in_use_with_an_expired_or_negative_diligence_is_found(partner, concluded, unit_head):
    expired, refused, renewed, gone = partner(), partner(), partner(), partner()
    concluded(expired, until=date(2025, 6, 29))
    concluded(refused, result="rejected")
    concluded(renewed, until=date(2025, 1, 1))
    concluded(renewed)
    concluded(gone, result="rejected")
    services.transition(gone, "withdraw", by=unit_head, reason="Fue rechazado")
    assert broken("partner-diligence-not-holding") == {expired.code, refused.code}


def test_a_norm_that_nobody_attended_in_time_is_found(norm, unit_head):
    late = norm(due_date=date(2025, 6, 29))
    norm(due_date=ON)
    services.transition(norm(due_date=date(2025, 1, 1)), "discard", by=unit_head, reason="No aplica")
    assert broken("norm-analysis-overdue") == {late.code}


def test_an_approved_change_that_waits_too_long_is_found(assessed_change, director):
    late = assessed_change(planned_start=date(2025, 5, 30))
    soon = assessed_change(planned_start=date(2025, 5, 31))
    for found in (late, soon):
        services.transition(found, "approve", by=director)
    assert broken("change-approved-not-started") == {late.code}


def test_a_change_whose_effects_nobody_judged_in_sixty_days_is_found(assessed_change, director, unit_head):
    found = services.transition(assessed_change(), "approve", by=director)
    found = services.transition(found, "start", by=unit_head)
    found = services.transition(found, "implement", by=unit_head, values={"result": "Hecho"})
    assert broken("change-not-reviewed", clock.today() + timedelta(days=60)) == set()
    assert broken("change-not-reviewed", clock.today() + timedelta(days=61)) == {found.code}
