"""Who may see and do what with records: the question every door asks."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Grants, Permission, grants_of

M = TypeVar("M", bound=Model)


class AccessDenied(PermissionDenied):
    """The person lacks the permission; the message says which and where, in the reader's words."""


def grants(user: User) -> Grants:
    """What the person may do today."""
    return grants_of(user, clock.today())


def may(user: User, permission: Permission, unit_ids: Iterable[int] = ()) -> bool:
    """Whether the permission holds everywhere or in one of the units."""
    return grants(user).allows(permission, unit_ids)


def require(user: User, permission: Permission, unit_ids: Iterable[int] = (), *, what: str = "") -> None:
    if not may(user, permission, unit_ids):
        raise AccessDenied(
            _("No tiene permiso para esta acción%(what)s.") % {"what": f" ({what})" if what else ""}
        )


def visible(
    queryset: QuerySet[M],
    user: User,
    *,
    unit_fields: tuple[str, ...] = ("unit",),
    permission: Permission = Permission.VIEW,
) -> QuerySet[M]:
    """The rows that the person may see: those of units where the permission holds."""
    held = grants(user)
    if permission in held.everywhere:
        return queryset
    units = held.units(permission)
    if not units:
        return queryset.none()
    condition = Q()
    for name in unit_fields:
        condition |= Q(**{f"{name}__in": units})
    return queryset.filter(condition)


def visible_records(queryset: QuerySet[M], user: User) -> QuerySet[M]:
    """The records that the person may see: reference matter is open to whoever may see anything."""
    if getattr(queryset.model, "shared", False) and grants(user).anywhere(Permission.VIEW):
        return queryset
    return visible(queryset, user)


def require_sight(user: User, record: Any) -> None:
    """The same question about one record that somebody already holds."""
    if not (type(record).shared and grants(user).anywhere(Permission.VIEW)):
        require(user, Permission.VIEW, [record.unit_id])
