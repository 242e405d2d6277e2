"""Every page: no barrier that axe knows, nothing wrong in the console, no other host, no sideways scrolling."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.addresses import Address, every_address
from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey

# Spanish words that are names or codes, or are written the same: not a sign of a page left untranslated.
SPANISH = re.compile(
    r"\b(?:Mi bandeja|Trimestre|Bitácora|Buscar|Guardar|Enviar|Vence|Unidad responsable|Estado|Hito|Salir|Entrar"
    r"|Regla de cumplimiento|Meta|Fecha|Cancelar|Archivo|Filtrar|Ver|Hallazgos|Todos|Todas)\b"
)


def barriers(page: Page) -> list[str]:
    """What axe finds, one line for each rule with the first elements."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {v['help']} — " + " | ".join(n["html"][:160] for n in v["nodes"][:3])
        for v in found
    ]


@pytest.fixture(scope="module")
def addresses(demonstration: Site) -> list[Address]:
    return every_address(demonstration)


class Visitors:
    """One context per person for a walk over the pages."""

    def __init__(self, enter: Callable[..., Person], site: Site, **options: Any) -> None:
        self.enter, self.site, self.options = enter, site, options
        self.present: dict[str, Person] = {}

    def __call__(self, username: str) -> Person:
        if username not in self.present:
            self.present[username] = self.enter(self.site, username, **self.options)
        return self.present[username]

    def open(self, address: Address) -> Page:
        person = self(address.who)
        person.refusals = {address.status} - {200}
        assert person.open(address.path).status == address.status, address
        return person.page


def test_no_page_has_a_barrier(
    demonstration: Site, enter: Callable[..., Person], addresses: list[Address]
) -> None:
    visitors = Visitors(enter, demonstration)
    found = {a.name: problems for a in addresses if (problems := barriers(visitors.open(a)))}
    assert found == {}


def test_no_page_has_a_barrier_in_english_nor_spanish_left(
    demonstration: Site, enter: Callable[..., Person], addresses: list[Address]
) -> None:
    visitors = Visitors(enter, demonstration, locale="en-US")
    found: dict[str, list[str]] = {}
    for address in addresses:
        if not address.main:
            continue
        page = visitors.open(address)
        if (change := page.get_by_role("button", name="English")).count():
            change.click()
            expect(page.locator("html")).to_have_attribute("lang", "en")
        problems = barriers(page)
        assert page.locator("html").get_attribute("lang") == "en", address
        heads = page.locator(
            "main :is(h1, h2, th, label, button, legend, caption, summary, dt), nav a"
        ).all_inner_texts()
        left = sorted({text.strip() for text in heads if SPANISH.search(text)})
        if problems or left:
            found[address.name] = [*problems, *(f"Spanish: {text}" for text in left)]
    assert found == {}


@pytest.mark.parametrize(
    ("username", "code", "month"), [("ucc", "1.2.2", "May"), ("coordinacion", "1.1.1", "May")]
)
def test_the_drawer_has_no_barrier(
    demonstration: Site, enter: Callable[..., Person], username: str, code: str, month: str
) -> None:
    person = enter(demonstration, username)
    person.open("/plan/2025/")
    person.cell(code, month).click()
    expect(person.drawer.get_by_role("heading", level=1)).to_contain_text(code)
    for summary in person.drawer.locator("summary").all():
        summary.click()
    assert barriers(person.page) == []


def test_no_page_scrolls_sideways_on_a_phone(
    demonstration: Site, enter: Callable[..., Person], addresses: list[Address]
) -> None:
    visitors = Visitors(enter, demonstration, viewport=PHONE, has_touch=True, is_mobile=True)
    found = {a.name: over for a in addresses if (over := sideways(visitors.open(a))) > 0}
    assert found == {}


def test_the_language_changes_with_one_button_and_stays(
    demonstration: Site, enter: Callable[..., Person]
) -> None:
    person = enter(demonstration, "auditoria")
    page = person.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi bandeja")
    person.open("/plan/2025/")
    expect(page.get_by_role("columnheader", name="Set-25")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/plan/2025/$"))
    expect(page.get_by_role("columnheader", name="Sep-25")).to_be_visible()
    person.open("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Mi bandeja")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mi bandeja")
