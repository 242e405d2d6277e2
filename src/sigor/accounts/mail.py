"""Letters to people about their accounts."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from sigor.accounts.models import Invitation


def send_invitation(*, invitation: Invitation, link: str) -> None:
    """Send the link in the person's language. Raises OSError when the mail cannot be handed over."""
    with override(invitation.user.language):
        text = render_to_string("account/invitation.txt", {"invitation": invitation, "link": link})
        send_mail(_("Su cuenta en SIGOR"), text, None, [invitation.user.email])
