"""What the system prints about a code: the code itself, where anybody verifies it, and that as a QR."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sigor.printing.mark import Mark


def public_address(code: str) -> str:
    """Where anybody verifies this code."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("verify_code", args=[code])


def mark_of(code: str) -> Mark:
    """The mark of a file, in the language in which it is being made."""
    address = public_address(code)
    return Mark(
        code=code,
        address=address,
        sentence=_("Verifique esta copia en %(address)s") % {"address": address},
        alt=_("Código QR que lleva a %(address)s") % {"address": address},
        label=_("Código de verificación"),
    )
