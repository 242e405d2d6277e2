"""Reformulating the plan: the branch is opened, changed line by line, and its effect is seen at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.organisation.grants import Permission
from sigor.plans import pages, services
from sigor.plans import reformulation as verbs
from sigor.plans.comparison import comparison
from sigor.plans.forms import (
    AddForm,
    BranchForm,
    ChangeForm,
    MoveForm,
    QuantityForm,
    WithdrawForm,
    WithdrawMilestoneForm,
)
from sigor.plans.models import PlanVersion
from sigor.records import access
from sigor.records.services import EditedMeanwhile, TransitionRefused

# The last part of the address -> the form of the change and what it is called
FORMS: dict[str, tuple[type[ChangeForm], Any]] = {
    "mover": (MoveForm, _("Mover un entregable a otro mes")),
    "cantidad": (QuantityForm, _("Cambiar la cantidad de un entregable")),
    "agregar": (AddForm, _("Agregar un entregable")),
    "retirar": (WithdrawForm, _("Retirar un entregable")),
    "retirar-hito": (WithdrawMilestoneForm, _("Retirar un hito completo")),
}


@require_POST
def branch(request: SignedInRequest, year: int) -> HttpResponse:
    """Open a reformulation of the plan in force."""
    plan = pages.plan_or_404(year)
    form = BranchForm(request.POST)
    form.full_clean()
    try:
        version = verbs.branch(plan=plan, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("plan_years")
    return redirect("plan_reformulation", version.pk)


@require_GET
def reformulation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a reformulation changes and what that does; on a draft, the forms to change it."""
    return show(request, _reformulation_or_404(request, pk))


def _reformulation_or_404(request: SignedInRequest, pk: int) -> PlanVersion:
    version = pages.version_or_404(request, pk)
    if not version.is_reformulation:
        raise Http404
    return version


def show(
    request: SignedInRequest, version: PlanVersion, *, name: str = "", form: ChangeForm | None = None
) -> HttpResponse:
    """The page; a form given by name is shown with its errors."""
    may_plan = access.may(request.user, Permission.PLAN)
    editable = version.is_draft and may_plan
    found = comparison(version)
    forms = [
        (n, title, form if form is not None and n == name else kind(version=version))
        for n, (kind, title) in FORMS.items()
        if editable
    ]
    context = {
        "version": version,
        "plan": version.plan,
        "c": found,
        "editable": editable,
        "stale": editable and verbs.is_stale(version),
        "forms": forms,
        "chosen": name,
    }
    return render(request, "plans/reformulation.html", context, status=422 if form else 200)


@require_POST
def act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """One change of a draft, its reason, its undoing, or bringing the branch up to date."""
    version = _reformulation_or_404(request, pk)
    by, lineage = request.user, request.POST.get("lineage", "")
    try:
        if name == "motivo":
            services.explain_change(
                version=version, lineage=lineage, by=by, text=request.POST.get("text", "")
            )
            messages.success(request, _now("Motivo guardado."))
        elif name == "deshacer":
            verbs.undo_change(version=version, lineage=lineage, by=by)
            messages.success(request, _now("Cambio deshecho."))
        elif name == "poner-al-dia":
            verbs.rebase(version=version, by=by)
            messages.success(request, _now("La reformulación parte ahora de la última versión aprobada."))
        elif name in FORMS:
            form = FORMS[name][0](request.POST, version=version)
            if not form.is_valid():
                return show(request, version, name=name, form=form)
            _change(name, by, form.cleaned_data)
            messages.success(request, _now("Cambio hecho. Abajo ve su efecto."))
        else:
            raise Http404
    except (TransitionRefused, EditedMeanwhile) as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_reformulation", pk)


def _change(name: str, by: Any, data: dict[str, Any]) -> None:
    if name == "mover":
        verbs.move_deliverable(by=by, **data)
    elif name == "cantidad":
        verbs.requantify_deliverable(by=by, **data)
    elif name == "agregar":
        verbs.add_deliverable(by=by, **data)
    elif name == "retirar":
        verbs.withdraw_deliverable(by=by, **data)
    else:
        verbs.withdraw_milestone(by=by, **data)
