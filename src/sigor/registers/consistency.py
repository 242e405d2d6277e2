"""The system's own check: rules that records must keep among themselves, each one question to the database.

A chapter declares its rules in `rules.py`, which its AppConfig imports; nothing is stored, so a finding is
gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.urls import reverse

from sigor.accounts.models import User
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import declaration

Severity = Literal["error", "warning"]
# What breaks the rule on that day, among all records; the rule's reader decides which of them are shown.
Breaking = Callable[[date], QuerySet[Any]]


@dataclass(frozen=True)
class Rule:
    """One thing that must hold; `breaking` finds the records that do not keep it."""

    code: str
    label: Any  # says what is wrong, in the plural: «Riesgos sobre el apetito sin tratamiento»
    remedy: Any  # what to do about one of them, in one sentence
    severity: Severity
    register: str  # slug; empty for things that are kept outside the registers
    breaking: Breaking  # outside the registers its rows bring `code`, `title` and `unit_acronym`
    clauses: tuple[str, ...] = ()
    address: Callable[[int], str] | None = None  # page of a thing outside the registers

    def rows(self, user: User | None, on: date) -> QuerySet[Any]:
        """The records that break the rule and that this person may see; all of them for nobody in particular."""
        rows = self.breaking(on)
        if not self.register:
            seen = user is None or access.grants(user).anywhere(Permission.VIEW)
            return rows if seen else rows.none()
        if user is None:
            return rows.filter(archived_at__isnull=True)
        return rows.filter(pk__in=self._declared().records(user).values("pk"))

    def url_of(self, pk: int) -> str:
        if self.address is not None:
            return self.address(pk)
        return reverse("register_detail", args=[self.register, pk])

    def _declared(self) -> declaration.Register:
        found = declaration.get(self.register)
        if found is None:
            raise LookupError(self.register)
        return found


@dataclass(frozen=True)
class Finding:
    """One record that breaks one rule."""

    rule: Rule
    pk: int
    code: str
    title: str
    unit: str
    url: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule.code,
            "severity": self.rule.severity,
            "message": str(self.rule.label),
            "code": self.code,
            "title": self.title,
            "unit": self.unit,
            "url": self.url,
        }


_rules: dict[str, Rule] = {}


def rule(
    code: str,
    label: Any,
    *,
    remedy: Any,
    register: str = "",
    severity: Severity = "error",
    clauses: tuple[str, ...] = (),
    address: Callable[[int], str] | None = None,
) -> Callable[[Breaking], Breaking]:
    """Decorator: the function that answers which records break this rule on a day."""

    def declare(breaking: Breaking) -> Breaking:
        _rules[code] = Rule(code, label, remedy, severity, register, breaking, clauses, address)
        return breaking

    return declare


def all_rules() -> list[Rule]:
    return list(_rules.values())


def get(code: str) -> Rule | None:
    return _rules.get(code)


def forget(code: str) -> None:
    """Take a rule out again; for tests that declare one at run time."""
    _rules.pop(code, None)


def findings_of(
    found: Rule, user: User | None, on: date, limit: int, *, skip: int = 0
) -> tuple[int, list[Finding]]:
    """How many records break a rule, and `limit` of them by code after the first `skip`."""
    rows = found.rows(user, on)
    count = rows.count()
    return count, list(_listed(found, rows, slice(skip, skip + limit))) if count else []


def _listed(found: Rule, rows: QuerySet[Any], which: slice) -> Iterator[Finding]:
    if found.register:
        rows = rows.annotate(unit_acronym=F("unit__acronym"))
    for row in rows.order_by("code").values("pk", "code", "title", "unit_acronym")[which]:
        yield Finding(
            found, row["pk"], row["code"], row["title"], row["unit_acronym"], found.url_of(row["pk"])
        )
