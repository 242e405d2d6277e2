"""Reading leadership: which policies rule, and who holds each role on a day."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sigor.leadership.models import Policy, RoleHolding, SigRole


def policies_in_force(on: date) -> QuerySet[Policy]:
    """Policies that are approved and rule on that day."""
    return Policy.objects.on(on).filter(state="in_force", archived_at__isnull=True)


def holdings_on(on: date) -> QuerySet[RoleHolding]:
    """Who holds which role on that day, whatever happened since."""
    return RoleHolding.objects.on(on).filter(archived_at__isnull=True)


def roles_in_use() -> QuerySet[SigRole]:
    return SigRole._default_manager.filter(state="in_force", archived_at__isnull=True)


def roles_without_holder(on: date) -> QuerySet[SigRole]:
    """Roles in use that nobody holds on that day."""
    return roles_in_use().filter(~Exists(holdings_on(on).filter(role=OuterRef("pk"))))


def with_holders(roles: QuerySet[SigRole], on: date) -> QuerySet[Any]:
    """The roles, each with how many hold it on that day in `holders_today`."""
    held = holdings_on(on).filter(role=OuterRef("pk")).order_by().values("role")
    count = Subquery(held.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return roles.annotate(holders_today=Coalesce(count, 0))


def holders_of(roles: QuerySet[SigRole], on: date) -> dict[int, list[RoleHolding]]:
    """By role, those who hold it on that day; two questions to the database for any number of roles."""
    found: dict[int, list[RoleHolding]] = defaultdict(list)
    rows = holdings_on(on).filter(Q(role__in=roles.values("pk"))).select_related("person", "unit")
    for holding in rows.order_by("valid_from", "code"):
        found[holding.role_id].append(holding)
    return found
