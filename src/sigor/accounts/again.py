"""The same person once more: the password again, right before what only that person may declare."""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sigor.accounts.models import User


def same_person(request: HttpRequest, password: str) -> bool:
    """Whether the password is that of who signed in. Wrong ones count as they do at the sign-in: one lock-out.

    Never inside a transaction that a refusal undoes: what was counted would be undone with it.
    """
    user = request.user
    return (
        isinstance(user, User)
        and authenticate(request, username=user.get_username(), password=password) == user
    )


def doubt(request: HttpRequest, password: str) -> str:
    """Why a step that its taker declares is not taken, or an empty string when the password is right."""
    if why := no_password(request.user):
        return why
    if not same_person(request, password):
        return _("La contraseña no es correcta; no se hizo nada.")
    return ""


def no_password(user: object) -> str:
    """What a person reads who signs in elsewhere and has no password to give here, or an empty string."""
    if isinstance(user, User) and not user.has_usable_password():
        return _(
            "Su cuenta no tiene contraseña en este sistema: defina una en «Mi cuenta» para dar este paso."
        )
    return ""
