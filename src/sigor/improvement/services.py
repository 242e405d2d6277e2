"""Opening a nonconformity or a task because of another record."""

from datetime import timedelta
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.improvement.models import (
    FINISHED,
    ActionKind,
    ImprovementAction,
    Nonconformity,
    NonconformityKind,
    Source,
)
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access, services
from sigor.records.models import Link, Record

TASK_DAYS = 30  # until a task is due
PLAN_DAYS = 30  # until the plan of what was found must be ready
O = TypeVar("O", Nonconformity, ImprovementAction)  # noqa: E741


def open_from(
    record: Any,
    *,
    by: User,
    rule_code: str = "",
    title: str = "",
    description: str = "",
    source: str = Source.SYSTEM_CHECK,
) -> Nonconformity:
    """Open a nonconformity about another record, in that record's unit, and link the two.

    The one still open for the same record and rule is returned instead of a second. Raises AccessDenied,
    ValidationError.
    """
    today = clock.today()
    begun = Nonconformity(
        kind=NonconformityKind.NONCONFORMITY,
        source=source,
        title=_title(record, title),
        description=description or _title(record, title),
        detected_on=today,
        plan_due=today + timedelta(days=PLAN_DAYS),
    )
    return _open(begun, record, by, rule_code, FINISHED)


def open_task_from(
    record: Any, *, by: User, rule_code: str = "", title: str = "", description: str = ""
) -> ImprovementAction:
    """Open a task about another record, due in 30 days; otherwise as `open_from`."""
    begun = ImprovementAction(
        kind=ActionKind.CORRECTION,
        title=_title(record, title),
        description=description,
        due_date=clock.today() + timedelta(days=TASK_DAYS),
    )
    return _open(begun, record, by, rule_code, ("verified", "cancelled"))


def _title(record: Any, title: str) -> str:
    return (title or str(record))[:300]


def _open(begun: O, record: Any, by: User, rule_code: str, finished: tuple[str, ...]) -> O:
    """Keep what was begun, unless the same finding is being dealt with already."""
    if not access.may(by, Permission.EDIT, [record.unit_id]):
        raise access.AccessDenied(
            _(
                "No puede abrirlo: lo hace la unidad que responde por el registro (%(unit)s) o la coordinación."
            )
            % {"unit": Unit.objects.get(pk=record.unit_id).acronym}
        )
    finding = {"rule": rule_code, "about_type": _kind_of(record), "about_id": record.pk}
    with transaction.atomic():
        # Two people who ask for the same at once wait for each other here.
        type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        rows = type(begun)._default_manager.filter(**finding, archived_at__isnull=True)
        found = rows.exclude(state__in=finished).order_by("pk").first()
        if found is not None:
            return found
        for name, value in finding.items():
            setattr(begun, name, value)
        begun.unit_id = record.unit_id
        kept = services.create(begun, by=by)
        if isinstance(record, Record):
            services.link(record, kept, by=by, kind=Link.Kind.CAUSES)
    return kept


def _kind_of(record: models.Model) -> ContentType:
    return ContentType.objects.get_for_model(record)
