"""Every register and every page that puts several together: no barrier, no complaint, not too wide, no Spanish left."""

import pytest
from playwright.sync_api import Browser

from sigor.registers.declaration import all_registers
from tests.journeys.addresses import register_addresses
from tests.journeys.sites import Site
from tests.journeys.walking import Walk, walk

# All pages are walked over in one fixture, after the demonstration was loaded.
pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def in_spanish(browser: Browser, living_system: Site) -> Walk:
    return walk(browser, living_system, register_addresses(living_system), "es-PE")


@pytest.fixture(scope="module")
def in_english(browser: Browser, living_system: Site) -> Walk:
    addresses = [address for address in register_addresses(living_system) if address.main]
    return walk(browser, living_system, addresses, "en-US", axe=False)


def test_no_page_has_a_barrier(in_spanish: Walk) -> None:
    assert {name: found for name, found in in_spanish.barriers.items() if found} == {}


def test_no_page_scrolls_sideways_on_a_phone(in_spanish: Walk) -> None:
    assert {name: pixels for name, pixels in in_spanish.sideways.items() if pixels > 0} == {}


def test_no_page_complains_and_none_is_left_out(in_spanish: Walk) -> None:
    assert in_spanish.pages > 2 * len(all_registers())
    assert in_spanish.troubles == []


def test_in_english_nothing_is_left_in_spanish_nor_too_wide(in_english: Walk) -> None:
    assert {name: words for name, words in in_english.spanish.items() if words} == {}
    assert {name: pixels for name, pixels in in_english.sideways.items() if pixels > 0} == {}
    assert in_english.troubles == []
