"""The quarterly report of a real edition: every figure is the board's, and carries a code that leads to its proof."""

from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from sigor.plans import quarters
from sigor.plans.models import Figure
from sigor.reports import assembly
from sigor.reports.content import figures
from sigor.reports.views import report_file
from tests.plans.conftest import *  # noqa: F403 - the same plan, people and clock
from tests.plans.conftest import on


@pytest.fixture
def edition(all_of_quarter_two_but_1_1_4, coordinator):
    with on("2025-06-30"):
        edition = quarters.freeze(plan=all_of_quarter_two_but_1_1_4.plan, quarter=2, by=coordinator)
        quarters.write_narrative(edition=edition, axis=1, text="El rediseño avanzó & sigue.", by=coordinator)
    return edition


def text_of_word(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return " ".join(t.text or "" for t in body.iter() if t.tag.endswith("}t"))


def text_of_pdf(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_every_figure_of_the_report_has_a_code_that_exists(edition):
    content = assembly.quarter_report(edition, base_url="http://sigor.ejemplo.pe")
    codes = {f.code for f in figures(content)}
    assert "" not in codes
    assert codes <= set(Figure.objects.filter(edition=edition).values_list("code", flat=True))
    by_code = dict(Figure.objects.filter(edition=edition).values_list("code", "text"))
    printed = [f for f in figures(content) if by_code[f.code] != f.text]
    assert all(
        f.text.isdigit() for f in printed
    )  # units within a line of evidence, under the code of its cell


@pytest.mark.parametrize(("ending", "read"), [("docx", text_of_word), ("pdf", text_of_pdf)])
def test_both_formats_say_the_figures_of_the_edition(edition, ending, read):
    text = read(report_file(edition, ending))
    total = edition.figures["total"]["readings"]["units"]
    for figure in ("62.5 %", "90.9 %", "S/ 60,000.00", str(total["due"]), str(total["verified"])):
        assert figure in text
    assert "El rediseño avanzó & sigue." in text
    assert Figure.objects.get(edition=edition, key="total:units:ratio").code in text
    assert len(edition.audit_hash) == 64
    assert edition.audit_hash[:12] in text.replace("\n", "").replace(" ", "")
    assert "El resultado depende de la lectura" in text.replace("\n", " ")
    assert "no cumple" in text


def test_the_same_edition_gives_the_same_pdf_again(edition):
    assert report_file(edition, "pdf") == report_file(edition, "pdf")


def test_a_report_with_a_figure_without_proof_is_not_issued(edition):
    edition._prefetched_objects_cache = {"printed": list(edition.printed.exclude(key="total:units:ratio"))}
    with pytest.raises(assembly.FigureWithoutProof, match="total:units:ratio"):
        assembly.quarter_report(edition, base_url="http://sigor.ejemplo.pe")
