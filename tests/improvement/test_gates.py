"""Each step of a nonconformity is refused with the same sentence by services, page and API, until it may be taken."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.improvement.models import Nonconformity
from sigor.records import services
from tests.improvement.conftest import JUDGE_FROM, on

SLUGS = {"Nonconformity": "nonconformities", "Cause": "causes", "ImprovementAction": "improvement-actions"}


@pytest.fixture
def refused(story):
    """A function that tries a step at the three doors and gives back the one sentence that all three say."""

    def attempt(record, name, by, day="2025-03-10", **asked):
        slug = SLUGS[type(record).__name__]
        with on(day):
            with pytest.raises(services.TransitionRefused) as caught:
                services.transition(record, name, by=by, reason="Corresponde", values=asked)
            sentence = str(caught.value)
            browser, script = Client(), APIClient()
            browser.force_login(by)
            script.force_login(by)
            told = {"reason": "Corresponde"} | {k: str(v) for k, v in asked.items()}
            page = browser.post(reverse("register_transition", args=[slug, record.pk, name]), told)
            api = script.post(f"/api/v1/{slug}/{record.pk}/transitions/{name}/", told, format="json")
        assert page.status_code == 409 and sentence in page.content.decode()
        assert api.status_code == 409 and api.json()["detail"] == sentence
        before = record.state
        record.refresh_from_db()
        assert record.state == before
        return sentence

    return attempt


def test_without_a_correction_nothing_is_analysed(story, refused):
    assert "registre primero la corrección" in refused(story.open(correction=""), "analyse", story.head)


def test_an_opportunity_has_nothing_to_correct(story):
    whole = story.open(kind="improvement", correction="")
    assert story.step(whole, "analyse", story.head).state == "analysis"


def test_one_category_of_causes_is_not_an_analysis(story, refused):
    whole = story.step(story.open(), "analyse", story.head)
    story.act(whole, cause=story.root(whole))
    story.cause(whole, title="Otra del mismo tipo")
    assert "al menos dos categorías" in refused(whole, "send_plan", story.head)


def test_a_withdrawn_cause_does_not_count_as_considered(story, refused):
    whole = story.analysed()
    story.step(whole.causes.get(category="resources"), "withdraw", story.head)
    assert "al menos dos categorías" in refused(whole, "send_plan", story.head)


def test_causes_without_a_root_are_not_enough(story, refused):
    whole = story.step(story.open(), "analyse", story.head)
    story.cause(whole)
    story.cause(whole, category="people")
    assert "ninguna causa está confirmada como causa raíz" in refused(whole, "send_plan", story.head)


def test_an_opportunity_needs_no_causes_but_something_to_do(story, refused):
    whole = story.step(story.open(kind="improvement"), "analyse", story.head)
    assert "no tiene ninguna acción" in refused(whole, "send_plan", story.head)
    story.act(whole)
    assert story.step(whole, "send_plan", story.head).state == "plan_review"


def test_a_cancelled_action_is_no_plan(story, refused):
    whole = story.analysed()
    story.step(whole.actions.get(), "cancel", story.coordinator)
    assert "no tiene ninguna acción" in refused(whole, "send_plan", story.head)


def test_an_action_without_an_owner_is_named(story, refused):
    whole = story.analysed()
    action = story.act(whole, owner="")
    assert f"la acción {action.code} no dice quién la hace" in refused(whole, "send_plan", story.head)


def test_a_root_cause_without_an_action_is_named(story, refused):
    whole = story.analysed()
    cause = story.root(whole, title="Nadie mide el plazo", category="information")
    assert f"la causa raíz {cause.code} no tiene ninguna acción" in refused(whole, "send_plan", story.head)


def test_an_action_on_a_cause_that_is_no_root_is_named_with_it(story, refused):
    whole = story.analysed()
    cause = whole.causes.get(category="resources")
    action = story.act(whole, cause=cause)
    said = refused(whole, "send_plan", story.head)
    assert f"la acción {action.code} responde a {cause.code}, que no es causa raíz" in said


def test_whoever_recorded_or_sent_the_plan_does_not_approve_it(story, refused, coordinator):
    assert "permiso" in refused(story.planned(), "approve_plan", story.head)
    whole = story.step(story.analysed(), "send_plan", coordinator)
    assert "otra persona" in refused(whole, "approve_plan", coordinator)
    approved = story.step(whole, "approve_plan", story.judge, "2025-03-14")
    assert approved.planned_by == story.judge and approved.planned_at.date() == date(2025, 3, 14)


def test_whoever_changed_what_it_says_does_not_approve_it(story, refused, coordinator):
    whole = story.analysed()
    with on("2025-03-11"):
        services.change(whole, by=coordinator, values={"where": "UT Piura"}, revision=whole.revision)
    whole = story.step(whole, "send_plan", story.head)
    assert "otra persona" in refused(whole, "approve_plan", coordinator)


def test_a_returned_plan_is_analysed_again(story):
    whole = story.planned()
    with pytest.raises(services.TransitionRefused, match="motivo"):
        story.step(whole, "return_plan", story.coordinator, reason=" ")
    assert story.step(whole, "return_plan", story.coordinator).state == "analysis"


def test_the_first_action_that_is_not_verified_is_named(story, refused):
    whole = story.treated()
    first, second = whole.actions.get(), story.act(whole, title="Avisar en el sistema")
    story.do(first)
    said = refused(whole, "finish", story.head, effectiveness_due=JUDGE_FROM)
    assert said == f"No se puede pasar a eficacia: la acción {second.code} no está verificada."


def test_a_plan_all_cancelled_was_not_carried_out(story, refused):
    whole = story.treated()
    story.step(whole.actions.get(), "cancel", story.coordinator)
    assert "no tiene acciones verificadas" in refused(
        whole, "finish", story.head, effectiveness_due=JUDGE_FROM
    )


def test_the_date_to_judge_is_asked_for_and_later_than_the_last_verification(story):
    whole = story.treated()
    story.do(whole.actions.get(), "2025-04-21")
    for asked in ({}, {"effectiveness_due": date(2025, 4, 21)}):
        with pytest.raises(ValidationError) as caught:
            story.step(whole, "finish", story.head, "2025-04-21", **asked)
        assert "effectiveness_due" in caught.value.message_dict
    finished = story.step(whole, "finish", story.head, "2025-04-21", effectiveness_due=date(2025, 4, 22))
    assert finished.state == "effectiveness" and finished.next_due == date(2025, 4, 22)


def test_the_page_says_beside_the_date_that_it_is_too_early(story, client):
    whole = story.treated()
    story.do(whole.actions.get(), "2025-04-21")
    client.force_login(story.head)
    where = reverse("register_transition", args=["nonconformities", whole.pk, "finish"])
    answer = client.post(where, {"effectiveness_due": "2025-04-21"})
    assert answer.status_code == 422 and "Debe ser posterior al" in answer.content.decode()


def test_effectiveness_is_not_judged_before_its_day(story, refused):
    whole = story.finished()
    said = refused(whole, "close", story.judge, "2025-06-15", effectiveness_note="Bien")
    assert "16" in said and "2025" in said and "la eficacia se juzga desde" in said
    closed = story.step(whole, "close", story.judge, "2025-06-16", effectiveness_note="Bien")
    assert (closed.effectiveness, closed.judged_by, closed.next_due) == ("effective", story.judge, None)


def test_whoever_recorded_it_does_not_judge_it(story, refused, judge):
    with on("2025-03-03"):
        own = services.create(
            Nonconformity(
                title="Propia", kind="improvement", source="other", detected_on=date(2025, 3, 3),
                description="x", plan_due=date(2025, 3, 31), unit=story.units["UCC"],
            ),
            by=judge,
        )  # fmt: skip
    own = story.step(own, "analyse", story.head)
    story.act(own)
    own = story.step(own, "send_plan", story.head)
    own = story.step(own, "approve_plan", story.coordinator)
    story.do(own.actions.get())
    own = story.step(own, "finish", story.head, "2025-04-22", effectiveness_due=JUDGE_FROM)
    assert "otra persona" in refused(own, "close", judge, "2025-06-17", effectiveness_note="Bien")
    closed = story.step(own, "close", story.coordinator, "2025-06-17", effectiveness_note="Bien")
    assert closed.state == "closed"


def test_whoever_did_an_action_does_not_judge_the_whole(story, refused, person):
    both = person("both", "coordinator", "UCC")
    whole = story.treated()
    action = whole.actions.get()
    with on("2025-04-20"):
        action = services.change(action, by=both, values={"evidence_at": "Archivo"}, revision=action.revision)
    action = story.step(action, "report", both, "2025-04-20", result="Hecho")
    story.step(action, "verify", story.coordinator, "2025-04-21")
    whole = story.step(whole, "finish", story.head, "2025-04-22", effectiveness_due=JUDGE_FROM)
    said = refused(whole, "close", both, "2025-06-17", effectiveness_note="Bien")
    assert f"usted dio por ejecutada la acción {action.code}" in said


def test_what_was_not_effective_is_analysed_again_and_says_so(story):
    whole = story.step(story.finished(), "not_effective", story.judge, "2025-06-17", reason="Se repitió")
    assert (whole.state, whole.effectiveness, whole.judged_by) == ("analysis", "not_effective", story.judge)


def test_a_plan_that_failed_needs_a_new_action(story, refused):
    whole = story.step(story.finished(), "not_effective", story.judge, "2025-06-17", reason="Se repitió")
    assert "agregue al menos una acción nueva" in refused(whole, "send_plan", story.head, "2025-06-18")
    with on("2025-06-18"):
        again = story.units["UCC"]
        action = type(whole.actions.first())(
            title="Otra cosa", nonconformity=whole, kind="corrective", owner="Jefatura",
            due_date=date(2025, 7, 31), unit=again,
        )  # fmt: skip
        services.create(action, by=story.head)
    whole = story.step(whole, "send_plan", story.head, "2025-06-18")
    assert whole.state == "plan_review" and whole.effectiveness == "not_effective"


@pytest.mark.parametrize("state", ["treatment", "closed"])
def test_reopening_takes_a_reason_and_its_history_stays(story, client, state):
    whole = story.at(state)
    with pytest.raises(services.TransitionRefused, match="motivo"):
        story.step(whole, "reopen", story.coordinator, "2025-06-20", reason="")
    whole = story.step(whole, "reopen", story.coordinator, "2025-06-20", reason="El plazo volvió a pasarse")
    assert whole.state == "analysis" and whole.effectiveness == ""
    client.force_login(story.head)
    page = client.get(reverse("register_detail", args=["nonconformities", whole.pk])).content.decode()
    assert "Veces que volvió a análisis" in page and "El plazo volvió a pasarse" in page
    assert str(story.coordinator) in page


def test_a_closed_record_does_not_lie_on_anybodys_desk(story):
    from sigor.registers.due import awaiting, owed_by

    story.closed()
    for person in (story.head, story.coordinator, story.judge):
        with on("2025-06-20"):
            today = date(2025, 6, 20)
            assert [
                i for i in awaiting(person, today) + owed_by(person, today) if i.code.startswith("NC")
            ] == []


@pytest.mark.parametrize("state", ["closed", "effectiveness", "treatment", "dismissed"])
def test_a_record_is_born_open_whatever_is_asked(story, state):
    born = story.open(state=state, effectiveness="effective")
    assert Nonconformity.objects.get(pk=born.pk).state == "open"
    script = APIClient()
    script.force_login(story.head)
    told = {
        "title": "Por la API", "kind": "nonconformity", "source": "audit", "detected_on": "2025-03-03",
        "description": "x", "plan_due": "2025-03-31", "unit": "UCC", "state": state, "effectiveness": "effective",
    }  # fmt: skip
    answer = script.post("/api/v1/nonconformities/", told, format="json")
    assert answer.status_code == 201 and answer.json()["state"] == "open"
    assert Nonconformity.objects.get(pk=answer.json()["id"]).effectiveness == ""


def test_the_road_to_the_closing_tells_the_gates_that_are_still_closed(story, client):
    whole = story.analysed()
    action = story.act(whole, owner="")
    client.force_login(story.head)
    page = client.get(reverse("register_detail", args=["nonconformities", whole.pk])).content.decode()
    assert "Para cerrar falta…" in page
    for step in whole.workflow.transitions:
        for gate in step.gates:
            if step.name in ("send_plan", "finish", "close") and (why := gate(whole, story.head)):
                assert why in page
    assert f"la acción {action.code} no dice quién la hace" in page
    closed = client.get(
        reverse("register_detail", args=["nonconformities", story.closed().pk])
    ).content.decode()
    assert "Para cerrar falta…" not in closed
