"""What each person sees and can do on the plan; the schedule is institutional, the evidence is not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sigor.plans import quarters, services
from sigor.plans.models import Decision, Submission

from .conftest import PDF, on

REASON = "Falta el detalle secreto"


@pytest.fixture
def returned(submit, unit_head, coordinator):
    """UCC's evidence for 1.2.1, returned with a reason, and a comment on the cell."""
    with on("2025-05-20"):
        submission = submit("1.2.1", 5, unit_head, number="INF-SECRETO")
        services.return_(submission=submission, by=coordinator, reason=REASON)
    return submission


@pytest.mark.parametrize("who", ["other_head", "territorial_officer"])
def test_a_person_of_another_unit_sees_the_schedule_but_no_evidence_reason_or_comment(
    client, request, returned, cell, who
):
    person = request.getfixturevalue(who)
    client.force_login(person)
    with on("2025-06-16"):
        matrix = client.get("/plan/2025/").content.decode()
        page = client.get(f"/plan/entregable/{cell('1.2.1', 5).pk}/").content.decode()
        tray = client.get("/").content.decode()
        found = client.get("/buscar/?q=INF-SECRETO").content.decode()
        quarter = client.get("/plan/2025/trimestre/2/").content.decode()
    assert "Rediseño del proceso de verificación" in matrix
    assert "Sin resultados" in found
    for shown in (matrix, page, tray, quarter):
        assert REASON not in shown
        assert "INF-SECRETO" not in shown
        assert returned.evidence.file.sha256[:12] not in shown
    assert "Enviar evidencia" not in page


@pytest.mark.parametrize("who", ["other_head", "territorial_officer"])
def test_the_addresses_of_anothers_evidence_do_not_exist_for_a_person(client, request, returned, cell, who):
    client.force_login(request.getfixturevalue(who))
    deliverable = cell("1.2.1", 5)
    with on("2025-05-21"):
        assert client.get(f"/plan/envio/{returned.pk}/archivo/").status_code == 404
        assert client.post(f"/plan/envio/{returned.pk}/verificar/").status_code == 404
        assert (
            client.post(f"/plan/entregable/{deliverable.pk}/comentar/", {"text": "hola"}).status_code == 404
        )
        sent = client.post(
            f"/plan/entregable/{deliverable.pk}/enviar/",
            {"file": SimpleUploadedFile("a.pdf", PDF), "type": "Informe", "quantity": "1"},
        )
        assert sent.status_code == 403
        assert client.post(f"/api/v1/envios/{returned.pk}/verify/").status_code == 404
    assert Submission.objects.count() == 1
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("who", ["coordinator", "director", "auditor", "unit_head"])
def test_those_who_look_after_all_and_the_unit_itself_see_the_evidence(client, request, returned, cell, who):
    client.force_login(request.getfixturevalue(who))
    with on("2025-06-16"):
        page = client.get(f"/plan/entregable/{cell('1.2.1', 5).pk}/").content.decode()
        assert REASON in page
        assert client.get(f"/plan/envio/{returned.pk}/archivo/").status_code == 200


def test_the_administrator_of_the_system_sees_no_evidence(client, administrator, returned, cell):
    client.force_login(administrator)
    with on("2025-06-16"):
        assert client.get(f"/plan/envio/{returned.pk}/archivo/").status_code == 404
        assert REASON not in client.get(f"/plan/entregable/{cell('1.2.1', 5).pk}/").content.decode()


def test_a_draft_is_seen_only_by_those_who_prepare_and_decide_it(
    client, draft, unit_head, coordinator, director, auditor
):
    deliverable = draft.milestones.first().deliverables.first()
    for person, expected in [(unit_head, 404), (coordinator, 200), (director, 200), (auditor, 200)]:
        client.force_login(person)
        assert client.get(f"/plan/version/{draft.pk}/").status_code == expected
        assert client.get(f"/plan/entregable/{deliverable.pk}/").status_code == expected
        found = client.get("/buscar/?palette=1&q=Mapa de Procesos").content.decode()
        assert ("Mapa de Procesos del Programa" in found) == (expected == 200)
        assert ("PLAN-2025-V01" in client.get("/plan/versiones/").content.decode()) == (expected == 200)


@pytest.mark.parametrize("who", ["unit_head", "auditor", "director", "administrator", "territorial_officer"])
def test_only_who_runs_the_plan_imports_freezes_edits_and_proposes_rules(client, request, plan_version, who):
    client.force_login(request.getfixturevalue(who))
    with on("2025-06-30"):
        assert client.get("/plan/importar/").status_code == 403
        assert client.post("/plan/2025/trimestre/2/congelar/").status_code == 403
        assert client.get("/plan/reglas/nueva/").status_code == 403
        assert client.post("/api/v1/planes/2025/trimestres/2/congelar/").status_code == 403


def test_the_quarterly_report_is_for_those_who_see_all_its_evidence(
    client, plan_version, coordinator, unit_head, auditor
):
    with on("2025-06-30"):
        edition = quarters.freeze(plan=plan_version.plan, quarter=2, by=coordinator)
        for person, expected in [(unit_head, 403), (auditor, 200), (coordinator, 200)]:
            client.force_login(person)
            assert client.get(f"/informes/{edition.pk}/informe.docx").status_code == expected


def test_an_auditor_reads_everything_and_changes_nothing(client, auditor, returned, cell):
    client.force_login(auditor)
    with on("2025-05-21"):
        assert client.get("/bitacora/").status_code == 200
        assert client.post(f"/plan/envio/{returned.pk}/verificar/").status_code == 409
        page = client.get(f"/plan/entregable/{cell('1.2.1', 5).pk}/").content.decode()
    assert "Enviar evidencia" not in page


def test_a_delegation_gives_the_rights_only_between_its_dates(
    client, cell, unit_head, other_head, plan_version
):
    from datetime import date

    from sigor.organisation.models import Delegation

    Delegation.objects.create(
        membership=unit_head.memberships.get(),
        to=other_head,
        valid_from=date(2025, 5, 10),
        valid_to=date(2025, 5, 20),
    )
    client.force_login(other_head)
    address = f"/plan/entregable/{cell('1.2.1', 5).pk}/"
    for day, expected in [
        ("2025-05-09", False),
        ("2025-05-10", True),
        ("2025-05-20", True),
        ("2025-05-21", False),
    ]:
        with on(day):
            assert ("Enviar evidencia" in client.get(address).content.decode()) == expected
