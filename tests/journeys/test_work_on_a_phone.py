"""A unit submits its evidence from a telephone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey


def test_evidence_is_submitted_from_the_tray_of_a_phone(
    demonstration: Site, enter: Callable[..., Person], document: Callable[..., Path]
) -> None:
    person = enter(demonstration, "ucc", viewport=PHONE, has_touch=True, is_mobile=True)
    page = person.page
    row = page.locator("table.tray tr").filter(has=page.locator("td.code:text-is('1.2.1')"))
    attach = row.get_by_role("link", name="Adjuntar")
    box = attach.bounding_box()
    assert box and box["height"] >= 36 and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    attach.tap()
    expect(person.drawer.get_by_role("heading", level=1)).to_contain_text("1.2.1")
    drawer = page.locator("#cajon").bounding_box()
    assert drawer and drawer["x"] >= 0 and drawer["width"] <= PHONE["width"]
    assert page.evaluate("(d => d.scrollWidth - d.clientWidth)(document.querySelector('#cajon'))") <= 0
    assert sideways(page) <= 0
    person.drawer.locator("input[type=file]").set_input_files(document("desde-el-telefono.txt"))
    person.drawer.get_by_role("button", name="Enviar", exact=True).tap()
    expect(person.drawer.get_by_role("status").first).to_contain_text("Enviado.")
    with page.expect_navigation():
        person.drawer.get_by_role("button", name="Cerrar").or_(
            page.get_by_role("button", name="Cerrar")
        ).first.tap()
    expect(row).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi bandeja")


def test_the_menu_opens_and_the_plan_is_read_by_month(
    demonstration: Site, enter: Callable[..., Person]
) -> None:
    person = enter(demonstration, "ucc", viewport=PHONE, has_touch=True, is_mobile=True)
    page = person.page
    chapters = page.get_by_role("navigation", name="Capítulos")
    expect(chapters).to_be_hidden()
    page.get_by_role("button", name="Menú").tap()
    expect(page.get_by_role("button", name="Menú")).to_have_attribute("aria-expanded", "true")
    chapters.get_by_role("link", name="Plan anual").tap()
    expect(page.locator("table.matrix")).to_be_hidden()
    june = page.locator(".by-month section").filter(has=page.get_by_role("heading", name="Jun-25"))
    june.locator("a.line").filter(has_text="2.2.1").tap()
    expect(person.drawer.get_by_role("heading", level=1)).to_contain_text("2.2.1")
