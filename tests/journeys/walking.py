"""A walk over pages: barriers that axe knows, complaints, other hosts, sideways scrolling, words left in Spanish."""

import re
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.addresses import Address
from tests.journeys.people import DESK, PHONE, Person, sideways
from tests.journeys.sites import Site

# Words of the interface, which the title of a record under its code is not, that have no place on a page in English.
SPANISH = re.compile(
    r"\b(?:Mi bandeja|Trimestre|Bitácora|Buscar|Guardar|Enviar|Vence|Unidad|Estado|Hito|Salir|Entrar|Meta|Fecha"
    r"|Regla de cumplimiento|Cancelar|Archivo|Filtrar|Ver|Hallazgos|Todos|Todas|Entregable|Responsable)\b"
)
AXE = Axe().axe_script
# Only what is wrong leaves the page: all that axe says of a page takes longer to carry than to find.
TELL = """(options) => axe.run(document, options).then((found) => found.violations.map((v) =>
    `${v.id} (${v.impact}): ${v.help} — ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`))"""
WORDS = "main :is(h1:not(.code + h1), h2, th, label, button, legend, caption, summary, dt), nav a"


def barriers(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds, one line for each rule with the first elements; weighing colours is most of its work."""
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    page.evaluate(AXE)
    found: list[str] = page.evaluate(TELL, options)
    return found


@dataclass
class Walk:
    """What was seen on the way over the pages, by the name of the page."""

    barriers: dict[str, list[str]] = field(default_factory=dict)
    sideways: dict[str, int] = field(default_factory=dict)
    spanish: dict[str, list[str]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    pages: int = 0


def walk(browser: Browser, site: Site, addresses: list[Address], language: str, *, axe: bool = True) -> Walk:
    """Every address, by somebody who may open it, on a desk and narrowed to a phone."""
    seen = Walk()
    visitors: dict[str, Person] = {}
    for address in addresses:
        if address.who not in visitors:
            visitors[address.who] = Person(browser, site, address.who, locale=language)
        person = visitors[address.who]
        person.refusals = {address.status} - {200}
        page = person.page
        page.set_viewport_size(DESK)
        assert person.open(address.path).status == address.status, address
        if language == "en-US" and page.locator("html").get_attribute("lang") != "en":
            page.get_by_role("button", name="English").click()
            expect(page.locator("html")).to_have_attribute("lang", "en")
        seen.pages += 1
        # The colours are the same in every language.
        if axe:
            seen.barriers[address.name] = barriers(page, colours=language == "es-PE")
        words = page.locator(WORDS).all_inner_texts()
        seen.spanish[address.name] = sorted({w.strip() for w in words if SPANISH.search(w)})
        page.set_viewport_size(PHONE)
        seen.sideways[address.name] = sideways(page)
    for person in visitors.values():
        person.context.close()
        seen.troubles += person.troubles
    return seen
