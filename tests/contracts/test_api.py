"""The API of each register says what its pages say, to the same people, through the same doors."""

import json

import pytest
from django.test import Client
from rest_framework.test import APIClient

from sigor.records import services
from sigor.registers.values import value_shown
from tests.contracts.samples import values_for

PROBLEM = "application/problem+json"


@pytest.fixture
def api():
    def of(user) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return of


def address(register, *parts):
    return "/api/v1/" + "/".join([register.slug, *map(str, parts)]) + "/"


def body(register, units, **changes):
    values = values_for(register, unit=units["UCC"], number=2) | changes
    return {
        k: v.acronym if k == "unit" else v.isoformat() if hasattr(v, "isoformat") else v
        for k, v in values.items()
    }


def test_a_list_shows_exactly_the_records_of_the_page(register, keep, coordinator, unit_head, api):
    own = keep(coordinator, unit="UCC")
    keep(coordinator, unit="UOP")
    answer = api(unit_head).get(address(register)).json()
    assert [row["code"] for row in answer["results"]] == [own.code]
    assert answer["count"] == 1


def test_every_field_of_the_page_is_in_the_answer(register, keep, coordinator, api):
    record = keep(coordinator)
    answer = api(coordinator).get(address(register, record.pk))
    assert {"id", "code", "state", "revision", *register.shown()} <= set(answer.json())
    assert answer.json()["unit"] == value_shown(record, "unit")


def test_a_record_of_another_unit_does_not_exist(register, keep, coordinator, other_head, api):
    record = keep(coordinator, unit="UCC")
    for parts in ([record.pk], [record.pk, "history"]):
        answer = api(other_head).get(address(register, *parts))
        assert answer.status_code == 404 and answer["Content-Type"] == PROBLEM


def test_whoever_may_see_no_records_is_refused(register, administrator, api):
    assert api(administrator).get(address(register)).status_code == 403


def test_without_signing_in_there_is_no_answer(register, db):
    assert Client().get(address(register)).status_code in (401, 403)


def test_a_record_is_created_through_the_same_door(register, units, unit_head, api):
    answer = api(unit_head).post(address(register), body(register, units), format="json")
    assert answer.status_code == 201, answer.content
    record = register.records(unit_head).get(pk=answer.json()["id"])
    assert record.created_by == unit_head and record.code.startswith(record.code_prefix)
    assert answer["ETag"] == f'"{record.revision}"'


def test_nobody_creates_in_a_unit_that_is_not_theirs(register, units, other_head, api):
    answer = api(other_head).post(address(register), body(register, units), format="json")
    assert answer.status_code == 403 and answer["Content-Type"] == PROBLEM


def test_what_is_not_valid_is_told_field_by_field(register, units, unit_head, api):
    answer = api(unit_head).post(address(register), body(register, units, title=""), format="json")
    assert answer.status_code == 422
    assert "title" in answer.json()["errors"]


def test_a_change_needs_the_revision_it_was_made_from(register, keep, unit_head, api):
    record = keep(unit_head)
    client, where = api(unit_head), address(register, record.pk)
    assert client.patch(where, {"title": "Nuevo"}, format="json").status_code == 428
    stale = client.patch(where, {"title": "Nuevo"}, format="json", headers={"If-Match": '"99"'})
    assert stale.status_code == 412
    good = client.patch(
        where, {"title": "Nuevo"}, format="json", headers={"If-Match": client.get(where)["ETag"]}
    )
    assert good.status_code == 200 and good.json()["title"] == "Nuevo" and good["ETag"] == '"2"'


def test_a_whole_record_is_replaced_with_put(register, keep, units, unit_head, api):
    record = keep(unit_head)
    told = body(register, units, title="Otro")
    answer = api(unit_head).put(
        address(register, record.pk), told, format="json", headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200 and answer.json()["title"] == "Otro"


def test_the_state_does_not_change_by_writing_it(register, keep, unit_head, api):
    record = keep(unit_head)
    last = register.model.workflow.states[-1].code
    told = {"state": last, "code": "X-1"}
    answer = api(unit_head).patch(
        address(register, record.pk), told, format="json", headers={"If-Match": '"1"'}
    )
    assert answer.json()["state"] == record.state and answer.json()["code"] == record.code


def test_steps_are_taken_by_name_and_refused_with_the_reason(register, keep, coordinator, auditor, api):
    record = keep(coordinator)
    step = register.model.workflow.leaving(record.state)[0]
    where = address(register, record.pk, "transitions", step.name)
    refused = api(auditor).post(where, {"reason": "x"}, format="json")
    assert refused.status_code == 409
    assert refused.json()["detail"] == services.refused(record, step, by=auditor)
    taken = api(coordinator).post(where, {"reason": "x"}, format="json")
    assert taken.status_code == 200 and taken.json()["state"] == step.target
    assert api(coordinator).post(address(register, record.pk, "transitions", "nope")).status_code == 404


def test_filters_and_order_are_those_of_the_page(register, keep, coordinator, api):
    first, second = keep(coordinator, unit="UCC", number=1), keep(coordinator, unit="UOP", number=2)
    client = api(coordinator)
    assert client.get("/api/v1/esquema/").status_code == 200  # describing the filters must not change them
    assert [r["code"] for r in client.get(address(register), {"unit": "UOP"}).json()["results"]] == [
        second.code
    ]
    for name in register.shown():
        assert client.get(address(register), {"sort": f"-{name}"}).json()["count"] == 2
    ordered = client.get(address(register), {"sort": "-code"}).json()["results"]
    assert [r["code"] for r in ordered] == [second.code, first.code]


def test_history_tells_each_change(register, keep, unit_head, api):
    record = keep(unit_head, title="Antes")
    services.change(record, by=unit_head, values={"title": "Después"}, revision=1, reason="Precisión")
    newest, first = api(unit_head).get(address(register, record.pk, "history")).json()
    assert newest["reason"] == "Precisión" and newest["who"] == str(unit_head)
    assert newest["changes"][0]["before"] == "Antes" and newest["changes"][0]["after"] == "Después"
    assert first["created"]


def test_the_description_names_every_field(register, coordinator, api):
    schema = api(coordinator).get("/api/v1/esquema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    told = json.loads(schema.content)
    assert f"/api/v1/{register.slug}/" in told["paths"]
    described = told["components"]["schemas"][register.model.__name__]["properties"]
    assert set(register.shown()) <= set(described)
