"""An act on paper: in Word and PDF, with its number or a blank, only for who may see it."""

import json
import zipfile
from io import BytesIO

import docx
import pypdf
import pytest
from django.urls import reverse

from sigor.copies.models import IssuedFile
from sigor.records import services
from sigor.records.selectors import evidence_of
from sigor.signatures.models import SignatureRequest
from tests.acts.conftest import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafted(act_type, act, director):
    return act(act_type(template="VISTO {asunto}\nSE RESUELVE"), by=director, unit="DE")


def words(answer, ending):
    data = BytesIO(answer.content)
    if ending == "docx":
        return "\n".join(p.text for p in docx.Document(data).paragraphs)
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(data).pages)


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_draft_has_blanks_where_nothing_is_known_and_an_act_its_number(drafted, director, client, ending):
    client.force_login(director)
    address = reverse("act_paper", args=[drafted.pk, ending])
    told = words(client.get(address), ending)
    assert "VISTO Un acto" in told and "RDE N°" not in told and "………" in told
    services.transition(drafted, "issue", by=director, values={"dated_on": DAY}, confirmed=True)
    told = words(client.get(address), ending)
    assert "RDE N° 001-2025" in told and "16/06/2025" in told


def test_one_click_puts_the_acts_own_paper_forward_and_asks_who_signs(drafted, director, other_head, client):
    client.force_login(director)
    page = client.get(reverse("register_detail", args=["acts", drafted.pk])).content.decode()
    where = reverse("act_signing", args=[drafted.pk])
    assert f'action="{where}"' in page
    form = client.post(where, follow=True)
    (use,) = evidence_of(drafted)
    assert form.redirect_chain == [(reverse("register_signing", args=["acts", drafted.pk, use.pk]), 302)]
    assert "Quién firma" in form.content.decode() and use.evidence.file_name == f"{drafted.code}.pdf"
    assert IssuedFile.objects.get().sha256 == use.evidence.file.sha256
    client.post(where)
    assert evidence_of(drafted).count() == 1, "the same paper is not put forward twice"
    told = {"signer": other_head.pk, "purpose": "approval", "kind": "digital"}
    client.post(form.redirect_chain[0][0], told)
    assert SignatureRequest.objects.get().file == use.evidence.file
    services.transition(drafted, "issue", by=director, values={"dated_on": DAY}, confirmed=True)
    client.post(where)
    assert evidence_of(drafted).count() == 2, "with its number it is another paper"
    latest, former = IssuedFile.objects.order_by("-pk")
    assert (latest.state, former.state, former.superseded_by) == ("in_force", "superseded", latest)


def test_who_only_reads_an_act_does_not_put_it_forward(drafted, auditor, client):
    client.force_login(auditor)
    where = reverse("act_signing", args=[drafted.pk])
    assert where not in client.get(reverse("register_detail", args=["acts", drafted.pk])).content.decode()
    assert client.post(where).status_code == 403 and not evidence_of(drafted).exists()


def test_who_may_not_see_the_act_gets_no_paper(drafted, unit_head, client):
    client.force_login(unit_head)
    assert client.post(reverse("act_signing", args=[drafted.pk])).status_code == 404
    assert client.get(reverse("act_paper", args=[drafted.pk, "pdf"])).status_code == 404


def test_what_is_to_be_published_waits_with_its_package(act_type, clock_rule, issued, coordinator, client):
    kind = act_type()
    clock_rule(kind, title="Publicar", publishes=True)
    clock_rule(kind, title="Oficiar", days=3)
    found = issued(kind)
    client.force_login(coordinator)
    page = client.get(reverse("publication_queue")).content.decode()
    duty = found.duties.get(rule__publishes=True)
    assert page.count("paquete.zip") == 1 and found.number in page
    answer = client.get(reverse("publication_package", args=[duty.pk]))
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        sheet = json.loads(archive.read("datos.json"))
        assert sheet["numero"] == found.number and archive.read("acto.pdf").startswith(b"%PDF")
    services.transition(duty, "cancel", by=coordinator, reason="Ya estaba")
    assert "paquete.zip" not in client.get(reverse("publication_queue")).content.decode()
