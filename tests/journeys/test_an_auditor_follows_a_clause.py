"""An auditor goes from a clause to a nonconformity, its causes, proof and effectiveness, and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey

FINDING = "No conformidades de 2024 cerradas sin juzgar su eficacia"


@pytest.mark.parametrize("window", ["desk", "phone"])
def test_from_clause_10_2_to_the_effectiveness_and_back(
    living_system: Site, enter: Callable[..., Person], window: str
) -> None:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if window == "phone" else {}
    auditor = enter(living_system, "auditoria", **options)
    page = auditor.page
    heading = page.get_by_role("heading", level=1)

    auditor.open("/normas/")
    page.locator("main").get_by_role("link", name=re.compile(r"^10\.2\b")).first.click()
    expect(page).to_have_url(re.compile(r"/normas/clausulas/10\.2/$"))
    expect(heading).to_have_text("No conformidad y acción correctiva")
    expect(page.get_by_role("table", name=re.compile("^SGC"))).to_contain_text("Cumple")

    page.locator("section", has_text="Qué la cita").get_by_role("link", name=FINDING).click()
    expect(heading).to_contain_text(FINDING)
    tree = page.locator("section#causes")
    expect(tree).to_contain_text("Confirmada como causa raíz")
    expect(tree).to_contain_text("Descartada")
    code = page.locator(".head .code").inner_text()

    tree.get_by_role("link", name=re.compile("El procedimiento da por cerrado")).click()
    expect(page.locator("main")).to_contain_text("Lectura del procedimiento.")
    page.locator("dl.facts").get_by_role("link", name=re.compile(code)).click()
    expect(heading).to_contain_text(FINDING)

    page.locator("section#improvement-actions").get_by_role("link", name=re.compile("^AM-")).click()
    proof = page.locator("section#evidencia").get_by_role("link").first
    with page.expect_download() as started:
        proof.click()
    assert "No es un documento real" in started.value.path().read_text(encoding="utf-8")
    expect(page.locator("dl.facts", has_text="Coordinación de modernización, 01/04/2025")).to_have_count(1)
    page.locator("dl.facts").get_by_role("link", name=re.compile(code)).click()

    facts = page.locator("dl.facts")
    expect(facts.filter(has_text="Juicio de eficacia")).to_contain_text("tienen su juicio en fecha posterior")
    expect(facts.filter(has_text="Eficaz").first).to_be_visible()
    assert sideways(page) <= 0

    facts.get_by_role("link", name="9001:2015/10.2").click()
    expect(heading).to_contain_text("No conformidad y acción correctiva")
    page.locator("section", has_text="Su cláusula").get_by_role("link", name=re.compile(r"^10\.2")).click()
    expect(page).to_have_url(re.compile(r"/normas/clausulas/10\.2/$"))
    expect(page.get_by_role("link", name=FINDING)).to_be_visible()
