"""Writing on the plan: submit evidence, decide on it, set the schedule of a draft, approve a version."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis.progress import Outcome
from sigor.analysis.reformulation import assigned
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.plans import changes, selectors
from sigor.plans.models import (
    Act,
    AlignmentStep,
    BudgetLine,
    ChangeReason,
    ComplianceRule,
    Confidence,
    Decision,
    Deliverable,
    Milestone,
    Plan,
    PlanVersion,
    Submission,
)
from sigor.records import access
from sigor.records.actor import acting
from sigor.records.models import CodeCounter, Evidence
from sigor.records.services import (
    EditedMeanwhile,
    TransitionRefused,
    create,
    keep_evidence,
    transition,
)


class SubmissionRefused(TransitionRefused):
    """The evidence cannot be put forward, or decided on, as asked; the message says why."""


# -- evidence on the cell -------------------------------------------------------------------------


def submit(
    *,
    deliverable: Deliverable,
    by: User,
    quantity: int,
    stream: IO[bytes],
    file_name: str,
    type: str,
    number: str = "",
    date: date | None = None,
    also: Sequence[Deliverable] = (),
) -> Submission:
    """Put one document forward for `quantity` units of a deliverable, and for whatever it also serves.

    Raises AccessDenied, SubmissionRefused, FileRefused, ValidationError; nothing is kept then.
    """
    deliverable = _as_owed_today(deliverable)
    with acting(by):
        unit_id = _acting_unit(by, deliverable.milestone)
        _lock([deliverable, *also])
        _require_open(deliverable, quantity)
        evidence = keep_evidence(
            by=by, unit_id=unit_id, stream=stream, file_name=file_name, type=type, number=number, date=date
        )
        submission = _put_forward(deliverable, evidence, quantity, by)
        for other in also:
            serve_also(evidence=evidence, deliverable=other, by=by)
    return submission


def serve_also(*, evidence: Evidence, deliverable: Deliverable, by: User, quantity: int = 1) -> Submission:
    """Put an evidence already kept forward for another deliverable. Raises as `submit`."""
    deliverable = _as_owed_today(deliverable)
    with acting(by):
        _acting_unit(by, deliverable.milestone)
        _lock([deliverable])
        if Submission.objects.filter(lineage=deliverable.lineage, evidence=evidence).exists():
            raise SubmissionRefused(
                _("Esta evidencia ya sirve al hito %(code)s.") % {"code": deliverable.milestone.code}
            )
        _require_open(deliverable, quantity)
        return _put_forward(deliverable, evidence, quantity, by)


def _as_owed_today(deliverable: Deliverable) -> Deliverable:
    """The commitment as the version in force schedules it: a page may have been opened on another one."""
    if deliverable.milestone.version.state != selectors.PUBLISHED:
        return deliverable
    today = clock.today()
    if owed := selectors.as_in_force(deliverable, today):
        return owed
    version = deliverable.milestone.version
    if version.effective_from and version.effective_from > today:
        words = _("%(code)s rige desde el %(day)s: todavía no se envía evidencia de este entregable.")
        raise SubmissionRefused(
            words % {"code": version.code, "day": changes.shown_day(version.effective_from)}
        )
    raise SubmissionRefused(_("La versión vigente del plan ya no pide este entregable: fue retirado."))


def _acting_unit(by: User, milestone: Milestone) -> int:
    """The unit in whose name the person submits: the lead if they may, else one that contributes."""
    for unit_id in (milestone.lead_id, *sorted(selectors.units_of(milestone))):
        if access.may(by, Permission.SUBMIT, [unit_id]):
            return unit_id
    raise access.AccessDenied(
        _("El hito %(code)s es de %(units)s: su unidad no puede enviar evidencia.")
        % {"code": milestone.code, "units": milestone.units_text or milestone.lead}
    )


def _lock(deliverables: Sequence[Deliverable]) -> None:
    """Hold the commitments in every version that carries them, always in the same order, so that two
    submissions cannot exceed what is owed."""
    _lock_lineages([d.lineage for d in deliverables])


def _lock_lineages(lineages: Sequence[Any]) -> None:
    rows = Deliverable.objects.select_for_update().filter(lineage__in=lineages).order_by("pk")
    list(rows.values_list("pk"))


def _require_open(deliverable: Deliverable, quantity: int) -> None:
    if deliverable.milestone.version.state != selectors.PUBLISHED:
        raise SubmissionRefused(_("La versión del plan no está aprobada: todavía no se envía evidencia."))
    cell = selectors.cell_of(deliverable, clock.today(), moment=clock.now())
    if quantity < 1:
        raise SubmissionRefused(_("La cantidad debe ser 1 o más."))
    if quantity > cell.progress.outstanding:
        raise SubmissionRefused(
            _(
                "Se deben %(owed)d; hay %(waiting)d por verificar y %(verified)d verificadas: "
                "quedan %(left)d por enviar."
            )
            % {
                "owed": cell.quantity,
                "waiting": cell.progress.waiting,
                "verified": cell.progress.verified,
                "left": cell.progress.outstanding,
            }
        )


def _put_forward(deliverable: Deliverable, evidence: Evidence, quantity: int, by: User) -> Submission:
    submission = Submission(
        deliverable=deliverable,
        lineage=deliverable.lineage,
        evidence=evidence,
        quantity=quantity,
        submitted_at=clock.now(),
        submitted_by=by,
    )
    submission.full_clean()
    submission.save()
    return submission


def verify(*, submission: Submission, by: User) -> Decision:
    """Accept the evidence. Whoever submitted cannot verify."""
    return _decide(submission, Outcome.VERIFIED, by)


def return_(*, submission: Submission, by: User, reason: str) -> Decision:
    """Send the evidence back with the reason."""
    if not reason.strip():
        raise SubmissionRefused(_("Escriba el motivo de la devolución."))
    return _decide(submission, Outcome.RETURNED, by, reason.strip())


def withdraw(*, submission: Submission, by: User) -> Decision:
    """Take back one's own evidence while nobody has decided on it."""
    return _decide(submission, Outcome.WITHDRAWN, by)


