"""The charts inside the files: typst takes every one of them as PDF/A-2a with PDF/UA-1, and as a picture for Word."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf

from sigor.printing import pdf
from sigor.printing.blocks import Chart, Cover
from sigor.printing.plots import control_chart
from sigor.printing.word import picture
from tests.printing.test_plots import CHARTS, CONTROL, HOSTILE, monthly

FURNITURE = {
    "mottoes": ("Decenio",), "programme": "Programa JUNTOS", "unit": "UPPM", "classification": "Uso interno",
    "control_note": "", "language": "es", "region": "PE", "page": "Página", "of": "de", "table": "Tabla",
    "chart": "Gráfico", "title": "Indicadores", "subject": "Indicadores", "author": "UPPM", "address": "",
    "base_url": "https://sigor.example.pe/v/",
}  # fmt: skip
MOMENT = datetime(2026, 1, 5, tzinfo=UTC)


def test_every_chart_goes_into_an_archival_pdf():
    charts = [Chart(name, make(), CONTROL.description) for name, make in CHARTS.items()]
    written = pdf.render([Cover("Indicadores", "2025", ()), *charts], FURNITURE, moment=MOMENT)
    with pikepdf.open(io.BytesIO(written)) as file, file.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2" and metadata["pdfuaid:part"] == "1"


def test_a_name_that_no_font_can_draw_goes_into_one_too():
    texts = replace(CONTROL, target=HOSTILE, axis="\N{SNOWMAN} 漢字 \U0001f600")
    svg = control_chart(monthly(24), texts)
    written = pdf.render(
        [Cover("Indicadores", "2025", ()), Chart("Meta", svg, HOSTILE)], FURNITURE, moment=MOMENT
    )
    assert written.startswith(b"%PDF")


def test_word_shows_the_same_as_a_picture():
    assert picture(control_chart(monthly(), CONTROL)).startswith(b"\x89PNG")
    assert picture(CHARTS["comparison"]()).startswith(b"\x89PNG")
