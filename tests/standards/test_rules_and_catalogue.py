"""The rules over systems, statements and legal duties; ties; and loading the catalogue."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.organisation import clock
from sigor.records import services
from sigor.registers import consistency
from sigor.standards import selectors
from sigor.standards.cli import standards_group
from sigor.standards.models import (
    Applicability,
    Clause,
    ComplianceEvaluation,
    Control,
    LegalRequirement,
    Norm,
    Requirement,
    RequirementTie,
)
from sigor.standards.services import catalogue, load_catalogue, place
from tests.standards.conftest import approve, prove

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 30)


def breaking(code, on=ON):
    found = consistency.get(code)
    return {row.code for row in found.rows(None, on)}


def test_a_system_needs_an_edition_in_force(norm, system):
    old = system("SGC", norm("9001", "2008", valid_from=date(2008, 11, 1), valid_to=date(2018, 9, 1)))
    none = system("SGAS", None)
    system("SGSI", norm())
    assert breaking("standards-system-without-norm") == {old.code, none.code}


@pytest.fixture
def tie(norm, clause, requirement, keep):
    """A function that compares a requirement of one norm with one of another."""
    shared = clause("10.2")
    pairs = [requirement(norm(n, "2016"), "10.2", shared) for n in ("9001", "37001")]

    def make(a=pairs[0], b=pairs[1], **values):
        return keep(
            RequirementTie, a=a, b=b, **({"kind": "contains", "reason": "Piden casi lo mismo."} | values)
        )

    make.pairs = pairs
    return make


def test_two_requirements_are_compared_once_in_either_order(tie):
    tie()
    with pytest.raises(ValidationError, match="ya están comparados"):
        tie(a=tie.pairs[1], b=tie.pairs[0])


def test_a_requirement_is_not_compared_with_itself(tie):
    with pytest.raises(ValidationError, match="dos requisitos distintos"):
        tie(b=tie.pairs[0])


def test_requirements_of_one_edition_do_not_pass_review(tie, requirement, person, client):
    wrong = tie(b=requirement(tie.pairs[0].norm, "10.3", tie.pairs[0].clause))
    words = "Compara dos requisitos de 9001:2016: elija uno de otra norma o de otra edición."
    second = person("second", "coordinator", "UPPM-CMG")
    with pytest.raises(services.TransitionRefused, match=words):
        services.transition(wrong, "review", by=second)
    client.force_login(second)
    page = client.post(reverse("register_transition", args=["requirement-ties", wrong.pk, "review"]))
    assert page.status_code == 409 and words in page.content.decode()
    api = APIClient()
    api.force_authenticate(second)
    answer = api.post(f"/api/v1/requirement-ties/{wrong.pk}/transitions/review/", {}, format="json")
    assert answer.status_code == 409 and answer.json()["detail"] == words


def test_a_tie_is_reviewed_by_somebody_else_and_reads_from_both_sides(tie, coordinator, person):
    kept = tie()
    with pytest.raises(services.TransitionRefused, match="otra persona"):
        services.transition(kept, "review", by=coordinator)
    reviewed = services.transition(kept, "review", by=person("second", "coordinator", "UPPM-CMG"))
    assert reviewed.reviewed_by.username == "second"
    with pytest.raises(services.TransitionRefused):
        services.change(reviewed, by=coordinator, values={"reason": "Otra"}, revision=reviewed.revision)
    (from_a,) = selectors.ties_of([tie.pairs[0]], coordinator)
    (from_b,) = selectors.ties_of([tie.pairs[1]], coordinator)
    assert (from_a.words, from_b.words) == ("Contiene a", "Es parte de")
    assert from_b.other == tie.pairs[0]


def test_a_tie_waits_a_month_for_its_review(tie):
    kept = tie()
    today = clock.today()
    assert breaking("standards-tie-not-reviewed", today + timedelta(days=30)) == set()
    assert breaking("standards-tie-not-reviewed", today + timedelta(days=31)) == {kept.code}


@pytest.fixture
def held(draft, coordinator, director):
    """The statement in force since March, all its controls planned without a date."""
    return approve(draft, coordinator, director)


def test_a_control_that_applies_has_a_date_or_is_done(draft, coordinator, director):
    first, second, third = Applicability.objects.filter(statement=draft).order_by("control__position")
    for row, values in [
        (first, {"planned_for": date(2025, 6, 29)}),
        (second, {"implementation": "implemented"}),
    ]:
        services.change(row, by=coordinator, values=values, revision=row.revision)
    assert breaking("standards-applicable-without-date") == set()
    approve(draft, coordinator, director)
    assert breaking("standards-applicable-without-date") == {third.code}
    assert breaking("standards-applicable-without-date", date(2025, 2, 28)) == set()
    assert breaking("standards-applicable-late") == {first.code}
    assert breaking("standards-applicable-late", date(2025, 6, 29)) == set()
    assert breaking("standards-applicable-without-evidence") == {second.code}
    prove(second, coordinator, valid_until=date(2025, 6, 30))
    assert breaking("standards-applicable-without-evidence") == set()
    assert breaking("standards-applicable-without-evidence", date(2025, 7, 1)) == {second.code}


@pytest.fixture
def duty(keep):
    def make(**values):
        told = {"norm": "Ley", "duty": "Algo.", "valid_from": date(2020, 1, 1)}
        return keep(LegalRequirement, **(told | values))

    return make


@pytest.fixture
def evaluation(keep):
    def make(requirement, **values):
        told = {"evaluated_on": date(2025, 3, 1), "result": "complies", "finding": "Se cumple."}
        return keep(ComplianceEvaluation, requirement=requirement, **(told | values))

    return make


def test_a_legal_duty_is_evaluated_and_evaluated_again(duty, evaluation, coordinator):
    never, late, kept, annulled, undated = (duty(title=f"Requisito {n}") for n in range(5))
    evaluation(late, next_on=date(2025, 6, 29))
    evaluation(kept, next_on=date(2025, 6, 30))
    evaluation(undated)
    gone = evaluation(annulled, next_on=date(2026, 1, 1))
    services.transition(gone, "annul", by=coordinator, reason="Prueba")
    duty(title="Derogado", valid_to=date(2021, 1, 1))
    unknown = duty(title="Sin fecha", valid_from=None)
    expected = {never.code, late.code, annulled.code, unknown.code}
    assert breaking("standards-legal-not-evaluated") == expected


def test_the_last_evaluation_says_whether_a_duty_is_kept(duty, evaluation):
    broken, mended = duty(title="Uno"), duty(title="Dos")
    evaluation(broken, result="fails")
    evaluation(mended, result="fails", evaluated_on=date(2025, 2, 1))
    evaluation(mended, result="complies")
    assert breaking("standards-legal-not-kept") == {broken.code}


def test_somebody_else_confirms_an_evaluation(duty, evaluation, coordinator, person):
    kept = evaluation(duty())
    with pytest.raises(services.TransitionRefused, match="otra persona"):
        services.transition(kept, "confirm", by=coordinator)
    second = person("second", "coordinator", "UPPM-CMG")
    assert services.transition(kept, "confirm", by=second).state == "confirmed"


def test_the_next_evaluation_is_not_before_this_one(duty, evaluation):
    with pytest.raises(ValidationError, match="no puede ser anterior"):
        evaluation(duty(), next_on=date(2025, 2, 28))


def test_numerals_stand_in_their_order():
    numerals = ["4", "4.1", "7.5.2", "9.3", "10.1", "10.2"]
    assert sorted(numerals, key=place) == numerals and place("A.5.10") > place("A.5.9")


def test_the_catalogue_is_loaded_once(units, coordinator, system):
    first = load_catalogue(by=coordinator, unit=units["UPPM"])
    assert first["controls"] == Control.objects.count() == 93
    assert first["requirements"] == Requirement.objects.count() == len(catalogue("requirements"))
    assert RequirementTie.objects.count() == len(catalogue("ties"))
    assert first["legal"] == 0  # they wait for the system that they belong to
    assert Requirement.objects.get(code="9001:2015/8.5.1").clause.code == "HS-8.1"
    norm = Norm.objects.get(code="27001:2022")
    assert Control.objects.get(code="A.5.1").norm == norm and Clause.objects.get(code="HS-4.1")
    system("SGSI", norm)
    again = load_catalogue(by=coordinator, unit=units["UPPM"])
    assert again == dict.fromkeys(again, 0) | {"legal": len(catalogue("legal"))}
    command = CliRunner().invoke(standards_group, ["load", "--by", "coordinator", "--json"])
    assert command.exit_code == 0 and '"legal": 0' in command.output


def test_the_command_wants_an_account_that_exists(units):
    assert CliRunner().invoke(standards_group, ["load", "--by", "nadie"]).exit_code == 2


def test_a_record_takes_its_own_code_where_it_has_one(norm, clause, requirement, system):
    edition = norm("9001", "2015")
    assert edition.code == "9001:2015" and system("SGC", edition).code == "SGC"
    shared = clause("8.1")
    assert shared.code == "HS-8.1" and requirement(edition, "8.5.1", shared).code == "9001:2015/8.5.1"
    assert norm("Número nuevo", "sin fecha").code.startswith("NTI-")
