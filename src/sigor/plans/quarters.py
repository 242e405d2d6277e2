"""The quarter: counted live by the rule in force, frozen as an edition, restated as the next one."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis.compliance import Compliance, Denominator, Item, comply
from sigor.analysis.progress import Outcome, Status
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import quarter_end
from sigor.plans import selectors
from sigor.plans.models import (
    ComplianceRule,
    Figure,
    Milestone,
    Narrative,
    Plan,
    PlanVersion,
    QuarterEdition,
)
from sigor.plans.selectors import Board, Cell
from sigor.records import access, audit
from sigor.records.actor import acting
from sigor.records.services import TransitionRefused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that reads as something else


class FreezeRefused(TransitionRefused):
    """The quarter cannot be frozen or restated now; the message says why."""


@dataclass(frozen=True)
class Group:
    """Compliance of one axis, result or unit."""

    key: str
    label: str
    compliance: Compliance
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class QuarterView:
    """A quarter as counted at one moment: the whole at once, its parts when they are asked for."""

    board: Board
    rule: ComplianceRule
    quarter: int
    counted_at: datetime

    @property
    def plan(self) -> Plan:
        return self.board.version.plan

    @property
    def version(self) -> PlanVersion:
        return self.board.version

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return self.board.quarter_cells(self.quarter)

    @cached_property
    def compliance(self) -> Compliance:
        return self._comply(self.cells)

    @cached_property
    def with_waiting(self) -> Compliance:
        """What it would be if everything sent so far were verified."""
        return self._comply(self.cells, hopeful=True)

    @cached_property
    def axes(self) -> tuple[Group, ...]:
        return self._groups(
            "axis", lambda o: (o.number, f"{o.number}. {o.axis}"), lambda m: m.result.objective
        )

    @cached_property
    def results(self) -> tuple[Group, ...]:
        return self._groups("result", lambda r: (r.code, f"{r.code} {r.name}"), lambda m: m.result)

    @cached_property
    def units(self) -> tuple[Group, ...]:
        return self._groups("unit", lambda u: (u.acronym, u.acronym), lambda m: m.lead)

    @cached_property
    def accumulated(self) -> tuple[Group, ...]:
        """The year up to the end of each quarter so far, each quarter by its own cut-off."""
        found = []
        items: list[Item] = []
        cells: list[Cell] = []
        for q in range(1, self.quarter + 1):
            at = min(self.board.moment, cutoff(self.rule, self.board.year, q))
            due = self.board.quarter_cells(q)
            cells.extend(due)
            items.extend(Item(c.milestone.code, c.quantity, c.verified_by(at)) for c in due)
            compliance = comply(items, chosen=self._chosen, threshold=self.rule.threshold)
            found.append(Group(f"to-{q}", str(q), compliance, tuple(cells)))
        return tuple(found)

    @cached_property
    def missing(self) -> list[Cell]:
        """Deliverables not fully counted, the longest overdue first."""
        open_cells = [c for c in self.cells if c.verified_by(self.counted_at) < c.quantity]
        return sorted(open_cells, key=lambda c: (-c.progress.days_late, c.due, c.milestone.order))

    @property
    def _chosen(self) -> Denominator:
        return Denominator(self.rule.denominator)

    def _comply(self, cells: Iterable[Cell], *, hopeful: bool = False) -> Compliance:
        items = []
        for cell in cells:
            verified = cell.verified_by(self.counted_at)
            if hopeful:
                verified = min(cell.quantity, verified + cell.progress.waiting)
            items.append(Item(cell.milestone.code, cell.quantity, verified))
        return comply(items, chosen=self._chosen, threshold=self.rule.threshold)

    def _groups(
        self, kind: str, name: Callable[[Any], tuple[Any, str]], owner: Callable[[Milestone], Any]
    ) -> tuple[Group, ...]:
        """Compliance of the cells of each owner (an objective, a result, a unit), in the order of their keys."""
        by_key: dict[Any, tuple[str, list[Cell]]] = {}
        for cell in self.cells:
            key, label = name(owner(cell.milestone))
            by_key.setdefault(key, (label, []))[1].append(cell)
        return tuple(
            Group(f"{kind}-{key}", label, self._comply(cells), tuple(cells))
            for key, (label, cells) in sorted(by_key.items())
        )


def cutoff(rule: ComplianceRule, year: int, quarter: int) -> datetime:
    """The last instant at which a verification still counts for the quarter."""
    return selectors.end_of_day(quarter_end(year, quarter) + timedelta(days=rule.grace_days))


def view(board: Board, quarter: int, rule: ComplianceRule) -> QuarterView:
    """Count a quarter from a board by a rule."""
    return QuarterView(board, rule, quarter, min(board.moment, cutoff(rule, board.year, quarter)))


@dataclass(frozen=True)
class Without:
    """A quarter as it would be if a reformulation had not been approved: counted by a version before it."""

    reformulation: PlanVersion
    view: QuarterView
    all_of_them: bool = False  # without this one and every one before it

    @property
    def sentence(self) -> str:
        """«Sin la reformulación v2, este trimestre sería 5 de 22 (22.7 %).»"""
        reading = self.view.compliance.reading
        words = {
            "n": self.reformulation.number,
            "v": reading.verified,
            "due": reading.due,
            "p": reading.percent,
        }
        if self.all_of_them:
            return _("Sin ninguna reformulación, este trimestre sería %(v)d de %(due)d (%(p)s).") % words
        return _("Sin la reformulación v%(n)d, este trimestre sería %(v)d de %(due)d (%(p)s).") % words


def without_reformulation(
    counted: QuarterView,
    count: Callable[[Board, int, ComplianceRule], QuarterView] = view,
    *,
    with_evidence: bool = False,
) -> tuple[Without, ...]:
    """What a quarter would have been: without the reformulation that counts it and, if others came before it,
    without any. Empty for a version that is none. It is counted by the same rule, from all known at the same moment.
    """
    version, found = counted.version, []
    former = version.based_on
    while former is not None:
        if former.pk == version.based_on_id or former.based_on_id is None:
            day, moment = counted.board.as_of, counted.board.moment
            board = selectors.board(former, day, moment=moment, with_evidence=with_evidence)
            last = former.pk != version.based_on_id
            found.append(Without(version, count(board, counted.quarter, counted.rule), last))
        former = former.based_on
    return tuple(found)


# -- editions ---------------------------------------------------------------------------------------


def freeze(*, plan: Plan, quarter: int, by: User) -> QuarterEdition:
    """Freeze a quarter as edition 1. Raises AccessDenied, FreezeRefused."""
    access.require(by, Permission.PLAN)
    return _new_edition(plan, quarter, by, reason="")


def restate(*, plan: Plan, quarter: int, by: User, reason: str) -> QuarterEdition:
    """Freeze again what is known now as the next edition, with the reason and the list of changes."""
    access.require(by, Permission.PLAN)
    if not reason.strip():
        raise FreezeRefused(_("Escriba el motivo de la nueva edición."))
    return _new_edition(plan, quarter, by, reason=reason.strip())


def _new_edition(plan: Plan, quarter: int, by: User, reason: str) -> QuarterEdition:
    with acting(by, reason=reason):
        Plan.objects.select_for_update().get(pk=plan.pk)
        now = clock.now()  # once the turn has come: whoever waited counts what was recorded meanwhile
        former = selectors.editions(plan, quarter).first()
        if former and not reason:
            raise FreezeRefused(
                _("El trimestre ya está congelado; una corrección es una nueva edición con su motivo.")
            )
        if reason and not former:
            raise FreezeRefused(_("El trimestre aún no está congelado."))
        if now.date() < quarter_end(plan.year, quarter):
            raise FreezeRefused(_("El trimestre aún no termina: se congela desde su último día."))
        version = selectors.version_in_force(plan, quarter_end(plan.year, quarter))
        rule = selectors.rule_for(plan.year, quarter)
        if version is None or rule is None:
            raise FreezeRefused(_("Falta una versión aprobada del plan o una regla de cumplimiento."))
        board = selectors.board(version, now.date(), moment=now, with_evidence=True)
        count = partial(_restated_view, now=now) if former else view
        counted = count(board, quarter, rule)
        without = without_reformulation(counted, count, with_evidence=True)
        figures = snapshot(counted, without)
        changes = differences(former.figures, figures) if former else []
        audit.seal()
        position, head = audit.head()
        edition = QuarterEdition.objects.create(
            plan=plan,
            version=version,
            rule=rule,
            quarter=quarter,
            number=(former.number if former else 0) + 1,
            cutoff=counted.counted_at,
            figures=figures,
            reason=reason,
            changes=changes,
            frozen_at=now,
            frozen_by=by,
            audit_position=position,
            audit_hash=head,
        )
        _print_figures(edition, counted, without)
        if former:
            _carry_narratives(former, edition)
    transaction.on_commit(lambda: audit.anchor(on=now.date()))
    return edition


def _restated_view(board: Board, quarter: int, rule: ComplianceRule, *, now: datetime) -> QuarterView:
    """A restatement counts by the same cut-off, but with every decision known today.

    What was verified in time and returned since no longer counts; what arrived late still does not.
    """
    counted = view(board, quarter, rule)
    kept = tuple(_only_if_still_verified(c, counted.counted_at, now) for c in board.cells)
    by_key = {c.deliverable.pk: c for c in kept}
    rows = tuple(
        selectors.Row(r.milestone, {m: by_key[c.deliverable.pk] for m, c in r.cells.items()})
        for r in board.rows
    )
    return view(selectors.Board(board.version, board.as_of, board.moment, rows, board.marks), quarter, rule)


def _only_if_still_verified(cell: Cell, counted_at: datetime, now: datetime) -> Cell:
    items = tuple(
        i
        for i in cell.items
        if i.outcome(counted_at) != Outcome.VERIFIED or i.outcome(now) == Outcome.VERIFIED
    )
    return Cell(cell.deliverable, cell.milestone, cell.due, items, cell.progress)


def snapshot(counted: QuarterView, without: Sequence[Without] = ()) -> dict[str, Any]:
    """Everything an edition keeps, as plain data that no later change can reach.

    `without` is there only where a reformulation counts the quarter.
    """
    beside = [
        {**without_as_dict(w), "rows": [row_as_dict(c, w.view.counted_at) for c in w.view.cells]}
        for w in without
    ]
    return ({"without": beside} if beside else {}) | {
        "rule": rule_as_dict(counted.rule),
        "cutoff": counted.counted_at.isoformat(),
        "total": compliance_as_dict(counted.compliance),
        "axes": [group_as_dict(g) for g in counted.axes],
        "results": [group_as_dict(g) for g in counted.results],
        "units": [group_as_dict(g) for g in counted.units],
        "accumulated": [group_as_dict(g) for g in counted.accumulated],
        "rows": [row_as_dict(c, counted.counted_at) for c in counted.cells],
    }


def rule_as_dict(rule: ComplianceRule) -> dict[str, Any]:
    return {
        "version": rule.number,
        "denominator": rule.denominator,
        "threshold": float(rule.threshold),
        "grace_days": rule.grace_days,
        "state": rule.state,
        "agreement": rule.agreement_number,
    }


def compliance_as_dict(compliance: Compliance) -> dict[str, Any]:
    """The three readings in the shape that the command line and the API promise."""
    return {
        "readings": {
            name.value: {
                "due": r.due,
                "verified": r.verified,
                "ratio": r.rounded(),
                "meets": r.meets,
                "needed": r.needed,
            }
            for name, r in compliance.readings.items()
        },
        "chosen": compliance.chosen.value,
        "verdict_depends_on_reading": compliance.verdict_depends_on_reading,
    }


def without_as_dict(without: Without) -> dict[str, Any]:
    return {
        "reformulation": without.reformulation.code,
        "number": without.reformulation.number,
        "version": without.view.version.code,
        "sentence": without.sentence,
        **compliance_as_dict(without.view.compliance),
    }


def group_as_dict(group: Group) -> dict[str, Any]:
    return {"key": group.key, "label": group.label, **compliance_as_dict(group.compliance)}


def row_as_dict(cell: Cell, at: datetime) -> dict[str, Any]:
    return {
        "deliverable": cell.deliverable.pk,
        "code": cell.milestone.code,
        "milestone": cell.milestone.name,
        "type": cell.milestone.deliverable_type,
        "unit": cell.milestone.lead.acronym,
        "month": cell.month,
        "quantity": cell.quantity,
        "verified": cell.verified_by(at),
        "status": cell.status.value,
        "days_late": cell.progress.days_late,
        "why": why_pending(cell),
        "evidence": [_evidence_as_dict(cell, i) for i in cell.items if i.outcome(at) == Outcome.VERIFIED],
    }


def why_pending(cell: Cell) -> str:
    """The last reason of a return, or the condition on which the deliverable waits."""
    if cell.status == Status.VERIFIED:
        return ""
    returned = [
        i.last_decision for i in cell.items if i.last_decision and i.last_decision.outcome == Outcome.RETURNED
    ]
    if returned:
        return returned[-1].reason
    return cell.deliverable.condition


def _evidence_as_dict(cell: Cell, item: selectors.SentItem) -> dict[str, Any]:
    evidence, decision = item.submission.evidence, item.last_decision
    return {
        "submission": item.submission.pk,
        "type": evidence.type,
        "number": evidence.number,
        "date": evidence.date.isoformat() if evidence.date else None,
        "file_name": evidence.file_name,
        "sha256": evidence.file.sha256,
        "quantity": item.sent.quantity,
        "submitted_by": str(item.submission.submitted_by),
        "submitted_at": item.sent.at.isoformat(),
        "verified_by": str(decision.decided_by) if decision else "",
        "verified_at": decision.decided_at.isoformat() if decision else None,
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What changed between two editions, one sentence each."""
    found = []
    old_rows = {(r["code"], r["month"]): r for r in before["rows"]}
    new_rows = {(r["code"], r["month"]): r for r in after["rows"]}
    for key in sorted(old_rows.keys() | new_rows.keys()):
        old, new = old_rows.get(key), new_rows.get(key)
        where = _("Hito %(code)s, mes %(month)d") % {"code": key[0], "month": key[1]}
        if old is None or new is None:
            found.append(f"{where}: " + (_("se agrega") if old is None else _("ya no figura")))
        elif (old["quantity"], old["verified"]) != (new["quantity"], new["verified"]):
            found.append(
                _("%(where)s: verificadas %(old)d de %(old_due)d → %(new)d de %(new_due)d")
                % {
                    "where": where,
                    "old": old["verified"],
                    "old_due": old["quantity"],
                    "new": new["verified"],
                    "new_due": new["quantity"],
                }
            )
    names = {
        "denominator": _("Denominador"),
        "threshold": _("Umbral"),
        "grace_days": _("Días tras el cierre"),
        "version": _("Versión"),
    }
    for name, label in names.items():
        old, new = before["rule"][name], after["rule"][name]
        if old != new:
            if name == "denominator":
                old, new = (ComplianceRule.Denominator(value).label for value in (old, new))
            found.append(_("Regla, %(name)s: %(old)s → %(new)s") % {"name": label, "old": old, "new": new})
    return found or [_("Las cifras no cambian.")]


