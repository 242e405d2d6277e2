"""The quarterly report in Word and PDF, from one realistic quarter."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pikepdf
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from sigor.reports.charts import bars_svg, columns_svg
from sigor.reports.content import (
    ENGLISH,
    SPANISH,
    AxisSection,
    Bar,
    BudgetLine,
    EvidenceLine,
    Figure,
    Line,
    QuarterReport,
    Reading,
    figures,
)
from sigor.reports.pdf import render_pdf
from sigor.reports.word import render_word

BASE = "https://sigor.example.pe/v/"
HASH = "9f2c4b7e1d6a8035c1e4f7a2b9d06e3c5f8a1b4d7e0c3f6a9b2d5e8f1c4a7b0d"


def figure(text: str, seed: int) -> Figure:
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    drawn = "".join(letters[(seed * 7919 + place * 104729 // (seed + 3)) % 32] for place in range(10))
    return Figure(text, f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}")


def bar(label: str, due: int, verified: int, seed: int) -> Bar:
    ratio = f"{100 * verified / due:.1f} %" if due else "sin datos"
    share = verified / due if due else 0.0
    return Bar(label, figure(str(due), seed), figure(str(verified), seed + 1), figure(ratio, seed + 2), share)


def line(
    code: str, milestone: str, deliverable: str, unit: str, month: str, quantity: int, state: str
) -> Line:
    marks = {"Conforme": "✓", "Vencido": "▲", "Observado": "↩"}
    return Line(
        code, milestone, deliverable, unit, month, figure(str(quantity), len(milestone)), state, marks[state]
    )


SCHEDULE = (
    line(
        "1.1.1",
        "Actualización de documento Mapa de Procesos del Programa",
        "RDE",
        "UPPM",
        "May-25",
        1,
        "Conforme",
    ),
    line(
        "1.1.2",
        "Actualización de la Cadena de Valor y Tablero de Control",
        "Documento",
        "UPPM",
        "May-25",
        1,
        "Conforme",
    ),
    replace(
        line(
            "1.1.4",
            "Actualización de documentos normativos de procesos misionales",
            "RDE",
            "UOP",
            "Abr-25",
            5,
            "Vencido",
        ),
        days=61,
        detail="Las directivas esperan la publicación de la RM que aprueba el nuevo MOP.",
    ),
    line(
        "1.2.1",
        "Rediseño del proceso de verificación de cumplimiento de corresponsabilidades",
        "Informe",
        "UCC",
        "May-25",
        1,
        "Conforme",
    ),
    line(
        "1.2.2", "Rediseño del proceso de acompañamiento al hogar", "Informe", "UCC", "May-25", 1, "Conforme"
    ),
    line("1.2.3", "Proyecto Mi Juntos V2.0", "Reporte de avance", "UTI", "May-25", 1, "Conforme"),
    line(
        "2.1.1",
        "Monitoreo de los canales de orientación y atención al ciudadano",
        "Informe de resultados",
        "UPPM",
        "May-25",
        1,
        "Conforme",
    ),
    replace(
        line(
            "2.2.1",
            "Implementación nacional del Proyecto de vida adolescente",
            "Reporte de avance",
            "UCC",
            "Jun-25",
            1,
            "Observado",
        ),
        days=6,
        detail="Devuelto: el reporte no cubre las regiones de la selva y falta la firma del jefe.",
    ),
    line("2.2.2", "Seguimiento al Piloto TPI Urbano", "Informe", "UPPM", "May-25", 1, "Conforme"),
    line(
        "3.1.2",
        "Ejecución de supervisiones a las unidades territoriales del Programa",
        "Informes",
        "DE-CT",
        "May-25",
        1,
        "Conforme",
    ),
    line(
        "3.1.3",
        "Identificación y seguimiento a las mejoras implementadas",
        "Matriz de seguimiento",
        "UPPM",
        "Abr-25",
        1,
        "Conforme",
    ),
)
EVIDENCE = tuple(
    EvidenceLine(
        milestone=f"{row.code} {row.milestone}",
        month=row.month,
        type="Informe" if row.unit != "UTI" else "Reporte",
        number=f"N.° {118 + place}-2025-MIDIS/PNADP-{row.unit}",
        date="28/05/2025",
        file_name=f"Informe_{118 + place}-2025-MIDIS-PNADP-{row.unit}_version_final_firmada.pdf",
        sha256=HASH[place:] + HASH[:place],
        submitted_by=f"Responsable de {row.unit}",
        submitted_at="29/05/2025 16:40",
        verified_by="Coordinación de Modernización",
        verified_at="02/06/2025 09:15",
        quantity=figure("1", 300 + place),
        code=figure("", 400 + place).code,
    )
    for place, row in enumerate(SCHEDULE)
    if row.state == "Conforme"
)
REPORT = QuarterReport(
    programme="Programa Nacional de Apoyo Directo a los Más Pobres “JUNTOS”",
    unit="Unidad de Planeamiento, Presupuesto y Modernización",
    title="Informe de avance del Plan de fortalecimiento y mejora del SIG 2025",
    year=2025,
    quarter=2,
    quarter_label="Trimestre II – 2025",
    edition=1,
    state_label="Congelado",
    frozen_at=datetime(2025, 7, 4, 21, 30, tzinfo=UTC),
    frozen_at_label="04/07/2025 16:30",
    frozen_by="Coordinación de Modernización de la Gestión",
    as_of="04/07/2025",
    cutoff="30/06/2025",
    mottoes=(
        "“Decenio de la Igualdad de Oportunidades para Mujeres y Hombres”",
        "“Año de la recuperación y consolidación de la economía peruana”",
    ),
    classification="USO INTERNO",
    control_note="Toda copia de este documento fuera del portal institucional es COPIA NO CONTROLADA.",
    verify_base_url=BASE,
    document_code="N4W8-T2KD-7Q",
    rule_title="por cantidad de entregables",
    rule_text="El avance del trimestre es la suma de entregables verificados dividida entre la suma"
    " de entregables que vencían en el trimestre. Un entregable cuenta cuando su evidencia fue verificada"
    " por una persona distinta de quien la presentó, hasta la fecha de corte. La meta es al menos 80 %.",
    rule_status="Versión 1, aún sin acuerdo del Comité SIG registrado.",
    verdict_sentence="El trimestre no alcanza la meta: se verificó el 62.5 % y se pedía 80 %.",
    sensitivity_sentence="El resultado depende de la lectura: contando hitos en lugar de entregables el"
    " avance sería 90.9 % y el trimestre cumpliría.",
    readings=(
        Reading(
            "Por cantidad de entregables",
            figure("16", 1),
            figure("10", 2),
            figure("62.5 %", 3),
            figure("13", 4),
            False,
            True,
        ),
        Reading(
            "Por marca del cronograma",
            figure("12", 5),
            figure("10", 6),
            figure("83.3 %", 7),
            figure("10", 8),
            True,
        ),
        Reading(
            "Por hito con algún avance",
            figure("11", 9),
            figure("10", 10),
            figure("90.9 %", 11),
            figure("9", 12),
            True,
        ),
    ),
    axes=(
        AxisSection(
            1,
            "Optimización de la gestión interna",
            bar("Eje 1. Optimización de la gestión interna", 10, 5, 20),
            "",
            (
                bar("1.1 Actualización de DN en el marco del MOP", 7, 2, 30),
                bar("1.2 Mejoras en el servicio brindado al usuario", 3, 3, 40),
            ),
        ),
        AxisSection(
            2,
            "Enfoque centrado en el usuario/ciudadano",
            bar("Eje 2. Enfoque centrado en el usuario/ciudadano", 4, 3, 50),
            "El monitoreo de los canales mostró que el tiempo de espera bajó en ambas regiones.\n\n"
            "El reporte del Proyecto de vida adolescente se devolvió porque no cubre todas las regiones; la"
            " unidad ofreció presentarlo de nuevo en julio.",
            (
                bar(
                    "2.1 Conocer la percepción del ciudadano sobre los servicios del Programa",
                    1,
                    1,
                    60,
                ),
                bar(
                    "2.2 Mejorar las condiciones de vida de los hogares del Programa a través del acceso a"
                    " los servicios y búsqueda de oportunidades",
                    3,
                    2,
                    70,
                ),
            ),
        ),
        AxisSection(
            3,
            "Seguimiento a los resultados y mejoras a la gestión orientada a resultados",
            bar(
                "Eje 3. Seguimiento a los resultados y mejoras a la gestión orientada a resultados", 2, 2, 80
            ),
            "Las supervisiones se ejecutaron según lo programado.",
            (
                bar(
                    "3.1 Seguimiento de la gestión y mejoras para su eficacia",
                    2,
                    2,
                    90,
                ),
            ),
        ),
    ),
    units=(
        bar("UPPM", 5, 5, 100),
        bar("UOP", 6, 1, 110),
        bar("UCC", 3, 2, 120),
        bar("UTI", 1, 1, 130),
        bar("DE-CT", 1, 1, 140),
    ),
    late=tuple(row for row in SCHEDULE if row.state != "Conforme"),
    schedule=SCHEDULE,
    evidence=EVIDENCE,
    accumulated=(
        bar("Trimestre I", 4, 3, 150),
        bar("Trimestre II", 16, 10, 160),
        bar("Enero a junio", 20, 13, 170),
    ),
    budget=(BudgetLine("2.3.2.7.11.99", "Servicios diversos", "00124", figure("S/ 60,000.00", 180)),),
    budget_total=figure("S/ 60,000.00", 181),
    audit_head="n.° 4812 · 5b0e9a7c4d2f",
)


def word_xml(docx: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


def joined(parts: list[str]) -> str:
    return re.sub(r"\s+", "", "".join(parts))


def word_text(report: QuarterReport) -> str:
    """All text of the Word file, content controls included, without blanks."""
    xml = word_xml(render_word(report))
    return joined([part.text or "" for part in xml.iter(qn("w:t"))])


def pdf_text(report: QuarterReport) -> str:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(report)))
    return joined([page.extract_text() for page in reader.pages])


BOTH = pytest.mark.parametrize("text_of", [word_text, pdf_text])
EMPTY = replace(
    REPORT,
    readings=(),
    axes=(),
    units=(),
    late=(),
    schedule=(),
    evidence=(),
    accumulated=(),
    budget=(),
    budget_total=None,
)


@BOTH
def test_every_figure_and_its_code_are_printed(text_of: Callable[[QuarterReport], str]) -> None:
    text = text_of(REPORT)
    for one in figures(REPORT):
        assert joined([one.text]) in text
        assert one.code in text


@BOTH
def test_the_answer_and_the_rule_are_printed(
    text_of: Callable[[QuarterReport], str],
) -> None:
    text = text_of(REPORT)
    for said in (
        REPORT.verdict_sentence,
        REPORT.sensitivity_sentence,
        REPORT.rule_text,
        REPORT.rule_status,
        REPORT.frozen_by,
        REPORT.audit_head,
        BASE,
        EVIDENCE[0].file_name,
        EVIDENCE[0].sha256[:12],
        SCHEDULE[2].detail,
    ):
        assert joined([said]) in text
    assert EVIDENCE[0].sha256 not in text


def test_page_one_of_the_pdf_gives_the_answer() -> None:
    first = pypdf.PdfReader(io.BytesIO(render_pdf(REPORT))).pages[0].extract_text()
    assert joined([REPORT.verdict_sentence]) in joined([first])
    assert joined([REPORT.sensitivity_sentence]) in joined([first])


@BOTH
def test_marks_of_xml_and_typst_come_out_literally(text_of: Callable[[QuarterReport], str]) -> None:
    odd = 'R&D <b>no</b> #set *x* _y_ $z$ @ref \\ `raw` = [c] {d} // ~ "q" \'s --- http://a.b'
    axis = replace(REPORT.axes[0], name=odd, narrative=f"{odd}\n\n{odd}")
    line = replace(SCHEDULE[0], milestone=odd, unit="R&D<#>")
    report = replace(REPORT, title=odd, programme=odd, axes=(axis,), schedule=(line,), verdict_sentence=odd)
    text = text_of(report)
    assert text.count(joined([odd])) >= 6
    assert "R&D<#>" in text


@BOTH
def test_characters_no_format_holds_are_left_out(
    text_of: Callable[[QuarterReport], str],
) -> None:
    narrative = "uno\x07 dos \ud800 tres \ue000 cuatro \ufffe cinco 😀🚀 漢字 ✓"
    text = text_of(replace(REPORT, axes=(replace(REPORT.axes[0], narrative=narrative),)))
    assert "unodostrescuatrocinco" in text


def test_a_character_without_a_font_is_printed_in_the_pdf_by_its_number() -> None:
    text = pdf_text(replace(REPORT, unit="Unidad 😀", verdict_sentence="漢字 ✓"))
    assert "Unidad[U+1F600]" in text
    assert "[U+6F22][U+5B57]✓" in text


@BOTH
def test_an_empty_list_is_a_sentence(text_of: Callable[[QuarterReport], str]) -> None:
    text = text_of(EMPTY)
    for name in ("readings", "axes", "units", "late", "schedule", "evidence", "accumulated", "budget"):
        assert joined([SPANISH[f"none_{name}"]]) in text
    assert joined([SPANISH["table"]]) not in text


def test_an_empty_report_has_no_table_in_word() -> None:
    assert not list(word_xml(render_word(EMPTY)).iter(qn("w:tbl")))


@BOTH
def test_changes_are_listed_only_from_the_second_edition(text_of: Callable[[QuarterReport], str]) -> None:
    title = joined([SPANISH["changes"]])
    change = "1.1.4: de 1 a 2 entregables verificados"
    second = replace(REPORT, edition=2, edition_reason="Fe de erratas", changes=(change,))
    assert title not in text_of(REPORT)
    text = text_of(second)
    assert title in text
    assert joined([change]) in text
    assert "Fedeerratas" in text
    assert joined([SPANISH["none_changes"]]) in text_of(replace(second, changes=()))


def test_figures_are_locked_in_word_under_their_code() -> None:
    locked = set()
    for control in word_xml(render_word(REPORT)).iter(qn("w:sdt")):
        properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
        assert properties is not None
        assert content is not None
        lock, tag = properties.find(qn("w:lock")), properties.find(qn("w:tag"))
        assert lock is not None
        assert tag is not None
        if lock.get(qn("w:val")) == "sdtContentLocked":
            text = "".join(part.text or "" for part in content.findall(f"{qn('w:r')}/{qn('w:t')}"))
            locked.add((text.strip(), tag.get(qn("w:val"))))
    assert {(one.text, one.code) for one in figures(REPORT)} <= locked
    assert (REPORT.verdict_sentence, "verdict") in locked


def test_the_narrative_is_free_in_word_and_its_absence_is_a_hint() -> None:
    found = {}
    for control in word_xml(render_word(REPORT)).iter(qn("w:sdt")):
        properties = control.find(qn("w:sdtPr"))
        assert properties is not None
        lock, tag = properties.find(qn("w:lock")), properties.find(qn("w:tag"))
        assert lock is not None
        assert tag is not None
        if lock.get(qn("w:val")) == "sdtLocked":
            text = [part.text or "" for part in control.iter(qn("w:t"))]
            found[tag.get(qn("w:val"))] = (text, properties.find(qn("w:showingPlcHdr")) is not None)
    assert found["narrative:1"] == ([SPANISH["narrative_empty"]], True)
    assert found["narrative:2"][0] == REPORT.axes[1].narrative.split("\n\n")
    assert not found["narrative:2"][1]


def test_word_controls_have_their_own_numbers() -> None:
    numbers = [one.get(qn("w:val")) for one in word_xml(render_word(REPORT)).iter(qn("w:id"))]
    assert len(numbers) == len(set(numbers))


def test_word_has_house_furniture_real_headings_and_whole_rows() -> None:
    document = Document(io.BytesIO(render_word(REPORT)))
    section = document.sections[0]
    head = [line.text for line in section.header.paragraphs]
    assert head[:2] == list(REPORT.mottoes)
    assert REPORT.programme in head[2]
    foot = "".join(part.text for part in section.footer.paragraphs)
    for said in ("USO INTERNO", "Página 1 de 1", "Edición 1", f"{BASE}{REPORT.document_code}"):
        assert said in foot
    headings = [line.text for line in document.paragraphs if line.style and line.style.name == "Heading 1"]
    assert headings[0] == SPANISH["result"]
    assert headings[-1] == SPANISH["check"]
    for table in document.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert len(table._tbl.xpath("./w:tr/w:trPr/w:cantSplit")) == len(table.rows)


def test_word_pictures_are_described_and_the_file_is_named() -> None:
    document = Document(io.BytesIO(render_word(REPORT)))
    pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(pictures) == 6
    assert "Eje 1. Optimización de la gestión interna: 5 de 10 (50.0 %)" in pictures[0]
    facts = document.core_properties
    assert facts.title == f"{REPORT.title} – {REPORT.quarter_label}"
    assert facts.subject == "Trimestre II – 2025 · Edición 1"
    assert facts.language == "es-PE"


def test_word_codes_lead_to_the_verification_page() -> None:
    document = Document(io.BytesIO(render_word(REPORT)))
    targets = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    assert {f"{BASE}{one.code}" for one in figures(REPORT)} <= targets


def test_pdf_codes_lead_to_the_verification_page() -> None:
    targets = set()
    for page in pypdf.PdfReader(io.BytesIO(render_pdf(REPORT))).pages:
        for mark in page.get("/Annots", []):
            targets.add(str(mark.get_object()["/A"].get("/URI")))
    assert {f"{BASE}{one.code}" for one in figures(REPORT)} <= targets


def test_pdf_declares_archive_and_access_standards() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(REPORT))) as pdf:
        with pdf.open_metadata() as facts:
            assert facts["pdfaid:part"] == "2"
            assert facts["pdfaid:conformance"] == "A"
            assert facts["pdfuaid:part"] == "1"
            assert facts["dc:title"] == f"{REPORT.title} – {REPORT.quarter_label}"
        assert str(pdf.Root.Lang) == "es-PE"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            assert any(SPANISH["result"] in item.title for item in outline.root)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_pdf(REPORT) == render_pdf(replace(REPORT))
    assert render_word(REPORT) == render_word(replace(REPORT))


def test_other_content_gives_other_bytes() -> None:
    assert render_pdf(REPORT) != render_pdf(replace(REPORT, edition=2))


@BOTH
def test_the_report_speaks_english(text_of: Callable[[QuarterReport], str]) -> None:
    text = text_of(replace(REPORT, language="en", labels=ENGLISH))
    for name in ("result", "axes", "late", "accumulated", "evidence", "annex", "check_text"):
        assert joined([ENGLISH[name]]) in text
        assert joined([SPANISH[name]]) not in text


def test_both_languages_have_the_same_labels_and_none_is_empty() -> None:
    assert SPANISH.keys() == ENGLISH.keys()
    assert all(SPANISH.values())
    assert all(ENGLISH.values())


@pytest.mark.parametrize("draw", [bars_svg, columns_svg])
def test_a_chart_is_sound_xml_that_reads_without_colour(draw: Callable[..., str]) -> None:
    bars = (
        bar('R&D <"x">', 16, 10, 1),
        bar("Sin entregables", 0, 0, 2),
        replace(bar("Más", 1, 1, 3), share=1.4),
    )
    svg = draw(bars, goal=0.8, goal_text="80 %", labels=SPANISH)
    root = ElementTree.fromstring(svg)
    words = "".join(part.text or "" for part in root.iter("{http://www.w3.org/2000/svg}text"))
    for said in ('R&D <"x">', "10 de 16", "62.5 %", "Mínimo 80 %", "Verificado", "Pendiente de verificar"):
        assert said in words
    assert "10 de 16 (62.5 %)" in root.attrib["aria-label"]
    assert "style=" not in svg
    widths = [float(one.get("width", 0)) for one in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert max(widths) <= 640


def test_long_tables_and_names_keep_to_the_page() -> None:
    line = replace(SCHEDULE[0], milestone="Hito " + "x" * 300, unit="UNIDADMUYLARGA" * 4)
    report = replace(REPORT, schedule=(line,) * 120, title="T" * 400)
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(report))).pages) > 10
    assert render_word(report)
