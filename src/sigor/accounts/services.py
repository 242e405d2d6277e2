"""Accounts, the invitations that open them and the tokens of scripts. Who may call is decided above."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sigor.accounts.models import AccessToken, Invitation, User

TOKEN_DAYS = 365
TOKEN_PREFIX = "sigor_"  # noqa: S105 - a public mark, not a secret  # lets scanners of leaked secrets recognise it


class InvitationRefused(Exception):
    """The invitation does not exist, was used or has expired: which of them is not told."""


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_account(*, username: str, email: str, full_name: str, language: str = "es") -> User:
    """An account without password: it opens with an invitation. Raises ValidationError."""
    user = User(
        username=username.strip(), email=email.strip().lower(), full_name=full_name.strip(), language=language
    )
    user.set_unusable_password()
    user.full_clean()
    # A name that is another's e-mail, or differs only in capitals, would sign in as either.
    names = Q(username__iexact=user.username) | Q(email__iexact=user.username)
    if User.objects.filter(names).exists():
        raise ValidationError({"username": _("Ya hay una cuenta con este usuario.")})
    if User.objects.filter(Q(email__iexact=user.email) | Q(username__iexact=user.email)).exists():
        raise ValidationError({"email": _("Ya hay una cuenta con este correo.")})
    user.save()
    return user


def issue_invitation(*, user: User, by: User, now: datetime) -> tuple[Invitation, str]:
    """A new invitation and its token, which is kept nowhere; earlier ones stop working."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
        invitation = Invitation.objects.create(
            user=user,
            token_hash=hash_token(token),
            created_by=by,
            created_at=now,
            expires_at=now + timedelta(days=settings.INVITATION_DAYS),
        )
    return invitation, token


def find_invitation(*, token: str, now: datetime) -> Invitation:
    """The invitation that the token opens. Raises InvitationRefused."""
    try:
        return Invitation.objects.select_related("user").get(
            token_hash=hash_token(token), used_at=None, expires_at__gt=now, user__is_active=True
        )
    except Invitation.DoesNotExist:
        raise InvitationRefused(_("La invitación no es válida, ya se usó o venció.")) from None


def accept_invitation(*, token: str, password: str, now: datetime) -> User:
    """Set the password and spend the invitation. Raises InvitationRefused, ValidationError."""
    with transaction.atomic():
        invitation = find_invitation(token=token, now=now)
        validate_password(password, invitation.user)
        spent = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now)
        if not spent:
            raise InvitationRefused(_("La invitación no es válida, ya se usó o venció."))
        invitation.user.set_password(password)
        invitation.user.save(update_fields=["password"])
    return invitation.user


def issue_token(*, user: User, name: str, expires_at: datetime, now: datetime) -> tuple[AccessToken, str]:
    """A new token and its text, which is kept nowhere. Raises ValidationError."""
    if not now < expires_at <= now + timedelta(days=TOKEN_DAYS):
        raise ValidationError(_("El vencimiento debe ser una fecha futura, a lo más dentro de un año."))
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(
        user=user, name=name.strip(), token_hash=hash_token(text), created_at=now, expires_at=expires_at
    )
    token.full_clean(exclude=["revoked_at"])
    token.save()
    return token, text


def revoke_token(*, token: AccessToken, now: datetime) -> AccessToken:
    """End a token; revoking it again changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token


def choose_language(*, user: User, language: str) -> User:
    """Keep the language in which the person reads the product."""
    user.language = language
    user.save(update_fields=["language"])
    return user
