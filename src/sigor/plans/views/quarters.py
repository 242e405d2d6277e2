"""Will we make it, and why not: the quarter, its editions and the rule by which it is counted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import quarter_end
from sigor.plans import pages, quarters, selectors, services
from sigor.plans.forms import AgreementForm, ReasonForm, RuleForm
from sigor.plans.models import ComplianceRule, QuarterEdition
from sigor.records import access
from sigor.records import selectors as record_selectors
from sigor.records.services import TransitionRefused, refused, transition


def quarter(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    plan = pages.plan_or_404(year)
    day = pages.as_of(request)
    if not 1 <= number <= 4:
        raise Http404
    version = selectors.versions_counting(plan, day).get(number)
    rule = selectors.rule_for(year, number)
    context: dict[str, Any] = {
        "plan": plan,
        "number": number,
        "as_of": day,
        "today": clock.today(),
        "rule": rule,
        "links": pages.links(plan),
    }
    if version is None or rule is None:
        return render(request, "plans/quarter_empty.html", context)
    live = day == clock.today()
    board = selectors.board(version, day, moment=clock.now() if live else None)
    view = quarters.view(board, number, rule)
    editions = list(selectors.editions(plan, number).filter(frozen_at__lte=board.moment))
    chosen = _chosen(request, editions)
    context |= {
        "board": board,
        "view": view,
        "version": version,
        "editions": editions,
        "edition": chosen,
        "without": quarters.without_reformulation(view),
        "narratives": {n.axis: n for n in chosen.narratives.all()} if chosen else {},
        "figures": {f.key: f for f in chosen.printed.all()} if chosen else {},
        "newest": bool(editions) and chosen == editions[0],
        "live": live,
        "ended": clock.today() >= quarter_end(year, number),
        "states": pages.STATES,
        "may_plan": access.may(request.user, Permission.PLAN),
        "reason_form": ReasonForm(),
        "drift": drift(chosen, view) if chosen and live else [],
    }
    return render(request, "plans/quarter.html", context)


def _chosen(request: SignedInRequest, editions: list[QuarterEdition]) -> QuarterEdition | None:
    asked = request.GET.get("edicion", "")
    for edition in editions:
        if asked in ("", str(edition.number)):
            return edition
    return None


def drift(edition: QuarterEdition, view: quarters.QuarterView) -> list[str]:
    """What is known today that the edition does not say; a reason to restate, or to leave it."""
    now = {(c.milestone.code, c.month): c.progress.verified for c in view.cells}
    return [
        _("Hito %(code)s: %(now)d verificadas hoy, %(then)d en la edición")
        % {"code": row["code"], "now": now[(row["code"], row["month"])], "then": row["verified"]}
        for row in edition.figures["rows"]
        if now.get((row["code"], row["month"]), row["verified"]) != row["verified"]
    ]


@require_POST
def freeze(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    plan = pages.plan_or_404(year)
    try:
        reason = request.POST.get("reason")
        if reason is None:
            edition = quarters.freeze(plan=plan, quarter=number, by=request.user)
        else:
            edition = quarters.restate(plan=plan, quarter=number, by=request.user, reason=reason)
        messages.success(request, _("Trimestre congelado: edición %(n)d.") % {"n": edition.number})
    except quarters.FreezeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_quarter", year, number)


@require_POST
def narrative(request: SignedInRequest, pk: int, axis: int) -> HttpResponse:
    edition = get_object_or_404(QuarterEdition.objects.select_related("plan"), pk=pk)
    try:
        quarters.write_narrative(
            edition=edition, axis=axis, text=request.POST.get("text", ""), by=request.user
        )
        messages.success(request, _("Texto guardado con la edición %(n)d.") % {"n": edition.number})
    except quarters.FreezeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("plan_quarter", edition.plan.year, edition.quarter)


def rule_list(request: SignedInRequest) -> HttpResponse:
    """Every version of the rule; any member of the institution may read by what it is measured."""
    rules = ComplianceRule.objects.select_related("created_by", "unit").order_by("-number")
    context = {"rules": rules, "may_plan": access.may(request.user, Permission.PLAN)}
    return render(request, "plans/rules.html", context)


def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(ComplianceRule.objects.select_related("created_by"), pk=pk)
    context = {
        "rule": rule,
        "steps": [(t, refused(rule, t, by=request.user)) for t in rule.workflow.leaving(rule.state)],
        "agreement_form": AgreementForm(),
        "reason_form": ReasonForm(),
        "history": record_selectors.history_of(rule)[:50],
    }
    return render(request, "plans/rule.html", context)


def rule_new(request: SignedInRequest) -> HttpResponse:
    access.require(request.user, Permission.PLAN)
    form = RuleForm(request.POST or None, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        unit = pages.office_unit(request.user)
        created = services.propose_rule(by=request.user, values=form.cleaned_data, unit_id=unit)
        return redirect("rule", created.pk)
    return render(request, "plans/rule_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def rule_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    rule = get_object_or_404(ComplianceRule, pk=pk)
    try:
        if name == "approve":
            form = AgreementForm(request.POST)
            form.full_clean()
            services.approve_rule(
                rule=rule,
                by=request.user,
                agreement_number=form.cleaned_data.get("agreement_number", ""),
                agreement_date=form.cleaned_data.get("agreement_date"),
            )
        else:
            transition(rule, name, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("Hecho."))
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("rule", pk)
