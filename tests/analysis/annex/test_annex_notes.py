"""Footnotes as a small grammar, and note numbers glued to words."""

from datetime import date

import pytest

from sigor.analysis.annex import NoteMark
from sigor.analysis.annex.notes import Entry, understand, unglue


def test_months_with_an_audience_become_labelled_entries() -> None:
    found = understand("En MAR2026 a hogares, en SET2026 a gestores y en DIC2026 a la alta dirección.")
    assert found.entries == (
        Entry(3, 2026, "hogares"),
        Entry(9, 2026, "gestores"),
        Entry(12, 2026, "alta dirección"),
    )


def test_a_reference_to_another_milestone_belongs_to_its_month() -> None:
    found = understand("En ENE2026 a servidores (ver hito 3.1.2) y en FEB2026 a usuarios.")
    assert found.entries == (Entry(1, 2026, "servidores", see="3.1.2"), Entry(2, 2026, "usuarios"))


@pytest.mark.parametrize(
    "text",
    [
        "En FEB2025 con corte a DIC2024.",
        "En febrero de 2025, con corte al 31 de diciembre de 2024",
        "en Feb-25 con corte a Dic-24",
    ],
)
def test_a_cutoff_is_the_last_day_of_its_month_however_it_is_written(text: str) -> None:
    assert understand(text).entries == (Entry(2, 2025, data_cutoff=date(2024, 12, 31)),)


def test_a_cutoff_month_is_not_a_scheduled_month() -> None:
    assert understand("Con corte a JUN2025.").entries == ()


@pytest.mark.parametrize(
    "text",
    [
        "Los plazos están sujetos a la aprobación del presupuesto.",
        "La entrega queda supeditada al informe de la UTI.",
        "El hito depende de la publicación de la norma.",
    ],
)
def test_what_makes_a_date_depend_becomes_a_condition(text: str) -> None:
    assert understand(text).condition == text


def test_a_plain_explanation_schedules_nothing() -> None:
    found = understand("Actualización de las directivas de los procesos misionales.")
    assert (found.entries, found.condition) == ((), "")


def test_a_number_glued_to_a_word_leaves_the_word_clean() -> None:
    clean, marks = unglue("los stakeholders11 con respecto", "milestone", frozenset({11}))
    assert (clean, marks) == ("los stakeholders con respecto", (NoteMark(11, "milestone", 16),))


def test_superscript_digits_are_note_numbers_too() -> None:
    assert unglue("Reporte¹²", "deliverable", frozenset({12})) == (
        "Reporte",
        (NoteMark(12, "deliverable", 7),),
    )


@pytest.mark.parametrize("text", ["Proyecto Mi Juntos V2.0", "norma ISO 9001", "plan COVID19", "Anexo A1"])
def test_numbers_that_belong_to_a_name_stay(text: str) -> None:
    assert unglue(text, "milestone", frozenset({9, 10, 11})) == (text, ())
