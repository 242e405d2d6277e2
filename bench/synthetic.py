"""Twenty years of synthetic plans with their evidence, and a register: loaded in bulk as the owner role.

The audit triggers stay on: every row below is also an entry of the chain. Run by `bench.__main__`.
"""

import hashlib
import time as clocks
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from sigor.accounts.models import User
from sigor.analysis.progress import Outcome
from sigor.context.models import InterestedParty
from sigor.demo.loading import load_people, on
from sigor.demo.organisation import load
from sigor.organisation.models import Unit
from sigor.organisation.periods import month_end
from sigor.plans import quarters, services
from sigor.plans.models import (
    Decision,
    Deliverable,
    Milestone,
    Objective,
    Phase,
    Plan,
    PlanVersion,
    Result,
    Submission,
)
from sigor.records.actor import acting
from sigor.records.models import AuditEntry, CodeCounter, Evidence, StoredFile

YEARS = range(2006, 2026)
WITH_EVIDENCE = 0.7
MARKS = ((1, 5, 9), (2, 6, 11), (3, 8, 12), (4, 7, 10))  # months of a milestone, by turns
BATCH = 5_000
TITLE = "Plan sintético para medir"


@dataclass
class Evidenced:
    """Rows of one year, collected to be written at once."""

    files: list[StoredFile] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def write(self) -> None:
        for rows in (self.files, self.evidence, self.submissions, self.decisions):
            in_bulk(rows)


def in_bulk(rows: Sequence[Any]) -> None:
    if rows:
        type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)


