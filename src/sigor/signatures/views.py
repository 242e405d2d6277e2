"""What waits for one's signature, and the page on which one signs, refuses or takes a request back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.again import same_person
from sigor.accounts.models import User
from sigor.accounts.requests import SignedInRequest
from sigor.organisation import clock
from sigor.records.files import location
from sigor.records.services import EditedMeanwhile, TransitionRefused
from sigor.signatures import selectors, services, wording
from sigor.signatures.adapters import firma_peru
from sigor.signatures.checks import SignatureRejected
from sigor.signatures.forms import ReasonForm, SignForm
from sigor.signatures.models import Kind, SignatureRequest, Way
from sigor.signatures.port import NotAvailable, SigningFailed, adapter

SHOWN = 50  # requests in a list; what is older is found from its record

DONE = {
    Way.CERTIFICATE: services.sign_with_certificate,
    Way.INTERNAL: services.approve_internally,
}


@require_GET
def tray(request: SignedInRequest) -> HttpResponse:
    waiting = selectors.waiting_for(request.user, clock.now())
    why = selectors.held_up(waiting)
    context = {
        "ready": [one for one in waiting if not why[one.pk]],
        "later": [(one, why[one.pk]) for one in waiting if why[one.pk]],
        "asked": selectors.asked_by(request.user)[:SHOWN],
        "signed": selectors.signed_by(request.user)[:10],
    }
    return render(request, "signatures/tray.html", context)


def _asked(request: SignedInRequest, pk: int) -> SignatureRequest:
    """The request, if this person may see it; otherwise it does not exist for them."""
    return get_object_or_404(selectors.visible_to(request.user), pk=pk)


@require_GET
@never_cache
def signature_request(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _asked(request, pk))


def _page(
    request: SignedInRequest,
    asked: SignatureRequest,
    *,
    form: SignForm | None = None,
    refusal: ReasonForm | None = None,
    withdrawal: ReasonForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    document = selectors.document_of(asked)
    context: dict[str, Any] = {
        "asked": asked,
        "record": asked.record,
        "document": document,
        "chain": selectors.chain_of(asked),
        "declaration": wording.declaration(asked.purpose),
        "ways": _ways(asked),
        "identity": _identity(asked, request.user),
        "why_not": services.refused(asked, "sign", by=request.user),
        "form": form or SignForm(initial={"seen": document.sha256}),
        "refusal": refusal or ReasonForm(auto_id="rechazo_%s"),
        "withdrawal": withdrawal or ReasonForm(auto_id="anulacion_%s"),
        "may_refuse": not services.refused(asked, "refuse", by=request.user),
        "may_cancel": not services.refused(asked, "cancel", by=request.user),
        "no_password": asked.signer_id == request.user.pk and not request.user.has_usable_password(),
        "error": error,
    }
    return render(request, "signatures/request.html", context, status=status)


def _identity(asked: SignatureRequest, reader: User) -> str:
    """The identity document, whole for who has it and for who wrote it down; to others, enough to recognise it."""
    document = asked.signer_document
    if reader.pk in (asked.signer_id, asked.created_by_id):
        return document
    return document and f"•••{document[-3:]}"


def _ways(asked: SignatureRequest) -> list[dict[str, Any]]:
    """Each way of signing, what it amounts to and, where it cannot be used here, why."""
    labels = {
        Way.CERTIFICATE: _("Firmar con certificado institucional"),
        Way.FIRMA_PERU: _("Firmar con Firma Perú"),
        Way.INTERNAL: _("Dar mi conformidad interna"),
    }
    return [
        {
            "way": way,
            "label": labels[Way(way)],
            "words": words,
            "unavailable": "" if way == Way.INTERNAL else adapter(way).unavailable(),
        }
        for way, words in wording.how_it_will_be(asked.kind)
    ]


@require_POST
@never_cache
@sensitive_post_parameters("password")
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign in the way that was chosen, with the password once more."""
    asked, user = _asked(request, pk), request.user
    way = request.POST.get("way", "")
    if way not in [choice["way"] for choice in _ways(asked)]:
        raise Http404
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form=form, status=422)
    password, seen = form.cleaned_data["password"], form.cleaned_data["seen"]
    if not same_person(request, password):
        form.add_error("password", _("La contraseña no es correcta; no se firmó nada."))
        return _page(request, asked, form=form, status=422)
    try:
        if way == Way.FIRMA_PERU:
            start = services.start_remote(asked, by=user, password=password, seen=seen)
            return _outside(request, asked, start)
        DONE[Way(way)](asked, by=user, password=password, seen=seen)
    except (EditedMeanwhile, TransitionRefused, NotAvailable, SigningFailed, SignatureRejected) as refused:
        return _page(request, _asked(request, pk), error=str(refused), status=409)
    words = _("Firmó «%(name)s».") if asked.kind == Kind.DIGITAL else _("Dio su conformidad a «%(name)s».")
    messages.success(request, words % {"name": asked.file_name})
    return redirect("signature_request", pk)


def _outside(request: SignedInRequest, asked: SignatureRequest, start: services.RemoteStart) -> HttpResponse:
    """The page that starts the signer on the person's machine; it alone may reach beyond this system."""
    context = {"asked": asked, "start": start}
    page = render(request, "signatures/outside.html", context)
    page._csp_update = firma_peru.sources()  # type: ignore[attr-defined]
    return page


@require_POST
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    asked, form = _asked(request, pk), ReasonForm(request.POST, auto_id="rechazo_%s")
    return _end(
        request, asked, form, "refusal", services.refuse, _("Rechazó la firma; quien la pidió lo verá.")
    )


@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    asked, form = _asked(request, pk), ReasonForm(request.POST, auto_id="anulacion_%s")
    return _end(request, asked, form, "withdrawal", services.cancel, _("Anuló la solicitud de firma."))


def _end(
    request: SignedInRequest,
    asked: SignatureRequest,
    form: ReasonForm,
    name: str,
    step: Callable[..., SignatureRequest],
    done: str,
) -> HttpResponse:
    if not form.is_valid():
        forms: dict[str, Any] = {name: form}
        return _page(request, asked, status=422, **forms)
    try:
        step(asked, by=request.user, reason=form.cleaned_data["reason"])
    except TransitionRefused as refused:
        return _page(request, _asked(request, asked.pk), error=str(refused), status=409)
    messages.success(request, done)
    return redirect("signature_request", asked.pk)


@require_GET
@never_cache
def document(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What is to be signed, as it is now."""
    asked = _asked(request, pk)
    return _pdf(selectors.document_of(asked).sha256, asked.file_name)


@require_GET
@never_cache
def signed_document(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What this request's signature left."""
    asked = _asked(request, pk)
    if asked.signed_file is None:
        raise Http404
    return _pdf(asked.signed_file.sha256, asked.file_name)


def _pdf(sha256: str, name: str) -> FileResponse:
    return FileResponse(
        location(sha256).open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
    )
