"""One document serves two milestones, and six units are delivered in several submissions."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.sites import Database, Site, copy_of, served

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site(plan_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(copy_of(plan_database, tmp_path_factory.mktemp("files")), "2025-12-10") as site:
        yield site


def test_one_document_proves_the_survey_in_both_milestones_that_owe_it(
    site: Site, enter: Callable[..., Person], document: Callable[..., Path]
) -> None:
    officer = enter(site, "uppm")
    page = officer.page
    officer.open("/plan/2025/")
    officer.cell("1.3.1", "Dic").click()
    other = officer.drawer.get_by_role("group", name="Sirve también a").get_by_role("checkbox")
    expect(other).to_have_count(1)
    expect(officer.drawer.get_by_role("group", name="Sirve también a")).to_contain_text("2.1.3 · ")
    other.check()
    officer.submit_in_drawer(document("encuesta-de-usuarios.txt"))
    sent = officer.drawer.locator("article.sent")
    expect(sent).to_contain_text("encuesta-de-usuarios.txt")
    expect(sent).to_contain_text("Sirve también a: 2.1.3 (Dic)")
    sha = re.search(r"[0-9a-f]{12}", sent.inner_text())
    assert sha
    officer.close_drawer()
    for code in ("1.3.1", "2.1.3"):
        expect(officer.cell(code, "Dic")).to_have_attribute("title", "Enviado")
    officer.cell("2.1.3", "Dic").click()
    expect(sent).to_have_count(1)
    expect(sent).to_contain_text("encuesta-de-usuarios.txt")
    expect(sent).to_contain_text(sha[0])
    expect(sent).to_contain_text("Sirve también a: 1.3.1 (Dic)")
    # Each commitment is decided on its own.
    coordinator = enter(site, "coordinacion")
    coordinator.open("/plan/2025/")
    coordinator.cell("2.1.3", "Dic").click()
    coordinator.drawer.get_by_role("button", name="Verificar").click()
    expect(coordinator.drawer.get_by_role("status").first).to_contain_text("Verificado")
    page.reload()
    expect(officer.cell("2.1.3", "Dic")).to_have_attribute("title", "Verificado")
    expect(officer.cell("1.3.1", "Dic")).to_have_attribute("title", "Enviado")


def test_six_units_are_delivered_in_several_submissions(
    site: Site, enter: Callable[..., Person], document: Callable[..., Path]
) -> None:
    unit_head, coordinator = enter(site, "uop"), enter(site, "coordinacion")
    unit_head.open("/plan/2025/")
    expect(unit_head.cell("1.1.4", "Abr").locator("b")).to_have_text("6")
    unit_head.cell("1.1.4", "Abr").click()
    sent = unit_head.drawer.locator("article.sent")
    quantity = unit_head.drawer.get_by_label("Cantidad")
    for number in (1, 2):
        expect(quantity).to_have_attribute("max", str(7 - number))
        unit_head.submit_in_drawer(document(f"norma-{number}.txt"), number=f"00{number}-2025")
        expect(sent).to_have_count(number)
    # Two are verified one by one; the rest is still owed.
    coordinator.open("/plan/2025/")
    coordinator.cell("1.1.4", "Abr").click()
    for left in (1, 0):
        verify = coordinator.drawer.get_by_role("button", name="Verificar")
        expect(verify).to_have_count(left + 1)
        verify.first.click()
        expect(verify).to_have_count(left)
    expect(coordinator.drawer).to_contain_text("2 de 6 verificadas")
    coordinator.close_drawer()
    expect(coordinator.cell("1.1.4", "Abr").locator("b")).to_have_text("2/6")
    # Three at once are taken; more than is owed is not.
    unit_head.open("/plan/2025/")
    unit_head.cell("1.1.4", "Abr").click()
    quantity.fill("3")
    unit_head.submit_in_drawer(document("normas-3-a-5.txt"))
    expect(sent).to_have_count(3)
    expect(sent.first).to_contain_text("cantidad 3")
    expect(quantity).to_have_count(0)  # one is left: nothing to choose
    unit_head.open("/plan/2025/lista/?unidad=UOP&trimestre=2")
    expect(unit_head.page.locator("main table tbody tr").filter(has_text="1.1.4")).to_contain_text("2 / 6")
