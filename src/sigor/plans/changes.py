"""What a reformulation changes in the version it is based on, and what keeps it from being sent or approved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Max, Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sigor.analysis import reformulation as plain
from sigor.analysis.progress import Outcome
from sigor.analysis.reformulation import Change, Changes, Kind, MarkChange, MilestoneChange, Schedule
from sigor.organisation.periods import month_label, quarter_end, roman
from sigor.plans import selectors
from sigor.plans.models import ChangeReason, Deliverable, Milestone, PlanVersion, QuarterEdition, Submission

M = TypeVar("M", bound=Model)
NAMED = 5  # changes of another version that a refusal names; the rest is counted
MONEY = ("classifier", "detail", "functional_sequence", "funding", "activity", "amount")


def schedule_of(version: PlanVersion) -> Schedule:
    """A version as the plain values that are compared."""
    rows = version.milestones.select_related("lead").prefetch_related("contributors").order_by("order", "id")
    marks = Deliverable.objects.filter(milestone__version=version).select_related("milestone")
    return plain.schedule([plain_milestone(m) for m in rows], [plain_mark(d) for d in marks])


def plain_milestone(row: Milestone) -> plain.Milestone:
    return plain.Milestone(
        lineage=str(row.lineage),
        code=row.code,
        name=row.name,
        deliverable_type=row.deliverable_type,
        lead=row.lead.acronym,
        contributors=tuple(sorted(u.acronym for u in row.contributors.all())),
        units_text=row.units_text,
        meta=row.meta,
        phase=row.phase,
        order=row.order,
    )


def plain_mark(row: Deliverable) -> plain.Mark:
    return plain.Mark(str(row.lineage), str(row.milestone.lineage), row.month, row.quantity)


@dataclass(frozen=True)
class Reformulation:
    """A version and the one it is based on, read once: both schedules, the reasons given, and what differs."""

    version: PlanVersion
    base: PlanVersion
    before: Schedule
    after: Schedule
    reasons: Mapping[str, ChangeReason]  # by lineage

    @cached_property
    def changes(self) -> Changes:
        return plain.differences(self.before, self.after)

    @property
    def year(self) -> int:
        return self.version.plan.year

    @cached_property
    def told(self) -> tuple[Change, ...]:
        """The changes that are told one by one: by milestone, in the order of the annex."""

        def place(change: Change) -> tuple[int, str, int]:
            milestone = self.milestone(change)
            mark = (change.before or change.after) if isinstance(change, MarkChange) else None
            return milestone.order, milestone.code, mark.month if mark else 0

        return tuple(sorted(self.changes.told, key=place))

    @property
    def without_reason(self) -> tuple[Change, ...]:
        return tuple(c for c in self.told if not self.follows(c) and not self.said(c))

    def follows(self, change: Change) -> bool:
        """Whether all that changes in a milestone is its meta, by as much as its months do: they say why."""
        if not isinstance(change, MilestoneChange) or change.fields != ("meta",):
            return False
        assert change.before is not None and change.after is not None
        added = sum(m.added_to(q) for m in self._months_of(change) for q in plain.QUARTERS)
        return added == change.after.meta - change.before.meta

    def said(self, change: Change) -> tuple[ChangeReason, ...]:
        """The reason of a change, or those of the months that a meta follows."""
        if own := self.reasons.get(change.lineage):
            return (own,)
        if not self.follows(change):
            return ()
        months = [self.reasons.get(m.lineage) for m in self._months_of(change)]
        return tuple({r.text: r for r in months if r}.values())

    def _months_of(self, change: Change) -> list[MarkChange]:
        return [m for m in self.changes.marks if m.milestone == change.milestone]

    def milestone(self, change: Change) -> plain.Milestone:
        """The milestone that a change is of, as it will be, or as it was when it is withdrawn."""
        lineage = change.milestone
        return self.after.milestones.get(lineage) or self.before.milestones[lineage]

    def words(self, change: Change) -> str:
        """One change in a few words: «1.1.4: Abr-25 → Jul-25»."""
        return words(change, self.milestone(change), self.year)


def read(version: PlanVersion) -> Reformulation:
    """A reformulation with what it changes. Raises ValueError for a version that is based on none."""
    if version.based_on is None:
        raise ValueError(f"{version.code} is no reformulation")
    given = ChangeReason.objects.filter(version=version).select_related("by")
    return Reformulation(
        version,
        version.based_on,
        schedule_of(version.based_on),
        schedule_of(version),
        {str(r.lineage): r for r in given},
    )


def copied(row: M, **other: Any) -> M:
    """A new row, not saved yet, that says what another one says, but for `other`."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    new = type(row)(**values)
    for name, value in other.items():
        setattr(new, name, value)
    return new


# -- in words -------------------------------------------------------------------------------------


