"""Registers to run each contract over, people who look at them, and records made through the public doors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from rest_framework.test import APIClient

from sigor.accounts.models import User
from sigor.organisation.models import Membership, Role
from sigor.records.models import Record
from sigor.registers.declaration import Register, all_registers
from tests.conftest import SINCE
from tests.contracts.samples import Samples

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(params=all_registers(), ids=lambda register: register.slug)
def register(request) -> Register:
    return request.param


@pytest.fixture
def samples(units) -> Samples:
    return Samples(units)


@pytest.fixture
def keep(register, samples) -> Callable[..., Record]:
    """A function that keeps another sample record of the register in a unit."""

    def make(by: User, unit: str = "UCC", **changes: Any) -> Record:
        return samples.keep(register, by, unit, **changes)

    return make


@pytest.fixture
def signed_in() -> Callable[[User], APIClient]:
    """A function that gives a person's client, signed in; the same one opens pages and the API.

    It begins with the session that signing in leaves: what else signing in does is not what contracts ask about.
    """
    clients: dict[int, APIClient] = {}

    def sign_in(user: User) -> APIClient:
        if user.pk not in clients:
            clients[user.pk] = APIClient()
            session = clients[user.pk].session
            session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
        return clients[user.pk]

    return sign_in


@pytest.fixture
def insider(register, person, units):
    """A function that makes a person who reads this register whatever it holds, with a role besides."""

    def make(username: str, role: str, unit: str) -> User:
        user = person(username, role, unit)
        if register.private:
            Membership.objects.create(user=user, unit=units["DE"], role=Role.UNIT_HEAD, valid_from=SINCE)
        return user

    return make


@pytest.fixture
def coordinator(insider) -> User:
    return insider("coordinator", Role.COORDINATOR, "UPPM-CMG")


@pytest.fixture
def deciders(insider) -> list[User]:
    """People who wrote nothing and who, among them, hold every permission that a step may take."""
    return [
        insider("second_coordinator", Role.COORDINATOR, "UPPM-CMG"),
        insider("second_director", Role.DIRECTOR, "DE"),
        insider("second_auditor", Role.AUDITOR, "DE"),
    ]
