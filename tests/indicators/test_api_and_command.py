"""Results for scripts: over REST and by command, the same figures as on the pages."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from rest_framework.test import APIClient

from sigor.indicators import selectors, sums
from sigor.indicators.cli import indicators_group
from sigor.indicators.engine.periods import Period
from sigor.organisation.models import Role
from tests.indicators.conftest import rows

pytestmark = pytest.mark.django_db
FIRST = rows(("200101", 60, 100), ("200102", 10, 40), ("200201", 5, 10), ("240101", 8, 10), ("240102", 0, 30))
LONG = "ubigeo;periodo;indicador;numerador;denominador\n"


@pytest.fixture
def loaded(card, bring, accept):
    paq = card()
    accept(bring(paq, "2025-B2", FIRST))
    accept(bring(paq, "2025-B3", FIRST))
    return paq


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_the_series_over_rest_says_what_the_page_says(loaded, coordinator):
    told = client_of(coordinator).get("/api/v1/resultados/PAQ-N/").json()
    assert [value["period"] for value in told["values"]] == ["2025-B2", "2025-B3"]
    assert told["values"][-1]["numerator"] == "83" and told["values"][-1]["denominator"] == "190"
    assert told["variation"] == "unknown" and "Aún sin límites" in told["sentence"]
    assert told["values"][-1]["value"] == f"{Decimal(8300) / 190:.6f}"


def test_areas_over_rest_add_up_to_the_whole(loaded, coordinator):
    client = client_of(coordinator)
    for level in ("department", "province", "district", "unit"):
        told = client.get(f"/api/v1/resultados/PAQ-N/lugares/?period=2025-B3&level={level}").json()
        assert sum(int(value["numerator"]) for value in told["values"]) == 83, level
        assert sum(int(value["denominator"]) for value in told["values"]) == 190, level


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/resultados/NADA/", 404),
        ("/api/v1/resultados/PAQ-N/?level=department", 422),
        ("/api/v1/resultados/PAQ-N/?level=luna&area=1", 422),
        ("/api/v1/resultados/PAQ-N/?known_at=ayer", 422),
        ("/api/v1/resultados/PAQ-N/lugares/", 422),
        ("/api/v1/resultados/PAQ-N/lugares/?period=2025-06", 422),
        ("/api/v1/resultados/PAQ-N/lugares/?period=2025-B3&level=nation", 422),
    ],
)
def test_what_is_asked_wrongly_is_told(loaded, coordinator, address, status):
    assert client_of(coordinator).get(address).status_code == status


def test_who_may_see_nothing_reads_no_result(loaded, person):
    administrator = person("administrator", Role.ADMINISTRATOR, "UTI")
    assert client_of(administrator).get("/api/v1/resultados/PAQ-N/").status_code == 403


def test_a_file_sent_over_rest_becomes_a_delivery_or_tells_its_findings(card, places, coordinator):
    paq = card()
    client = client_of(coordinator)
    good = SimpleUploadedFile("datos.csv", (LONG + "200101;2025-B3;PAQ-N;6;10\n").encode())
    answer = client.post("/api/v1/resultados/cargar/", {"file": good, "unit": "UPPM"}, format="multipart")
    assert answer.status_code == 201 and answer.json()["rows"] == 1
    bad = SimpleUploadedFile("datos.csv", (LONG + "200101;2025-B3;PAQ-N;seis;10\n").encode())
    answer = client.post("/api/v1/resultados/cargar/", {"file": bad, "unit": "UPPM"}, format="multipart")
    assert answer.status_code == 422
    assert [one["rule"] for one in answer.json()["findings"] if one["severity"] == "error"] == [
        "not-a-number"
    ]
    assert selectors.series(paq) == [], "nothing counts before it is accepted"


def test_findings_over_rest_and_by_command_are_in_the_language_of_the_reader(
    card, places, coordinator, tmp_path
):
    card()
    path = tmp_path / "datos.csv"
    path.write_text(
        LONG.replace("denominador", "denominador;nota")
        + "200101;2025-B3;PAQ-N;seis;10;x\n999999;2025-B7;PAQ-N;6;10;x\n"
    )
    client = client_of(coordinator)
    said = {}
    for language in ("es", "en"):
        sent = {"file": SimpleUploadedFile(path.name, path.read_bytes()), "unit": "UPPM"}
        answer = client.post(
            "/api/v1/resultados/cargar/", sent, format="multipart", HTTP_ACCEPT_LANGUAGE=language
        )
        findings = answer.json()["findings"]
        keys = {"severity", "file", "sheet", "column", "rule", "message", "count", "rows"}
        assert all(set(one) == keys for one in findings)
        said[language] = {one["rule"]: one["message"] for one in findings}
    assert said["es"].keys() == said["en"].keys() >= {"not-a-number", "not-a-period", "unknown-place"}
    assert not set(said["es"].values()) & set(said["en"].values())
    assert said["en"]["not-a-number"] == "“numerador” must be a number."
    with translation.override("en"):
        told = CliRunner().invoke(
            indicators_group, ["load", str(path), "--by", coordinator.username, "--json"]
        )
    assert {one["rule"]: one["message"] for one in json.loads(told.stdout)["findings"]} == said["en"]
    assert all(message in told.stderr for message in said["en"].values())


def test_what_is_no_period_is_told_in_the_language_of_the_reader(loaded, card, coordinator, client):
    address = "/api/v1/resultados/PAQ-N/lugares/?period=luna"
    rest = client_of(coordinator)
    assert "«luna» no es un período" in rest.get(address).content.decode()
    assert "“luna” is not a period" in rest.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    client.force_login(coordinator)
    client.cookies["django_language"] = "en"
    page = client.post("/resultados/hojas/abrir/", {"period": "2025-B7"}, follow=True).content.decode()
    assert "The period 2025-B7 does not exist: the number goes from 1 to 6." in page
    card("PLAN", origin="computed", measure="plan.quarter", frequency="quarter")
    wrong = ["compute", "--period", "luna", "--indicator", "PLAN", "--by", coordinator.username]
    with translation.override("en"):
        assert "“luna” is not a period" in CliRunner().invoke(indicators_group, wrong).stderr


def test_the_command_shows_verifies_and_repairs(loaded):
    shown = CliRunner().invoke(indicators_group, ["show", "--indicator", "PAQ-N", "--json"])
    assert json.loads(shown.output)["values"][-1]["numerator"] == "83"
    assert CliRunner().invoke(indicators_group, ["verify", "--json"]).exit_code == 0
    level = selectors.by_area(loaded, Period.read("2025-B3"), "department")[0]
    sums_of(level.area, numerator=1)
    broken = CliRunner().invoke(indicators_group, ["verify", "--json"])
    assert broken.exit_code == 1 and json.loads(broken.output)["differing"][0]["area"] == level.area
    assert CliRunner().invoke(indicators_group, ["verify", "--repair"]).exit_code == 0
    assert sums.differing() == []


def sums_of(area: str, **values: int) -> None:
    from sigor.indicators.facts import Sum

    Sum.objects.filter(area=area).update(**values)


def test_the_command_loads_a_file_and_ends_with_one_on_errors(card, places, coordinator, tmp_path):
    card()
    good, bad = tmp_path / "datos.csv", tmp_path / "malos.csv"
    good.write_text(LONG + "200101;2025-B3;PAQ-N;6;10\n")
    bad.write_text(LONG + "999999;2025-B3;PAQ-N;6;10\n")
    done = CliRunner().invoke(indicators_group, ["load", str(good), "--by", coordinator.username, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["rows"] == 1
    refused = CliRunner().invoke(indicators_group, ["load", str(bad), "--by", coordinator.username])
    assert refused.exit_code == 1 and "unknown-place" in refused.stderr


def test_the_trend_report_is_one_command(loaded, tmp_path, settings):
    out = tmp_path / "tendencia.docx"
    done = CliRunner().invoke(
        indicators_group,
        ["trend-report", "--cutoff", "2025-06-30", "--indicator", "PAQ-N", "--out", str(out)],
    )
    assert done.exit_code == 0, done.output
    assert out.read_bytes()[:2] == b"PK"
    wrong = CliRunner().invoke(indicators_group, ["trend-report", "--cutoff", "2025-06-30", "--out", "x.txt"])
    assert wrong.exit_code == 2
