"""Pages of improvement: the follow-up matrix on a day, and opening a record because of a finding."""

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.improvement import matrix_workbook, selectors, services
from sigor.improvement.models import ImprovementAction, Nonconformity, Source
from sigor.incentives.selectors import difference_classes
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.plans.pages import as_of
from sigor.plans.selectors import end_of_day
from sigor.records import access
from sigor.registers import consistency
from sigor.registers.declaration import Register, register_of
from sigor.registers.doors import person, record_of, register_page
from sigor.registers.views_ties import download
from sigor.registers.xlsx import MEDIA_TYPE

ROWS_PER_PAGE = 50


def _require_reader(request: SignedInRequest) -> None:
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))


@require_GET
def matrix(request: SignedInRequest) -> HttpResponse:
    """The follow-up matrix as it stood at the end of the day asked for."""
    _require_reader(request)
    day, today = as_of(request), clock.today()
    moment = end_of_day(day)
    ids = selectors.matrix_ids(request.user, moment).values_list("pk", flat=True)
    page = Paginator(ids, ROWS_PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "rows": selectors.matrix_on(request.user, moment, list(page.object_list)),
        "page": page,
        "as_of": day,
        "today": today,
        "cuts": selectors.cuts(day.year, day),
    }
    return render(request, "improvement/matrix.html", context)


@require_GET
def matrix_file(request: SignedInRequest) -> FileResponse:
    """The same matrix, whole, as a workbook."""
    _require_reader(request)
    day = as_of(request)
    rows = selectors.matrix_on(request.user, end_of_day(day))
    content = matrix_workbook.workbook_of(rows, as_of=day, generated_at=clock.now())
    return download(BytesIO(content), f"matriz-de-mejoras-{day:%Y-%m-%d}.xlsx", MEDIA_TYPE)


@require_POST
def from_finding(request: SignedInRequest) -> HttpResponseBase:
    """Open a nonconformity, or a task, about a record that breaks a rule of the system's check."""
    _require_reader(request)
    rule = consistency.get(request.POST.get("rule", ""))
    pk, kind = request.POST.get("pk", ""), request.POST.get("kind", "")
    if rule is None or not pk.isdigit() or kind not in ("nonconformity", "task"):
        raise Http404
    record = rule.rows(request.user, clock.today()).filter(pk=pk).first()
    if record is None:
        raise Http404
    told = {
        "rule_code": rule.code,
        "title": f"{record.code}: {rule.label}",
        "description": f"{rule.label}. {record.code} {record.title}.\n{rule.remedy}",
    }
    opened: Nonconformity | ImprovementAction
    if kind == "task":
        opened = services.open_task_from(record, by=request.user, **told)
    else:
        opened = services.open_from(record, by=request.user, **told)
    register = register_of(opened)
    if register is None:
        raise Http404
    messages.success(request, _("%(code)s trata este hallazgo.") % {"code": opened.code})
    return redirect(register.url_of(opened))


@require_POST
@register_page
def from_differences(request: HttpRequest, register: Register, pk: int, name: str) -> HttpResponseBase:
    """Open a nonconformity about one class of differences between the roll and what was paid."""
    record = record_of(request, register, pk)
    found = next((one for one in difference_classes(record, person(request)) if one["code"] == name), None)
    if found is None:
        raise Http404
    told = {
        "code": record.code,
        "run": record.run.code,
        "what": found["label"],
        "count": found["count"],
        "cents": found["cents"],
    }
    opened = services.open_from(
        record,
        by=person(request),
        rule_code=f"reconciliation:{name}",
        title=_("%(code)s: %(what)s (%(count)d)") % told,
        description=_(
            "La conciliación %(code)s de %(run)s encontró %(count)d casos de «%(what)s», por %(cents)s."
        )
        % told,
        source=Source.OUTPUT,
    )
    own = register_of(opened)
    assert own is not None
    messages.success(request, _("%(code)s trata estas diferencias.") % {"code": opened.code})
    return redirect(own.url_of(opened))


@require_POST
@register_page
def from_signal(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """Open a nonconformity or an improvement because of a signal, which it cites."""
    record = record_of(request, register, pk)
    opened = services.open_from(
        record,
        by=person(request),
        rule_code=f"signal:{record.rule}",
        title=record.title,
        description=f"{record.code}. {record.detail}",
        source=Source.INDICATOR,
    )
    own = register_of(opened)
    assert own is not None
    messages.success(request, _("%(code)s trata esta señal.") % {"code": opened.code})
    return redirect(own.url_of(opened))
