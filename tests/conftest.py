"""People and units that tests speak of: roles, never invented persons."""

from datetime import date

import pytest

from sigor.accounts.models import User
from sigor.organisation.models import Membership, Role, Unit

PASSWORD = "una-clave-larga-1"
SINCE = date(2020, 1, 1)

TREE = [
    ("DE", None, "Dirección Ejecutiva", Unit.Kind.DIRECTION),
    ("CT", "DE", "Coordinación Técnica", Unit.Kind.COORDINATION),
    ("UPPM", "DE", "Unidad de Planeamiento, Presupuesto y Modernización", Unit.Kind.UNIT),
    ("UPPM-CMG", "UPPM", "Coordinación de Modernización de la Gestión", Unit.Kind.COORDINATION),
    ("UAJ", "DE", "Unidad de Asesoría Jurídica", Unit.Kind.UNIT),
    ("URH", "DE", "Unidad de Recursos Humanos", Unit.Kind.UNIT),
    ("UCI", "DE", "Unidad de Comunicación e Imagen", Unit.Kind.UNIT),
    ("UTI", "DE", "Unidad de Tecnologías de Información", Unit.Kind.UNIT),
    ("UFII", "DE", "Unidad Funcional de Integridad Institucional", Unit.Kind.UNIT),
    ("UOP", "DE", "Unidad de Operaciones", Unit.Kind.UNIT),
    ("UCC", "DE", "Unidad de Cumplimiento de Corresponsabilidades", Unit.Kind.UNIT),
    ("UT-PIURA", "CT", "Unidad Territorial Piura", Unit.Kind.TERRITORIAL),
]


@pytest.fixture
def units(db) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for acronym, parent, name, kind in TREE:
        found[acronym] = Unit.objects.create(
            acronym=acronym, parent=found.get(parent), name=name, kind=kind, valid_from=SINCE, confirmed=True
        )
    return found


@pytest.fixture
def person(units):
    """A function that makes a person with a role in a unit."""

    def make(username: str, role: str, unit: str, full_name: str = "") -> User:
        user = User.objects.create_user(
            username,
            f"{username}@ejemplo.pe",
            PASSWORD,
            full_name=full_name or username.replace("_", " ").capitalize(),
        )
        Membership.objects.create(user=user, unit=units[unit], role=role, valid_from=SINCE)
        return user

    return make


@pytest.fixture
def coordinator(person):
    return person("coordinator", Role.COORDINATOR, "UPPM-CMG")


@pytest.fixture
def planner(person):
    return person("planner", Role.OFFICER, "UPPM")


@pytest.fixture
def unit_head(person):
    return person("unit_head", Role.UNIT_HEAD, "UCC")


@pytest.fixture
def other_head(person):
    return person("other_head", Role.UNIT_HEAD, "UOP")


@pytest.fixture
def director(person):
    return person("director", Role.DIRECTOR, "DE")


@pytest.fixture
def territorial_officer(person):
    return person("territorial_officer", Role.OFFICER, "UT-PIURA")


@pytest.fixture
def auditor(person):
    return person("auditor", Role.AUDITOR, "DE")


@pytest.fixture
def administrator(person):
    return person("administrator", Role.ADMINISTRATOR, "UTI")
