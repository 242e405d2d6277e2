"""A committed database of its own for each test, people and an approved plan in it, and threads that start at once."""

import contextvars
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection

from sigor.accounts.models import User
from sigor.demo import loading, organisation
from sigor.organisation.models import Unit
from sigor.plans import selectors, services
from sigor.plans.models import Deliverable, Milestone, Objective, Plan, PlanVersion, Result, Submission
from sigor.records import services as record_services

YEAR = 2025
EFFECT = date(YEAR, 1, 1)


@pytest.fixture
def own_database(
    fresh_database: tuple[str, str],
    django_db_setup: None,
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> Iterator[None]:
    """Every connection opened from here on, in whatever thread, is to a fresh database as the service's role."""
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", urlsplit(fresh_database[0]).path.lstrip("/"))
        monkeypatch.setattr(settings, "STATE", tmp_path)
        monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
        try:
            yield
        finally:
            connection.close()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with its own connection, all let go by one barrier; what it gave, or what it raised."""
    barrier = Barrier(len(works))

    def work(doing: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(20)
            return doing()
        except Exception as raised:  # noqa: BLE001 - what was raised is what the test asks about
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        # Each thread gets the clock and the actor of the test.
        started = [threads.submit(contextvars.copy_context().run, work, doing) for doing in works]
        return [s.result(60) for s in started]


@dataclass
class Scene:
    """People, units and a plan that people can work on."""

    people: dict[str, User]
    units: dict[str, Unit]
    plan: Plan
    versions: list[PlanVersion] = field(default_factory=list)

    def person(self, username: str) -> User:
        """As a request finds them: an object of its own."""
        return User.objects.get(pk=self.people[username].pk)

    def approve(self, schedule: Sequence[tuple[int, int]], lineages: Sequence[UUID]) -> list[Deliverable]:
        """An approved version with one milestone per (month, quantity), each mark of the given lineage."""
        coordinator, number = self.people["coordinacion"], len(self.versions) + 1
        unit = self.units["UCC"]
        version = PlanVersion(
            plan=self.plan,
            number=number,
            code=f"PLAN-{YEAR}-V{number:02d}",
            title="Plan sintético",
            unit=unit,
        )
        record_services.create(version, by=coordinator)
        objective = Objective.objects.create(version=version, number=1, name="Política", axis="Gestión")
        result = Result.objects.create(version=version, objective=objective, code="1.1", name="Logro")
        marks = []
        for order, ((month, quantity), lineage) in enumerate(zip(schedule, lineages, strict=True), start=1):
            milestone = Milestone.objects.create(
                version=version,
                result=result,
                order=order,
                code=f"1.1.{order}",
                name="Visitas domiciliarias",
                deliverable_type="Informe",
                lead=unit,
                meta=quantity,
            )
            marks.append(
                Deliverable.objects.create(
                    milestone=milestone, month=month, quantity=quantity, lineage=lineage
                ).pk
            )
        services.send_for_approval(version=version, by=coordinator)
        effect = date(YEAR, number, 1)
        services.approve_version(
            version=version, by=self.people["direccion"], effective_from=effect, confirmed=True
        )
        self.versions.append(version)
        return [self.deliverable(pk) for pk in marks]

    def owing(self, *quantities: int) -> list[Deliverable]:
        """Deliverables of January that owe so many units each."""
        return self.approve([(1, q) for q in quantities], [uuid4() for _q in quantities])

    def deliverable(self, pk: int) -> Deliverable:
        """As a page reads it, so that no two threads share an object."""
        return selectors.deliverables().get(pk=pk)

    def submit(self, deliverable: Deliverable, by: str = "ucc", quantity: int = 1, **more: Any) -> Submission:
        content = f"Informe sintético {uuid4()}\n".encode()
        return services.submit(
            deliverable=self.deliverable(deliverable.pk),
            by=self.person(by),
            quantity=quantity,
            stream=BytesIO(content),
            file_name="informe.txt",
            type="Informe",
            **more,
        )


@pytest.fixture
def scene(own_database: None) -> Scene:
    units = organisation.load()
    people = loading.load_people(units)
    plan = Plan.objects.create(year=YEAR, title="Plan sintético", unit=units["UPPM"])
    return Scene(people, units, plan)
