"""Places, projects, interventions and evaluations to work with, made through the public door."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from sigor.organisation.models import Role
from sigor.records import services
from sigor.resources.models import (
    AttentionPoint,
    Evaluation,
    FollowUp,
    Intervention,
    ItProject,
    ProjectReport,
    Recommendation,
    ResourceNeed,
)


@pytest.fixture
def api():
    def of(user) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return of


@pytest.fixture
def systems_head(person):
    return person("systems_head", Role.UNIT_HEAD, "UTI")


@pytest.fixture
def second_coordinator(person):
    return person("second_coordinator", Role.COORDINATOR, "UPPM")


@pytest.fixture
def point(units, coordinator):
    def make(**more) -> AttentionPoint:
        told = {"title": "Oficina de Piura", "kind": "office", "place": "Piura", "ubigeo": "200101"}
        return services.create(AttentionPoint(**(told | {"unit": units["UOP"]} | more)), by=coordinator)

    return make


@pytest.fixture
def need(units, systems_head):
    def make(by=systems_head, **more) -> ResourceNeed:
        told = {"title": "Servidor", "what": "Capacidad", "priority": "high", "due_date": date(2025, 6, 30)}
        return services.create(ResourceNeed(**(told | {"unit": units["UTI"]} | more)), by=by)

    return make


@pytest.fixture
def project(units, systems_head):
    def make(**more) -> ItProject:
        told = {"title": "Mi Juntos V2.0", "objective": "Consultar en línea", "unit": units["UTI"]}
        told |= {"starts_on": date(2025, 1, 2), "ends_on": date(2025, 12, 31)}
        return services.create(ItProject(**(told | more)), by=systems_head)

    return make


@pytest.fixture
def report(units, systems_head):
    def make(project, percent, cut_off="2025-05-31", **more) -> ProjectReport:
        told = {"title": "Avance", "text": "Se avanzó.", "planned_percent": 50, "unit": units["UTI"]}
        told |= {"achieved_percent": percent, "cut_off": date.fromisoformat(cut_off)}
        return services.create(ProjectReport(project=project, **(told | more)), by=systems_head)

    return make


@pytest.fixture
def intervention(units, unit_head):
    def make(**more) -> Intervention:
        told = {"title": "Vida adolescente", "kind": "intervention", "objective": "Terminar la secundaria"}
        told |= {"starts_on": date(2025, 1, 2), "ends_on": date(2025, 12, 31), "unit": units["UCC"]}
        return services.create(Intervention(**(told | more)), by=unit_head)

    return make


@pytest.fixture
def follow(units, unit_head):
    def make(intervention, **more) -> FollowUp:
        told = {"title": "Primer semestre", "period": "2025-I", "due_date": date(2025, 6, 30)}
        return services.create(
            FollowUp(intervention=intervention, **(told | {"unit": units["UCC"]} | more)), by=unit_head
        )

    return make


@pytest.fixture
def evaluation(units, coordinator):
    def make(**more) -> Evaluation:
        told = {"title": "Evaluación TAS", "question": "¿Sirve?", "due_date": date(2025, 7, 31)}
        return services.create(Evaluation(**(told | {"unit": units["UPPM"]} | more)), by=coordinator)

    return make


@pytest.fixture
def recommend(units, coordinator):
    def make(evaluation, issued="2025-05-01", **more) -> Recommendation:
        told = {"title": "Ampliar", "text": "Ampliar el incentivo", "due_date": date(2025, 9, 30)}
        told |= {"issued_on": date.fromisoformat(issued), "unit": units["UCC"]}
        return services.create(Recommendation(evaluation=evaluation, **(told | more)), by=coordinator)

    return make
