"""The plan is reformulated: 1.1.4 goes from April to July, and everybody sees what that does before and after."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sigor.demo.loading import PASSWORD
from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey
WHY = "El nuevo MOP se publica después de abril."


def test_a_reformulation_moves_1_1_4_to_july_with_its_what_if(
    own_system: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    coordinator = enter(own_system, "coordinacion")
    page = coordinator.page
    coordinator.open("/plan/versiones/")
    opener = page.locator("summary", has_text="Reformular el plan vigente")
    if opener.count():
        opener.click()
    page.locator("[name=reason]").first.fill(WHY)
    page.get_by_role("button", name="Abrir la reformulación").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reformulación v2")
    address = page.url.partition("#")[0]

    page.locator("#hacer summary", has_text="Mover").click()
    form = page.locator("#hacer details[open] form")
    choice = form.locator("select").first
    option = choice.locator("option", has_text=re.compile(r"1\.1\.4")).first.get_attribute("value")
    choice.select_option(option)
    form.locator("[name=month]").select_option("7")
    form.locator("[name=reason]").fill(WHY)
    form.get_by_role("button").click()
    expect(page.locator("table.annex")).to_contain_text("Jul-25 (6)")
    second = page.locator("table.effects tbody tr").nth(1)
    expect(second).to_contain_text("5 de 16")
    expect(second).to_contain_text("5 de 10")
    with page.expect_download() as started:
        page.locator("#papeles ~ ul li", has_text="sustento").get_by_role("link", name="PDF").click()
    assert started.value.path().read_bytes().startswith(b"%PDF")
    page.set_viewport_size(PHONE)
    assert sideways(page) <= 0

    coordinator.open(address.replace("reformulacion/", ""))
    page.get_by_role("button", name="Enviar a aprobación").click()
    page.wait_for_load_state()

    director = enter(own_system, "direccion")
    director.open(address.replace("reformulacion/", ""))
    director.page.locator("[name=effective_from]").fill("2025-06-30")
    director.page.get_by_label("Su contraseña").fill(PASSWORD)
    director.page.get_by_role("button", name="Aprobar").first.click()
    expect(director.page.locator("main")).to_contain_text("Aprobada")

    director.open("/plan/2025/trimestre/2/")
    expect(director.page.locator("main")).to_contain_text("5 de 10")
    expect(director.page.locator("main")).to_contain_text(re.compile("Sin la reformulación v2.*5 de 16"))
    director.open("/plan/2025/?al=2025-06-15")
    expect(director.cell("1.1.4", "Abr")).to_have_count(1)
    director.open("/plan/2025/")
    expect(director.cell("1.1.4", "Jul")).to_have_count(1)
