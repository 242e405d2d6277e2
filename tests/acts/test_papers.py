"""An act on paper: in Word and PDF, with its number or a blank, only for who may see it."""

from io import BytesIO

import docx
import pypdf
import pytest
from django.urls import reverse

from sigor.records import services
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
    services.transition(drafted, "issue", by=director, values={"dated_on": DAY})
    told = words(client.get(address), ending)
    assert "RDE N° 001-2025" in told and "16/06/2025" in told


def test_who_may_not_see_the_act_gets_no_paper(drafted, unit_head, client):
    client.force_login(unit_head)
    assert client.get(reverse("act_paper", args=[drafted.pk, "pdf"])).status_code == 404
