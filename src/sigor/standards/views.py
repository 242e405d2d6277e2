"""Pages of the statement of applicability: a new version, two versions compared, and its exports."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sigor.registers import xlsx
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page, writing_page
from sigor.standards import exports, selectors, services
from sigor.standards.models import ApplicabilityStatement
from sigor.standards.workbook import statement_workbook

SLUG = "applicability-statements"


@require_http_methods(["GET", "POST"])
@writing_page
def statement_new(request: HttpRequest, register: Register) -> HttpResponseBase:
    """Choose a norm, begin the next version of its statement and open it."""
    norms = selectors.norms_with_controls()
    if request.method != "POST":
        return render(request, "standards/statement_new.html", {"register": register, "norms": norms})
    pk = request.POST.get("norm", "")
    norm = get_object_or_404(norms, pk=int(pk) if pk.isdigit() else 0)
    try:
        statement = services.new_statement(norm=norm, by=person(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("register_list", register.slug)
    messages.success(request, _("Se inició la versión %(number)d.") % {"number": statement.number})
    return redirect(register.url_of(statement))


@require_GET
@register_page
def statement_compare(request: HttpRequest, register: Register) -> HttpResponse:
    """What one version says otherwise than another."""
    user = person(request)
    known: list[ApplicabilityStatement] = list(register.records(user).order_by("norm__code", "-number"))
    before, after = (_chosen(request, known, name) for name in ("antes", "despues"))
    context = {
        "register": register,
        "known": known,
        "before": before,
        "after": after,
        "differences": selectors.differences(before, after) if before and after else None,
    }
    return render(request, "standards/compare.html", context)


def _chosen(
    request: HttpRequest, known: list[ApplicabilityStatement], name: str
) -> ApplicabilityStatement | None:
    return next((s for s in known if str(s.pk) == request.GET.get(name, "")), None)


@require_GET
@register_page
def statement_xlsx(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    statement = record_of(request, register, pk)
    data = statement_workbook(statement, selectors.rows_of(statement))
    return _file(data, xlsx.MEDIA_TYPE, f"{statement.code}.xlsx")


@require_GET
@register_page
def statement_oscal(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    statement = record_of(request, register, pk)
    return _file(
        exports.statement_oscal(statement).encode(), "application/json", f"{statement.code}-oscal.json"
    )


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
