"""Records of the context made through the public doors, and a step tried at each of them."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.context.models import (
    Aspect,
    ChangeImpact,
    ChangePlan,
    DiligenceQuestion,
    DueDiligence,
    Issue,
    NormAnalysis,
    Partner,
)
from sigor.organisation.models import Role
from sigor.records import services

DUE = date(2030, 1, 1)


@pytest.fixture
def second_coordinator(person):
    return person("second_coordinator", Role.COORDINATOR, "UPPM")


@pytest.fixture
def issue(units, unit_head):
    def make(**told):
        told = {"title": "Cuestión", "swot": "threat", "pestel": "legal", "relevance": 3} | told
        return services.create(Issue(**{"unit": units["UCC"]} | told), by=unit_head)

    return make


@pytest.fixture
def partner(units, unit_head):
    def make(**told):
        told = {"title": "Entidad pagadora", "kind": "payer", "diligence_level": "high"} | told
        return services.create(Partner(unit=units["UCC"], **told), by=unit_head)

    return make


@pytest.fixture
def question(units, coordinator):
    def make(title="¿Tiene sanciones vigentes?", **told):
        told = {"level": "high", "valid_from": date(2020, 1, 1)} | told
        return services.create(DiligenceQuestion(title=title, unit=units["UPPM"], **told), by=coordinator)

    return make


@pytest.fixture
def diligence(units, unit_head, partner):
    def make(of=None, **told):
        told = {"title": "Revisión del socio", "level": "high"} | told
        return services.create(DueDiligence(partner=of or partner(), unit=units["UCC"], **told), by=unit_head)

    return make


@pytest.fixture
def norm(units, unit_head):
    def make(**told):
        told = {"title": "Norma de prueba", "due_date": DUE} | told
        return services.create(NormAnalysis(unit=units["UCC"], **told), by=unit_head)

    return make


@pytest.fixture
def change(units, unit_head):
    def make(**told):
        told = {"title": "Nuevo aplicativo", "due_date": DUE} | told
        return services.create(ChangePlan(unit=units["UCC"], **told), by=unit_head)

    return make


@pytest.fixture
def impact(unit_head):
    def make(change, aspect, touched="no", **told):
        told = {"title": f"Sobre {aspect}"} | told
        return services.create(
            ChangeImpact(change=change, unit=change.unit, aspect=aspect, touched=touched, **told),
            by=unit_head,
        )

    return make


@pytest.fixture
def assessed_change(change, impact, unit_head):
    def make(**told):
        found = change(**told)
        for aspect in Aspect.values:
            impact(found, aspect)
        return services.transition(found, "assess", by=unit_head)

    return make


@pytest.fixture
def refused_everywhere():
    """A function that tries a step through services, page and API; all must refuse with the same sentence."""

    def try_(record, name, by, sentence, slug, **asked):
        told = {
            key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in asked.items()
        }
        client = Client()
        client.force_login(by)
        page = client.post(
            reverse("register_transition", args=[slug, record.pk, name]), {"reason": "Porque sí"} | told
        )
        assert page.status_code == 409
        assert sentence in page.content.decode()
        api = APIClient()
        api.force_login(by)
        where = f"/api/v1/{slug}/{record.pk}/transitions/{name}/"
        answer = api.post(where, {"reason": "Porque sí"} | told, format="json")
        assert answer.status_code == 409
        assert sentence in answer.json()["detail"]
        with pytest.raises(services.TransitionRefused) as refused:
            services.transition(record, name, by=by, reason="Porque sí", values=asked)
        assert sentence in str(refused.value)

    return try_
