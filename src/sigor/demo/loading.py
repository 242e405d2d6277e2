"""The demonstration: the real 2025 plan, accounts by role, and a synthetic history that says it is one."""

import gc
import json
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction

from sigor.accounts.models import User
from sigor.analysis import annex
from sigor.committee.models import Agreement
from sigor.context.models import InterestedParty
from sigor.demo.cast import SYNTHETIC, Cast, on
from sigor.demo.organisation import JUNTOS, load
from sigor.demo.people import PASSWORD, PEOPLE
from sigor.organisation.models import Membership, Unit
from sigor.plans import importing, quarters, selectors, services
from sigor.plans.models import ComplianceRule, Plan, PlanVersion
from sigor.records import services as record_services
from sigor.records.actor import acting

SINCE = date(2025, 1, 1)

# In this order: each may lean on the ones before it.
CHAPTERS = (
    "standards",
    "context",
    "processes",
    "acts",
    "leadership",
    "people",
    "documents",
    "retention",
    "integrity",
    "risks",
    "resources",
    "improvement",
    "committee",
    "incentives",
    "surveys",
    "indicators",
)

# milestone, month, who submits, day submitted, day decided, what was decided
STORY = [
    ("2.2.2", 1, "uppm", "2025-01-28", "2025-01-30", "verify"),
    ("2.2.4", 2, "uppm", "2025-02-25", "2025-02-27", "verify"),
    ("2.2.2", 3, "uppm", "2025-03-26", "2025-03-28", "verify"),
    ("2.1.2", 3, "uci", "2025-03-27", "2025-03-31", "verify"),
    ("3.1.3", 4, "uppm", "2025-04-28", "2025-04-30", "verify"),
    ("1.1.2", 5, "uppm", "2025-05-22", "2025-05-26", "verify"),
    ("1.2.3", 5, "uti", "2025-05-26", "2025-05-28", "verify"),
    ("2.1.1", 5, "uppm", "2025-05-27", "2025-05-29", "verify"),
    ("2.2.2", 5, "uppm", "2025-05-28", "2025-05-30", "verify"),
    ("1.2.2", 5, "ucc", "2025-05-30", "2025-06-04", "return"),
    ("1.1.1", 5, "uppm", "2025-06-05", None, None),
    ("3.1.2", 5, "ct", "2025-06-10", None, None),
]


def prepare() -> None:
    """Migrate and load once; what people did in the demonstration since stays."""
    usual = gc.get_threshold()
    # Migrating makes millions of objects that stay: looked over seldom, they cost half the time.
    gc.set_threshold(200_000, 20, 100)
    try:
        _prepare()
    finally:
        gc.set_threshold(*usual)


def _prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7301943)")
        if not Plan.objects.exists():
            load_all()
    connection.close()


def load_all() -> None:
    """Everything of the demonstration, in one transaction."""
    units = load()
    people = load_people(units)
    load_rule(people["coordinacion"])
    version = load_plan(people)
    tell_story(version, people)
    load_registers(people)
    load_chapters(people)


def load_chapters(people: dict[str, User]) -> None:
    """The registers of section 8 of the plan, chapter by chapter."""
    cast = Cast(people, {unit.acronym: unit for unit in Unit.objects.all()})
    for chapter in CHAPTERS:
        import_module(f"sigor.demo.chapters.{chapter}").load(cast)


def load_people(units: dict[str, Unit]) -> dict[str, User]:
    """One account per role; all share a password that the start-up message prints."""
    secret = make_password(PASSWORD)
    people = {}
    for username, label, unit, role, _named in PEOPLE:
        user = User.objects.create(
            username=username, email=f"{username}@demo.invalid", full_name=label, password=secret
        )
        Membership.objects.create(user=user, unit=units[unit], role=role, valid_from=SINCE, source=SYNTHETIC)
        people[username] = user
    return people


def load_rule(by: User) -> None:
    with on("2025-01-31"):
        services.propose_rule(
            by=by,
            unit_id=Unit.objects.get(acronym="UPPM").pk,
            values={
                "denominator": ComplianceRule.Denominator.UNITS,
                "threshold": Decimal("0.8"),
                "grace_days": 0,
                "valid_from": SINCE,
                "source": "Sección 13 del plan 2025 (80 % por trimestre); el denominador es una propuesta",
            },
        )


