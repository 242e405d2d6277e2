"""Evidence of a record: handed in on its page, given back byte by byte, and to nobody who may not see it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sigor.records.models import Evidence

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def agreement(agree, coordinator):
    return agree(coordinator)


def hand_in(client, record, content=PDF, name="Informe N° 12.pdf", **more):
    told = {
        "type": "Informe",
        "number": "12-2025",
        "date": "2025-06-05",
        "file": SimpleUploadedFile(name, content),
    }
    return client.post(reverse("register_evidence", args=["agreements", record.pk]), told | more)


def test_a_document_is_handed_in_and_given_back_as_it_was(agreement, unit_head, client):
    client.force_login(unit_head)
    assert hand_in(client, agreement).status_code == 302
    page = client.get(reverse("register_detail", args=["agreements", agreement.pk])).content.decode()
    assert "Informe 12-2025" in page and "05/06/2025" in page
    use = Evidence.objects.get().uses.get()
    answer = client.get(reverse("register_evidence_file", args=["agreements", agreement.pk, use.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert (
        answer["Content-Disposition"].startswith("attachment") and "Informe" in answer["Content-Disposition"]
    )
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_downloads_evidence_of_a_record_they_may_not_see(agreement, unit_head, other_head, client):
    client.force_login(unit_head)
    hand_in(client, agreement)
    use = Evidence.objects.get().uses.get()
    client.force_login(other_head)
    answer = client.get(reverse("register_evidence_file", args=["agreements", agreement.pk, use.pk]))
    assert answer.status_code == 404


def test_evidence_of_one_record_is_not_reached_through_another(agree, agreement, unit_head, client):
    client.force_login(unit_head)
    hand_in(client, agreement)
    use, other = Evidence.objects.get().uses.get(), agree(unit_head, title="Otro")
    assert (
        client.get(reverse("register_evidence_file", args=["agreements", other.pk, use.pk])).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("name", "content"), [("virus.exe", b"MZ"), ("falso.pdf", b"no soy un pdf"), ("nada.pdf", b"")]
)
def test_a_file_that_is_refused_leaves_what_was_typed_on_the_page(
    agreement, unit_head, client, name, content
):
    client.force_login(unit_head)
    answer = hand_in(client, agreement, content, name)
    html = answer.content.decode()
    assert answer.status_code == 422 and 'value="12-2025"' in html and "errorlist" in html
    assert not Evidence.objects.exists()


def test_an_auditor_does_not_hand_in(agreement, auditor, client):
    client.force_login(auditor)
    assert hand_in(client, agreement).status_code == 403
    assert not Evidence.objects.exists()