def _carry_narratives(former: QuarterEdition, edition: QuarterEdition) -> None:
    for n in former.narratives.all():
        Narrative.objects.create(
            edition=edition, axis=n.axis, text=n.text, updated_at=n.updated_at, updated_by=n.updated_by
        )


def write_narrative(*, edition: QuarterEdition, axis: int, text: str, by: User) -> Narrative:
    """Keep what the office says of an axis with the newest edition; older editions stay as they were issued."""
    access.require(by, Permission.PLAN)
    with acting(by):
        newest = QuarterEdition.objects.filter(plan=edition.plan, quarter=edition.quarter).aggregate(
            n=Max("number")
        )["n"]
        if edition.number != newest:
            raise FreezeRefused(_("Solo se redacta sobre la edición más reciente."))
        values = {"text": text.strip(), "updated_at": clock.now(), "updated_by": by}
        narrative, _created = Narrative.objects.update_or_create(edition=edition, axis=axis, defaults=values)
    return narrative


# -- provenance ---------------------------------------------------------------------------------------


def provenance_code(edition_id: int, key: str) -> str:
    """Ten letters and digits (50 bits) that name one figure of one edition."""
    number = int.from_bytes(hashlib.sha256(f"{edition_id}|{key}".encode()).digest()[:8], "big") >> 14
    letters = "".join(ALPHABET[(number >> (5 * i)) & 31] for i in reversed(range(10)))
    return f"{letters[:4]}-{letters[4:7]}-{letters[7:]}"


