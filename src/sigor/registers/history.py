"""The audit trail of one record in words: who changed what, from what to what, when and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Field, ForeignKey, GeneratedField, JSONField, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.records import selectors
from sigor.records.models import AuditEntry, Record
from sigor.registers.values import label_of, related_model, shown

# Columns that every change touches and that say nothing by themselves.
SILENT = frozenset(
    {"id", "revision", "created_at", "created_by_id", "updated_at", "updated_by_id", "code", "declared"}
)


@dataclass(frozen=True)
class Line:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """One entry of the audit trail, readable."""

    at: datetime
    who: str
    source: str
    reason: str
    created: bool
    declared: str = ""  # the sentence of the step, where it was a personal one
    lines: list[Line] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        lines = [{"field": line.label, "before": line.before, "after": line.after} for line in self.lines]
        told = {"at": self.at.isoformat(), "who": self.who, "source": self.source, "reason": self.reason}
        return told | {"declared": self.declared, "created": self.created, "changes": lines}


def history(record: Record, *, limit: int | None = None) -> list[Event]:
    """Every change of the record, newest first."""
    return _events(record, selectors.history_of(record)[:limit])


def since(record: Record, revision: int) -> list[Event]:
    """What others did to the record after it stood at that revision."""
    return _events(record, selectors.history_of(record).filter(after__revision__gt=revision))


def _stamps(record: Record) -> set[str]:
    """Columns that say who took a step and when: the event itself tells that."""
    stamps = {step.stamp for step in record.workflow.transitions if step.stamp}
    return {f"{stamp}{end}" for stamp in stamps for end in ("_by_id", "_at")}


def _events(record: Record, entries: Iterable[AuditEntry]) -> list[Event]:
    entries = list(entries)
    silent = SILENT | _stamps(record)
    columns: dict[str, Field[Any, Any]] = {
        f.column: f for f in record._meta.concrete_fields if f.column not in silent and f.column is not None
    }
    names = _names(columns, entries)
    people = User.objects.in_bulk({e.actor_id for e in entries if e.actor_id is not None})
    events = []
    for entry in entries:
        before, after = entry.before or {}, entry.after or {}
        lines = [
            Line(label_of(f), _words(f, before.get(c), record, names), _words(f, after.get(c), record, names))
            for c, f in columns.items()
            if c in after and not isinstance(f, GeneratedField)
        ]
        created = entry.operation == "INSERT"
        events.append(
            Event(
                at=entry.at,
                who=str(people.get(entry.actor_id or 0, entry.actor)),
                source=_source(entry.source),
                reason=entry.reason,
                created=created,
                declared=after.get("declared") or "",
                lines=[line for line in lines if line.before or line.after],
            )
        )
    return events


def _source(code: str) -> str:
    known = {
        "web": _("página"),
        "api": _("API"),
        "cli": _("línea de órdenes"),
        "job": _("tarea"),
        "sql": _("SQL"),
    }
    return known.get(code, code)


def _names(columns: dict[str, Field[Any, Any]], entries: list[AuditEntry]) -> dict[tuple[str, Any], Model]:
    """The rows that foreign keys in these entries point to, fetched once per table."""
    found: dict[tuple[str, Any], Model] = {}
    for column, f in columns.items():
        model = related_model(f)
        if model is None:
            continue
        keys = {
            row[column] for e in entries for row in (e.before, e.after) if row and row.get(column) is not None
        }
        found |= {(column, pk): row for pk, row in model._default_manager.in_bulk(keys).items()}
    return found


def _words(f: Field[Any, Any], value: Any, record: Record, names: dict[tuple[str, Any], Model]) -> str:
    if value is None:
        return ""
    if isinstance(f, ForeignKey):
        return shown(f, names.get((f.column, value), value))
    if isinstance(f, JSONField) and not f.editable:
        return _computed(value)
    return shown(f, _moment(f, value), record)


def _computed(value: Any) -> str:
    """What a computation left, by its hash: its own page says it in words."""
    if not value:
        return ""
    return f"sha256 {hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]}…"


def _moment(f: Field[Any, Any], value: Any) -> date | datetime | Any:
    """Dates arrive from the trail as text."""
    if isinstance(f, DateTimeField) and isinstance(value, str):
        return parse_datetime(value) or value
    if isinstance(f, DateField) and isinstance(value, str):
        return parse_date(value) or value
    return value