def words(change: Change, milestone: plain.Milestone, year: int) -> str:
    return f"{milestone.code}: {_words_of_mark(change, year) if isinstance(change, MarkChange) else _words_of(change)}"


def _words_of_mark(change: MarkChange, year: int) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        mark = before or after
        assert mark is not None
        text = _("se agrega %(month)s (%(n)d)") if before is None else _("se retira %(month)s (%(n)d)")
        return text % {"month": month_label(year, mark.month), "n": mark.quantity}
    old, new = month_label(year, before.month), month_label(year, after.month)
    if Kind.REQUANTIFIED not in change.kinds:
        return f"{old} → {new}"
    quantities = {"old": before.quantity, "new": after.quantity}
    if Kind.MOVED in change.kinds:
        return f"{old} → {new}, " + _("cantidad de %(old)d a %(new)d") % quantities
    return f"{old}, " + _("cantidad de %(old)d a %(new)d") % quantities


def _words_of(change: MilestoneChange) -> str:
    if change.before is None:
        return _("hito nuevo")
    if change.after is None:
        return _("se retira el hito")
    return "; ".join(
        f"{label}: {old or '—'} → {new or '—'}" for label, old, new in field_changes(change) if (old or new)
    )


def field_changes(change: MilestoneChange) -> list[tuple[str, str, str]]:
    """What differs in a milestone that stays: the name of the field, before, after."""
    labels = {f.name: str(f.verbose_name) for f in (*Milestone._meta.fields, *Milestone._meta.many_to_many)}
    return [(labels[n], _shown(change.before, n), _shown(change.after, n)) for n in change.fields]


