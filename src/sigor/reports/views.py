"""The quarterly report of an edition, and the page that shows the proof behind any figure of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from sigor.accounts.requests import SignedInRequest
from sigor.organisation.grants import Permission
from sigor.organisation.periods import roman
from sigor.plans import selectors
from sigor.plans.models import Figure, QuarterEdition
from sigor.records import access
from sigor.reports import assembly
from sigor.reports.pdf import render_pdf
from sigor.reports.word import render_word

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def report_file(edition: QuarterEdition, ending: str) -> bytes:
    """The report in Word, to be edited, or in PDF, to be kept."""
    content = assembly.quarter_report(edition, base_url=assembly.public_address())
    return render_word(content) if ending == "docx" else render_pdf(content)


def quarter_report(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    access.require(request.user, Permission.VIEW, what=_("informe trimestral"))
    editions = QuarterEdition.objects.select_related("plan__unit", "version", "rule", "frozen_by")
    edition = get_object_or_404(editions, pk=pk)
    response = HttpResponse(report_file(edition, ending), content_type=TYPES[ending])
    name = f"informe-{edition.plan.year}-T{edition.quarter}-ed{edition.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def proof(request: SignedInRequest, code: str) -> HttpResponse:
    """The rule, the records, the files with their hash and the verifier behind one figure."""
    figures = Figure.objects.select_related(
        "edition__plan", "edition__rule", "edition__version", "edition__frozen_by"
    )
    figure = figures.filter(code=code.strip().upper()).first()
    if figure is None:
        raise Http404
    edition = figure.edition
    rows = [r for r in edition.figures["rows"] if r["deliverable"] in figure.deliverables]
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
