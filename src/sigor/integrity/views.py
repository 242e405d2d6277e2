"""Sensitive posts in figures for everybody, and the page on which a holder signs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sigor.accounts.again import same_person
from sigor.integrity import gates, selectors, services
from sigor.organisation import clock
from sigor.records.services import EditedMeanwhile, TransitionRefused
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page


@require_GET
@register_page
def sensitive_posts(request: HttpRequest, register: Register) -> HttpResponse:
    """Every confirmed post in figures: the reader need not see its record, and no person is named."""
    posts = selectors.posts_in_force().select_related("located_in").order_by("code")
    rows = list(selectors.with_figures(posts, clock.today()))
    seen = set(register.records(person(request)).filter(state="in_force").values_list("pk", flat=True))
    context = {
        "register": register,
        "rows": [{"post": row, "url": register.url_of(row) if row.pk in seen else ""} for row in rows],
        "today": clock.today(),
    }
    return render(request, "integrity/sensitive_posts.html", context)


class SignatureForm(forms.Form):
    """The password again, and which revision was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Su contraseña"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@require_http_methods(["GET", "POST"])
@register_page
def sign(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """What is signed, what signing means, and the password once more."""
    user, record = person(request), record_of(request, register, pk)
    refusal = _refusal(record, user)
    form = SignatureForm(request.POST or None, initial={"revision": record.revision})
    context: dict[str, Any] = {
        "register": register,
        "record": record,
        "meaning": services.meaning_of(record),
        "form": form,
        "refusal": refusal,
    }
    if request.method == "GET" or refusal:
        status = 409 if refusal and request.method == "POST" else 200
        return render(request, "integrity/sign.html", context, status=status)
    if form.is_valid():
        password = form.cleaned_data["password"]
        if not same_person(request, password):
            form.add_error("password", _now("La contraseña no es correcta; no se firmó nada."))
        else:
            try:
                services.sign(record, by=user, password=password, revision=form.cleaned_data["revision"])
            except (EditedMeanwhile, TransitionRefused) as refused:
                context["refusal"] = str(refused)
                return render(request, "integrity/sign.html", context, status=409)
            messages.success(request, _now("Firmó el compromiso %(code)s.") % {"code": record.code})
            return redirect(register.url_of(record))
    return render(request, "integrity/sign.html", context, status=422)


def _refusal(record: Any, user: Any) -> str:
    if record.state != "pending":
        return _now("No es posible desde el estado «%(state)s».") % {"state": record.get_state().label}
    if not user.has_usable_password():
        return _now("Su cuenta no tiene contraseña en este sistema: defina una en «Mi cuenta» para firmar.")
    return gates.holder_may_sign(record, user)
