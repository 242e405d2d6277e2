"""The plan over REST: the same figures, the same doors, errors as problem+json, documented as OpenAPI."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sigor.plans.models import Decision, Submission

from .conftest import PDF, on


def test_the_status_is_that_of_the_command_line(client, all_of_quarter_two_but_1_1_4, auditor):
    client.force_login(auditor)
    with on("2025-06-30"):
        found = client.get("/api/v1/planes/2025/estado/?al=2025-06-30").json()
    assert found["quarters"][1]["readings"]["units"]["ratio"] == 0.625
    assert found["quarters"][1]["verdict_depends_on_reading"] is True


def test_the_matrix_lists_every_deliverable_with_its_state(client, plan_version, unit_head):
    client.force_login(unit_head)
    with on("2025-06-16"):
        cells = client.get("/api/v1/planes/2025/matriz/").json()
    assert len(cells) == 35
    six = next(c for c in cells if c["milestone"] == "1.1.4")
    assert (six["quantity"], six["status"], six["days_late"]) == (6, "overdue", 47)
    assert next(c for c in cells if c["milestone"] == "2.2.4")["data_cutoff"] == "2024-12-31"


def test_submit_and_decide_with_the_rules_of_the_page(client, plan_version, cell, unit_head, coordinator):
    address = f"/api/v1/entregables/{cell('1.2.1', 5).pk}/envios/"
    with on("2025-05-20"):
        client.force_login(unit_head)
        sent = client.post(address, {"file": SimpleUploadedFile("a.pdf", PDF), "type": "Informe"})
        assert sent.status_code == 201
        pk = sent.json()["id"]
        own = client.post(f"/api/v1/envios/{pk}/verify/")
        assert own.status_code == 409
        assert own["Content-Type"] == "application/problem+json"
        again = client.post(address, {"file": SimpleUploadedFile("b.pdf", PDF + b"2"), "type": "Informe"})
        assert again.status_code == 409
        bad = client.post(address, {"type": "Informe", "quantity": 0})
        assert bad.status_code == 422
        assert set(bad.json()["errors"]) == {"file", "quantity"}
        client.force_login(coordinator)
        assert (
            client.post(
                f"/api/v1/envios/{pk}/return/", {"reason": ""}, content_type="application/json"
            ).status_code
            == 409
        )
        assert client.post(f"/api/v1/envios/{pk}/verify/").status_code == 200
        assert client.post(f"/api/v1/envios/{pk}/nothing/").status_code == 404
    assert Submission.objects.count() == 1
    assert Decision.objects.get().outcome == "verified"


@pytest.mark.parametrize("address", ["estado/", "matriz/", "anexo/"])
def test_without_signing_in_the_api_answers_401(client, plan_version, address):
    assert client.get(f"/api/v1/planes/2025/{address}").status_code == 401


def test_freezing_and_restating(client, plan_version, coordinator):
    client.force_login(coordinator)
    with on("2025-06-30"):
        address = "/api/v1/planes/2025/trimestres/2/congelar/"
        assert client.post(address).json()["number"] == 1
        assert client.post(address).status_code == 409
        second = client.post(address, {"reason": "Corrección"}, content_type="application/json").json()
    assert (second["number"], second["reason"]) == (2, "Corrección")


def test_openapi_describes_every_path_of_the_plan(client, plan_version, auditor):
    client.force_login(auditor)
    text = client.get("/api/v1/esquema/").content.decode()
    for path in (
        "planes/{year}/estado/",
        "planes/{year}/matriz/",
        "entregables/{id}/envios/",
        "envios/{id}/{step}/",
    ):
        assert path in text


def test_an_annex_is_read_and_imported_as_from_the_command_line(client, units, coordinator, unit_head):
    from sigor.plans.models import PlanVersion

    from .conftest import ANNEX

    def send(**more):
        file = SimpleUploadedFile("plan.txt", ANNEX.read_bytes())
        return client.post("/api/v1/planes/importar/", {"file": file, **more})

    client.force_login(unit_head)
    assert send(dry_run="true").status_code == 403
    client.force_login(coordinator)
    read = send(dry_run="true")
    assert read.status_code == 200
    assert len(read.json()["milestones"]) == 19
    refused = send()
    assert refused.status_code == 422
    assert {f["severity"] for f in refused.json()["findings"]} == {"warning"}
    assert not PlanVersion.objects.exists()
    assert send(accept_warnings="true").json()["version"] == "PLAN-2025-V01"
    nonsense = client.post(
        "/api/v1/planes/importar/", {"file": SimpleUploadedFile("plan.xlsx", b"PK\x03\x04")}
    )
    assert nonsense.status_code == 422


@pytest.mark.parametrize(("ending", "magic"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_report_of_a_frozen_quarter_is_a_file(
    client, plan_version, coordinator, unit_head, ending, magic
):
    address = f"/api/v1/planes/2025/trimestres/2/informe.{ending}"
    client.force_login(coordinator)
    assert client.get(address).status_code == 404
    with on("2025-06-30"):
        client.post("/api/v1/planes/2025/trimestres/2/congelar/")
        assert client.get(address).content.startswith(magic)
        client.force_login(unit_head)
        assert client.get(address).status_code == 403
