"""A bimester from its files to its payment: loaded, explained, compared, approved by four people, seen on the board."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect

from sigor.demo.loading import PASSWORD
from sigor.incentives.engine import synthetic
from tests.journeys.people import PHONE, Person, sideways
from tests.journeys.sites import Site
from tests.plugin_postgres import ROOT

pytestmark = pytest.mark.journey
HOUSEHOLDS = int(os.environ.get("SIGOR_JOURNEY_HOUSEHOLDS", "20000"))  # 700000 is the size of the programme
PATIENCE = 120_000  # milliseconds for a computation in the background


@contextmanager
def working(site: Site) -> Iterator[None]:
    """Somebody who works in the background."""
    command = [sys.executable, "-m", "sigor.config", "worker"]
    environment = os.environ | site.database.environment(site.day)
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


def test_a_bimester_from_its_files_to_its_payment(
    own_system: Site, enter: Callable[..., Person], tmp_path: Path
) -> None:
    synthetic.write(tmp_path, bimester="2025-B3", households=HOUSEHOLDS)
    preparer = enter(own_system, "uop")
    page = preparer.page
    with working(own_system):
        preparer.open("/incentivos/nueva/")
        page.get_by_label("Bimestre").select_option("2025-B3")
        for label, kind in (
            ("Hogares", "households"),
            ("Integrantes", "members"),
            ("Cumplimientos", "facts"),
        ):
            page.get_by_label(label, exact=True).set_input_files(tmp_path / f"{kind}.parquet")
        page.get_by_role("button", name="Revisar y calcular").click()
        expect(page.locator(".big-state")).to_contain_text(re.compile("En cálculo|Calculada"))
        expect(page.locator(".big-state")).to_contain_text("Calculada", timeout=PATIENCE)
    address = page.url
    pk = address.rstrip("/").rpartition("/")[2]
    folder = own_system.database.files / "incentives" / f"run-{pk}"

    expect(page.locator("#totales")).to_contain_text(re.compile(r"S/ [\d,]+\.00 a [\d,]+ de [\d,]+ hogares"))
    expect(page.locator("#por-unidad tbody tr")).to_have_count(21)
    expect(page.locator("figure.map svg[role=img]")).to_be_visible()

    household, cents = duckdb.sql(
        f"SELECT h.household, r.total FROM '{folder}/roll.parquet' r JOIN '{folder}/households.parquet' h ON h.number = r.household "
        "WHERE r.tb = 10000 ORDER BY h.household LIMIT 1"
    ).fetchall()[0]
    page.get_by_label("Seudónimo del hogar").fill(household)
    page.get_by_role("button", name="Explicar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"S/ {cents // 100:,}.00")
    expect(page.locator("main")).to_contain_text(re.compile("no se pagó|no se paga"))
    expect(page.locator("main")).to_contain_text("habría cobrado además")
    page.set_viewport_size(PHONE)
    assert sideways(page) <= 0
    preparer.open(address)
    assert sideways(page) <= 0
    page.set_viewport_size({"width": 1366, "height": 768})

    synthetic.write_lists(tmp_path, folder / "lines.parquet", folder / "households.parquet")
    page.locator("summary", has_text="Conciliar con la lista operativa").click()
    page.get_by_label("Lista del sistema operativo").set_input_files(tmp_path / "operational.parquet")
    page.get_by_label("Devolución del banco").set_input_files(tmp_path / "bank.parquet")
    page.get_by_role("button", name="Comparar").click()
    for words in ("Monto distinto: 1", "Falta en la lista operativa: 1", "Pagado a un hogar no elegible: 1"):
        expect(page.locator("#resultado")).to_contain_text(words)
    page.locator("#not_eligible").get_by_role("button", name="Abrir no conformidad").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pagado a un hogar no elegible")

    coordinator = enter(own_system, "coordinacion")
    coordinator.open(address)
    coordinator.page.get_by_role("button", name="Dar por verificada").click()
    expect(coordinator.page.locator(".big-state")).to_contain_text("Verificada")
    expect(coordinator.page.get_by_role("button", name="Aprobar la liquidación")).to_be_disabled()

    for username, step, state in (
        ("direccion", "Aprobar la liquidación", "Aprobada"),
        ("uppm", "Cerrar y liberar el pago", "Cerrada"),
    ):
        decider = enter(own_system, username)
        decider.open(address)
        decider.page.locator("summary", has_text=step).click()
        decider.page.get_by_label("Su contraseña").fill(PASSWORD)
        decider.page.locator("details[open]").get_by_role("button", name=step).click()
        expect(decider.page.locator(".big-state")).to_contain_text(state)

    coordinator.open("/incentivos/")
    expect(coordinator.page.locator("main")).to_contain_text("Bimestre 2025-B3")
    expect(coordinator.page.locator(".cards")).to_contain_text("puntos frente al bimestre anterior")
    territorial = enter(own_system, "ut-cajamarca")
    territorial.open(f"/incentivos/liquidaciones/{pk}/hogar/?h={_of_unit(folder, 'UT-CAJAMARCA')}")
    expect(territorial.page.locator("main")).to_contain_text("El hogar H")
    assert territorial.get(f"/incentivos/liquidaciones/{pk}/hogar/?h={_of_unit(folder, 'UT-PIURA')}") == 404


def _of_unit(folder: Path, unit: str) -> str:
    return duckdb.sql(
        f"SELECT h.household FROM '{folder}/household_months.parquet' m JOIN '{folder}/households.parquet' h "
        f"ON h.number = m.household WHERE m.month = 2 AND m.unit = '{unit}' ORDER BY 1 LIMIT 1"
    ).fetchall()[0][0]
