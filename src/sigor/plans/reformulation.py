"""Reformulating the plan: a branch of what was approved last, its changes one by one, and bringing it up to date.

What a branch changes is read in `changes`, what that does to the quarters in `comparison`; it is sent, approved and
discarded like any version, in `services`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis import reformulation as plain
from sigor.analysis.reformulation import MarkChange
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import month_label
from sigor.plans import changes, importing, selectors, services
from sigor.plans.models import Deliverable, Milestone, Plan, PlanVersion
from sigor.records import access
from sigor.records.actor import acting
from sigor.records.services import TransitionRefused, create

Marks = dict[int, tuple[str | None, int]]  # month -> (lineage, or None for a new commitment; quantity)


class ReformulationRefused(TransitionRefused):
    """The plan cannot be reformulated so; the message says why."""


# -- the branch -------------------------------------------------------------------------------------


def branch_refusal(plan: Plan, today: date) -> str:
    """Why no reformulation of the plan can be opened now, in one sentence; empty when one can."""
    if selectors.newest_approved(plan) is None:
        return _("El plan %(year)d no tiene una versión aprobada que reformular.") % {"year": plan.year}
    if opened := selectors.open_reformulation(plan):
        return _("Ya hay una reformulación abierta: %(code)s, de %(who)s. Termínela o descártela.") % {
            "code": opened.code,
            "who": opened.created_by,
        }
    if today > date(plan.year, 12, 31):
        return _("El plan %(year)d ya terminó: no queda qué reformular.") % {"year": plan.year}
    return ""


def branch(*, plan: Plan, by: User, reason: str) -> PlanVersion:
    """Open a reformulation: a draft that says what was approved last, under the same lineages.

    Raises AccessDenied, ReformulationRefused.
    """
    access.require(by, Permission.PLAN)
    reason = reason.strip()
    if not reason:
        raise ReformulationRefused(_("Escriba por qué se reformula el plan."))
    with acting(by, reason=reason):
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if why := branch_refusal(locked, clock.today()):
            raise ReformulationRefused(why)
        base = selectors.newest_approved(locked)
        assert base is not None
        number = locked.versions.order_by("-number").values_list("number", flat=True)[0] + 1
        version = PlanVersion(
            plan=locked,
            number=number,
            code=f"PLAN-{locked.year}-V{number:02d}",
            title=base.title,
            unit=base.unit,
            based_on=base,
            reason=reason,
        )
        create(version, by=by, reason=reason)
        importing.copy_rows(base, version)
    return version


# -- changes ----------------------------------------------------------------------------------------


def move_deliverable(
    *, deliverable: Deliverable, by: User, month: int, reason: str = "", revision: int | None = None
) -> Deliverable:
    """Let a deliverable of a branch fall due in another month. It stays the same commitment: evidence follows.

    Raises AccessDenied, EditedMeanwhile, TransitionRefused.
    """
    milestone, lineage = deliverable.milestone, str(deliverable.lineage)

    def laid_out(marks: Marks) -> Marks:
        _require_free(milestone, marks, month)
        return {m: mark for m, mark in marks.items() if mark[0] != lineage} | {month: _of(marks, lineage)}

    _lay_out(milestone, by, laid_out, reason, revision)
    return selectors.deliverables().get(milestone=milestone, month=month)


def requantify_deliverable(
    *, deliverable: Deliverable, by: User, quantity: int, reason: str = "", revision: int | None = None
) -> Deliverable:
    """Let a deliverable of a branch owe more or fewer units. Raises as `move_deliverable`."""
    milestone, lineage = deliverable.milestone, str(deliverable.lineage)

    def laid_out(marks: Marks) -> Marks:
        _require_quantity(quantity)
        _of(marks, lineage)
        return {m: (name, quantity if name == lineage else n) for m, (name, n) in marks.items()}

    _lay_out(milestone, by, laid_out, reason, revision)
    return selectors.deliverables().get(milestone=milestone, lineage=deliverable.lineage)


def add_deliverable(
    *,
    milestone: Milestone,
    by: User,
    month: int,
    quantity: int = 1,
    reason: str = "",
    revision: int | None = None,
) -> Deliverable:
    """One more deliverable of a branch's milestone. Raises as `move_deliverable`."""

    def laid_out(marks: Marks) -> Marks:
        _require_quantity(quantity)
        _require_free(milestone, marks, month)
        return marks | {month: (None, quantity)}

    _lay_out(milestone, by, laid_out, reason, revision)
    return selectors.deliverables().get(milestone=milestone, month=month)


