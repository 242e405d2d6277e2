"""Two schedules of a yearly plan compared, changes carried from one to another, and commitments kept the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

QUARTERS = (1, 2, 3, 4)


class Kind(StrEnum):
    """What happened to a commitment or a milestone."""

    MOVED = "moved"
    REQUANTIFIED = "requantified"
    ADDED = "added"
    WITHDRAWN = "withdrawn"
    EDITED = "edited"


@dataclass(frozen=True)
class Mark:
    """A scheduled deliverable: `quantity` units of a milestone due in one month, under its lineage."""

    lineage: str
    milestone: str  # the lineage of its milestone
    month: int
    quantity: int

    @property
    def quarter(self) -> int:
        return (self.month - 1) // 3 + 1


@dataclass(frozen=True)
class Milestone:
    """A milestone as plain values. Units are acronyms; `order` only says where it stands."""

    lineage: str
    code: str
    name: str
    deliverable_type: str
    lead: str
    contributors: tuple[str, ...]
    units_text: str
    meta: int
    phase: str
    order: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Schedule:
    """What a version of the plan commits to: milestones and marks by lineage."""

    milestones: Mapping[str, Milestone]
    marks: Mapping[str, Mark]

    @property
    def meta(self) -> int:
        """Units of target of the year."""
        return sum(m.meta for m in self.milestones.values())

    @property
    def units(self) -> int:
        """Units scheduled in the twelve months."""
        return sum(m.quantity for m in self.marks.values())

    @property
    def by_quarter(self) -> tuple[int, ...]:
        """Units scheduled in each quarter."""
        return _quarters(self.marks.values())

    @property
    def load(self) -> dict[str, tuple[int, ...]]:
        """For each lead unit, the units it owes in each quarter."""
        marks: dict[str, list[Mark]] = {m.lead: [] for m in self.milestones.values()}
        for mark in self.marks.values():
            marks[self.milestones[mark.milestone].lead].append(mark)
        return {lead: _quarters(owed) for lead, owed in marks.items()}


def _quarters(marks: Iterable[Mark]) -> tuple[int, ...]:
    count: Counter[int] = Counter()
    for mark in marks:
        count[mark.quarter] += mark.quantity
    return tuple(count[q] for q in QUARTERS)


def schedule(milestones: Iterable[Milestone], marks: Iterable[Mark]) -> Schedule:
    return Schedule({m.lineage: m for m in milestones}, {m.lineage: m for m in marks})


# -- what changes ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class MarkChange:
    """A deliverable that differs; `before` is None when it is new, `after` when it is withdrawn."""

    lineage: str
    before: Mark | None
    after: Mark | None

    @property
    def milestone(self) -> str:
        return _either(self.before, self.after).milestone

    @property
    def kinds(self) -> tuple[Kind, ...]:
        if self.before is None or self.after is None:
            return (Kind.ADDED if self.before is None else Kind.WITHDRAWN,)
        found = []
        if (self.before.milestone, self.before.month) != (self.after.milestone, self.after.month):
            found.append(Kind.MOVED)
        if self.before.quantity != self.after.quantity:
            found.append(Kind.REQUANTIFIED)
        return tuple(found)

    def added_to(self, quarter: int) -> int:
        """By how many units the quarter owes more (less, when negative)."""
        due = [m.quantity if m is not None and m.quarter == quarter else 0 for m in (self.before, self.after)]
        return due[1] - due[0]


@dataclass(frozen=True)
class MilestoneChange:
    """A milestone that differs; `before` is None when it is new, `after` when it is withdrawn."""

    lineage: str
    before: Milestone | None
    after: Milestone | None

    @property
    def milestone(self) -> str:
        return self.lineage

    @property
    def kinds(self) -> tuple[Kind, ...]:
        if self.before is None or self.after is None:
            return (Kind.ADDED if self.before is None else Kind.WITHDRAWN,)
        return (Kind.EDITED,)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what differs in a milestone that stays."""
        return _differing(self.before, self.after)


Change = MarkChange | MilestoneChange


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two schedules, in the order of the annex."""

    milestones: tuple[MilestoneChange, ...]
    marks: tuple[MarkChange, ...]

    def __bool__(self) -> bool:
        return bool(self.milestones or self.marks)

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes that are told one by one: the marks of a whole milestone that comes or goes are not."""
        whole = {c.lineage for c in self.milestones if c.kinds != (Kind.EDITED,)}
        return (*self.milestones, *(m for m in self.marks if m.milestone not in whole))


def _either(before: Mark | None, after: Mark | None) -> Mark:
    found = before if before is not None else after
    if found is None:
        raise ValueError("a change is of something")
    return found


def _differing(before: object, after: object) -> tuple[str, ...]:
    """The fields in which two values of one class differ."""
    if before is None or after is None:
        return ()
    compared = [f.name for f in fields(before) if f.compare]  # type: ignore[arg-type]
    return tuple(name for name in compared if getattr(before, name) != getattr(after, name))


