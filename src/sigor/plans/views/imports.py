"""Reading an annex on a page: the source beside what was understood, and nothing kept until accepted."""

from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.analysis import annex
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import month_name
from sigor.plans import importing
from sigor.plans.forms import UploadForm
from sigor.plans.models import PlanVersion
from sigor.records import access, files
from sigor.records.models import StoredFile


def upload(request: SignedInRequest) -> HttpResponse:
    access.require(request.user, Permission.PLAN)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = file.name if file else "texto-pegado.txt"
        data = file.read() if file else form.cleaned_data["text"].encode()
        try:
            annex.read(name, data)
            kept = files.store(BytesIO(data), importing.kept_name(name), at=clock.now())
            return redirect(f"{kept.sha256}/?nombre={name}")
        except (annex.UnreadableFile, files.FileRefused) as problem:
            form.add_error(None, str(problem))
    status = 422 if form.errors else 200
    return render(request, "plans/import.html", {"form": form}, status=status)


def _read(sha256: str, name: str) -> tuple[annex.Annex, bytes]:
    if not StoredFile.objects.filter(sha256=sha256).exists():
        raise Http404
    data = files.location(sha256).read_bytes()
    return annex.read(name, data), data


def preview(request: SignedInRequest, sha256: str) -> HttpResponse:
    """The source beside the result, every row with its confidence and the reason for it."""
    access.require(request.user, Permission.PLAN)
    name = request.GET.get("nombre", "anexo.txt")
    read, data = _read(sha256, name)
    findings = importing.check(read)
    rows = [
        {
            "milestone": m,
            "months": ", ".join(
                f"{month_name(k.month)}{f' ({k.quantity})' if k.quantity > 1 else ''}" for k in m.marks
            ),
            "alternatives": " · ".join(", ".join(month_name(x) for x in a) for a in m.alternatives),
        }
        for m in read.milestones
    ]
    newest = (
        PlanVersion.objects.filter(plan__year=read.year)
        .exclude(state="discarded")
        .order_by("-number")
        .first()
    )
    context = {
        "newest": newest,
        "differences": annex.differences(importing.as_annex(newest), read) if newest else (),
        "read": read,
        "rows": rows,
        "findings": findings,
        "errors": [f for f in findings if f.severity == "error"],
        "sha256": sha256,
        "name": name,
        "source": _excerpt(read, data) if not name.endswith(".xlsx") else [],
    }
    return render(request, "plans/import_preview.html", context)


def _excerpt(read: annex.Annex, data: bytes) -> list[tuple[int, str, str]]:
    """The lines of the text from the annex on, each with the milestone that was read there."""
    lines = data.decode("utf-8", "replace").splitlines()
    at = {m.source_line: m.code for m in read.milestones if m.source_line}
    first = max(1, min(at, default=1) - 20)
    return [(n, lines[n - 1], at.get(n, "")) for n in range(first, len(lines) + 1)]


@require_POST
def accept(request: SignedInRequest, sha256: str) -> HttpResponse:
    name = request.POST.get("nombre", "anexo.txt")
    read, data = _read(sha256, name)
    try:
        version = importing.import_annex(
            by=request.user,
            read=read,
            data=data,
            file_name=importing.kept_name(name),
            accept_warnings="accept" in request.POST,
        )
    except importing.ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect(f"/plan/importar/{sha256}/?nombre={name}")
    messages.success(request, _("Se creó el borrador %(code)s.") % {"code": version.code})
    return redirect("plan_version", version.pk)
