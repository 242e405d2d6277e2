"""Roles of the SIG: who holds each one on a day, and which nobody holds."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.leadership import rules, selectors
from sigor.records import services

NOBODY = "Sin persona asignada"
DAY = date(2025, 6, 30)


def test_a_role_nobody_holds_is_found_on_that_day_and_not_on_others(role, hold):
    vacant, held = role("Vacante"), role("Ocupado")
    hold(held, since="2025-01-01", until="2025-06-30", post="Jefatura")
    assert list(selectors.roles_without_holder(DAY)) == [vacant]
    assert set(selectors.roles_without_holder(date(2025, 7, 1))) == {vacant, held}
    assert set(rules.roles_without_holder(date(2024, 12, 31))) == {vacant, held}


def test_a_withdrawn_role_needs_nobody(role, coordinator):
    vacant = role()
    services.transition(vacant, "withdraw", by=coordinator, reason="Se fusionó")
    assert not selectors.roles_without_holder(DAY).exists()


def test_a_role_with_fewer_people_than_it_needs_is_told_apart(role, hold):
    wide = role("Equipo", holders_needed=3)
    hold(wide, post="Uno")
    assert list(rules.roles_short_of_holders(DAY)) == [wide]
    hold(wide, post="Dos"), hold(wide, post="Tres")
    assert not rules.roles_short_of_holders(DAY).exists()


def test_ending_a_holding_asks_for_its_last_day(role, hold, coordinator, client):
    holding = hold(role(), post="Jefatura")
    client.force_login(coordinator)
    address = reverse("register_transition", args=["role-holdings", holding.pk, "end"])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"valid_to": "2025-03-31"}).status_code == 302
    holding.refresh_from_db()
    assert (holding.state, holding.valid_to) == ("ended", date(2025, 3, 31))


def test_a_holding_names_a_person_or_a_post(role, hold):
    with pytest.raises(ValidationError, match="la persona o el puesto"):
        hold(role())


def test_one_person_does_not_hold_the_same_role_twice_at_a_time(role, hold, unit_head):
    needed = role()
    hold(needed, since="2025-01-01", until="2025-03-31", person=unit_head)
    hold(needed, since="2025-04-01", person=unit_head)
    with pytest.raises(ValidationError, match="ya tiene este rol"):
        hold(needed, since="2025-05-01", person=unit_head)


def test_nobody_is_given_a_withdrawn_role_but_holdings_still_end(role, hold, coordinator):
    old = role()
    holding = hold(old, post="Jefatura")
    old = services.transition(old, "withdraw", by=coordinator, reason="Se fusionó")
    with pytest.raises(ValidationError, match="está retirado"):
        hold(old, post="Otra")
    ended = services.transition(holding, "end", by=coordinator, values={"valid_to": date(2025, 5, 1)})
    assert ended.state == "ended"


@pytest.fixture
def organisation(client):
    def page(user):
        client.force_login(user)
        return client.get(reverse("sig_organisation"))

    return page


def test_the_organisation_shows_each_role_with_its_holders_and_marks_the_empty_ones(
    role, hold, unit_head, other_head, organisation
):
    role("Oficial sin nadie")
    hold(role("Dueño del proceso"), person=unit_head, post="Jefatura de la UCC")
    answer = organisation(other_head)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count(NOBODY) == 1 and str(unit_head) in html and "Jefatura de la UCC" in html
    assert "1 rol no tiene persona asignada." in html


def test_the_organisation_is_closed_to_who_reads_no_records(administrator, organisation):
    assert organisation(administrator).status_code == 403


def test_the_organisation_asks_as_much_for_many_roles_as_for_one(role, hold, coordinator, client):
    client.force_login(coordinator)

    def questions():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("sig_organisation"))
        return len(captured)

    hold(role("Rol 0"), post="Jefatura")
    questions()
    few = questions()
    for number in range(1, 8):
        hold(role(f"Rol {number}"), post="Jefatura", person=coordinator)
    assert questions() <= few


def test_the_list_and_the_page_of_a_role_carry_its_mark(role, hold, coordinator, client):
    vacant = role()
    client.force_login(coordinator)
    pages = [
        reverse("register_list", args=["sig-roles"]),
        reverse("register_detail", args=["sig-roles", vacant.pk]),
    ]
    assert all(NOBODY in client.get(page).content.decode() for page in pages)
    hold(vacant, post="Jefatura", since="2020-01-01")
    assert not any(NOBODY in client.get(page).content.decode() for page in pages)
