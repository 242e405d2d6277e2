"""Terms in days that rule from one date to another: begun by whoever verifies, each ending the one before it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.accounts.requests import SignedInRequest
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.actor import acting

MOST = 365  # days


def begin(model: Any, *, by: User, days: int, since: date, source: str) -> Any:
    """Have a term rule from a day on; the one before it ends the day before.

    Raises AccessDenied, and ValidationError where a later one is there already.
    """
    access.require(by, Permission.VERIFY)
    with acting(by, reason=source), transaction.atomic():
        if later := model.objects.filter(valid_from__gte=since).order_by("valid_from").first():
            raise ValidationError(
                {
                    "since": [
                        _now("Ya hay un plazo desde el %(day)s.") % {"day": f"{later.valid_from:%d/%m/%Y}"}
                    ]
                }
            )
        for former in model.objects.on(since):
            former.valid_to = since - timedelta(days=1)
            former.full_clean()
            former.save()
        term = model(days=days, valid_from=since, source=source)
        term.full_clean()
        term.save()
    return term


class TermForm(forms.Form):
    """How many days, from when, and who said so."""

    days = forms.IntegerField(label=_("Días"), min_value=1, max_value=MOST)
    since = forms.DateField(label=_("Rige desde"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label=_("Quién lo fijó"), max_length=300, help_text=_("La norma, el acuerdo o el acto.")
    )


@dataclass(frozen=True)
class Terms:
    """A kind of term as its page shows it."""

    model: Any
    title: Any
    purpose: Any
    url_name: str


def page(request: SignedInRequest, terms: Terms) -> HttpResponseBase:
    """The terms there were and the one that rules; a form for whoever may begin another."""
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise PermissionDenied(_now("No tiene permiso para consultar los plazos."))
    may_set = access.may(request.user, Permission.VERIFY)
    form = TermForm(request.POST or None)
    if request.method == "POST":
        if not may_set:
            raise PermissionDenied(_now("No tiene permiso para fijar el plazo."))
        if form.is_valid():
            try:
                begin(terms.model, by=request.user, **form.cleaned_data)
            except ValidationError as invalid:
                form.add_error(None, " ".join(invalid.messages))
            else:
                messages.success(request, _now("Plazo fijado."))
                return redirect(terms.url_name)
    today = clock.today()
    context = {
        "terms": terms,
        "rows": terms.model.objects.order_by("-valid_from"),
        "current": terms.model.objects.on(today).first(),
        "form": form,
        "may_set": may_set,
    }
    return render(request, "registers/terms.html", context, status=422 if form.errors else 200)
