"""The papers of a reformulation: the same changes and figures as its page, blanks where nothing is known."""

from io import BytesIO

import docx
import pypdf
import pytest
from django.urls import reverse

from sigor.plans.comparison import comparison
from tests.plans.conftest import *  # noqa: F403 - the same plan, people and clock
from tests.plans.conftest import WHY, on

pytestmark = pytest.mark.django_db


def words(answer, ending):
    data = BytesIO(answer.content)
    if ending == "docx":
        found = docx.Document(data)
        cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
        return " ".join([*(p.text for p in found.paragraphs), *cells])
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(data).pages)


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_papers_say_what_the_page_says(moved, coordinator, client, ending):
    client.force_login(coordinator)
    with on("2025-06-20"):
        told = {
            name: words(client.get(reverse("reformulation_paper", args=[moved.pk, name, ending])), ending)
            for name in ("sustento", "anexo", "resolucion", "oficio")
        }
        effect = comparison(moved).quarters[1]
    for name in ("sustento", "anexo"):
        assert "1.1.4" in told[name] and "Abr-25 (6)" in told[name] and "Jul-25 (6)" in told[name]
        assert WHY in told[name]
    assert effect.without.percent in told["sustento"] and effect.with_it.percent in told["sustento"]
    assert "N.° ………" in told["resolucion"] and "Artículo 1." in told["resolucion"]
    assert "DGCGPS" in told["oficio"] and "N.° ………" in told["oficio"]


def test_who_may_not_see_the_branch_gets_no_paper(moved, unit_head, client):
    client.force_login(unit_head)
    assert client.get(reverse("reformulation_paper", args=[moved.pk, "sustento", "pdf"])).status_code == 404


def test_a_version_that_reformulates_nothing_has_no_papers(plan_version, coordinator, client):
    client.force_login(coordinator)
    assert (
        client.get(reverse("reformulation_paper", args=[plan_version.pk, "anexo", "pdf"])).status_code == 404
    )
