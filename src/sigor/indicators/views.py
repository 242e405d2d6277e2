"""Pages of results: the board, an indicator, what a figure is made of, the chain and the scorecard."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.copies.downloads import attachment, issuing
from sigor.indicators import boards, pages, paper, selectors, services, wording
from sigor.indicators.engine.periods import NotAPeriod, Period
from sigor.indicators.facts import Level
from sigor.indicators.models import Frequency, Indicator
from sigor.organisation.grants import Permission
from sigor.records import access

View = Callable[..., HttpResponseBase]


def reader_page(view: View) -> View:
    """For whoever may see anything of the institution: results are everybody's."""

    @wraps(view)
    def opened(request: SignedInRequest, **kwargs: Any) -> HttpResponseBase:
        if not access.grants(request.user).anywhere(Permission.VIEW):
            raise PermissionDenied(_("No tiene permiso para consultar los resultados."))
        return view(request, **kwargs)

    return opened


def known_at(request: SignedInRequest) -> datetime | None:
    """The end of the day asked for with `al`, or None for now. Raises Http404 for what is no date."""
    text = request.GET.get("al", "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404(_("«%(text)s» no es una fecha.") % {"text": text[:20]}) from wrong
    return timezone.make_aware(datetime.combine(day, time.max))


def period_of(indicator: Indicator, text: str) -> Period | None:
    """The period asked for, or the last one with data; None where there is none. Raises Http404."""
    if not text:
        found = selectors.span(indicator)
        return found[1] if found else None
    try:
        period = Period.read(text)
    except NotAPeriod as wrong:
        raise Http404(wording.sentence(wrong.told)) from wrong
    if period.kind != indicator.frequency:
        raise Http404(_("Este indicador no se mide con esa frecuencia."))
    return period


def indicator_of(symbol: str) -> Indicator:
    """A card that has been approved at least once. Raises Http404."""
    cards = Indicator.objects.filter(archived_at__isnull=True, approved_at__isnull=False).exclude(
        state="withdrawn"
    )
    return get_object_or_404(cards.select_related("unit", "target_owner", "node", "objective"), symbol=symbol)


@require_GET
@reader_page
def board(request: SignedInRequest) -> HttpResponse:
    """The Tablero de Control: on one screen and on one sheet of paper."""
    context = boards.board(request.user, known_at=known_at(request))
    context |= {"asked_day": request.GET.get("al", ""), "frequencies": Frequency.choices}
    return render(request, "indicators/board.html", context)


@require_GET
@reader_page
def board_pdf(request: SignedInRequest) -> HttpResponse:
    with issuing(request):
        data = paper.board_file(request.user, known_at=known_at(request))
    return attachment(data, "tablero-de-control.pdf", "application/pdf")


@require_POST
@reader_page
def subscribe(request: SignedInRequest) -> HttpResponseBase:
    """Have the board sent by mail after each period, or stop it."""
    frequency = request.POST.get("frequency", "")
    if frequency in Frequency.values:
        services.subscribe(by=request.user, frequency=frequency)
        messages.success(request, _("Recibirá el tablero por correo al terminar cada periodo."))
    else:
        services.unsubscribe(by=request.user)
        messages.success(request, _("Ya no recibirá el tablero por correo."))
    return redirect("board")


@require_GET
@reader_page
def indicator(request: SignedInRequest, symbol: str) -> HttpResponse:
    """One indicator: its chart and sentence, its units, its map, and two periods side by side."""
    card = indicator_of(symbol)
    period = period_of(card, request.GET.get("periodo", ""))
    other = period_of(card, request.GET.get("con", "")) if request.GET.get("con") else None
    context = pages.indicator(card, period, other, known_at=known_at(request))
    context["asked_day"] = request.GET.get("al", "")
    return render(request, "indicators/indicator.html", context)


@require_GET
@reader_page
def figure(request: SignedInRequest, symbol: str) -> HttpResponse:
    """What a figure is the sum of, step by step down to the line of a file, and who stood for it."""
    card = indicator_of(symbol)
    period = period_of(card, request.GET.get("periodo", ""))
    level, area = request.GET.get("nivel", Level.NATION), request.GET.get("area", "")
    if period is None or level not in Level.values:
        raise Http404
    context = pages.figure(card, period, level, area, request.user, known_at=known_at(request))
    if context is None:
        raise Http404(_("No hay datos de ese lugar en ese periodo."))
    context["asked_day"] = request.GET.get("al", "")
    return render(request, "indicators/figure.html", context)


@require_GET
@reader_page
def districts(request: SignedInRequest, symbol: str) -> HttpResponse:
    """The districts of one period: dots on the map, and the table behind them."""
    card = indicator_of(symbol)
    period = period_of(card, request.GET.get("periodo", ""))
    context = pages.districts(card, period, known_at=known_at(request)) if period else None
    if context is None:
        raise Http404(_("Este indicador no tiene datos por distrito en ese periodo."))
    return render(request, "indicators/districts.html", context)


@require_GET
@reader_page
def value_chain(request: SignedInRequest) -> HttpResponse:
    context = {
        "stages": boards.value_chain(),
        "may_edit": access.grants(request.user).anywhere(Permission.EDIT),
    }
    return render(request, "indicators/value_chain.html", context)


@require_GET
@reader_page
def scorecard(request: SignedInRequest) -> HttpResponse:
    return render(request, "indicators/scorecard.html", {"rows": boards.scorecard(request.user)})
