"""Pages that read the matrix by clause: coverage of the three systems, and one clause with all its proof."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.processes import selectors
from sigor.processes.clause_page import clause_page
from sigor.records import access
from sigor.registers.declaration import get
from sigor.registers.doors import person
from sigor.standards.models import Clause


def _require_a_reader(request: HttpRequest) -> None:
    if not access.grants(person(request)).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Every clause in each system: how many requirements stand where."""
    _require_a_reader(request)
    on = clock.today()
    context = {"coverage": selectors.coverage(on), "shown": selectors.SHOWN, "on": on}
    return render(request, "processes/coverage.html", context)


@require_GET
def clause(request: HttpRequest, number: str) -> HttpResponse:
    """What a clause asks for, who answers for it, with what proof and since when."""
    _require_a_reader(request)
    on = clock.today()
    register = get("clauses")
    known = register.records(person(request)) if register else Clause.objects.none()
    found = get_object_or_404(known, number=number)
    page = clause_page(found, person(request), on)
    return render(request, "processes/clause.html", {"page": page, "on": on})
