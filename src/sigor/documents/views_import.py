"""Pages of importing an existing library: two files, a preview of everything, and one door to keep it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.validators import FileExtensionValidator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.documents import importing
from sigor.documents.importing import ImportRefused, Plan
from sigor.documents.importing_sources import read_sheet, template, unpacked
from sigor.organisation import clock
from sigor.records import files
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused
from sigor.registers.views_ties import download
from sigor.registers.xlsx import MEDIA_TYPE

SALT = "sigor.documents.import"
WAITS = 24 * 3600  # seconds that a preview may wait to be confirmed
MOST_SHOWN = 500


class LibraryForm(forms.Form):
    sheet = forms.FileField(
        label=gettext_lazy("Planilla (XLSX o CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        validators=[FileExtensionValidator(["xlsx", "csv"])],
    )
    archive = forms.FileField(
        label=gettext_lazy("Archivos de las versiones (ZIP)"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        validators=[FileExtensionValidator(["zip"])],
    )


@require_GET
def import_template(request: SignedInRequest) -> HttpResponseBase:
    importing.require_importer(request.user)
    name = f"{_('biblioteca')}-{_('plantilla')}.xlsx"
    return download(BytesIO(template(clock.today())), name, MEDIA_TYPE)


@require_http_methods(["GET", "POST"])
def import_library(request: SignedInRequest) -> HttpResponse:
    """Choose the two files; the answer is what would be kept and what keeps it from being kept."""
    importing.require_importer(request.user)
    form = LibraryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            told: dict[str, Any] = {"user": request.user.pk}
            for part in ("sheet", "archive"):
                sent = form.cleaned_data[part]
                stored = files.store(sent.file, sent.name, at=clock.now())
                told |= {part: stored.sha256, f"{part}_name": sent.name}
            with _planned(request, told) as plan:
                return _preview(request, plan, told)
        except FileRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "documents/import.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def import_confirm(request: SignedInRequest) -> HttpResponseBase:
    """Keep what was previewed; the very same bytes, over records that are as they were."""
    importing.require_importer(request.user)
    try:
        told = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=WAITS)
    except signing.BadSignature:
        messages.error(request, _("La vista previa caducó; suba los archivos otra vez."))
        return redirect("library_import")
    if told["user"] != request.user.pk:
        raise AccessDenied(_("Esta vista previa es de otra persona."))
    try:
        with _planned(request, told) as plan:
            try:
                if plan.digest() != told["digest"]:
                    raise ImportRefused(_("Algo cambió desde la vista previa: revísela otra vez."))
                done = importing.carry_out(plan, by=request.user)
            except ImportRefused as refusal:
                messages.error(request, str(refusal))
                return _preview(request, plan, told, status=409)
    except FileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("library_import")
    counted = {"documents": done.documents, "versions": done.versions}
    messages.success(
        request, _("Importados: %(documents)d documentos nuevos y %(versions)d versiones.") % counted
    )
    return redirect("library")


@contextmanager
def _planned(request: SignedInRequest, told: dict[str, Any]) -> Iterator[Plan]:
    """The plan over the two files as they are in the store; what was unpacked goes when it is done."""
    with TemporaryDirectory() as folder:
        found = unpacked(_kept(told["archive"]), told["archive_name"], Path(folder))
        sheet = read_sheet(_kept(told["sheet"]), told["sheet_name"])
        yield importing.plan_import(sheet, found, by=request.user)


def _kept(sha256: str) -> Path:
    """The file in the store, if it still is the one that was sent. Raises FileRefused."""
    path = files.location(sha256)
    if path.exists():
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() == sha256:
                return path
    raise FileRefused(_("Los archivos cambiaron desde la vista previa; súbalos otra vez."))


def _preview(
    request: SignedInRequest, plan: Plan, told: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    context = {
        "plan": plan,
        "sheet_name": told["sheet_name"],
        "archive_name": told["archive_name"],
        "findings": plan.findings[:MOST_SHOWN],
        "entries": plan.entries[:MOST_SHOWN],
        "blocking": sum(finding.blocks for finding in plan.findings),
        "warnings": sum(not finding.blocks for finding in plan.findings),
        "documents": len({entry.code for entry in plan.entries}),
        "token": signing.dumps(told | {"digest": plan.digest()}, salt=SALT),
    }
    status = status or (422 if plan.blocked else 200)
    return render(request, "documents/import_preview.html", context, status=status)
