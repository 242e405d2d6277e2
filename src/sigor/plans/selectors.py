"""Reading the plan: the version in force on a day and the board of everything known at a moment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sigor.accounts.models import User
from sigor.analysis.progress import Event, Outcome, Progress, Sent, Status, progress
from sigor.organisation.grants import Grants, Permission
from sigor.organisation.periods import month_end, quarter_end, quarter_of
from sigor.plans.models import (
    ComplianceRule,
    Decision,
    Deliverable,
    Milestone,
    NoteMark,
    Plan,
    PlanVersion,
    QuarterEdition,
    Submission,
)
from sigor.records import access

PUBLISHED = "approved"


def end_of_day(day: date) -> datetime:
    """The last instant of a civil day in the programme's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def may_prepare(user: User) -> bool:
    """Whether drafts and versions under review are this person's business."""
    held = access.grants(user)
    return bool({Permission.PLAN, Permission.APPROVE, Permission.AUDIT} & held.everywhere)


def plans() -> QuerySet[Plan]:
    return Plan.objects.select_related("unit").order_by("-year")


def visible_versions(user: User, plan: Plan) -> QuerySet[PlanVersion]:
    """Approved versions are institutional; the others are seen by those who prepare and decide them."""
    versions = (
        PlanVersion.objects.filter(plan=plan)
        .select_related("plan", "unit", "created_by", "based_on")
        .order_by("-number")
    )
    return versions if may_prepare(user) else versions.filter(state=PUBLISHED)


def version_in_force(plan: Plan, on: date) -> PlanVersion | None:
    """The approved version that rules on that day, or the first one when the day is before all."""
    approved = PlanVersion.objects.filter(plan=plan, state=PUBLISHED).select_related("plan")
    ruling = approved.filter(effective_from__lte=on).order_by("-effective_from").first()
    return ruling or approved.order_by("effective_from").first()


def newest_approved(plan: Plan) -> PlanVersion | None:
    """The last word on the plan: the approved version that rules last, in force already or not yet."""
    approved = PlanVersion.objects.filter(plan=plan, state=PUBLISHED).select_related("plan", "unit")
    return approved.order_by("-effective_from").first()


def open_reformulation(plan: Plan) -> PlanVersion | None:
    """The reformulation that is being prepared or waits for approval; there is one at most."""
    opened = PlanVersion.objects.filter(plan=plan, based_on__isnull=False, state__in=("draft", "in_review"))
    return opened.select_related("plan", "created_by").first()


def versions_counting(plan: Plan, as_of: date) -> dict[int, PlanVersion]:
    """The version by which each quarter is counted as known on a day: the one in force at its end, or so far.

    Empty when nothing was approved.
    """
    approved = list(
        PlanVersion.objects.filter(plan=plan, state=PUBLISHED)
        .select_related("plan", "based_on__plan")
        .order_by("effective_from")
    )
    found = {}
    for quarter in (1, 2, 3, 4) if approved else ():
        day = min(as_of, quarter_end(plan.year, quarter)) if as_of.year >= plan.year else date.max
        ruling = [v for v in approved if v.effective_from and v.effective_from <= day]
        found[quarter] = (ruling or approved[:1])[-1]
    return found


def rules_of(year: int) -> dict[int, ComplianceRule | None]:
    """For each quarter, the newest approved rule in force at its end, else the newest proposed one, which
    every page then names as such."""
    rules = list(ComplianceRule.objects.exclude(state="repealed").order_by("-number"))
    found: dict[int, ComplianceRule | None] = {}
    for quarter in (1, 2, 3, 4):
        in_force = [r for r in rules if r.valid_from <= quarter_end(year, quarter)]
        approved = [r for r in in_force if r.state == "approved"]
        found[quarter] = next(iter(approved or in_force), None)
    return found


def rule_for(year: int, quarter: int) -> ComplianceRule | None:
    """The rule by which a quarter is counted."""
    return rules_of(year)[quarter]


def newest_editions(plan: Plan, moment: datetime) -> dict[int, QuarterEdition]:
    """For each quarter frozen by then, its newest edition at that moment; figures are left unread."""
    rows = QuarterEdition.objects.filter(plan=plan, frozen_at__lte=moment).defer("figures", "changes")
    return {e.quarter: e for e in rows.order_by("quarter", "number")}


def editions(plan: Plan, quarter: int) -> QuerySet[QuarterEdition]:
    return (
        QuarterEdition.objects.filter(plan=plan, quarter=quarter)
        .select_related("rule", "version", "frozen_by", "plan")
        .order_by("-number")
    )


