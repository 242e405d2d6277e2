"""The trend report: chosen by cut-off, read in Word or PDF, and put forward as evidence of its milestone."""

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.copies.downloads import attachment, issuing
from sigor.indicators import paper, readings, selectors, trends, wording
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator
from sigor.indicators.views import reader_page
from sigor.organisation import clock
from sigor.plans import selectors as plan_selectors
from sigor.plans import services as plan_services
from sigor.plans.models import Deliverable, Plan
from sigor.records.files import FileRefused
from sigor.records.services import TransitionRefused

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _cutoff(request: SignedInRequest) -> date:
    text = request.GET.get("corte") or request.POST.get("corte") or ""
    if not text:
        known = cutoffs()
        return known[0].data_cutoff if known and known[0].data_cutoff else clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404(_("«%(text)s» no es una fecha.") % {"text": text[:20]}) from wrong


def cutoffs() -> list[Deliverable]:
    """The deliverables of the plans in force that name a cut-off of data, the latest first."""
    today = clock.today()
    found: list[Deliverable] = []
    for plan in Plan.objects.all():
        if version := plan_selectors.version_in_force(plan, today):
            rows = plan_selectors.deliverables().filter(milestone__version=version, data_cutoff__isnull=False)
            found += rows
    return sorted(found, key=lambda row: row.data_cutoff or today, reverse=True)


def _cards(request: SignedInRequest) -> list[Indicator]:
    """The indicators asked for, or those of results."""
    asked = request.GET.getlist("indicador") or request.POST.getlist("indicador")
    if not asked:
        return paper.result_cards()
    return list(selectors.in_force().filter(symbol__in=asked))


@require_GET
@reader_page
def trend_report(request: SignedInRequest) -> HttpResponseBase:
    """The report on the page, or as a file with `formato`."""
    cutoff, cards = _cutoff(request), _cards(request)
    ending = request.GET.get("formato", "")
    if ending:
        if ending not in TYPES:
            raise Http404
        with issuing(request):
            data = paper.trend_file(cards, cutoff, ending, by=request.user)
        return attachment(data, f"tendencia-{cutoff:%Y-%m}.{ending}", TYPES[ending])
    return render(request, "indicators/trend_report.html", _context(request, cards, cutoff))


def _context(request: SignedInRequest, cards: list[Indicator], cutoff: date) -> dict[str, Any]:
    found = []
    for card in cards:
        period = Period.of(card.frequency, cutoff)
        until = period if period.last <= cutoff else period.previous()
        reading = readings.reading(card, until=until)
        found.append(
            {
                "card": card,
                "reading": reading,
                "trend": trends.words(reading),
                "url": f"{reverse('indicator', args=[card.symbol])}?periodo={until}",
                "when": wording.period(reading.last.period) if reading.last else "",
            }
        )
    owed = [row for row in cutoffs() if row.data_cutoff == cutoff]
    chosen = {card.symbol for card in cards}
    return {
        "cutoff": cutoff,
        "found": found,
        "chosen": chosen,
        "all_cards": list(selectors.in_force()),
        "cutoffs": cutoffs(),
        "owed": [
            {"deliverable": row, "may": plan_selectors.may_submit(request.user, row.milestone)}
            for row in owed
        ],
        "query": "".join(f"&indicador={symbol}" for symbol in sorted(chosen)),
    }


@require_POST
@reader_page
def put_forward(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report as evidence of a deliverable: sent, waiting to be verified by somebody else."""
    deliverable = next((row for row in cutoffs() if row.pk == pk), None)
    if deliverable is None or deliverable.data_cutoff is None:
        raise Http404
    cutoff = deliverable.data_cutoff
    with issuing(request):
        data = paper.trend_file(_cards(request), cutoff, "pdf", by=request.user)
    try:
        plan_services.submit(
            deliverable=deliverable,
            by=request.user,
            quantity=1,
            stream=BytesIO(data),
            file_name=f"tendencia-{cutoff:%Y-%m}.pdf",
            type=deliverable.milestone.deliverable_type,
            date=clock.today(),
        )
    except (TransitionRefused, FileRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _(
                "El informe quedó como evidencia del hito %(code)s: puede retirarlo mientras nadie lo verifique."
            )
            % {"code": deliverable.milestone.code},
        )
    return redirect(f"{reverse('trend_report')}?corte={cutoff.isoformat()}")
