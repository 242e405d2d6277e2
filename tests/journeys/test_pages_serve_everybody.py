"""Every page: no barrier that axe knows, nothing wrong in the console, no other host, no sideways scrolling."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.addresses import every_address
from tests.journeys.people import Person
from tests.journeys.sites import Site
from tests.journeys.walking import Walk, barriers, walk

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def in_spanish(browser: Browser, demonstration: Site) -> Walk:
    return walk(browser, demonstration, every_address(demonstration), "es-PE")


@pytest.fixture(scope="module")
def in_english(browser: Browser, demonstration: Site) -> Walk:
    return walk(browser, demonstration, [a for a in every_address(demonstration) if a.main], "en-US")


def test_no_page_has_a_barrier(in_spanish: Walk) -> None:
    assert {name: found for name, found in in_spanish.barriers.items() if found} == {}


def test_no_page_scrolls_sideways_on_a_phone(in_spanish: Walk) -> None:
    assert {name: pixels for name, pixels in in_spanish.sideways.items() if pixels > 0} == {}


def test_no_page_complains_in_the_console_or_asks_another_host(in_spanish: Walk) -> None:
    assert in_spanish.pages > 40
    assert in_spanish.troubles == []


def test_in_english_nothing_is_left_in_spanish(in_english: Walk, in_spanish: Walk) -> None:
    assert {name: words for name, words in in_english.spanish.items() if words} == {}
    assert in_spanish.spanish["tray"], "the same words are found on the page in Spanish"


def test_in_english_no_page_has_a_barrier_nor_is_too_wide(in_english: Walk) -> None:
    assert {name: found for name, found in in_english.barriers.items() if found} == {}
    assert {name: pixels for name, pixels in in_english.sideways.items() if pixels > 0} == {}
    assert in_english.troubles == []


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
