"""The addresses that let a signer outside in, once: unguessable, bound to one request, and gone within minutes.

Only their hashes are kept. Each use is one statement that finds its row unused and marks it, so that two uses at
the same moment cannot both succeed.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.signatures.models import SignatureRequest, SignerLink


class LinkRefused(Exception):
    """The address does not exist, was used or has ended: which of them is not told."""


@dataclass(frozen=True)
class Invitation:
    """The two secrets that the page hands to the signer: one in the address, one beside it."""

    address: str
    token: str


@dataclass(frozen=True)
class Errand:
    """The two secrets that the signer gets in exchange: where to fetch the document and where to bring it."""

    link: SignerLink
    document: str
    back: str


def issue(request: SignatureRequest, *, to: User, now: datetime) -> Invitation:
    """New addresses for the request; those given before stop working."""
    SignerLink.objects.filter(request=request, expires_at__gt=now).update(expires_at=now)
    invitation = Invitation(_secret(), _secret())
    SignerLink.objects.create(
        request=request,
        issued_at=now,
        issued_to=to,
        expires_at=now + timedelta(minutes=settings.FIRMA_PERU_MINUTES),
        parameters_hash=_hash(invitation.address),
        token_hash=_hash(invitation.token),
    )
    return invitation


def take_parameters(address: str, token: str, *, now: datetime) -> Errand:
    """Use up the first address. Raises LinkRefused."""
    document, back = _secret(), _secret()
    used = SignerLink.objects.filter(
        parameters_hash=_hash(address),
        token_hash=_hash(token),
        parameters_at=None,
        expires_at__gt=now,
        request__state="started",
    ).update(parameters_at=now, document_hash=_hash(document), return_hash=_hash(back))
    if not used:
        raise refused()
    return Errand(_found(parameters_hash=_hash(address)), document, back)


def take_document(secret: str, *, now: datetime) -> SignerLink:
    """Use up the second address. Raises LinkRefused."""
    found = {"document_hash": _hash(secret)}
    used = SignerLink.objects.filter(
        **found, document_at=None, expires_at__gt=now, request__state="started"
    ).update(document_at=now)
    if not used:
        raise refused()
    return _found(**found)


def take_return(secret: str, data: bytes, *, now: datetime) -> SignerLink:
    """Use up the third address, and note what was brought; the bytes themselves are not kept here."""
    found = {"return_hash": _hash(secret)}
    used = SignerLink.objects.filter(
        **found, returned_at=None, expires_at__gt=now, request__state="started"
    ).update(returned_at=now, returned_sha256=hashlib.sha256(data).hexdigest(), returned_size=len(data))
    if not used:
        raise refused()
    return _found(**found)


def tell_outcome(link: SignerLink, outcome: str) -> None:
    SignerLink.objects.filter(pk=link.pk).update(outcome=outcome[:500])


def end_all(request: SignatureRequest, *, now: datetime) -> None:
    """No address of this request works any longer."""
    SignerLink.objects.filter(request=request, expires_at__gt=now).update(expires_at=now)


def refused() -> LinkRefused:
    return LinkRefused(_("La dirección no es válida, ya se usó o venció. Vuelva a empezar la firma."))


def _found(**key: str) -> SignerLink:
    link = SignerLink.objects.select_related("request__sent_file", "request__signer", "issued_to")
    return link.get(**key)


def _secret() -> str:
    return secrets.token_urlsafe(32)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
