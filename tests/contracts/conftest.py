"""Registers to run each contract over, and records made through the public doors."""

from collections.abc import Callable

import pytest
from django.test import Client

from sigor.accounts.models import User
from sigor.records import services
from sigor.records.models import Record
from sigor.registers.declaration import Register, all_registers
from tests.contracts.samples import values_for


@pytest.fixture(params=all_registers(), ids=lambda register: register.slug)
def register(request) -> Register:
    return request.param


@pytest.fixture
def keep(register, units) -> Callable[..., Record]:
    """A function that keeps the n-th sample record of the register in a unit."""

    def make(by: User, unit: str = "UCC", number: int = 1, **changes) -> Record:
        values = values_for(register, unit=units[unit], number=number) | changes
        return services.create(register.model(**values), by=by)

    return make


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
