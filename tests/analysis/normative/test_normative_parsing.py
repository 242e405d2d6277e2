"""Lines as a PDF or DOCX yields them become numbered blocks in their sections."""

import pytest

from sigor.analysis.normative import Block, Kind, NormativeText, Scheme, parse
from sigor.analysis.normative.labels import read_label, roman


def read(text: str) -> NormativeText:
    return parse(text.split("\n"))


def block(text: str, words: str) -> Block:
    return next(b for b in read(text).blocks if words in b.text)


@pytest.mark.parametrize(
    ("line", "scheme", "parts", "rest"),
    [
        ("1. Objeto", Scheme.DECIMAL, (1,), "Objeto"),
        ("1.- Objeto", Scheme.DECIMAL, (1,), "Objeto"),
        ("8.10.4. Revisión", Scheme.DECIMAL, (8, 10, 4), "Revisión"),
        ("1.1. 2", Scheme.DECIMAL, (1, 1, 2), ""),
        ("5.1. 15 días", Scheme.DECIMAL, (5, 1), "15 días"),
        ("2.Alcance", Scheme.DECIMAL, (2,), "Alcance"),
        ("a) Recibir", Scheme.LETTER, (1,), "Recibir"),
        ("(b) Recibir", Scheme.LETTER, (2,), "Recibir"),
        ("IV. BASE LEGAL", Scheme.ROMAN, (4,), "BASE LEGAL"),
        ("iii) custodiar", Scheme.ROMAN, (3,), "custodiar"),
        ("Artículo 3.- Publicar", Scheme.ARTICLE, (3,), "Publicar"),
        ("Artículo Segundo.- Publicar", Scheme.ARTICLE, (2,), "Publicar"),
        ("ANEXO N° 02", Scheme.ANNEX, (2,), ""),
        ("Anexo 01: Cronograma", Scheme.ANNEX, (1,), "Cronograma"),
        ("CAPÍTULO II DE LAS FUNCIONES", Scheme.CHAPTER, (2,), "DE LAS FUNCIONES"),
        ("Cuadro n.° 1: Presupuesto", Scheme.TABLE, (1,), "Presupuesto"),
        ("Gráfico N° 2: Cadena", Scheme.FIGURE, (2,), "Cadena"),
        ("SE RESUELVE:", Scheme.PART, (), ""),
    ],
)
def test_numbers_are_read_however_they_are_written(
    line: str, scheme: Scheme, parts: tuple[int, ...], rest: str
) -> None:
    found = read_label(line)
    assert found is not None
    assert (found[0].scheme, found[0].parts, found[1]) == (scheme, parts, rest)


@pytest.mark.parametrize(
    "line",
    [
        "2025 fue el año",
        "60,000.00",
        "28.01.2025",
        "1.5 millones",
        "19 años",
        "artículo 12 del Manual",
        "3°, 4°",
        "0.1 Nada",
    ],
)
def test_other_figures_are_no_numbers(line: str) -> None:
    assert read_label(line) is None


def test_roman_numerals_are_worth_what_they_say() -> None:
    assert [roman(n) for n in ("I", "iv", "IX", "XIV", "XL", "IIII", "ABC", "")] == [1, 4, 9, 14, 40, 0, 0, 0]


def test_broken_lines_are_joined_and_still_know_their_line() -> None:
    found = block(
        "Que, mediante el Informe N° 044-2025-\nMIDIS/PNADP-UAJ se imple-\nmenta lo dispuesto.", "Que"
    )
    assert found.text == "Que, mediante el Informe N° 044-2025-MIDIS/PNADP-UAJ se implementa lo dispuesto."
    assert found.line_at(found.text.index("implementa")) == 2
    assert found.line_at(found.text.index("dispuesto")) == 3


def test_a_blank_line_in_the_middle_of_a_sentence_does_not_break_it() -> None:
    text = (
        "Que, mediante el Decreto Supremo N° 032-2005-PCM, modificado por el Decreto\n\n"
        "Supremo N° 062-2005-PCM, se crea el programa;\n\nQue, corresponde aprobar;"
    )
    assert len(read(text).blocks) == 2


def test_a_heading_does_not_swallow_the_text_below() -> None:
    text = "1. Objeto\n\nRegular el archivo de los expedientes del programa en todas sus sedes.\n2. Alcance\nTodas las unidades."
    assert [(b.kind, b.text[:7]) for b in read(text).blocks][:3] == [
        (Kind.HEADING, "Objeto"),
        (Kind.PARAGRAPH, "Regular"),
        (Kind.HEADING, "Alcance"),
    ]


