"""The drawer of a cell: what is owed, whether it is proven, and the one button to prove it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.analysis.progress import Outcome
from sigor.organisation import clock
from sigor.plans import pages, selectors, services
from sigor.plans.forms import ReasonForm, SubmitForm
from sigor.plans.models import Deliverable, PlanVersion, Submission
from sigor.records import selectors as record_selectors
from sigor.records import services as record_services
from sigor.records.files import FileRefused, location
from sigor.records.models import Comment

OUTCOMES = {"verificar": Outcome.VERIFIED, "devolver": Outcome.RETURNED, "retirar": Outcome.WITHDRAWN}


def _deliverable_or_404(request: SignedInRequest, pk: int) -> Deliverable:
    deliverable = selectors.visible_deliverables(request.user).filter(pk=pk).first()
    if deliverable is None:
        raise Http404
    return deliverable


def _others(request: SignedInRequest, deliverable: Deliverable) -> Any:
    """Open deliverables of the same version that the person's units owe too, the related ones first."""
    same_version = (
        selectors.deliverables()
        .filter(milestone__version=deliverable.milestone.version)
        .exclude(pk=deliverable.pk)
    )
    candidates = [
        d
        for d in same_version.filter(month=deliverable.month)
        if selectors.may_submit(request.user, d.milestone)
    ]
    related = {deliverable.related_code, *([deliverable.milestone.code] if deliverable.label else [])} - {""}
    pointing = {
        d.pk
        for d in candidates
        if d.milestone.code in related or d.related_code == deliverable.milestone.code
    }
    return selectors.deliverables().filter(pk__in=pointing or [])


def _form(
    request: SignedInRequest, deliverable: Deliverable, outstanding: int, bound: bool = False
) -> SubmitForm:
    initial = {"type": deliverable.milestone.deliverable_type, "quantity": 1}
    data = (request.POST, request.FILES) if bound else (None, None)
    return SubmitForm(*data, initial=initial, others=_others(request, deliverable), outstanding=outstanding)


@require_GET
def deliverable(request: SignedInRequest, pk: int) -> HttpResponse:
    """The drawer; as a page of its own where there is no script."""
    return show(request, _deliverable_or_404(request, pk))