@dataclass(frozen=True)
class SentItem:
    """A submission with its decisions, as known at the board's moment."""

    submission: Submission
    decisions: tuple[Decision, ...]
    sent: Sent

    def outcome(self, at: datetime) -> Outcome | None:
        return self.sent.outcome(at)

    @property
    def last_decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True)
class Cell:
    """One scheduled deliverable with all that was known of it at the board's moment."""

    deliverable: Deliverable
    milestone: Milestone
    due: date
    items: tuple[SentItem, ...]
    progress: Progress

    @property
    def code(self) -> str:
        return self.milestone.code

    @property
    def month(self) -> int:
        return self.deliverable.month

    @property
    def quarter(self) -> int:
        return quarter_of(self.deliverable.month)

    @property
    def quantity(self) -> int:
        return self.deliverable.quantity

    @property
    def status(self) -> Status:
        return self.progress.status

    def verified_by(self, moment: datetime) -> int:
        """Units that were verified, and not returned since, at that moment."""
        known = sum(
            i.sent.quantity
            for i in self.items
            if i.outcome(moment) == Outcome.VERIFIED and i.sent.at <= moment
        )
        return min(self.quantity, known)


@dataclass(frozen=True)
class Row:
    milestone: Milestone
    cells: dict[int, Cell]

    @property
    def unit_ids(self) -> frozenset[int]:
        return units_of(self.milestone)


@dataclass(frozen=True)
class Board:
    """The matrix of one version as known at one moment; every view and figure of the plan starts here."""

    version: PlanVersion
    as_of: date
    moment: datetime
    rows: tuple[Row, ...]
    marks: dict[tuple[str, int], tuple[NoteMark, ...]] = field(default_factory=dict)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells.values())

    @property
    def year(self) -> int:
        return self.version.plan.year

    def quarter_cells(self, quarter: int) -> tuple[Cell, ...]:
        return tuple(c for c in self.cells if c.quarter == quarter)


def units_of(milestone: Milestone) -> frozenset[int]:
    """The lead and the contributing units (contributors prefetched)."""
    return frozenset({milestone.lead_id, *(u.pk for u in milestone.contributors.all())})


def board(
    version: PlanVersion, as_of: date, *, moment: datetime | None = None, with_evidence: bool = False
) -> Board:
    """All rows of a version with what was known at the end of `as_of` (or at `moment`).

    A constant number of queries, whatever the size of the plan. Documents and names of people are read
    along only `with_evidence`; states and counts need none.
    """
    moment = moment or end_of_day(as_of)
    milestones = list(_milestones(version))
    deliverables = Deliverable.objects.filter(milestone__version=version)
    by_milestone: dict[int, list[Deliverable]] = defaultdict(list)
    for deliverable in deliverables.order_by("month"):
        by_milestone[deliverable.milestone_id].append(deliverable)
    lineages = Deliverable.objects.filter(milestone__version=version).values("lineage")
    sent = sent_items(Submission.objects.filter(lineage__in=lineages), moment, with_evidence=with_evidence)
    rows = []
    for milestone in milestones:
        cells = {}
        for deliverable in by_milestone[milestone.pk]:
            deliverable.milestone = milestone
            cells[deliverable.month] = _cell(deliverable, version.plan.year, sent, moment, as_of)
        rows.append(Row(milestone, cells))
    return Board(version, as_of, moment, tuple(rows), _marks(version))


def counting_boards(
    plan: Plan, as_of: date, *, moment: datetime | None = None, known: Board | None = None
) -> dict[int, Board]:
    """For each quarter the board of the version that counts it; `known` is one that was read already."""
    read = {known.version.pk: known} if known else {}
    found = {}
    for quarter, version in versions_counting(plan, as_of).items():
        if version.pk not in read:
            read[version.pk] = board(version, as_of, moment=moment or (known.moment if known else None))
        found[quarter] = read[version.pk]
    return found


def _milestones(version: PlanVersion) -> QuerySet[Milestone]:
    return (
        version.milestones.select_related("result__objective", "lead")
        .prefetch_related("contributors")
        .order_by("order", "id")
    )


def _cell(
    deliverable: Deliverable, year: int, sent: dict[UUID, list[SentItem]], moment: datetime, as_of: date
) -> Cell:
    due = month_end(year, deliverable.month)
    items = tuple(sent.get(deliverable.lineage, ()))
    state = progress(deliverable.quantity, due, [i.sent for i in items], moment, as_of)
    return Cell(deliverable, deliverable.milestone, due, items, state)


