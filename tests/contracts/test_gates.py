"""A step that is not open yet stays shut at every door; a step that asks for something says what is missing."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from sigor.records import services
from tests.conftest import PASSWORD
from tests.contracts.samples import api_body, form_data
from tests.contracts.steps import REASON, put, who_decides
from tests.contracts.workbooks import Workbooks


@pytest.fixture
def guarded(register, keep, samples, coordinator, deciders):
    """Every step with a condition or a question: a record that stands before it and somebody who may take it."""
    found = []
    for step in register.model.workflow.transitions:
        if step.gates or step.asks or step.meaning:
            record = keep(coordinator)
            put(record, step.sources[0], register, samples, coordinator)
            found.append((step, record, who_decides(step, record, deciders)))
    return found


@pytest.fixture
def doors(register, signed_in):
    """A function that tries a step at the page and at the API; gives both answers."""

    def knock(step, record, person, told):
        client, told = signed_in(person), {"reason": REASON, "password": PASSWORD} | told
        page = client.post(
            reverse("register_transition", args=[register.slug, record.pk, step.name]), form_data(told)
        )
        if register.readonly:
            return page, None
        where = f"/api/v1/{register.slug}/{record.pk}/transitions/{step.name}/"
        return page, client.post(where, api_body(told), format="json")

    return knock


def test_a_step_that_is_not_open_is_refused_with_the_same_sentence_at_every_door(
    register, samples, coordinator, guarded, doors, signed_in
):
    for step, record, person in guarded:
        refusal = services.refused(record, step, by=person)
        if not refusal:
            continue
        page, api = doors(step, record, person, samples.asked(register, step.asks, coordinator))
        assert page.status_code == 409, step.name
        assert escape(refusal) in page.content.decode(), step.name
        assert api is None or (api.status_code, api.json()["detail"]) == (409, refusal), step.name
        bulk, told = reverse("register_bulk", args=[register.slug]), {"step": step.name, "pick": [record.pk]}
        answer = signed_in(person).post(bulk, told)
        if step.asks or step.meaning:
            assert answer.status_code == 302, f"{step.name} is taken record by record"
        else:
            html = answer.content.decode()
            assert escape(refusal) in html and record.code in html, step.name
        signed_in(person).post(bulk, told | {"confirmed": "1", "reason": REASON})
        before = (record.state, record.revision)
        record.refresh_from_db()
        assert (record.state, record.revision) == before, f"{step.name} was taken"


def test_a_step_names_what_it_asks_for_and_is_taken_once_told(
    register, samples, coordinator, guarded, doors, signed_in
):
    for step, record, person in guarded:
        if services.refused(record, step, by=person):
            continue
        if step.asks:
            page, api = doors(step, record, person, {})
            html = page.content.decode()
            assert page.status_code == 422, step.name
            assert api is None or (api.status_code, {*api.json()["errors"]}) == (422, {*step.asks}), step.name
            for name in step.asks:
                assert f'id="{step.name}_{name}_error"' in html, f"{step.name} does not name {name}"
            record.refresh_from_db()
            assert record.revision == 1, f"{step.name} was taken without what it asks for"
        told = samples.asked(register, step.asks, coordinator)
        where = reverse("register_transition", args=[register.slug, record.pk, step.name])
        page = signed_in(person).post(where, form_data({"reason": REASON, "password": PASSWORD} | told))
        assert page.status_code in (302, 422), f"{step.name} was offered and then refused"
        if page.status_code == 302:
            record.refresh_from_db()
            assert record.state == step.target
            assert {name: getattr(record, name) for name in step.asks} == told, step.name
            assert not step.meaning or str(step.meaning) in record.declared, step.name
            assert not step.stamp or getattr(record, f"{step.stamp}_by") == person, step.name


def test_a_state_written_in_a_workbook_takes_no_step(register, guarded, coordinator, signed_in):
    if register.readonly or not guarded:
        return
    books = Workbooks(register, signed_in(coordinator))

    def advance(page):
        for step, record, _person in guarded:
            page.write(record.code, "state", str(register.model.workflow.state(step.target).label))

    plan = books.upload(books.edited(books.get(), advance)).context["plan"]
    assert not plan.rows and not plan.problems
    for step, record, _person in guarded:
        before = record.state
        target = register.model.workflow.state(step.target)
        assert str(target.label) == str(record.get_state().label) or any(
            record.code in note for note in plan.notes
        ), f"{step.name}: nobody is told that the state is not taken"
        record.refresh_from_db()
        assert record.state == before
