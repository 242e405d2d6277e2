"""How data come in: sheets of the units, files of the programme, and what the system computes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.indicators import forms, loading, selectors, services
from sigor.indicators import sheets as sheet_pages
from sigor.indicators.facts import Delivery, Origin
from sigor.indicators.measures import importable
from sigor.indicators.models import Publication, SignalTerm
from sigor.indicators.sources import NothingToCompute
from sigor.indicators.views import reader_page
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records import services as records
from sigor.records.files import FileRefused
from sigor.records.services import EditedMeanwhile, TransitionRefused
from sigor.registers import terms


def _delivery(request: SignedInRequest, pk: int) -> Delivery:
    """A delivery that this person may see. Raises Http404."""
    rows = Delivery._default_manager.filter(archived_at__isnull=True).select_related("unit")
    return get_object_or_404(access.visible_records(rows, request.user), pk=pk)


def _url_of(delivery: Delivery) -> str:
    return sheet_pages.url_of(delivery)


# -- sheets ------------------------------------------------------------------------------------------


@require_GET
@reader_page
def sheets(request: SignedInRequest) -> HttpResponse:
    """Who owes which sheet, who sent it on time, and the reporting rate of each period."""
    context = sheet_pages.overview(request.user) | {
        "may_open": access.may(request.user, Permission.VERIFY),
        "open_form": forms.PeriodForm(today=clock.today()),
        "may_load": access.grants(request.user).anywhere(Permission.EDIT),
    }
    return render(request, "indicators/sheets.html", context)


@require_POST
@reader_page
def open_sheets(request: SignedInRequest) -> HttpResponseBase:
    """Open the sheets of a period for every territorial unit."""
    form = forms.PeriodForm(request.POST, today=clock.today())
    if not form.is_valid():
        messages.error(request, " ".join(str(why) for why in form.errors.get("period", ())))
        return redirect("sheets")
    try:
        opened = services.open_sheets(by=request.user, period=form.cleaned_data["period"])
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        told = ngettext("Se abrió %(n)d hoja.", "Se abrieron %(n)d hojas.", len(opened))
        messages.success(request, told % {"n": len(opened)})
    return redirect("sheets")


@require_http_methods(["GET", "POST"])
@reader_page
def sheet(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The grid of a unit and period: values, the last twelve, the expected range, remarks."""
    delivery = _delivery(request, pk)
    if delivery.origin != Origin.ENTRY:
        raise Http404
    if not access.may(request.user, Permission.SUBMIT, [delivery.unit_id]):
        raise PermissionDenied(_("Solo la unidad llena su hoja."))
    cards = services.entered(delivery.frequency)
    form = forms.SheetForm(cards, request.POST or None)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        errors = dict(form.problems)
        if not errors:
            try:
                delivery = services.fill(delivery, by=request.user, cells=form.cells())
                if "send" in request.POST:
                    delivery = records.transition(delivery, "send", by=request.user)
                    messages.success(request, _("Hoja enviada."))
                    return redirect(_url_of(delivery))
            except ValidationError as invalid:
                errors = {key: found[0] for key, found in invalid.message_dict.items()}
            except TransitionRefused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Hoja guardada."))
                return redirect("sheet", pk)
        else:
            messages.error(request, _("Corrija las celdas señaladas: no se guardó nada."))
    context = sheet_pages.grid(delivery, cards, form, errors)
    return render(request, "indicators/sheet.html", context, status=422 if errors else 200)


@require_POST
@reader_page
def correct_sheet(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Begin another edition of a sheet that has been accepted."""
    delivery = _delivery(request, pk)
    try:
        fresh = services.correct_sheet(delivery, by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as invalid:
        messages.error(request, " ".join(invalid.messages))
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        return redirect("sheet", fresh.pk)
    return redirect(_url_of(delivery))


@require_POST
@reader_page
def say_correction(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Say what a delivery corrects, before it is sent."""
    delivery = _delivery(request, pk)
    revision = request.POST.get("revision", "")
    try:
        records.change(
            delivery,
            by=request.user,
            values={"correction": request.POST.get("correction", "").strip()},
            revision=int(revision) if revision.isdecimal() else 0,
        )
    except (EditedMeanwhile, TransitionRefused) as refused:
        messages.error(request, str(refused))
    return redirect(_url_of(delivery))


# -- files and computations -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@reader_page
def upload(request: SignedInRequest) -> HttpResponseBase:
    """Files in, findings out; what is right becomes a delivery in draft, or nothing does."""
    if not access.grants(request.user).anywhere(Permission.EDIT):
        raise PermissionDenied(_("No tiene permiso para cargar datos."))
    form = forms.UploadForm(
        request.POST or None, request.FILES or None, user=request.user, today=clock.today()
    )
    context: dict[str, Any] = {"form": form, "cards": importable()}
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            outcome = loading.take_in(
                by=request.user,
                unit_id=said["unit"].pk,
                stream=said["file"].file,
                file_name=said["file"].name,
                correction=said["correction"],
            )
        except (ValidationError, FileRefused) as invalid:
            form.add_error(None, invalid if isinstance(invalid, ValidationError) else str(invalid))
        else:
            if outcome.delivery is not None:
                messages.success(request, outcome.sentence)
                return redirect(_url_of(outcome.delivery))
            context["outcome"] = outcome
        status = 422
    elif request.method == "POST":
        status = 422
    return render(request, "indicators/upload.html", context, status=status)


@require_http_methods(["GET", "POST"])
@reader_page
def compute(request: SignedInRequest) -> HttpResponseBase:
    """Have the system compute what it can of a period."""
    if not access.grants(request.user).anywhere(Permission.EDIT):
        raise PermissionDenied(_("No tiene permiso para calcular datos."))
    cards = selectors.in_force().filter(origin=Origin.COMPUTED)
    form = forms.ComputeForm(request.POST or None, cards=cards, today=clock.today())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            delivery = services.compute_data(
                by=request.user,
                indicators=[said["indicator"]],
                period=said["period"],
                correction=said["correction"],
            )
        except NothingToCompute as nothing:
            form.add_error("period", str(nothing))
        except ValidationError as invalid:
            form.add_error(None, invalid)
        else:
            return redirect(_url_of(delivery))
    status = 422 if form.errors else 200
    return render(request, "indicators/compute.html", {"form": form, "cards": cards}, status=status)


@require_POST
@reader_page
def prepare(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Make what a draft would publish."""
    rows = Publication._default_manager.filter(archived_at__isnull=True)
    publication = get_object_or_404(access.visible_records(rows, request.user), pk=pk)
    try:
        services.prepare(publication, by=request.user)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Preparada: revise qué saldría antes de dar el visto bueno."))
    return redirect("register_detail", "data-publications", pk)


# -- how long a signal may wait ------------------------------------------------------------------------

SIGNAL_TERMS = terms.Terms(
    SignalTerm,
    gettext_lazy("Plazo de las señales"),
    gettext_lazy("Cuántos días puede esperar una señal antes de pasar al Comité."),
    "signal_term",
)


@require_http_methods(["GET", "POST"])
def signal_term(request: SignedInRequest) -> HttpResponseBase:
    """The terms of signals, and another one."""
    return terms.page(request, SIGNAL_TERMS)