def refusal(submission: Submission, outcome: Outcome, by: User, last: Decision | None) -> str:
    """Why this person cannot decide so, or an empty string; pages show it beside the button."""
    if outcome == Outcome.WITHDRAWN:
        if submission.submitted_by_id != by.pk:
            return _("Solo puede retirarla quien la envió.")
        return _("Ya fue decidida.") if last else ""
    if not access.may(by, Permission.VERIFY, [submission.deliverable.milestone.lead_id]):
        return _("No tiene permiso para verificar.")
    if submission.submitted_by_id == by.pk:
        return _("Quien envía la evidencia no puede verificarla.")
    if last is not None and (last.outcome != Outcome.VERIFIED or outcome != Outcome.RETURNED):
        return _("Ya fue decidida: %(outcome)s.") % {"outcome": last.get_outcome_display()}
    return ""


def _decide(submission: Submission, outcome: Outcome, by: User, reason: str = "") -> Decision:
    with acting(by, reason=reason):
        locked = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("deliverable__milestone__version")
            .get(pk=submission.pk)
        )
        last = locked.decisions.order_by("-decided_at", "-id").first()
        if why := refusal(locked, outcome, by, last):
            raise SubmissionRefused(why)
        decision = Decision(
            submission=locked, outcome=outcome.value, reason=reason, decided_at=clock.now(), decided_by=by
        )
        decision.full_clean()
        decision.save()
    return decision


# -- the schedule of a draft ----------------------------------------------------------------------


def draft_of(version: PlanVersion, by: User, revision: int | None = None) -> PlanVersion:
    """The version, locked for editing. Raises AccessDenied, TransitionRefused, EditedMeanwhile."""
    access.require(by, Permission.PLAN)
    fresh = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan").get(pk=version.pk)
    if not fresh.is_draft:
        raise TransitionRefused(_("Solo se edita una versión en borrador."))
    if revision is not None and fresh.revision != revision:
        raise EditedMeanwhile(
            _("%(who)s modificó el cronograma mientras usted lo editaba. Recargue la página.")
            % {"who": fresh.updated_by}
        )
    return fresh


