"""A wave from the field to an indicator: who may close it, what its page says, and how it is corrected."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.indicators import selectors as values
from sigor.indicators import services as indicators
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator
from sigor.indicators.sources import NothingToCompute
from sigor.organisation.models import Membership, Role
from sigor.records import services as records
from sigor.records.services import TransitionRefused
from sigor.surveys import selectors, services
from sigor.surveys.models import Question
from tests.surveys.conftest import csv_of

# 24 of the one unit and 8 of the other: favourable to SAT 18 and 4.
ROWS = [["UCC", "", 5 if at < 18 else 2, 4, 3] for at in range(24)] + [
    ["UOP", "", 4 if at < 4 else 1, 1, ""] for at in range(8)
]


@pytest.fixture
def card(units, coordinator, director, survey):
    def make(parts: str = "", symbol: str = "SATISF") -> Indicator:
        made = records.create(
            Indicator(
                title="Satisfacción",
                symbol=symbol,
                purpose="Saber",
                numerator="Respuestas favorables",
                denominator="Respuestas válidas",
                unit_of_measure="%",
                frequency="quarter",
                origin="computed",
                measure="survey.favourable",
                parts=parts or f"{survey.code}: SAT",
                origin_note="Encuesta anual",
                unit=units["UPPM"],
                target_owner=units["UPPM"],
                valid_from=date(2020, 1, 1),
            ),
            by=coordinator,
        )
        records.transition(made, "send", by=coordinator)
        return records.transition(made, "approve", by=director)

    return make


def page_of(record, client):
    return client.get(reverse("register_detail", args=["survey-waves", record.pk]))


def test_who_loads_or_sends_does_not_close(wave, load, surveyor, coordinator):
    sent = records.transition(load(wave(), ROWS).wave, "send", by=surveyor)
    Membership.objects.create(
        user=surveyor,
        unit=surveyor.memberships.get().unit,
        role=Role.COORDINATOR,
        valid_from=date(2020, 1, 1),
    )
    with pytest.raises(TransitionRefused):
        records.transition(sent, "close", by=surveyor)
    closed = records.transition(sent, "close", by=coordinator)
    assert closed.state == "closed" and closed.closed_by == coordinator


def test_nothing_is_sent_without_answers_nor_before_the_end(wave, load, surveyor):
    with pytest.raises(TransitionRefused, match="respuestas"):
        records.transition(wave(), "send", by=surveyor)
    later = wave(ended_on=date(2999, 1, 1), title="Aún en campo")
    with pytest.raises(TransitionRefused, match="recojo"):
        records.transition(load(later, ROWS).wave, "send", by=surveyor)


def test_a_survey_without_questions_is_not_approved_and_its_waves_take_no_answers(
    survey, wave, load, coordinator
):
    records.transition(survey, "revise", by=coordinator, reason="Otra pregunta")
    with pytest.raises(TransitionRefused, match="aprobada"):
        load(wave(), ROWS)
    for question in survey.questions.all():
        records.transition(question, "withdraw", by=coordinator, reason="Ya no se pregunta")
    survey.refresh_from_db()
    with pytest.raises(TransitionRefused, match="pregunta"):
        records.transition(survey, "send", by=coordinator)


def test_a_question_with_closed_answers_keeps_its_words_and_its_scale(wave, closed, survey, coordinator):
    question = survey.questions.get(symbol="SAT")
    changed = records.change(
        question, by=coordinator, values={"title": "Otra redacción"}, revision=question.revision
    )
    closed(wave(), ROWS)
    for values_ in ({"title": "Otra más"}, {"highest": 10}, {"favourable_from": 3}, {"symbol": "SAT_2"}):
        with pytest.raises(ValidationError):
            records.change(changed, by=coordinator, values=values_, revision=changed.revision)
    assert records.change(changed, by=coordinator, values={"order": 9}, revision=changed.revision).order == 9


def test_the_heading_of_another_column_is_no_code_of_a_question(survey, units):
    with pytest.raises(ValidationError, match="encabezado"):
        Question(title="Peso", survey=survey, symbol="PESO", unit=units["UPPM"]).clean()


def test_the_page_tells_shares_with_their_margin_and_hides_what_few_answered(
    wave, closed, coordinator, client
):
    done = closed(wave(planned=40, population_size=1000), ROWS)
    client.force_login(coordinator)
    said = page_of(done, client).content.decode()
    assert "68.8 %" in said  # 22 of 32
    assert "75.0 %" in said  # 18 of 24 in UCC
    assert "50.0 %" not in said  # 4 of 8 in UOP: fewer than ten
    found = selectors.results(done)
    (sat,) = [one for one in found.questions if one.symbol == "SAT"]
    assert sat.counts == {1: 4, 2: 6, 3: 0, 4: 4, 5: 18} and sat.silent == 0
    assert [one.silent for one in found.questions if one.symbol == "TIEMPO"] == [8]
    assert [one.name for one in found.drivers] == ["Trato"]


def test_the_next_wave_says_what_moved_beyond_chance(wave, closed, coordinator, client):
    closed(wave(started_on=date(2024, 3, 1), ended_on=date(2024, 3, 20), title="Medición 2024"), ROWS)
    done = closed(wave(), [["UCC", "", 1, 4, 3] for _at in range(40)])
    moved = {one.symbol: one.change for one in selectors.results(done).questions}
    assert moved["SAT"].shown() and moved["SAT"].difference < -0.6
    client.force_login(coordinator)
    assert "Baja" in page_of(done, client).content.decode()


def test_a_correction_takes_the_place_of_a_wave_and_leaves_it_as_it_was(
    wave, closed, load, coordinator, surveyor, client
):
    done = closed(wave(), ROWS)
    with pytest.raises(ValidationError):
        services.correct(done, by=coordinator, reason=" ")
    fresh = services.correct(done, by=coordinator, reason="Se duplicó una hoja")
    with pytest.raises(TransitionRefused, match=fresh.code):
        services.correct(done, by=coordinator, reason="Otra vez")
    assert selectors.wave_within(done.survey, date(2025, 1, 1), date(2025, 12, 31)) == done
    again = closed(fresh, ROWS[:12])
    assert selectors.wave_within(done.survey, date(2025, 1, 1), date(2025, 12, 31)) == again
    done.refresh_from_db()
    assert done.responses.count() == 32 and again.responses.count() == 12
    client.force_login(coordinator)
    assert again.code in page_of(done, client).content.decode()


def test_an_indicator_takes_its_data_from_the_wave_of_its_period(
    wave, closed, card, coordinator, surveyor, units
):
    indicator, period = card(), Period.read("2025-T1")
    with pytest.raises(NothingToCompute, match="medición cerrada"):
        indicators.compute_data(by=coordinator, indicators=[indicator], period=period)
    done = closed(wave(), ROWS)
    delivery = indicators.compute_data(by=surveyor, indicators=[indicator], period=period)
    assert delivery.sources == [
        {"register": "survey-waves", "id": done.pk, "code": done.code, "title": done.title}
    ]
    records.transition(records.transition(delivery, "send", by=surveyor), "accept", by=coordinator)
    (value,) = values.series(indicator)
    assert (value.numerator, value.denominator) == (22, 32) and value.value == Decimal("68.75")
    by_unit = {
        one.name: (one.numerator, one.denominator) for one in values.by_area(indicator, period, "unit")
    }
    assert by_unit == {"UCC": (18, 24), "UOP": (4, 8)}


def test_weights_and_several_questions_enter_the_sums(wave, closed, card, surveyor, coordinator, survey):
    closed(wave(), [["UCC", "2.5", 5, 1, ""], ["", "1", 4, 4, 2]])
    indicator = card(f"{survey.code}: SAT, TRATO, TIEMPO")
    delivery = indicators.compute_data(by=surveyor, indicators=[indicator], period=Period.read("2025-T1"))
    facts = (
        delivery.slices.get()
        .facts.order_by("numerator")
        .values_list("unit__acronym", "numerator", "denominator")
    )
    assert list(facts) == [("UPPM", 2, 3), ("UCC", Decimal("2.5"), 5)]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ("nada", "no dice una encuesta"),
        ("ENC-1999-0001: SAT", "no dice una encuesta"),
        ("{code}: SAT, NADA", "NADA"),
    ],
)
def test_a_card_that_names_no_question_says_so(card, coordinator, survey, parts, told):
    indicator = card(parts.format(code=survey.code))
    with pytest.raises(NothingToCompute, match=told):
        indicators.compute_data(by=coordinator, indicators=[indicator], period=Period.read("2025-T1"))


def test_the_same_over_the_interface_of_programs(wave, coordinator, surveyor, unit_head):
    one = wave()
    asked, told = APIClient(), APIClient()
    asked.force_login(surveyor)
    told.force_login(unit_head)
    answers = f"/api/v1/encuestas/mediciones/{one.pk}/respuestas/"
    results = f"/api/v1/encuestas/mediciones/{one.pk}/resultados/"

    def send(client, rows):
        return client.post(answers, {"file": SimpleUploadedFile("r.csv", csv_of(rows))}, format="multipart")

    wrong = send(asked, [["UCC", "", 9, 1, 1]])
    assert wrong.status_code == 422 and wrong.json()["findings"][0]["column"] == "SAT"
    assert send(told, ROWS).status_code == 403
    assert asked.post(answers, {}, format="multipart").status_code == 422
    assert send(asked, ROWS).json()["rows"] == 32
    found = asked.get(results).json()
    assert found["questions"]["SAT"]["value"] == 0.6875 and found["questions"]["SAT"]["low"] > 0.5
    assert found["units"]["UOP"]["SAT"] is None and found["units"]["UCC"]["SAT"]["respondents"] == 24
    assert APIClient().get(results).status_code in (401, 403)


def test_the_page_takes_a_file_and_tells_its_findings(wave, surveyor, client):
    one = wave()
    client.force_login(surveyor)
    address = reverse("wave_load", args=[one.pk])
    wrong = client.post(address, {"file": SimpleUploadedFile("r.csv", csv_of([["UCC", "", 9, 1, 1]]))})
    assert wrong.status_code == 422 and "no está entre 1 y 5" in wrong.content.decode()
    assert client.post(address).status_code == 422
    done = client.post(address, {"file": SimpleUploadedFile("r.csv", csv_of(ROWS))}, follow=True)
    assert "Se cargaron 32 respuestas" in done.content.decode()
    assert client.get(reverse("wave_template", args=[one.pk])).content[:2] == b"PK"
