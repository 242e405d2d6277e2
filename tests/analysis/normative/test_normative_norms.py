"""Norms cited, references, form, units and counts: hit and no hit."""

from datetime import date

import pytest

from sigor.analysis.normative import Known, KnownNorm, Metadata
from sigor.analysis.normative.citations import citations, key_of
from sigor.analysis.normative.numerals import value
from tests.analysis.normative.samples import CLEAN, findings, of, one, said

THREE = "El DS 001-2020-PCM, el DS 002-2020-PCM y la RM 003-2021-MIDIS rigen."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Decreto Supremo Nº 095-2022-PCM", "DS 095-2022-PCM"),
        ("D.S. 026- 2016-PCM", "DS 026-2016-PCM"),
        ("RDE N° 205-2024-MIDIS/PNADP-DE", "RDE 205-2024-MIDIS/PNADP-DE"),
        ("Resolución de Dirección Ejecutiva N° 10-2024-MIDIS/PNADP-DE", "RDE 010-2024-MIDIS/PNADP-DE"),
        ("Resolución Ministerial N° D000018-2024-MIDIS", "RM 018-2024-MIDIS"),
        ("Ley Nº 27815 - Ley del Código de Ética", "Ley 27815"),
        ("Decreto Legislativo N° 1654", "Decreto Legislativo N° 1654"),
        ("Norma Técnica N° 001-2022-PCM-SGP", "NT 001-2022-PCM-SGP"),
    ],
)
def test_norms_are_read_however_they_are_printed(text: str, name: str) -> None:
    assert [c.name for c in citations(text)] == [name]


def test_zeros_and_issuers_do_not_make_another_norm() -> None:
    assert key_of("Directiva N° 04-2015-MIDIS") == key_of("Directiva N° 004-2015") == ("DIR", 4, 2015)
    assert key_of("nada") is None


def test_a_norm_in_two_formats_is_found() -> None:
    finding = one(
        "norm-two-formats", "La Directiva N° 004-2015-MIDIS rige. La Directiva Nº 04-2015-MIDIS obliga."
    )
    assert finding.params["name"] == "Directiva 004-2015-MIDIS"
    assert (
        of("norm-two-formats", "La Directiva N° 004-2015-MIDIS rige. La Directiva N° 004-2015 obliga.") == []
    )


def test_a_norm_with_two_issuers_is_an_error() -> None:
    finding = one("norm-two-formats", "El DS 004-2015-MIDIS rige. El DS 004-2015-PCM obliga.")
    assert (finding.message, finding.severity) == ("norm-two-issuers", "error")


def test_a_number_without_its_zeros_stands_out_among_the_others() -> None:
    assert (
        one("norm-number-format", f"{THREE} El DS 08-2022-MIDIS obliga.").params["name"]
        == "DS 008-2022-MIDIS"
    )
    assert of("norm-number-format", THREE) == []
    assert of("norm-number-format", "El DS 08-2022-MIDIS obliga.") == []


def test_one_title_with_two_numbers_is_found() -> None:
    title = "“Lineamientos para la gestión de la calidad social”"
    text = f"La Directiva N° 004-2015-MIDIS {title} rige. La Directiva N° 005-2015-MIDIS {title} obliga."
    assert len(of("norm-two-numbers", text)) == 1
    assert of("norm-two-numbers", text.replace("005", "004")) == []


KNOWN = Known(
    on=date(2025, 3, 1),
    norms={
        "NT 001-2018-PCM/SGP": KnownNorm(in_force_to=date(2025, 2, 22), replaced_by="NT 002-2025-PCM/SGP"),
        "DS 003-2013-JUS": KnownNorm(in_force_to=date(2025, 3, 30)),
        "DS 016-2024-JUS": KnownNorm(in_force_from=date(2025, 3, 31)),
        "DS 095-2022-PCM": KnownNorm(modified_by=("DS 103-2023-PCM",)),
        "DS 148-2024-PCM": KnownNorm(in_force_from=date(2024, 12, 28), names=("Modelo de Integridad",)),
        "DS 042-2018-PCM": KnownNorm(in_force_to=date(2024, 12, 27), names=("Modelo de Integridad",)),
    },
)


def test_a_replaced_norm_is_an_error_and_its_replacement_is_named() -> None:
    finding = one("norm-repealed", "Según la Norma Técnica N° 001-2018-PCM/SGP.", KNOWN)
    assert said(finding) == "NT 001-2018-PCM/SGP ya no regía: desde el 22/02/2025 rige NT 002-2025-PCM/SGP."
    assert of("norm-repealed", "Según el DS 003-2013-JUS.", KNOWN) == []