def set_schedule(
    *, version: PlanVersion, by: User, cells: Sequence[tuple[int, int, int]], revision: int | None = None
) -> PlanVersion:
    """Set quantities of a draft: (milestone id, month 1-12, quantity; 0 takes the mark away). All or nothing.

    A quantity that leaves one month of a milestone and comes up in another was moved: it stays the same commitment.
    """
    with acting(by):
        fresh = draft_of(version, by, revision)
        milestones = {m.pk: m for m in fresh.milestones.all()}
        asked: dict[int, dict[int, int]] = {}
        for milestone_id, month, quantity in cells:
            if milestone_id not in milestones or not 1 <= month <= 12 or not 0 <= quantity <= 999:
                raise ValidationError(
                    _("Celda no válida: hito %(id)s, mes %(month)s, cantidad %(quantity)s.")
                    % {"id": milestone_id, "month": month, "quantity": quantity}
                )
            asked.setdefault(milestone_id, {})[month] = quantity
        for milestone_id, months in asked.items():
            milestone = milestones[milestone_id]
            milestone.version = fresh
            _set_months(milestone, months)
        return touch(fresh, by)


def _set_months(milestone: Milestone, months: Mapping[int, int]) -> None:
    """Lay out some months of a milestone anew, each commitment where it is or was moved to."""
    current = {d.month: (str(d.lineage), d.quantity) for d in milestone.deliverables.all()}
    base = {name: (d.month, d.quantity) for name, d in changes.former_marks(milestone).items()}
    wanted = {m: n for m, n in ({m: n for m, (_l, n) in current.items()} | dict(months)).items() if n}
    place_marks(milestone, {m: (name, wanted[m]) for m, name in assigned(base, current, wanted).items()})


def place_marks(
    milestone: Milestone, wanted: Mapping[int, tuple[str | None, int]], *, meta: int | None = None
) -> None:
    """Make the schedule of a draft's milestone: month -> (lineage, None for a new commitment; quantity).

    A commitment keeps its row, or comes back as the version has it that the draft is based on. Raises
    TransitionRefused when evidence that was put forward stands against it.
    """
    rows = {str(d.lineage): d for d in milestone.deliverables.all()}
    former = changes.former_marks(milestone)
    if why := changes.refusal_of_marks(milestone, former, wanted, clock.now()):
        raise TransitionRefused(why)
    kept = {name: month for month, (name, _quantity) in wanted.items() if name in rows}
    for name, row in rows.items():
        if name not in kept:
            row.delete()
    taken = {rows[name].month for name in kept}
    moving = [rows[name] for name, month in kept.items() if rows[name].month != month]
    if any(month in taken for name, month in kept.items() if rows[name] in moving):
        for row in moving:  # one takes the month of another: no order of updates would do
            row.delete()
    for month, (lineage, quantity) in wanted.items():
        if lineage and lineage in rows:
            row = rows[lineage]
        elif lineage and lineage in former:
            row = changes.copied(former[lineage], milestone=milestone)
        else:
            row = Deliverable(milestone=milestone, **({"lineage": lineage} if lineage else {}))
        if row.pk is None or (row.month, row.quantity) != (month, quantity):
            row.month, row.quantity = month, quantity
            row.save()
    if meta is not None and meta != milestone.meta:
        milestone.meta = meta
        milestone.save(update_fields=["meta"])


def explain_change(*, version: PlanVersion, lineage: str, by: User, text: str) -> ChangeReason:
    """Keep why a reformulation makes one of its changes. Raises TransitionRefused when it makes no such change."""
    if not text.strip():
        raise TransitionRefused(_("Escriba el motivo del cambio."))
    with acting(by, reason=text.strip()):
        fresh = draft_of(version, by)
        if not fresh.is_reformulation or lineage not in {c.lineage for c in changes.read(fresh).changes.told}:
            raise TransitionRefused(_("La reformulación no cambia eso: no hay qué motivar."))
        said, _created = ChangeReason.objects.update_or_create(
            version=fresh, lineage=lineage, defaults={"text": text.strip(), "by": by, "at": clock.now()}
        )
        _note_author(fresh, by)
    return said


