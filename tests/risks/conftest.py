"""A scale in force, and risks made and moved through the public doors."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.organisation.models import Role
from sigor.records import services
from sigor.risks.models import Risk, RiskControl, RiskScale, ScaleLevel, Treatment

SINCE = date(2020, 1, 1)
VALUES = (1, 2, 3)
LEVELS = [("Bajo", 1, 2, "unit_head"), ("Medio", 3, 4, "director"), ("Alto", 6, 9, "nobody")]


@pytest.fixture
def second_coordinator(person):
    return person("second_coordinator", Role.COORDINATOR, "UPPM")


@pytest.fixture
def draft_scale(units, coordinator):
    """A function that drafts a scale with these values and levels."""

    def make(risk_class="performance", values=VALUES, levels=LEVELS, **told):
        told = {"appetite_score": 2, "valid_from": SINCE} | told
        scale = services.create(
            RiskScale(title="Escala de prueba", unit=units["UPPM"], risk_class=risk_class, **told),
            by=coordinator,
        )
        for axis in ("likelihood", "impact"):
            for value in values:
                part(scale, coordinator, axis=axis, title=f"Valor {value}", value=value)
        for label, low, high, acceptance in levels:
            part(
                scale,
                coordinator,
                axis="level",
                title=label,
                min_score=low,
                max_score=high,
                acceptance=acceptance,
            )
        return scale

    return make


def part(scale, by, **told):
    return services.create(ScaleLevel(scale=scale, unit=scale.unit, **told), by=by)


@pytest.fixture
def scale(draft_scale, coordinator, director):
    """A function that gives a scale in force."""

    def make(risk_class="performance", **told):
        drafted = services.transition(draft_scale(risk_class, **told), "send", by=coordinator)
        return services.transition(drafted, "approve", by=director)

    return make


@pytest.fixture
def risk(units, coordinator):
    """A function that keeps a risk of the UCC."""

    def make(by=None, **told):
        told = {"title": "Cobro indebido", "risk_class": "performance", "unit": units["UCC"]} | told
        return services.create(Risk(**told), by=by or coordinator)

    return make


@pytest.fixture
def control_of(coordinator):
    def make(risk, **told):
        told = {"title": "Doble revisión", "kind": "preventive"} | told
        return services.create(RiskControl(risk=risk, unit=risk.unit, **told), by=coordinator)

    return make


@pytest.fixture
def treatment_of(coordinator):
    def make(risk, **told):
        told = {"title": "Capacitar", "owner": "Jefatura", "due_date": date(2030, 1, 1)} | told
        return services.create(Treatment(risk=risk, unit=risk.unit, **told), by=coordinator)

    return make


@pytest.fixture
def verified(unit_head, coordinator):
    """A function that takes a treatment to its end."""

    def finish(treatment):
        treatment = services.transition(treatment, "report", by=unit_head, values={"result": "Hecho"})
        return services.transition(treatment, "verify", by=coordinator)

    return finish


@pytest.fixture
def refused_everywhere():
    """A function that tries a step through the page and the API; both must refuse with the same sentence."""

    def try_(record, name, by, sentence, slug, **asked):
        client = Client()
        client.force_login(by)
        told = {
            key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in asked.items()
        }
        page = client.post(
            reverse("register_transition", args=[slug, record.pk, name]), {"reason": "Porque sí"} | told
        )
        assert page.status_code == 409
        assert sentence in page.content.decode()
        api = APIClient()
        api.force_login(by)
        answer = api.post(
            f"/api/v1/{slug}/{record.pk}/transitions/{name}/", {"reason": "Porque sí"} | told, format="json"
        )
        assert answer.status_code == 409
        assert sentence in answer.json()["detail"]
        with pytest.raises(services.TransitionRefused, match=_as_pattern(sentence)):
            services.transition(record, name, by=by, reason="Porque sí", values=asked)

    return try_


def _as_pattern(sentence: str) -> str:
    for sign in "\\.()?*+[]":
        sentence = sentence.replace(sign, f"\\{sign}")
    return sentence
