"""A version of the statement of applicability in the words that other programs read."""

import json
from typing import Any

from django.utils import timezone

from sigor.organisation.models import Programme
from sigor.standards import oscal, selectors
from sigor.standards.models import ApplicabilityStatement


def statement_oscal(statement: ApplicabilityStatement) -> str:
    """The version as OSCAL JSON; exporting the same content again gives the same bytes."""
    rows = selectors.rows_of(statement)
    told = json.dumps(_plan(statement, rows), ensure_ascii=False, indent=2)
    return f"{told}\n"


def _plan(statement: ApplicabilityStatement, rows: list[Any]) -> dict[str, Any]:
    system = statement.norm.systems.order_by("-valid_from").first()
    programme = Programme.objects.on(statement.effective_on).first()
    changed = max([statement.updated_at, *(row.updated_at for row in rows)])
    return oscal.system_security_plan(
        {
            "code": statement.code,
            "title": statement.title,
            "version": statement.number,
            "effective_on": statement.effective_on.isoformat(),
            "approved": statement.state == "in_force",
            "last_modified": timezone.localtime(changed).isoformat(timespec="seconds"),
            "organisation": programme.name if programme else "SIGOR",
            "system": system.title if system else statement.norm.title,
            "scope": system.scope if system else "",
            "norm": statement.norm.code,
            "norm_name": statement.norm.local_name or statement.norm.title,
        },
        [
            {
                "number": row.control.number,
                "title": row.control.title,
                "applicable": row.applicable == "yes",
                "reason": row.reason,
                "implementation": row.implementation,
                "unit": row.unit.acronym,
                "note": row.note,
                "planned_for": row.planned_for.isoformat() if row.planned_for else "",
            }
            for row in rows
        ],
    )