def load_all(size: int, today: date) -> dict[str, Any]:
    """`size` deliverables over all years and as many rows in a register."""
    began = clocks.perf_counter()
    units = load()
    people = load_people(units)
    by = people["coordinacion"]
    with on(today):
        services.propose_rule(
            by=by,
            unit_id=units["UPPM"].pk,
            values={"valid_from": date(YEARS[0], 1, 1), "source": TITLE},
        )
    random = Random(size)
    leads = [units[acronym] for acronym in ("UPPM", "UCC", "UOP", "UTI", "UCI", "URH", "UFII", "CT")]
    for year in YEARS:
        with transaction.atomic(), acting(by, reason=TITLE):
            load_year(year, size // len(YEARS), leads, people, today, random)
    load_register(size, leads, by, today, random)
    with on(today):
        quarters.freeze(plan=Plan.objects.get(year=today.year), quarter=1, by=by)
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        on_disk = cursor.fetchone()[0]
    return {
        "deliverables": Deliverable.objects.count(),
        "submissions": Submission.objects.count(),
        "decisions": Decision.objects.count(),
        "register": InterestedParty.objects.count(),
        "audit_entries": AuditEntry.objects.count(),
        "bytes": on_disk,
        "seconds": clocks.perf_counter() - began,
    }


def load_year(
    year: int, wanted: int, leads: list[Unit], people: dict[str, User], today: date, random: Random
) -> None:
    coordinator = people["coordinacion"]
    moment = at(date(year, 1, 2))
    made = {"created_at": moment, "created_by": coordinator, "updated_at": moment, "updated_by": coordinator}
    plan = Plan.objects.create(year=year, title=TITLE, unit=leads[0])
    version = PlanVersion.objects.create(
        plan=plan,
        number=1,
        code=f"PLAN-{year}-V01",
        title=f"{TITLE} {year}",
        unit=leads[0],
        state="draft",
        **made,
    )
    milestones = list(milestones_of(version, -(-wanted // len(MARKS[0])), leads, random))
    in_bulk(milestones)
    helpers = Milestone.contributors.through
    in_bulk(
        [helpers(milestone_id=m.pk, unit_id=leads[(m.order + 3) % len(leads)].pk) for m in milestones[::2]]
    )
    crowded = year == today.year
    rows = [
        Deliverable(milestone=m, month=month, quantity=quantity_of(random))
        for m in milestones
        for month in MARKS[m.order % len(MARKS)]
    ][:wanted]
    if crowded:  # the first cell of this year grows with the size: what one page shows of it must not matter
        rows[0].quantity = max(3, wanted // 80)
    in_bulk(rows)
    PlanVersion.objects.filter(pk=version.pk).update(state="approved", effective_from=date(year, 1, 1))
    put_forward(rows, year, people, today, random, crowded=crowded)


def milestones_of(
    version: PlanVersion, wanted: int, leads: list[Unit], random: Random
) -> Iterator[Milestone]:
    """Milestones under four objectives with three results each."""
    results = []
    for n in range(1, 5):
        objective = Objective.objects.create(
            version=version, number=n, name=f"Política sintética {n}", axis=f"Gestión sintética {n}"
        )
        for k in range(1, 4):
            results.append(
                Result.objects.create(
                    version=version, objective=objective, code=f"{n}.{k}", name=f"Logro sintético {n}.{k}"
                )
            )
    each = -(-wanted // len(results))
    phases = list(Phase)
    for place in range(wanted):
        result = results[place // each]
        yield Milestone(
            version=version,
            result=result,
            order=place + 1,
            code=f"{result.code}.{place % each + 1}",
            name=f"Procedimiento sintético {place + 1} aprobado y difundido en las unidades",
            deliverable_type="Informe",
            lead=leads[random.randrange(len(leads))],
            meta=len(MARKS[0]),
            phase=phases[place % len(phases)],
        )


def quantity_of(random: Random) -> int:
    return 1 if random.random() < 0.8 else random.randint(2, 4)


def put_forward(
    rows: list[Deliverable],
    year: int,
    people: dict[str, User],
    today: date,
    random: Random,
    *,
    crowded: bool,
) -> None:
    """Evidence for most of what fell due: mostly verified, some returned first, some still waiting."""
    found = Evidenced()
    for row in rows:
        due = month_end(year, row.month)
        sent = due - timedelta(days=random.randint(-10, 12))
        if crowded and row is rows[0]:
            for unit in range(row.quantity):
                outcome = Outcome.VERIFIED if unit % 3 else None
                add(found, row, 1, sent, outcome, people)
        elif sent < today - timedelta(days=5) and random.random() < WITH_EVIDENCE / 0.97:
            kind = random.random()
            if kind < 0.1 or (crowded and row is rows[3]):
                add(found, row, row.quantity, sent - timedelta(days=4), Outcome.RETURNED, people)
            add(found, row, row.quantity, sent, Outcome.VERIFIED if kind < 0.92 else None, people)
    found.write()


def add(
    found: Evidenced,
    row: Deliverable,
    quantity: int,
    day: date,
    outcome: Outcome | None,
    people: dict[str, User],
) -> None:
    number = f"{row.milestone.version_id}-{len(found.files)}"
    moment = at(day)
    file = StoredFile(
        sha256=hashlib.sha256(number.encode()).hexdigest(),
        size=20_000,
        media_type="application/pdf",
        created_at=moment,
    )
    evidence = Evidence(
        unit_id=row.milestone.lead_id,
        type="Informe",
        number=number,
        date=day,
        file=file,
        file_name=f"sintetico-{number}.pdf",
        created_at=moment,
        created_by=people["uppm"],
    )
    submission = Submission(
        deliverable=row,
        lineage=row.lineage,
        evidence=evidence,
        quantity=quantity,
        submitted_at=moment,
        submitted_by=people["uppm"],
    )
    found.files.append(file)
    found.evidence.append(evidence)
    found.submissions.append(submission)
    if outcome:
        found.decisions.append(
            Decision(
                submission=submission,
                outcome=outcome.value,
                reason="Motivo sintético" if outcome == Outcome.RETURNED else "",
                decided_at=at(day + timedelta(days=3)),
                decided_by=people["coordinacion"],
            )
        )


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def load_register(size: int, leads: list[Unit], by: User, today: date, random: Random) -> None:
    """Interested parties reviewed once in four years, one review in fifty overdue."""
    moment = at(today - timedelta(days=200))
    made = {"created_at": moment, "created_by": by, "updated_at": moment, "updated_by": by}
    kinds = list(InterestedParty.Kind)
    states = [s.code for s in InterestedParty.workflow.states]
    for start in range(0, size, 20_000):
        parties = [
            InterestedParty(
                code=f"PI-{today.year}-{number:04d}",
                title=f"Parte interesada sintética {number}",
                unit=leads[number % len(leads)],
                kind=kinds[number % len(kinds)],
                state=states[0] if number % 10 else states[number // 10 % len(states)],
                needs="Información oportuna y trato digno."
                if number % 3
                else "Atención en lengua originaria.",
                influence=1 + number % 5,
                interest=1 + number // 5 % 5,
                review_due=today + timedelta(days=random.randint(-29, 1431)),
                **made,
            )
            for number in range(start + 1, min(start + 20_000, size) + 1)
        ]
        with transaction.atomic(), acting(by, reason=TITLE):
            in_bulk(parties)
    CodeCounter.objects.update_or_create(prefix="PI", year=today.year, defaults={"last": size})
