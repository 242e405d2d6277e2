"""Every register at two sizes: the demonstration's records, each copied many times with its parts and ties.

Copies are written in bulk by the owner of the tables with every trigger on. Reference matter that can exist
only once (norms, controls of the annex…) is not copied: the copies refer to it. Run by `bench.__main__`.
"""

import copy
import logging
import time as clocks
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from bench.pages import page
from sigor.accounts.models import User
from sigor.config.checks import consistency_findings
from sigor.demo import loading
from sigor.records.actor import acting
from sigor.records.models import AuditEntry, EvidenceUse, Link, Record
from sigor.registers.declaration import Register, all_registers

APART = 10_000_000  # between the ids of one copy and the next
BATCH = 2_000
TITLE = "Copia sintética para medir"


def load_all(size: int, today: date) -> dict[str, Any]:
    """The demonstration, then as many copies as make `size` records."""
    began = clocks.perf_counter()
    loading.load_all()
    originals = {
        register.model: list(register.model._default_manager.order_by("pk")) for register in in_order()
    }
    copied = [model for model, rows in originals.items() if rows and can_be_copied(model, rows)]
    each = sum(len(originals[model]) for model in copied)
    times = max(0, -(-(size - total()) // each))
    by = User.objects.get(username="coordinacion")
    with transaction.atomic(), acting(by, reason=TITLE):
        for model in copied:
            write(clones(model, originals[model], range(1, times + 1), set(copied)))
        for tie in (EvidenceUse, Link):
            write(tie_clones(tie, range(1, times + 1), set(copied)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "records": total(),
        "largest": max(
            (model._default_manager.count(), str(model._meta.verbose_name)) for model in originals
        ),
        "audit_entries": AuditEntry.objects.count(),
        "seconds": clocks.perf_counter() - began,
    }


def total() -> int:
    return sum(register.model._default_manager.count() for register in all_registers())


def in_order() -> list[Register]:
    """Registers with those that others point to first."""
    waiting, done = all_registers(), []
    while waiting:
        ready = [r for r in waiting if not points_to(r.model) & {w.model for w in waiting if w is not r}]
        done += ready or waiting
        waiting = [r for r in waiting if r not in done]
    return done


def points_to(model: type[Record]) -> set[Any]:
    return {f.related_model for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)} - {
        model
    }


def can_be_copied(model: type[Record], rows: list[Record]) -> bool:
    """Whether a second one like it may exist."""
    try:
        with transaction.atomic():
            model._default_manager.bulk_create(list(clones(model, rows, range(1, 2), {model})))
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def clones(
    model: type[Record], rows: list[Record], turns: range, copied: set[type[Record]]
) -> Iterator[Record]:
    inner = [
        f
        for f in model._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and f.related_model in copied
    ]
    for turn in turns:
        for row in rows:
            made = copy.copy(row)
            made._state = copy.copy(row._state)
            made.pk = row.pk + turn * APART
            made.code = f"{row.code}-{turn}"
            for field in inner:
                if (at := getattr(row, field.attname)) is not None:
                    setattr(made, field.attname, at + turn * APART if at < APART else at)
            yield made


def tie_clones(tie: type[Any], turns: range, copied: set[type[Record]]) -> Iterator[Any]:
    kinds = {ContentType.objects.get_for_model(model).pk for model in copied}
    for row in list(tie.objects.filter(record_type__in=kinds)):
        for turn in turns:
            made = copy.copy(row)
            made.pk, made._state = None, copy.copy(row._state)
            made.record_id = row.record_id + turn * APART
            if isinstance(made, Link) and made.target_type_id in kinds:
                made.target_id = row.target_id + turn * APART
            yield made


def write(rows: Iterator[Any]) -> None:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            type(row)._default_manager.bulk_create(batch)
            batch = []
    if batch:
        type(batch[0])._default_manager.bulk_create(batch)


def measure(runs: int, today: date) -> dict[str, Any]:
    """Each list and each detail page as the coordinator opens it, the pages across registers, and the check."""
    logging.disable(logging.WARNING)
    client = Client(SERVER_NAME="localhost")
    user = User.objects.get(username="coordinacion")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found: dict[str, Any] = {}
    for register in all_registers():
        rows = register.records(user)
        first = rows.order_by("pk").first()
        found[f"{register.slug}: list"] = page(
            client, reverse("register_list", args=[register.slug]), {}, runs
        )
        if first is not None:
            found[f"{register.slug}: detail"] = page(client, register.url_of(first), {}, runs)
    for name in ("home", "verification", "agenda", "register_index"):
        found[f"page: {name}"] = page(client, reverse(name), {}, runs)
    began = clocks.perf_counter()
    told = consistency_findings(100)
    seconds = clocks.perf_counter() - began
    return {
        "pages": found,
        "check": {
            "seconds": seconds,
            "rules": len(told["rules"]),
            "found": sum(r["count"] for r in told["rules"]),
        },
    }
