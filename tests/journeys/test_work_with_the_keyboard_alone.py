"""From signing in to submitting evidence without a pointer, and back where one was."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sigor.demo.loading import PASSWORD
from tests.journeys.people import Person
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey

FOCUSED = "document.activeElement.matches(':focus-visible') && document.activeElement.outerHTML"


def tab_until(person: Person, matching: str, most: int = 60) -> None:
    """Press Tab until an element that matches has the focus."""
    for _ in range(most):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("(selector) => document.activeElement.matches(selector)", matching):
            return
    raise AssertionError(f"Tab does not reach {matching}; it is at {person.page.evaluate(FOCUSED)}")


def test_evidence_is_submitted_without_a_pointer(
    demonstration: Site, enter: Callable[..., Person], document: Callable[..., Path]
) -> None:
    person = enter(demonstration)
    page = person.page
    person.open("/cuenta/entrar/")
    tab_until(person, "input[name=login]")
    page.keyboard.type("ufii")
    tab_until(person, "input[type=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi bandeja")

    # The first thing Tab reaches is the way past the menu.
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#contenido$"))
    assert page.evaluate("document.activeElement.id") == "contenido"

    # The drawer opens over the page, keeps the focus inside and gives it back.
    person.open("/")
    tab_until(person, "table.tray a.button")
    assert page.evaluate(FOCUSED), "the focus is not visible"
    opener = page.locator("table.tray a.button").first
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(person.drawer.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.querySelector('#cajon').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("#cajon")).to_be_hidden()
    expect(opener).to_be_focused()

    page.keyboard.press("Enter")
    expect(person.drawer.get_by_role("heading", level=1)).to_be_visible()
    code = person.drawer.locator("h1 .code").inner_text()
    person.drawer.locator("input[type=file]").set_input_files(document("teclado.txt"))
    tab_until(person, "#cajon form button.primary")
    page.keyboard.press("Enter")
    expect(person.drawer.get_by_role("status").first).to_contain_text("Enviado.")
    expect(person.drawer.locator("article.sent").first).to_contain_text("teclado.txt")
    assert page.evaluate("document.querySelector('#cajon').contains(document.activeElement)")
    person.close_drawer()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi bandeja")
    assert code not in page.locator("main").inner_text()
    # What was opened is gone from the tray; the person is left in the content, not before the menu.
    assert page.evaluate("document.querySelector('#contenido').contains(document.activeElement)")


def test_the_palette_finds_a_milestone_by_its_code(demonstration: Site, enter: Callable[..., Person]) -> None:
    person = enter(demonstration, "auditoria")
    page = person.page
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Buscar")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("1.1.4")
    expect(palette.get_by_role("link")).to_contain_text(["1.1.4"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/plan/entregable/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1.1.4")


def test_the_palette_closes_and_leaves_things_as_they_were(
    demonstration: Site, enter: Callable[..., Person]
) -> None:
    person = enter(demonstration, "auditoria")
    page = person.page
    link = page.get_by_role("link", name="Mi cuenta")
    link.focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Buscar").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("norma")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Buscar")).to_be_hidden()
    expect(link).to_be_focused()
