"""What a person does about a reading: give one's own word that it was read and understood."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission, roles_held
from sigor.organisation.models import Unit
from sigor.people.models import Acknowledgement, RequiredReading
from sigor.people.selectors import readings_of
from sigor.records import access, services


class CannotAcknowledge(Exception):
    """The person cannot sign this reading; the message says why."""


def acknowledge(*, reading: RequiredReading, by: User) -> Acknowledgement:
    """Keep that `by` read and understood the present version; doing it twice changes nothing.

    Raises CannotAcknowledge when the reading does not oblige this person today or there is no unit to sign in.
    """
    wanted = next((r for r in readings_of(by, clock.today()) if r.reading.pk == reading.pk), None)
    if wanted is None:
        raise CannotAcknowledge(_("Esta lectura no está vigente o no le corresponde."))
    if wanted.acknowledged is not None:
        return wanted.acknowledged
    unit = signing_unit(by)
    if unit is None:
        raise CannotAcknowledge(no_unit_to_sign())
    current = wanted.reading
    given = Acknowledgement(
        title=_("%(reading)s, versión %(version)s")
        % {"reading": current.title[:200], "version": current.version},
        unit=unit,
        reading=current,
        version=current.version,
        statement=statement_of(current),
        acknowledged_on=clock.today(),
    )
    try:
        with transaction.atomic():
            return services.create(given, by=by)
    except IntegrityError:
        # Two clicks at once: the other one signed.
        return Acknowledgement.objects.get(reading=current, user=by, version=current.version)


def statement_of(reading: RequiredReading) -> str:
    """The sentence that is signed, as it stands today."""
    return _("He leído y comprendido «%(reading)s», versión %(version)s, y me comprometo a cumplirlo.") % {
        "reading": reading.title,
        "version": reading.version,
    }


def signing_unit(user: User) -> Unit | None:
    """The unit in which a person signs: the first of those where they serve and may keep records."""
    roles = sorted(roles_held(user, clock.today()), key=lambda role: role.user_id != user.pk)
    return next((r.unit for r in roles if access.may(user, Permission.EDIT, [r.unit_id])), None)


def no_unit_to_sign() -> str:
    """Why somebody without a unit to keep records in does not sign here."""
    return _(
        "Su rol solo consulta: no registra en ninguna unidad, por eso aquí no puede firmar. "
        "Entregue su constancia a la unidad que lleva la lectura."
    )
