"""Pages without a sign-in: checking any signed PDF, and the errands of a signer outside."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from sigor.accounts.lockout import client_ip
from sigor.copies.limits import Limit
from sigor.organisation import clock
from sigor.records.files import location
from sigor.records.services import TransitionRefused
from sigor.signatures import sandbox, services, stamp, uploads
from sigor.signatures.checks import SignatureRejected
from sigor.signatures.links import LinkRefused
from sigor.signatures.port import NotAvailable, SigningFailed
from sigor.signatures.verdicts import summary, verdict
from sigor.signatures.wording import why_unreadable

PLAIN = "text/plain; charset=utf-8"
CHECKS = Limit("sigor.signatures.limits", most=20, window=600)  # files that one address has checked


@csrf_exempt  # the token is asked below, after the file was kept from being written to a disk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def validation(request: HttpRequest) -> HttpResponse:
    """Anybody may ask what the signatures of a PDF prove; nothing of it is kept."""
    if request.method != "POST":
        return _validation_page(request)
    now = clock.now()
    if not CHECKS.admit(client_ip(request), now):
        page = _validation_page(
            request, problem=_("Demasiadas comprobaciones seguidas. Espere unos minutos."), status=429
        )
        page["Retry-After"] = str(CHECKS.seconds_left(now))
        return page
    try:
        data = uploads.one_file(request, settings.SIGNING_VALIDATION_SIZE)
    except uploads.TooLarge:
        limit = settings.SIGNING_VALIDATION_SIZE // (1 << 20)
        problem = _("El archivo supera el límite de %(limit)d MB.") % {"limit": limit}
        return _validation_page(request, problem=problem, status=413)
    return _checked(request, data)


@csrf_protect
def _checked(request: HttpRequest, data: bytes) -> HttpResponse:
    if not data:
        return _validation_page(request, problem=_("Elija el archivo PDF que quiere comprobar."), status=422)
    report = sandbox.inspect(data, moment=clock.now(), public=True)
    if "problem" in report:
        return _validation_page(request, problem=why_unreadable(report["problem"]), status=422)
    verdicts = [verdict(one) for one in report["signatures"]]
    name = next((file.name or "" for file in request.FILES.getlist("file")), "")
    return _validation_page(
        request, name=name[-120:], summary=summary(verdicts), verdicts=verdicts, answered=True
    )


def _validation_page(request: HttpRequest, *, status: int = 200, **found: Any) -> HttpResponse:
    context = {
        "frame": "ui/base.html" if request.user.is_authenticated else "ui/plain.html",
        "limit": settings.SIGNING_VALIDATION_SIZE,
        **found,
    }
    return render(request, "signatures/validation.html", context, status=status)


@csrf_exempt  # the signer has no session: what it proves is that it holds both secrets
@never_cache
@require_POST
def signer_parameters(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        told = services.remote_parameters(secret, request.POST.get("param_token", ""))
    except LinkRefused as why:
        return HttpResponse(str(why), content_type=PLAIN, status=404)
    except (NotAvailable, SigningFailed) as why:
        return HttpResponse(str(why), content_type=PLAIN, status=503)
    return HttpResponse(told, content_type=PLAIN)


@never_cache
@require_safe
def signer_document(request: HttpRequest, secret: str) -> HttpResponseBase:
    if request.method == "HEAD":  # asking about it is not fetching it
        return HttpResponse(content_type="application/pdf")
    try:
        file, name = services.remote_document(secret)
    except LinkRefused as why:
        return HttpResponse(str(why), content_type=PLAIN, status=404)
    return FileResponse(
        location(file.sha256).open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
    )


@csrf_exempt
@never_cache
@require_POST
def signer_return(request: HttpRequest, secret: str) -> HttpResponse:
    """The signed document comes back; the answer is one sentence, for whoever sits at the signer."""
    try:
        data = uploads.one_file(request, settings.MAX_FILE_SIZE)
        services.receive_signed(secret, data)
    except uploads.TooLarge:
        limit = settings.MAX_FILE_SIZE // (1 << 20)
        words = _("El archivo devuelto supera el límite de %(limit)d MB.") % {"limit": limit}
        return HttpResponse(words, content_type=PLAIN, status=413)
    except LinkRefused as why:
        return HttpResponse(str(why), content_type=PLAIN, status=404)
    except (SignatureRejected, TransitionRefused, NotAvailable) as why:
        return HttpResponse(str(why), content_type=PLAIN, status=422)
    return HttpResponse(_("Documento firmado y recibido."), content_type=PLAIN)


@require_GET
def signer_mark(request: HttpRequest) -> HttpResponse:
    return HttpResponse(stamp.mark(), content_type="image/png")
