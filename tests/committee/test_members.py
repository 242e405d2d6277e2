"""Members of the committee: one titular and one alternate to a seat at a time, and no seat left empty unseen."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sigor.committee import rules
from sigor.committee.models import Member
from sigor.records import services

DAY = date(2025, 6, 30)


@pytest.fixture
def seat(units, coordinator):
    """A function that gives a seat to somebody."""

    def make(seat="Presidencia", since="2025-01-01", until=None, **more) -> Member:
        told = {"title": "Designación", "unit": units["DE"], "valid_from": date.fromisoformat(since)}
        told["valid_to"] = date.fromisoformat(until) if until else None
        return services.create(Member(seat=seat, **(told | more)), by=coordinator)

    return make


def test_a_seat_has_one_titular_at_a_time_however_it_is_written(seat):
    seat(until="2025-03-31")
    seat(seat=" PRESIDENCIA ", since="2025-04-01")
    with pytest.raises(ValidationError, match="ya tiene titular"):
        seat(seat="presidencia", since="2025-05-01")


def test_whoever_names_a_titular_is_the_alternate_of_the_same_seat(seat):
    second = seat(seat="", alternate_of=seat())
    assert (second.kind, second.seat) == ("alternate", "Presidencia")


def test_a_titular_says_which_seat_is_taken(seat):
    with pytest.raises(ValidationError, match="qué asiento"):
        seat(seat=" ")


def test_an_alternate_has_no_alternate(seat):
    second = seat(alternate_of=seat())
    with pytest.raises(ValidationError, match="no tienen suplente"):
        seat(since="2026-01-01", alternate_of=second)


def test_a_member_leaves_with_the_last_day_said_on_the_page(seat, coordinator, client):
    member = seat()
    client.force_login(coordinator)
    address = reverse("register_transition", args=["committee-members", member.pk, "end"])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"valid_to": "2025-03-31"}).status_code == 302
    member.refresh_from_db()
    assert (member.state, member.valid_to) == ("ended", date(2025, 3, 31))


def test_everybody_reads_who_sits_on_the_committee(seat, other_head, client):
    member = seat()
    client.force_login(other_head)
    assert client.get(reverse("register_detail", args=["committee-members", member.pk])).status_code == 200


def test_the_rule_names_the_last_titular_of_an_empty_seat(seat):
    first = seat(until="2025-02-28")
    assert list(rules.seats_without_titular(DAY)) == [first]
    assert not rules.seats_without_titular(date(2025, 2, 28)).exists()
    second = seat(since="2025-03-01", until="2025-05-31")
    assert list(rules.seats_without_titular(DAY)) == [second]
    seat(since="2025-06-01")
    assert not rules.seats_without_titular(DAY).exists()


def test_a_seat_that_was_abolished_is_not_empty(seat, coordinator):
    services.transition(
        seat(), "abolish", by=coordinator, reason="Reforma del Comité", values={"valid_to": date(2025, 3, 31)}
    )
    assert not rules.seats_without_titular(DAY).exists()


def test_the_rule_names_titulars_without_an_alternate_in_office(seat):
    titular = seat()
    assert list(rules.titulars_without_alternate(DAY)) == [titular]
    seat(since="2025-02-01", until="2025-05-31", alternate_of=titular)
    assert not rules.titulars_without_alternate(date(2025, 5, 31)).exists()
    assert list(rules.titulars_without_alternate(DAY)) == [titular]