def withdraw_deliverable(
    *, deliverable: Deliverable, by: User, reason: str = "", revision: int | None = None
) -> None:
    """Take a deliverable out of a branch; without evidence only. Raises as `move_deliverable`."""
    milestone, lineage = deliverable.milestone, str(deliverable.lineage)

    def laid_out(marks: Marks) -> Marks:
        _of(marks, lineage)
        if len(marks) == 1:
            raise ReformulationRefused(
                _("Es el único entregable del hito %(code)s: retire el hito completo.")
                % {"code": milestone.code}
            )
        return {m: mark for m, mark in marks.items() if mark[0] != lineage}

    _lay_out(milestone, by, laid_out, reason, revision)


def change_milestone(
    *,
    milestone: Milestone,
    by: User,
    values: Mapping[str, Any],
    contributors: Sequence[int],
    revision: int,
    reason: str = "",
) -> Milestone:
    """Change the texts, units, meta or phase of a branch's milestone. Raises as `move_deliverable`."""
    with acting(by, reason=reason):
        fresh = services.edit_milestone(
            milestone=milestone, by=by, values=values, contributors=contributors, revision=revision
        )
        if reason.strip() and str(fresh.lineage) in _told(fresh.version):
            services.explain_change(version=fresh.version, lineage=str(fresh.lineage), by=by, text=reason)
    return fresh


def withdraw_milestone(
    *, milestone: Milestone, by: User, reason: str = "", revision: int | None = None
) -> None:
    """Take a milestone with all its months out of a branch. Raises as `move_deliverable`."""
    with acting(by, reason=reason):
        version = _branch_of(milestone.version, by, revision)
        fresh = version.milestones.select_for_update().get(pk=milestone.pk)
        fresh.version = version
        services.place_marks(fresh, {})  # refused when evidence stands against it
        importing.withdraw_row(fresh)
        _close(version, by, reason, [str(milestone.lineage)])


def undo_change(*, version: PlanVersion, lineage: str, by: User, revision: int | None = None) -> None:
    """Let one commitment or milestone of a branch be again what it is in the version it is based on.

    Raises AccessDenied, EditedMeanwhile, TransitionRefused.
    """
    with acting(by):
        fresh = _branch_of(version, by, revision)
        found = changes.read(fresh)
        change = next((c for c in found.changes.told if c.lineage == lineage), None)
        if change is None:
            raise ReformulationRefused(_("La reformulación no cambia eso: no hay qué deshacer."))
        if isinstance(change, MarkChange):
            _undo_mark(fresh, change)
        elif change.before is None:
            importing.withdraw_row(fresh.milestones.get(lineage=lineage))
        elif change.after is None:
            former = found.base.milestones.select_related("result").get(lineage=lineage)
            importing.copy_milestone(former, fresh)
        else:
            former = found.base.milestones.select_related("lead").get(lineage=lineage)
            importing.take_over(fresh.milestones.get(lineage=lineage), former, change.fields)
        services.touch(fresh, by)


def _undo_mark(version: PlanVersion, change: MarkChange) -> None:
    milestone = version.milestones.get(lineage=change.milestone)
    milestone.version = version
    marks = _marks_of(milestone)
    wanted = {m: mark for m, mark in marks.items() if mark[0] != change.lineage}
    if change.before is not None:
        _require_free(milestone, wanted, change.before.month)
        wanted[change.before.month] = (change.lineage, change.before.quantity)
    services.place_marks(milestone, wanted, meta=_meta_in_step(milestone, marks, wanted))


def _lay_out(
    milestone: Milestone,
    by: User,
    laid_out: Callable[[Marks], Marks],
    reason: str,
    revision: int | None,
) -> None:
    """Change the months of a branch's milestone, for a reason; a meta that was their sum goes on being it."""
    with acting(by, reason=reason):
        version = _branch_of(milestone.version, by, revision)
        fresh = version.milestones.select_for_update().get(pk=milestone.pk)
        fresh.version = version
        marks = _marks_of(fresh)
        wanted = laid_out(marks)
        services.place_marks(fresh, wanted, meta=_meta_in_step(fresh, marks, wanted))
        kept = {str(name): (m, n) for m, (name, n) in _marks_of(fresh).items()}
        was = {str(name): (m, n) for m, (name, n) in marks.items()}
        changed = [name for name in kept.keys() | was.keys() if kept.get(name) != was.get(name)]
        _close(version, by, reason, changed)


