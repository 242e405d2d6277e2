"""A version of the statement of applicability as an OSCAL system security plan: plain data in, plain data out."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

OSCAL_VERSION = "1.1.3"
NAMESPACE = "https://sigor.invalid/oscal"  # a name, not an address: nothing answers there
ROOT = uuid5(NAMESPACE_URL, NAMESPACE)

# How far an applicable control is, in the words of OSCAL; our own word travels beside it as a property.
STATES = {
    "implemented": "implemented",
    "partial": "partial",
    "planned": "planned",
    "not_started": "planned",
    "not_applicable": "not-applicable",
}


def control_id(number: str) -> str:
    """«A.5.1» as OSCAL writes it, «a.5.1»."""
    return number.strip().lower()


def one_line(text: str) -> str:
    """A text as the value of a property: on one line, without blanks at the ends."""
    return re.sub(r"\s+", " ", text).strip()


def system_security_plan(statement: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The plan as a dictionary ready for JSON; the same data give the same identifiers and the same order.

    `statement`: code, title, version, effective_on, approved (bool), last_modified (ISO 8601 with zone),
    organisation, system, scope, norm, norm_name. Each of `rows`: number, title, applicable (bool), reason,
    implementation, unit, note, planned_for.
    """
    here = uuid5(ROOT, f"{statement['code']}")
    component, catalogue, user = (uuid5(here, name) for name in ("system", "catalogue", "owner"))
    return {
        "system-security-plan": {
            "uuid": str(here),
            "metadata": {
                "title": one_line(statement["title"]),
                "last-modified": statement["last_modified"],
                "version": str(statement["version"]),
                "oscal-version": OSCAL_VERSION,
                "props": _props(
                    ("statement-code", statement["code"]), ("effective-on", statement["effective_on"])
                ),
            },
            "import-profile": {"href": f"#{catalogue}"},
            "system-characteristics": _characteristics(statement),
            "system-implementation": {
                "users": [{"uuid": str(user), "title": one_line(statement["organisation"])}],
                "components": [
                    {
                        "uuid": str(component),
                        "type": "this-system",
                        "title": one_line(statement["system"]),
                        "description": statement["scope"] or one_line(statement["system"]),
                        "status": {"state": _life(statement)},
                    }
                ],
            },
            "control-implementation": {
                "description": one_line(statement["title"]),
                "implemented-requirements": [_requirement(here, component, row) for row in rows],
            },
            "back-matter": {
                "resources": [
                    {
                        "uuid": str(catalogue),
                        "title": one_line(statement["norm"]),
                        "description": one_line(statement["norm_name"]),
                        "rlinks": [{"href": f"{NAMESPACE}/{quote(statement['norm'])}"}],
                    }
                ]
            },
        }
    }


def _life(statement: Mapping[str, Any]) -> str:
    return "operational" if statement["approved"] else "under-development"


def _characteristics(statement: Mapping[str, Any]) -> dict[str, Any]:
    scope = statement["scope"] or one_line(statement["system"])
    return {
        "system-ids": [{"id": statement["code"]}],
        "system-name": one_line(statement["system"]),
        "description": scope,
        "system-information": {
            "information-types": [
                {
                    "uuid": str(uuid5(ROOT, f"{statement['code']}/information")),
                    "title": one_line(statement["system"]),
                    "description": scope,
                }
            ]
        },
        "status": {"state": _life(statement)},
        "authorization-boundary": {"description": scope},
    }


def _requirement(here: UUID, component: UUID, row: Mapping[str, Any]) -> dict[str, Any]:
    name = control_id(row["number"])
    state = STATES[row["implementation"]] if row["applicable"] else "not-applicable"
    return {
        "uuid": str(uuid5(here, name)),
        "control-id": name,
        "props": _props(
            ("applicable", "yes" if row["applicable"] else "no"),
            ("implementation", row["implementation"]),
            ("reason", row["reason"]),
            ("responsible-unit", row["unit"]),
            ("planned-for", row["planned_for"]),
        ),
        "by-components": [
            {
                "component-uuid": str(component),
                "uuid": str(uuid5(here, f"{name}/system")),
                "description": one_line(row["note"]) or one_line(row["title"]),
                "implementation-status": {"state": state},
            }
        ],
    }


def _props(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """Properties under our own namespace; those without a value are left out."""
    return [
        {"name": name, "ns": NAMESPACE, "value": one_line(value)} for name, value in pairs if one_line(value)
    ]