def test_a_norm_not_yet_in_force_is_an_error() -> None:
    assert one("norm-not-yet-in-force", "Según el DS 016-2024-JUS.", KNOWN).params["date"] == "31/03/2025"
    assert of("norm-not-yet-in-force", "Según el DS 148-2024-PCM.", KNOWN) == []


@pytest.mark.parametrize(
    "text", ["El DS 095-2022-PCM y el DS 103-2023-PCM.", "El DS 095-2022-PCM y sus modificatorias.", "Nada."]
)
def test_an_amendment_is_asked_for_once(text: str) -> None:
    assert len(of("norm-amendment-missing", "El DS 095-2022-PCM rige.", KNOWN)) == 1
    assert of("norm-amendment-missing", text, KNOWN) == []


def test_a_known_norm_named_without_its_number_is_found() -> None:
    finding = one("norm-without-number", "Se aplica el modelo de integridad en todas las sedes.", KNOWN)
    assert finding.params == {"name": "modelo de integridad", "norm": "DS 148-2024-PCM"}
    assert of("norm-without-number", "Se aplica el Modelo de Integridad (DS 148-2024-PCM).", KNOWN) == []


@pytest.mark.parametrize(
    "text",
    [
        "La Ley N° 27815, Ley del Código de Ética de la Función Pública, obliga.",
        "Rige la Ley de Archivos del Estado Peruano, aprobada por DL 1412.",
        "El Decreto Supremo N° 030-2002-PCM, que aprueba el Reglamento de la Ley Marco de Modernización.",
        "En violación de la ley aplicable a los casos del Programa.",
        "Cumplir el Reglamento Interno de Servidores Civiles.",
    ],
)
def test_numbered_and_common_laws_are_left_alone(text: str) -> None:
    assert of("norm-without-number", text) == []


def test_a_law_by_its_name_alone_is_found() -> None:
    text = "El Reglamento del Sistema Administrativo de Modernización señala los principios."
    name = "Reglamento del Sistema Administrativo de Modernización"
    assert one("norm-without-number", text).params == {"name": name}


def test_a_standard_without_edition_is_a_hint() -> None:
    assert one("standard-without-edition", "Según la NTP ISO 37001 y la NTP-ISO/IEC 27001:2022.").params == {
        "name": "NTP ISO 37001"
    }


BASIS = "1. Base legal\n\n- Ley N° 29158.\n- RM 003-2021-MIDIS.\n\n2. Alcance\n\n{}"


def test_norms_relied_on_must_be_in_the_legal_basis() -> None:
    assert (
        one("norm-missing-from-basis", BASIS.format("Según el DS 001-2020-PCM.")).params["name"]
        == "DS 001-2020-PCM"
    )
    assert (
        of(
            "norm-missing-from-basis",
            BASIS.format("Según la Resolución Ministerial N° 3-2021-MIDIS y el Informe N° 010-2024-UAJ."),
        )
        == []
    )
    assert of("norm-missing-from-basis", "Según el DS 001-2020-PCM.") == []


def test_norms_that_only_amended_another_are_not_asked_for() -> None:
    text = BASIS.format(
        "Según el DS 001-2020-PCM, modificado por el DS 002-2020-PCM y el DS 003-2020-PCM; el DS 004-2020-PCM rige."
    )
    names = [f.params["name"] for f in of("norm-missing-from-basis", text)]
    assert names == ["DS 001-2020-PCM", "DS 004-2020-PCM"]


def test_what_hangs_on_an_act_yet_to_come_is_a_hint() -> None:
    assert (
        len(
            of("depends-on-pending-act", "Las fechas están sujetas a la publicación de la RM que lo aprueba.")
        )
        == 1
    )
    assert of("depends-on-pending-act", "Los bienes sujetos a la supervisión de la unidad.") == []


TWO = "1. Objeto\n\n1.1. Fin.\n\n2. Alcance\n\n{}\n\nAnexo 01: Hitos"


