"""What hangs on a record: evidence to put forward and to download, comments and links."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.records import files, selectors, services
from sigor.records.models import Link, Record
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page
from sigor.registers.forms import CommentForm, EvidenceForm, LinkForm
from sigor.registers.ties import links_shown, record_with_code
from sigor.registers.views import detail_page


@require_POST
@register_page
def register_evidence(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """Keep the document and put it forward for this record: both or neither."""
    record, user = record_of(request, register, pk), person(request)
    form = EvidenceForm(request.POST, request.FILES, auto_id="evidencia_%s")
    if form.is_valid():
        upload = form.cleaned_data["file"]
        told = {name: form.cleaned_data[name] for name in ("type", "number", "date", "valid_until")}
        try:
            with transaction.atomic():
                evidence = services.keep_evidence(
                    by=user, unit_id=record.unit_id, stream=upload, file_name=upload.name, **told
                )
                services.attach(record, by=user, evidence=evidence)
        except (files.FileRefused, ValidationError) as refused:
            form.add_error("file", refused if isinstance(refused, ValidationError) else str(refused))
        else:
            messages.success(request, _("Se adjuntó «%(name)s».") % {"name": upload.name})
            return redirect(register.url_of(record) + "#evidencia")
    return detail_page(request, register, record, status=422, evidence_form=form)


@require_GET
@register_page
def register_evidence_file(request: HttpRequest, register: Register, pk: int, use: int) -> HttpResponseBase:
    """The very bytes that were handed in, never shown inside a page of ours."""
    record = record_of(request, register, pk)
    evidence = get_object_or_404(selectors.evidence_of(record), pk=use).evidence
    path = files.location(evidence.file.sha256)
    if not path.exists():
        raise Http404(_("El archivo no está en el almacén."))
    return download(path.open("rb"), evidence.file_name, evidence.file.media_type)


def download(opened: object, name: str, media_type: str) -> FileResponse:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-store",
    }
    return FileResponse(opened, as_attachment=True, filename=name, content_type=media_type, headers=headers)


@require_POST
@register_page
def register_comment(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    record = record_of(request, register, pk)
    form = CommentForm(request.POST, auto_id="comentario_%s")
    if not form.is_valid():
        return detail_page(request, register, record, status=422, comment_form=form)
    services.comment(record, by=person(request), text=form.cleaned_data["text"])
    return redirect(register.url_of(record) + "#comentarios")


@require_POST
@register_page
def register_comment_resolve(
    request: HttpRequest, register: Register, pk: int, comment: int
) -> HttpResponseBase:
    record = record_of(request, register, pk)
    services.resolve_comment(get_object_or_404(selectors.comments_on(record), pk=comment), by=person(request))
    return redirect(register.url_of(record) + "#comentarios")


@require_POST
@register_page
def register_link(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """Tie this record to another one, named by its code."""
    record, user = record_of(request, register, pk), person(request)
    form = LinkForm(request.POST, auto_id="enlace_%s")
    if form.is_valid():
        target = record_with_code(form.cleaned_data["code"], user)
        if target is None:
            form.add_error("code", _("No existe ese código o no está a su alcance."))
        elif error := _tie(record, target, request):
            form.add_error("code", error)
        else:
            return redirect(register.url_of(record) + "#enlaces")
    return detail_page(request, register, record, status=422, link_form=form)


def _tie(record: Record, target: Record, request: HttpRequest) -> ValidationError | None:
    kind = request.POST.get("kind", Link.Kind.RELATES)
    if kind not in Link.Kind.values:
        return ValidationError(_("Elija la clase de enlace."))
    try:
        services.link(record, target, by=person(request), kind=kind)
    except ValidationError as invalid:
        return invalid
    return None


@require_POST
@register_page
def register_unlink(request: HttpRequest, register: Register, pk: int, link: int) -> HttpResponseBase:
    record = record_of(request, register, pk)
    shown = {found.pk for found in links_shown(record, person(request)) if found.outgoing}
    if link not in shown:
        raise Http404
    services.unlink(Link.objects.get(pk=link), by=person(request))
    return redirect(register.url_of(record) + "#enlaces")
