"""A nonconformity and its parts, taken through its life by the people of the tests."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from sigor.accounts.models import User
from sigor.improvement.models import Cause, ImprovementAction, Nonconformity
from sigor.organisation import clock
from sigor.organisation.models import Role, Unit
from sigor.records import services

JUDGE_FROM = date(2025, 6, 16)


@contextmanager
def on(day: str, hour: int = 10):
    """The clock at an hour of a day."""
    with clock.at(timezone.make_aware(datetime.combine(date.fromisoformat(day), time(hour)))):
        yield


@dataclass
class Story:
    """Who does what: the unit records, analyses and works; one coordinator verifies, another judges."""

    units: dict[str, Unit]
    head: User
    coordinator: User
    judge: User

    def open(self, **changes: Any) -> Nonconformity:
        values = {
            "title": "Demora en derivar alertas",
            "kind": "nonconformity",
            "source": "supervision",
            "detected_on": date(2025, 3, 3),
            "description": "Alertas de más de 15 días sin derivar.",
            "correction": "Se derivaron las alertas pendientes.",
            "plan_due": date(2025, 3, 31),
            "unit": self.units["UCC"],
        } | changes
        with on("2025-03-03"):
            return services.create(Nonconformity(**values), by=self.head)

    def cause(self, whole: Nonconformity, **changes: Any) -> Cause:
        values = {
            "title": "El reparto no tiene plazo",
            "nonconformity": whole,
            "category": "method",
            "verdict": "considered",
            "unit": whole.unit,
        } | changes
        with on("2025-03-05"):
            return services.create(Cause(**values), by=self.head)

    def root(self, whole: Nonconformity, **changes: Any) -> Cause:
        return self.cause(whole, **({"verdict": "root", "why": "Lo muestran 40 expedientes."} | changes))

    def act(self, whole: Nonconformity | None, **changes: Any) -> ImprovementAction:
        values = {
            "title": "Fijar el plazo de reparto",
            "nonconformity": whole,
            "kind": "corrective",
            "owner": "Especialista de corresponsabilidades",
            "due_date": date(2025, 4, 30),
            "unit": self.units["UCC"],
        } | changes
        with on("2025-03-06"):
            return services.create(ImprovementAction(**values), by=self.head)

    def step(
        self,
        record: Any,
        name: str,
        by: User,
        day: str = "2025-03-10",
        reason: str = "Corresponde",
        **asked: Any,
    ):
        with on(day):
            return services.transition(record, name, by=by, reason=reason, values=asked)

    def analysed(self, **changes: Any) -> Nonconformity:
        """In analysis, with causes of two categories, a root among them, and an action on it."""
        whole = self.step(self.open(**changes), "analyse", self.head)
        root = self.root(whole)
        self.cause(whole, title="El sistema no avisa", category="resources")
        self.act(whole, cause=root)
        return whole

    def planned(self, **changes: Any) -> Nonconformity:
        return self.step(self.analysed(**changes), "send_plan", self.head, "2025-03-12")

    def treated(self, **changes: Any) -> Nonconformity:
        return self.step(self.planned(**changes), "approve_plan", self.coordinator, "2025-03-14")

    def do(self, action: ImprovementAction, day: str = "2025-04-21") -> ImprovementAction:
        """Reported by the head and verified by the coordinator."""
        if not action.evidence_at:
            with on(day):
                action = services.change(
                    action,
                    by=self.head,
                    values={"evidence_at": "Carpeta compartida"},
                    revision=action.revision,
                )
        action = self.step(action, "report", self.head, day, result="Se fijó en diez días.")
        return self.step(action, "verify", self.coordinator, day)

    def finished(self, **changes: Any) -> Nonconformity:
        whole = self.treated(**changes)
        for action in whole.actions.all():
            self.do(action)
        return self.step(whole, "finish", self.head, "2025-04-22", effectiveness_due=JUDGE_FROM)

    def closed(self, **changes: Any) -> Nonconformity:
        return self.step(
            self.finished(**changes),
            "close",
            self.judge,
            "2025-06-17",
            effectiveness_note="Ninguna en 60 días.",
        )

    def at(self, state: str) -> Nonconformity:
        makers: dict[str, Callable[[], Nonconformity]] = {
            "open": self.open,
            "analysis": self.analysed,
            "plan_review": self.planned,
            "treatment": self.treated,
            "effectiveness": self.finished,
            "closed": self.closed,
            "dismissed": lambda: self.step(self.analysed(), "dismiss", self.coordinator),
        }
        return makers[state]()


@pytest.fixture
def judge(person):
    return person("judge", Role.COORDINATOR, "UPPM")


@pytest.fixture
def story(units, unit_head, coordinator, judge) -> Story:
    return Story(units, unit_head, coordinator, judge)
