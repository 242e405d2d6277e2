"""Everything that is known about one clause: what is asked, who answers, with what proof and since when."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, F, Max, Min, Model, Q, QuerySet, Value, When
from django.urls import reverse

from sigor.accounts.models import User
from sigor.processes import selectors
from sigor.processes.models import RequirementControl
from sigor.records.models import Link
from sigor.records.selectors import standing
from sigor.records.workflow import State, Workflow
from sigor.registers.declaration import Register, all_registers, register_of
from sigor.registers.ties import Other, naming, told, united, values_of
from sigor.registers.values import label_of
from sigor.standards import selectors as standards
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    Clause,
    ManagementSystem,
    Requirement,
    RequirementTie,
)

ROWS_SHOWN = 100  # of the matrix; the rest are in the register
OTHERS_SHOWN = 10  # records of one register that name or are linked to a requirement


@dataclass(frozen=True)
class Overlay:
    """What one system's norm asks for under this clause."""

    system: ManagementSystem
    requirements: list[tuple[Requirement, State]]


@dataclass(frozen=True)
class Declared:
    """A register that says it serves this clause, and how its records stand."""

    register: Register
    counts: list[tuple[State, int, str]]  # state, how many, address of the list filtered by it
    total: int


@dataclass(frozen=True)
class Mention:
    """Records that cite a requirement, or are linked to one, under what they are called."""

    register: Register
    label: str
    records: list[Other]
    more: bool


@dataclass(frozen=True)
class ClausePage:
    clause: Clause
    parts: list[Clause]
    overlays: list[Overlay]
    answering: list[dict[str, Any]]
    rows: list[RequirementControl]
    more_rows: bool
    since: dict[str, Any]
    declared: list[Declared]
    cited: list[Mention]
    linked: list[Mention]
    ties: list[standards.TieShown]
    statement: ApplicabilityStatement | None
    statement_tally: list[tuple[str, int]]
    statement_asked: bool


def clause_page(clause: Clause, user: User, on: date) -> ClausePage:
    """The page of a clause and of everything under it, for this reader on that day."""
    clauses = selectors.clauses_in_use()
    parts = [other for other in clauses if selectors.below(clause.number, other.number)]
    asked = list(
        standards.requirements_in_force(on).select_related("norm", "clause").order_by("position", "code")
    )
    keys = {part.pk for part in parts}
    own = [requirement for requirement in asked if requirement.clause_id in keys]
    ids = [requirement.pk for requirement in own]
    controls = selectors.controls_in_use().filter(requirement__in=ids)
    rows = list(
        controls.select_related("requirement", "process", "unit").order_by(
            "requirement__norm__number", "requirement__position", "process__code", "code"
        )[: ROWS_SHOWN + 1]
    )
    serving = [register for register in all_registers() if _serves(register, clause, asked)]
    statement_asked = any(register.model is ApplicabilityStatement for register in serving)
    statement = _statement(asked, on) if statement_asked else None
    return ClausePage(
        clause=clause,
        parts=[part for part in parts if part.pk != clause.pk],
        overlays=_overlays(own, on),
        answering=_answering(controls),
        rows=rows[:ROWS_SHOWN],
        more_rows=len(rows) > ROWS_SHOWN,
        since=controls.aggregate(
            declared=Min("created_at"), first=Min("evaluated_at"), last=Max("evaluated_at")
        ),
        declared=_declared(serving, user, on),
        cited=_cited(ids, user),
        linked=_linked({Requirement: ids, Clause: [part.pk for part in parts]}, user),
        ties=standards.ties_of(own, user),
        statement=statement,
        statement_tally=_tally(statement) if statement else [],
        statement_asked=statement_asked,
    )


def _overlays(own: list[Requirement], on: date) -> list[Overlay]:
    stands = selectors.standings(on)
    overlays = []
    for system in standards.systems_on(on):
        said = []
        for requirement in own:
            if requirement.norm_id == system.norm_id:
                said.append((requirement, stands.get(requirement.pk, selectors.UNCOVERED)))
        overlays.append(Overlay(system, said))
    return overlays


