"""Workbooks of a register: out, in with a preview of every difference, and back again."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused
from sigor.records.models import ImportBatch
from sigor.records.services import EditedMeanwhile, TransitionRefused
from sigor.registers import reading, services
from sigor.registers.declaration import Register
from sigor.registers.doors import person, register_page, writing_page
from sigor.registers.forms import ImportForm
from sigor.registers.planning import ImportPlan, plan_import
from sigor.registers.views_list import filtered
from sigor.registers.views_ties import download
from sigor.registers.xlsx import MEDIA_TYPE, template_of, workbook_of

SALT = "sigor.registers.import"
BATCHES_SHOWN = 20


@require_GET
@register_page
def register_export(request: HttpRequest, register: Register) -> FileResponse:
    """The list as filtered, as a workbook that can come back."""
    content = workbook_of(register, filtered(request, register).qs, user=person(request))
    return download(BytesIO(content), f"{register.slug}-{clock.today():%Y-%m-%d}.xlsx", MEDIA_TYPE)


@require_GET
@writing_page
def register_template(request: HttpRequest, register: Register) -> FileResponse:
    content = template_of(register, user=person(request))
    return download(BytesIO(content), f"{register.slug}-{_('plantilla')}.xlsx", MEDIA_TYPE)


@require_http_methods(["GET", "POST"])
@writing_page
def register_import(request: HttpRequest, register: Register) -> HttpResponseBase:
    """Choose a workbook and what to do with it; the answer is a preview and nothing is written."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, verb = form.cleaned_data["file"], form.cleaned_data["verb"]
        try:
            plan = plan_import(upload, register, verb=verb, user=person(request))
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            told = {"held": reading.hold(upload), "name": upload.name, "verb": verb}
            return _preview(request, register, plan, told)
    return _import_page(request, register, form)


def _import_page(request: HttpRequest, register: Register, form: ImportForm) -> HttpResponse:
    context = {"register": register, "form": form, "batches": _batches(register, person(request))}
    return render(request, "registers/import.html", context, status=422 if form.errors else 200)


def _batches(register: Register, user: User) -> list[ImportBatch]:
    kept = ImportBatch.objects.filter(register=register.slug).select_related("created_by").order_by("-id")
    return [batch for batch in kept[:BATCHES_SHOWN] if services.may_undo(batch, user)]


def _preview(
    request: HttpRequest, register: Register, plan: ImportPlan, told: dict[str, Any]
) -> HttpResponse:
    """The difference table; accepting it sends back what was shown, signed for this person."""
    seen = {"digest": plan.digest(), "at": clock.now().isoformat()}
    whose = {"register": register.slug, "user": person(request).pk}
    token = signing.dumps(told | seen | whose, salt=SALT)
    context = {
        "register": register,
        "plan": plan,
        "file_name": told["name"],
        "token": token,
        "added": [row for row in plan.rows if row.record is None],
        "changed": [row for row in plan.rows if row.record is not None],
    }
    return render(request, "registers/preview.html", context, status=422 if plan.problems else 200)


@require_POST
@writing_page
def register_import_accept(request: HttpRequest, register: Register) -> HttpResponseBase:
    user = person(request)
    try:
        told = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=reading.WAITS)
    except signing.BadSignature:
        messages.error(request, _("La vista previa caducó; suba la planilla otra vez."))
        return redirect("register_import", register.slug)
    if told["user"] != user.pk or told["register"] != register.slug:
        raise AccessDenied(_("Esta vista previa es de otra persona."))
    try:
        with reading.held(told["held"]).open("rb") as stream:
            batch = services.accept_import(
                stream,
                told["name"],
                register,
                by=user,
                verb=told["verb"],
                digest=told["digest"],
                sha256=told["held"],
                previewed_at=datetime.fromisoformat(told["at"]),
            )
    except (services.ImportRefused, FileRefused, EditedMeanwhile, TransitionRefused) as refused:
        messages.error(request, str(refused))
        return _again(request, register, told)
    except ValidationError as invalid:
        messages.error(request, " ".join(invalid.messages))
        return _again(request, register, told)
    messages.success(request, _("Registros importados: %(count)d.") % {"count": len(batch.changes)})
    return redirect("register_batch", register.slug, batch.pk)


def _again(request: HttpRequest, register: Register, told: dict[str, Any]) -> HttpResponseBase:
    """The preview anew, over the records as they are now."""
    try:
        with reading.held(told["held"]).open("rb") as stream:
            plan = plan_import(stream, register, verb=told["verb"], user=person(request))
    except FileRefused:
        return redirect("register_import", register.slug)
    return _preview(request, register, plan, {name: told[name] for name in ("held", "name", "verb")})


@require_http_methods(["GET", "POST"])
@writing_page
def register_batch(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """What an import did; a POST undoes it."""
    user = person(request)
    batch = get_object_or_404(
        ImportBatch.objects.select_related("created_by", "undone_by"), pk=pk, register=register.slug
    )
    if not services.may_undo(batch, user):
        raise AccessDenied(_("Solo quien importó puede ver y deshacer la importación."))
    error, details, status = "", [], 200
    if request.method == "POST":
        try:
            services.undo_import(batch, register, by=user)
        except services.ImportRefused as refused:
            error, details, status = str(refused), refused.details, 409
        except (EditedMeanwhile, TransitionRefused) as refused:
            error, status = str(refused), 409
        else:
            messages.success(request, _("Se deshizo la importación."))
            return redirect("register_batch", register.slug, batch.pk)
    visible = register.records(user).in_bulk([change["id"] for change in batch.changes])
    rows = [change | {"record": visible.get(change["id"])} for change in batch.changes]
    context = {
        "register": register,
        "batch": batch,
        "rows": rows,
        "error": error,
        "details": details,
        "touched": services.touched_since(batch, register) if batch.undone_at is None else [],
    }
    return render(request, "registers/batch.html", context, status=status)
