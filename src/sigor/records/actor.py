"""Who is acting, from where and why: told to the database, whose triggers write the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

SETTINGS = ("sigor.actor_id", "sigor.actor", "sigor.source", "sigor.reason")

source: ContextVar[str] = ContextVar("source", default="cli")


def _tell(values: tuple[str, ...], *, local: bool) -> None:
    with connection.cursor() as cursor:
        calls = ", ".join("set_config(%s, %s, %s)" for _name in SETTINGS)
        parameters = [
            item for name, value in zip(SETTINGS, values, strict=True) for item in (name, value, local)
        ]
        cursor.execute(f"SELECT {calls}", parameters)


@contextmanager
def acting(by: Any, *, reason: str = "") -> Iterator[None]:
    """One transaction whose changes are entered in the audit trail as made by `by`, for `reason`."""
    with transaction.atomic():
        _tell((str(by.pk), by.username, source.get(), reason), local=True)
        yield


@contextmanager
def session_of(user: Any, origin: str) -> Iterator[None]:
    """Name the person for writes made outside a service, such as a change of password."""
    token = source.set(origin)
    _tell((str(user.pk or ""), user.get_username(), origin, ""), local=False)
    try:
        yield
    finally:
        source.reset(token)
        if not connection.needs_rollback:
            _tell(("", "", "", ""), local=False)
