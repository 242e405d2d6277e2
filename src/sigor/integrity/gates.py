"""What must hold before a post is confirmed as sensitive and before a commitment is signed or replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.organisation.grants import roles_held
from sigor.organisation.models import Unit

# Commitments being signed right now, each by its holder who has just given the password again.
_signing: ContextVar[frozenset[tuple[int, int]]] = ContextVar("signing", default=frozenset())


@contextmanager
def signing(commitment: Any, by: Any) -> Iterator[None]:
    """Only inside this block does the step «sign» open, for this commitment and this person."""
    token = _signing.set(_signing.get() | {(commitment.pk, by.pk)})
    try:
        yield
    finally:
        _signing.reset(token)


def houses_of(user: Any) -> dict[int, Unit]:
    """The units where the person has a role today; a coordination counts as the unit it belongs to."""
    found: dict[int, Unit] = {}
    for membership in roles_held(user, clock.today()):
        unit = membership.unit
        if unit.kind == Unit.Kind.COORDINATION and unit.parent is not None:
            unit = unit.parent
        found[unit.pk] = unit
    return found


def another_unit_confirms(post: Any, by: Any) -> str:
    """Two units identify a sensitive post: one proposes it and another one confirms it."""
    proposed = houses_of(post.created_by)
    if houses_of(by).keys() - proposed.keys():
        return ""
    units = ", ".join(sorted(unit.acronym for unit in proposed.values()))
    return _("Debe confirmarlo otra unidad: lo identificó %(units)s.") % {"units": units or "—"}


def holder_may_sign(commitment: Any, by: Any) -> str:
    """Nobody signs for somebody else, nor for a post that is not confirmed or no longer held."""
    holder, post = commitment.holder, commitment.sensitive_post
    if holder is None:
        return _("No se puede firmar: falta decir quién ocupa el puesto.")
    if holder.user_id != by.pk:
        return _("Solo la persona titular firma, en la página de firma.")
    if holder.get_state().final:
        return _("No se puede firmar: la persona titular dejó el puesto.")
    if post.state != "in_force":
        return _("No se puede firmar: el puesto %(code)s no está confirmado.") % {"code": post.code}
    return ""


def signed_on_its_page(commitment: Any, by: Any) -> str:
    """The general doors show no sentence of meaning and ask no password, so they do not sign."""
    if (commitment.pk, by.pk) in _signing.get():
        return ""
    return _("Se firma en la página de firma, con su contraseña.")


def renewal_is_signed(commitment: Any, by: Any) -> str:
    """A commitment stands until the one that renews it is signed."""
    if commitment.renewals.filter(state="signed", archived_at__isnull=True).exists():
        return ""
    return _("No se puede reemplazar: falta firmar el compromiso que lo renueva.")
