"""The report of an edition carries its code and QR on every page, and is given again as it was issued."""

import hashlib
import io

import docx
import pikepdf
import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from sigor.copies.models import IssuedFile, Kind
from sigor.plans import quarters
from sigor.records import files
from sigor.records.models import AuditEntry
from sigor.reports.cli import report_group
from sigor.reports.views import report_file
from tests.copies.conftest import CODE, text_of
from tests.plans.conftest import *  # noqa: F403 - the same plan, people and clock
from tests.plans.conftest import on


@pytest.fixture
def edition(all_of_quarter_two_but_1_1_4, coordinator):
    with on("2025-06-30"):
        return quarters.freeze(plan=all_of_quarter_two_but_1_1_4.plan, quarter=2, by=coordinator)


def test_every_page_carries_the_code_and_where_to_verify_it(edition):
    data = report_file(edition, "pdf")
    row = IssuedFile.objects.get()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    assert len(pages) > 3
    for page in pages:
        assert CODE.search(page)[1] == row.code
        assert f"Verifique esta copia en https://sigor.ejemplo.pe/v/{row.code}/" in page
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert files.location(row.sha256).read_bytes() == data
    assert (row.kind, row.edition) == (Kind.REPORT, "Trimestre II – 2025 · Edición 1")


def test_the_properties_of_the_file_name_code_title_and_classification(edition):
    with pikepdf.open(io.BytesIO(report_file(edition, "pdf"))) as pdf, pdf.open_metadata() as facts:
        row = IssuedFile.objects.get()
        assert row.title in facts["dc:title"]
        assert facts["pdf:Keywords"] == f"{row.code}, USO INTERNO"
        assert (facts["pdfaid:part"], facts["pdfaid:conformance"], facts["pdfuaid:part"]) == (
            "2",
            "A",
            "1",
        )


def test_the_same_edition_gives_the_same_code_and_bytes(edition, coordinator):
    first = report_file(edition, "pdf", by=coordinator)
    assert report_file(edition, "pdf") == first
    word = report_file(edition, "docx")
    assert report_file(edition, "docx", by=coordinator) == word
    kept = {row.media_type.rpartition("/")[2]: row.file is not None for row in IssuedFile.objects.all()}
    assert kept == {
        "pdf": True,
        "vnd.openxmlformats-officedocument.wordprocessingml.document": False,
    }


def test_the_bytes_stay_when_the_site_moves(edition, settings):
    first = report_file(edition, "pdf")
    settings.PUBLIC_ADDRESS = "https://otra.ejemplo.pe"
    assert report_file(edition, "pdf") == first


def test_another_narrative_is_another_issue_that_supersedes_the_former(edition, coordinator):
    report_file(edition, "pdf")
    with on("2025-07-02"):
        quarters.write_narrative(edition=edition, axis=1, text="El MOP condiciona.", by=coordinator)
        second = report_file(edition, "pdf")
    old, new = IssuedFile.objects.order_by("id")
    assert (old.state, old.superseded_by, new.state) == ("superseded", new, "in_force")
    assert "El MOP condiciona." in text_of(second)


def test_a_second_edition_supersedes_the_report_of_the_first(edition, coordinator):
    first = report_file(edition, "pdf")
    with on("2025-07-10"):
        again = quarters.restate(plan=edition.plan, quarter=2, by=coordinator, reason="Fe de erratas")
        report_file(again, "pdf")
    assert report_file(edition, "pdf") == first
    old, new = IssuedFile.objects.order_by("id")
    assert (old.about, old.state, old.superseded_by) == (edition, "superseded", new)
    assert (new.about, new.state) == (again, "in_force")


def test_a_past_edition_that_is_asked_for_late_is_issued_as_superseded(edition, coordinator):
    with on("2025-07-10"):
        again = quarters.restate(plan=edition.plan, quarter=2, by=coordinator, reason="Fe de erratas")
    report_file(edition, "pdf")
    past, present = IssuedFile.objects.get(about_id=edition.pk), IssuedFile.objects.get(about_id=again.pk)
    assert (past.state, past.superseded_by, present.state) == ("superseded", present, "in_force")


def test_the_report_in_english_is_an_issue_of_its_own(edition):
    report_file(edition, "pdf")
    with translation.override("en"):
        report_file(edition, "pdf")
    assert set(IssuedFile.objects.values_list("state", flat=True)) == {"in_force"}
    assert IssuedFile.objects.count() == 2


def test_word_carries_the_code_and_the_qr_at_its_foot(edition):
    document = docx.Document(io.BytesIO(report_file(edition, "docx")))
    code = IssuedFile.objects.get().code
    foot = document.sections[0].footer
    words = " ".join(text.text or "" for text in foot._element.iter() if text.tag.endswith("}t"))
    assert code in words and f"/v/{code}/" in words and "Verifique esta copia en" in words
    drawn = [part for part in foot._element.iter() if part.tag.endswith("}docPr")]
    assert [f"/v/{code}/" in part.get("descr") for part in drawn] == [True]
    assert (document.core_properties.identifier, document.core_properties.keywords) == (code, code)
    assert document.core_properties.category == "USO INTERNO"


def test_the_page_of_a_report_leads_those_who_may_see_it_to_its_quarter(
    edition, client, coordinator, administrator
):
    report_file(edition, "pdf")
    row = IssuedFile.objects.get()
    place = f"{reverse('plan_quarter', args=[2025, 2])}?edicion=1"
    page = reverse("verify_code", args=[row.code])
    assert row.title not in client.get(page).content.decode()
    client.force_login(coordinator)
    assert place in client.get(page).content.decode()
    client.force_login(administrator)
    assert place not in client.get(page).content.decode()


def test_page_api_and_command_give_the_same_bytes_and_the_trail_says_by_which_door(
    edition, client, coordinator, tmp_path
):
    client.force_login(coordinator)
    page = client.get(reverse("quarter_report", args=[edition.pk, "pdf"])).content
    api = client.get("/api/v1/planes/2025/trimestres/2/informe.pdf").content
    out = tmp_path / "informe.pdf"
    done = CliRunner().invoke(
        report_group, ["quarter", "--year", "2025", "--quarter", "2", "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert page == api == out.read_bytes()
    entry = AuditEntry.objects.filter(table_name="copies_issuedfile").order_by("id").first()
    assert (entry.actor, entry.source) == ("coordinator", "web")
