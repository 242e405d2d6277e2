"""A model, sensitive posts, holders and commitments to work with, made through the public door."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from sigor.integrity.models import EthicsCommitment, IntegrityAction, SensitivePost
from sigor.integrity.services import load_model
from sigor.organisation import clock
from sigor.organisation.models import Role
from sigor.people.models import Holder, Post
from sigor.records import services


@pytest.fixture(autouse=True)
def in_june():
    with clock.at(timezone.make_aware(datetime(2025, 6, 30, 10))):
        yield


@pytest.fixture
def api():
    def of(user) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return of


@pytest.fixture
def integrity_head(person):
    return person("integrity_head", Role.UNIT_HEAD, "UFII")


@pytest.fixture
def specialist(person):
    """Who holds the post; the name must not be read by others."""
    return person("rosa_huaman", Role.OFFICER, "UCC", full_name="Rosa Huamán")


@pytest.fixture
def colleague(person):
    """Of the same unit, without a say over persons."""
    return person("colleague", Role.OFFICER, "UCC")


@pytest.fixture
def model(units, coordinator):
    return load_model(by=coordinator, unit=units["UFII"])[0]


@pytest.fixture
def action(units, coordinator, model):
    def make(**more) -> IntegrityAction:
        told = {"title": "Capacitar", "year": 2025, "product": "Taller", "due_date": date(2025, 6, 29)}
        told |= {"component": model.components.get(number=6), "unit": units["UFII"]}
        return services.create(IntegrityAction(**(told | more)), by=coordinator)

    return make


@pytest.fixture
def post(units, coordinator):
    def make(title="Especialista en compras") -> Post:
        return services.create(Post(title=title, unit=units["UCC"]), by=coordinator)

    return make


@pytest.fixture
def sensitive(units, planner, coordinator, integrity_head, post):
    """A function that keeps a sensitive post, proposed by planning and confirmed by integrity."""

    def make(title="Compras", confirmed=True, **more) -> SensitivePost:
        told = {"title": title, "kind": "vulnerable", "exposure": "Elige proveedores", "unit": units["UFII"]}
        told |= {"post": post(title), "commitment_text": "No recibiré dádivas."}
        kept = services.create(SensitivePost(**(told | more)), by=coordinator)
        if confirmed:
            services.transition(kept, "send", by=coordinator)
            kept = services.transition(kept, "approve", by=integrity_head)
        return kept

    return make


@pytest.fixture
def hold(units, coordinator, specialist):
    """A function that puts somebody in the post of a sensitive post."""

    def make(sensitive, user=specialist, unit="UCC") -> Holder:
        told = {"title": str(user), "user": user, "post": sensitive.post, "of_unit": units[unit]}
        return services.create(Holder(unit=units["URH"], since=date(2024, 1, 1), **told), by=coordinator)

    return make


@pytest.fixture
def commit(units, coordinator):
    """A function that keeps a commitment still to be signed."""

    def make(sensitive, holder=None, unit="UCC", **more) -> EthicsCommitment:
        told = {"title": "Compromiso 2025", "sensitive_post": sensitive, "holder": holder}
        told |= {"unit": units[unit], "kept_by": units["UFII"], "due_date": date(2025, 7, 15)}
        return services.create(EthicsCommitment(**(told | more)), by=coordinator)

    return make