def load_plan(people: dict[str, User]) -> PlanVersion:
    """Read the annex from the plan's own text, as the page does, and approve it."""
    coordinator, director = people["coordinacion"], people["direccion"]
    file = JUNTOS / "plan-sig-2025.txt"
    data = file.read_bytes()
    beside: dict[str, Any] = json.loads((JUNTOS / "plan-2025.json").read_text(encoding="utf-8"))
    budget = tuple({**line, "amount": Decimal(line["amount"])} for line in beside["budget"])
    with on("2025-01-31"):
        version = importing.import_annex(
            by=coordinator,
            read=annex.read(file.name, data),
            data=data,
            file_name=file.name,
            accept_warnings=True,
            title=beside["title"],
            carried=importing.Carried(tuple(beside["alignment"]), budget),
        )
        for act in beside["acts"]:
            services.record_act(version=version, by=coordinator, values=act)
        for milestone in version.milestones.all():
            if milestone.to_confirm:
                months = list(milestone.deliverables.values_list("month", flat=True))
                services.confirm_months(milestone=milestone, by=coordinator, months=months, reason=SYNTHETIC)
        services.send_for_approval(version=version, by=coordinator)
        # The resolution's number and date are not in the source: they stay empty.
        return services.approve_version(version=version, by=director, effective_from=SINCE, confirmed=True)


def tell_story(version: PlanVersion, people: dict[str, User]) -> None:
    """Submissions, decisions and a frozen first quarter, all marked as synthetic."""
    coordinator = people["coordinacion"]
    frozen = False
    for code, month, who, sent, decided, what in STORY:
        if sent > "2025-04-01" and not frozen:
            with on("2025-04-01"):
                quarters.freeze(plan=version.plan, quarter=1, by=coordinator)
            frozen = True
        deliverable = selectors.deliverables().get(
            milestone__version=version, milestone__code=code, month=month
        )
        with on(sent):
            text = f"{SYNTHETIC}. Hito {code}, mes {month:02d} de {version.plan.year}. No es un documento real.\n"
            submission = services.submit(
                deliverable=deliverable,
                by=people[who],
                quantity=1,
                stream=BytesIO(text.encode()),
                file_name=f"sintetico-{code}-{month:02d}.txt",
                type=deliverable.milestone.deliverable_type,
                number="(sintético)",
                date=date.fromisoformat(sent) - timedelta(days=1),
            )
        if decided is None:
            continue
        with on(decided, hour=16):
            if what == "verify":
                services.verify(submission=submission, by=coordinator)
            else:
                reason = "Falta el detalle por unidad territorial (motivo sintético)."
                services.return_(submission=submission, by=coordinator, reason=reason)


def load_registers(people: dict[str, User]) -> None:
    """A few synthetic records, so that the registers are not empty."""
    coordinator = people["coordinacion"]
    uppm = Unit.objects.get(acronym="UPPM")
    ucc = Unit.objects.get(acronym="UCC")
    with on("2025-03-10"), acting(coordinator, reason=SYNTHETIC):
        for title, kind, influence, interest in [
            ("Hogares usuarios", "external", 4, 5),
            ("Gestores locales", "internal", 4, 5),
            ("Banco pagador", "partner", 5, 3),
            ("Establecimientos de salud e instituciones educativas", "external", 4, 4),
        ]:
            party = InterestedParty(
                title=f"{title} (sintético)",
                unit=uppm,
                kind=kind,
                influence=influence,
                interest=interest,
                needs="Ejemplo de demostración.",
                review_due=date(2025, 12, 15),
            )
            record_services.create(party, by=coordinator)
        for title, unit, due in [
            ("Presentar el estado del rediseño de la VCC (sintético)", ucc, date(2025, 6, 27)),
            ("Fijar por acuerdo el denominador del 80 % (sintético)", uppm, date(2025, 7, 15)),
        ]:
            agreement = Agreement(title=title, unit=unit, text="Ejemplo de demostración.", due_date=due)
            record_services.create(agreement, by=coordinator)
