"""Pages of the library, of two versions side by side, and what is done with the file of a version."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.analysis.wording.comparing import only_changes
from sigor.copies.downloads import stamped_download
from sigor.copies.models import Kind
from sigor.copies.services import Particulars
from sigor.documents import retention, selectors, services
from sigor.documents.forms import FileForm, ReadingForm, ReviewForm
from sigor.documents.linting import doubts_of
from sigor.documents.models import Classification, DisposalBatch, DocumentType, DocumentVersion
from sigor.documents.models.versions import PUBLISHED
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.processes.models import Process
from sigor.records import access, files
from sigor.records.files import FileRefused
from sigor.records.services import EditedMeanwhile, TransitionRefused
from sigor.registers.declaration import register_of
from sigor.registers.views_ties import download

PER_PAGE = 50


def _version(request: SignedInRequest, pk: int | str) -> DocumentVersion:
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))
    if isinstance(pk, str) and not pk.isdigit():
        raise Http404
    found: DocumentVersion = get_object_or_404(
        selectors.versions_seen(request.user).select_related("document__type", "file", "unit"), pk=pk
    )
    return found


def _address(version: DocumentVersion) -> str:
    register = register_of(version)
    if register is None:
        raise LookupError(DocumentVersion)
    return register.url_of(version)


def _done(
    request: SignedInRequest, version: DocumentVersion, act: Callable[[], Any], told: str
) -> HttpResponseBase:
    """Do it and go back to the page of the version, with what was done or why it was not."""
    try:
        act()
    except ValidationError as invalid:
        messages.error(request, " ".join(invalid.messages))
    except (TransitionRefused, EditedMeanwhile, FileRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(_address(version))


@require_GET
def library(request: SignedInRequest) -> HttpResponse:
    """Every document with the version that rules today, and what changed since this person last read it."""
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "tipo", "proceso")}
    rows = selectors.library(request.user, text=asked["q"], kind=asked["tipo"], process=asked["proceso"])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    today = clock.today()
    context = {
        "page": page,
        "shelves": selectors.shelves(page.object_list, request.user, today),
        "asked": asked,
        "types": DocumentType.objects.on(today).filter(state="in_force").order_by("key"),
        "processes": Process.objects.on(today).filter(state="in_force").order_by("key"),
        "today": today,
        "may_import": access.may(request.user, Permission.VERIFY),
    }
    return render(request, "documents/library.html", context)


@require_GET
def comparison(request: SignedInRequest) -> HttpResponse:
    """What one version says that the other does not."""
    before, after = (_version(request, request.GET.get(name, "")) for name in ("antes", "despues"))
    if before.document_id != after.document_id:
        raise Http404
    passages = selectors.compared(before, after)
    context = {
        "before": before,
        "after": after,
        "passages": passages if "todo" in request.GET else only_changes(passages),
        "whole": "todo" in request.GET,
        "changed": sum(passage.changed for passage in passages),
    }
    return render(request, "documents/comparison.html", context)


@require_GET
def doubts(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the linter doubts of the text of a version, each with the paragraph it is about."""
    version = _version(request, pk)
    found = doubts_of(version, version.effective_on or clock.today())
    return render(request, "documents/doubts.html", {"version": version, "doubts": found})


def _gone(request: SignedInRequest, version: DocumentVersion, epitaph: str) -> HttpResponse:
    """What is left of a version whose file was eliminated: when, by whom, and the page that still tells of it."""
    context = {"version": version, "epitaph": epitaph, "address": _address(version)}
    return render(request, "documents/gone.html", context, status=410)


@require_GET
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The very bytes of a version; opening what rules is remembered, to say later what changed."""
    version = _version(request, pk)
    if version.file is None:
        raise Http404
    if epitaph := retention.fate_of(version).epitaph:
        return _gone(request, version, epitaph)
    if version.state in PUBLISHED:
        services.note_read(version=version, by=request.user)
    stream = files.location(version.file.sha256).open("rb")
    return download(stream, version.file_name, version.file.media_type)


@require_GET
def stamped(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A copy of the PDF of a version with who took it, when, and that it is not controlled; the original is untouched."""
    version = _version(request, pk)
    if version.file is None:
        raise Http404
    if epitaph := retention.fate_of(version).epitaph:
        return _gone(request, version, epitaph)
    document = version.document
    what = Particulars(
        kind=Kind.COPY,
        title=document.title,
        about=version,
        classification=str(document.get_classification_display()),
        public=document.classification == Classification.PUBLIC,
        edition=f"{version} · {version.get_state().label}",
        external_code=document.external_code,
    )
    return stamped_download(request, original=version.file, what=what, file_name=version.file_name)


@require_POST
def put_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Elija un archivo."))
        return redirect(_address(version))
    sent = form.cleaned_data["file"]
    revision = request.POST.get("revision", "")

    def act() -> None:
        services.put_file(
            version=version,
            by=request.user,
            stream=sent.file,
            file_name=sent.name,
            revision=int(revision) if revision.isdigit() else None,
        )

    return _done(request, version, act, _("Se cargó «%(name)s» y se leyó su texto.") % {"name": sent.name})


@require_POST
def check_out(request: SignedInRequest, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    told = _("Usted tiene el archivo: descárguelo, edítelo y vuelva a cargarlo.")
    return _done(request, version, lambda: services.check_out(version=version, by=request.user), told)


@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    reason = request.POST.get("reason", "")
    told = _("El archivo queda como estaba y libre para otra persona.")
    return _done(
        request, version, lambda: services.give_back(version=version, by=request.user, reason=reason), told
    )


@require_POST
def ask_reviews(request: SignedInRequest, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    form = ReviewForm(request.POST, version=version)
    if not form.is_valid():
        messages.error(request, _("Elija las unidades y hasta cuándo responden."))
        return redirect(_address(version))
    asked = form.cleaned_data

    def act() -> None:
        services.ask_reviews(version=version, units=asked["units"], due=asked["due_date"], by=request.user)

    return _done(request, version, act, _("Se pidió la revisión."))


@require_POST
def require_reading(request: SignedInRequest, pk: int) -> HttpResponseBase:
    version = _version(request, pk)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Escriba qué hay que comprender y en cuántos días."))
        return redirect(_address(version))
    asked = form.cleaned_data

    def act() -> None:
        services.require_reading(
            version=version, by=request.user, text=asked["text"], due_days=asked["due_days"]
        )

    return _done(request, version, act, _("Quedó en borrador la lectura obligatoria: envíela a aprobación."))


@require_POST
def list_due(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Put in a batch what is due on its cut date."""
    register = register_of(DisposalBatch)
    if register is None:
        raise LookupError(DisposalBatch)
    batch = get_object_or_404(register.records(request.user), pk=pk)
    try:
        found = retention.list_due(batch=batch, by=request.user)
    except (ValidationError, TransitionRefused) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        messages.success(request, _("Versiones listadas: %(count)d.") % {"count": len(found)})
    return redirect(register.url_of(batch))
