"""The API of each register says what its pages say, to the same people, through the same doors."""

import json

from django.test import Client

from sigor.organisation.models import Role
from sigor.records import access, services
from sigor.registers.declaration import all_registers
from sigor.registers.values import value_shown
from tests.conftest import PASSWORD
from tests.contracts import FEW
from tests.contracts.samples import api_body
from tests.contracts.steps import REASON, open_steps

PROBLEM = "application/problem+json"


def address(register, *parts):
    return "/api/v1/" + "/".join([register.slug, *map(str, parts)]) + "/"


def test_the_api_shows_what_the_pages_show_to_the_same_people(
    register, keep, coordinator, unit_head, other_head, administrator, signed_in
):
    own, other = keep(coordinator, unit="UCC"), keep(coordinator, unit="UOP")
    answer = signed_in(unit_head).get(address(register)).json()
    seen = sorted([own.code, other.code]) if register.model.shared else [own.code]
    assert [row["code"] for row in answer["results"]] == seen and answer["count"] == len(seen)
    client = signed_in(coordinator)
    answer = client.get(address(register, own.pk)).json()
    assert {"id", "code", "state", "revision", *register.shown()} <= set(answer)
    assert answer["unit"] == value_shown(own, "unit") and answer["state"] == own.get_state().code
    for parts in ([own.pk], [own.pk, "history"]):
        told = signed_in(other_head).get(address(register, *parts))
        if register.model.shared:
            assert told.status_code == 200, parts
        else:
            assert told.status_code == 404 and told["Content-Type"] == PROBLEM, parts
    assert signed_in(administrator).get(address(register)).status_code == 403
    assert Client().get(address(register)).status_code in (401, 403), "without signing in there is no answer"

    assert [r["code"] for r in client.get(address(register), {"unit": "UOP"}).json()["results"]] == [
        other.code
    ]
    ordered = client.get(address(register), {"sort": "-code"}).json()["results"]
    assert [r["code"] for r in ordered] == sorted([own.code, other.code], reverse=True)


def test_the_api_keeps_new_records_through_the_same_door(
    register, samples, units, unit_head, other_head, signed_in
):
    told = api_body(samples.values(register, unit_head))
    client = signed_in(unit_head)
    if register.readonly:
        assert client.post(address(register), told, format="json").status_code == 405
        return
    wrong = client.post(address(register), told | {"title": ""}, format="json")
    assert wrong.status_code == 422 and "title" in wrong.json()["errors"]
    answer = client.post(address(register), told, format="json")
    assert answer.status_code == 201, answer.content
    record = register.records(unit_head).get(pk=answer.json()["id"])
    assert record.created_by == unit_head and answer["ETag"] == f'"{record.revision}"'
    assert record.code and record.code == answer.json()["code"]
    assert {name: answer.json()[name] for name in told} == told | as_kept(register, told)
    foreign = api_body(samples.values(register, other_head, "UOP"), unit=units["UCC"])
    refused = signed_in(other_head).post(address(register), foreign, format="json")
    assert refused.status_code == 403 and refused["Content-Type"] == PROBLEM
    for state in register.model.workflow.states[1:]:
        told = api_body(samples.values(register, unit_head)) | {"state": state.code}
        answer = client.post(address(register), told, format="json")
        assert answer.status_code == 201, answer.content
        kept = register.model.objects.get(pk=answer.json()["id"])
        assert kept.state == register.model.workflow.initial, "nothing begins further on than the beginning"


def as_kept(register, told):
    """How the API gives figures back: with the decimals that the field has."""
    decimals = {n: register.field(n) for n in told if register.field(n).get_internal_type() == "DecimalField"}
    return {n: f"{float(told[n]):.{field.decimal_places}f}" for n, field in decimals.items()}


def test_a_change_by_the_api_says_which_revision_it_was_made_from(
    register, keep, samples, unit_head, signed_in
):
    record = keep(unit_head)
    client, where = signed_in(unit_head), address(register, record.pk)

    def patch(told, **headers):
        return client.patch(where, told, format="json", headers=headers)

    if register.readonly:
        assert patch({"title": "Nuevo"}).status_code == 405
        return
    assert patch({"title": "Nuevo"}).status_code == 428
    assert patch({"title": "Nuevo"}, **{"If-Match": '"99"'}).status_code == 412
    answer = patch({"title": "Nuevo"}, **{"If-Match": client.get(where)["ETag"]})
    if not record.get_state().editable:
        assert answer.status_code == 409 and answer["Content-Type"] == PROBLEM
        return
    assert answer.status_code == 200, answer.content
    assert answer.json()["title"] == "Nuevo" and answer["ETag"] == '"2"'
    newest, first = client.get(address(register, record.pk, "history")).json()
    assert newest["who"] == str(unit_head) and first["created"]
    assert newest["changes"][0]["before"] == record.title and newest["changes"][0]["after"] == "Nuevo"

    last = register.model.workflow.states[-1].code
    answer = patch({"state": last, "code": "X-1"}, **{"If-Match": '"2"'})
    assert answer.json()["state"] == record.get_state().code, "a state does not change by writing it"
    assert answer.json()["code"] == record.code
    told = api_body(samples.values(register, unit_head, title="Otro"))
    answer = client.put(where, told, format="json", headers={"If-Match": answer["ETag"]})
    assert answer.status_code == 200, answer.content
    assert answer.json()["title"] == "Otro"


def test_the_api_takes_steps_by_name_and_refuses_them_with_the_reason(
    register, keep, samples, coordinator, deciders, request, signed_in
):
    record = keep(coordinator)
    client = signed_in(coordinator)
    nowhere = client.post(address(register, record.pk, "transitions", "nope"))
    assert nowhere.status_code == 404
    if register.readonly:
        return
    reader = request.getfixturevalue("unit_head" if register.private else "auditor")
    for step in register.model.workflow.leaving(record.state):
        if access.may(reader, step.permission, [record.unit_id]):
            continue
        where = address(register, record.pk, "transitions", step.name)
        told = {"reason": REASON, "password": PASSWORD}
        refused = signed_in(reader).post(where, told, format="json")
        assert refused.status_code == 409, step.name
        assert refused.json()["detail"] == services.refused(record, step, by=reader)
    for step, person in open_steps(record, deciders)[:1]:
        where = address(register, record.pk, "transitions", step.name)
        told = {"reason": REASON, "password": PASSWORD} | api_body(
            samples.asked(register, step.asks, coordinator)
        )
        taken = signed_in(person).post(where, told, format="json")
        assert taken.status_code == 200, taken.content
        record.refresh_from_db()
        assert record.state == step.target and taken.json()["state"] == record.get_state().code


def test_the_description_names_every_field_of_every_register(person, signed_in):
    client = signed_in(person("reader", Role.COORDINATOR, "UPPM-CMG"))
    schema = client.get("/api/v1/esquema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    told = json.loads(schema.content)
    for register in all_registers():
        assert f"/api/v1/{register.slug}/" in told["paths"], register.slug
        described = told["components"]["schemas"][register.model.__name__]["properties"]
        assert set(register.shown()) <= set(described), register.slug


@FEW
def test_describing_the_api_does_not_change_its_filters(register, keep, coordinator, signed_in):
    keep(coordinator, unit="UCC")
    other = keep(coordinator, unit="UOP")
    client = signed_in(coordinator)
    assert client.get("/api/v1/esquema/").status_code == 200
    found = client.get(address(register), {"unit": "UOP"}).json()["results"]
    assert [row["code"] for row in found] == [other.code]
