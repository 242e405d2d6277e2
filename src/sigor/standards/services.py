"""Loading the catalogue, and beginning a version of the statement of applicability."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access, services
from sigor.records.models import Record
from sigor.standards import selectors
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    Clause,
    Control,
    LegalRequirement,
    ManagementSystem,
    Norm,
    Requirement,
    RequirementTie,
)

CATALOGUE = Path(__file__).with_name("catalogue")


@transaction.atomic
def new_statement(
    *, norm: Norm, by: User, effective_on: date | None = None, unit: Unit | None = None
) -> ApplicabilityStatement:
    """A draft of the next version: a copy of the one in force, or one empty row per control of the norm.

    Raises ValidationError when another version is being prepared, AccessDenied.
    """
    known = ApplicabilityStatement.objects.filter(norm=norm, archived_at__isnull=True)
    base = known.filter(state="in_force").order_by("-effective_on").first()
    owner = unit or (base.unit if base else norm.unit)
    access.require(by, Permission.EDIT, [owner.pk])
    begun = known.filter(state__in=("draft", "in_review")).order_by("number").first()
    if begun is not None:
        raise ValidationError(_("Ya se prepara otra versión: %(code)s.") % {"code": begun.code})
    last = ApplicabilityStatement.objects.filter(norm=norm).order_by("-number").first()
    number = last.number + 1 if last else 1
    statement = services.create(
        ApplicabilityStatement(
            title=_("Declaración de aplicabilidad, versión %(number)d") % {"number": number},
            norm=norm,
            number=number,
            effective_on=effective_on or clock.today(),
            unit=owner,
        ),
        by=by,
    )
    for row in _rows_for(statement, base, owner):
        services.create(row, by=by)
    return statement


def _rows_for(
    statement: ApplicabilityStatement, base: ApplicabilityStatement | None, owner: Unit
) -> Iterable[Applicability]:
    said = {row.control_id: row for row in selectors.rows_of(base)} if base else {}
    controls = Control.objects.filter(norm=statement.norm, state="in_force", archived_at__isnull=True)
    for control in controls.order_by("position", "code"):
        was = said.get(control.pk)
        row = Applicability(statement=statement, control=control, title=control.title, unit=owner)
        if was is not None:
            for name in (*selectors.COMPARED, "title"):
                setattr(row, name, getattr(was, name))
        yield row


@cache
def catalogue(name: str) -> list[dict[str, Any]]:
    """One file of the catalogue that comes with the product; empty if this copy has none."""
    path = CATALOGUE / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def place(number: str) -> int:
    """Where a numeral stands among others: «A.5.10» after «A.5.9», «9.3.2» after «9.3»."""
    parts = [int(part) for part in number.split(".") if part.isdigit()]
    return sum(part * 100**at for part, at in zip(parts, (3, 2, 1, 0), strict=False))


@transaction.atomic
def load_catalogue(*, by: User, unit: Unit) -> dict[str, int]:
    """Keep what the catalogue brings and is not there yet, known by its code; what exists stays as it is.

    Legal duties of a management system that is not registered yet wait for another run.
    Returns how many records of each kind were added. Raises AccessDenied, ValidationError.
    """
    added = {
        "norms": _keep(Norm, map(_norm, catalogue("norms")), by, unit),
        "clauses": _keep(Clause, map(_clause, catalogue("clauses")), by, unit),
    }
    norms = {norm.code: norm for norm in Norm.objects.all()}
    clauses = {clause.number: clause for clause in Clause.objects.all()}
    rows = [_requirement(row, norms, clauses) for row in catalogue("requirements")]
    added["requirements"] = _keep(Requirement, rows, by, unit)
    newest = norms[_annex_norm(norms)] if norms else None
    added["controls"] = _keep(Control, [_control(row, newest) for row in catalogue("controls")], by, unit)
    added["ties"] = _keep_ties(by, unit)
    added["legal"] = _keep_legal(by, unit)
    return added


def _keep(model: type[Record], rows: Iterable[dict[str, Any]], by: User, unit: Unit) -> int:
    known = set(model._default_manager.values_list("code", flat=True))
    count = 0
    for row in rows:
        if row["code"] not in known:
            services.create(model(unit=unit, **row), by=by)
            count += 1
    return count


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _norm(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": f"{row['norm']}:{row['edition']}",
        "title": row["name"],
        "number": row["norm"],
        "edition": row["edition"],
        "local_name": row.get("local_name") or "",
        "serves": row.get("system") or "",
        "valid_from": _day(row["valid_from"]),
        "valid_to": _day(row.get("valid_to")),
        "source": row.get("source") or "",
        "confirmed": bool(row.get("confirmed")),
        "note": row.get("note") or "",
    }


def _clause(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": f"HS-{row['number']}",
        "number": row["number"],
        "title": row["title"],
        "asks": row["asks"],
        "phase": row.get("phase") or "",
        "position": place(row["number"]),
    }


def _requirement(row: dict[str, Any], norms: dict[str, Norm], clauses: dict[str, Clause]) -> dict[str, Any]:
    return {
        "code": f"{row['edition']}/{row['number']}",
        "norm": norms[row["edition"]],
        "clause": clauses[row["clause"]],
        "number": row["number"],
        "title": row["title"],
        "asks": row["asks"],
        "adds": bool(row.get("adds")),
        "position": place(row["number"]),
    }


def _annex_norm(norms: dict[str, Norm]) -> str:
    """The edition whose annex the catalogue brings."""
    return max(code for code in norms if code.startswith("27001:"))


def _control(row: dict[str, Any], norm: Norm | None) -> dict[str, Any]:
    number = f"A.{row['number'].removeprefix('A.')}"
    return {
        "code": number,
        "norm": norm,
        "number": number,
        "title": row["title"],
        "theme": row["theme"],
        "purpose": row["purpose"],
        "usual_evidence": row.get("usual_evidence") or "",
        "position": place(number),
    }


def _keep_ties(by: User, unit: Unit) -> int:
    by_code = {requirement.code: requirement for requirement in Requirement.objects.all()}
    known = {frozenset(pair) for pair in RequirementTie.objects.values_list("a__code", "b__code")}
    count = 0
    for row in catalogue("ties"):
        if frozenset((row["a"], row["b"])) in known:
            continue
        tie = RequirementTie(
            title=f"{row['a']} ↔ {row['b']}",
            a=by_code[row["a"]],
            b=by_code[row["b"]],
            kind=row["kind"],
            reason=row["reason"],
            unit=unit,
        )
        services.create(tie, by=by)
        count += 1
    return count


def _keep_legal(by: User, unit: Unit) -> int:
    systems = {system.acronym: system for system in ManagementSystem.objects.all()}
    known = set(LegalRequirement.objects.values_list("norm", "article", "duty"))
    count = 0
    for row in catalogue("legal"):
        norm, article, duty = row["norm"], row.get("article") or "", row["duty"]
        wanted = row.get("system") or ""
        if (norm, article, duty) in known or (wanted and wanted not in systems):
            continue
        kept = LegalRequirement(
            title=", ".join(filter(None, [norm, article]))[:300],
            norm=norm,
            article=article,
            duty=duty,
            system=systems.get(wanted),
            valid_from=_day(row.get("valid_from")),
            source=row.get("source") or "",
            confirmed=bool(row.get("confirmed")),
            unit=unit,
        )
        services.create(kept, by=by)
        count += 1
    return count
