"""Versions of the plan: draft edited in place, flagged cells confirmed, sent, approved; its file of acts."""

import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sigor.accounts.again import doubt, no_password
from sigor.accounts.requests import SignedInRequest
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import month_end, month_name
from sigor.plans import changes, pages, reformulation, selectors, services
from sigor.plans.forms import (
    ActForm,
    AlignmentForm,
    BudgetForm,
    EffectForm,
    MilestoneForm,
    ReasonForm,
    units_on,
)
from sigor.plans.models import Milestone, PlanVersion
from sigor.plans.views import boards
from sigor.records import access
from sigor.records import selectors as record_selectors
from sigor.records.services import EditedMeanwhile, TransitionRefused, refused, transition


def version(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version: where it stands, what it lacks, its acts, chain and money, and its matrix."""
    return show(request, pages.version_or_404(request, pk))


def show(request: SignedInRequest, version: PlanVersion, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a version; a form given by name is shown with its errors."""
    day = pages.as_of(request)
    board = selectors.board(version, day, moment=clock.now() if day == clock.today() else None)
    may_plan = access.may(request.user, Permission.PLAN)
    steps = [
        {
            "step": step,
            "refusal": refused(version, step, by=request.user)
            or (step.meaning and no_password(request.user)),
            "declaration": step.declaration(version),
        }
        for step in version.workflow.leaving(version.state)
    ]
    context: dict[str, Any] = {
        "version": version,
        "plan": version.plan,
        "board": board,
        "editable": version.is_draft and may_plan,
        "may_plan": may_plan,
        "steps": steps,
        "gaps": services.gaps(version) if not version.get_state().final else [],
        "acts": version.acts.order_by("order"),
        "chain": version.alignment.select_related("objective").order_by("order"),
        "budget": version.budget.all(),
        "act_form": forms.get("act_form") or ActForm(),
        "alignment_form": forms.get("alignment_form") or AlignmentForm(version=version),
        "budget_form": forms.get("budget_form") or BudgetForm(),
        "effect_form": forms.get("effect_form")
        or EffectForm(initial={"effective_from": first_effect(version)}),
        "reason_form": ReasonForm(),
        "history": record_selectors.history_of(version)[:20],
        "states": pages.STATES,
        "as_of": day,
        "today": clock.today(),
        "to_confirm": [readings(m) for m in version.milestones.order_by("order") if m.to_confirm],
    }
    return render(
        request, "plans/version.html", context | boards.matrix_context(request, board), status=status
    )


def first_effect(version: PlanVersion) -> date:
    """The day that the form of approval proposes."""
    if version.is_reformulation:
        return changes.earliest_effect(version, clock.today())
    return date(version.plan.year, 1, 1)


def readings(milestone: Milestone) -> dict[str, Any]:
    """A flagged row with the readings that fit it, the reader's choice first."""
    chosen = list(milestone.deliverables.order_by("month").values_list("month", flat=True))
    options = [chosen, *(a for a in milestone.alternatives if list(a) != chosen)]
    return {
        "milestone": milestone,
        "options": [
            (",".join(map(str, months)), ", ".join(month_name(m) for m in months)) for months in options
        ],
    }


@require_POST
def set_cells(request: SignedInRequest, pk: int) -> JsonResponse:
    """Cells of a draft as typed or pasted: {"revision": n, "cells": [[milestone, month, quantity], …]}."""
    version = pages.version_or_404(request, pk)
    try:
        asked = json.loads(request.body)
        cells = [(int(m), int(month), int(quantity)) for m, month, quantity in asked["cells"]]
        revision = int(asked["revision"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"problem": _("No se entiende lo enviado.")}, status=400)
    try:
        fresh = services.set_schedule(version=version, by=request.user, cells=cells, revision=revision)
    except (EditedMeanwhile, TransitionRefused) as refusal:
        return JsonResponse({"problem": str(refusal)}, status=409)
    except ValidationError as invalid:
        return JsonResponse({"problem": " ".join(invalid.messages)}, status=422)
    totals = pages.totals(selectors.board(fresh, clock.today()))
    return JsonResponse(
        {
            "revision": fresh.revision,
            "months": totals.months,
            "quarters": totals.quarters,
            "year": totals.year,
            "gaps": services.gaps(fresh),
        }
    )


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Settle the months of a flagged milestone."""
    milestone = get_object_or_404(Milestone.objects.select_related("version"), pk=pk)
    pages.version_or_404(request, milestone.version_id)
    months = [int(m) for m in request.POST.get("months", "").split(",") if m.isdigit()]
    try:
        services.confirm_months(milestone=milestone, by=request.user, months=months)
        messages.success(request, _("Hito %(code)s confirmado.") % {"code": milestone.code})
    except (ValidationError, TransitionRefused) as problem:
        messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
    return redirect("plan_version", milestone.version_id)


def milestone(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit the texts of a milestone of a draft; one that is approved shows the first thing it owes."""
    milestone = get_object_or_404(Milestone.objects.select_related("version__plan", "lead"), pk=pk)
    version = pages.version_or_404(request, milestone.version_id)
    if version.state == selectors.PUBLISHED and (first := milestone.deliverables.order_by("month").first()):
        return redirect("deliverable", first.pk)
    access.require(request.user, Permission.PLAN)
    units = units_on(month_end(version.plan.year, 12))
    form = MilestoneForm(request.POST or None, instance=milestone, units=units)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "contributors"}
        asked: dict[str, Any] = {
            "milestone": milestone,
            "by": request.user,
            "values": values,
            "contributors": [u.pk for u in form.cleaned_data["contributors"]],
            "revision": int(request.POST.get("revision", "0")),
        }
        try:
            if version.is_reformulation:
                reformulation.change_milestone(**asked, reason=request.POST.get("reason", ""))
                return redirect("plan_reformulation", version.pk)
            services.edit_milestone(**asked)
            return redirect("plan_version", version.pk)
        except (EditedMeanwhile, TransitionRefused) as refusal:
            form.add_error(None, str(refusal))
    template = "plans/milestone_form.html"
    return render(
        request, template, {"form": form, "milestone": milestone, "version": version, "plan": version.plan}
    )


