"""The public pages where anybody verifies a printed copy, without signing in."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sigor.accounts.lockout import client_ip
from sigor.accounts.models import User
from sigor.copies import about, answers, codes
from sigor.copies.limits import LOOKUPS
from sigor.organisation import clock

LONGEST_TYPED = 80  # characters of a typed code that are shown again


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Kept by no shared cache and listed by no search engine."""

    @wraps(view)
    def opened(request: HttpRequest, **kwargs: str) -> HttpResponse:
        answer = view(request, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return never_cache(require_safe(opened))


@public_page
def verify(request: HttpRequest) -> HttpResponse:
    """One field: the code that is printed at the foot of a page."""
    typed = request.GET.get("codigo")
    if typed is None:
        return render(request, "copies/verify.html", {})
    try:
        return redirect("verify_code", codes.read(typed))
    except codes.Unreadable as slip:
        return _page(request, answers.of_slip(slip), typed, status=404)


@public_page
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The state of what was issued under a code, and a way to compare one's own file with it."""
    now = clock.now()
    if not request.user.is_authenticated and not LOOKUPS.admit(client_ip(request), now):
        page = render(request, "429.html", status=429)
        page["Retry-After"] = str(LOOKUPS.seconds_left(now))
        return page
    try:
        read = codes.read(code)
    except codes.Unreadable as slip:
        return _page(request, answers.of_slip(slip), code, status=404)
    answer = answers.of_code(read, now.date())
    if answer.file is None:
        return _page(request, answer, read, status=404)
    record = about.address(answer.file, cast(User, request.user))
    if record and not answer.file.public:
        answer = replace(answer, facts=((_("Título"), answer.file.title), *answer.facts))
    return _page(request, answer, read, record=record)


def _page(
    request: HttpRequest, answer: answers.Answer, typed: str, *, record: str = "", status: int = 200
) -> HttpResponse:
    context = {"answer": answer, "typed": typed[:LONGEST_TYPED], "record": record}
    return render(request, "copies/verify.html", context, status=status)
