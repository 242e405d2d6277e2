"""What the system finds by itself among posts, persons, training, readings and communications."""

from datetime import date, timedelta

import pytest

from sigor.people.models import (
    Attendance,
    Communication,
    CommunicationRecord,
    EstablishmentEntry,
    Holder,
    Induction,
    PostCompetence,
    RequiredReading,
    TrainingAction,
    TrainingNeed,
)
from sigor.people.services import acknowledge
from sigor.records import services
from sigor.registers import consistency

DAY = date(2025, 6, 30)


@pytest.fixture
def found():
    """A function that gives what breaks a rule on a day."""

    def of(code, on=DAY):
        return list(consistency.get(f"people-{code}").rows(None, on))

    return of


def test_a_post_with_people_says_what_it_asks_for(found, post, make, competence, holder, keeper):
    assert found("post-without-competences") == [post]
    asked = make(PostCompetence, post=post, competence=competence)
    assert found("post-without-competences") == []
    services.transition(asked, "withdraw", by=keeper, reason="Error")
    assert found("post-without-competences") == [post]
    services.transition(holder, "leave", by=keeper, values={"until": date(2025, 5, 1)})
    assert found("post-without-competences") == []


def test_an_induction_is_overdue_from_the_day_after(found, make, holder):
    induction = make(Induction, holder=holder)
    assert found("induction-overdue", induction.due_date) == []
    assert found("induction-overdue", induction.due_date + timedelta(days=1)) == [induction]


def test_a_newcomer_has_thirty_days_until_an_induction_is_set(found, make, holder, keeper):
    assert found("holder-without-induction", holder.since + timedelta(days=30)) == []
    assert found("holder-without-induction", holder.since + timedelta(days=31)) == [holder]
    induction = make(Induction, holder=holder)
    assert found("holder-without-induction") == []
    services.transition(induction, "annul", by=keeper, reason="Error")
    assert found("holder-without-induction") == [holder]


def test_a_need_waits_ninety_days_for_an_action(found, make, keeper):
    need = make(TrainingNeed)
    assert found("need-without-action", need.identified_on + timedelta(days=90)) == []
    assert found("need-without-action") == [need]
    action = make(TrainingAction, need=need)
    assert found("need-without-action") == []
    services.transition(action, "cancel", by=keeper, reason="Sin presupuesto")
    assert found("need-without-action") == [need]


def test_effectiveness_is_missed_after_its_day(found, make, holder, keeper):
    action = make(TrainingAction)
    make(Attendance, action=action, holder=holder)
    assert found("effectiveness-not-judged", date(2025, 7, 1)) == []
    services.transition(action, "report", by=keeper, values={"result": "Se dictó."})
    assert found("effectiveness-not-judged", date(2025, 6, 30)) == []
    assert found("effectiveness-not-judged", date(2025, 7, 1)) == [action]


def test_a_reading_is_found_while_somebody_has_not_read_it_in_time(found, reading, holder, officer):
    assert found("reading-with-missing-readers", date(2025, 3, 2)) == []
    assert found("reading-with-missing-readers") == [reading]
    acknowledge(reading=reading, by=officer)
    assert found("reading-with-missing-readers") == []


def test_who_came_later_has_as_many_days(found, reading, make, post, units):
    make(Holder, post=post, of_unit=units["UOP"], since=date(2025, 6, 1))
    assert found("reading-with-missing-readers", date(2025, 7, 1)) == []
    assert found("reading-with-missing-readers", date(2025, 7, 2)) == [reading]


def test_a_reading_of_a_unit_misses_only_its_own_people(found, make, in_force, holder, units):
    of_urh = in_force(make(RequiredReading, audience="unit"))
    assert found("reading-with-missing-readers") == []
    holder.__class__.objects.filter(pk=holder.pk).update(of_unit=units["URH"])
    assert found("reading-with-missing-readers") == [of_urh]


def test_a_communication_is_found_when_its_day_went_by(found, make, keeper):
    whole = make(Communication, next_on=date(2025, 5, 15))
    assert found("communication-not-carried-out", date(2025, 5, 15)) == []
    assert found("communication-not-carried-out") == [whole]
    time = make(CommunicationRecord, communication=whole, title="Mayo", due_date=date(2025, 5, 15))
    assert found("communication-not-carried-out") == [whole]
    services.transition(time, "carry_out", by=keeper, values={"done_on": date(2025, 5, 20), "how": "Correo"})
    assert found("communication-not-carried-out") == []


def test_the_cpe_and_the_people_registered_must_agree(found, make, post, in_force, holder):
    entry = in_force(make(EstablishmentEntry, post=post, occupied=2, year=2025))
    assert found("establishment-mismatch") == [entry]
    make(Holder, post=post, of_unit=holder.of_unit, title="Otra persona")
    assert found("establishment-mismatch") == []
    assert found("establishment-mismatch", date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    "code",
    [
        "post-without-competences",
        "induction-overdue",
        "holder-without-induction",
        "need-without-action",
        "effectiveness-not-judged",
        "reading-with-missing-readers",
        "communication-not-carried-out",
        "establishment-mismatch",
    ],
)
def test_a_rule_is_one_question_to_the_database(code, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(consistency.get(f"people-{code}").breaking(DAY))
