"""Partners and their due diligence: asked by data, concluded by somebody else, for a time."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from sigor.context.models import DiligenceAnswer
from sigor.context.services import answer
from sigor.organisation import clock
from sigor.records import services
from sigor.registers.declaration import register_of

CONCLUDED = {"result": "accepted", "valid_until": date(2099, 1, 1)}


@pytest.fixture
def sent(question, diligence, unit_head):
    """A due diligence with its only question answered, waiting for a conclusion."""

    def make(of=None, **told):
        found = diligence(of, **told)
        asked = question()
        answer(diligence=found, question=asked, answer="yes", remark="", by=unit_head)
        return services.transition(found, "send", by=unit_head)

    return make


def test_a_due_diligence_is_sent_once_every_question_of_its_level_is_answered(
    question, diligence, unit_head, refused_everywhere
):
    found = diligence()
    refused_everywhere(
        found, "send", unit_head, "No hay preguntas vigentes para el nivel «Alta»", "due-diligences"
    )
    first, second = question("¿Tiene sanciones?"), question("¿Quiénes son sus dueños?")
    question("De otro nivel", level="low")
    question("Que ya no se hace", valid_to=date(2021, 1, 1))
    answer(diligence=found, question=first, answer="yes", remark="", by=unit_head)
    refused_everywhere(
        found,
        "send",
        unit_head,
        "Faltan respuestas del cuestionario: «¿Quiénes son sus dueños?».",
        "due-diligences",
    )
    answer(diligence=found, question=second, answer="na", remark="", by=unit_head)
    assert services.transition(found, "send", by=unit_head).state == "under_review"


def test_a_no_is_explained(question, diligence, unit_head):
    with pytest.raises(ValidationError, match="Explique por qué"):
        answer(diligence=diligence(), question=question(), answer="no", remark=" ", by=unit_head)


def test_a_second_answer_replaces_the_first(question, diligence, unit_head):
    found, asked = diligence(), question()
    answer(diligence=found, question=asked, answer="yes", remark="", by=unit_head)
    answer(diligence=found, question=asked, answer="no", remark="Tiene una", by=unit_head)
    assert found.answers.get().answer == "no"
    with pytest.raises(ValidationError, match="ya tiene respuesta"):
        services.create(
            DiligenceAnswer(title="Otra vez", diligence=found, question=asked, answer="yes", unit=found.unit),
            by=unit_head,
        )


def test_answers_do_not_change_once_they_were_sent(sent, unit_head, refused_everywhere):
    found = sent()
    given = found.answers.get()
    with pytest.raises(ValidationError, match="sus respuestas ya no cambian"):
        services.change(given, by=unit_head, values={"remark": "Otra"}, revision=given.revision)
    refused_everywhere(given, "remove", unit_head, "sus respuestas ya no cambian", "diligence-answers")


def test_somebody_else_concludes_with_a_result_and_an_end(sent, coordinator):
    found = sent()
    with pytest.raises(ValidationError) as refused:
        services.transition(found, "conclude", by=coordinator)
    assert set(refused.value.message_dict) == {"result", "valid_until"}
    concluded = services.transition(found, "conclude", by=coordinator, values=CONCLUDED)
    assert concluded.state == "concluded" and concluded.concluded_by == coordinator


def test_whoever_wrote_a_due_diligence_does_not_conclude_it(sent, coordinator, refused_everywhere):
    found = sent()
    found = services.transition(found, "return", by=coordinator, reason="Precisar")
    found = services.change(found, by=coordinator, values={"findings": "Precisado"}, revision=found.revision)
    found = services.transition(found, "send", by=coordinator)
    refused_everywhere(
        found, "conclude", coordinator, "Debe hacerlo otra persona", "due-diligences", **CONCLUDED
    )


def test_conditions_are_written_down(sent, coordinator):
    told = CONCLUDED | {"result": "accepted_with_conditions"}
    with pytest.raises(ValidationError, match="anótelas"):
        services.transition(sent(), "conclude", by=coordinator, values=told)


def test_a_conclusion_ends_on_its_day(sent, coordinator):
    told = CONCLUDED | {"valid_until": clock.today()}
    found = services.transition(sent(), "conclude", by=coordinator, values=told)
    assert found.get_state().code == "concluded"
    with clock.at(clock.now() + timedelta(days=1)):
        assert str(found.get_state().label) == "Vencida"


def test_a_conclusion_lasts_as_long_as_the_evidence_put_forward(sent, coordinator, unit_head):
    found = services.transition(sent(), "conclude", by=coordinator, values=CONCLUDED)
    evidence = services.keep_evidence(
        by=unit_head,
        unit_id=found.unit_id,
        stream=BytesIO(b"Constancia de prueba"),
        file_name="constancia.txt",
        type="Constancia",
        valid_until=date(2031, 3, 31),
    )
    services.attach(found, by=unit_head, evidence=evidence)
    found.refresh_from_db()
    assert found.valid_until == date(2031, 3, 31)


def test_the_whole_questionnaire_is_answered_on_the_page_of_the_due_diligence(question, diligence, unit_head):
    found, first, second = diligence(), question("¿Uno?"), question("¿Dos?")
    client = Client()
    client.force_login(unit_head)
    page = register_of(found).url_of(found)
    html = client.get(page).content.decode()
    assert f'name="answer-{first.pk}"' in html and f'name="answer-{second.pk}"' in html
    where = reverse("diligence_answers", args=[found.pk])
    told = {f"answer-{first.pk}": "yes", f"answer-{second.pk}": "no", f"remark-{second.pk}": "Falta"}
    assert client.post(where, told).status_code == 302
    assert dict(found.answers.values_list("title", "answer")) == {"¿Uno?": "yes", "¿Dos?": "no"}


def test_one_answer_that_cannot_be_kept_keeps_none_and_says_why(question, diligence, unit_head):
    found, first, second = diligence(), question("¿Uno?"), question("¿Dos?")
    client = Client()
    client.force_login(unit_head)
    told = {f"answer-{first.pk}": "yes", f"answer-{second.pk}": "no"}
    page = client.post(reverse("diligence_answers", args=[found.pk]), told, follow=True)
    assert "Explique por qué la respuesta es No." in page.content.decode()
    assert not found.answers.exists()


@pytest.mark.parametrize(("role", "status"), [("other_head", 404), ("auditor", 403)])
def test_nobody_else_answers(question, diligence, role, status, request):
    found, asked = diligence(), question()
    client = Client()
    client.force_login(request.getfixturevalue(role))
    where = reverse("diligence_answers", args=[found.pk])
    assert client.post(where, {f"answer-{asked.pk}": "yes"}).status_code == status
    assert not found.answers.exists()