def sent_items(
    submissions: QuerySet[Submission], moment: datetime, *, with_evidence: bool
) -> dict[UUID, list[SentItem]]:
    """Submissions known at `moment` with the decisions known then, by the lineage of their commitment."""
    found: dict[UUID, list[SentItem]] = defaultdict(list)
    rows = submissions.filter(submitted_at__lte=moment).order_by("submitted_at", "id")
    known = Decision.objects.filter(submission__in=rows.order_by().values("pk"), decided_at__lte=moment)
    if with_evidence:
        rows = rows.select_related("evidence__file", "submitted_by", "deliverable__milestone")
        known = known.select_related("decided_by")
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in known.order_by("decided_at", "id"):
        decisions[decision.submission_id].append(decision)
    for submission in rows:
        taken = decisions.get(submission.pk, [])
        events = tuple(Event(Outcome(d.outcome), d.decided_at) for d in taken)
        sent = Sent(submission.quantity, submission.submitted_at, events)
        found[submission.lineage].append(SentItem(submission, tuple(taken), sent))
    return found


def _marks(version: PlanVersion) -> dict[tuple[str, int], tuple[NoteMark, ...]]:
    found: dict[tuple[str, int], list[NoteMark]] = defaultdict(list)
    for mark in NoteMark.objects.filter(note__version=version).select_related("note").order_by("offset"):
        row = mark.result_id if mark.place == NoteMark.Place.RESULT else mark.milestone_id
        found[(mark.place, row or 0)].append(mark)
    return {key: tuple(marks) for key, marks in found.items()}


def cell_of(deliverable: Deliverable, as_of: date, *, moment: datetime | None = None) -> Cell:
    """One deliverable with what was known of it."""
    moment = moment or end_of_day(as_of)
    submissions = Submission.objects.filter(lineage=deliverable.lineage)
    year = deliverable.milestone.version.plan.year
    return _cell(deliverable, year, sent_items(submissions, moment, with_evidence=True), moment, as_of)


def deliverables() -> QuerySet[Deliverable]:
    return Deliverable.objects.select_related(
        "milestone__version__plan", "milestone__lead", "milestone__result__objective"
    ).prefetch_related("milestone__contributors")


def may_see_evidence(user: User, milestone: Milestone) -> bool:
    """Files, reasons and comments are for the units that take part and those who look after all."""
    return access.may(user, Permission.VIEW, units_of(milestone))


def may_submit(user: User, milestone: Milestone) -> bool:
    return access.may(user, Permission.SUBMIT, units_of(milestone))


def visible_submissions(user: User) -> QuerySet[Submission]:
    """The door to submissions and their files: for the units of the commitment in any approved version."""
    rows = Submission.objects.select_related(
        "evidence__file",
        "submitted_by",
        "deliverable__milestone__version__plan",
        "deliverable__milestone__lead",
    )
    if Permission.VIEW in access.grants(user).everywhere:
        return rows
    published = Deliverable.objects.filter(milestone__version__state=PUBLISHED)
    units = ("milestone__lead", "milestone__contributors")
    return rows.filter(lineage__in=access.visible(published, user, unit_fields=units).values("lineage"))


def same_commitment(deliverable: Deliverable) -> list[Deliverable]:
    """The deliverable as each approved version of its plan schedules it, the newest version first."""
    carried = deliverables().filter(
        lineage=deliverable.lineage,
        milestone__version__state=PUBLISHED,
        milestone__version__plan=deliverable.milestone.version.plan_id,
    )
    return list(carried.order_by("-milestone__version__effective_from"))


def as_in_force(deliverable: Deliverable, on: date) -> Deliverable | None:
    """The deliverable as the version in force on a day schedules it; None when that one does not have it."""
    version = version_in_force(deliverable.milestone.version.plan, on)
    if version is None or version.pk == deliverable.milestone.version_id:
        return deliverable
    return deliverables().filter(lineage=deliverable.lineage, milestone__version=version).first()


def visible_deliverables(user: User) -> QuerySet[Deliverable]:
    """Deliverables whose version the person may see."""
    rows = deliverables()
    return rows if may_prepare(user) else rows.filter(milestone__version__state=PUBLISHED)


def owed_cells(plan_board: Board, held: Grants) -> list[Cell]:
    """What a person's units still have to put forward."""
    return [
        cell
        for row in plan_board.rows
        if held.allows(Permission.SUBMIT, row.unit_ids)
        for cell in row.cells.values()
        if cell.progress.outstanding > 0
    ]


def waiting_items(plan_board: Board) -> list[tuple[Cell, SentItem]]:
    """Submissions on which nobody has decided yet."""
    return [(c, i) for c in plan_board.cells for i in c.items if i.outcome(plan_board.moment) is None]


def source_rows(version: PlanVersion) -> Sequence[dict[str, Any]]:
    """What the annex said and how it was read, row by row."""
    fields = ("code", "source_line", "source_text", "confidence", "reason")
    return list(version.milestones.order_by("order").values(*fields))
