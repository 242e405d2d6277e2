"""Pages of one's own account, and the page that an invitation opens."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sigor.accounts import forms, services, sessions
from sigor.accounts.models import AccessToken
from sigor.accounts.requests import SignedInRequest


def _identity_providers() -> list[str]:
    """Origins to which the sign-in form may lead: browsers also hold redirects to `form-action`."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    apps = providers["openid_connect"]["APPS"]
    parts = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return [f"{part.scheme}://{part.netloc}" for part in parts if part.netloc]


sign_in = csp_update({"form-action": _identity_providers()})(LoginView.as_view())


@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the page spends nothing, because mail scanners open links."""
    now = timezone.now()
    try:
        found = services.find_invitation(token=token, now=now)
        form = forms.FirstPassword(request.POST or None, user=found.user)
        if request.method == "POST" and form.is_valid():
            services.accept_invitation(token=token, password=form.cleaned_data["password1"], now=now)
            messages.success(request, _("Su contraseña quedó guardada. Ya puede entrar."))
            return redirect("account_login")
    except services.InvitationRefused as refusal:
        return render(request, "account/invitation_refused.html", {"refusal": refusal}, status=404)
    return render(request, "account/invitation.html", {"form": form, "invitation": found})


@never_cache
def own_account(
    request: SignedInRequest, form: forms.NewToken | None = None, new_token: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    factors = Authenticator.objects.filter(user=request.user)
    context: dict[str, Any] = {
        "factors": [factor for factor in factors if factor.type != Authenticator.Type.RECOVERY_CODES],
        "other_sessions": sum(
            session.pk != request.session.session_key
            for session in sessions.open_sessions(user=request.user, now=now)
        ),
        "tokens": AccessToken.objects.filter(user=request.user, revoked_at=None).order_by("expires_at"),
        "token_form": form or forms.NewToken(),
        "language_form": forms.Language(initial={"language": request.user.language}),
        "new_token": new_token,
        "now": now,
    }
    return render(request, "account/own_account.html", context, status=status)


@require_POST
def change_language(request: SignedInRequest) -> HttpResponse:
    form = forms.Language(request.POST)
    answer = redirect("account")
    if form.is_valid():
        user = services.choose_language(user=request.user, language=form.cleaned_data["language"])
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)
    return answer


@require_POST
def close_other_sessions(request: SignedInRequest) -> HttpResponse:
    closed = sessions.close_others(user=request.user, keep=request.session.session_key, now=timezone.now())
    messages.success(request, _("Sesiones cerradas: %(number)s.") % {"number": closed})
    return redirect("account")


@never_cache
def issue_token(request: SignedInRequest) -> HttpResponse:
    """Answers without a redirect: the text of the token is kept nowhere, not even in a session."""
    if request.method != "POST":
        return redirect("account")
    form = forms.NewToken(request.POST)
    if form.is_valid():
        try:
            _token, text = services.issue_token(
                user=request.user,
                name=form.cleaned_data["name"],
                expires_at=form.expires_at(),
                now=timezone.now(),
            )
            return own_account(request, new_token=text)
        except ValidationError as error:
            form.add_error("expires_on", error.messages)
    return own_account(request, form=form, status=422)


@require_POST
def revoke_token(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(AccessToken, pk=pk, user=request.user)
    services.revoke_token(token=token, now=timezone.now())
    messages.success(request, _("El token «%(name)s» ya no sirve.") % {"name": token.name})
    return redirect("account")
