"""A few districts, cards that two people stood for, and data of some periods."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from sigor.accounts.models import User
from sigor.indicators import services
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery
from sigor.indicators.models import Indicator
from sigor.indicators.sources import Row
from sigor.organisation.models import Coverage, Place, Role, Unit
from sigor.records import services as records

SINCE = date(2000, 1, 1)
# Two departments, three provinces, five districts.
DISTRICTS = ("200101", "200102", "200201", "240101", "240102")


@pytest.fixture(autouse=True)
def in_spanish() -> Iterator[None]:
    """What one test asks in English leaves the next one in Spanish."""
    with translation.override("es"):
        yield


@pytest.fixture
def piura(units: dict[str, Unit]) -> Unit:
    return units["UT-PIURA"]


@pytest.fixture
def puno(units: dict[str, Unit]) -> Unit:
    return Unit.objects.create(
        acronym="UT-PUNO", parent=units["CT"], name="Unidad Territorial Puno", kind="territorial", valid_from=SINCE
    )  # fmt: skip


@pytest.fixture
def places(piura: Unit, puno: Unit) -> dict[str, Place]:
    """Places by code; those of department 20 are attended by Piura, those of 24 by Puno."""
    found = {}
    for code in sorted({code[:size] for code in DISTRICTS for size in (2, 4, 6)}):
        kind = {2: "department", 4: "province", 6: "district"}[len(code)]
        place = Place.objects.filter(code=code).first() or Place.objects.create(
            code=code, kind=kind, name=f"Lugar {code}", valid_from=SINCE
        )
        found[code] = place
        if kind == "district":
            unit = piura if code.startswith("20") else puno
            Coverage.objects.create(place=place, unit=unit, valid_from=SINCE)
    return found


@pytest.fixture
def measurer(person: Callable[..., User]) -> User:
    return person("measurer", Role.UNIT_HEAD, "UPPM")


@pytest.fixture
def card(units: dict[str, Unit], measurer: User, director: User) -> Callable[..., Indicator]:
    """A function that makes a card in force."""

    def make(symbol: str = "PAQ-N", **changes: Any) -> Indicator:
        values: dict[str, Any] = {
            "title": f"Indicador {symbol}",
            "symbol": symbol,
            "purpose": "Saber si mejora",
            "numerator": "Los que cumplen",
            "denominator": "Todos",
            "unit_of_measure": "%",
            "frequency": "bimester",
            "origin": "import",
            "origin_note": "Prueba",
            "unit": units["UPPM"],
            "target_owner": units["UPPM"],
            "valid_from": SINCE,
        } | changes
        if values.get("kind") == "total":
            values |= {"denominator": "", "factor": 1}
        made = records.create(Indicator(**values), by=measurer)
        made = records.transition(made, "send", by=measurer)
        return records.transition(made, "approve", by=director)

    return make


def rows(*values: tuple[str, int, int | None]) -> list[Row]:
    """Rows of districts: code, numerator, denominator."""
    return [
        Row(Decimal(n), None if d is None else Decimal(d), place=code, line=line)
        for line, (code, n, d) in enumerate(values, start=2)
    ]


@pytest.fixture
def bring(measurer: User, units: dict[str, Unit], places: dict[str, Place]) -> Callable[..., Delivery]:
    """A function that brings rows of an indicator in a period, as draft."""

    def make(indicator: Indicator, period: str, data: Sequence[Row], *, correction: str = "") -> Delivery:
        return services.bring(
            by=measurer,
            unit_id=units["UPPM"].pk,
            origin="import",
            title=f"{indicator.symbol} {period}",
            data={(indicator, Period.read(period)): data},
            correction=correction,
        )

    return make


@pytest.fixture
def accept(measurer: User, coordinator: User) -> Callable[[Delivery], Delivery]:
    """A function that has a delivery sent by one and accepted by another."""

    def take(delivery: Delivery) -> Delivery:
        sent = records.transition(delivery, "send", by=measurer)
        return records.transition(sent, "accept", by=coordinator)

    return take
