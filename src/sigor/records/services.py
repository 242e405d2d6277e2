"""The one door to write: permission, transaction, validation and audit entry in one place."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access, files, selectors, words
from sigor.records.actor import acting
from sigor.records.models import CodeCounter, Comment, Evidence, EvidenceUse, Link, Record
from sigor.records.ties import tie
from sigor.records.workflow import AUTHORS, Transition

R = TypeVar("R", bound=Record)
PERSONAL = gettext_lazy(
    "Este paso se declara en persona: se da en la página del registro, con su contraseña."
)


class TransitionRefused(Exception):
    """The step cannot be taken now; the message says why."""


class EditedMeanwhile(Exception):
    """Somebody else changed the record since this person opened it."""


def next_number(series: str, year: int) -> int:
    """The next number of a series; concurrent callers wait for each other and none is skipped."""
    CodeCounter.objects.get_or_create(prefix=series, year=year)
    counter = CodeCounter.objects.select_for_update().get(prefix=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _issue_code(record: Record) -> str:
    """The first code of the record's series that nobody has; one may have come from outside."""
    numbering = record.numbering(clock.now().year)
    while True:
        number = next_number(numbering.series, numbering.year)
        code = numbering.pattern.format(number=number)
        if not type(record)._default_manager.filter(code=code).exists():
            return code


def create(record: R, *, by: User, reason: str = "") -> R:
    """Keep a new record in the initial state of its workflow. Raises AccessDenied, ValidationError."""
    access.require(by, Permission.EDIT, [record.unit_id])
    return bring_about(record, by=by, reason=reason)


def bring_about(record: R, *, by: User, reason: str = "") -> R:
    """Keep a new record that a step of another one brings about: what is declared decides, not the person's rights.

    Raises ValidationError.
    """
    now = clock.now()
    with acting(by, reason=reason):
        record.state = record.workflow.initial
        record.created_at = record.updated_at = now
        record.created_by = record.updated_by = by
        if not record.code:
            record.code = _issue_code(record)
        record.full_clean()
        record.save(force_insert=True)
        words.index(record)
    return record


def change(record: R, *, by: User, values: Mapping[str, Any], revision: int, reason: str = "") -> R:
    """Change fields of a record; moving it to another unit takes rights in both.

    Raises AccessDenied, EditedMeanwhile when `revision` is no longer the current one, ValidationError.
    """
    with acting(by, reason=reason):
        fresh = _locked(record)
        access.require(by, Permission.EDIT, [fresh.unit_id])
        if fresh.revision != revision:
            raise EditedMeanwhile(
                _(
                    "%(who)s modificó este registro mientras usted lo editaba. Revise los cambios y vuelva a guardar."
                )
                % {"who": fresh.updated_by}
            )
        if not fresh.get_state().editable:
            raise TransitionRefused(
                _("No se modifica en el estado «%(state)s».") % {"state": fresh.get_state().label}
            )
        for name, value in values.items():
            setattr(fresh, name, value)
        access.require(by, Permission.EDIT, [fresh.unit_id])
        _touch(fresh, by)
    return fresh


def transition(
    record: R,
    name: str,
    *,
    by: User,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    confirmed: bool = False,
) -> R:
    """Take the named step; `values` are those of the fields it asks for.

    `confirmed` says that the person has just given the password again, which a step with a meaning takes.
    Raises TransitionRefused with the reason, ValidationError, AccessDenied.
    """
    with acting(by, reason=reason):
        fresh = _locked(record)
        step = fresh.workflow.transition(name)
        if refusal := refused(fresh, step, by=by, reason=reason):
            raise TransitionRefused(refusal)
        if step.meaning and not confirmed:
            raise TransitionRefused(str(PERSONAL))
        _fill(fresh, step, values or {})
        if step.meaning:
            fresh.declared = step.declaration(fresh)  # type: ignore[attr-defined]
        if step.stamp:
            setattr(fresh, f"{step.stamp}_by", by)
            setattr(fresh, f"{step.stamp}_at", clock.now())
        fresh.state = step.target
        for effect in step.effects:
            effect(fresh, by)
        _touch(fresh, by)
    return fresh


def adjust(record: R, *, by: User, reason: str = "", **values: Any) -> R:
    """Change fields, the state included, as the consequence of a step of another record: its declaration decides.

    Raises ValidationError.
    """
    with acting(by, reason=reason):
        fresh = _locked(record)
        for name, value in values.items():
            setattr(fresh, name, value)
        _touch(fresh, by)
    return fresh


def _fill(record: Record, step: Transition, values: Mapping[str, Any]) -> None:
    """Take over what the step asks for, and nothing else."""
    empty = [name for name in step.asks if values.get(name) in (None, "")]
    if empty:
        raise ValidationError({name: _("Este paso lo pide.") for name in empty})
    for name in step.asks:
        setattr(record, name, values[name])