def _note_author(version: PlanVersion, by: User) -> None:
    """Enter in the trail that this person worked on the version, without making open grids stale."""
    version.updated_at, version.updated_by = clock.now(), by
    version.save(update_fields=["updated_at", "updated_by"])


def touch(version: PlanVersion, by: User) -> PlanVersion:
    """One more revision of a draft, by this person."""
    version.revision += 1
    version.updated_at, version.updated_by = clock.now(), by
    version.save(update_fields=["revision", "updated_at", "updated_by"])
    return version


def confirm_months(*, milestone: Milestone, by: User, months: Sequence[int], reason: str = "") -> Milestone:
    """A person settles the months of a row the reader was not sure of; the quantities keep their sum."""
    with acting(by, reason=reason):
        version = draft_of(milestone.version, by)
        if version.is_reformulation:
            raise TransitionRefused(
                _("Los meses de un plan aprobado ya están confirmados: mueva el entregable.")
            )
        fresh = version.milestones.select_for_update().get(pk=milestone.pk)
        existing = list(fresh.deliverables.order_by("month"))
        wanted = sorted(set(months))
        if not wanted or not all(1 <= m <= 12 for m in wanted):
            raise ValidationError(_("Elija los meses del hito %(code)s.") % {"code": fresh.code})
        if wanted != [d.month for d in existing]:
            _move_marks(fresh, existing, wanted)
        fresh.confirmed_by, fresh.confirmed_at = by, clock.now()
        fresh.save(update_fields=["confirmed_by", "confirmed_at"])
        touch(version, by)
    return fresh


def _move_marks(milestone: Milestone, existing: Sequence[Deliverable], wanted: Sequence[int]) -> None:
    conditions = {d.condition for d in existing}
    quantities = [d.quantity for d in existing]
    milestone.deliverables.all().delete()
    if len(quantities) != len(wanted):
        quantities = [milestone.meta] if len(wanted) == 1 else [1] * len(wanted)
    for month, quantity in zip(wanted, quantities, strict=True):
        Deliverable.objects.create(
            milestone=milestone,
            month=month,
            quantity=quantity,
            condition=conditions.pop() if len(conditions) == 1 else "",
        )


def edit_milestone(
    *, milestone: Milestone, by: User, values: Mapping[str, Any], contributors: Sequence[int], revision: int
) -> Milestone:
    """Change the texts, units, meta and phase of a milestone of a draft."""
    with acting(by):
        version = draft_of(milestone.version, by, revision)
        fresh = version.milestones.select_for_update().get(pk=milestone.pk)
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.full_clean()
        fresh.save()
        fresh.contributors.set(contributors)
        touch(version, by)
    return fresh


# -- the life of a version and of a rule ------------------------------------------------------------


def gaps(version: PlanVersion) -> list[str]:
    """What keeps a version from being approved, in words; empty when nothing does."""
    found = []
    rows = version.milestones.annotate(scheduled=Sum("deliverables__quantity")).order_by("order")
    for milestone in rows:
        if milestone.confidence != Confidence.CERTAIN and milestone.confirmed_at is None:
            found.append(_("Hito %(code)s: meses por confirmar.") % {"code": milestone.code})
        scheduled = milestone.scheduled or 0
        if scheduled != milestone.meta:
            found.append(
                _("Hito %(code)s: la meta es %(meta)d y el cronograma suma %(scheduled)d.")
                % {"code": milestone.code, "meta": milestone.meta, "scheduled": scheduled}
            )
    if version.is_reformulation:
        found += changes.gaps(version, clock.today(), clock.now())
    return found if rows else [_("La versión no tiene hitos.")]


def send_for_approval(*, version: PlanVersion, by: User) -> PlanVersion:
    if missing := gaps(version):
        raise TransitionRefused(" ".join(missing))
    return transition(version, "send", by=by)


