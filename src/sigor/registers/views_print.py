"""Registers as files to hand over: a list, a record or the whole set, printed; a record as a workbook."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sigor.copies.downloads import issuing
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import printed
from sigor.registers.declaration import Register, by_chapter
from sigor.registers.doors import person, record_of, register_page
from sigor.registers.views_list import chips_of, chosen_columns, filtered
from sigor.registers.views_ties import download
from sigor.registers.xlsx import MEDIA_TYPE, record_workbook

PDF = "application/pdf"


@require_GET
@register_page
def register_print(request: HttpRequest, register: Register) -> HttpResponseBase:
    """The list as it is filtered and ordered, on paper."""
    asked = filtered(request, register)
    rows = asked.qs
    with issuing(request):
        content = printed.list_document(
            register,
            list(rows[: printed.ROWS_PRINTED]),
            user=person(request),
            names=chosen_columns(request, register),
            total=rows.count(),
            asked=[f"{chip.label}: {chip.value}" for chip in chips_of(request, asked)],
            address=request.get_full_path().replace("/imprimir.pdf", "/"),
        )
    return download(BytesIO(content), f"{register.slug}-{clock.today():%Y-%m-%d}.pdf", PDF)


@require_GET
@register_page
def record_print(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    record = record_of(request, register, pk)
    with issuing(request):
        content = printed.record_document(
            register, record, user=person(request), address=register.url_of(record)
        )
    return download(BytesIO(content), f"{record.code}.pdf".replace("/", "-"), PDF)


@require_GET
@register_page
def record_workbook_file(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    record = record_of(request, register, pk)
    content = record_workbook(register, record, user=person(request))
    return download(BytesIO(content), f"{record.code}.xlsx".replace("/", "-"), MEDIA_TYPE)


@require_GET
def registers_print(request: HttpRequest) -> HttpResponse | HttpResponseBase:
    """Every register of the menu, by chapter, in one document."""
    user = person(request)
    if not access.grants(user).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))
    with issuing(request):
        content = printed.set_document(by_chapter(), user=user, address=reverse("register_index"))
    return download(BytesIO(content), f"registros-{clock.today():%Y-%m-%d}.pdf", PDF)
