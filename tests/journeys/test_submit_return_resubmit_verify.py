"""A unit submits evidence, it is returned with a reason, submitted again and verified; the quarter moves."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DEMO_DAY
from tests.journeys.people import Person
from tests.journeys.sites import Database, Site, copy_of, served

pytestmark = pytest.mark.journey

REASON = "Falta el anexo con el flujo rediseñado."
COUNT_CLICKS = """
addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);
"""
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)


@pytest.fixture(scope="module")
def site(story_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(copy_of(story_database, tmp_path_factory.mktemp("files")), DEMO_DAY) as site:
        yield site


def in_tray(page: Page, heading: str, code: str) -> Locator:
    """The lines of a code under one heading of the tray."""
    table = page.locator(f"main h2:text-is('{heading}') + table")
    return table.locator("tbody tr").filter(has=page.locator(f"td.code:text-is('{code}')"))


def quarter_in_matrix(person: Person) -> Locator:
    person.open("/plan/2025/")
    return person.page.locator(".quarters li").nth(1).locator(".figure")


def test_evidence_goes_from_the_tray_to_the_figure_of_the_quarter(
    site: Site, enter: Callable[..., Person], document: Callable[..., Path]
) -> None:
    unit_head, coordinator = enter(site, "ucc"), enter(site, "coordinacion")
    expect(quarter_in_matrix(coordinator)).to_have_text(re.compile(r"5 de 16\s+31\.3 %"))

    # The unit submits from the tray, in three clicks at most.
    unit_head.context.add_init_script(COUNT_CLICKS)
    unit_head.open("/")
    owed = in_tray(unit_head.page, "Debo entregar", "1.2.1")
    expect(owed).to_contain_text("Vencido")
    expect(owed).to_contain_text("hace 16 días")
    owed.get_by_role("link", name="Adjuntar").click()
    expect(unit_head.drawer.get_by_role("heading", level=1)).to_contain_text("1.2.1")
    unit_head.submit_in_drawer(document("rediseño.txt"), number="012-2025-UCC")
    expect(unit_head.drawer.get_by_role("status").first).to_contain_text("Enviado. La UPPM lo verificará")
    assert int(unit_head.page.evaluate("sessionStorage.clicks")) <= 3
    sent = unit_head.drawer.locator("article.sent")
    expect(sent).to_contain_text("rediseño.txt")
    expect(sent).to_contain_text(re.compile(r"\b[0-9a-f]{12}\b"))
    expect(sent).to_contain_text("Enviado por Jefatura de la UCC")
    expect(sent.get_by_role("button", name="Verificar")).to_have_count(0)
    unit_head.close_drawer()
    expect(in_tray(unit_head.page, "Debo entregar", "1.2.1")).to_have_count(0)

    # The office returns it with a reason.
    coordinator.open("/")
    in_tray(coordinator.page, "Espera mi decisión", "1.2.1").get_by_role("link", name="Revisar").click()
    coordinator.drawer.get_by_text("Devolver con motivo").click()
    coordinator.drawer.get_by_label("Motivo").fill(REASON)
    coordinator.drawer.get_by_role("button", name="Devolver").click()
    expect(coordinator.drawer.get_by_role("status").first).to_contain_text("Devuelto a la unidad")
    coordinator.close_drawer()
    expect(in_tray(coordinator.page, "Espera mi decisión", "1.2.1")).to_have_count(0)

    # The unit reads the reason in its tray and submits again.
    unit_head.open("/")
    returned = in_tray(unit_head.page, "Me devolvieron", "1.2.1")
    expect(returned).to_contain_text(REASON)
    returned.get_by_role("link", name="Corregir").click()
    expect(unit_head.drawer.locator("article.sent")).to_contain_text(f"«{REASON}»")
    unit_head.submit_in_drawer(document("rediseño-con-flujo.txt"))
    expect(unit_head.drawer.locator("article.sent")).to_have_count(2)
    unit_head.close_drawer()
    expect(in_tray(unit_head.page, "Me devolvieron", "1.2.1")).to_have_count(0)

    # The office verifies; only now does the quarter move, and nothing waits any more.
    expect(quarter_in_matrix(coordinator)).to_have_text(re.compile(r"5 de 16\s+31\.3 %"))
    coordinator.open("/")
    in_tray(coordinator.page, "Espera mi decisión", "1.2.1").get_by_role("link", name="Revisar").click()
    coordinator.drawer.get_by_role("button", name="Verificar").click()
    expect(coordinator.drawer.get_by_role("status").first).to_contain_text("Verificado. Ya cuenta")
    coordinator.close_drawer()
    expect(in_tray(coordinator.page, "Espera mi decisión", "1.2.1")).to_have_count(0)
    expect(quarter_in_matrix(coordinator)).to_have_text(re.compile(r"6 de 16\s+37\.5 %"))
    expect(coordinator.cell("1.2.1", "May")).to_have_attribute("title", "Verificado")
    unit_head.open("/")
    for heading in ("Debo entregar", "Me devolvieron"):
        expect(in_tray(unit_head.page, heading, "1.2.1")).to_have_count(0)


def test_nobody_verifies_what_they_submitted(site: Site, enter: Callable[..., Person]) -> None:
    officer = enter(site, "uppm")  # of the office that verifies, and the one who submitted 1.1.1
    officer.open("/")
    expect(in_tray(officer.page, "Espera mi decisión", "3.1.2")).to_have_count(1)
    expect(in_tray(officer.page, "Espera mi decisión", "1.1.1")).to_have_count(0)
    officer.open("/plan/2025/")
    officer.cell("1.1.1", "May").click()
    sent = officer.drawer.locator("article.sent")
    expect(sent).to_contain_text("Quien envía la evidencia no puede verificarla.")
    expect(sent.get_by_role("button", name="Verificar")).to_have_count(0)
    number = re.search(r"/envio/(\d+)/", sent.locator("a").first.get_attribute("href") or "")
    assert number
    assert officer.post(f"/plan/envio/{number[1]}/verificar/") == 409
    officer.page.reload()
    expect(officer.cell("1.1.1", "May")).to_have_attribute("title", "Enviado")


def test_a_refused_file_leaves_what_was_typed_and_says_why(
    site: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    disguised = tmp_path / "informe.pdf"
    disguised.write_bytes(PROGRAM)
    unit_head = enter(site, "ucc")
    unit_head.expects_refusal(422)
    in_tray(unit_head.page, "Debo entregar", "2.2.1").get_by_role("link", name="Adjuntar").click()
    unit_head.drawer.get_by_label("Tipo de documento").fill("Informe final")
    unit_head.drawer.get_by_label("Fecha del documento").fill("2025-06-12")
    unit_head.submit_in_drawer(disguised, number="099-2025")
    problem = unit_head.drawer.get_by_role("alert")
    expect(problem).to_contain_text("«informe.pdf» no corresponde a su extensión")
    expect(unit_head.drawer.get_by_label("Tipo de documento")).to_have_value("Informe final")
    expect(unit_head.drawer.get_by_label("Número")).to_have_value("099-2025")
    expect(unit_head.drawer.get_by_label("Fecha del documento")).to_have_value("2025-06-12")
    expect(unit_head.drawer.locator("article.sent")).to_have_count(0)
    expect(unit_head.drawer.get_by_text("Todavía no se ha enviado nada.")).to_be_visible()
