"""Opening a nonconformity or a task because of another record, once per finding."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from sigor.committee.models import Agreement
from sigor.improvement import services as improvement
from sigor.improvement.models import ImprovementAction, Nonconformity
from sigor.organisation import clock
from sigor.records import access, services
from sigor.records.models import Link
from sigor.registers import consistency
from tests.improvement.conftest import on


@pytest.fixture
def agreement(units, coordinator):
    told = {"title": "Rediseñar", "text": "Se acuerda.", "due_date": date(2025, 6, 30), "unit": units["UCC"]}
    return services.create(Agreement(**told), by=coordinator)


@pytest.fixture
def late_agreements():
    """A rule of the system's check, declared for the test."""

    @consistency.rule("test-late-agreement", "Acuerdos vencidos", remedy="Cúmplalo.", register="agreements")
    def breaking(on):
        return Agreement.objects.filter(state="open", due_date__lt=on)

    yield "test-late-agreement"
    consistency._rules.pop("test-late-agreement")


OPENERS = [(improvement.open_from, Nonconformity), (improvement.open_task_from, ImprovementAction)]


@pytest.mark.parametrize(("open_one", "model"), OPENERS)
def test_what_is_opened_belongs_to_the_unit_of_the_record_and_is_linked_to_it(
    open_one, model, agreement, unit_head
):
    opened = open_one(agreement, by=unit_head, rule_code="regla", title="Vencido", description="Por qué")
    assert (opened.unit, opened.title, opened.about, opened.created_by) == (
        agreement.unit, "Vencido", agreement, unit_head,
    )  # fmt: skip
    tied = Link.objects.get()
    assert (tied.record, tied.target, tied.kind) == (agreement, opened, Link.Kind.CAUSES)


def test_a_finding_opens_a_record_of_the_systems_check_and_a_task_due_in_thirty_days(agreement, unit_head):
    with on("2025-06-01"):
        assert improvement.open_from(agreement, by=unit_head).source == "system_check"
        assert improvement.open_from(agreement, by=unit_head, rule_code="x", source="audit").source == "audit"
        task = improvement.open_task_from(agreement, by=unit_head)
    assert task.due_date == date(2025, 7, 1) and task.nonconformity is None


@pytest.mark.parametrize(("open_one", "model"), OPENERS)
def test_the_same_finding_opens_nothing_twice(open_one, model, agreement, unit_head, coordinator):
    first = open_one(agreement, by=unit_head, rule_code="regla")
    assert open_one(agreement, by=coordinator, rule_code="regla") == first
    assert open_one(agreement, by=unit_head, rule_code="otra") != first
    assert model.objects.count() == 2 and Link.objects.count() == 2


def test_what_was_dismissed_is_opened_anew(agreement, unit_head, coordinator):
    first = improvement.open_from(agreement, by=unit_head, rule_code="regla")
    services.transition(first, "dismiss", by=coordinator, reason="Ya se cumplió")
    assert improvement.open_from(agreement, by=unit_head, rule_code="regla") != first


def test_a_closed_one_is_not_reopened_beside_a_new_one(agreement, story):
    whole = story.closed()
    Nonconformity.objects.filter(pk=whole.pk).update(
        rule="regla", about_type=improvement._kind_of(agreement), about_id=agreement.pk
    )
    other = improvement.open_from(agreement, by=story.head, rule_code="regla")
    with pytest.raises(services.TransitionRefused, match=other.code):
        story.step(whole, "reopen", story.coordinator)


@pytest.mark.parametrize("role", ["auditor", "other_head"])
def test_whoever_may_not_edit_there_is_told_who_does(role, agreement, request):
    with pytest.raises(access.AccessDenied, match="UCC"):
        improvement.open_from(agreement, by=request.getfixturevalue(role))
    assert not Nonconformity.objects.exists()


@pytest.mark.parametrize(("kind", "model"), [("nonconformity", Nonconformity), ("task", ImprovementAction)])
@pytest.mark.parametrize("role", ["unit_head", "coordinator"])
def test_a_finding_is_taken_up_from_its_page(kind, model, role, agreement, late_agreements, client, request):
    client.force_login(request.getfixturevalue(role))
    told = {"rule": late_agreements, "pk": agreement.pk, "kind": kind}
    answers = [client.post(reverse("improvement_from_finding"), told) for _again in range(2)]
    opened = model.objects.get()
    slug = "nonconformities" if kind == "nonconformity" else "improvement-actions"
    assert {a.url for a in answers} == {reverse("register_detail", args=[slug, opened.pk])}
    assert agreement.code in opened.title and "Acuerdos vencidos" in opened.title


def test_an_auditor_sees_the_finding_and_is_refused_with_the_reason(
    agreement, late_agreements, auditor, client
):
    client.force_login(auditor)
    told = {"rule": late_agreements, "pk": agreement.pk, "kind": "nonconformity"}
    answer = client.post(reverse("improvement_from_finding"), told)
    assert answer.status_code == 403 and "lo hace la unidad que responde" in answer.content.decode()


def test_what_is_no_finding_opens_nothing(agreement, late_agreements, unit_head, other_head, client):
    where, good = reverse("improvement_from_finding"), {
        "rule": late_agreements, "pk": str(agreement.pk), "kind": "nonconformity",
    }  # fmt: skip
    client.force_login(other_head)
    assert client.post(where, good).status_code == 404
    client.force_login(unit_head)
    for wrong in ({"rule": "nada"}, {"pk": "x"}, {"kind": "otra"}, {"pk": "999999"}):
        assert client.post(where, good | wrong).status_code == 404
    assert client.get(where).status_code == 405
    services.change(
        agreement, by=unit_head, values={"due_date": clock.today() + timedelta(days=9)}, revision=1
    )
    assert client.post(where, good).status_code == 404
    assert not Nonconformity.objects.exists()
