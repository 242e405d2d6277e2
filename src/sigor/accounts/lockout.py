"""Lock-out after repeated failures: whose attempts count together and what the person then reads."""

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from sigor.accounts.models import User


def known_username(login: str) -> str:
    """The user name that a typed name or e-mail stands for; what nobody has stays, in lower case.

    Spelling the same account in other ways must not give more attempts.
    """
    login = login.strip()
    found = set(
        User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).values_list(
            "username", flat=True
        )
    )
    if login in found:
        return login
    return min(found, key=lambda name: (name.lower() != login.lower(), name), default=login.lower())


def counted_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    return known_username((credentials or {}).get("username") or request.POST.get("login", ""))


def client_ip(request: HttpRequest) -> str | None:
    """The address that the outermost trusted proxy saw; what lies beyond it anyone can write."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    return hops[-trusted] if 0 < trusted <= len(hops) and hops[-trusted] else request.META.get("REMOTE_ADDR")


def locked_until(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    attempts = AccessAttempt.objects.filter(
        username=counted_username(request, credentials), ip_address=client_ip(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    return last + (get_cool_off(request) or timedelta())


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What says when to try again; it is the same whether the account exists or not."""
    until = locked_until(request, credentials)
    wait = max(1, -(-int((until - timezone.now()).total_seconds()) // 60))
    if request.path_info.startswith("/api/"):
        return _problem(wait)
    context = {"until": until + timedelta(minutes=1), "minutes": wait, "limit": settings.AXES_FAILURE_LIMIT}
    page = render(request, "account/locked.html", context, status=429)
    page["Retry-After"] = str(wait * 60)
    return page


def _problem(wait: int) -> HttpResponse:
    """The same for a program, as the API tells its errors (RFC 9457)."""
    told = {
        "type": "urn:sigor:problem:locked-out",
        "title": _("Demasiados intentos"),
        "status": 429,
        "detail": _("Hubo demasiadas contraseñas equivocadas. Vuelva a intentarlo en %(minutes)d min.")
        % {"minutes": wait},
    }
    answer = JsonResponse(told, status=429, content_type="application/problem+json")
    answer["Retry-After"] = str(wait * 60)
    return answer
