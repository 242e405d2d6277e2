"""The reformulation on its pages, over REST and from the command line: the same doors, the same figures."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigor.plans import reformulation
from sigor.plans.cli import plan_group
from sigor.plans.comparison import comparison
from sigor.plans.models import ChangeReason, PlanVersion
from tests.conftest import PASSWORD

from .conftest import WHY, mark, milestone, on

# -- pages ------------------------------------------------------------------------------------------------


def test_the_whole_story_on_the_pages(plan_version, client, coordinator, director):
    client.force_login(coordinator)
    with on("2025-06-20"):
        assert "Reformular el plan vigente" in client.get("/plan/versiones/").content.decode()
        opened = client.post("/plan/2025/reformular/", {"reason": WHY})
        version = PlanVersion.objects.get(number=2)
        address = f"/plan/version/{version.pk}/reformulacion/"
        assert opened.url == address
        again = client.post("/plan/2025/reformular/", {"reason": WHY}, follow=True).content.decode()
        assert "Ya hay una reformulación abierta: PLAN-2025-V02" in again
        wrong = client.post(f"{address}mover/", {"month": "7"})
        assert wrong.status_code == 422
        assert client.post(f"{address}nada/").status_code == 404
        four = mark(version, "1.1.4", 4)
        done = client.post(f"{address}mover/", {"deliverable": four.pk, "month": "7"}, follow=True)
        page = done.content.decode()
        assert "Falta el motivo del cambio 1.1.4: Abr-25 → Jul-25." in page
        client.post(f"{address}motivo/", {"lineage": str(four.lineage), "text": WHY})
        second = {"milestone": milestone(version, "1.2.2").pk, "month": "9", "quantity": "1", "reason": WHY}
        client.post(f"{address}agregar/", second)
        client.post(f"{address}cantidad/", {"deliverable": mark(version, "1.2.2", 9).pk, "quantity": "2", "reason": WHY})  # fmt: skip
        client.post(f"{address}retirar/", {"deliverable": mark(version, "1.1.3", 8).pk, "reason": WHY})
        client.post(f"{address}retirar-hito/", {"milestone": milestone(version, "2.1.3").pk, "reason": WHY})
        found = comparison(version)
        assert {(r.code, r.kind) for r in found.annex} == {
            ("1.1.4", "Se mueve"), ("1.2.2", "Se agrega"), ("1.2.2", "Se modifica"), ("1.1.3", "Se retira"), ("1.1.3", "Se modifica"),
            ("2.1.3", "Se retira"),
        }  # fmt: skip
        assert found.missing == ()
        client.post(f"{address}deshacer/", {"lineage": str(milestone(plan_version, "2.1.3").lineage)})
        assert version.milestones.filter(code="2.1.3").exists()
        row = milestone(version, "1.2.1")
        version.refresh_from_db()
        values = {"revision": version.revision, "name": "Rediseño de la VCC", "deliverable_type": "Informe", "lead": row.lead_id,
                  "units_text": "UCC", "meta": 1, "phase": "Actuar", "reason": "Nombre corto"}  # fmt: skip
        assert "Motivo del cambio" in client.get(f"/plan/hito/{row.pk}/").content.decode()
        assert client.post(f"/plan/hito/{row.pk}/", values).url == address
        assert ChangeReason.objects.get(lineage=row.lineage).text == "Nombre corto"
        client.post(f"/plan/version/{version.pk}/paso/send/")
        assert client.post(f"{address}mover/", {"deliverable": four.pk, "month": "8"}).status_code == 302
        client.force_login(director)
        shown = client.get(address).content.decode()
        assert "Hacer un cambio" not in shown
        assert "Nombre corto" in shown
        assert 'value="2025-06-20"' in client.get(f"/plan/version/{version.pk}/").content.decode()
        client.post(
            f"/plan/version/{version.pk}/paso/approve/",
            {"effective_from": "2025-06-20", "password": PASSWORD},
        )
    version.refresh_from_db()
    assert (version.state, version.effective_from) == ("approved", date(2025, 6, 20))
    assert mark(version, "1.1.4", 7)


def test_a_version_that_is_no_reformulation_has_no_such_page(client, plan_version, coordinator):
    client.force_login(coordinator)
    with on("2025-06-20"):
        assert client.get(f"/plan/version/{plan_version.pk}/reformulacion/").status_code == 404
        assert client.get(f"/api/v1/versiones/{plan_version.pk}/reformulacion/").status_code == 404


def test_a_milestone_that_two_versions_carry_is_found_once(client, moved, approve, coordinator):
    approve(moved, "2025-06-21")
    client.force_login(coordinator)
    with on("2025-06-22"):
        found = client.get("/buscar/?palette=1&q=1.1.4").content.decode()
    assert found.count("1.1.4") == 1
    assert "v2" in found


def test_the_page_asks_as_much_of_the_database_for_many_changes_as_for_few(branch, client, coordinator):
    client.force_login(coordinator)
    counts = []
    with on("2025-06-21"):
        client.get(f"/plan/version/{branch.pk}/reformulacion/")
        for months in [(("1.1.4", 4, 7),), (("1.2.2", 5, 6), ("2.2.3", 7, 8), ("3.1.1", 12, 11))]:
            for code, month, to in months:
                reformulation.move_deliverable(
                    deliverable=mark(branch, code, month), by=coordinator, month=to, reason=WHY
                )
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/plan/version/{branch.pk}/reformulacion/")
            counts.append(len(queries))
    assert counts[0] == counts[1]


# -- over REST --------------------------------------------------------------------------------------------


@pytest.fixture
def post(client):
    def act(address, **said):
        return client.post(f"/api/v1/{address}", json.dumps(said), content_type="application/json")

    return act


def test_the_whole_story_over_rest(
    client, post, all_of_quarter_two_but_1_1_4, coordinator, director, unit_head
):
    with on("2025-06-20", hour=12):
        client.force_login(unit_head)
        assert post("planes/2025/reformular/", reason=WHY).status_code == 403
        client.force_login(coordinator)
        assert post("planes/2025/reformular/").status_code == 422
        opened = post("planes/2025/reformular/", reason=WHY)
        assert opened.status_code == 201
        assert (opened.json()["version"], opened.json()["based_on"]) == ("PLAN-2025-V02", "PLAN-2025-V01")
        again = post("planes/2025/reformular/", reason=WHY)
        assert (again.status_code, again["Content-Type"]) == (409, "application/problem+json")
        assert "PLAN-2025-V02" in again.json()["detail"]
        pk = opened.json()["id"]
        changing = f"versiones/{pk}/reformulacion/cambios/"
        done = post(changing, operation="move", milestone="1.1.4", month=4, to_month=7).json()
        assert done["missing"] == ["Falta el motivo del cambio 1.1.4: Abr-25 → Jul-25."]
        (moved,) = done["changes"]
        assert (moved["from"], moved["to"]) == ({"month": 4, "quantity": 6}, {"month": 7, "quantity": 6})
        done = post(changing, operation="explain", lineage=moved["lineage"], reason=WHY).json()
        assert done["missing"] == []
        second = done["quarters"][1]
        assert (
            second["without"]["readings"]["units"]["ratio"],
            second["with"]["readings"]["units"]["ratio"],
        ) == (0.625, 1.0)
        assert post(f"versiones/{pk}/pasos/send/").json()["state"] == "in_review"
        client.force_login(director)
        assert post(f"versiones/{pk}/pasos/approve/").status_code == 422
        early = post(f"versiones/{pk}/pasos/approve/", effective_from="2025-04-01", password=PASSWORD)
        assert early.status_code == 409
        done = post(f"versiones/{pk}/pasos/approve/", effective_from="2025-06-20", password=PASSWORD)
        assert done.json() == {"version": "PLAN-2025-V02", "state": "approved"}
        assert post(f"versiones/{pk}/pasos/nada/").status_code == 404
        client.force_login(unit_head)
        said = client.get(f"/api/v1/versiones/{pk}/reformulacion/").json()
    assert said["effective_from"] == "2025-06-20"
    assert said["changes"][0]["reason"] == WHY


def test_every_operation_over_rest(client, post, branch, coordinator, auditor, units):
    address = f"versiones/{branch.pk}/reformulacion/cambios/"
    client.force_login(auditor)
    with on("2025-06-21"):
        assert post(address, operation="move", milestone="1.1.4", month=4, to_month=7).status_code == 403
        client.force_login(coordinator)
        for said in [
            {"operation": "move", "milestone": "2.2.3", "month": 7, "to_month": 8},
            {"operation": "quantity", "milestone": "1.1.4", "month": 4, "quantity": 5},
            {"operation": "add", "milestone": "1.2.2", "month": 9, "quantity": 1},
            {"operation": "withdraw", "milestone": "2.2.2", "month": 9},
            {"operation": "withdraw_milestone", "milestone": "2.1.3"},
            {"operation": "edit", "milestone": "1.2.1", "values": {"lead": "UOP", "name": "VCC"}},
        ]:
            answer = post(address, **said, reason=WHY)
            assert answer.status_code == 200, answer.json()
        found = answer.json()
        assert found["missing"] == []
        assert {(c["milestone"], *c["kinds"]) for c in found["changes"]} == {
            ("2.2.3", "moved"), ("1.1.4", "requantified"), ("1.1.4", "edited"), ("1.2.2", "added"), ("1.2.2", "edited"),
            ("2.2.2", "withdrawn"), ("2.2.2", "edited"), ("2.1.3", "withdrawn"), ("1.2.1", "edited"),
        }  # fmt: skip
        gone = next(c for c in found["changes"] if c["milestone"] == "2.1.3")
        undone = post(address, operation="undo", lineage=gone["lineage"]).json()
        assert "2.1.3" not in {c["milestone"] for c in undone["changes"]}
        assert post(address, operation="move", milestone="9.9.9", month=1, to_month=2).status_code == 404
        assert post(address, operation="move", milestone="1.1.4", month=1, to_month=2).status_code == 404
        assert set(post(address, operation="move").json()["errors"]) == {"milestone", "month", "to_month"}
        for values in ({"lead": "NADIE"}, {"order": 3}):
            assert post(address, operation="edit", milestone="1.2.1", values=values).status_code == 422
        stale = post(address, operation="add", milestone="1.2.2", month=10, quantity=1, revision=1)
        assert stale.status_code == 412
        assert post(f"versiones/{branch.pk}/reformulacion/poner-al-dia/").status_code == 409
        assert post(f"versiones/{branch.pk}/pasos/discard/").status_code == 409
        assert (
            post(f"versiones/{branch.pk}/pasos/discard/", reason="No procede").json()["state"] == "discarded"
        )


# -- from the command line ----------------------------------------------------------------------------------


def test_the_branch_its_changes_and_its_effect_from_the_command_line(
    all_of_quarter_two_but_1_1_4, coordinator, unit_head
):
    def run(*arguments):
        with on("2025-06-20", hour=12):
            return CliRunner().invoke(plan_group, ["reformulate", *arguments])

    nothing = run("effect", "--year", "2025")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    start = ("start", "--year", "2025", "--reason", WHY, "--by")
    assert run(*start, "unit_head").exit_code == 1
    assert json.loads(run(*start, "coordinator", "--json").stdout) == {
        "version": "PLAN-2025-V02",
        "id": PlanVersion.objects.get(number=2).pk,
        "based_on": "PLAN-2025-V01",
    }
    refused = run(*start, "coordinator")
    assert refused.exit_code == 1
    assert "PLAN-2025-V02" in refused.stderr
    version = PlanVersion.objects.get(number=2)
    with on("2025-06-20", hour=12):
        reformulation.move_deliverable(deliverable=mark(version, "1.1.4", 4), by=coordinator, month=7)
    listed = run("changes", "--year", "2025").stdout
    assert "1.1.4 Entregable (RDE): Se mueve: Abr-25 (6) → Jul-25 (6). (sin motivo)" in listed
    found = json.loads(run("changes", "--year", "2025", "--json").stdout)
    assert set(found) == {"version", "based_on", "changes", "missing"}
    said = run("effect", "--year", "2025", "--version", "2")
    assert said.exit_code == 0
    assert "T2: 10 de 16 (62.5 %) → 10 de 10 (100.0 %)" in said.stdout
    assert "T3: 0 de 8 (0.0 %) → 0 de 14 (0.0 %)" in said.stdout
    assert "Falta: Falta el motivo" in said.stdout
    as_json = json.loads(run("effect", "--year", "2025", "--json").stdout)
    assert as_json["meta"] == {"before": 40, "after": 40}
    assert run("effect", "--year", "2025", "--version", "1").exit_code == 1
