"""Posts, people in them and what they must learn and read; people are roles."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from sigor.organisation.models import Role
from sigor.people.models import (
    Attendance,
    Communication,
    Competence,
    EstablishmentEntry,
    HeldCompetence,
    Holder,
    Induction,
    Post,
    PostCompetence,
    RequiredReading,
    Study,
    TrainingAction,
    TrainingNeed,
)
from sigor.records import services

NAME = "Gestora Reservada Uno"


@pytest.fixture
def keeper(person):
    """Who keeps the register of persons."""
    return person("keeper", Role.UNIT_HEAD, "URH")


@pytest.fixture
def urh_officer(person):
    return person("urh_officer", Role.OFFICER, "URH")


@pytest.fixture
def officer(person):
    """A person of the UCC who holds a post and has an account."""
    return person("officer", Role.OFFICER, "UCC")


@pytest.fixture
def colleague(person):
    return person("colleague", Role.OFFICER, "UCC")


@pytest.fixture
def make(units, keeper):
    """A function that keeps a record of the chapter, with what is needed and nothing else."""

    def of(model, *, by=None, unit="URH", **values):
        return services.create(model(unit=units[unit], **(DEFAULTS.get(model, {}) | values)), by=by or keeper)

    return of


DEFAULTS = {
    Post: {"title": "Gestor local"},
    Competence: {"title": "Planificación", "kind": "general"},
    PostCompetence: {"title": "Para su trabajo", "required_level": 3},
    EstablishmentEntry: {
        "title": "Gestor local",
        "year": 2025,
        "positions": 5,
        "occupied": 1,
        "monthly_value": 1,
    },
    Holder: {"title": NAME, "since": date(2025, 1, 2)},
    HeldCompetence: {"title": "Evaluación", "level": 2, "assessed_on": date(2025, 3, 3)},
    TrainingNeed: {"title": "Aprender", "source": "gap", "identified_on": date(2025, 1, 15)},
    TrainingAction: {
        "title": "Taller",
        "year": 2025,
        "hours": 8,
        "modality": "remote",
        "due_date": date(2025, 4, 30),
        "effectiveness_due": date(2025, 6, 30),
    },
    Attendance: {"title": "Lista de asistencia", "attended": "yes"},
    Induction: {"title": "Inducción general", "due_date": date(2025, 2, 28)},
    RequiredReading: {
        "title": "Política integrada",
        "kind": "policy",
        "version": "01",
        "text": "Compromisos del Programa.",
        "audience": "everybody",
        "from_date": date(2025, 1, 31),
        "due_days": 30,
    },
    Communication: {
        "title": "Resultados del SIG",
        "scope": "internal",
        "systems": "all",
        "audience": "Jefaturas",
        "channel": "Correo",
        "sender": "Jefatura",
        "frequency": "Trimestral",
    },
    Study: {"title": "Revisión", "year": 2024, "kind": "systematic_review"},
}


@pytest.fixture
def post(make):
    return make(Post)


@pytest.fixture
def competence(make):
    return make(Competence)


@pytest.fixture
def holder(make, post, units, officer):
    """A person of the UCC, kept by the URH."""
    return make(Holder, post=post, of_unit=units["UCC"], user=officer)


@pytest.fixture
def in_force(keeper, director):
    """A function that brings a drafted record into force."""

    def of(record):
        record = services.transition(record, "send", by=keeper)
        return services.transition(record, "approve", by=director)

    return of


@pytest.fixture
def reading(make, in_force):
    return in_force(make(RequiredReading))


@pytest.fixture
def api():
    def of(user) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return of


@pytest.fixture
def steps(client, api):
    """A function that tries a step through the page and through the API; gives both answers."""

    def attempt(user, slug, record, name, **told):
        client.force_login(user)
        page = client.post(reverse("register_transition", args=[slug, record.pk, name]), told)
        answer = api(user).post(
            f"/api/v1/{slug}/{record.pk}/transitions/{name}/", {"reason": "", **told}, format="json"
        )
        return page, answer

    return attempt


@pytest.fixture
def refused(steps):
    """A function that checks that page and API refuse a step with this sentence, and nothing changes."""

    def check(user, slug, record, name, sentence, **told):
        with pytest.raises(services.TransitionRefused, match=sentence):
            services.transition(record, name, by=user, values=told, reason=told.get("reason", ""))
        page, answer = steps(user, slug, record, name, **told)
        assert page.status_code == 409 and sentence in page.content.decode()
        assert answer.status_code == 409 and sentence in answer.json()["detail"]
        state = record.state
        record.refresh_from_db()
        assert record.state == state

    return check
