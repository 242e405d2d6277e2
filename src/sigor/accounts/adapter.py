"""Rules that allauth asks us for: nobody signs up, and an outside identity only opens a known account."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sigor.accounts import lockout, sessions
from sigor.accounts.models import User

MISMATCH = _("El usuario o la contraseña no son correctos.")
WAYS = {
    "reauthenticate": _("Con su contraseña"),
    "mfa_reauthenticate": _("Con un código de su aplicación o de recuperación"),
    "mfa_reauthenticate:webauthn": _("Con su llave de seguridad"),
}


class InvitedOnly(DefaultAccountAdapter):
    """Accounts exist by invitation; a wrong name and a wrong password read the same and cost the same."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "incorrect_password": _("La contraseña no es correcta."),
        "enter_current_password": _("La contraseña actual no es correcta."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        # One name, one password check: a second attempt by e-mail would tell by its time who exists.
        login = credentials.get("username") or credentials.get("email") or ""
        return authenticate(
            request, username=lockout.known_username(login), password=credentials.get("password")
        )

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        sessions.start(request.session, timezone.now())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)
        return response

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method | {"description": WAYS.get(method["id"], method["description"])} for method in methods]

    def get_client_ip(self, request: HttpRequest) -> str:
        return lockout.client_ip(request) or ""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account")


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """OpenID Connect opens an existing active account with the same verified e-mail; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        user = sociallogin.user if sociallogin.is_existing else self._known_person(sociallogin)
        # Tying further identities to an account by hand would go round the rule of the e-mail.
        asked_to_sign_in = sociallogin.state.get("process") == AuthProcess.LOGIN
        if user is None or not user.is_active or not asked_to_sign_in:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown_person.html", status=403))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)

    def _known_person(self, sociallogin: SocialLogin) -> User | None:
        # Some providers send the flag as text, and «false» would count as true.
        verified = [a.email.lower() for a in sociallogin.email_addresses if a.verified is True]
        return User.objects.filter(email__in=verified, is_active=True).first()


class SecondFactor(DefaultMFAAdapter):
    """Second-factor secrets are encrypted at rest, so that a copy of the database does not give codes."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("El código no es correcto.")}

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Llave %(number)s") % {"number": number}


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str | bytes) -> bytes:
    return hashlib.sha256(b"sigor second factor" + force_bytes(key)).digest()
