"""Quarter II is frozen with its three readings, reported, traced to its proof, and restated with a reason."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import KNOWN_PEOPLE, LAST_OF_QUARTER_II
from tests.journeys.people import Person
from tests.journeys.sites import Database, Site, copy_of, served

pytestmark = pytest.mark.journey

ALL_BUT_ONE = f"""
{KNOWN_PEOPLE}
from io import BytesIO
from sigor.plans import selectors, services
owed = selectors.deliverables().filter(month__in=(4, 5, 6)).exclude(milestone__code="1.1.4")
with loading.on("2025-06-27"):
    for d in owed:
        text = f"Prueba {{d.milestone.code}} {{d.month}}".encode()
        who = people[d.milestone.lead.acronym.lower()]
        sent = services.submit(deliverable=d, by=who, quantity=d.quantity, stream=BytesIO(text),
            file_name=f"prueba-{{d.milestone.code}}.txt", type=d.milestone.deliverable_type)
        services.verify(submission=sent, by=people["coordinacion"])
"""
READINGS = {
    "units": ("16", "10", "62.5 %", "13"),
    "marks": ("11", "10", "90.9 %", "9"),
    "milestones": ("11", "10", "90.9 %", "9"),
}
NARRATIVE = "La publicación del nuevo MOP condiciona los seis documentos del hito 1.1.4."
WHY = "Se observó la evidencia del hito 3.1.3."
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def site(plan_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The last day of the quarter, with everything verified but 1.1.4."""
    database = copy_of(plan_database, tmp_path_factory.mktemp("files"))
    database.load(ALL_BUT_ONE, LAST_OF_QUARTER_II)
    with served(database, LAST_OF_QUARTER_II) as site:
        yield site


def readings_shown(page: Page) -> list[tuple[str, ...]]:
    """Due, verified, percentage and needed of each row of the table of readings."""
    rows = page.locator("table.readings tbody tr").all()
    return [
        tuple(t.strip().replace("\xa0", " ") for t in row.locator("td.num").all_inner_texts()) for row in rows
    ]


def words_of_word(path: Path) -> str:
    """All the text of a Word file, that of its locked controls included."""
    with ZipFile(path) as packed:
        body = ElementTree.fromstring(packed.read("word/document.xml"))
    return "\n".join(
        "".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in body.iter(f"{WORD}p")
    ).replace("\xa0", " ")


def words_of_pdf(path: Path) -> str:
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return text.replace("\xa0", " ")


def edition_files(person: Person, number: int, folder: Path) -> tuple[Path, Path]:
    """The Word and PDF reports of an edition, from the links of the quarter page."""
    line = person.page.locator("ul.timeline li").filter(
        has=person.page.get_by_role("link", name=f"Edición {number}")
    )
    folder.mkdir()
    word = person.download(line.get_by_role("link", name="Informe en Word").click, folder)
    pdf = person.download(line.get_by_role("link", name="PDF").click, folder)
    return word, pdf


