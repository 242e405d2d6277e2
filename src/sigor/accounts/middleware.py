"""Every page needs a sign-in, save a short list; sessions end when idle or after a working day."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from sigor.accounts import sessions

OPEN_PREFIXES = (
    "/salud/",
    "/v/",
    "/verificar/",
    "/datos/",
    "/static/",
    "/api/",
)  # the API answers 401 by itself
OPEN_PAGES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "invitation",
        "mfa_authenticate",
        "openid_connect_login",
        "openid_connect_callback",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "set_language",
    }
)


class SignInRequired:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if sessions.ended(request.session, now):
                logout(request)
                messages.info(request, _("Su sesión terminó por seguridad. Vuelva a entrar para continuar."))
            else:
                sessions.touch(request.session, now)
        if request.user.is_authenticated or is_open(request.path_info):
            return self.get_response(request)
        return to_sign_in(request)


def is_open(path: str) -> bool:
    """Whether the page is for anybody. An address that does not exist is not: it gives nothing away."""
    if path.startswith(OPEN_PREFIXES):
        return True
    try:
        return resolve(path).view_name in OPEN_PAGES
    except Resolver404:
        return False


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """On to the sign-in page, and afterwards back to where the person was."""
    address = _page_of(request)
    answer = redirect_to_login(address) if address else redirect("account_login")
    if request.headers.get("HX-Request") == "true":
        # htmx would put the sign-in page into the fragment it asked for.
        return HttpResponse(status=401, headers={"HX-Redirect": answer["Location"]})
    return answer


def _page_of(request: HttpRequest) -> str:
    """The page the person was on: what was asked for, or the one that held the form or fragment."""
    origin = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    parts = urlsplit(origin)
    if parts.netloc != request.get_host():
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