def show(
    request: SignedInRequest,
    deliverable: Deliverable,
    *,
    form: SubmitForm | None = None,
    problem: str = "",
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    day = pages.as_of(request)
    live = day == clock.today()
    cell = selectors.cell_of(deliverable, day, moment=clock.now() if live else None)
    sees_evidence = selectors.may_see_evidence(request.user, deliverable.milestone)
    may_submit = live and selectors.may_submit(request.user, deliverable.milestone)
    published = deliverable.milestone.version.state == selectors.PUBLISHED
    in_force = selectors.as_in_force(deliverable, day) if published else deliverable
    is_open = cell.progress.outstanding > 0 and published and in_force == deliverable
    items = _items(request, cell) if sees_evidence else []
    carried = {d.pk: d for d in (deliverable, *selectors.same_commitment(deliverable))}.values()
    context = {
        "cell": cell,
        "deliverable": deliverable,
        "milestone": deliverable.milestone,
        "chain": chain(deliverable),
        "state": pages.STATES[cell.status],
        "sees_evidence": sees_evidence,
        "items": items,
        "form": form
        or (_form(request, deliverable, cell.progress.outstanding) if may_submit and is_open else None),
        "return_form": ReasonForm(auto_id="devolver_%s"),
        "problem": problem,
        "returned_because": returned_because(cell) if sees_evidence else "",
        "done": done,
        "as_of": day,
        "live": live,
        "in_force": in_force,
        "ruling": None if in_force == deliverable else _ruling(deliverable, day),
        "elsewhere": [d for d in carried if _differs(d, deliverable)],
        "comments": _comments(carried) if sees_evidence else [],
    }
    in_drawer = getattr(request, "htmx", False)
    response = render(
        request, "plans/drawer.html" if in_drawer else "plans/deliverable.html", context, status=status
    )
    if done:
        response["HX-Trigger"] = "changed"
    return response


def _comments(carried: Iterable[Deliverable]) -> list[Comment]:
    """What was said of a commitment, whichever version of the plan it was said of."""
    found = [remark for d in carried for remark in record_selectors.comments_on(d)]
    return sorted(found, key=lambda remark: remark.created_at)


def _ruling(deliverable: Deliverable, day: date) -> PlanVersion | None:
    return selectors.version_in_force(deliverable.milestone.version.plan, day)


def _differs(one: Deliverable, other: Deliverable) -> bool:
    return (one.month, one.quantity) != (other.month, other.quantity)


def returned_because(cell: selectors.Cell) -> str:
    """The reason of the last return, while it still calls for a correction."""
    last = cell.items[-1].last_decision if cell.items else None
    return last.reason if last and last.outcome == Outcome.RETURNED else ""


def chain(deliverable: Deliverable) -> list[Any]:
    """The alignment of the milestone: what all share, and what its objective adds."""
    version = deliverable.milestone.version
    objective = deliverable.milestone.result.objective_id
    return [s for s in version.alignment.order_by("order") if s.objective_id in (None, objective)]


def _items(request: SignedInRequest, cell: selectors.Cell) -> list[dict[str, Any]]:
    """Submissions, the newest first, with what else their evidence serves."""
    evidence = {i.submission.evidence_id for i in cell.items}
    served: dict[int, list[Submission]] = defaultdict(list)
    for other in selectors.visible_submissions(request.user).filter(evidence__in=evidence):
        if other.deliverable_id != cell.deliverable.pk:
            served[other.evidence_id].append(other)
    return [_item(request, i, served[i.submission.evidence_id]) for i in reversed(cell.items)]


def _item(request: SignedInRequest, item: selectors.SentItem, served: list[Submission]) -> dict[str, Any]:
    """A submission with what this person may decide on it, each refused step with its reason."""
    submission, last = item.submission, item.last_decision
    refusals = {
        name: services.refusal(submission, outcome, request.user, last) for name, outcome in OUTCOMES.items()
    }
    return {
        "submission": submission,
        "last": last,
        "decisions": item.decisions,
        "refusals": refusals,
        "waiting": last is None,
        "also": served,
    }


@require_POST
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    deliverable = _deliverable_or_404(request, pk)
    cell = selectors.cell_of(deliverable, clock.today(), moment=clock.now())
    form = _form(request, deliverable, cell.progress.outstanding, bound=True)
    if not form.is_valid():
        return show(request, deliverable, form=form, problem=_("Revise los campos marcados."), status=422)
    data = form.cleaned_data
    try:
        services.submit(
            deliverable=deliverable,
            by=request.user,
            quantity=data["quantity"],
            stream=data["file"],
            file_name=data["file"].name,
            type=data["type"],
            number=data["number"],
            date=data["date"],
            also=list(data["also"]),
        )
    except (services.SubmissionRefused, FileRefused) as refused:
        return show(request, deliverable, form=form, problem=str(refused), status=422)
    except ValidationError as invalid:
        return show(request, deliverable, form=form, problem=" ".join(invalid.messages), status=422)
    return _after(request, deliverable, _("Enviado. La UPPM lo verificará; aquí verá el resultado."))


@require_POST
def decide(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    submission = selectors.visible_submissions(request.user).filter(pk=pk).first()
    if submission is None or step not in OUTCOMES:
        raise Http404
    # It may have been sent on the page of a former version; what is shown next is the commitment as it stands.
    stands = selectors.as_in_force(submission.deliverable, clock.today()) or submission.deliverable
    deliverable = _deliverable_or_404(request, stands.pk)
    reason = request.POST.get("reason", "")
    try:
        if step == "verificar":
            services.verify(submission=submission, by=request.user)
        elif step == "devolver":
            services.return_(submission=submission, by=request.user, reason=reason)
        else:
            services.withdraw(submission=submission, by=request.user)
    except services.SubmissionRefused as refused:
        return show(request, deliverable, problem=str(refused), status=409)
    words = {
        "verificar": _("Verificado. Ya cuenta en el trimestre."),
        "devolver": _("Devuelto a la unidad con su motivo."),
        "retirar": _("Retirado. Puede enviar otra evidencia."),
    }
    return _after(request, deliverable, words[step])


@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    deliverable = _deliverable_or_404(request, pk)
    if not selectors.may_see_evidence(request.user, deliverable.milestone):
        raise Http404
    try:
        record_services.comment(
            deliverable,
            by=request.user,
            text=request.POST.get("text", ""),
            unit_ids=selectors.units_of(deliverable.milestone),
        )
    except ValidationError as invalid:
        return show(request, deliverable, problem=" ".join(invalid.messages), status=422)
    return _after(request, deliverable, _("Comentario guardado."))


def _after(request: SignedInRequest, deliverable: Deliverable, words: str) -> HttpResponse:
    """In the drawer the new state is drawn again; a page without script is redirected to itself."""
    if getattr(request, "htmx", False):
        return show(request, _deliverable_or_404(request, deliverable.pk), done=words)
    return redirect(reverse("deliverable", args=[deliverable.pk]))


@require_GET
def evidence_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The original bytes, for whoever may see the evidence."""
    submission = selectors.visible_submissions(request.user).filter(pk=pk).first()
    if submission is None:
        raise Http404
    evidence = submission.evidence
    path = location(evidence.file.sha256)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=evidence.file_name)
    response["Content-Type"] = evidence.file.media_type
    response["Content-Security-Policy"] = "sandbox"
    return response
