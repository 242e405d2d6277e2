"""From the card of an indicator to open data: approved, loaded, read, frozen, corrected, traced, published, read back."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sigor.indicators.engine import synthetic
from sigor.indicators.engine.periods import Period
from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site

pytestmark = pytest.mark.journey
SYMBOL, TITLE = "CONTROL", "Niñas y niños con todos sus controles"
FIRST_MONTH, LAST_MONTH = Period.read("2022-07"), Period.read("2025-06")  # three years
EVERY = 30  # of the districts of the country
CARD = {
    "title": TITLE,
    "symbol": SYMBOL,
    "purpose": "Saber si el seguimiento mejora",
    "numerator": "Con todos sus controles",
    "denominator": "Niñas y niños del padrón",
    "unit_of_measure": "%",
    "origin_note": "Archivo de prueba, sintético",
    "valid_from": "2022-01-01",
    "source": "Ficha de prueba",
}
CHOSEN = {"frequency": "Mensual", "origin": "Archivos que se cargan", "unit": "UPPM", "target_owner": "UPPM"}
TICKED = ("counts_people", "on_board", "public")


def three_years(folder: Path) -> Path:
    """The synthetic history of the package with its bimesters told as months, of one indicator."""
    source, path = folder / "sintetico-base.csv", folder / "sintetico-controles.csv"
    synthetic.package_history(source, "2020-B1", "2025-B6", every=EVERY)
    month, months = FIRST_MONTH, {}
    with source.open(encoding="utf-8") as opened, path.open("w", encoding="utf-8", newline="") as written:
        read = csv.DictReader(opened)
        writer = csv.DictWriter(written, list(read.fieldnames or ()), lineterminator="\n")
        writer.writeheader()
        for row in read:
            if row["indicador"] == "PAQ-N":
                if row["periodo"] not in months:
                    months[row["periodo"]], month = str(month), month.next()
                writer.writerow(row | {"periodo": months[row["periodo"]], "indicador": SYMBOL})
    assert month == LAST_MONTH.next()
    return path


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as opened:
        return list(csv.reader(opened))


def corrected(path: Path, folder: Path) -> tuple[Path, list[str]]:
    """A file with one line: the largest district of the last month, with a hundred more."""
    heading, *rows = lines(path)
    at = {name: heading.index(name) for name in ("periodo", "numerador", "denominador")}
    last = [row for row in rows if row[at["periodo"]] == str(LAST_MONTH)]
    row = max(last, key=lambda one: int(one[at["denominador"]]))
    row[at["numerador"]] = str(min(int(row[at["numerador"]]) + 100, int(row[at["denominador"]]) - 20))
    changed = folder / "sintetico-correccion.csv"
    changed.write_text("\n".join(",".join(one) for one in (heading, row)) + "\n", encoding="utf-8")
    return changed, row


def load(person: Person, path: Path, *, correction: str = "") -> str:
    """Load a file; the address of where it leads."""
    page = person.page
    page.locator("input[type=file]").set_input_files(path)
    if correction:
        page.locator("#id_correction").fill(correction)
    page.get_by_role("button", name="Revisar y cargar").click()
    page.wait_for_load_state()
    return page.url


def figure(page: Page) -> tuple[int, int]:
    """Numerator and denominator of the figure that the page is of."""
    found = re.search(r"× ([\d,]+) ÷ ([\d,]+) =", page.locator("main").inner_text())
    assert found
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def test_an_indicator_from_its_card_to_open_data(
    own_system: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    path = three_years(tmp_path)
    change, row = corrected(path, tmp_path)
    coordinator = enter(own_system, "coordinacion")
    page = coordinator.page

    # The card, defined by one and approved by another.
    coordinator.open("/registros/indicators/nuevo/")
    for name, words in CARD.items():
        page.locator(f"#id_{name}").fill(words)
    for name, label in CHOSEN.items():
        page.locator(f"#id_{name}").select_option(label=label)
    for name in TICKED:
        page.locator(f"#id_{name}").check()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    card = page.url
    coordinator.step("Enviar a aprobación")
    coordinator.sees_state("En revisión")
    director = enter(own_system, "direccion")
    director.open(card)
    director.step("Aprobar")
    director.sees_state("Vigente")

    # Three years of data, sent by one and accepted by another.
    coordinator.open("/resultados/cargar/")
    delivery = load(coordinator, path)
    expect(page.locator("main")).to_contain_text(f"{len(lines(path)) - 1:,} datos")
    coordinator.step("Enviar")
    coordinator.sees_state("Enviada")
    accepter = enter(own_system, "uppm")
    accepter.open(delivery)
    accepter.step("Dar conformidad")
    accepter.sees_state("Conforme")

    # What the chart says, and the figure frozen.
    results = f"/resultados/indicador/{SYMBOL}/"
    coordinator.open(results)
    expect(page.locator("p.sentence").first).to_contain_text(re.compile("Cambio real: mejora desde Ago-24"))
    expect(page.locator("#evolucion svg[role=img]").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("preliminar")
    before = page.locator(".indicator-value .big").inner_text()
    accepter.open(delivery)
    accepter.step("Congelar")
    accepter.sees_state("Congelada")
    coordinator.open(results)
    expect(page.locator("main")).to_contain_text("El último valor está congelado")

    # A correction is an edition, with its reason.
    coordinator.open("/resultados/cargar/")
    coordinator.expects_refusal(422)
    load(coordinator, change)
    expect(page.locator("main")).to_contain_text("Diga qué corrige y por qué")
    second = load(coordinator, change, correction="Un establecimiento informó tarde")
    coordinator.step("Enviar")
    coordinator.sees_state("Enviada")
    accepter.open(second)
    accepter.step("Dar conformidad")
    accepter.sees_state("Conforme")
    coordinator.open(results)
    assert page.locator(".indicator-value .big").inner_text() != before
    expect(page.locator("main")).to_contain_text("Edición 2")

    # From the total of the country down to the line of a file.
    page.locator(".indicator-value .big").click()
    expect(page.locator("#ediciones")).to_contain_text("Un establecimiento informó tarde")
    expect(page.locator("#ediciones")).to_contain_text("Edición 1")
    for code in (row[0][:2], row[0][:4], row[0]):
        expect(page.locator("#partes")).to_contain_text("Las partes suman exactamente la cifra")
        page.locator(f'#partes a[href$="area={code}"]').click()
        page.wait_for_url(f"**area={code}*")
    assert figure(page) == (int(row[3]), int(row[4]))
    source = page.locator("#partes tbody tr").inner_text()
    assert change.name in source
    found = re.search(r"fila (\d+)", source)
    assert found and lines(change)[int(found[1]) - 1] == row

    # Open data: prepared, checked, published by a third with the password.
    coordinator.open("/registros/data-publications/nuevo/")
    page.locator("#id_title").fill("Controles por distrito")
    page.locator("#id_frequency").select_option(label="Mensual")
    page.locator("#id_period_from").fill("2025-05-01")
    page.locator("#id_period_to").fill("2025-06-01")
    page.locator("#id_unit").select_option(label="UPPM")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Controles por distrito")
    publication = page.url
    page.get_by_role("button", name="Preparar los datos").click()
    expect(page.locator("main")).to_contain_text(SYMBOL)
    accepter.open(publication)
    accepter.step("Dar por revisada")
    director.open(publication)
    director.step("Publicar", password=True)
    director.sees_state("Publicada")

    # Anybody takes the package away, and another program reads it.
    anybody = enter(own_system)
    anybody.open("/datos/")
    anybody.page.get_by_role("link", name="Controles por distrito").click()
    expect(anybody.page.locator("main, body").first).to_contain_text("Ninguna cifra es de menos de 10")
    package = anybody.download(lambda: anybody.page.get_by_role("link", name="package.zip").click(), tmp_path)
    _read_back(package, tmp_path / "package", path, row)

    # The board has it, at a desk and on a phone.
    coordinator.open("/resultados/tablero/")
    expect(page.locator("main")).to_contain_text(TITLE)
    assert sideways(page) <= 0
    page.set_viewport_size(PHONE)
    for address in ("/resultados/tablero/", results):
        coordinator.open(address)
        assert sideways(page) <= 0, address
    phone = enter(own_system, viewport=PHONE)
    for address in ("/datos/", anybody.page.url.removeprefix(own_system.url)):
        phone.open(address)
        assert sideways(phone.page) <= 0, address


def _read_back(package: Path, folder: Path, path: Path, row: list[str]) -> None:
    """The figures of the package against the lines of the files."""
    with zipfile.ZipFile(io.BytesIO(package.read_bytes())) as archive:
        archive.extractall(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        whole = import_module("csvw").TableGroup.from_file(folder / "csv-metadata.json")
    assert whole.check_referential_integrity()
    last = {one[0]: one for one in lines(path) if one[1] == str(LAST_MONTH)} | {row[0]: row}
    (nation,) = (
        one
        for one in whole.tabledict["data.csv"]
        if one["place"] == "PE" and one["period"] == str(LAST_MONTH)
    )
    assert nation["numerator"] == sum(int(one[3]) for one in last.values())
    assert nation["denominator"] == sum(int(one[4]) for one in last.values())
    members = [one for one in whole.tabledict["members.csv"] if one["period"] == str(LAST_MONTH)]
    assert {one["district"] for one in members} == set(last)
    small = {code for code, one in last.items() if int(one[3]) < 10}
    alone = {one["place"] for one in whole.tabledict["data.csv"] if one["period"] == str(LAST_MONTH)}
    assert small and not small & alone, "a small district is told only together with others"
    editions = {one["period"]: one["edition"] for one in whole.tabledict["periods.csv"]}
    assert editions == {str(LAST_MONTH.previous()): 1, str(LAST_MONTH): 2}
