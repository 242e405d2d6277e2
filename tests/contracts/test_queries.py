"""The number of questions to the database does not grow with the number of rows."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sigor.records import services

LIST_BUDGET, DETAIL_BUDGET, API_BUDGET = 15, 25, 12
FEW_ROWS, MANY_ROWS = 4, 40


@pytest.fixture
def questions(coordinator, signed_in):
    client = signed_in(coordinator)

    def count(address: str) -> int:
        client.get(address)  # what is asked once per process does not count
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return count


def test_a_list_of_forty_asks_as_much_as_a_list_of_four(register, keep, coordinator, questions):
    page, api = reverse("register_list", args=[register.slug]), f"/api/v1/{register.slug}/?limit=200"
    named = [name for name in register.shown() if isinstance(register.field(name), ForeignKey)]
    few = {}
    for count, more in ((FEW_ROWS, FEW_ROWS), (MANY_ROWS, MANY_ROWS - FEW_ROWS)):
        for number in range(more):
            keep(coordinator, unit=["UCC", "UOP", "UAJ"][number % 3])
        for address, budget in ((page, LIST_BUDGET), (api, API_BUDGET + len(named))):
            asked = questions(address)
            assert asked == few.setdefault(address, asked), f"{address}: more questions for {count} rows"
            assert asked <= budget, address


def test_a_record_with_much_history_asks_as_much_as_a_new_one(
    register, keep, coordinator, questions, add_work, add_parts
):
    record = keep(coordinator)
    add_work(record, 1)
    add_parts(record, 1)
    address = register.url_of(record)
    few = questions(address)
    assert few <= DETAIL_BUDGET
    add_work(record, 6)
    add_parts(record, 3)
    assert questions(address) <= few


@pytest.fixture
def add_work(keep, coordinator):
    """A function that changes, comments and links a record so many times."""

    def add(record, times):
        for number in range(times):
            record.refresh_from_db()
            if record.get_state().editable:
                told = {"values": {"title": f"Título {number} de {times}"}, "revision": record.revision}
                services.change(record, by=coordinator, **told)
            services.comment(record, by=coordinator, text=f"Comentario {number}")
            services.link(record, keep(coordinator), by=coordinator)

    return add


@pytest.fixture
def add_parts(register, samples, coordinator):
    """A function that adds so many parts of each kind to a record."""

    def add(record, times):
        for other, field in register.parts():
            for _number in range(times):
                another(other, **{field: record})

    def another(other, **whole):
        """One more part; a sample number that this whole already has gives way to the next."""
        for _attempt in range(10):
            try:
                return samples.keep(other, coordinator, **whole)
            except ValidationError as taken:
                refused = taken
        if not other.model._default_manager.filter(**whole).exists():
            raise refused
        return None  # a whole may have no more than one of these at a time

    return add
