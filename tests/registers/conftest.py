"""Agreements and parties to work with, made through the public door."""

from datetime import date

import pytest

from sigor.committee.models import Agreement
from sigor.context.models import InterestedParty
from sigor.records import services


@pytest.fixture
def agree(units):
    """A function that keeps an agreement of a unit."""

    def make(by, unit="UCC", title="Rediseñar la verificación", due=date(2025, 6, 30), **more) -> Agreement:
        told = {"title": title, "text": "Se acuerda.", "due_date": due, "unit": units[unit]}
        return services.create(Agreement(**(told | more)), by=by)

    return make


@pytest.fixture
def party(units):
    """A function that keeps an interested party of a unit."""

    def make(by, unit="UCC", title="Hogares afiliados", **more) -> InterestedParty:
        told = {"title": title, "kind": "external", "influence": 4, "interest": 5, "unit": units[unit]}
        return services.create(InterestedParty(**(told | more)), by=by)

    return make
