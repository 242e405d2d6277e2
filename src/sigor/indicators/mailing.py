"""The board by mail: to each subscriber once a period, as PDF, in their language."""

import logging

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from sigor.indicators import paper, services
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Subscription
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access

logger = logging.getLogger(__name__)


def send_due() -> int:
    """Send the board to whoever has not had it in this period; how many went out."""
    sent = 0
    for subscription in Subscription.objects.select_related("user").order_by("pk"):
        period = Period.of(subscription.frequency, clock.today())
        person = subscription.user
        if not subscription.is_due(period) or not access.grants(person).anywhere(Permission.VIEW):
            continue
        try:
            _send(subscription)
        except OSError:  # the mail server: tomorrow again, and nobody else waits for it
            logger.exception("the board could not be sent to subscription %s", subscription.pk)
            continue
        services.note_sent(subscription, period)
        sent += 1
    return sent


def _send(subscription: Subscription) -> None:
    person = subscription.user
    with override(person.language):
        letter = EmailMessage(
            _("Tablero de Control"),
            _("Adjunto va el Tablero de Control. Puede dejar de recibirlo en la página del tablero."),
            None,
            [person.email],
        )
        letter.attach("tablero-de-control.pdf", paper.board_file(None), "application/pdf")
        letter.send()
