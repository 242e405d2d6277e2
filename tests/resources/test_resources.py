"""Places, needs, projects, interventions and evaluations: what closes them and what is left behind."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.records import services
from sigor.records.services import TransitionRefused
from sigor.resources import rules

DAY = date(2025, 6, 30)


@pytest.fixture
def refused_everywhere(client, api):
    """A function that tries a step through services, page and API and gives the one refusal."""

    def attempt(record, slug, name, by, **asked):
        with pytest.raises(TransitionRefused) as refused:
            services.transition(record, name, by=by, values=asked)
        told = str(refused.value)
        client.force_login(by)
        page = client.post(reverse("register_transition", args=[slug, record.pk, name]), asked)
        assert page.status_code == 409 and told in page.content.decode()
        answer = api(by).post(f"/api/v1/{slug}/{record.pk}/transitions/{name}/", asked, format="json")
        assert answer.status_code == 409 and answer.json()["detail"] == told
        return told

    return attempt


@pytest.mark.parametrize("ubigeo", ["20010", "2001011", "20010a", "٢٠٠١٠١"])
def test_a_ubigeo_is_six_figures_as_text(point, ubigeo):
    with pytest.raises(ValidationError):
        point(ubigeo=ubigeo)


def test_a_ubigeo_keeps_its_leading_zeros(point):
    kept = point(ubigeo="010101")
    kept.refresh_from_db()
    assert kept.ubigeo == "010101"


def test_a_need_is_approved_by_somebody_else_and_attended_with_what_was_done(need, systems_head, director):
    kept = need()
    with pytest.raises(TransitionRefused):
        services.transition(kept, "attend", by=systems_head, values={"result": "Comprado"})
    services.transition(kept, "approve", by=director)
    done = services.transition(kept, "attend", by=systems_head, values={"result": "Comprado"})
    assert (done.state, done.approved_by, done.attended_by) == ("attended", director, systems_head)


def test_whoever_wrote_a_need_does_not_approve_it(need, units, director):
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(need(by=director, unit=units["DE"]), "approve", by=director)


def test_a_cost_is_not_negative(need):
    with pytest.raises(ValidationError, match="negativo"):
        need(estimated_cost=-1)


def test_the_rule_names_needs_past_their_date(need, director, systems_head):
    late, done = need(due_date=date(2025, 6, 29)), need(due_date=date(2025, 6, 1))
    services.transition(done, "approve", by=director)
    services.transition(done, "attend", by=systems_head, values={"result": "Hecho"})
    need(due_date=DAY)
    assert list(rules.resource_needs_overdue(DAY)) == [late]


def test_a_project_closes_only_with_a_report_of_the_whole(
    project, report, systems_head, coordinator, refused_everywhere
):
    kept = services.transition(project(), "start", by=systems_head)
    told = refused_everywhere(kept, "it-projects", "close", coordinator)
    assert told == "No se puede cerrar: el proyecto no tiene reportes de avance."
    half = report(kept, "62.50")
    told = refused_everywhere(kept, "it-projects", "close", coordinator)
    assert told == f"No se puede cerrar: el último reporte ({half.code}) dice 62.5 %."
    report(kept, 100, cut_off="2025-06-30")
    assert services.transition(kept, "close", by=coordinator).state == "closed"


def test_an_annulled_report_closes_nothing(project, report, systems_head, coordinator):
    kept = services.transition(project(), "start", by=systems_head)
    whole = report(kept, 100)
    services.transition(whole, "annul", by=systems_head, reason="Error")
    with pytest.raises(TransitionRefused, match="no tiene reportes"):
        services.transition(kept, "close", by=coordinator)


def test_a_project_closes_early_only_with_a_reason_and_then_its_reports_stay(
    project, report, systems_head, coordinator
):
    kept = services.transition(project(), "start", by=systems_head)
    half = report(kept, 50)
    with pytest.raises(TransitionRefused, match="motivo"):
        services.transition(kept, "close_early", by=coordinator)
    kept = services.transition(kept, "close_early", by=coordinator, reason="Sin presupuesto")
    with pytest.raises(ValidationError, match="está cerrado"):
        services.change(half, by=systems_head, values={"achieved_percent": 60}, revision=1)
    with pytest.raises(ValidationError, match="está cerrado"):
        report(kept, 60, cut_off="2025-06-30")


def test_a_project_reports_once_for_each_cut_off(project, report, systems_head):
    kept = project()
    first = report(kept, 10)
    with pytest.raises(ValidationError, match="ya tiene un reporte"):
        report(kept, 20)
    services.transition(first, "annul", by=systems_head, reason="Error")
    assert report(kept, 20).achieved_percent == 20


@pytest.mark.parametrize("percent", [-1, "100.01"])
def test_progress_lies_between_nothing_and_the_whole(project, report, percent):
    with pytest.raises(ValidationError):
        report(project(), percent)


def test_whoever_wrote_a_report_does_not_agree_to_it(project, units, coordinator, second_coordinator):
    from sigor.resources.models import ProjectReport

    told = {"title": "x", "text": "x", "planned_percent": 1, "achieved_percent": 1, "unit": units["UTI"]}
    own = services.create(ProjectReport(project=project(), cut_off=date(2025, 5, 31), **told), by=coordinator)
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(own, "check", by=coordinator)
    assert services.transition(own, "check", by=second_coordinator).state == "checked"


def test_the_rule_names_projects_that_have_not_reported_for_six_months(project, report, systems_head):
    silent, telling, new = project(), project(), project(starts_on=date(2025, 5, 1))
    for kept in (silent, telling, new):
        services.transition(kept, "start", by=systems_head)
    report(silent, 10, cut_off="2025-01-15")
    report(telling, 40, cut_off="2025-07-01")
    assert not rules.it_projects_without_report(DAY).filter(pk=new.pk).exists()
    assert list(rules.it_projects_without_report(date(2025, 7, 20))) == [silent]


def test_an_intervention_closes_when_its_follow_ups_are_verified(
    intervention, follow, unit_head, coordinator, refused_everywhere
):
    kept = services.transition(intervention(), "start", by=unit_head)
    first = follow(kept)
    told = refused_everywhere(kept, "interventions", "close", coordinator)
    assert told == f"No se puede cerrar: el seguimiento {first.code} no está verificado."
    services.transition(first, "report", by=unit_head, values={"result": "Visitado"})
    services.transition(first, "verify", by=coordinator)
    kept = services.transition(kept, "close", by=coordinator)
    with pytest.raises(ValidationError, match="está cerrada"):
        follow(kept)


def test_a_suspended_intervention_says_why_and_goes_on(intervention, unit_head):
    kept = intervention()
    with pytest.raises(TransitionRefused, match="motivo"):
        services.transition(kept, "suspend", by=unit_head)
    services.transition(kept, "suspend", by=unit_head, reason="Emergencia")
    assert services.transition(kept, "resume", by=unit_head).state == "under_way"


def test_an_evaluation_closes_when_its_recommendations_are_settled(
    evaluation, recommend, unit_head, coordinator, second_coordinator, refused_everywhere
):
    kept = services.transition(evaluation(), "start", by=coordinator)
    kept = services.transition(kept, "deliver", by=second_coordinator, values={"results": "Sirve"})
    first = recommend(kept)
    told = refused_everywhere(kept, "evaluations", "close", coordinator)
    assert told == f"No se puede cerrar: la recomendación {first.code} está en «Pendiente de respuesta»."
    services.transition(first, "reject", by=unit_head, values={"response_text": "No es de ley"})
    kept = services.transition(kept, "close", by=coordinator)
    with pytest.raises(ValidationError, match="está cerrada"):
        recommend(kept)


def test_whoever_recommends_does_not_answer(evaluation, recommend, coordinator):
    with pytest.raises(TransitionRefused, match="otra persona"):
        services.transition(
            recommend(evaluation()),
            "answer",
            by=coordinator,
            values={"response": "accepted", "response_text": "De acuerdo"},
        )


def test_a_recommendation_is_answered_done_and_verified_by_others(
    evaluation, recommend, unit_head, coordinator
):
    kept = recommend(evaluation())
    with pytest.raises(ValidationError, match="Este paso lo pide"):
        services.transition(kept, "answer", by=unit_head, values={"response": "accepted"})
    answer = {"response": "partly", "response_text": "Solo en Piura"}
    services.transition(kept, "answer", by=unit_head, values=answer)
    services.transition(kept, "implement", by=unit_head, values={"result": "Se hizo"})
    with pytest.raises(TransitionRefused):
        services.transition(kept, "verify", by=unit_head)
    assert services.transition(kept, "verify", by=coordinator).state == "verified"


def test_a_rejected_recommendation_ends_there(evaluation, recommend, unit_head):
    kept = services.transition(
        recommend(evaluation()), "reject", by=unit_head, values={"response_text": "No procede"}
    )
    with pytest.raises(TransitionRefused, match="Rechazada"):
        services.transition(kept, "implement", by=unit_head, values={"result": "x"})


def test_the_rule_names_evaluations_left_unanswered_for_more_than_thirty_days(
    evaluation, recommend, unit_head
):
    late, recent, answered = evaluation(), evaluation(), evaluation()
    recommend(late, issued="2025-05-30")
    recommend(recent, issued="2025-05-31")
    answer = {"response": "accepted", "response_text": "Sí"}
    services.transition(recommend(answered, issued="2025-01-10"), "answer", by=unit_head, values=answer)
    assert list(rules.evaluations_unanswered(DAY)) == [late]


@pytest.mark.parametrize(("role", "expected"), [("other_head", 404), ("unit_head", 200), ("auditor", 200)])
def test_an_intervention_is_read_by_its_unit_and_by_who_reads_everywhere(
    intervention, client, request, role, expected
):
    kept = intervention()
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("register_detail", args=["interventions", kept.pk])).status_code == expected
