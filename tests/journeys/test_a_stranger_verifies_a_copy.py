"""Somebody without an account holds a printed report: its code, on a phone, tells whether it holds and is unaltered."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site
from tests.journeys.walking import barriers

pytestmark = pytest.mark.journey

SIGN = "[2-9A-HJKMNPQRTV-Z]"
CODE = re.compile(rf"Código de verificación\s+({SIGN}{{4}}-{SIGN}{{4}}-{SIGN}{{4}})")


@pytest.fixture
def report(demonstration: Site, enter: Callable[..., Person], tmp_path: Path) -> Path:
    """The report of quarter I as the coordination downloads it."""
    coordinator = enter(demonstration, "coordinacion")
    coordinator.open("/plan/2025/trimestre/1/")
    line = coordinator.page.locator("ul.timeline li").first
    return coordinator.download(line.get_by_role("link", name="PDF").click, tmp_path)


def codes_of(path: Path) -> set[str]:
    """The code at the foot of each page, which is one and the same."""
    found = [CODE.search(page.extract_text()) for page in pypdf.PdfReader(path).pages]
    assert all(found)
    return {one[1] for one in found if one}


def test_the_code_of_a_printed_report_tells_whether_it_holds_and_is_unaltered(
    demonstration: Site, enter: Callable[..., Person], report: Path, tmp_path: Path
) -> None:
    (code,) = codes_of(report)
    stranger = enter(demonstration, viewport=PHONE, has_touch=True, is_mobile=True)
    page = stranger.page

    # The QR leads to the answer.
    assert stranger.open(f"/v/{code}/").status == 200
    expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile("Vigente$"))
    expect(page.locator("dl.facts")).to_contain_text("Trimestre I – 2025 · Edición 1")
    expect(page.locator("dl.facts")).to_contain_text("Informe")
    assert sideways(page) <= 0 and barriers(page) == []

    # The file is compared here: nothing leaves the phone.
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    outcome = page.locator("#resultado")
    expect(page.get_by_text("El archivo no sale de su equipo")).to_be_visible()
    page.get_by_label("Archivo recibido").set_input_files(report)
    expect(outcome).to_contain_text("Coincide: es el mismo archivo")
    altered = bytearray(report.read_bytes())
    altered[len(altered) // 2] ^= 1
    forged = tmp_path / "alterado.pdf"
    forged.write_bytes(altered)
    page.get_by_label("Archivo recibido").set_input_files(forged)
    expect(outcome).to_contain_text("No coincide")
    assert sent == []
    assert barriers(page) == []


def test_a_code_is_typed_by_hand_and_a_slip_is_answered_with_where_to_look(
    demonstration: Site, enter: Callable[..., Person], report: Path
) -> None:
    (code,) = codes_of(report)
    stranger = enter(demonstration, viewport=PHONE, has_touch=True, is_mobile=True)
    stranger.expects_refusal(404)
    page = stranger.page
    assert stranger.open("/v/").status == 200
    assert sideways(page) <= 0 and barriers(page) == []
    page.get_by_label("Código").fill(f"L{code[1:]}")
    page.get_by_role("button", name="Verificar").tap()
    expect(page.get_by_text("Revise el primer carácter")).to_be_visible()
    assert sideways(page) <= 0 and barriers(page) == []
    page.get_by_label("Verificar otro código").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Verificar").tap()
    page.wait_for_url(f"**/v/{code}/")
    expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile("Vigente$"))


def test_without_a_script_the_page_says_how_to_compare_by_hand(
    demonstration: Site, enter: Callable[..., Person], report: Path
) -> None:
    (code,) = codes_of(report)
    stranger = enter(demonstration, viewport=PHONE, java_script_enabled=False)
    stranger.open(f"/v/{code}/")
    expect(stranger.page.get_by_text("sha256sum")).to_be_visible()
    expect(stranger.page.locator("#huella")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    expect(stranger.page.get_by_label("Archivo recibido")).to_be_hidden()
