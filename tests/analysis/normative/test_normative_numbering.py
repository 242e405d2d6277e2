"""Broken numbering is found; numbering that is right is left alone."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.normative.samples import findings, of, one, said

NUMBERING = (
    "numbering-gap",
    "numbering-lost",
    "numbering-repeated",
    "numbering-order",
    "numbering-stray-space",
    "numbering-restarts",
    "heading-without-number",
)


def numbering(text: str) -> list[str]:
    return [f.rule for f in findings(text) if f.rule in NUMBERING]


def test_a_gap_is_found_with_what_is_missing() -> None:
    finding = one("numbering-gap", "1. Objeto\n2. Alcance\n5. Base legal")
    assert finding.lines == (2, 3)
    assert finding.params == {"missing": "3, 4", "before": "2", "number": "5"}


def test_a_gap_below_is_found_too() -> None:
    assert one("numbering-gap", "1. Uno\n1.1. Dos\n1.3. Tres\n2. Cuatro").params["missing"] == "1.2"


def test_a_list_that_does_not_begin_at_its_first_is_a_gap() -> None:
    assert (
        said(one("numbering-gap", "Se hará lo siguiente:\nb) Custodiar.\nc) Archivar."))
        == "La lista empieza en b: falta a."
    )


def test_gaps_among_articles_annexes_and_tables() -> None:
    assert one("numbering-gap", "Artículo 1.- Sí.\nArtículo 3.- No.").params["missing"] == "2"
    assert one("numbering-gap", "Anexo 01: Uno\n\nAnexo 03: Tres").params["missing"] == "2"
    assert one("numbering-gap", "Cuadro N° 1: Uno\n\nCuadro N° 3: Tres").params["missing"] == "2"


def test_a_repeated_number_is_found_once() -> None:
    finding = one("numbering-repeated", "1. Objeto\n2. Alcance\n2. Base legal\n3. Plazos")
    assert (finding.lines, finding.params) == ((2, 3), {"number": "2", "count": 2})


def test_the_caption_of_a_table_that_goes_on_overleaf_is_no_repeat() -> None:
    assert of("numbering-repeated", "Cuadro N° 1: Metas\n\nalgo\n\nCuadro N° 1: Metas (continuación)") == []


def test_two_numbers_that_changed_places_are_one_finding() -> None:
    finding = one("numbering-order", "1. A\n4. B\n3. C\n2. D\n5. E")
    assert said(finding) == "4 y 2 están intercambiados."


def test_a_number_out_of_place_is_named_alone() -> None:
    finding = one("numbering-order", "1. A\n3. B\n4. C\n5. D\n2. E\n6. F")
    assert (finding.lines, finding.params) == ((5,), {"numbers": "2"})


def test_a_blank_inside_a_number_is_found() -> None:
    finding = one("numbering-stray-space", "1. A\n1.1. Uno\n1.1.1. Dos\n1.1. 2\nTres")
    assert finding.params == {"printed": "1.1. 2", "number": "1.1.2"}
    assert numbering("1. A\n1.1. Uno\n1.1.1. Dos\n1.1. 2 Tres") == ["numbering-stray-space"]


def test_a_list_that_begins_again_unannounced_is_found() -> None:
    assert one("numbering-restarts", "Pasos:\n1) Uno.\n2) Dos.\n1) Tres.\n2) Cuatro.").lines == (3, 4)


@pytest.mark.parametrize("between", ["Luego, las siguientes:", "Artículo 2.- Otras."])
def test_a_list_announced_by_a_sentence_or_a_heading_may_begin_again(between: str) -> None:
    assert numbering(f"Artículo 1.- Pasos:\n1) Uno.\n2) Dos.\n{between}\n1) Tres.\n2) Cuatro.") == []


def test_the_lost_number_of_a_title_is_named_with_its_title() -> None:
    text = (
        "8. Modelo\n\nEl modelo del sistema comprende las partes que se indican en adelante.\n\nPlanificación\n\n"
        "8.1.1. Contexto\n\nTexto.\n\n9. Cambios"
    )
    finding = one("numbering-lost", text)
    assert said(finding) == "Hay 8.1.1, pero falta 8.1. Títulos sin número en ese lugar: «Planificación»."


def test_lost_numbers_without_titles_are_named_by_their_range() -> None:
    text = "1. A\n1.1.1. B\n1.1.2. C\n1.4.1. D\n2. E"
    assert [f.params["missing"] for f in of("numbering-lost", text)] == ["1.1", "1.2–1.4"]


def test_levels_above_the_shallowest_are_not_asked_for() -> None:
    assert numbering("Anexo 01: Hitos\n1.1.1 Uno\n1.1.2 Dos\n1.2.1 Tres\n2.1.1 Cuatro") == []


def test_a_title_without_number_among_numbered_ones_is_a_hint() -> None:
    text = (
        "1. Objeto\n\n1.1. Fin\n\nRegular el archivo.\n\nMejora continua\n\n"
        "La unidad identifica oportunidades de mejora a través de diferentes fuentes de información.\n\n2. Alcance"
    )
    assert one("heading-without-number", text).params == {"title": "Mejora continua"}
    assert of("heading-without-number", text.replace("Mejora continua", "1.2. Mejora continua")) == []


WORDS = ("Archivo", "Custodia", "Registro", "Consulta", "Traslado", "Plazos", "Sedes", "Copias")


@st.composite
def outlines(draw: st.DrawFn) -> list[str]:
    """Numbers of an outline of up to three levels, in order."""
    numbers = []
    for i in range(1, draw(st.integers(2, 6)) + 1):
        numbers.append(f"{i}")
        for j in range(1, draw(st.integers(0, 4)) + 1):
            numbers.append(f"{i}.{j}")
            numbers += [f"{i}.{j}.{k}" for k in range(1, draw(st.integers(0, 3)) + 1)]
    return numbers


def written(numbers: list[str], bodies: bool) -> str:
    body = (
        "\n\nLas unidades guardan los expedientes del año en el depósito que les corresponde.\n"
        if bodies
        else ""
    )
    return "\n".join(f"{n}. {WORDS[i % len(WORDS)]} {body}" for i, n in enumerate(numbers))


@settings(deadline=None)
@given(outlines(), st.booleans())
def test_an_outline_numbered_rightly_has_no_finding(numbers: list[str], bodies: bool) -> None:
    assert numbering(written(numbers, bodies)) == []


@settings(deadline=None)
@given(outlines(), st.booleans(), st.randoms(use_true_random=False))
def test_two_numbers_swapped_anywhere_are_one_finding(
    numbers: list[str], bodies: bool, chance: random.Random
) -> None:
    i, j = sorted(chance.sample(range(len(numbers)), 2))
    numbers[i], numbers[j] = numbers[j], numbers[i]
    assert numbering(written(numbers, bodies)) == ["numbering-order"]


@settings(deadline=None)
@given(st.integers(2, 20), st.sampled_from("al"), st.data())
def test_lists_of_letters_and_figures_alike(count: int, style: str, data: st.DataObject) -> None:
    marks = [f"{chr(96 + n)})" if style == "l" else f"{n})" for n in range(1, count + 1)]
    text = "Las siguientes:\n" + "\n".join(f"{mark} {WORDS[i % 8]}." for i, mark in enumerate(marks))
    assert numbering(text) == []
    gone = data.draw(st.integers(1, count - 1))
    if gone < count - 1:
        lines = text.split("\n")
        del lines[gone + 1]
        assert numbering("\n".join(lines)) == ["numbering-gap"]
