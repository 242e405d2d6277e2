"""The quarterly report of an edition, and the page that shows the proof behind any figure of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sigor.accounts.requests import SignedInRequest
from sigor.copies.downloads import attachment, issuing
from sigor.organisation.grants import Permission
from sigor.organisation.periods import roman
from sigor.plans import pages, selectors
from sigor.plans.comparison import comparison
from sigor.plans.models import Figure, QuarterEdition
from sigor.records import access
from sigor.reports import assembly
from sigor.reports.issuing import report_file
from sigor.reports.reformulation import paper

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def quarter_report(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    access.require(request.user, Permission.VIEW, what=_("informe trimestral"))
    editions = QuarterEdition.objects.select_related("plan__unit", "version", "rule", "frozen_by")
    edition = get_object_or_404(editions, pk=pk)
    with issuing(request):
        data = report_file(edition, ending, by=request.user)
    response = HttpResponse(data, content_type=TYPES[ending])
    name = f"informe-{edition.plan.year}-T{edition.quarter}-ed{edition.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def reformulation_paper(request: SignedInRequest, pk: int, name: str, ending: str) -> HttpResponse:
    """A paper of a reformulation, for those who may see the version."""
    version = pages.version_or_404(request, pk)
    if version.based_on_id is None:
        raise Http404
    with issuing(request):
        data = paper(name, ending, comparison(version), by=request.user)
    file_name = f"{name}-reformulacion-v{version.number}-{version.plan.year}.{ending}"
    return attachment(data, file_name, TYPES[ending])


def proof(request: SignedInRequest, code: str) -> HttpResponse:
    """The rule, the records, the files with their hash and the verifier behind one figure."""
    figures = Figure.objects.select_related(
        "edition__plan", "edition__rule", "edition__version", "edition__frozen_by"
    )
    figure = figures.filter(code=code.strip().upper()).first()
    if figure is None:
        raise Http404
    edition = figure.edition
    beside = [row for without in edition.figures.get("without", []) for row in without["rows"]]
    rows = [r for r in (*edition.figures["rows"], *beside) if r["deliverable"] in figure.deliverables]
    visible = selectors.visible_submissions(request.user)
    submissions = {e["submission"] for r in rows for e in r["evidence"]}
    context = {
        "figure": figure,
        "edition": edition,
        "quarter": roman(edition.quarter),
        "rows": rows,
        "rule_text": assembly.rule_text(edition.figures["rule"]),
        "may_open": set(visible.filter(pk__in=submissions).values_list("pk", flat=True)),
        "newer": selectors.editions(edition.plan, edition.quarter).filter(number__gt=edition.number).first(),
    }
    return render(request, "reports/proof.html", context)


def proof_search(request: SignedInRequest) -> HttpResponse:
    """Type the code printed beside a figure."""
    code = request.GET.get("codigo", "").strip().upper()
    if code and Figure.objects.filter(code=code).exists():
        return redirect("proof", code)
    return render(request, "reports/proof_search.html", {"code": code}, status=404 if code else 200)
