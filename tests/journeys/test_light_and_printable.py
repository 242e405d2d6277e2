"""The first pages are light on a slow line, and the matrix prints on one sheet."""

from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey

MOST = 200 * 1000  # bytes on the wire
A3 = (420, 297)  # mm


def weight(person: Person, *paths: str) -> int:
    """Bytes received, headers included, to open pages one after another with nothing kept from before."""
    client = person.context.new_cdp_session(person.page)
    received: list[float] = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    client.send("Network.enable")
    client.send("Network.clearBrowserCache")
    for path in paths:
        person.page.goto(path, wait_until="networkidle")
    client.detach()
    assert len(received) > len(paths), "the resources of the pages were not measured"
    return round(sum(received))


def test_signing_in_is_light(demonstration: Site, enter: Callable[..., Person]) -> None:
    assert 1000 < weight(enter(demonstration), "/cuenta/entrar/") < MOST


def test_tray_and_matrix_are_light(demonstration: Site, enter: Callable[..., Person]) -> None:
    assert 10_000 < weight(enter(demonstration, "coordinacion"), "/", "/plan/2025/") < MOST


def test_the_matrix_prints_on_one_sheet_of_a3(demonstration: Site, enter: Callable[..., Person]) -> None:
    person = enter(demonstration, "coordinacion")
    person.open("/plan/2025/")
    expect(person.page.locator("table.matrix tbody tr")).to_have_count(19)
    printed = pypdf.PdfReader(BytesIO(person.page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(printed.pages) == 1
    sheet = printed.pages[0].mediabox
    assert (round(float(sheet.width) / 72 * 25.4), round(float(sheet.height) / 72 * 25.4)) == A3
    text = printed.pages[0].extract_text()
    for words in ("Set-25", "1.1.1", "3.1.3", "Unidades por trimestre"):
        assert words in text
