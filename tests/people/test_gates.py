"""What keeps a step from being taken, through the services, the page and the API."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sigor.organisation import clock
from sigor.people.models import (
    Attendance,
    Communication,
    CommunicationRecord,
    EstablishmentEntry,
    HeldCompetence,
    Holder,
    Induction,
    Post,
    PostCompetence,
    RequiredReading,
    Study,
    TrainingAction,
    TrainingNeed,
)
from sigor.people.services import acknowledge
from sigor.records import services
from tests.people.files import attach


@pytest.fixture
def action(make, holder):
    return make(TrainingAction)


@pytest.fixture
def done(action, make, holder, urh_officer):
    """An action that somebody of the unit reported as done."""
    make(Attendance, action=action, holder=holder)
    return services.transition(action, "report", by=urh_officer, values={"result": "Se dictó."})


@pytest.fixture
def on_day():
    """A function that puts the clock at noon of a day."""

    def at(day):
        return clock.at(clock.now().replace(year=day.year, month=day.month, day=day.day, hour=12))

    return at


def test_a_need_is_not_planned_without_an_action(make, keeper, refused):
    need = make(TrainingNeed)
    refused(keeper, "training-needs", need, "plan", f"ninguna acción del PDP atiende {need.code}")
    action = make(TrainingAction, need=need)
    assert services.transition(need, "plan", by=keeper).state == "planned"
    services.transition(action, "cancel", by=keeper, reason="Sin presupuesto")
    need = services.transition(need, "reopen", by=keeper, reason="Se canceló")
    refused(keeper, "training-needs", need, "plan", f"ninguna acción del PDP atiende {need.code}")


def test_a_training_without_attendance_is_not_done(action, make, holder, keeper, refused):
    told = {"result": "Se dictó."}
    refused(keeper, "training-actions", action, "report", "no tiene asistencia registrada", **told)
    attendance = make(Attendance, action=action, holder=holder)
    services.transition(attendance, "withdraw", by=keeper, reason="Error")
    refused(keeper, "training-actions", action, "report", "no tiene asistencia registrada", **told)
    make(Attendance, action=action, holder=holder)
    assert services.transition(action, "report", by=keeper, values=told).state == "done"


JUDGED = {"effectiveness": "partly", "effectiveness_note": "Sirvió a medias."}


def test_effectiveness_is_not_judged_before_its_day(done, keeper, refused, on_day):
    with on_day(date(2025, 6, 29)):
        refused(keeper, "training-actions", done, "judge", "30/06/2025", **JUDGED)
    with on_day(date(2025, 6, 30)):
        judged = services.transition(done, "judge", by=keeper, values=JUDGED)
    assert (judged.effectiveness, judged.judged_by) == ("partly", keeper)


def test_who_reported_a_training_does_not_judge_it(done, urh_officer, refused):
    refused(urh_officer, "training-actions", done, "judge", "Debe hacerlo otra persona", **JUDGED)


def test_a_judgement_says_how_effective_and_what_was_seen(done, keeper, steps):
    for missing in JUDGED:
        told = {name: value for name, value in JUDGED.items() if name != missing}
        with pytest.raises(ValidationError):
            services.transition(done, "judge", by=keeper, values=told)
        page, answer = steps(keeper, "training-actions", done, "judge", **told)
        assert (page.status_code, answer.status_code) == (422, 422)
    done.refresh_from_db()
    assert done.state == "done"


def test_the_next_date_of_a_training_follows_its_state(done):
    done.refresh_from_db()
    assert done.next_on == done.effectiveness_due
    reopened = services.transition(done, "reopen", by=done.reported_by, reason="Faltó una sesión")
    reopened.refresh_from_db()
    assert reopened.next_on == reopened.due_date


def test_the_attendance_of_a_training_that_is_done_no_longer_changes(done, make, holder, units, post, keeper):
    attendance = done.attendances.get()
    with pytest.raises(ValidationError, match="ya no admite cambios"):
        services.change(attendance, by=keeper, values={"attended": "no"}, revision=1)
    other = make(Holder, post=post, of_unit=units["UOP"], title="Otra persona")
    with pytest.raises(ValidationError, match="ya no admite cambios"):
        make(Attendance, action=done, holder=other)


def test_effectiveness_is_judged_after_the_action(make):
    with pytest.raises(ValidationError, match="después de ejecutada"):
        make(TrainingAction, effectiveness_due=date(2025, 4, 1))


def test_an_induction_without_proof_is_not_done(make, holder, keeper, refused):
    induction = make(Induction, holder=holder)
    told = {"done_on": "2025-02-20"}
    refused(keeper, "inductions", induction, "complete", "falta adjuntar el documento", **told)
    attach(induction, keeper)
    done = services.transition(induction, "complete", by=keeper, values={"done_on": date(2025, 2, 20)})
    assert done.state == "done" and done.completed_by == keeper


def test_a_person_leaves_on_a_day(holder, keeper, unit_head, refused):
    refused(unit_head, "holders", holder, "leave", "No tiene permiso", until="2025-05-31")
    with pytest.raises(ValidationError):
        services.transition(holder, "leave", by=keeper)
    with pytest.raises(ValidationError, match="anterior"):
        services.transition(holder, "leave", by=keeper, values={"until": date(2024, 5, 31)})
    assert (
        services.transition(holder, "leave", by=keeper, values={"until": date(2025, 5, 31)}).state == "left"
    )


def test_nobody_is_assessed_after_leaving(holder, make, competence, keeper):
    holder = services.transition(holder, "leave", by=keeper, values={"until": date(2025, 5, 31)})
    with pytest.raises(ValidationError, match="ya dejó el puesto"):
        make(HeldCompetence, holder=holder, competence=competence)


def test_an_account_stands_once_in_a_post_at_a_time(holder, make, post, units, officer, keeper):
    with pytest.raises(ValidationError, match="ya figura en ese puesto"):
        make(Holder, post=post, of_unit=units["UOP"], user=officer)
    acting = make(Holder, post=make(Post, title="Encargo"), of_unit=units["UOP"], user=officer)
    assert acting.state == "active", "somebody may act in a second post"
    services.transition(holder, "leave", by=keeper, values={"until": date(2025, 5, 31)})
    assert make(Holder, post=post, of_unit=units["UOP"], user=officer).state == "active"


def test_a_post_asks_for_a_competence_once_until_it_is_withdrawn(make, post, competence, keeper):
    first = make(PostCompetence, post=post, competence=competence)
    with pytest.raises(ValidationError, match="ya pide esa competencia"):
        make(PostCompetence, post=post, competence=competence)
    services.transition(first, "withdraw", by=keeper, reason="Cambió el perfil")
    make(PostCompetence, post=post, competence=competence)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostCompetence.objects.filter(pk=first.pk).update(state="in_force")


def test_a_withdrawn_post_asks_for_nothing_more(make, post, competence, keeper):
    post = services.transition(post, "withdraw", by=keeper, reason="Ya no existe")
    with pytest.raises(ValidationError, match="está retirado"):
        make(PostCompetence, post=post, competence=competence)


def test_no_more_positions_are_taken_than_there_are(make, post):
    with pytest.raises(ValidationError, match="más posiciones ocupadas"):
        make(EstablishmentEntry, post=post, positions=2, occupied=3)
    entry = make(EstablishmentEntry, post=post, positions=2, occupied=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        EstablishmentEntry.objects.filter(pk=entry.pk).update(occupied=3)
    with pytest.raises(ValidationError, match="ya tiene su línea"):
        make(EstablishmentEntry, post=post, positions=2, occupied=2)


def test_a_line_of_the_cpe_is_not_approved_by_who_wrote_it(make, post, keeper, director, refused):
    entry = services.transition(make(EstablishmentEntry, post=post), "send", by=keeper)
    refused(keeper, "establishment-entries", entry, "approve", "No tiene permiso")
    assert services.transition(entry, "approve", by=director).state == "in_force"


def test_what_was_read_changes_only_with_another_version(reading, officer, keeper):
    acknowledge(reading=reading, by=officer)
    draft = services.transition(reading, "revise", by=keeper, reason="Se amplía")
    with pytest.raises(ValidationError, match="otra versión"):
        services.change(draft, by=keeper, values={"text": "Otra cosa"}, revision=draft.revision)
    told = {"text": "Otra cosa", "version": "02"}
    assert services.change(draft, by=keeper, values=told, revision=draft.revision).version == "02"


def test_the_day_until_which_a_reading_is_read_is_computed(make):
    reading = RequiredReading.objects.get(pk=make(RequiredReading).pk)
    assert reading.due_date == date(2025, 3, 2)


def test_a_study_is_selected_only_after_it_was_assessed_and_with_a_reason(make, keeper, refused):
    study = make(Study)
    told = {"selection_reason": "Es pertinente."}
    refused(keeper, "studies", study, "select", "No es posible desde", **told)
    with pytest.raises(ValidationError):
        services.transition(study, "assess", by=keeper, values={"relevance": 4, "quality": 5})
    with pytest.raises(ValidationError):
        services.transition(
            study, "assess", by=keeper, values={"relevance": 4, "quality": 5, "applicability": 6}
        )
    marks = {"relevance": 4, "quality": 5, "applicability": 3}
    study = services.transition(study, "assess", by=keeper, values=marks)
    with pytest.raises(ValidationError):
        services.transition(study, "discard", by=keeper)
    study = services.transition(study, "select", by=keeper, values=told)
    with pytest.raises(ValidationError, match="Diga por qué"):
        services.change(study, by=keeper, values={"selection_reason": ""}, revision=study.revision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Study.objects.filter(pk=study.pk).update(quality=None)


def test_a_communication_is_carried_out_on_a_day_and_in_a_way(make, keeper):
    whole = make(Communication)
    time = make(
        CommunicationRecord, communication=whole, title="Primer trimestre", due_date=date(2025, 4, 15)
    )
    with pytest.raises(ValidationError):
        services.transition(time, "carry_out", by=keeper, values={"done_on": date(2025, 4, 14)})
    told = {"done_on": date(2025, 4, 14), "how": "Correo a jefaturas"}
    assert services.transition(time, "carry_out", by=keeper, values=told).carried_out_by == keeper
    whole = services.transition(whole, "withdraw", by=keeper, reason="Ya no se comunica")
    with pytest.raises(ValidationError, match="está retirada"):
        make(CommunicationRecord, communication=whole, title="Segundo", due_date=date(2025, 7, 15))
