"""People, their dated roles, units and days off: what an administrator changes, each with its audit entry."""

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigor.accounts.models import Invitation, User
from sigor.accounts.services import create_account, issue_invitation
from sigor.home.administration.validity import check, lasting_beyond, require_within
from sigor.organisation.grants import Permission
from sigor.organisation.models import Delegation, Holiday, Membership, Role, Unit
from sigor.records import access
from sigor.records.actor import acting


def invite(
    *,
    by: User,
    full_name: str,
    email: str,
    username: str,
    unit: Unit,
    role: str,
    valid_from: date,
    now: datetime,
    valid_to: date | None = None,
    source: str = "",
) -> tuple[Invitation, str]:
    """Create the account with its first role; returns the invitation and its token, shown once."""
    access.require(by, Permission.ADMINISTER)
    with acting(by):
        user = create_account(username=username, email=email, full_name=full_name)
        grant_role(
            by=by, user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to, source=source
        )
        return issue_invitation(user=user, by=by, now=now)


def renew_invitation(*, by: User, user: User, now: datetime) -> tuple[Invitation, str]:
    """Another invitation for an account whose person lost the first one or the password."""
    access.require(by, Permission.ADMINISTER)
    if not user.is_active:
        raise ValidationError(_("La cuenta está desactivada."))
    with acting(by):
        return issue_invitation(user=user, by=by, now=now)


def deactivate(*, by: User, user: User, reason: str) -> User:
    """Close the account: its sessions and tokens stop at once; its roles stay in the history."""
    access.require(by, Permission.ADMINISTER)
    if user == by:
        raise ValidationError(_("No puede desactivar su propia cuenta."))
    with acting(by, reason=reason):
        user.is_active = False
        user.save(update_fields=["is_active"])
    return user


def reactivate(*, by: User, user: User, reason: str) -> User:
    access.require(by, Permission.ADMINISTER)
    with acting(by, reason=reason):
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def remove_second_factor(*, by: User, user: User, reason: str) -> int:
    """For a person who lost telephone, key and recovery codes; returns how many factors went."""
    access.require(by, Permission.ADMINISTER)
    with acting(by, reason=reason):
        removed: int = Authenticator.objects.filter(user=user).delete()[0]
    return removed


def grant_role(
    *,
    by: User,
    user: User,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    source: str = "",
) -> Membership:
    access.require(by, Permission.ADMINISTER)
    membership = Membership(
        user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to, source=source
    )
    require_within(membership, unit, _("La unidad no está vigente en todo ese periodo."))
    with acting(by):
        check(membership)
        membership.save()
    return membership


def end_role(*, by: User, membership: Membership, valid_to: date | None, reason: str) -> Membership:
    """Set the last day of a role, earlier or later than it was; without a day it goes on."""
    access.require(by, Permission.ADMINISTER)
    if membership.user == by and membership.role == Role.ADMINISTRATOR:
        raise ValidationError(_("El fin de su propio rol de administración lo registra otra persona."))
    membership.valid_to = valid_to
    require_within(membership, membership.unit, _("La unidad no está vigente en todo ese periodo."))
    later = membership.delegations.filter(valid_to__gt=valid_to) if valid_to else Delegation.objects.none()
    if delegation := later.first():
        raise ValidationError(
            _("El encargo a %(person)s dura hasta el %(day)s: termínelo antes.")
            % {"person": delegation.to, "day": f"{delegation.valid_to:%d/%m/%Y}"}
        )
    with acting(by, reason=reason):
        check(membership)
        membership.save(update_fields=["valid_to"])
    return membership


def delegate(
    *,
    by: User,
    membership: Membership,
    to: User,
    valid_from: date,
    valid_to: date,
    resolution_number: str = "",
    source: str = "",
) -> Delegation:
    """Put somebody else in charge of a role between two dates (encargatura)."""
    access.require(by, Permission.ADMINISTER)
    if to == membership.user:
        raise ValidationError({"to": _("El encargo es para otra persona.")})
    delegation = Delegation(
        membership=membership,
        to=to,
        valid_from=valid_from,
        valid_to=valid_to,
        resolution_number=resolution_number,
        source=source,
    )
    require_within(delegation, membership, _("El rol no está vigente en todo ese periodo."))
    with acting(by):
        check(delegation)
        delegation.save()
    return delegation


def end_delegation(*, by: User, delegation: Delegation, valid_to: date, reason: str) -> Delegation:
    """Set the last day of a delegation; it always has one."""
    access.require(by, Permission.ADMINISTER)
    delegation.valid_to = valid_to
    require_within(delegation, delegation.membership, _("El rol no está vigente en todo ese periodo."))
    with acting(by, reason=reason):
        check(delegation)
        delegation.save(update_fields=["valid_to"])
    return delegation


def add_unit(
    *,
    by: User,
    acronym: str,
    name: str,
    kind: str,
    parent: Unit | None,
    valid_from: date,
    valid_to: date | None = None,
    source: str = "",
    confirmed: bool = False,
) -> Unit:
    access.require(by, Permission.ADMINISTER)
    unit = Unit(
        acronym=acronym.strip(),
        name=name.strip(),
        kind=kind,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        confirmed=confirmed,
    )
    if parent:
        require_within(unit, parent, _("La unidad de la que depende no está vigente en todo ese periodo."))
    with acting(by):
        check(unit)
        unit.save()
    return unit


def close_unit(*, by: User, unit: Unit, valid_to: date, reason: str) -> Unit:
    """Set the last day of a unit. What depends on it must have ended by then."""
    access.require(by, Permission.ADMINISTER)
    outlasting = lasting_beyond(unit.children.all(), valid_to).values_list("acronym", flat=True)
    if names := ", ".join(outlasting):
        raise ValidationError(
            _("Ciérrelas antes, porque dependen de esta unidad: %(names)s.") % {"names": names}
        )
    if roles := lasting_beyond(unit.memberships.all(), valid_to).count():
        raise ValidationError(
            _("Termine antes los roles que siguen vigentes después de ese día: %(number)s.")
            % {"number": roles}
        )
    with acting(by, reason=reason):
        unit.valid_to = valid_to
        check(unit)
        unit.save(update_fields=["valid_to"])
    return unit


def add_holiday(*, by: User, day: date, name: str, source: str = "") -> Holiday:
    access.require(by, Permission.ADMINISTER)
    holiday = Holiday(date=day, name=name.strip(), source=source)
    with acting(by):
        holiday.full_clean()
        holiday.save()
    return holiday
