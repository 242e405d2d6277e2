"""People and units that tests speak of: roles, never invented persons."""

import gc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test.client import ClientHandler
from django.test.signals import setting_changed

from sigor.accounts.models import User
from sigor.organisation.models import Membership, Role, Unit
from sigor.records import audit

PASSWORD = "una-clave-larga-1"
SINCE = date(2020, 1, 1)
CHAIN = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
FOLDERS = ("STATE", "FILES_ROOT", "INCENTIVES_ROOT")  # settings of the product that no middleware reads

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


# Migrating and collecting make millions of objects that stay: looked over seldom, they cost half the time.
gc.set_threshold(200_000, 20, 100)


# What takes minutes goes first, so that no worker begins it while the other has nothing left to do.
LONG = (
    "tests/journeys/test_registers_serve",
    "tests/durability/",
    "tests/incentives/test_engines",
    "tests/journeys/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> int:
        return next((at for at, place in enumerate(LONG) if item.nodeid.startswith(place)), len(LONG))

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it need not be looked over for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def one_chain_of_middleware() -> Iterator[None]:
    """All clients go through the same middleware, as all requests to a server do, until a setting changes.

    WhiteNoise looks over every static file when it is made, and each client would make its own.
    """
    made: dict[str, Any] = {}
    load = ClientHandler.load_middleware

    def load_once(handler: ClientHandler) -> None:
        if not made:
            load(handler)
            made.update({name: vars(handler)[name] for name in CHAIN})
        vars(handler).update(made)

    def forget(setting: str, **_told: Any) -> None:
        if setting not in FOLDERS:
            made.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture(autouse=True)
def no_anchor_of_another_test() -> Iterator[None]:
    """Anchors speak of entries that are rolled back with the test: kept, they would call the next chain broken."""
    yield
    audit.anchor_file().unlink(missing_ok=True)


@pytest.fixture
def units(db) -> dict[str, Unit]:
    """Made level by level of the tree."""
    found: dict[str, Unit] = {}
    while len(found) < len(TREE):
        level = [
            Unit(
                acronym=acronym,
                parent=found.get(parent),
                name=name,
                kind=kind,
                valid_from=SINCE,
                confirmed=True,
            )
            for acronym, parent, name, kind in TREE
            if acronym not in found and (parent is None or parent in found)
        ]
        found |= {unit.acronym: unit for unit in Unit.objects.bulk_create(level)}
    return {acronym: found[acronym] for acronym, *_rest in TREE}


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
