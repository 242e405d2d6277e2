"""Stamped copies of a version, signatures on what was put forward, and doubts about a text."""

from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from sigor.copies.furniture import house_furniture
from sigor.documents import services as documents
from sigor.organisation import clock
from sigor.printing import pdf
from sigor.printing.blocks import Cover, Heading
from sigor.records import files, services
from sigor.signatures.models import SignatureRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story")]


@pytest.fixture
def paper():
    """A PDF as the house makes them."""
    blocks = [Cover("Directiva", "Prueba", ()), Heading("Objetivo")]
    return pdf.render(blocks, house_furniture("Directiva", "UCC", "/"), moment=clock.now())


def test_a_copy_is_stamped_and_the_original_stays_as_it_was(draft, unit_head, other_head, paper, client):
    version = documents.put_file(version=draft(), by=unit_head, stream=BytesIO(paper), file_name="d.pdf")
    client.force_login(unit_head)
    answer = client.get(reverse("version_copy", args=[version.pk]))
    told = "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages)
    assert "COPIA NO CONTROLADA" in told.upper() and str(unit_head) in told
    assert files.location(version.file.sha256).read_bytes() == paper
    client.force_login(other_head)
    assert client.get(reverse("version_copy", args=[version.pk])).status_code == 404


def test_a_word_file_is_not_stamped_and_it_is_said_why(draft, unit_head, client):
    client.force_login(unit_head)
    assert client.get(reverse("version_copy", args=[draft().pk])).status_code == 422


def test_a_signature_is_asked_for_on_a_pdf_that_was_put_forward(
    draft, unit_head, other_head, units, paper, client
):
    version = draft()
    evidence = services.keep_evidence(
        by=unit_head, unit_id=units["UCC"].pk, stream=BytesIO(paper), file_name="d.pdf", type="Informe"
    )
    use = services.attach(version, by=unit_head, evidence=evidence)
    address = reverse("register_signing", args=["document-versions", version.pk, use.pk])
    client.force_login(unit_head)
    assert (
        address
        in client.get(reverse("register_detail", args=["document-versions", version.pk])).content.decode()
    )
    told = {"signer": other_head.pk, "purpose": "approval", "kind": "digital", "role": "Jefatura"}
    page = client.post(address, told, follow=True).content.decode()
    asked = SignatureRequest.objects.get()
    assert asked.signer == other_head and asked.code in page
    client.force_login(other_head)
    assert asked.code in client.get(reverse("signatures")).content.decode()
    assert client.get(address).status_code == 404, "who may not see the record asks for nothing"


def test_doubts_about_a_text_lead_to_their_paragraphs(draft, unit_head, client):
    version = draft("1. Objetivo\nOrdenar.\n3. Alcance\nLa UXYZ cumple el Decreto Supremo.")
    client.force_login(unit_head)
    page = client.get(reverse("version_doubts", args=[version.pk])).content.decode()
    assert f"{reverse('register_detail', args=['document-versions', version.pk])}#p3" in page
