"""A small dataset of two periods, with everything that a real one has."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sigor.indicators.opendata.csvw import About, Table, Text
from sigor.indicators.opendata.dcat import Agent, Dataset, Series
from sigor.indicators.opendata.declared import Declared, Design, Row, What
from sigor.indicators.opendata.package import Publication, publication
from sigor.indicators.opendata.partition import Edition, partition
from sigor.indicators.opendata.tables import Category, Definition, Period, tables

BASE = "https://datos.example.pe/"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
PEOPLE = What.PEOPLE
DESIGN = Design(
    (Declared("PAG", PEOPLE, PEOPLE), Declared("MONTO", What.AMOUNT, counted_by="PAG")), splits=(("F", "M"),)
)
NAMES = {
    "PE": "Perú", "01": "Amazonas", "02": "Áncash", "0101": "Chachapoyas", "0102": "Bagua", "0201": "Huaraz",
    "010101": "Chachapoyas", "010102": "Asunción", "010103": "Balsas", "010201": "Bagua", "010202": "Aramango",
    "020101": "Huaraz", "020102": "Cochabamba «Alto», \"Bajo\"",
}  # fmt: skip


def rows(shift: int) -> list[Row]:
    """Paid and eligible by sex, and the amount; one district is small, one has no datum of women, a province is small."""
    found = []
    for place, women, men, eligible in (
        ("010101", 40, 50, 80), ("010102", 3, 4, 20), ("010103", 30, 40, 60), ("010201", 30, 40, 70),
        ("010202", 60, 50, 90), ("020101", 30 + shift, 40, 60), ("020102", 2, 1, 12),
    ):  # fmt: skip
        for category, paid, of in (
            ("F", women, eligible),
            ("M", men, eligible),
            ("", women + men, 2 * eligible),
        ):
            lacking = place == "010202" and category == "F"
            found.append(Row(place, "PAG", None if lacking else paid, None if lacking else of, category))
        found.append(Row(place, "MONTO", Decimal(200 * (women + men)) + Decimal("0.50")))
    return found


@pytest.fixture(scope="session")
def editions() -> dict[str, Edition]:
    found = {}
    for label, shift in (("2025-B2", 0), ("2025-B3", 7)):
        edition = partition(rows=rows(shift), design=DESIGN)
        assert edition is not None
        found[label] = edition
    return found


@pytest.fixture(scope="session")
def dataset_tables(editions: dict[str, Edition]) -> tuple[Table, ...]:
    def definition(code: str, *, ratio: bool) -> Definition:
        return Definition(
            code,
            Text("Hogares que cobran, «todos»", "Households paid, \"all\""),
            Text("Hogares que cobran", "Households paid"),
            Text("Hogares elegibles", "Eligible households") if ratio else None,
            100,
            1 if ratio else 2,
            Text("%", "%") if ratio else Text("S/", "PEN"),
            "up" if ratio else "none",
            "bimester",
            Text("Padrón, cierre", "Register, at closing"),
            "2",
            date(2025, 1, 1),
            None if ratio else date(2026, 12, 31),
        )  # fmt: skip

    return tables(
        editions=editions,
        periods=[
            Period("2025-B2", date(2025, 3, 1), date(2025, 4, 30)),
            Period("2025-B3", date(2025, 5, 1), date(2025, 6, 30), 2),
        ],
        definitions=[definition("PAG", ratio=True), definition("MONTO", ratio=False)],
        categories=[
            Category("F", Text("Mujeres", "Women")),
            Category("M", Text("Hombres", "Men")),
            Category("X", Text("No usada", "Unused")),
        ],
        names=NAMES,
    )


@pytest.fixture(scope="session")
def about() -> About:
    return About(
        Text("Incentivos por distrito", "Incentives by district"),
        Text("Hogares que cobran.\nPor bimestre.", "Households paid.\nBy bimester."),
        "Programa «Ejemplo»",
        "https://www.example.pe/",
        LICENSE,
        date(2026, 1, 31),
        "2",
        (Text("Ninguna cifra es de menos de 10 hogares.", "No figure is of fewer than 10 households."),),
    )


AGENT = Agent(
    Text("Programa «Ejemplo»", "Programme \"Example\""), "https://www.example.pe/", Text("Datos", "Data"), "datos@example.pe"
)  # fmt: skip


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return Dataset(
        path="incentivos/2025/2/",
        identifier="incentivos-2025-2",
        title=Text("Incentivos 2025", "Incentives 2025"),
        description=Text("Hogares que cobran </script>", "Households paid </script>"),
        license=LICENSE,
        issued=date(2025, 7, 15),
        modified=date(2026, 1, 31),
        start=date(2025, 3, 1),
        end=date(2025, 6, 30),
        frequency="bimester",
        version="2",
        previous="incentivos/2025/1/",
        version_notes=Text("Se corrige B3.", "B3 is corrected."),
        series=Series("incentivos/", Text("Incentivos", "Incentives"), Text("Por año", "By year"), "year"),
        keywords=(Text("incentivos", "incentives"),),
        landing_page="https://datos.example.pe/incentivos",
        derived_from=("https://datos.example.pe/padron",),
    )


@pytest.fixture(scope="session")
def published(dataset_tables: tuple[Table, ...], about: About, dataset: Dataset) -> Publication:
    return publication(**arguments(dataset_tables, about, dataset))


def arguments(dataset_tables: tuple[Table, ...], about: About, dataset: Dataset) -> dict[str, Any]:
    return {
        "tables": dataset_tables,
        "about": about,
        "dataset": dataset,
        "agent": AGENT,
        "catalog_title": Text("Datos abiertos", "Open data"),
        "catalog_description": Text("Lo que se publica", "What is published"),
        "base_url": BASE,
        "api": "https://datos.example.pe/api/incentivos/?format=json",
    }
