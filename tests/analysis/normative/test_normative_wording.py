"""Acronyms, definitions, names and look-alike words: hit and no hit."""

import pytest

from sigor.analysis.normative import Known, Metadata
from tests.analysis.normative.samples import of, one, said

GLOSSARY = "1. Términos y definiciones\n\n{}\n\n2. Alcance\n\nTodas las unidades."


def glossary(*entries: str) -> str:
    return GLOSSARY.format("\n\n".join(f"• {entry}" for entry in entries))


@pytest.mark.parametrize(
    "text",
    [
        "El Manual de Operaciones (MOP) rige. El MOP se publica.",
        "El MOP (Manual de Operaciones) rige.",
        "Se rige por el Manual de Operaciones – MOP vigente.",
        "El manual de operaciones (en adelante, el MOP) rige.",
        "MOP: Manual de Operaciones\n\nRige el MOP.",
        "Transferencia Alta Secundaria TAS de este año; la TAS se paga.",
        "Los tres objetivos prioritarios son: OP1. Mejorar el servicio; OP2. Ahorrar.",
        "El Programa JUNTOS y el Programa Juntos.",
        "En el siglo XXI y el capítulo XIV; el DS y la RM.",
        "El documento PNADP-UTI-GMC-P-001 y www.gob.pe/ABC; en FEB2025.",
        "SE RESUELVE:",
    ],
)
def test_explained_acronyms_names_codes_and_numerals_are_left_alone(text: str) -> None:
    assert of("acronym-undefined", text) == []


def test_an_acronym_nobody_explains_is_found_with_its_lines() -> None:
    finding = one("acronym-undefined", "El MAPRO se aprueba.\n\nSe publica el MAPRO.")
    assert (finding.lines, finding.params) == ((1, 3), {"acronym": "MAPRO", "count": 2})


def test_acronyms_that_the_caller_knows_are_left_alone() -> None:
    text = "La UPPM-CMG y el MIDIS coordinan con la UAJ."
    known = Known(
        acronyms={"MIDIS": "Ministerio de Desarrollo e Inclusión Social"},
        units={"UPPM-CMG": "Coordinación de Modernización", "UAJ": "Unidad de Asesoría Jurídica"},
    )
    assert len(of("acronym-undefined", text)) == 4
    assert of("acronym-undefined", text, known) == []


def test_an_acronym_with_two_meanings_is_found() -> None:
    text = "El Plan Operativo Institucional (POI) rige. El Programa de Obras Iniciales (POI) también."
    assert one("acronym-two-meanings", text).params["one"] == "Plan Operativo Institucional"
    same = "El Plan Operativo Institucional (POI) rige. El Plan Operativo Institucional (POI) también."
    assert of("acronym-two-meanings", same) == []


def test_a_meaning_unlike_the_institution_s_is_found() -> None:
    known = Known(acronyms={"MOP": "Manual de Operaciones"})
    finding = one("acronym-two-meanings", "La Mesa de Obras Públicas (MOP) sesiona.", known)
    assert said(finding).endswith("en la institución significa «Manual de Operaciones».")
    assert of("acronym-two-meanings", "El Manual de Operaciones (MOP) rige.", known) == []


SOUND = (
    "Soborno: Oferta o promesa de una ventaja indebida a una persona en violación de la ley aplicable.",
    "Archivo: Lugar en el que se guardan los expedientes de la entidad.",
    "Firma digital: Firma que asegura la identidad de quien suscribe un documento electrónico.",
    "Sistema antisoborno: Conjunto de procesos para combatir el soborno en la entidad.",
    "Seguridad de la información: Medidas que resguardan la información y su confidencialidad.",
)


def test_sound_definitions_are_left_alone() -> None:
    assert of("definitions-swapped", glossary(*SOUND)) == []


def test_swapped_definitions_are_found() -> None:
    (one_term, one_text), (other_term, other_text) = (entry.split(": ", 1) for entry in SOUND[3:])
    text = glossary(*SOUND[:3], f"{one_term}: {other_text}", f"{other_term}: {one_text}")
    finding = one("definitions-swapped", text)
    assert (finding.params["one"], finding.params["other"]) == (one_term, other_term)
    assert finding.lines == (9, 11)


def test_a_definition_that_opens_with_another_term_is_found() -> None:
    text = glossary(
        "Cliente: La alta dirección es quien dirige la entidad.",
        "Alta dirección: Quien dirige la entidad al más alto nivel.",
    )
    assert one("definition-of-another-term", text).params == {"term": "Cliente", "other": "Alta dirección"}
    assert of("definition-of-another-term", glossary(*SOUND)) == []


def test_one_definition_under_two_terms_is_found() -> None:
    text = glossary("Cliente: Persona que recibe un producto.", "Usuario: Persona que recibe un producto.")
    assert one("definition-repeated", text).params == {"one": "Cliente", "other": "Usuario"}
    assert of("definition-repeated", glossary(*SOUND)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Riesgo: Efecto predecible de la incertidumbre sobre las metas.", "añade «predecible»"),
        (
            "Riesgo: Efecto de la certidumbre en los objetivos.",
            "dice «certidumbre» donde la conocida dice «incertidumbre»",
        ),
    ],
)
def test_a_definition_that_departs_from_the_accepted_one_is_a_hint(text: str, message: str) -> None:
    known = Known(definitions={"Riesgo": "Efecto de la incertidumbre en los objetivos"})
    assert message in said(one("definition-unlike-known", glossary(text), known))


