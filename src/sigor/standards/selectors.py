"""Reading the reference matter: editions in force, ties, and the statement of applicability by version."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Field, OuterRef, Q, QuerySet

from sigor.accounts.models import User
from sigor.records import access
from sigor.records.models import EvidenceUse
from sigor.registers.values import label_of, value_shown
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    Control,
    LegalRequirement,
    ManagementSystem,
    Norm,
    Requirement,
    RequirementTie,
)

COMPARED = ("applicable", "reason", "implementation", "planned_for", "unit", "note")


def systems_on(on: date) -> QuerySet[ManagementSystem]:
    """The management systems in use on that day, in the order in which they were registered."""
    return (
        ManagementSystem.objects.on(on)
        .filter(state="in_force", archived_at__isnull=True)
        .select_related("norm", "unit")
        .order_by("pk")
    )


def requirements_in_force(on: date) -> QuerySet[Requirement]:
    """Requirements of the editions that hold on that day and that a system in use answers to."""
    held = Norm.objects.on(on).filter(state="in_force", archived_at__isnull=True)
    return Requirement.objects.filter(
        norm__in=held.filter(pk__in=systems_on(on).order_by().values("norm")).values("pk"),
        state="in_force",
        archived_at__isnull=True,
    )


def legal_in_force(on: date) -> QuerySet[LegalRequirement]:
    """Legal duties in use that day; one whose first day is not known counts as held."""
    return LegalRequirement.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        state="in_force",
    )


@dataclass(frozen=True)
class TieShown:
    """A tie read from one of its requirements."""

    tie: RequirementTie
    own: Requirement
    words: str
    other: Requirement


TURNED = {"contains": "part_of", "part_of": "contains"}


def ties_of(requirements: Iterable[Requirement], user: User) -> list[TieShown]:
    """How these requirements compare with those of other norms; withdrawn ties are left out."""
    own = {requirement.pk for requirement in requirements}
    rows = access.visible_records(
        RequirementTie.objects.filter(Q(a__in=own) | Q(b__in=own), archived_at__isnull=True)
        .exclude(state="withdrawn")
        .select_related("a__norm", "b__norm", "unit")
        .order_by("a__position", "a__code", "b__code"),
        user,
    )
    shown = []
    for tie in rows:
        if tie.a_id in own:
            shown.append(TieShown(tie, tie.a, str(tie.get_kind_display()), tie.b))
        else:
            kind = RequirementTie.Kind(TURNED.get(tie.kind, tie.kind))
            shown.append(TieShown(tie, tie.b, str(kind.label), tie.a))
    return shown


def statement_on(norm: Norm | int, on: date) -> ApplicabilityStatement | None:
    """The approved version that holds on a day: the one that took effect last."""
    return (
        ApplicabilityStatement.objects.filter(
            norm=norm, state="in_force", archived_at__isnull=True, effective_on__lte=on
        )
        .order_by("-effective_on")
        .first()
    )


def versions(norm: Norm | int, user: User) -> list[ApplicabilityStatement]:
    """Every version of the statement of a norm, newest first."""
    rows = ApplicabilityStatement.objects.filter(norm=norm, archived_at__isnull=True)
    return list(access.visible_records(rows, user).order_by("-number"))


def rows_of(statement: ApplicabilityStatement) -> list[Any]:
    """What a version says, control by control, each with whether something proves it (`proven`)."""
    kind = ContentType.objects.get_for_model(Applicability)
    proof = EvidenceUse.objects.filter(record_type=kind, record_id=OuterRef("pk"))
    return list(
        Applicability.objects.filter(statement=statement, state="in_force", archived_at__isnull=True)
        .select_related("control", "unit")
        .annotate(proven=Exists(proof))
        .order_by("control__position", "control__code")
    )


def by_theme(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """The rows under the theme of their control, in the order of the annex."""
    return [
        (str(Control.Theme(theme).label), list(found))
        for theme, found in groupby(rows, key=lambda row: row.control.theme)
    ]


def tally(rows: Iterable[Any]) -> list[tuple[str, int]]:
    """How many controls stand at each point of implementation, in order; those with none are left out."""
    counted = Counter(row.implementation for row in rows)
    kinds = Applicability.Implementation
    return [(str(kind.label), counted[kind.value]) for kind in kinds if counted[kind.value]]


@dataclass(frozen=True)
class Line:
    """One thing that one version says otherwise than the other."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What changed about one control from one version to another; without lines it was added or removed."""

    control: Control
    kind: str  # added, removed or changed
    lines: list[Line]


def _label(name: str) -> str:
    return label_of(cast("Field[Any, Any]", Applicability._meta.get_field(name)))


def differences(before: ApplicabilityStatement, after: ApplicabilityStatement) -> list[Difference]:
    """What the later version says otherwise, control by control in the order of the annex."""
    old = {row.control_id: row for row in rows_of(before)}
    new = {row.control_id: row for row in rows_of(after)}
    found = []
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            control = (was or now).control  # type: ignore[union-attr]
            found.append(Difference(control, "removed" if now is None else "added", []))
            continue
        lines = [
            Line(_label(name), value_shown(was, name), value_shown(now, name))
            for name in COMPARED
            if getattr(was, name) != getattr(now, name)
        ]
        if lines:
            found.append(Difference(now.control, "changed", lines))
    return sorted(found, key=lambda d: (d.control.position, d.control.code))


def norms_with_controls() -> QuerySet[Norm]:
    """Editions that have an annex of controls, to begin a statement for."""
    annex = Control.objects.filter(norm=OuterRef("pk"), state="in_force", archived_at__isnull=True)
    return Norm.objects.filter(Exists(annex), state="in_force", archived_at__isnull=True).order_by("code")
