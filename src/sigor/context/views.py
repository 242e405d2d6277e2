"""The SWOT matrix, and the questionnaire of a due diligence answered in one go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.context import services
from sigor.context.models import Answer, DueDiligence, Issue, Swot
from sigor.context.selectors import SYSTEMS, issues_in_use, questionnaire, swot_matrix
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.registers.declaration import Register, register_of


def _register(model: type[Issue] | type[DueDiligence]) -> Register:
    register = register_of(model)
    if register is None:
        raise LookupError(model)
    return register


@require_GET
def swot(request: SignedInRequest) -> HttpResponse:
    """FODA by factor, as far as the person may see; people without sight of records are refused."""
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise PermissionDenied(_("No tiene permiso para consultar registros."))
    unit, system = request.GET.get("unit", ""), request.GET.get("system", "")
    issues = issues_in_use(request.user, unit=unit, system=system)
    factors = swot_matrix(issues)
    context = {
        "register": _register(Issue),
        "factors": factors,
        "kinds": [str(kind.label) for kind in Swot],
        "count": sum(len(found) for factor in factors for _label, found in factor.cells),
        "units": access.visible(
            Unit.objects.on(clock.today()).order_by("acronym"), request.user, unit_fields=("pk",)
        ),
        "unit": unit,
        "systems": list(SYSTEMS),
        "system": system,
    }
    return render(request, "context/swot.html", context)


@require_POST
def diligence_answers(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Keep every answer that was given; all of them or, with the reason, none."""
    register = _register(DueDiligence)
    diligence = get_object_or_404(register.records(request.user), pk=pk)
    try:
        with transaction.atomic():
            for asked in questionnaire(diligence):
                told = request.POST.get(f"answer-{asked.question.pk}", "")
                if told in Answer.values:
                    services.answer(
                        diligence=diligence,
                        question=asked.question,
                        answer=told,
                        remark=request.POST.get(f"remark-{asked.question.pk}", "").strip(),
                        by=request.user,
                    )
    except ValidationError as invalid:
        messages.error(request, " ".join(invalid.messages))
    else:
        messages.success(request, _("Se guardaron las respuestas de %(code)s.") % {"code": diligence.code})
    return redirect(f"{register.url_of(diligence)}#cuestionario")
