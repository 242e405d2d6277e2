"""A survey of three questions in force, and waves of it with answers brought through the public door."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from sigor.accounts.models import User
from sigor.organisation.models import Role
from sigor.records import services as records
from sigor.surveys import services
from sigor.surveys.models import Driver, Question, Survey, Wave

HEADINGS = ("unidad", "peso", "SAT", "TRATO", "TIEMPO")


def csv_of(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def surveyor(person: Callable[..., User]) -> User:
    return person("surveyor", Role.OFFICER, "UPPM")


@pytest.fixture
def survey(units: Any, coordinator: User, director: User) -> Survey:
    driver = records.create(
        Driver(title="Trato", meaning="Cómo se atiende", unit=units["UPPM"], valid_from=date(2025, 1, 1)),
        by=coordinator,
    )
    made = records.create(
        Survey(
            title="Satisfacción de los hogares",
            purpose="Saber cómo se valora el servicio",
            population="Titulares de hogares abonados",
            mode="face",
            sampling="Salto sistemático de cinco",
            fewest=10,
            unit=units["UPPM"],
        ),
        by=coordinator,
    )
    for order, (symbol, of) in enumerate((("SAT", None), ("TRATO", driver), ("TIEMPO", None)), start=1):
        records.create(
            Question(
                title=f"¿Qué tan bien? {symbol}",
                survey=made,
                symbol=symbol,
                order=order,
                driver=of,
                unit=units["UPPM"],
            ),
            by=coordinator,
        )
    records.transition(made, "send", by=coordinator)
    return records.transition(made, "approve", by=director)


@pytest.fixture
def wave(units: Any, survey: Survey, coordinator: User) -> Callable[..., Wave]:
    """A function that opens a wave in the field."""

    def make(**changes: Any) -> Wave:
        values = {
            "title": "Medición 2025",
            "survey": survey,
            "started_on": date(2025, 3, 3),
            "ended_on": date(2025, 3, 28),
            "unit": units["UPPM"],
        }
        return records.create(Wave(**values | changes), by=coordinator)

    return make


@pytest.fixture
def load(surveyor: User) -> Callable[..., services.Outcome]:
    """A function that brings a CSV of answers as the officer of the unit."""

    def bring(
        wave: Wave, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS
    ) -> services.Outcome:
        return services.take_in(
            wave, by=surveyor, stream=io.BytesIO(csv_of(rows, headings)), file_name="respuestas.csv"
        )

    return bring


@pytest.fixture
def closed(load: Any, surveyor: User, coordinator: User) -> Callable[..., Wave]:
    """A function that brings a wave from the field to closed."""

    def close(wave: Wave, rows: Sequence[Sequence[Any]]) -> Wave:
        outcome = load(wave, rows)
        assert not outcome.findings
        sent = records.transition(outcome.wave, "send", by=surveyor)
        return records.transition(sent, "close", by=coordinator)

    return close