def test_a_quarter_is_frozen_reported_proven_and_restated(
    site: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    coordinator = enter(site, "coordinacion")
    page = coordinator.page

    # Three readings, and one sentence that says that they disagree.
    coordinator.open("/plan/2025/trimestre/2/")
    expect(page.locator("table.readings tbody tr")).to_have_count(3)
    assert readings_shown(page) == [READINGS["units"], READINGS["marks"], READINGS["milestones"]]
    expect(page.locator("p.sentence").first).to_contain_text("No cumple")
    expect(page.locator("p.sentence").first).to_contain_text("faltan 3: hacen falta 13 de 16")
    warned = page.locator(".note.t-warning").filter(has_text="El resultado depende de la lectura.")
    expect(warned).to_contain_text(re.compile(r"cumpliría \(10 de 11, 90\.9\s%\)"))
    expect(page.locator("a.line")).to_have_count(1)
    expect(page.locator("a.line")).to_contain_text("1.1.4")

    # The command line says the same of the same day.
    told = json.loads(site.sigor("plan", "status", "--year", "2025", "--as-of", LAST_OF_QUARTER_II, "--json"))
    quarter = told["quarters"][1]
    assert quarter["verdict_depends_on_reading"] is True and quarter["state"] == "open"
    assert {
        name: (str(r["due"]), str(r["verified"]), f"{r['ratio']:.1%}".replace("%", " %"), str(r["needed"]))
        for name, r in quarter["readings"].items()
    } == READINGS

    # Frozen, with what the office says of axis 1.
    page.get_by_role("button", name="Congelar el trimestre").click()
    expect(page.get_by_text("Trimestre congelado: edición 1.")).to_be_visible()
    page.get_by_label(re.compile(r"^1\. ")).fill(NARRATIVE)
    page.locator("form:has(#eje-1)").get_by_role("button", name="Guardar texto").click()
    expect(page.locator("p").filter(has_text=NARRATIVE)).to_be_visible()

    # Word and PDF carry the same figures and the same words.
    first_word, first_pdf = edition_files(coordinator, 1, tmp_path / "primera")
    for text in (words_of_word(first_word), words_of_pdf(first_pdf)):
        flowing = re.sub(r"\s+", " ", text)
        for figure in ("62.5 %", "90.9 %", NARRATIVE):
            assert figure in flowing
        assert re.search(r"10 de 16|16\D+10\D+62\.5 %", flowing)

    # A code printed beside a figure leads to its proof: records, files, who verified.
    coordinator.open("/plan/2025/trimestre/2/")
    code = page.locator("li").filter(has_text="units:verified").locator("a.provenance").inner_text()
    assert code in words_of_word(first_word) and code in words_of_pdf(first_pdf)
    coordinator.open("/prueba/")
    page.get_by_label("Código impreso junto a la cifra").fill(code)
    page.get_by_role("button", name="Ver la prueba").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10")
    counted = page.locator("table tbody tr")
    expect(counted).to_have_count(11)
    one = counted.filter(has_text="prueba-1.2.2.txt")
    expect(one.locator("span.code", has_text=re.compile("^[0-9a-f]{64}$"))).to_have_count(1)
    expect(one).to_contain_text("Coordinación de modernización")
    proof = coordinator.download(one.locator("a[href*='/envio/']").click, tmp_path)
    assert proof.read_text() == "Prueba 1.2.2 5"

    # One evidence is returned after the freeze; a second edition says what changed and why.
    coordinator.open("/plan/2025/")
    coordinator.cell("3.1.3", "Abr").click()
    coordinator.drawer.get_by_text("Devolver con motivo").click()
    coordinator.drawer.get_by_label("Motivo").fill(WHY)
    coordinator.drawer.get_by_role("button", name="Devolver").click()
    expect(coordinator.drawer.get_by_role("status").first).to_contain_text("Devuelto")
    coordinator.open("/plan/2025/trimestre/2/")
    expect(page.get_by_text("Hito 3.1.3: 0 verificadas hoy, 1 en la edición")).to_be_visible()
    page.get_by_label("Motivo").fill(WHY)
    page.get_by_role("button", name="Congelar la nueva edición").click()
    expect(page.get_by_text("Trimestre congelado: edición 2.")).to_be_visible()
    second = page.locator("ul.timeline li").filter(has=page.get_by_role("link", name="Edición 2"))
    expect(second).to_contain_text(WHY)
    expect(second).to_contain_text("Hito 3.1.3, mes 4: verificadas 1 de 1 → 0 de 1")

    # The first edition is as it was issued.
    again_word, again_pdf = edition_files(coordinator, 1, tmp_path / "otra-vez")
    assert again_word.read_bytes() == first_word.read_bytes()
    assert "62.5 %" in words_of_pdf(again_pdf) and NARRATIVE in re.sub(r"\s+", " ", words_of_pdf(again_pdf))
    new_word, new_pdf = edition_files(coordinator, 2, tmp_path / "segunda")
    for text in (words_of_word(new_word), words_of_pdf(new_pdf)):
        assert "56.3 %" in text and "62.5 %" not in text
    coordinator.open(f"/prueba/{code}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("10")
    expect(page.locator(".note.t-warning")).to_contain_text("Hay una edición más reciente (la 2)")
