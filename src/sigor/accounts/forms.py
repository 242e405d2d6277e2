"""The forms of signing in and of one's own account, in plain Spanish."""

from datetime import datetime, time, timedelta
from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.accounts.services import TOKEN_DAYS

CODE = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "none",
    "spellcheck": "false",
}


class Plain:
    """Labels above the fields instead of placeholders inside them, which vanish when one types."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignIn(Plain, account_forms.LoginForm):
    labels = {"password": _("Contraseña")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
        self.fields["login"] = forms.CharField(
            label=_("Usuario o correo"), max_length=254, widget=forms.TextInput(attrs=attrs)
        )


class Reauthenticate(Plain, account_forms.ReauthenticateForm):
    labels = {"password": _("Contraseña")}


class ChangePassword(Plain, account_forms.ChangePasswordForm):
    labels = {
        "oldpassword": _("Contraseña actual"),
        "password1": _("Contraseña nueva"),
        "password2": _("Contraseña nueva, otra vez"),
    }


class SetPassword(Plain, account_forms.SetPasswordForm):
    labels = {"password1": _("Contraseña nueva"), "password2": _("Contraseña nueva, otra vez")}


class CountedCode(Plain):
    """Wrong codes count as wrong passwords do: one lock-out, kept in the database."""

    user: User
    labels = {"code": _("Código")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(CODE, autofocus=True)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(gettext("Demasiados intentos."))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            return code
        except ValidationError:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            raise


class EnterCode(CountedCode, mfa_forms.AuthenticateForm):
    pass


class ReenterCode(CountedCode, mfa_forms.ReauthenticateForm):
    pass


class ActivateTotp(Plain, totp_forms.ActivateTOTPForm):
    labels = {"code": _("Código que muestra la aplicación")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(CODE)


class AddKey(Plain, webauthn_forms.AddWebAuthnForm):
    labels = {"name": _("Nombre de la llave")}


class EditKey(Plain, webauthn_forms.EditWebAuthnForm):
    labels = {"name": _("Nombre de la llave")}


class FirstPassword(forms.Form):
    """The password of an account that an invitation opens."""

    password1 = forms.CharField(
        label=_("Contraseña nueva"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Contraseña nueva, otra vez"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password1"].help_text = password_validators_help_text_html()

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", gettext("Las dos contraseñas no son iguales."))
        return self.cleaned_data


class Language(forms.Form):
    language = forms.ChoiceField(label=_("Idioma"), choices=settings.LANGUAGES)


class NewToken(forms.Form):
    name = forms.CharField(
        label=_("Nombre"), max_length=80, help_text=_("Para qué sirve: «Tablero de la UPPM».")
    )
    expires_on = forms.DateField(
        label=_("Vence el"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + timedelta(days=90)
        self.fields["expires_on"].widget.attrs.update(
            min=(today + timedelta(days=1)).isoformat(), max=(today + timedelta(days=TOKEN_DAYS)).isoformat()
        )

    def expires_at(self) -> datetime:
        """The first moment of the chosen day: a token never outlives it."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["expires_on"], time.min))
