"""Two systems with a few requirements under one structure, and a process that answers for them."""

from datetime import date

import pytest

from sigor.organisation.models import Role
from sigor.processes.models import Process, RequirementControl
from tests.standards.conftest import annex, clause, draft, keep, norm, requirement, system  # noqa: F401


@pytest.fixture
def process(keep):  # noqa: F811
    """A function that keeps a process of the map."""

    def make(key="M01", **values):
        told = {"title": "Gestión de usuarios", "kind": "missional", "valid_from": date(2025, 1, 1)}
        return keep(Process, key=key, **({"unit": "UCC"} | told | values))

    return make


@pytest.fixture
def structure(norm, clause, requirement, system):  # noqa: F811
    """Requirements by code, of 9001 and 37001, under clauses 8.1 and 10.2."""
    clauses = {number: clause(number) for number in ("8", "8.1", "10", "10.2")}
    found = {}
    for number, edition, acronym in [("9001", "2015", "SGC"), ("37001", "2016", "SGAS")]:
        held = norm(number, edition)
        system(acronym, held)
        for numeral in ("8.1", "8.5", "10.2"):
            shared = clauses["10.2" if numeral == "10.2" else "8.1"]
            kept = requirement(held, numeral, shared)
            found[kept.code] = kept
    return found


@pytest.fixture
def control(keep, process, structure):  # noqa: F811
    """A function that declares what the process does for a requirement."""
    owner = process()

    def make(code="9001:2015/8.5", **values):
        told = {"requirement": structure[code], "process": owner, "control": "Se revisa.", "unit": "UCC"}
        return keep(
            RequirementControl, control_owner="Jefatura", title=f"Control de {code}", **(told | values)
        )

    return make


@pytest.fixture
def evaluator(person):
    """Somebody who may evaluate and wrote nothing."""
    return person("evaluator", Role.COORDINATOR, "UPPM")
