"""A reformulation beside the version it is based on: everything its page, its API and its papers say of it.

Start at `comparison(version)`. Percentages come from `analysis.compliance` through `quarters.view`, as everywhere;
sums and changes from `analysis.reformulation`. The plan ties no milestone to a clause of the norms, so none is
said to be touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigor.accounts.models import User
from sigor.analysis.compliance import Compliance, Denominator, Reading
from sigor.analysis.reformulation import QUARTERS, Change, Changes, Kind, MarkChange, MilestoneChange
from sigor.organisation import clock
from sigor.organisation.periods import month_label, quarter_end, roman
from sigor.plans import changes, quarters, selectors
from sigor.plans.models import ComplianceRule, PlanVersion, QuarterEdition

KINDS: dict[Kind, Any] = {
    Kind.MOVED: gettext_lazy("Se mueve"),
    Kind.REQUANTIFIED: gettext_lazy("Cambia la cantidad"),
    Kind.ADDED: gettext_lazy("Se agrega"),
    Kind.WITHDRAWN: gettext_lazy("Se retira"),
    Kind.EDITED: gettext_lazy("Se modifica"),
}


@dataclass(frozen=True)
class AnnexRow:
    """One line of the comparative annex: a deliverable or a milestone that changes, and why."""

    lineage: str
    code: str  # of the milestone
    name: str  # of the milestone
    what: str  # «Entregable (RDE)» or «Hito»
    unit: str  # the acronym of the lead unit, as it will be
    before: str  # in words; a dash when it is new
    after: str  # in words; a dash when it is withdrawn
    kinds: tuple[Kind, ...]
    kind: str  # in words
    reason: str  # empty while nobody gave one; of a meta that follows its months, theirs
    reason_by: User | None
    reason_at: datetime | None
    follows: bool  # the meta of a milestone that only follows its months
    change: Change  # the same as plain values


@dataclass(frozen=True)
class QuarterEffect:
    """A quarter without and with the reformulation, by the rule in force for it, from all verified so far.

    A quarter that ends before the reformulation rules is counted by the former version: `reached` is false and
    both sides are the same. So is one that was frozen, whose edition stays as it is.
    """

    quarter: int
    rule: ComplianceRule
    goal: Decimal
    ends: date
    before: Compliance
    after: Compliance
    reached: bool
    edition: QuarterEdition | None  # the newest one, when the quarter is frozen
    frozen: Reading | None  # what that edition says, by the reading of its rule

    @property
    def label(self) -> str:
        return roman(self.quarter)

    @property
    def without(self) -> Reading:
        return self.before.reading

    @property
    def with_it(self) -> Reading:
        return self.after.reading

    @property
    def changes(self) -> bool:
        """Whether the reformulation changes what the quarter owes or proves, under any reading."""
        return self.before != self.after

    @property
    def turns(self) -> bool:
        """Whether it changes the verdict under the rule."""
        return self.without.meets != self.with_it.meets


@dataclass(frozen=True)
class Total:
    """One number of the year before and after."""

    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class BudgetRow:
    classifier: str
    detail: str
    functional_sequence: str
    funding: str
    activity: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Budget:
    rows: tuple[BudgetRow, ...]
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Load:
    """The units of target that a lead unit owes in each quarter, before and after."""

    unit: str
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def pairs(self) -> tuple[Total, ...]:
        return tuple(Total(b, a) for b, a in zip(self.before, self.after, strict=True))

    @property
    def year(self) -> Total:
        return Total(sum(self.before), sum(self.after))


@dataclass(frozen=True)
class Comparison:
    """All that the papers of a reformulation need."""

    version: PlanVersion
    base: PlanVersion
    as_of: date  # evidence is counted as known at the end of this day, or now
    reason: str  # why the plan is reformulated at all; the reasons of each change are in `annex`
    effective_from: date  # from when it rules; the earliest day possible while `effect_is_assumed`
    effect_is_assumed: bool
    annex: tuple[AnnexRow, ...]
    quarters: tuple[QuarterEffect, ...]  # of those that a rule counts
    meta: Total  # units of target of the year
    scheduled: Total  # units scheduled in the twelve months
    budget: Budget
    load: tuple[Load, ...]  # by acronym; only units that owe something before or after
    missing: tuple[str, ...]  # what keeps it from being sent or approved; empty once it is decided
    changes: Changes  # the same as plain values

    @property
    def quarters_changed(self) -> tuple[QuarterEffect, ...]:
        return tuple(q for q in self.quarters if q.changes)

    @property
    def sentence(self) -> str:
        """What it does, in one sentence for who has little time."""
        return _summary(self)


def comparison(
    version: PlanVersion, *, as_of: date | None = None, moment: datetime | None = None
) -> Comparison:
    """What a reformulation changes and what that does. Raises ValueError for a version that is none.

    Without `as_of` it is counted now; `moment` narrows the day down.
    """
    day = as_of or clock.today()
    at = moment or (clock.now() if as_of is None else selectors.end_of_day(day))
    found = changes.read(version)
    assumed = version.state != selectors.PUBLISHED or version.effective_from is None
    effect = changes.earliest_effect(version, day) if assumed else version.effective_from
    assert effect is not None
    final = version.get_state().final
    return Comparison(
        version=version,
        base=found.base,
        as_of=day,
        reason=version.reason,
        effective_from=effect,
        effect_is_assumed=assumed,
        annex=tuple(annex_row(found, c) for c in found.told),
        quarters=tuple(_quarters(found, effect, day, at)),
        meta=Total(found.before.meta, found.after.meta),
        scheduled=Total(found.before.units, found.after.units),
        budget=_budget(found.base, version),
        load=tuple(_load(found)),
        missing=() if final else tuple(changes.gaps(version, day, at)),
        changes=found.changes,
    )


# -- the annex ------------------------------------------------------------------------------------


def annex_row(found: changes.Reformulation, change: Change) -> AnnexRow:
    milestone = found.milestone(change)
    said = found.said(change)
    if isinstance(change, MarkChange):
        what = _("Entregable (%(type)s)") % {"type": milestone.deliverable_type}
        before, after = _mark_in_words(change, found.year)
    else:
        what = _("Hito")
        before, after = _milestone_in_words(found, change)
    return AnnexRow(
        lineage=change.lineage,
        code=milestone.code,
        name=milestone.name,
        what=what,
        unit=milestone.lead,
        before=before,
        after=after,
        kinds=change.kinds,
        kind=". ".join(str(KINDS[k]) for k in change.kinds),
        reason="\n".join(r.text for r in said),
        reason_by=said[0].by if said else None,
        reason_at=said[0].at if said else None,
        follows=found.follows(change),
        change=change,
    )


def _mark_in_words(change: MarkChange, year: int) -> tuple[str, str]:
    def words(mark: Any) -> str:
        return f"{month_label(year, mark.month)} ({mark.quantity})" if mark else "—"

    return words(change.before), words(change.after)


def _milestone_in_words(found: changes.Reformulation, change: MilestoneChange) -> tuple[str, str]:
    if change.before is not None and change.after is not None:
        fields = changes.field_changes(change)
        return (
            "\n".join(f"{label}: {old or '—'}" for label, old, _new in fields),
            "\n".join(f"{label}: {new or '—'}" for label, _old, new in fields),
        )
    marks = (found.before if change.after is None else found.after).marks.values()
    own = sorted((m for m in marks if m.milestone == change.lineage), key=lambda m: m.month)
    listed = ", ".join(f"{month_label(found.year, m.month)} ({m.quantity})" for m in own)
    whole = f"{found.milestone(change).name}: {listed or '—'}"
    return (whole, "—") if change.after is None else ("—", whole)


# -- the quarters -----------------------------------------------------------------------------------


def _quarters(
    found: changes.Reformulation, effect: date, day: date, moment: datetime
) -> Iterable[QuarterEffect]:
    rules = selectors.rules_of(found.year)
    before = selectors.board(found.base, day, moment=moment)
    after = selectors.board(found.version, day, moment=moment)
    editions = selectors.newest_editions(found.version.plan, moment)
    for quarter in QUARTERS:
        rule = rules[quarter]
        if rule is None:
            continue
        edition = editions.get(quarter)
        ends = quarter_end(found.year, quarter)
        reached = ends >= effect
        counted = quarters.view(before, quarter, rule).compliance
        yield QuarterEffect(
            quarter=quarter,
            rule=rule,
            goal=rule.threshold,
            ends=ends,
            before=counted,
            after=quarters.view(after, quarter, rule).compliance if reached else counted,
            reached=reached,
            edition=edition,
            frozen=frozen_reading(edition) if edition else None,
        )


def frozen_reading(edition: QuarterEdition) -> Reading:
    """The quarter as an edition says it, by the reading of its own rule."""
    total = edition.figures["total"]
    chosen = total["readings"][Denominator(total["chosen"]).value]
    return Reading(chosen["due"], chosen["verified"], Decimal(str(edition.figures["rule"]["threshold"])))


# -- the year ---------------------------------------------------------------------------------------


def _load(found: changes.Reformulation) -> Iterable[Load]:
    before, after = found.before.load, found.after.load
    none = (0,) * len(QUARTERS)
    for unit in sorted(before.keys() | after.keys()):
        load = Load(unit, before.get(unit, none), after.get(unit, none))
        if any(load.before) or any(load.after):
            yield load


def _budget(base: PlanVersion, version: PlanVersion) -> Budget:
    """Lines that say the same but for the money are one row."""
    rows: dict[tuple[Any, ...], list[Decimal]] = {}
    for side, lines in enumerate((changes.money(base), changes.money(version))):
        for *key, amount in lines:
            rows.setdefault(tuple(key), [Decimal(0), Decimal(0)])[side] += amount
    found = tuple(BudgetRow(*key, *amounts) for key, amounts in rows.items())
    return Budget(
        found, sum((r.before for r in found), Decimal(0)), sum((r.after for r in found), Decimal(0))
    )


def _summary(found: Comparison) -> str:
    if not found.changes:
        return _("Todavía no cambia ningún entregable ni hito.")
    said = [
        _("el trimestre %(q)s pasa de %(v)d de %(due)d (%(p)s) a %(v2)d de %(due2)d (%(p2)s)")
        % {
            "q": q.label,
            "v": q.without.verified,
            "due": q.without.due,
            "p": q.without.percent,
            "v2": q.with_it.verified,
            "due2": q.with_it.due,
            "p2": q.with_it.percent,
        }
        for q in found.quarters_changed
    ]
    if not said:
        return _("Ningún trimestre cambia sus cifras.")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


# -- for scripts --------------------------------------------------------------------------------------


def as_dict(found: Comparison) -> dict[str, Any]:
    """The comparison in the shape that the command line and the API promise."""
    return {
        "year": found.version.plan.year,
        "version": found.version.code,
        "id": found.version.pk,
        "state": found.version.state,
        "revision": found.version.revision,
        "based_on": found.base.code,
        "reason": found.reason,
        "as_of": found.as_of.isoformat(),
        "effective_from": found.effective_from.isoformat(),
        "effect_is_assumed": found.effect_is_assumed,
        "sentence": found.sentence,
        "changes": [change_as_dict(row) for row in found.annex],
        "quarters": [_quarter_as_dict(q) for q in found.quarters],
        "meta": _total_as_dict(found.meta),
        "scheduled": _total_as_dict(found.scheduled),
        "budget": {
            "before": str(found.budget.before),
            "after": str(found.budget.after),
            "lines": [
                {
                    "classifier": b.classifier,
                    "detail": b.detail,
                    "before": str(b.before),
                    "after": str(b.after),
                }
                for b in found.budget.rows
            ],
        },
        "load": [
            {"unit": w.unit, "before": list(w.before), "after": list(w.after), **_year_as_dict(w.year)}
            for w in found.load
        ],
        "missing": list(found.missing),
    }


def change_as_dict(row: AnnexRow) -> dict[str, Any]:
    said: dict[str, Any] = {
        "lineage": row.lineage,
        "milestone": row.code,
        "name": row.name,
        "what": "deliverable" if isinstance(row.change, MarkChange) else "milestone",
        "unit": row.unit,
        "kinds": [k.value for k in row.kinds],
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
    }
    if isinstance(row.change, MarkChange):
        for name, mark in (("from", row.change.before), ("to", row.change.after)):
            said[name] = {"month": mark.month, "quantity": mark.quantity} if mark else None
    else:
        said["fields"] = list(row.change.fields)
    return said


def _quarter_as_dict(effect: QuarterEffect) -> dict[str, Any]:
    return {
        "quarter": effect.quarter,
        "goal": float(effect.goal),
        "reached": effect.reached,
        "edition": effect.edition.number if effect.edition else None,
        "without": quarters.compliance_as_dict(effect.before),
        "with": quarters.compliance_as_dict(effect.after),
    }


def _total_as_dict(total: Total) -> dict[str, int]:
    return {"before": total.before, "after": total.after}


def _year_as_dict(total: Total) -> dict[str, int]:
    return {"year_before": total.before, "year_after": total.after}
