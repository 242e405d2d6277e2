"""What the administration pages share: who may open them, and a page that asks and then acts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from sigor.accounts.requests import SignedInRequest
from sigor.home.administration.forms import show_refusal
from sigor.organisation.grants import Permission
from sigor.records import access

View = Callable[..., HttpResponse]


def for_administrators(view: View) -> View:
    """The page exists only for those who administer; nothing is kept in the browser's cache."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may(request.user, Permission.ADMINISTER):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def ask(
    request: HttpRequest,
    form: Form,
    act: Callable[[dict[str, Any]], HttpResponse | None],
    *,
    title: str,
    button: str,
    back: str,
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form; once it is valid, act. What the service refuses is shown in the form.

    `act` answers by itself or lets the person go `back`.
    """
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data) or redirect(back)
        except ValidationError as error:
            show_refusal(form, error)
    context = {"form": form, "title": title, "button": button, "back": back, "intro": intro, "danger": danger}
    status = 422 if form.is_bound else 200
    return render(request, "home/administration/ask.html", context, status=status)