def test_headings_give_the_path_of_what_follows() -> None:
    text = "1. Objeto\n\n1.1. Fin\n\nEl fin de la norma.\n\n2. Alcance\n\nTodas las unidades."
    assert block(text, "El fin").path == ("1", "1.1")
    assert block(text, "Todas").path == ("2",)
    assert block(text, "Fin").level == 2


def test_articles_stand_under_their_part_and_a_titled_section_begins_anew() -> None:
    text = "SE RESUELVE:\n\nArtículo 1.- Aprobar el plan.\n\n1. Introducción\n\nEl plan se aprueba cada año."
    assert block(text, "Aprobar").path == ("SE RESUELVE", "Artículo 1")
    assert block(text, "El plan").path == ("1",)


def test_page_furniture_is_kept_aside() -> None:
    page = "Directiva de archivo\nCódigo: PNA-D-001   Versión: 02   Página {} de 3\n\n{}\n\nUSO INTERNO\n"
    texts = ("1. Objeto\n\nRegular el", "archivo de los expedientes.", "2. Alcance\n\nTodas las sedes.")
    found = read("".join(page.format(i, t) for i, t in enumerate(texts, 1)))
    assert [b.text for b in found.blocks] == [
        "Objeto",
        "Regular el archivo de los expedientes.",
        "Alcance",
        "Todas las sedes.",
    ]
    assert sum("Página" in line.text for line in found.furniture) == 3


def test_the_note_of_an_authentic_copy_is_furniture() -> None:
    text = (
        "Esta es una copia auténtica imprimible de un documento electrónico, aplicando lo dispuesto por el\n"
        "Art. 25 de D.S. 070-2013-PCM. Código de\nverificación: ABCDEFG\n\n1. Objeto"
    )
    assert [b.text for b in read(text).blocks] == ["Objeto"]


def test_footnotes_are_told_from_table_rows_and_do_not_cut_a_paragraph() -> None:
    text = (
        "La evaluación de la eficacia del sistema1 es llevada a cabo cada año por la Dirección y el Comité\n\n"
        "1 Según la norma vigente.\nSIG. Para ello, se cuenta con el procedimiento de revisión por la dirección del sistema.\n\n"
        "2 Unidades"
    )
    found = read(text)
    assert [b.label.parts for b in found.blocks if b.label and b.label.scheme is Scheme.NOTE] == [(1,)]
    assert "el Comité SIG. Para ello" in found.blocks[0].text


def test_a_table_of_contents_is_no_second_outline() -> None:
    text = (
        "ÍNDICE\n1. Objeto ........ 3\n2. Alcance ....... 4\n\n1. Objeto\n\nRegular.\n\n2. Alcance\n\nTodas."
    )
    assert [b.text for b in read(text).body if b.kind is Kind.HEADING] == ["Objeto", "Alcance"]


def test_the_rows_of_a_captioned_table_are_no_outline() -> None:
    text = "9. Acciones\n\nTabla de articulación\n\n1.1.1 Mapa\n\n2.1.2 Atención\n\n1.2.1 Rediseño\n\n10. Cambios"
    assert [b.series for b in read(text).blocks if b.in_table and b.label] == [0, 0, 0]
    assert block(text, "Cambios").level == 1


def test_nested_lists_are_told_from_the_outline() -> None:
    text = "1. Objeto\n2. Pasos\nSe siguen los pasos:\n1. Recibir.\n2. Guardar.\n3. Plazos"
    series = [b.series for b in read(text).blocks if b.label]
    assert series[0] == series[1] == series[4] != series[2] == series[3]


def test_a_short_line_between_paragraphs_is_a_heading_without_number() -> None:
    text = (
        "1. Objeto\n\n1.1. Fin\n\nRegular el archivo.\n\nMejora continua\n\n"
        "La unidad identifica oportunidades de mejora a través de diferentes fuentes de información."
    )
    found = block(text, "Mejora")
    assert (found.kind, found.label) == (Kind.HEADING, None)


def test_an_enumeration_in_the_running_text_is_no_list() -> None:
    text = "Es obligatoria para: i) el adjudicador único o los adjudicadores de la entidad;\nii) los centros; iii) las partes."
    assert len(read(text).blocks) == 1
    listed = "a) Cumplir lo indicado en el literal a) del numeral 8.1 de la directiva que rige;\nb) Pagar."
    assert [b.text[:6] for b in read(listed).blocks] == ["Cumpli", "Pagar."]


def test_stamps_of_digital_signatures_are_furniture() -> None:
    text = "SALAS ROJAS Ana FAU\n20131370645 soft\nFecha: 09/05/2025 13:00:36\nMotivo: Doy V° B°\n\nDirectiva de archivo"
    assert [b.text for b in read(text).blocks] == ["Directiva de archivo"]