def differences(before: Schedule, after: Schedule) -> Changes:
    """What changes from one schedule to another, matched by lineage."""
    order = {m.lineage: (m.order, m.code) for m in (*before.milestones.values(), *after.milestones.values())}
    milestones = [
        MilestoneChange(lineage, before.milestones.get(lineage), after.milestones.get(lineage))
        for lineage in before.milestones.keys() | after.milestones.keys()
        if before.milestones.get(lineage) != after.milestones.get(lineage)
    ]
    marks = [
        MarkChange(lineage, before.marks.get(lineage), after.marks.get(lineage))
        for lineage in before.marks.keys() | after.marks.keys()
        if before.marks.get(lineage) != after.marks.get(lineage)
    ]

    def place(change: MarkChange) -> tuple[tuple[int, str], int, str]:
        return order[change.milestone], _either(change.before, change.after).month, change.lineage

    milestones.sort(key=lambda c: (order[c.lineage], c.lineage))
    return Changes(tuple(milestones), tuple(sorted(marks, key=place)))


def applied(before: Schedule, changes: Changes) -> Schedule:
    """The schedule after its changes: `applied(b, differences(b, a)) == a`."""
    milestones, marks = dict(before.milestones), dict(before.marks)
    for whole in changes.milestones:
        milestones.pop(whole.lineage, None)
        if whole.after is not None:
            milestones[whole.lineage] = whole.after
    for change in changes.marks:
        marks.pop(change.lineage, None)
        if change.after is not None:
            marks[change.lineage] = change.after
    return Schedule(milestones, marks)


def carried(onto: Schedule, changes: Changes) -> tuple[Schedule, tuple[Change, ...]]:
    """The changes made to another schedule than the one they were found against, and those that do not fit there.

    Only what a change touches is carried: what the other schedule says besides stays as it says.
    """
    milestones, marks = dict(onto.milestones), dict(onto.marks)
    left: list[Change] = []
    for whole in changes.milestones:
        current = milestones.get(whole.lineage)
        if whole.after is None:
            milestones.pop(whole.lineage, None)
            for mark in [m for m in marks.values() if m.milestone == whole.lineage]:
                del marks[mark.lineage]
        elif whole.before is None:
            milestones[whole.lineage] = whole.after
        elif current is None:
            left.append(whole)
        else:
            milestones[whole.lineage] = replace(
                current, **{name: getattr(whole.after, name) for name in whole.fields}
            )
    for change in changes.marks:
        mark_now = marks.pop(change.lineage, None)
        if change.after is None:
            continue
        wanted = change.after
        if change.before is not None and mark_now is not None:
            wanted = replace(
                mark_now, **{n: getattr(wanted, n) for n in _differing(change.before, change.after)}
            )
        if (change.before is not None and mark_now is None) or wanted.milestone not in milestones:
            left.append(change)
            continue
        marks[change.lineage] = wanted
    # Two commitments of one milestone cannot fall due in one month.
    places = Counter((m.milestone, m.month) for m in marks.values())
    left += [c for c in changes.marks if (m := marks.get(c.lineage)) and places[(m.milestone, m.month)] > 1]
    return Schedule(milestones, marks), tuple(left)


# -- which commitment is which ----------------------------------------------------------------------


def assigned(
    base: Mapping[str, tuple[int, int]],
    current: Mapping[int, tuple[str, int]],
    wanted: Mapping[int, int],
) -> dict[int, str | None]:
    """For each month that one milestone shall have, the lineage of its commitment; None for a new one.

    `base` is lineage → (month, quantity) in the version a draft is based on (empty when on none), `current` is
    month → (lineage, quantity) in the draft, `wanted` is month → quantity. A month that stays keeps its
    commitment. One that is left without a month returns to its own month of the base; failing that it goes to
    where the same quantity was put without a commitment of its own: it was moved, not withdrawn and added.
    """
    found: dict[int, str | None] = {
        month: current[month][0] if month in current else None for month in sorted(wanted)
    }
    left = {
        **{lineage: quantity for lineage, (_month, quantity) in sorted(base.items(), key=lambda i: i[1])},
        **{lineage: quantity for _month, (lineage, quantity) in sorted(current.items())},
    }
    for lineage in found.values():
        if lineage is not None:
            left.pop(lineage, None)

    def give(month: int | None, lineage: str) -> None:
        if month is not None:
            found[month] = lineage
            del left[lineage]

    for lineage in [name for name in left if name in base]:
        own = base[lineage][0]
        give(own if own in found and found[own] not in base else None, lineage)
    for takes_new_ones in (True, False):
        for lineage, quantity in list(left.items()):
            open_months = [
                month
                for month, holder in found.items()
                if wanted[month] == quantity
                and (holder is None if takes_new_ones else lineage in base and holder not in base)
            ]
            give(next(iter(open_months), None), lineage)
    return found
