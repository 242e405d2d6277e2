"""The number of questions to the database does not grow with the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.records import services

LIST_BUDGET, DETAIL_BUDGET, API_BUDGET = 14, 24, 10


@pytest.fixture
def questions(coordinator, signed_in):
    client = signed_in(coordinator)

    def count(address: str) -> int:
        client.get(address)  # what is asked once per process does not count
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return count


@pytest.mark.parametrize(("page", "budget"), [("register_list", LIST_BUDGET), ("api", API_BUDGET)])
def test_a_list_of_two_hundred_asks_as_much_as_a_list_of_ten(
    register, keep, coordinator, questions, page, budget
):
    address = f"/api/v1/{register.slug}/?limit=200"
    if page != "api":
        address = reverse(page, args=[register.slug])
    for number in range(10):
        keep(coordinator, unit=["UCC", "UOP"][number % 2], number=number)
    few = questions(address)
    for number in range(10, 200):
        keep(coordinator, unit=["UCC", "UOP", "UAJ"][number % 3], number=number)
    assert questions(address) == few <= budget


def test_a_record_with_much_history_asks_as_much_as_a_new_one(
    register, keep, coordinator, unit_head, questions, change_title, add_ties
):
    record = keep(coordinator)
    change_title(record, 1)
    add_ties(record, 1)
    address = register.url_of(record)
    few = questions(address)
    for number in range(2, 12):
        change_title(record, number)
        add_ties(record, number)
    assert questions(address) <= few <= DETAIL_BUDGET


@pytest.fixture
def change_title(coordinator):
    def change(record, number):
        record.refresh_from_db()
        services.change(
            record, by=coordinator, values={"title": f"Título {number}"}, revision=record.revision
        )

    return change


@pytest.fixture
def add_ties(keep, coordinator):
    def add(record, number):
        services.comment(record, by=coordinator, text=f"Comentario {number}")
        services.link(record, keep(coordinator, number=number), by=coordinator)

    return add
