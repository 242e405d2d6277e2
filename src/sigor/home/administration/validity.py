"""Dates that must lie inside other dates: a role in its unit, a delegation in its role."""

from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sigor.organisation.models import Dated

D = TypeVar("D", bound=Dated)


def require_within(inner: Dated, outer: Dated, message: str) -> None:
    """Raise ValidationError unless `inner` holds only while `outer` does."""
    starts_early = inner.valid_from < outer.valid_from
    ends_late = outer.valid_to is not None and (inner.valid_to is None or inner.valid_to > outer.valid_to)
    if starts_early or ends_late:
        raise ValidationError(message)


def check(row: Dated) -> None:
    """Validate the row; dates the wrong way round first, because no range can be made of them."""
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise ValidationError({"valid_to": _("El último día es anterior al primero.")})
    row.full_clean()


def lasting_beyond(rows: QuerySet[D], day: date) -> QuerySet[D]:
    """Rows still in force after `day`."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