@pytest.mark.parametrize(
    "text",
    [
        "Según el numeral 1.4.",
        "Según el Anexo 03.",
        "Según el artículo 7 de la presente directiva.",
        "Véase la sección 9.",
        "Véase el Cuadro N° 2 de este documento.",
    ],
)
def test_references_to_nothing_are_errors(text: str) -> None:
    assert len(of("reference-to-nothing", TWO.format(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Según el numeral 1.1.",
        "Según el Anexo 1.",
        "Según el artículo 12 del Manual de Operaciones.",
        "La Directiva N° 004-2015-MIDIS establece en su numeral 9.2 el plazo.",
        "El artículo 7 obliga.",
        "Según el numeral 67.1 del artículo 67 del Reglamento.",
        "La meta 3 y el anexo 2025 del 30 % restante.",
    ],
)
def test_references_that_hold_or_lead_elsewhere_are_left_alone(text: str) -> None:
    assert of("reference-to-nothing", TWO.format(text)) == []


NOTES = "La norma vigente1 y los riesgos{} se revisan cada año.\n\n1 Para el caso del sistema.\n{}"


def test_footnotes_called_but_missing_and_defined_but_uncalled() -> None:
    assert one("footnote-missing", NOTES.format("3", "2 Riesgos de cada proceso.")).params == {
        "word": "riesgos3",
        "number": 3,
    }
    assert of("footnote-missing", NOTES.format("2", "2 Riesgos de cada proceso.")) == []
    called = "La norma vigente1 y los puestos² rigen.\n\n1 Para el caso del sistema.\n\n² Otra nota."
    assert of("footnote-uncalled", called) == []
    assert one("footnote-uncalled", called.replace("puestos²", "puestos")).params == {"number": 2}


def test_a_repeated_footnote_is_a_hint() -> None:
    assert one("footnote-repeated", NOTES.format("2", "2 Para el caso del sistema.")).params == {
        "number": 2,
        "first": 1,
    }
    assert of("footnote-repeated", NOTES.format("2", "2 Riesgos de cada proceso.")) == []


def test_a_figure_without_text_is_a_hint() -> None:
    text = "Gráfico N° 1: Articulación\n\n{}\n\n1. Objeto\n\nRegular."
    assert one("figure-without-text", text.format("")).params == {"figure": "Gráfico N° 1"}
    assert of("figure-without-text", text.format("Insumos\n\nProductos")) == []


def test_an_announcement_without_what_it_announces_is_a_hint() -> None:
    assert (
        len(
            of(
                "announced-but-missing",
                "1. Modelo\n\nA continuación, presentamos el modelo:\n\n2. Alcance\n\nTodas.",
            )
        )
        == 1
    )
    assert (
        of(
            "announced-but-missing",
            "1. Modelo\n\nA continuación, presentamos el modelo:\n\n- Partes.\n\n2. Alcance",
        )
        == []
    )


PAGE = "Código: PNA-D-001   Versión: {}   Página 1 de 2\n\n1. Objeto\n\nCódigo: PNA-D-001   Versión: {}   Página 2 de 2"


def test_the_header_is_compared_with_the_record_and_with_itself() -> None:
    known = Known(metadata=Metadata(code="PNA-D-001", revision="2"))
    assert of("header-unlike-record", PAGE.format("02", "02"), known) == []
    assert one("header-unlike-record", PAGE.format("01", "01"), known).params == {
        "printed": "1",
        "known": "2",
    }
    assert one("header-unlike-record", PAGE.format("01", "02")).message == "header-two-values"
    other = Known(metadata=Metadata(code="PNA-D-009"))
    assert one("header-unlike-record", PAGE.format("01", "01"), other).params["printed"] == "PNA-D-001"


@pytest.mark.parametrize(
    "text",
    [
        "Resolución N°      -2025-MIDIS",
        "Informe N° ____-2025",
        "Lima,      de            de 2025",
        "Aprobado el ……………",
        "Responsable: [completar]",
        "Fecha: dd/mm/aaaa",
    ],
)
def test_blanks_to_fill_in_are_errors(text: str) -> None:
    assert len(of("empty-field", text)) == 1


@pytest.mark.parametrize(
    "text", ["Resolución N° 005-2025-MIDIS", "Lima, 3 de marzo de 2025", "Sí… y no...", "N° de expediente"]
)
def test_filled_fields_are_left_alone(text: str) -> None:
    assert of("empty-field", text) == []


def test_an_act_says_its_number_date_closing_and_signatory() -> None:
    bare = "VISTOS:\n\nEl Informe N° 010-2025-UAJ.\n\nSE RESUELVE:\n\nArtículo 1.- Aprobar el plan."
    assert [f.message for f in of("act-incomplete", bare)] == [
        "act-without-number",
        "act-without-date",
        "act-without-closing",
        "act-without-signatory",
    ]
    assert of("act-incomplete", CLEAN) == []
    assert of("act-incomplete", "1. Objeto\n\nRegular.") == []


def test_a_mark_of_internal_use_against_an_order_to_publish() -> None:
    text = "Artículo 1.- Disponer que la unidad publique el plan en el Portal institucional.\n\n{}"
    assert len(of("classification-against-publication", text.format("USO INTERNO"))) == 1
    assert of("classification-against-publication", text.format("USO PÚBLICO")) == []


UNITS = Known(
    units={
        "UAJ": "Unidad de Asesoría Jurídica",
        "UPPM": "Unidad de Planeamiento, Presupuesto y Modernización",
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "La Unidad de Planeamiento, Presupuesto y\nModernización conduce.",
        "La Unidad de Asesoría Jurídica del Programa opina.",
        "La Dirección General de Presupuesto Público del MEF opina.",
        "Las Unidades Territoriales y la unidad a cargo.",
    ],
)
def test_known_units_and_those_of_other_bodies_are_left_alone(text: str) -> None:
    assert of("unit-unknown", text, UNITS) == []


def test_a_unit_that_is_not_in_the_organisation_is_found() -> None:
    assert one("unit-unknown", "La Unidad de Estadística informa.", UNITS).params == {
        "unit": "Unidad de Estadística"
    }
    assert of("unit-unknown", "La Unidad de Estadística informa.") == []


@pytest.mark.parametrize(
    "text",
    [
        "El plan tiene cinco objetivos: OP1. Uno, OP2. Dos, OP3. Tres y OP4. Cuatro.",
        "Se atienden tres procesos: compras, archivo, custodia y consulta.",
        "Son tres los ejes, a saber, tres ejes: (i) uno, (ii) dos.",
        "Brinda cuatro servicios:\n\n• Uno\n\n• Dos\n\n• Tres",
        "Brinda cuatro servicios:\n\na) Uno.\nb) Dos.\nc) Tres.",
    ],
)
def test_counts_unlike_their_lists_are_found(text: str) -> None:
    assert len(of("count-disagrees", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "El plan tiene tres objetivos: OP1. Uno, OP2. Dos y OP3. Tres.",
        "Cuenta con cinco objetivos, dos de los cuales se alinean: OP1. Uno y OP2. Dos.",
        "Brinda dos servicios:\n\n• Uno\n\n• Dos\n\nFin.",
        "Brinda dos servicios que se pagan cada año.",
        "Plazo de diez días hábiles: la unidad responde a quien pregunta y archiva.",
        "Al 2030: compras, archivo y custodia.",
    ],
)
def test_counts_that_agree_or_list_nothing_are_left_alone(text: str) -> None:
    assert of("count-disagrees", text) == []


def test_figures_and_their_words() -> None:
    assert one("figure-unlike-words", "Hay treinta y ocho (36) actividades.").params == {
        "written": "treinta y ocho",
        "figure": "36",
    }
    assert of("figure-unlike-words", "Consideró treinta y ocho (38) actividades, en tres (3) días.") == []
    assert len(of("figure-unlike-words", "S/ 60,000.00 (Seis mil y 00/100 soles)")) == 1
    assert of("figure-unlike-words", "S/ 60,000.00 (Sesenta mil y 00/100 soles)") == []


def test_numbers_in_words_are_worth_what_they_say() -> None:
    assert value("dos millones trescientos mil ciento uno") == 2_300_101
    assert value("Sesenta mil") == 60_000
    assert value("mil") == 1_000
    assert value("muchos") is None


def test_an_indicator_needs_a_formula() -> None:
    text = "1. Indicadores\n\nMínimo 80% del cumplimiento de los avances.{}\n\n2. Anexos"
    assert one("indicator-without-formula", text.format("")).params == {"percent": "80%"}
    assert (
        of("indicator-without-formula", text.format(" Fórmula: hitos cumplidos entre el total de hitos."))
        == []
    )


def test_a_directive_with_nothing_wrong_is_silent() -> None:
    known = Known(
        on=date(2026, 3, 12),
        units={"UAJ": "Unidad de Asesoría Jurídica"},
        norms={"Ley 29158": KnownNorm()},
        metadata=Metadata(title="Directiva para el archivo de expedientes"),
    )
    assert findings(CLEAN, known) == []