@pytest.mark.parametrize(
    "text",
    [
        "Riesgo: Efecto de la incertidumbre sobre los objetivos de los procesos.",
        "Riesgo: Efecto (bueno o malo) de la incertidumbre.",
        "Riesgo: Lo que puede salir mal en una actividad de la entidad.",
    ],
)
def test_explanations_and_other_wordings_are_no_departure(text: str) -> None:
    known = Known(definitions={"riesgo": "Efecto de la incertidumbre en los objetivos"})
    assert of("definition-unlike-known", glossary(text), known) == []


OFFICE = "La Dirección General de Calidad de las {} Sociales revisa. Luego, la Dirección General de Calidad de las {} Sociales informa."


def test_an_office_with_two_names_is_found() -> None:
    finding = one("office-two-names", OFFICE.format("Prestaciones", "Políticas"))
    assert finding.params["other"] == "Dirección General de Calidad de las Políticas Sociales"
    assert of("office-two-names", OFFICE.format("Prestaciones", "Prestaciones")) == []


def test_two_offices_that_both_exist_are_left_alone() -> None:
    names = [f"Dirección General de Calidad de las {word} Sociales" for word in ("Prestaciones", "Políticas")]
    text = OFFICE.format("Prestaciones", "Políticas")
    assert of("office-two-names", text, Known(units=dict(zip("AB", names, strict=True)))) == []


def test_the_document_called_by_another_name_is_a_hint() -> None:
    known = Known(
        metadata=Metadata(title="Plan para la mejora del sistema integrado de gestión"),
        acronyms={"SIG": "sistema integrado de gestión"},
    )
    text = "El Plan de Desarrollo del SIG se ejecuta. El Plan Operativo Institucional se cumple."
    assert said(one("document-two-names", text, known)).endswith("«Plan de Desarrollo del SIG».")
    assert (
        of(
            "document-two-names",
            "El Plan para la mejora del SIG se ejecuta, y el Plan de Gobierno Digital.",
            known,
        )
        == []
    )


def test_the_title_may_come_from_the_act_that_approves_it() -> None:
    text = (
        "SE RESUELVE:\n\nArtículo 1.- Aprobar el Plan para la mejora del sistema integrado de gestión.\n\n"
        "1. Objeto\n\nEl Plan de desarrollo del sistema integrado de gestión se cumple este año."
    )
    assert len(of("document-two-names", text)) == 1


def test_a_word_that_differs_in_the_same_enumeration_is_found() -> None:
    text = "Garantizar su integridad, disponibilidad y confiabilidad.\n\nCuidar la confidencialidad, integridad y disponibilidad."
    finding = one("list-word-differs", text)
    assert {finding.params["one"], finding.params["other"]} == {"confiabilidad", "confidencialidad"}
    assert of("list-word-differs", text.replace("confiabilidad", "oportunidad")) == []


def test_the_rarer_word_is_the_suspect() -> None:
    text = "\n\n".join(
        f"Cuidar la {word}, la integridad y la disponibilidad."
        for word in ("confiabilidad", *["confidencialidad"] * 2)
    )
    assert one("list-word-differs", text).params == {"one": "confiabilidad", "other": "confidencialidad"}


SENTENCE = "La unidad responsable asegura la {} de los datos que guarda en sus archivos."


def test_two_sentences_alike_but_for_a_look_alike_word_are_found() -> None:
    both = SENTENCE.format("confiabilidad") + "\n\n" + SENTENCE.format("confidencialidad")
    assert len(of("sentence-word-differs", both)) == 1
    assert of("sentence-word-differs", both.replace("confiabilidad", "custodia")) == []


def test_the_same_number_with_two_texts_is_a_hint() -> None:
    text = (
        "Tabla de hitos\n\n3.1.3 Identificación seguimiento a las mejoras\n\n"
        "Anexo 01: Hitos\n\n3.1.3 Identificación y seguimiento a las mejoras"
    )
    assert one("entry-two-texts", text).params["number"] == "3.1.3"
    assert of("entry-two-texts", text.replace("ión seg", "ión y seg")) == []
    assert of("entry-two-texts", text.replace("Identificación seguimiento", "Compra de papel")) == []


def test_the_same_text_with_two_numbers_is_found() -> None:
    text = (
        "Los objetivos prioritarios: OP1. Mejorar la gestión interna de las entidades; OP2. Escuchar.\n\n"
        "El objetivo prioritario 2: “mejorar la gestión interna de las entidades”."
    )
    assert one("entry-two-numbers", text).params["one"] == "OP 1"
    assert of("entry-two-numbers", text.replace("prioritario 2", "prioritario 1")) == []


def test_likely_misspellings_are_hints() -> None:
    usual = "El cumplimiento de metas. El cumplimiento de plazos. El cumplimiento del plan."
    assert one("likely-misspelling", f"{usual} Falta cumplimento.").params["usual"] == "cumplimiento"
    assert of("likely-misspelling", f"{usual} Falta cumplir.") == []


@pytest.mark.parametrize(
    "pair", [("considerado", "considerando"), ("programas", "programa"), ("interna", "interno")]
)
def test_two_forms_of_a_word_are_no_misspelling(pair: tuple[str, str]) -> None:
    assert of("likely-misspelling", f"{pair[0]}. " + f"{pair[1]} " * 4) == []


def test_a_verb_in_the_wrong_person_is_found() -> None:
    assert one("verb-disagrees", "En la matriz se plasmas los temas.").params == {"words": "se plasmas"}
    assert (
        of("verb-disagrees", "En ella se plasman los temas, se las usa, se les avisa y se es puntual.") == []
    )
