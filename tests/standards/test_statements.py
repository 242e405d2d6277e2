"""The statement of applicability: what it takes to approve a version, and what holds on which day."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.organisation.models import Role
from sigor.records import services
from sigor.registers.declaration import get
from sigor.standards import selectors
from sigor.standards.models import Applicability, ApplicabilityStatement, Control
from sigor.standards.services import new_statement
from tests.standards.conftest import approve, say

pytestmark = pytest.mark.django_db
SLUG = "applicability-statements"


def row(statement, number) -> Applicability:
    return Applicability.objects.get(statement=statement, control__number=number)


def change(record, by, **values):
    return services.change(record, by=by, values=values, revision=record.revision)


def test_a_first_version_has_a_row_for_each_control_and_no_reason_yet(annex, coordinator):
    statement = new_statement(norm=annex, by=coordinator)
    rows = selectors.rows_of(statement)
    assert [r.control.number for r in rows] == ["A.5.9", "A.5.10", "A.8.1"]
    assert statement.number == 1 and {r.reason for r in rows} == {""}


def test_the_next_version_copies_the_one_in_force(draft, coordinator, director):
    change(row(draft, "A.8.1"), coordinator, reason="Por los equipos.", note="Nota")
    approve(draft, coordinator, director)
    following = new_statement(norm=draft.norm, by=coordinator)
    copied = row(following, "A.8.1")
    assert following.number == 2 and (copied.reason, copied.note) == ("Por los equipos.", "Nota")


def test_only_one_version_is_prepared_at_a_time(draft, coordinator):
    with pytest.raises(ValidationError, match=draft.code):
        new_statement(norm=draft.norm, by=coordinator)


def _without_a_row(draft, coordinator):
    services.transition(row(draft, "A.5.10"), "withdraw", by=coordinator, reason="Prueba")


def _without_a_reason(draft, coordinator):
    change(row(draft, "A.5.10"), coordinator, reason="  ")


def _contradicting(draft, coordinator):
    change(row(draft, "A.5.10"), coordinator, applicable="no")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_without_a_row, "Faltan controles en la declaración: A.5.10."),
        (_without_a_reason, "Falta la justificación de estos controles: A.5.10."),
        (_contradicting, "«No aplica» va solo con los que no aplican: A.5.10."),
    ],
)
def test_what_is_missing_is_named_by_service_page_and_api(draft, coordinator, director, client, spoil, words):
    spoil(draft, coordinator)
    services.transition(draft, "send", by=coordinator)
    with pytest.raises(services.TransitionRefused, match=words[:30]):
        services.transition(draft, "approve", by=director)
    client.force_login(director)
    page = client.post(reverse("register_transition", args=[SLUG, draft.pk, "approve"]))
    assert page.status_code == 409 and words in page.content.decode()
    api = APIClient()
    api.force_authenticate(director)
    answer = api.post(f"/api/v1/{SLUG}/{draft.pk}/transitions/approve/", {}, format="json")
    assert answer.status_code == 409 and words in answer.json()["detail"]
    assert ApplicabilityStatement.objects.get(pk=draft.pk).state == "in_review"


def test_a_version_takes_effect_after_the_one_it_replaces(draft, coordinator, director):
    approve(draft, coordinator, director)
    following = new_statement(norm=draft.norm, by=coordinator, effective_on=draft.effective_on)
    services.transition(following, "send", by=coordinator)
    with pytest.raises(services.TransitionRefused, match=r"Debe regir después del 01/03/2025"):
        services.transition(following, "approve", by=director)


def test_whoever_wrote_a_row_does_not_approve_the_version(draft, coordinator, person):
    writer = person("writer_director", Role.DIRECTOR, "UTI")
    change(row(draft, "A.8.1"), writer, note="Cambio")
    services.transition(draft, "send", by=coordinator)
    with pytest.raises(services.TransitionRefused, match="Debe hacerlo otra persona"):
        services.transition(draft, "approve", by=writer)


def test_the_one_before_is_replaced_from_the_day_the_next_takes_effect(draft, coordinator, director):
    first = approve(draft, coordinator, director)
    second = new_statement(norm=draft.norm, by=coordinator, effective_on=date(2025, 6, 1))
    second = approve(second, coordinator, director)
    assert selectors.statement_on(draft.norm, date(2025, 5, 31)) == first
    assert selectors.statement_on(draft.norm, date(2025, 6, 1)) == second
    assert selectors.statement_on(draft.norm, date(2025, 2, 28)) is None
    with time_machine.travel("2025-05-31T12:00:00-05:00", tick=False):
        assert _shown(first) == "in_force"
    with time_machine.travel("2025-06-01T12:00:00-05:00", tick=False):
        assert (_shown(first), _shown(second)) == ("superseded", "in_force")


def _shown(statement):
    return ApplicabilityStatement.objects.get(pk=statement.pk).get_state().code


def test_lists_and_api_show_and_filter_the_replaced_version(draft, coordinator, director, client):
    first = approve(draft, coordinator, director)
    second = new_statement(norm=draft.norm, by=coordinator, effective_on=date(2025, 6, 1))
    approve(second, coordinator, director)
    client.force_login(coordinator)
    with time_machine.travel("2025-07-01T12:00:00-05:00", tick=False):
        listed = client.get(reverse("register_list", args=[SLUG]), {"state": "superseded"}).content.decode()
        assert first.code in listed and second.code not in listed
        page = client.get(reverse("register_detail", args=[SLUG, first.pk])).content.decode()
        assert "Reemplazada" in page and "Rigió hasta el 31/05/2025" in page
        api = client.get(f"/api/v1/{SLUG}/{first.pk}/").json()
        assert api["state"] == "superseded"


def test_what_was_approved_never_opens_again(draft, coordinator, director):
    approved = approve(draft, coordinator, director)
    assert approved.workflow.leaving("in_force") == []
    with pytest.raises(services.TransitionRefused):
        change(approved, coordinator, title="Otro")
    with pytest.raises(ValidationError):
        services.archive(approved, by=coordinator, reason="Prueba")
    controlled = row(approved, "A.5.9")
    with pytest.raises(ValidationError, match=approved.code):
        change(controlled, coordinator, reason="Otra")
    with pytest.raises(ValidationError, match=approved.code):
        services.transition(controlled, "withdraw", by=coordinator, reason="Prueba")
    with pytest.raises(ValidationError, match=approved.code):
        services.archive(controlled, by=coordinator, reason="Prueba")


def test_a_row_does_not_leave_an_approved_version_for_a_draft(draft, coordinator, director):
    approved = approve(draft, coordinator, director)
    following = new_statement(norm=draft.norm, by=coordinator)
    services.transition(row(following, "A.5.9"), "withdraw", by=coordinator, reason="Prueba")
    with pytest.raises(ValidationError, match=approved.code):
        change(row(approved, "A.5.9"), coordinator, statement=following)


def test_a_row_is_not_added_to_an_approved_version_by_the_api(draft, coordinator, director, keep, units):
    approved = approve(draft, coordinator, director)
    extra = keep(
        Control, norm=draft.norm, number="A.8.2", theme="technological", title="Otro", purpose="Algo."
    )
    api = APIClient()
    api.force_authenticate(coordinator)
    told = {
        "statement": approved.code,
        "control": extra.code,
        "title": "Otro",
        "applicable": "yes",
        "implementation": "planned",
        "unit": "UTI",
    }
    answer = api.post("/api/v1/applicability/", told, format="json")
    assert answer.status_code == 422 and approved.code in answer.content.decode()


def test_two_versions_are_compared_control_by_control(draft, coordinator, director, client):
    approve(draft, coordinator, director)
    following = new_statement(norm=draft.norm, by=coordinator)
    change(row(following, "A.8.1"), coordinator, implementation="implemented", reason="Ya está.")
    services.transition(row(following, "A.5.9"), "withdraw", by=coordinator, reason="Prueba")
    found = {d.control.number: d for d in selectors.differences(draft, following)}
    assert {n: d.kind for n, d in found.items()} == {"A.5.9": "removed", "A.8.1": "changed"}
    assert {(line.before, line.after) for line in found["A.8.1"].lines} == {
        ("Programado", "Implementado"),
        ("Hace falta.", "Ya está."),
    }
    client.force_login(coordinator)
    told = {"antes": draft.pk, "despues": following.pk}
    page = client.get(reverse("statement_compare"), told).content.decode()
    assert "Implementado" in page and "Quitado" in page and "A.5.10" not in page
    same = client.get(reverse("statement_compare"), {"antes": draft.pk, "despues": draft.pk}).content.decode()
    assert "Las dos versiones dicen lo mismo" in same


def test_a_new_version_begins_from_its_page(annex, coordinator, other_head, client):
    client.force_login(coordinator)
    assert annex.code in client.get(reverse("statement_new")).content.decode()
    answer = client.post(reverse("statement_new"), {"norm": annex.pk})
    begun = ApplicabilityStatement.objects.get()
    assert answer.status_code == 302 and answer.url == get(SLUG).url_of(begun)
    again = client.post(reverse("statement_new"), {"norm": annex.pk}, follow=True)
    assert f"Ya se prepara otra versión: {begun.code}." in again.content.decode()
    client.force_login(other_head)
    assert client.post(reverse("statement_new"), {"norm": annex.pk}).status_code == 403


def test_every_row_of_the_version_stands_on_its_page(draft, coordinator, client):
    say(draft, coordinator, note="Nota")
    client.force_login(coordinator)
    page = client.get(reverse("register_detail", args=[SLUG, draft.pk])).content.decode()
    assert all(number in page for number in ("A.5.9", "A.5.10", "A.8.1"))
    assert "Programado: 3" in page
