"""What the administration pages read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sigor.accounts.models import User
from sigor.organisation.models import Delegation, Membership, Unit


def people(*, text: str, active: bool, on: date) -> QuerySet[User]:
    """People whose name, user name, e-mail or present unit contains the text, with their roles that day."""
    found: QuerySet[User] = User.objects.filter(is_active=active)
    if text:
        roles = Membership.objects.on(on).filter(user=OuterRef("pk"), unit__acronym__icontains=text)
        words = Q(full_name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text)
        found = found.filter(words | Exists(roles))
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    roles_held: Prefetch[Any, Any, Any] = Prefetch(
        "memberships", Membership.objects.on(on).select_related("unit"), to_attr="roles_held"
    )
    delegations_held: Prefetch[Any, Any, Any] = Prefetch(
        "delegations",
        Delegation.objects.on(on).select_related("membership__unit"),
        to_attr="delegations_held",
    )
    return (
        found.annotate(has_second_factor=Exists(factors))
        .prefetch_related(roles_held, delegations_held)
        .order_by("full_name", "username")
    )


@dataclass
class Branch:
    """A unit and the units below it."""

    unit: Unit
    below: list["Branch"] = field(default_factory=list)


def unit_tree(*, on: date) -> list[Branch]:
    """Units in force that day; one whose parent is not in force stands at the top."""
    branches = {unit.pk: Branch(unit) for unit in Unit.objects.on(on).order_by("acronym")}
    top: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.unit.parent_id or 0)
        (parent.below if parent else top).append(branch)
    return top


def walk(branches: list[Branch], depth: int = 0) -> Iterator[tuple[int, Unit]]:
    """The tree as rows, each with its depth."""
    for branch in branches:
        yield depth, branch.unit
        yield from walk(branch.below, depth + 1)
