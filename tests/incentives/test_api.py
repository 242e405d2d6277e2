"""The incentives over REST: the same rights, the same answers, the same refusals as the pages."""

import pytest
from rest_framework.test import APIClient

from sigor.incentives import services
from sigor.incentives.engine import synthetic
from sigor.incentives.models import RuleVersion, Run
from sigor.records import services as records

pytestmark = pytest.mark.django_db
BEGIN = "/api/v1/incentive-runs/begin/"


@pytest.fixture
def signed_in():
    def enter(user):
        client = APIClient()
        client.force_login(user)
        return client

    return enter


def opened(folder, names=("households", "members", "facts")):
    return {name: (folder / f"{name}.parquet").open("rb") for name in names}


def test_a_run_begins_with_its_files_and_the_last_approved_rules(
    signed_in, preparer, rules, extract, settings, tmp_path, unit_head
):
    settings.INCENTIVES_ROOT = tmp_path / "incentives"
    refused = signed_in(unit_head).post(BEGIN, {"bimester": "2025-B2"} | opened(extract))
    assert refused.status_code == 403 and not Run.objects.exists()
    client = signed_in(preparer)
    wrong = client.post(BEGIN, {"bimester": "2025-02"})
    assert wrong.status_code == 422 and {"bimester", "households"} <= set(wrong.json()["errors"])
    nowhere = client.post(BEGIN, {"bimester": "2025-B2", "unit": "NADA"} | opened(extract))
    assert nowhere.status_code == 422 and "unit" in nowhere.json()["errors"]
    answer = client.post(BEGIN, {"bimester": "2025-B2"} | opened(extract))
    run = Run.objects.get()
    assert (answer.status_code, answer.json()["code"], run.rules) == (202, run.code, rules)
    services.compute(run)
    told = client.get(f"/api/v1/incentive-runs/{run.pk}/").json()
    assert told["state"] == "draft"


def test_reconciliation_and_its_findings_over_the_api(signed_in, preparer, auditor, computed, tmp_path):
    synthetic.write_lists(tmp_path, computed.folder / "lines.parquet", computed.folder / "households.parquet")
    address = f"/api/v1/incentive-runs/{computed.pk}/reconcile/"
    assert signed_in(auditor).post(address, opened(tmp_path, ("operational",))).status_code == 403
    answer = signed_in(preparer).post(address, opened(tmp_path, ("operational", "bank")))
    assert answer.status_code == 201 and answer.json()["classes"]["missing"]["rows"] == 1
    (tmp_path / "operational.csv").write_text("hogar,concepto\n", encoding="utf-8")
    with (tmp_path / "operational.csv").open("rb") as wrong:
        refused = signed_in(preparer).post(address, {"operational": wrong})
    assert refused.status_code == 422 and "missing-column" in str(refused.json())


def test_a_simulation_over_the_api_is_that_of_the_page(signed_in, preparer, computed, units):
    version = records.create(
        RuleVersion(title="Otras", change_reason="Prueba", unit=units["UOP"]), by=preparer
    )
    answer = signed_in(preparer).post(f"/api/v1/incentive-rules/{version.pk}/simulate/")
    version.refresh_from_db()
    assert answer.status_code == 200 and answer.json() == version.simulation
    assert answer.json()["cents"] == [computed.totals["cents"]] * 2, "the same rules change nothing"