@require_POST
@sensitive_post_parameters("password")
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step in the life of a version."""
    version = pages.version_or_404(request, pk)
    try:
        if name == "send":
            services.send_for_approval(version=version, by=request.user)
        elif name == "approve":
            form = EffectForm(request.POST)
            if form.is_valid() and (why := doubt(request, form.cleaned_data["password"])):
                form.add_error("password", why)
            if form.errors:
                return show(request, version, effect_form=form, status=422)
            services.approve_version(
                version=version,
                by=request.user,
                effective_from=form.cleaned_data["effective_from"],
                confirmed=True,
            )
        else:
            transition(version, name, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("Hecho."))
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_version", pk)


@require_POST
def record_act(request: SignedInRequest, pk: int) -> HttpResponse:
    version = pages.version_or_404(request, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        return show(request, version, act_form=form, status=422)
    services.record_act(version=version, by=request.user, values=form.cleaned_data)
    return redirect("plan_version", pk)


@require_POST
def add_alignment(request: SignedInRequest, pk: int) -> HttpResponse:
    version = pages.version_or_404(request, pk)
    form = AlignmentForm(request.POST, version=version)
    if not form.is_valid():
        return show(request, version, alignment_form=form, status=422)
    services.add_alignment(version=version, by=request.user, values=form.cleaned_data)
    return redirect("plan_version", pk)


@require_POST
def add_budget_line(request: SignedInRequest, pk: int) -> HttpResponse:
    version = pages.version_or_404(request, pk)
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return show(request, version, budget_form=form, status=422)
    services.add_budget_line(version=version, by=request.user, values=form.cleaned_data)
    return redirect("plan_version", pk)


def export(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    return boards.export_version(pages.version_or_404(request, pk), ending)
