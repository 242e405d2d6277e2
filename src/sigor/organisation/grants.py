"""What each role may do, and where: in its unit and those below it, or in the whole institution."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Q

from sigor.accounts.models import User
from sigor.organisation.models import Delegation, Membership, Role, Unit


class Permission(StrEnum):
    """What can be granted. Record services and pages ask for these, never for roles."""

    VIEW = "view"
    EDIT = "edit"
    SUBMIT = "submit"
    VERIFY = "verify"
    PLAN = "plan"
    APPROVE = "approve"
    AUDIT = "audit"
    PERSONAL = "personal"  # who is behind a post: training, induction, commitments of persons
    ADMINISTER = "administer"


P = Permission
UNIT_WORK = frozenset({P.VIEW, P.EDIT, P.SUBMIT})

# role -> (permissions in its own unit and below, permissions everywhere)
ROLE_GRANTS: dict[str, tuple[frozenset[Permission], frozenset[Permission]]] = {
    Role.COORDINATOR: (frozenset({P.SUBMIT}), frozenset({P.VIEW, P.EDIT, P.VERIFY, P.PLAN})),
    Role.DIRECTOR: (frozenset({P.EDIT, P.SUBMIT}), frozenset({P.VIEW, P.APPROVE})),
    Role.UNIT_HEAD: (UNIT_WORK | {P.PERSONAL}, frozenset()),
    Role.OFFICER: (UNIT_WORK, frozenset()),
    Role.AUDITOR: (frozenset(), frozenset({P.VIEW, P.AUDIT})),
    Role.ADMINISTRATOR: (frozenset(), frozenset({P.ADMINISTER})),
}


@dataclass(frozen=True)
class Grants:
    """All that one person may do on one day."""

    everywhere: frozenset[Permission] = frozenset()
    in_units: dict[Permission, frozenset[int]] = field(default_factory=dict)
    by: tuple[Membership, ...] = field(default=(), compare=False)  # the roles that give them

    def allows(self, permission: Permission, unit_ids: Iterable[int]) -> bool:
        """Whether the permission holds in at least one of the units."""
        return permission in self.everywhere or not self.units(permission).isdisjoint(unit_ids)

    def units(self, permission: Permission) -> frozenset[int]:
        return self.in_units.get(permission, frozenset())

    def anywhere(self, permission: Permission) -> bool:
        return permission in self.everywhere or bool(self.units(permission))


def roles_held(user: User, on: date) -> list[Membership]:
    """Memberships in force, the person's own and those exercised by delegation."""
    delegated = Delegation.objects.on(on).filter(to=user).values("membership")
    held = Membership.objects.on(on).filter(Q(user=user) | Q(pk__in=delegated))
    return list(held.select_related("unit", "user").order_by("unit__acronym", "role"))


def grants_of(user: User, on: date) -> Grants:
    """The person's grants on that day; computed once per user object and day."""
    cache: dict[date, Grants] = user.__dict__.setdefault("_grants", {})
    if on not in cache:
        cache[on] = _compute(user, on)
    return cache[on]


def _compute(user: User, on: date) -> Grants:
    if not user.is_authenticated or not user.is_active:
        return Grants()
    held = roles_held(user, on)
    below = subtrees({m.unit_id for m in held}, on)
    everywhere: set[Permission] = set()
    in_units: dict[Permission, frozenset[int]] = {}
    for membership in held:
        local, general = ROLE_GRANTS[membership.role]
        everywhere |= general
        for permission in local:
            in_units[permission] = in_units.get(permission, frozenset()) | below[membership.unit_id]
    return Grants(frozenset(everywhere), in_units, tuple(held))


def subtrees(roots: set[int], on: date) -> dict[int, frozenset[int]]:
    """For each unit id, the ids of the unit and of all units below it on that day."""
    children: dict[int, list[int]] = {}
    for pk, parent in Unit.objects.on(on).values_list("id", "parent_id"):
        if parent is not None:
            children.setdefault(parent, []).append(pk)
    found = {}
    for root in roots:
        seen, pending = {root}, [root]
        while pending:
            for child in children.get(pending.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    pending.append(child)
        found[root] = frozenset(seen)
    return found
