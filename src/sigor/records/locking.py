"""Holding a row while something is counted on it."""

from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def held(model: type[M], pk: Any) -> M:
    """The row, kept from others until the transaction ends.

    A form that only checks what was typed runs outside a transaction and holds nothing: the one door checks again.
    """
    rows = model._default_manager.all()
    if connection.in_atomic_block:
        rows = rows.select_for_update(of=("self",))
    return rows.get(pk=pk)
