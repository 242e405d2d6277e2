"""Run as `python -m tests.durability.prepare`: the demonstration, and a plan that owes hundreds of units."""

import json
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import django

MILESTONES, UNITS = 3, 500


def prepare() -> dict[str, Any]:
    """Migrate and load; what clients need to know: deliverables that are open, and a token for each person."""
    loading = import_module("sigor.demo.loading")
    loading.prepare()
    people = {u.username: u for u in import_module("sigor.accounts.models").User.objects.all()}
    with loading.on("2025-06-16"):
        deliverables = large_plan(people)
    return {"deliverables": deliverables, "tokens": {name: token_of(people[name]) for name in people}}


def large_plan(people: dict[str, Any]) -> list[int]:
    models, services = import_module("sigor.plans.models"), import_module("sigor.plans.services")
    records = import_module("sigor.records.services")
    coordinator = people["coordinacion"]
    units = import_module("sigor.organisation.models").Unit.objects
    unit, other = units.get(acronym="UCC"), units.get(acronym="UOP")
    plan = models.Plan.objects.create(year=2026, title="Plan sintético", unit=unit)
    version = models.PlanVersion(plan=plan, number=1, code="PLAN-2026-V01", title="Plan sintético", unit=unit)
    records.create(version, by=coordinator)
    objective = models.Objective.objects.create(version=version, number=1, name="Política", axis="Gestión")
    result = models.Result.objects.create(version=version, objective=objective, code="1.1", name="Logro")
    made = []
    for n in range(1, MILESTONES + 1):
        milestone = models.Milestone.objects.create(
            version=version, result=result, order=n, code=f"1.1.{n}", name="Visitas domiciliarias",
            deliverable_type="Informe", lead=unit, meta=UNITS,
        )  # fmt: skip
        milestone.contributors.add(other)
        made.append(models.Deliverable.objects.create(milestone=milestone, month=6, quantity=UNITS).pk)
    services.send_for_approval(version=version, by=coordinator)
    services.approve_version(
        version=version, by=people["direccion"], effective_from=date(2026, 1, 1), confirmed=True
    )
    return made


def token_of(user: Any) -> str:
    accounts, now = import_module("sigor.accounts.services"), import_module("django.utils.timezone").now()
    _token, text = accounts.issue_token(user=user, name="Prueba", expires_at=now + timedelta(days=1), now=now)
    return str(text)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(prepare()))