def _close(version: PlanVersion, by: User, reason: str, lineages: list[str]) -> None:
    """One more revision of the branch; the reason is kept with those of the lineages that now differ."""
    services.touch(version, by)
    if not reason.strip():
        return
    told = _told(version)
    for lineage in lineages:
        if lineage in told:
            services.explain_change(version=version, lineage=lineage, by=by, text=reason)


def _told(version: PlanVersion) -> set[str]:
    """The lineages of what a branch changes and has to give a reason for."""
    return {c.lineage for c in changes.read(version).changes.told}


def _branch_of(version: PlanVersion, by: User, revision: int | None) -> PlanVersion:
    """The branch, locked for editing."""
    fresh = services.draft_of(version, by, revision)
    if not fresh.is_reformulation:
        raise ReformulationRefused(_("Esta versión no es una reformulación: edite su cronograma."))
    return fresh


def _marks_of(milestone: Milestone) -> Marks:
    rows = Deliverable.objects.filter(milestone=milestone).order_by("month")
    return {d.month: (str(d.lineage), d.quantity) for d in rows}


def _of(marks: Marks, lineage: str) -> tuple[str | None, int]:
    for mark in marks.values():
        if mark[0] == lineage:
            return mark
    raise ReformulationRefused(_("El borrador ya no tiene ese entregable. Recargue la página."))


def _meta_in_step(milestone: Milestone, before: Marks, after: Marks) -> int | None:
    if milestone.meta != sum(n for _name, n in before.values()):
        return None
    return sum(n for _name, n in after.values())


def _require_free(milestone: Milestone, marks: Marks, month: int) -> None:
    if not 1 <= month <= 12:
        raise ReformulationRefused(_("Elija un mes del año del plan."))
    if month in marks:
        raise ReformulationRefused(
            _("El hito %(code)s ya tiene un entregable en %(month)s: cambie su cantidad.")
            % {"code": milestone.code, "month": month_label(milestone.version.plan.year, month)}
        )


def _require_quantity(quantity: int) -> None:
    if not 1 <= quantity <= 999:
        raise ReformulationRefused(_("La cantidad debe ser de 1 a 999."))


# -- the version it is based on changed ---------------------------------------------------------------


def is_stale(version: PlanVersion) -> bool:
    """Whether another version was approved since the branch was opened."""
    newest = selectors.newest_approved(version.plan)
    return newest is not None and newest.pk != version.based_on_id


def rebase(*, version: PlanVersion, by: User) -> PlanVersion:
    """Carry the changes of a branch over to what was approved since it was opened; reasons stay with them.

    All or nothing: what cannot be carried is named, and the branch stays as it is. Raises AccessDenied,
    TransitionRefused.
    """
    with acting(by):
        fresh = _branch_of(version, by, None)
        newest = selectors.newest_approved(fresh.plan)
        found = changes.read(fresh)
        if newest is None or newest.pk == found.base.pk:
            raise ReformulationRefused(_("La reformulación ya parte de lo último que se aprobó."))
        wanted, left = plain.carried(changes.schedule_of(newest), found.changes)
        if left:
            raise ReformulationRefused(
                _(
                    "No se puede llevar a %(code)s: %(what)s. Deshaga esos cambios, o descarte y empiece de nuevo."
                )
                % {"code": newest.code, "what": "; ".join(found.words(c) for c in left)}
            )
        rows = fresh.milestones.select_related("lead").prefetch_related("contributors")
        own = {str(m.lineage): m for m in rows}
        importing.copy_anew(newest, fresh, found.base)
        for change in found.changes.milestones:
            if change.before and change.after:
                carrier = fresh.milestones.get(lineage=change.lineage)
                importing.take_over(carrier, own[change.lineage], change.fields)
        importing.write_schedule(fresh, wanted)
        return services.touch(fresh, by)
