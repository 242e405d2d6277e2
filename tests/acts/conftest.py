"""Types of act, a file, and people who issue in it."""

from datetime import date

import pytest

from sigor.acts.models import Act, ActType, CaseFile, ClockRule
from sigor.organisation.models import Role
from sigor.records import services

DAY = date(2025, 6, 16)


@pytest.fixture
def act_type(coordinator, units):
    """A function that keeps a type of act."""

    def make(key="RDE", **values):
        told = {
            "title": "Resolución", "series": "institution", "pattern": "RDE N° {numero:03d}-{anio}",
            "signed_by": Role.DIRECTOR, "approves": True,
        }  # fmt: skip
        made = ActType(key=key, unit=units["UPPM"], valid_from=date(2025, 1, 1), **(told | values))
        return services.create(made, by=coordinator)

    return make


@pytest.fixture
def case(coordinator, units):
    return services.create(CaseFile(title="Un asunto", unit=units["UPPM"]), by=coordinator)


@pytest.fixture
def act(coordinator, case, units):
    """A function that drafts an act of a type in the file."""

    def make(kind, by=coordinator, unit="UPPM", **values):
        made = Act(title="Un acto", case=case, type=kind, unit=units[unit], **values)
        return services.create(made, by=by)

    return make


@pytest.fixture
def clock_rule(coordinator, units):
    """A function that keeps a term that starts when an act of the type is issued."""

    def make(kind, **values):
        told = {"title": "Publicar", "days": 1, "counted": "calendar", "owner": units["UCC"]}
        made = ClockRule(type=kind, unit=units["UPPM"], valid_from=date(2025, 1, 1), **(told | values))
        return services.create(made, by=coordinator)

    return make


@pytest.fixture
def issued(act, director):
    """A function that issues an act of a type by the direction."""

    def make(kind, day=DAY, **values):
        return services.transition(
            act(kind, unit="DE", by=director, **values),
            "issue",
            by=director,
            values={"dated_on": day},
            confirmed=True,
        )

    return make
