"""A version of the statement in XLSX and in OSCAL, read back by somebody else's rules."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from sigor.records import services
from sigor.standards import exports, oscal
from sigor.standards.models import Applicability
from tests.standards.conftest import prove

pytestmark = pytest.mark.django_db
MODEL = Draft202012Validator(
    json.loads(Path(__file__).with_name("oscal_ssp.schema.json").read_text(encoding="ascii"))
)
TOKEN = re.compile(r"[A-Za-z_][\w.\-]*")
ONE_LINE = re.compile(r"\S(.*\S)?")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def told(draft, coordinator, system):
    """A version that says four different things, in awkward words."""
    system("SGSI", draft.norm)
    values = {
        "A.5.9": {"implementation": "implemented", "reason": "=SUMA(1)\n  y otra línea "},
        "A.5.10": {"applicable": "no", "implementation": "not_applicable", "reason": "No hay planta."},
        "A.8.1": {"implementation": "not_started", "planned_for": date(2025, 9, 1)},
    }
    for row in Applicability.objects.filter(statement=draft):
        kept = services.change(row, by=coordinator, values=values[row.control.number], revision=row.revision)
    prove(kept, coordinator)
    return draft


def plan(statement):
    return json.loads(exports.statement_oscal(statement))["system-security-plan"]


def test_exporting_again_gives_the_same_bytes(told):
    assert exports.statement_oscal(told) == exports.statement_oscal(told)


def test_each_control_is_one_implemented_requirement_in_order(told):
    found = plan(told)["control-implementation"]["implemented-requirements"]
    assert [r["control-id"] for r in found] == ["a.5.9", "a.5.10", "a.8.1"]
    states = [r["by-components"][0]["implementation-status"]["state"] for r in found]
    assert states == ["implemented", "not-applicable", "planned"]
    said = [{p["name"]: p["value"] for p in r["props"]} for r in found]
    assert said[0]["reason"] == "=SUMA(1) y otra línea"
    assert said[1]["applicable"] == "no" and said[2]["implementation"] == "not_started"
    assert said[2]["planned-for"] == "2025-09-01" and said[2]["responsible-unit"] == "UTI"


def test_another_program_s_model_of_oscal_accepts_the_document(told):
    document = json.loads(exports.statement_oscal(told))
    assert [error.message for error in MODEL.iter_errors(document)] == []
    del document["system-security-plan"]["metadata"]["title"]
    assert [error.message for error in MODEL.iter_errors(document)] == ["'title' is a required property"]


def test_the_plan_has_every_part_that_the_model_requires(told):
    found = plan(told)
    assert set(found) == {
        "uuid", "metadata", "import-profile", "system-characteristics",
        "system-implementation", "control-implementation", "back-matter",
    }  # fmt: skip
    assert {"title", "last-modified", "version", "oscal-version"} <= set(found["metadata"])
    assert INSTANT.fullmatch(found["metadata"]["last-modified"])
    assert found["metadata"]["oscal-version"] == oscal.OSCAL_VERSION
    assert {
        "system-ids", "system-name", "description", "system-information", "status", "authorization-boundary",
    } <= set(found["system-characteristics"])  # fmt: skip
    assert found["system-implementation"]["users"] and found["system-implementation"]["components"]
    resource = found["back-matter"]["resources"][0]
    assert found["import-profile"]["href"] == f"#{resource['uuid']}"
    component = found["system-implementation"]["components"][0]["uuid"]
    for requirement in found["control-implementation"]["implemented-requirements"]:
        assert requirement["by-components"][0]["component-uuid"] == component


def walk(node):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        assert node, "an OSCAL array is never empty"
        for value in node:
            yield from walk(value)


def test_identifiers_are_unique_and_values_have_the_shape_of_the_model(told):
    nodes = list(walk(plan(told)))
    identifiers = [n["uuid"] for n in nodes if "uuid" in n]
    assert len(identifiers) == len(set(identifiers))
    for node in nodes:
        if "control-id" in node:
            assert TOKEN.fullmatch(node["control-id"])
        if "name" in node:
            assert TOKEN.fullmatch(node["name"]) and ONE_LINE.fullmatch(node["value"])


def test_an_empty_property_is_left_out_and_a_text_goes_on_one_line():
    assert oscal.one_line("  a\n\tb ") == "a b"
    row = {
        "number": "A.5.1", "title": "T", "applicable": True, "reason": " ", "implementation": "partial",
        "unit": "UTI", "note": "", "planned_for": "",
    }  # fmt: skip
    names = {p["name"] for p in oscal._requirement(oscal.ROOT, oscal.ROOT, row)["props"]}
    assert names == {"applicable", "implementation", "responsible-unit"}


def test_the_sheet_reads_the_version_control_by_control(told, coordinator, client):
    client.force_login(coordinator)
    answer = client.get(reverse("statement_xlsx", args=[told.pk]))
    assert f"{told.code}.xlsx" in answer["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=6, values_only=True))
    assert rows[0][0] == "Control" and [r[0] for r in rows[1:]] == ["A.5.9", "A.5.10", "A.8.1"]
    assert rows[2][3] == "No" and rows[1][5] == "Implementado"
    assert sheet["E7"].data_type == "s" and sheet["E7"].value.startswith("=SUMA")
    assert [r[9] for r in rows[1:]].count("Sí") == 1


def test_whoever_reads_nothing_downloads_nothing(told, administrator, coordinator, client):
    client.force_login(administrator)
    for name in ("statement_xlsx", "statement_oscal"):
        assert client.get(reverse(name, args=[told.pk])).status_code == 403
    client.force_login(coordinator)
    told_json = client.get(reverse("statement_oscal", args=[told.pk]))
    assert told_json["Content-Type"] == "application/json"
    assert told_json.content.decode() == exports.statement_oscal(told)