def _answering(controls: QuerySet[RequirementControl]) -> list[dict[str, Any]]:
    """Units that carry the controls, each with the processes in which they do."""
    rows = (
        controls.order_by()
        .values("unit__acronym", "unit__name", "process__code", "process__title", "process__unit__acronym")
        .annotate(count=Count("pk"))
        .order_by("unit__acronym", "process__code")
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault(
            row["unit__acronym"],
            {"acronym": row["unit__acronym"], "name": row["unit__name"], "count": 0, "processes": []},
        )
        entry["count"] += row["count"]
        entry["processes"].append(
            {
                "code": row["process__code"],
                "title": row["process__title"],
                "owner": row["process__unit__acronym"],
            }
        )
    return list(found.values())


def clause_of(entry: str, asked: Iterable[Requirement]) -> str:
    """The harmonised numeral that «9001:8.5.1» belongs to, by the requirements known; else its own numeral."""
    norm, _colon, numeral = entry.partition(":")
    same = [r for r in asked if r.norm.number == norm]
    exact = next((r for r in same if r.number == numeral), None)
    if exact is None:
        exact = next((r for r in same if selectors.below(numeral, r.number)), None)
        if exact is not None and selectors.below(numeral, exact.clause.number):
            return numeral
    return exact.clause.number if exact is not None else numeral


def _serves(register: Register, clause: Clause, asked: list[Requirement]) -> bool:
    return any(selectors.below(clause.number, clause_of(entry, asked)) for entry in register.clauses)


def _shown_state(workflow: Workflow, on: date) -> Case:
    """The state that a record shows that day, as a column."""
    decayed = [
        When(standing(workflow, decay.state.code, on), then=Value(decay.state.code))
        for decay in workflow.decays
    ]
    return Case(*decayed, default=F("state"), output_field=CharField())


def _declared(serving: list[Register], user: User, on: date) -> list[Declared]:
    parts = [
        register.records(user)
        .order_by()
        .values(register=Value(register.slug), shown=_shown_state(register.model.workflow, on))
        .annotate(number=Count("pk"))
        for register in serving
    ]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in united(parts):
        counted[row["register"]][row["shown"]] += row["number"]
    found = []
    for register in serving:
        address = reverse("register_list", args=[register.slug])
        counts = [
            (
                register.model.workflow.named(code),
                counted[register.slug][code],
                f"{address}?{urlencode({'state': code})}",
            )
            for code, _label in register.model.workflow.choices
            if counted[register.slug][code]
        ]
        found.append(Declared(register, counts, sum(number for _s, number, _u in counts)))
    return found


def _cited(ids: list[int], user: User) -> list[Mention]:
    """Records of any register that name one of the requirements in a field: findings, nonconformities…"""
    fields = [
        (register, name)
        for register, name in naming(Requirement)
        if register.model not in (RequirementControl, RequirementTie)
    ]
    parts = [
        values_of(
            register, register.records(user).filter(**{f"{name}__in": ids}), field=Value(name)
        ).order_by("-pk")[: OTHERS_SHOWN + 1]
        for register, name in fields
    ]
    return _mentions(united(parts))


def _linked(ends: dict[type[Model], list[int]], user: User) -> list[Mention]:
    """Records linked to the requirements or to the clause, from either end."""
    kinds = {ContentType.objects.get_for_model(model).pk: set(keys) for model, keys in ends.items()}
    condition = Q(pk__in=[])
    for kind, keys in kinds.items():
        condition |= Q(record_type=kind, record_id__in=keys) | Q(target_type=kind, target_id__in=keys)
    wanted: dict[type[Model], dict[int, str]] = defaultdict(dict)
    links = Link.objects.filter(condition, removed_at__isnull=True).select_related(
        "record_type", "target_type"
    )
    for link in links.order_by("-pk"):
        own = link.record_id in kinds.get(link.record_type_id, set())
        model = (link.target_type if own else link.record_type).model_class()
        pk = link.target_id if own else link.record_id
        if model is not None and len(wanted[model]) <= OTHERS_SHOWN:
            wanted[model][pk] = str(Link.Kind(link.kind).label)
    parts = []
    for model, keys_of in wanted.items():
        register = register_of(model)
        if register is not None:
            parts.append(values_of(register, register.records(user).filter(pk__in=keys_of)))
    return _mentions(united(parts))


def _mentions(rows: Iterable[dict[str, Any]]) -> list[Mention]:
    """The records under their register and, if they cite in a field, under what the field is called."""
    found: dict[tuple[Register, str], list[Other]] = defaultdict(list)
    for row in rows:
        other = told(row)
        name = row.get("field")
        label = label_of(other.register.field(name)) if name else ""
        found[other.register, label].append(other)
    return [
        Mention(
            register,
            label,
            sorted(others, key=lambda other: other.code)[:OTHERS_SHOWN],
            len(others) > OTHERS_SHOWN,
        )
        for (register, label), others in found.items()
    ]


def _statement(asked: list[Requirement], on: date) -> ApplicabilityStatement | None:
    """The statement of applicability in force that day for the norm that has an annex of controls."""
    norms = {requirement.norm_id for requirement in asked}
    return (
        ApplicabilityStatement.objects.filter(
            norm__in=norms, state="in_force", archived_at__isnull=True, effective_on__lte=on
        )
        .order_by("-effective_on")
        .first()
    )


def _tally(statement: ApplicabilityStatement) -> list[tuple[str, int]]:
    counted = dict(
        Applicability.objects.filter(statement=statement, state="in_force", archived_at__isnull=True)
        .order_by()
        .values_list("implementation")
        .annotate(number=Count("pk"))
    )
    return [
        (str(kind.label), counted[kind.value])
        for kind in Applicability.Implementation
        if counted.get(kind.value)
    ]