def _print_figures(edition: QuarterEdition, counted: QuarterView, without: Sequence[Without]) -> None:
    """Give every figure of the edition its code and the deliverables it was counted from."""
    groups = [("total", _("Trimestre"), counted.compliance, counted.cells)]
    groups += [
        (g.key, g.label, g.compliance, g.cells)
        for g in (*counted.axes, *counted.results, *counted.units, *counted.accumulated)
    ]
    groups += [
        (f"without-{w.view.version.number}", w.sentence, w.view.compliance, w.view.cells) for w in without
    ]
    rows: list[Figure] = []

    def add(key: str, label: str, text: str, ids: list[int]) -> None:
        code = provenance_code(edition.pk, key)
        rows.append(
            Figure(edition=edition, code=code, key=key, label=label[:300], text=text, deliverables=ids)
        )

    for key, label, compliance, cells in groups:
        ids = [c.deliverable.pk for c in cells]
        for name, reading in compliance.readings.items():
            texts = {
                "due": str(reading.due),
                "verified": str(reading.verified),
                "ratio": reading.percent,
                "needed": str(reading.needed),
            }
            for part, text in texts.items():
                add(f"{key}:{name.value}:{part}", label, text, ids)
    for cell in counted.cells:
        text = f"{cell.verified_by(counted.counted_at)} / {cell.quantity}"
        add(f"row:{cell.milestone.code}:{cell.month}", str(cell.milestone), text, [cell.deliverable.pk])
    for line in edition.version.budget.all():
        add(f"budget:{line.pk}", line.detail, f"S/ {line.amount:,.2f}", [])
    Figure.objects.bulk_create(rows)