def _shown(milestone: plain.Milestone | None, name: str) -> str:
    value: Any = getattr(milestone, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


# -- evidence stands by its commitment --------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """What was put forward for a commitment and not taken back."""

    verified: int = 0
    waiting: int = 0
    submitted: bool = False


def standings(lineages: Iterable[str], moment: datetime) -> dict[str, Standing]:
    """The standing at a moment of each commitment for which something was put forward."""
    rows = Submission.objects.filter(lineage__in=[UUID(name) for name in lineages])
    found = {}
    for lineage, items in selectors.sent_items(rows, moment, with_evidence=False).items():
        by_outcome: dict[Outcome | None, int] = {}
        for item in items:
            outcome = item.outcome(moment)
            by_outcome[outcome] = by_outcome.get(outcome, 0) + item.sent.quantity
        found[str(lineage)] = Standing(
            by_outcome.get(Outcome.VERIFIED, 0),
            by_outcome.get(None, 0),
            any(outcome != Outcome.WITHDRAWN for outcome in by_outcome),
        )
    return found


def obstacle(change: MarkChange, code: str, year: int, standing: Standing) -> str:
    """Why evidence keeps a commitment from being changed so, in one sentence; empty when nothing does."""
    before, after = change.before, change.after
    if before is None:
        return ""
    forward = standing.verified + standing.waiting
    values = {"code": code, "month": month_label(year, before.month), "n": forward}
    verified = standing.verified >= before.quantity
    if verified and after is None:
        return (
            _("El entregable %(code)s de %(month)s ya está verificado por completo: no se retira.") % values
        )
    if verified and Kind.MOVED in change.kinds:
        return _("El entregable %(code)s de %(month)s ya está verificado por completo: no se mueve.") % values
    if after is None:
        if standing.submitted:
            return (
                _(
                    "El entregable %(code)s de %(month)s ya tiene evidencia enviada: puede moverse, no retirarse."
                )
                % values
            )
        return ""
    if after.quantity < forward:
        return (
            ngettext(
                "El entregable %(code)s de %(month)s ya tiene %(n)d unidad enviada o verificada: no puede deber menos.",
                "El entregable %(code)s de %(month)s ya tiene %(n)d unidades enviadas o verificadas: no puede deber menos.",
                forward,
            )
            % values
        )
    return ""


def obstacles(found: Reformulation, moment: datetime) -> list[str]:
    """What evidence keeps from being changed as the draft does; evidence goes on arriving while it is prepared."""
    standing = standings([c.lineage for c in found.changes.marks], moment)
    said = [
        obstacle(c, found.milestone(c).code, found.year, standing.get(c.lineage, Standing()))
        for c in found.changes.marks
    ]
    return [sentence for sentence in said if sentence]


def former_marks(milestone: Milestone) -> dict[str, Deliverable]:
    """The commitments of a draft's milestone in the version that the draft is based on, by lineage."""
    base = milestone.version.based_on_id
    rows = Deliverable.objects.filter(milestone__version=base, milestone__lineage=milestone.lineage)
    return {str(d.lineage): d for d in rows.select_related("milestone")} if base else {}


def refusal_of_marks(
    milestone: Milestone,
    former: Mapping[str, Deliverable],
    wanted: Mapping[int, tuple[str | None, int]],
    moment: datetime,
) -> str:
    """Why the months of a draft's milestone cannot be laid out so: month -> (lineage or None, quantity)."""
    after = {name: (month, quantity) for month, (name, quantity) in wanted.items() if name}
    standing = standings(former, moment)
    for name, row in former.items():
        own = str(milestone.lineage)
        stays = plain.Mark(name, own, *after[name]) if name in after else None
        change = MarkChange(name, plain.Mark(name, own, row.month, row.quantity), stays)
        known = standing.get(name, Standing())
        if why := obstacle(change, milestone.code, milestone.version.plan.year, known):
            return why
    return ""


# -- from when it may rule ----------------------------------------------------------------------------


def frozen_until(version: PlanVersion) -> tuple[int, date] | None:
    """The last quarter of the plan that was frozen, and its last day."""
    last = QuarterEdition.objects.filter(plan=version.plan_id).aggregate(n=Max("quarter"))["n"]
    return (last, quarter_end(version.plan.year, last)) if last else None


def earliest_effect(version: PlanVersion, today: date) -> date:
    """The first day from which a reformulation may rule if it is approved today."""
    days = [today]
    if version.based_on and version.based_on.effective_from:
        days.append(version.based_on.effective_from + timedelta(days=1))
    if frozen := frozen_until(version):
        days.append(frozen[1] + timedelta(days=1))
    return max(days)


def effect_refusal(found: Reformulation, effective_from: date, today: date) -> str:
    """Why a reformulation cannot rule from a day, in one sentence; empty when it can.

    It rules forward only: what was due before it was approved stays due, a frozen quarter stays as it is, and
    what it puts into a quarter that the former version counts would be counted by nobody.
    """
    first = earliest_effect(found.version, today)
    values = {"day": shown_day(effective_from), "first": shown_day(first), "code": found.base.code}
    if effective_from < today:
        return (
            _(
                "No puede regir desde el %(day)s, antes de aprobarse: lo que ya vencía seguirá vencido. Desde el %(first)s."
            )
            % values
        )
    frozen = frozen_until(found.version)
    if frozen and effective_from <= frozen[1]:
        values["quarter"] = roman(frozen[0])
        return _("El trimestre %(quarter)s está congelado: puede regir desde el %(first)s.") % values
    if effective_from < first:
        return _("%(code)s rige todavía ese día: puede regir desde el %(first)s.") % values
    if effective_from > date(found.year, 12, 31):
        return _("El plan %(year)d ya habrá terminado el %(day)s.") % (values | {"year": found.year})
    return " ".join(uncounted(found, effective_from))


def uncounted(found: Reformulation, effective_from: date) -> list[str]:
    """Changes that put units into a quarter which ends before the reformulation rules."""
    said = []
    for change in found.changes.marks:
        after = change.after
        if after is None or change.added_to(after.quarter) <= 0:
            continue
        if quarter_end(found.year, after.quarter) < effective_from:
            said.append(
                _(
                    "%(what)s: el trimestre %(quarter)s se cuenta por la versión %(n)d y nadie lo contaría; elija otro mes."
                )
                % {"what": found.words(change), "quarter": roman(after.quarter), "n": found.base.number}
            )
    return said


def shown_day(day: date) -> str:
    return date_format(day, "d/m/Y")


# -- what it lacks --------------------------------------------------------------------------------


def gaps(version: PlanVersion, today: date, moment: datetime) -> list[str]:
    """What keeps a reformulation from being sent or approved, beside what every version must have."""
    found = read(version)
    said = [
        _("Falta el motivo del cambio %(what)s.") % {"what": found.words(change)}
        for change in found.without_reason
    ]
    if not found.changes and money(version) == money(found.base):
        said.append(_("La reformulación no cambia nada todavía."))
    return [
        *stale(found),
        *said,
        *obstacles(found, moment),
        *uncounted(found, earliest_effect(version, today)),
    ]


def money(version: PlanVersion) -> list[tuple[Any, ...]]:
    """The budget of a version as plain values."""
    return sorted(version.budget.values_list(*MONEY))


def stale(found: Reformulation) -> list[str]:
    """That another version was approved since the branch was cut, and what changed with it."""
    newest = selectors.newest_approved(found.version.plan)
    if newest is None or newest.pk == found.base.pk:
        return []
    now = schedule_of(newest)
    changed = plain.differences(found.before, now).told
    known = {**found.before.milestones, **now.milestones}
    listed = "; ".join(words(c, known[c.milestone], found.year) for c in changed[:NAMED])
    if len(changed) > NAMED:
        listed += _(" y %(n)d cambios más") % {"n": len(changed) - NAMED}
    return [
        _(
            "Desde que se abrió esta reformulación se aprobó %(code)s (%(changed)s): póngala al día antes de seguir."
        )
        % {"code": newest.code, "changed": listed or _("sin cambios en el cronograma")}
    ]