def approve_version(
    *, version: PlanVersion, by: User, effective_from: date, confirmed: bool = False
) -> PlanVersion:
    """Approve a version that was sent; from `effective_from` it is the plan. Nothing about an act is invented.

    `confirmed` says that the person has just given the password again (see `Transition.meaning`).
    Raises AccessDenied, TransitionRefused.
    """
    access.require(by, Permission.APPROVE)
    with acting(by):
        Plan.objects.select_for_update().get(pk=version.plan_id)  # nobody freezes or reformulates meanwhile
        rows = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan", "based_on")
        fresh = rows.get(pk=version.pk)
        if fresh.is_reformulation:
            found = changes.read(fresh)
            # Evidence waits for what is decided here.
            _lock_lineages([c.lineage for c in found.changes.marks])
            if why := changes.effect_refusal(found, effective_from, clock.today()):
                raise TransitionRefused(why)
        if missing := gaps(fresh):
            raise TransitionRefused(" ".join(missing))
        same_day = fresh.plan.versions.filter(state=selectors.PUBLISHED, effective_from=effective_from)
        if taken := same_day.first():
            raise TransitionRefused(_("%(code)s ya rige desde ese día.") % {"code": taken.code})
        told = {"effective_from": effective_from}
        return transition(fresh, "approve", by=by, values=told, confirmed=confirmed)


def record_act(*, version: PlanVersion, by: User, values: Mapping[str, Any]) -> Act:
    """Note one act of the file; numbers and dates not known stay empty."""
    access.require(by, Permission.PLAN)
    return note_act(version=version, by=by, values=values)


def note_act(*, version: PlanVersion, by: User, values: Mapping[str, Any]) -> Act:
    """The same for an act that was issued in a file of acts: its declaration decides, not the person's rights."""
    with acting(by):
        PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)  # one act after another
        last = version.acts.order_by("-order").first()
        act = Act(version=version, order=(last.order if last else 0) + 1, **values)
        act.full_clean()
        act.save()
    return act


def add_alignment(*, version: PlanVersion, by: User, values: Mapping[str, Any]) -> AlignmentStep:
    """One more link of a draft's chain, at its end."""
    with acting(by):
        fresh = draft_of(version, by)
        last = fresh.alignment.order_by("-order").first()
        step = AlignmentStep(version=fresh, order=(last.order if last else 0) + 1, **values)
        step.full_clean()
        step.save()
    return step


def add_budget_line(*, version: PlanVersion, by: User, values: Mapping[str, Any]) -> BudgetLine:
    """One more line of money assigned to a draft."""
    with acting(by):
        line = BudgetLine(version=draft_of(version, by), **values)
        line.full_clean()
        line.save()
    return line


def propose_rule(*, by: User, values: Mapping[str, Any], unit_id: int) -> ComplianceRule:
    """A new version of the rule, to be approved by an agreement of the Comité."""
    access.require(by, Permission.PLAN)
    with acting(by):
        CodeCounter.objects.get_or_create(prefix=ComplianceRule.code_prefix, year=0)
        counter = CodeCounter.objects.select_for_update().get(prefix=ComplianceRule.code_prefix, year=0)
        counter.last = max(counter.last, ComplianceRule.objects.aggregate(n=Max("number"))["n"] or 0) + 1
        counter.save(update_fields=["last"])
        title = _("Regla de cumplimiento v%(n)d") % {"n": counter.last}
        rule = ComplianceRule(number=counter.last, unit_id=unit_id, title=title, **values)
        return create(rule, by=by)


def approve_rule(
    *, rule: ComplianceRule, by: User, agreement_number: str, agreement_date: date | None
) -> ComplianceRule:
    """Approve a rule by the Comité's agreement, whose number is required and never made up here."""
    if not agreement_number.strip():
        raise TransitionRefused(_("Escriba el número del acuerdo del Comité SIG."))
    with acting(by):
        access.require(by, Permission.APPROVE)
        ComplianceRule.objects.filter(pk=rule.pk).update(
            agreement_number=agreement_number.strip(), agreement_date=agreement_date
        )
        return transition(rule, "approve", by=by)
