"""Pages that change a draft of the rules: one amount, the whole document, its cases, its simulation."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.incentives import forms, services
from sigor.incentives.models import RuleVersion
from sigor.records.services import TransitionRefused
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page
from sigor.registers.views import detail_page


@require_POST
@register_page
def change(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    version = record_of(request, register, pk)
    form = forms.AmountForm(request.POST, auto_id="cambio_%s")
    if not form.is_valid():
        return detail_page(request, register, version, status=422, amount_form=form)
    name, values = form.entry()
    return _done(
        request,
        register,
        version,
        lambda: services.change_rule(
            version,
            by=person(request),
            name=name,
            values=values,
            since=form.cleaned_data["since"],
            source=form.cleaned_data["source"],
        ),
        _("La regla rige desde el día indicado; la anterior termina la víspera."),
    )


@require_POST
@register_page
def replace(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """The whole document, for changes that one form does not hold."""
    version = record_of(request, register, pk)
    form = forms.DocumentForm(request.POST, request.FILES, auto_id="documento_%s")
    if not form.is_valid():
        return detail_page(request, register, version, status=422, document_form=form)
    try:
        document = json.loads(form.cleaned_data["document"].read().decode("utf-8-sig"))
        if not isinstance(document, dict):
            raise ValueError
    except ValueError:
        form.add_error("document", _("El archivo no es un documento JSON legible."))
        return detail_page(request, register, version, status=422, document_form=form)
    return _done(
        request,
        register,
        version,
        lambda: services.set_document(version, by=person(request), document=document),
        _("El borrador tiene el documento nuevo."),
    )


@require_GET
@register_page
def download_document(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    version = record_of(request, register, pk)
    headers = {"Content-Disposition": f'attachment; filename="{version.code}.json"'}
    return HttpResponse(
        version.rule_set.text, content_type="application/json; charset=utf-8", headers=headers
    )


@require_POST
@register_page
def accept_cases(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    version = record_of(request, register, pk)
    done = _("Los casos esperan ahora lo que estas reglas pagan.")
    return _done(request, register, version, lambda: services.accept_cases(version, by=person(request)), done)


@require_POST
@register_page
def simulate(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    version = record_of(request, register, pk)
    done = _("Se simuló el efecto sobre la última liquidación.")
    return _done(request, register, version, lambda: services.simulate(version, by=person(request)), done)


def _done(
    request: HttpRequest, register: Register, version: Any, work: Callable[[], RuleVersion], words: str
) -> HttpResponseBase:
    """Do the work and go back to the version; what refuses it is told there, with nothing changed."""
    try:
        work()
    except ValidationError as invalid:
        return detail_page(request, register, version, status=422, error=" ".join(invalid.messages))
    except TransitionRefused as refused:
        return detail_page(request, register, version, status=409, error=str(refused))
    messages.success(request, words)
    return redirect(register.url_of(version))
