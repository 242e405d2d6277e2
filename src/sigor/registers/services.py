"""What people do with a register as a whole: accept and undo workbooks, take a step for many, keep views."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access, files, services
from sigor.records.actor import acting
from sigor.records.models import ImportBatch, Record, SavedView
from sigor.registers.cells import text_of
from sigor.registers.declaration import Register
from sigor.registers.planning import ImportPlan, Known, Problem, build_form, known_to, plan_import
from sigor.registers.reading import Row


class ImportRefused(Exception):
    """The workbook is no longer what was accepted, or the import can no longer be undone."""

    def __init__(self, message: str, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.details = list(details)


def accept_import(
    stream: IO[bytes],
    file_name: str,
    register: Register,
    *,
    by: User,
    verb: str,
    digest: str,
    sha256: str,
    previewed_at: datetime,
) -> ImportBatch:
    """Write all that the workbook says, or nothing; the same preview is accepted once.

    `digest` is that of the plan the person saw. Raises ImportRefused, FileRefused and what services raise.
    """
    reason = _("Importación de %(file)s") % {"file": file_name}
    with acting(by, reason=reason):
        plan = plan_import(stream, register, verb=verb, user=by)
        if not plan.acceptable or plan.digest() != digest:
            raise ImportRefused(_("Los registros cambiaron desde la vista previa; revísela otra vez."))
        changes = [_write(plan, at, by, reason) for at in range(len(plan.rows))]
        # Asked last: two clicks at once wait for each other at the first record both write.
        if ImportBatch.objects.filter(
            register=register.slug, created_by=by, file__sha256=sha256, created_at__gte=previewed_at
        ).exists():
            raise ImportRefused(_("Esta vista previa ya se aceptó."))
        stream.seek(0)
        kept = files.store(stream, file_name, at=clock.now())
        return ImportBatch.objects.create(
            register=register.slug, file=kept, created_at=clock.now(), created_by=by, changes=changes
        )


def _write(plan: ImportPlan, at: int, by: User, reason: str) -> dict[str, Any]:
    row = plan.rows[at]
    if row.form is None:
        raise ValueError("a planned row has a valid form")
    if row.record is None:
        kept = services.create(row.form.instance, by=by, reason=reason)
        return {"id": kept.pk, "code": kept.code, "kind": "created", "revision": kept.revision}
    # The form has already moved its values into row.record; what it was is in the database.
    stored = plan.register.records(by).get(pk=row.record.pk)
    before = {change.name: text_of(stored, change.name) for change in row.changes}
    values = {change.name: row.form.cleaned_data[change.name] for change in row.changes}
    kept = services.change(stored, by=by, values=values, revision=row.record.revision, reason=reason)
    return {"id": kept.pk, "code": kept.code, "kind": "changed", "revision": kept.revision, "before": before}


def may_undo(batch: ImportBatch, user: User) -> bool:
    """Whoever imported, or who may edit everywhere."""
    return batch.created_by_id == user.pk or access.may(user, Permission.EDIT)


def touched_since(batch: ImportBatch, register: Register) -> list[str]:
    """Codes of records that somebody changed after the import: while there are any, it is not undone."""
    revisions = dict(
        register.model._default_manager.filter(pk__in=[c["id"] for c in batch.changes]).values_list(
            "pk", "revision"
        )
    )
    return [c["code"] for c in batch.changes if revisions.get(c["id"]) != c["revision"]]


def undo_import(batch: ImportBatch, register: Register, *, by: User) -> ImportBatch:
    """Archive what the workbook created and change back what it changed. Raises ImportRefused, AccessDenied."""
    reason = _("Se deshace la importación %(number)d") % {"number": batch.pk}
    with acting(by, reason=reason):
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if not may_undo(batch, by):
            raise access.AccessDenied(_("Solo quien importó puede deshacer la importación."))
        if batch.undone_at is not None:
            raise ImportRefused(_("La importación ya se deshizo."))
        if codes := touched_since(batch, register):
            raise ImportRefused(_("Alguien modificó estos registros después de la importación:"), codes)
        known = known_to(register, by)
        for change in batch.changes:
            _undo(change, register, known, by, reason)
        batch.undone_at, batch.undone_by = clock.now(), by
        batch.save(update_fields=["undone_at", "undone_by"])
    return batch


def _undo(change: dict[str, Any], register: Register, known: Known, by: User, reason: str) -> None:
    record = register.model._default_manager.get(pk=change["id"])
    if change["kind"] == "created":
        services.archive(record, by=by, reason=reason)
        return
    texts = {name: text_of(record, name) for name in register.fields()} | change["before"]
    problems: list[Problem] = []
    row = Row(0, {})
    form = build_form(register, texts, known, by, record, problems, row)
    if form is None:
        raise ImportRefused(
            _("%(code)s ya no admite sus valores anteriores:") % {"code": change["code"]},
            [problem.message for problem in problems],
        )
    values = {name: form.cleaned_data[name] for name in change["before"]}
    services.change(record, by=by, values=values, revision=change["revision"], reason=reason)


@dataclass
class StepOutcome:
    """What a step does, or would do, to several records."""

    taken: list[Record] = field(default_factory=list)
    refused: list[tuple[Record, str]] = field(default_factory=list)


def preview_step(records: Iterable[Record], name: str, *, by: User) -> StepOutcome:
    """Who would take the step and who would be refused, with the reason."""
    outcome = StepOutcome()
    for record in records:
        if refusal := services.refused(record, record.workflow.transition(name), by=by):
            outcome.refused.append((record, refusal))
        else:
            outcome.taken.append(record)
    return outcome


def take_step(records: Iterable[Record], name: str, *, by: User, reason: str) -> StepOutcome:
    """Take the step for each record that admits it, all in one transaction."""
    outcome = StepOutcome()
    with transaction.atomic():
        for record in records:
            try:
                outcome.taken.append(services.transition(record, name, by=by, reason=reason))
            except services.TransitionRefused as refusal:
                outcome.refused.append((record, str(refusal)))
    return outcome


def keep_view(register: Register, *, by: User, name: str, query: str) -> SavedView:
    """Keep the filters in force under a name; the same name replaces them."""
    with acting(by):
        kept, _created = SavedView.objects.update_or_create(
            user=by,
            register=register.slug,
            name=name.strip(),
            defaults={"query": query},
            create_defaults={"query": query, "created_at": clock.now()},
        )
    return kept


def forget_view(view: SavedView, *, by: User) -> None:
    if view.user_id != by.pk:
        raise access.AccessDenied(_("Solo quien guardó la vista puede quitarla."))
    with acting(by):
        view.delete()
