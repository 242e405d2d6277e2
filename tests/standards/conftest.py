"""A small annex, and a statement of applicability that is ready to be approved."""

from datetime import date
from io import BytesIO

import pytest

from sigor.records import services
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    Clause,
    Control,
    ManagementSystem,
    Norm,
    Requirement,
)
from sigor.standards.services import new_statement, place

SINCE = date(2022, 1, 1)


@pytest.fixture
def keep(units, coordinator):
    """A function that keeps a record of a unit."""

    def make(model, unit="UTI", **values):
        values.setdefault("title", "Registro de prueba")
        return services.create(model(unit=units[unit], **values), by=coordinator)

    return make


@pytest.fixture
def norm(keep):
    """A function that keeps an edition of a norm."""

    def make(number="27001", edition="2022", **values):
        values = {"valid_from": SINCE, "title": f"ISO {number}"} | values
        return keep(Norm, number=number, edition=edition, **values)

    return make


@pytest.fixture
def system(keep):
    """A function that keeps a management system."""

    def make(acronym, norm, **values):
        told = {"objective": "Proteger.", "scope": "Los procesos misionales.", "sites": "Sede central"}
        values = told | {"valid_from": SINCE, "title": f"Sistema {acronym}"} | values
        return keep(ManagementSystem, acronym=acronym, norm=norm, **values)

    return make


@pytest.fixture
def clause(keep):
    def make(number, **values):
        return keep(Clause, number=number, asks="Algo.", position=place(number), **values)

    return make


@pytest.fixture
def requirement(keep):
    def make(norm, number, clause, **values):
        return keep(
            Requirement,
            norm=norm,
            number=number,
            clause=clause,
            asks="Algo.",
            position=place(number),
            **values,
        )

    return make


@pytest.fixture
def annex(norm, keep):
    """The norm with three controls."""
    found = norm()
    for number, theme in [
        ("A.5.9", "organisational"),
        ("A.5.10", "organisational"),
        ("A.8.1", "technological"),
    ]:
        keep(
            Control,
            norm=found,
            number=number,
            theme=theme,
            title=f"Control {number}",
            purpose="Para algo.",
            position=place(number),
        )
    return found


@pytest.fixture
def draft(annex, coordinator):
    """A version whose rows all say why."""
    statement = new_statement(norm=annex, by=coordinator, effective_on=date(2025, 3, 1))
    say(statement, coordinator, reason="Hace falta.", implementation="planned")
    return statement


def say(statement: ApplicabilityStatement, by, **values) -> None:
    """Put these values in every row of a draft."""
    for row in Applicability.objects.filter(statement=statement):
        services.change(row, by=by, values=values, revision=row.revision)


def approve(statement: ApplicabilityStatement, coordinator, director) -> ApplicabilityStatement:
    services.transition(statement, "send", by=coordinator)
    services.transition(statement, "approve", by=director)
    return ApplicabilityStatement.objects.get(pk=statement.pk)


def prove(record, by, **values) -> None:
    """Put a document forward for a record."""
    stream = BytesIO(b"Informe de prueba\n")
    told = {"type": "Informe", "file_name": "informe.txt"} | values
    own = by.memberships.get().unit_id
    evidence = services.keep_evidence(by=by, unit_id=own, stream=stream, **told)
    services.attach(record, by=by, evidence=evidence)
