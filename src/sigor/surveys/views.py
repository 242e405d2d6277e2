"""The file of a wave: an empty one to fill in, and the filled one taken in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.copies.downloads import attachment
from sigor.records.files import FileRefused
from sigor.records.services import TransitionRefused
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page
from sigor.registers.views import detail_page
from sigor.surveys import answers, selectors, services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@register_page
def template(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """The workbook that the answers of this wave go into."""
    wave = record_of(request, register, pk)
    data = answers.template(selectors.asked(wave.survey))
    return attachment(data, f"respuestas-{wave.code}.xlsx", XLSX)


@require_POST
@register_page
def load(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """Take in a file of answers; with an error the page tells where, and nothing is kept."""
    wave = record_of(request, register, pk)
    sent = request.FILES.get("file")
    if sent is None or sent.file is None:
        return _again(request, register, wave, error=_("Elija el archivo de respuestas."))
    try:
        outcome = services.take_in(wave, by=person(request), stream=sent.file, file_name=sent.name or "")
    except (FileRefused, TransitionRefused) as refused:
        return _again(request, register, wave, error=str(refused))
    if outcome.findings:
        return _again(request, register, wave, error=outcome.sentence, findings=outcome.findings)
    messages.success(request, outcome.sentence)
    return redirect(register.url_of(outcome.wave))


@require_POST
@register_page
def correct(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """Begin another edition of a closed wave."""
    wave = record_of(request, register, pk)
    try:
        fresh = services.correct(wave, by=person(request), reason=request.POST.get("reason", ""))
    except TransitionRefused as refused:
        return _again(request, register, wave, error=str(refused))
    except ValidationError as invalid:
        return _again(request, register, wave, error=" ".join(invalid.messages))
    return redirect(register.url_of(fresh))


def _again(request: HttpRequest, register: Register, wave: Any, **told: Any) -> HttpResponse:
    return detail_page(request, register, wave, status=422, **told)
