"""A wave of the satisfaction survey: template, a file with errors, answers, closed by another, a value of an indicator."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey
SATISFIED, NOT = 36, 14


def filled(template: Path, folder: Path, name: str, *, wrong: bool = False) -> Path:
    """The downloaded template with fifty people of two units."""
    book = load_workbook(template)
    sheet = book.worksheets[0]
    columns = [cell.value for cell in sheet[1]]
    assert columns[:3] == ["unidad", "peso", "SATISFACCION"]
    for at in range(SATISFIED + NOT):
        answer = 5 if at < SATISFIED else 2
        sheet.append(["UT-PUNO" if at % 2 else "UT-PIURA", None, *([answer] * (len(columns) - 2))])
    if wrong:
        sheet.cell(1, len(columns) + 1, "DNI")
        sheet.cell(2, len(columns) + 1, "00000000")
    path = folder / name
    book.save(path)
    return path


def test_from_the_answers_of_people_to_a_value_on_a_card(
    own_system: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    # A new wave of the survey that is in force.
    coordinator = enter(own_system, "coordinacion")
    page = coordinator.page
    coordinator.open("/registros/surveys/")
    page.get_by_role("link", name="Encuesta anual de satisfacción").first.click()
    page.get_by_role("link", name="Agregar · Mediciones").click()
    for name, words in {
        "title": "Medición breve",
        "started_on": "2025-05-05",
        "ended_on": "2025-06-06",
        "planned": "60",
        "population_size": "2000",
    }.items():
        page.locator(f"#id_{name}").fill(words)
    page.locator("#id_unit").select_option(label="UPPM")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Medición breve").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Medición breve")
    wave = page.url

    # The template comes back filled: first with a column that nobody asked for, and nothing is kept.
    officer = enter(own_system, "uppm")
    officer.open(wave)
    template = officer.download(
        lambda: officer.page.get_by_role("link", name="Descargar la plantilla").click(), tmp_path
    )
    officer.expects_refusal(422)
    upload = officer.page.get_by_label("Archivo de respuestas")
    upload.set_input_files(filled(template, tmp_path, "con-dni.xlsx", wrong=True))
    officer.page.get_by_role("button", name="Revisar y cargar").click()
    expect(officer.page.locator("#hallazgos")).to_contain_text("DNI")
    expect(officer.page.locator("#hallazgos")).to_contain_text("datos personales no se cargan")
    expect(officer.page.locator("#resultados")).to_have_count(0)
    upload.set_input_files(filled(template, tmp_path, "respuestas.xlsx"))
    officer.page.get_by_role("button", name="Revisar y cargar").click()
    expect(officer.page.locator("main")).to_contain_text("50 respuestas")
    expect(officer.page.locator("#resultados")).to_contain_text("72.0 %")
    expect(officer.page.locator("#resultados svg[role=img]").first).to_be_visible()
    assert sideways(officer.page) <= 0
    officer.page.set_viewport_size(PHONE)
    assert sideways(officer.page) <= 0
    officer.step("Enviar las respuestas")
    officer.sees_state("Por verificar")

    # Closed by another person; only then does the card take it.
    coordinator.open(wave)
    coordinator.step("Cerrar")
    coordinator.sees_state("Cerrada")
    officer.open("/resultados/calcular/")
    card = officer.page.locator("#id_indicator option", has_text="Hogares satisfechos con el servicio")
    officer.page.locator("#id_indicator").select_option(card.get_attribute("value"))
    officer.page.locator("#id_period").fill("2025")
    officer.page.get_by_role("button", name="Calcular").click()
    expect(officer.page.locator("main")).to_contain_text("Medición breve")
    delivery = officer.page.url
    officer.step("Enviar")
    officer.sees_state("Enviada")
    coordinator.open(delivery)
    coordinator.step("Dar conformidad")
    coordinator.sees_state("Conforme")
    coordinator.open("/resultados/indicador/SATISF/")
    expect(page.locator(".indicator-value")).to_contain_text("72.0 %")
    page.locator(".indicator-value .big").click()
    expect(page.locator("main")).to_contain_text("36 ÷ 50")
    for person in (coordinator, officer):
        assert person.troubles == []
