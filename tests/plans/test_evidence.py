"""Evidence on the cell: who sends, who decides, how many units, and what one document can serve."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sigor.analysis.progress import Status
from sigor.plans import selectors, services
from sigor.plans.models import Submission
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused, location

from .conftest import PDF, on


def look(deliverable, day):
    from datetime import date

    return selectors.cell_of(deliverable, date.fromisoformat(day))


def test_submit_return_resubmit_verify_and_every_step_is_kept(cell, submit, unit_head, coordinator):
    with on("2025-05-20"):
        first = submit("1.2.1", 5, unit_head)
    with on("2025-05-22"):
        services.return_(submission=first, by=coordinator, reason="Falta el anexo")
    with on("2025-05-23"):
        second = submit("1.2.1", 5, unit_head, number="v2")
    with on("2025-05-26"):
        services.verify(submission=second, by=coordinator)
    seen = [
        look(cell("1.2.1", 5), day).status
        for day in ("2025-05-19", "2025-05-20", "2025-05-22", "2025-05-23", "2025-05-26")
    ]
    assert seen == [Status.DUE_SOON, Status.SUBMITTED, Status.RETURNED, Status.SUBMITTED, Status.VERIFIED]
    assert Submission.objects.count() == 2


def test_whoever_submitted_cannot_verify_even_with_the_right_to(submit, coordinator, second_coordinator):
    with on("2025-05-20"):
        submission = submit("2.1.1", 5, second_coordinator)
        with pytest.raises(services.SubmissionRefused, match="no puede verificarla"):
            services.verify(submission=submission, by=second_coordinator)
        services.verify(submission=submission, by=coordinator)


def test_a_unit_that_takes_no_part_cannot_submit_and_one_that_contributes_can(submit, unit_head, other_head):
    with on("2025-04-20"):
        with pytest.raises(AccessDenied, match="UCC"):
            submit("1.2.1", 5, other_head)
        submission = submit("1.1.4", 4, unit_head)  # UCC contributes to a milestone of the UOP
    assert submission.evidence.unit.acronym == "UCC"


def test_one_month_that_owes_six_takes_them_in_parts_and_never_more(cell, submit, other_head, coordinator):
    with on("2025-04-10"):
        first = submit("1.1.4", 4, other_head, quantity=2)
        submit("1.1.4", 4, other_head, quantity=3)
        with pytest.raises(services.SubmissionRefused, match="quedan 1 por enviar"):
            submit("1.1.4", 4, other_head, quantity=2)
        services.verify(submission=first, by=coordinator)
    found = look(cell("1.1.4", 4), "2025-04-10").progress
    assert (found.verified, found.waiting, found.outstanding) == (2, 3, 1)


def test_one_evidence_serves_two_milestones_and_each_is_verified_on_its_own(
    cell, submit, second_coordinator, coordinator
):
    with on("2025-12-10"):
        own = submit("2.1.3", 12, second_coordinator, also=[cell("1.3.1", 12)])
        other = Submission.objects.get(deliverable=cell("1.3.1", 12))
        assert other.evidence == own.evidence
        services.verify(submission=other, by=coordinator)
    assert look(cell("1.3.1", 12), "2025-12-10").status == Status.VERIFIED
    assert look(cell("2.1.3", 12), "2025-12-10").status == Status.SUBMITTED
    with on("2025-12-11"), pytest.raises(services.SubmissionRefused, match="ya sirve"):
        services.serve_also(evidence=own.evidence, deliverable=cell("1.3.1", 12), by=second_coordinator)


def test_if_one_of_two_milestones_refuses_nothing_is_kept(cell, submit, second_coordinator, plan_version):
    with on("2025-12-10"), pytest.raises(AccessDenied):
        submit("2.1.3", 12, second_coordinator, also=[cell("1.1.3", 12)])  # URH's
    assert not Submission.objects.exists()


def test_a_return_needs_a_reason_and_a_decision_is_taken_once(
    submit, unit_head, coordinator, second_coordinator
):
    with on("2025-05-20"):
        submission = submit("1.2.1", 5, unit_head)
        with pytest.raises(services.SubmissionRefused, match="motivo"):
            services.return_(submission=submission, by=coordinator, reason="  ")
        services.return_(submission=submission, by=coordinator, reason="Falta")
        with pytest.raises(services.SubmissionRefused, match="Ya fue decidida"):
            services.verify(submission=submission, by=second_coordinator)


def test_a_verification_can_be_taken_back_with_a_reason(cell, submit, unit_head, coordinator):
    with on("2025-05-20"):
        submission = submit("1.2.1", 5, unit_head)
        services.verify(submission=submission, by=coordinator)
    with on("2025-06-02"):
        services.return_(submission=submission, by=coordinator, reason="El documento fue anulado")
    assert look(cell("1.2.1", 5), "2025-05-21").status == Status.VERIFIED
    assert look(cell("1.2.1", 5), "2025-06-02").status == Status.RETURNED


def test_only_its_author_withdraws_a_submission_and_only_before_a_decision(
    cell, submit, unit_head, coordinator
):
    with on("2025-05-20"):
        submission = submit("1.2.1", 5, unit_head)
        with pytest.raises(services.SubmissionRefused):
            services.withdraw(submission=submission, by=coordinator)
        services.withdraw(submission=submission, by=unit_head)
        assert look(cell("1.2.1", 5), "2025-05-20").progress.outstanding == 1
        submit("1.2.1", 5, unit_head)


def test_nothing_is_sent_to_a_draft(draft, coordinator):
    deliverable = (
        selectors.deliverables().filter(milestone__version=draft, milestone__lead__acronym="UPPM").first()
    )
    coordinator.memberships.update(unit=deliverable.milestone.lead)
    with on("2025-02-01"), pytest.raises(services.SubmissionRefused, match="no está aprobada"):
        services.submit(
            deliverable=deliverable,
            by=coordinator,
            quantity=1,
            stream=BytesIO(PDF),
            file_name="a.pdf",
            type="Informe",
        )


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("virus.pdf", b"MZ\x90\x00" + b"\0" * 100, "no corresponde"),
        ("page.html", b"<html></html>", "No se aceptan"),
        ("empty.pdf", b"", "vacío"),
        ("page.txt", b"<script>alert(1)</script>", "no corresponde"),
        ("fake.docx", PDF, "no corresponde"),
    ],
)
def test_a_file_is_taken_for_what_its_bytes_are(cell, unit_head, name, content, why):
    with on("2025-05-20"), pytest.raises(FileRefused, match=why):
        services.submit(
            deliverable=cell("1.2.1", 5),
            by=unit_head,
            quantity=1,
            stream=BytesIO(content),
            file_name=name,
            type="Informe",
        )
    assert not Submission.objects.exists()


def test_a_file_over_the_limit_is_refused_with_the_limit(cell, unit_head, settings):
    settings.MAX_FILE_SIZE = 1024 * 1024
    with on("2025-05-20"), pytest.raises(FileRefused, match="1 MB"):
        services.submit(
            deliverable=cell("1.2.1", 5), by=unit_head, quantity=1, stream=BytesIO(PDF + b"x" * 2_000_000),
            file_name="a.pdf", type="Informe",
        )  # fmt: skip


def test_the_page_submits_shows_the_hash_and_gives_the_original_bytes_back(client, cell, unit_head):
    deliverable = cell("1.2.1", 5)
    client.force_login(unit_head)
    with on("2025-05-20"):
        sent = client.post(
            f"/plan/entregable/{deliverable.pk}/enviar/",
            {
                "file": SimpleUploadedFile("informe.pdf", PDF),
                "type": "Informe",
                "number": "12-2025",
                "quantity": "1",
            },
        )
        assert sent.status_code == 302
        submission = Submission.objects.get()
        page = client.get(f"/plan/entregable/{deliverable.pk}/").content.decode()
        assert submission.evidence.file.sha256[:12] in page
        assert "Informe 12-2025" in page
        answer = client.get(f"/plan/envio/{submission.pk}/archivo/")
    assert b"".join(answer.streaming_content) == PDF == location(submission.evidence.file.sha256).read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_refused_file_keeps_what_was_typed_and_says_why(client, cell, unit_head):
    client.force_login(unit_head)
    with on("2025-05-20"):
        page = client.post(
            f"/plan/entregable/{cell('1.2.1', 5).pk}/enviar/",
            {
                "file": SimpleUploadedFile("a.exe", b"MZ"),
                "type": "Informe",
                "number": "12-2025",
                "quantity": "1",
            },
        )
    assert page.status_code == 422
    assert "12-2025" in page.content.decode()
    assert "No se aceptan archivos" in page.content.decode()