def refused(record: Record, step: Transition, *, by: User, reason: str | None = None) -> str:
    """Why this person cannot take this step now, or an empty string. Pages show it beside the step.

    A reason of None asks about the step before any reason was given.
    """
    if record.state not in step.sources:
        return _("No es posible desde el estado «%(state)s».") % {"state": record.get_state().label}
    if not access.may(by, step.permission, [getattr(record, f"{step.at}_id") or record.unit_id]):
        return _("No tiene permiso para este paso.")
    if any(getattr(record, f"{field}_id") == by.pk for field in step.unlike if field != AUTHORS) or (
        AUTHORS in step.unlike and selectors.wrote(record, by)
    ):
        return _("Debe hacerlo otra persona: usted registró este trabajo.")
    for gate in step.gates:
        if refusal := gate(record, by):
            return str(refusal)
    if step.needs_reason and reason is not None and not reason.strip():
        return _("Escriba el motivo.")
    return ""


def _locked(record: R) -> R:
    model = type(record)
    return model._default_manager.select_for_update(of=("self",)).get(pk=record.pk)


def _touch(record: Record, by: User) -> None:
    record.revision += 1
    record.updated_at = clock.now()
    record.updated_by = by
    record.full_clean()
    record.save()
    words.index(record)


def archive(record: R, *, by: User, reason: str) -> R:
    """Withdraw a record from every list; it stays in the database and in its history."""
    with acting(by, reason=reason):
        fresh = _locked(record)
        access.require(by, Permission.EDIT, [fresh.unit_id])
        fresh.archived_at = clock.now()
        _touch(fresh, by)
    return fresh


def keep_evidence(
    *,
    by: User,
    unit_id: int,
    stream: IO[bytes],
    file_name: str,
    type: str,
    number: str = "",
    date: date | None = None,
    valid_until: date | None = None,
    note: str = "",
) -> Evidence:
    """Keep a document as evidence of a unit. Raises AccessDenied, FileRefused, ValidationError."""
    access.require(by, Permission.SUBMIT, [unit_id])
    now = clock.now()
    with acting(by):
        file = files.store(stream, file_name, at=now)
        evidence = Evidence(
            unit_id=unit_id,
            type=type,
            number=number,
            date=date,
            valid_until=valid_until,
            file=file,
            file_name=file_name[-255:],
            note=note,
            created_at=now,
            created_by=by,
        )
        evidence.full_clean()
        evidence.save()
    return evidence


def attach(record: Record, *, by: User, evidence: Evidence) -> EvidenceUse:
    """Put an evidence forward for a record; doing it twice changes nothing.

    What the record concludes then holds as long as the evidence that lasts longest (`Record.proven_until`).
    """
    access.require(by, Permission.EDIT, [record.unit_id])
    with acting(by):
        use, created = EvidenceUse.objects.get_or_create(
            **tie(record), evidence=evidence, defaults={"created_at": clock.now(), "created_by": by}
        )
        if created and record.proven_until and evidence.valid_until is not None:
            fresh = _locked(record)
            setattr(fresh, fresh.proven_until, selectors.longest_evidence(fresh))
            _touch(fresh, by)
    return use


def comment(record: Any, *, by: User, text: str, unit_ids: Iterable[int] = ()) -> Comment:
    """Remark on a record, or on whatever `unit_ids` answer for; whoever may see it may remark on it."""
    if unit_ids:
        access.require(by, Permission.VIEW, unit_ids)
    else:
        access.require_sight(by, record)
    if not text.strip():
        raise ValidationError(_("Escriba el comentario."))
    with acting(by):
        return Comment.objects.create(**tie(record), text=text.strip(), created_at=clock.now(), created_by=by)


def resolve_comment(remark: Comment, *, by: User) -> Comment:
    record: Any = remark.record
    access.require(by, Permission.EDIT, [record.unit_id])
    with acting(by):
        remark.resolved_at, remark.resolved_by = clock.now(), by
        remark.save(update_fields=["resolved_at", "resolved_by"])
    return remark


def link(record: Record, target: Record, *, by: User, kind: str = Link.Kind.RELATES) -> Link:
    """Tie one record to another that the person can see; doing it twice changes nothing."""
    access.require(by, Permission.EDIT, [record.unit_id])
    access.require_sight(by, target)
    if record == target:
        raise ValidationError(_("Un registro no se enlaza consigo mismo."))
    aim = {"target_type": ContentType.objects.get_for_model(target), "target_id": target.pk}
    with acting(by):
        tied, _created = Link.objects.get_or_create(
            **tie(record),
            **aim,
            kind=kind,
            removed_at=None,
            defaults={"created_at": clock.now(), "created_by": by},
        )
    return tied


def unlink(tied: Link, *, by: User, reason: str = "") -> None:
    record: Any = tied.record
    access.require(by, Permission.EDIT, [record.unit_id])
    with acting(by, reason=reason):
        tied.removed_at = clock.now()
        tied.save(update_fields=["removed_at"])
