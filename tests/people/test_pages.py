"""Gaps by post and pending duties by unit: numbers for everybody, names only for who answers for the people."""

from datetime import date

import pytest
from django.urls import reverse

from sigor.people.models import (
    Attendance,
    Competence,
    HeldCompetence,
    Holder,
    Induction,
    PostCompetence,
    TrainingAction,
)
from sigor.people.selectors import gaps_by_post, gaps_of, pending_by_unit
from sigor.people.services import acknowledge
from sigor.records import services
from tests.people.conftest import NAME
from tests.people.files import attach

TODAY = date(2025, 6, 30)


@pytest.fixture
def required(make, post, competence):
    return make(PostCompetence, post=post, competence=competence, required_level=3)


@pytest.fixture
def staff(make, post, units, competence):
    """A function that puts people in the post, each with the level given (None: not assessed)."""

    def of(*levels, unit="UCC"):
        found = []
        for number, level in enumerate(levels):
            one = make(Holder, post=post, of_unit=units[unit], title=f"Persona {number}")
            if level is not None:
                make(HeldCompetence, holder=one, competence=competence, level=level)
            found.append(one)
        return found

    return of


def test_a_gap_is_what_is_required_less_what_is_held(required, staff):
    staff(1, 2, 4, None)
    row = gaps_by_post().get()
    assert (row.people, row.assessed, row.below) == (4, 3, 2)
    assert (row.lowest, row.widest) == (1, 2) and round(row.average, 2) == 2.33


def test_a_gap_is_never_negative(required, staff):
    first, *_others = staff(4, 4, 4)
    row = gaps_by_post().get()
    assert (row.below, row.widest) == (0, 0)
    assert [r.gap for r in gaps_of(first)] == [0]


def test_of_few_people_no_level_is_told(required, staff):
    staff(1, 2)
    row = gaps_by_post().get()
    assert (row.assessed, row.below) == (2, 2)
    assert (row.lowest, row.average, row.widest) == (None, None, None)


def test_people_who_left_and_assessments_withdrawn_do_not_count(required, staff, keeper):
    first, second, *_others = staff(1, 1, 3, 3, 3)
    services.transition(first, "leave", by=keeper, values={"until": date(2025, 5, 1)})
    services.transition(second.held.get(), "withdraw", by=keeper, reason="Mal evaluada")
    row = gaps_by_post().get()
    assert (row.people, row.assessed, row.below, row.lowest) == (4, 3, 0, 3)


def test_other_competences_of_the_same_people_do_not_count(required, staff, make):
    others = make(Competence, title="Otra")
    for one in staff(3, 3, 3):
        make(HeldCompetence, holder=one, competence=others, level=1)
    assert gaps_by_post().get().below == 0


def test_the_page_of_gaps_names_nobody_and_can_show_only_the_gaps(
    required, staff, make, post, colleague, client
):
    staff(2, 2, 2)
    make(PostCompetence, post=post, competence=make(Competence, title="Redacción"), required_level=1)
    client.force_login(colleague)
    html = client.get(reverse("people_gaps")).content.decode()
    assert "Planificación" in html and "Redacción" in html and "Persona 0" not in html
    html = client.get(reverse("people_gaps"), {"brechas": "1"}).content.decode()
    assert "Planificación" in html and "Redacción" not in html


def test_the_gaps_of_a_person_show_on_the_page_of_that_person(
    required, holder, make, competence, unit_head, client
):
    client.force_login(unit_head)
    page = reverse("register_detail", args=["holders", holder.pk])
    assert "sin evaluar" in client.get(page).content.decode()
    make(HeldCompetence, holder=holder, competence=competence, level=1)
    html = client.get(page).content.decode()
    assert "sin evaluar" not in html
    assert 'class="num t-warning">2</td>' in html


def test_duties_are_counted_by_unit_and_fulfilled_one_by_one(
    holder, make, reading, officer, keeper, units, post
):
    make(Holder, post=post, of_unit=units["UOP"], title="Otra persona")

    def row():
        found = {r["acronym"]: r for r in pending_by_unit([reading], TODAY)}
        assert found["UOP"]["no_induction_count"] == 1
        told = found["UCC"]
        return told["people"], told["no_induction_count"], told["no_training_count"], told["unread_0_count"]

    assert row() == (1, 1, 1, 1)
    acknowledge(reading=reading, by=officer)
    assert row() == (1, 1, 1, 0)
    action = make(TrainingAction)
    attendance = make(Attendance, action=action, holder=holder, attended="excused")
    assert row() == (1, 1, 1, 0)
    services.change(attendance, by=keeper, values={"attended": "yes"}, revision=1)
    assert row() == (1, 1, 0, 0)
    induction = make(Induction, holder=holder)
    attach(induction, keeper)
    services.transition(induction, "complete", by=keeper, values={"done_on": date(2025, 2, 1)})
    assert row() == (1, 0, 0, 0)


def test_training_of_another_year_does_not_count(holder, make):
    old = make(TrainingAction, year=2024)
    make(Attendance, action=old, holder=holder)
    assert pending_by_unit([], TODAY).get()["no_training_count"] == 1


@pytest.mark.parametrize(
    ("role", "named"),
    [("unit_head", True), ("keeper", True), ("officer", True), ("colleague", False), ("coordinator", False),
     ("auditor", False), ("other_head", False)],
)  # fmt: skip
def test_names_of_who_lacks_something_are_for_who_answers_for_them(
    holder, reading, role, named, request, client
):
    client.force_login(request.getfixturevalue(role))
    html = client.get(reverse("people_pending")).content.decode()
    assert "Sin leer: Política integrada" in html and ">UCC<" in html
    assert (NAME in html) is named
    assert ("leer «Política integrada»" in html) is named


def test_the_list_of_names_is_narrowed_to_a_unit(holder, make, post, units, keeper, client):
    make(Holder, post=post, of_unit=units["UOP"], title="Persona de la UOP")
    client.force_login(keeper)
    html = client.get(reverse("people_pending"), {"unidad": "UOP"}).content.decode()
    assert "Persona de la UOP" in html and NAME not in html


@pytest.mark.parametrize("name", ["people_gaps", "people_pending", "people_readings"])
def test_pages_are_closed_to_who_sees_no_records(name, administrator, client):
    client.force_login(administrator)
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["people_gaps", "people_pending", "people_readings"])
def test_an_empty_page_says_so(name, unit_head, client):
    client.force_login(unit_head)
    assert 'class="empty"' in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", ["people_gaps", "people_pending"])
def test_a_page_asks_as_much_about_many_as_about_few(
    name, required, staff, reading, keeper, client, django_assert_max_num_queries
):
    client.force_login(keeper)
    staff(1, 2, 3, None, 4, 1)
    client.get(reverse(name))
    with django_assert_max_num_queries(14):
        client.get(reverse(name))


def test_the_page_of_an_action_tells_how_many_attended(holder, make, post, units, coordinator, client):
    action = make(TrainingAction)
    make(Attendance, action=action, holder=holder)
    absent = make(Holder, post=post, of_unit=units["UOP"], title="Otra persona")
    make(Attendance, action=action, holder=absent, attended="no")
    client.force_login(coordinator)
    html = client.get(reverse("register_detail", args=["training-actions", action.pk])).content.decode()
    assert "Asistieron 1 de 2" in html and NAME not in html
