"""What the tests of accounts share: signing in as a person would, and codes of an authenticator app."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from tests.conftest import PASSWORD


@pytest.fixture
def sign_in(client):
    """A function that fills the sign-in form and gives the answer."""

    def fill(login: str, password: str = PASSWORD, **extra):
        return client.post("/cuenta/entrar/", {"login": login, "password": password}, **extra)

    return fill


@pytest.fixture
def app_secret(unit_head):
    """The head of unit uses an authenticator app; this is its secret."""
    secret = generate_totp_secret()
    TOTP.activate(unit_head, secret)
    return secret


@pytest.fixture
def code_of():
    def code(secret: str, periods_ahead: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods_ahead))

    return code
