"""A policy, an objective and roles to work with, made through the public door."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from sigor.leadership.models import Objective, Policy, RoleHolding, SigRole
from sigor.organisation.models import Role
from sigor.records import services


@pytest.fixture
def second_coordinator(person):
    return person("second_coordinator", Role.COORDINATOR, "UPPM")


@pytest.fixture
def api():
    def of(user) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return of


@pytest.fixture
def policy(units, coordinator):
    """A draft of the policy, complete."""
    told = {"title": "Política integrada", "statement": "Servir bien.", "act": "RDE", "quality": True}
    told |= {"valid_from": date(2024, 1, 1), "unit": units["DE"]}
    return services.create(Policy(**told), by=coordinator)


@pytest.fixture
def in_force(policy, coordinator, director):
    services.transition(policy, "send", by=coordinator)
    return services.transition(policy, "approve", by=director)


@pytest.fixture
def aim(units, coordinator):
    """A function that keeps an objective of a policy."""

    def make(policy, **more) -> Objective:
        told = {
            "title": "Entregar a tiempo",
            "target": "95 %",
            "frequency": "quarterly",
            "unit": units["UPPM"],
        }
        return services.create(Objective(policy=policy, **(told | more)), by=coordinator)

    return make


@pytest.fixture
def role(units, coordinator):
    """A function that keeps a role."""

    def make(title="Oficial de cumplimiento", **more) -> SigRole:
        told = {"title": title, "responsibilities": "Vigilar.", "unit": units["UFII"]}
        return services.create(SigRole(**(told | more)), by=coordinator)

    return make


@pytest.fixture
def hold(units, coordinator):
    """A function that gives a role to a person or a post."""

    def make(role, since="2025-01-01", until=None, **more) -> RoleHolding:
        told = {"title": "Asignación", "unit": units["UFII"], "valid_from": date.fromisoformat(since)}
        told["valid_to"] = date.fromisoformat(until) if until else None
        return services.create(RoleHolding(role=role, **(told | more)), by=coordinator)

    return make
