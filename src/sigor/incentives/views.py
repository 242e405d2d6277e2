"""Pages of the incentives: the board, a new run, one household's story, and comparing the roll with other lists."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigor.accounts.requests import SignedInRequest
from sigor.incentives import boards, forms, pages, reconciling, reviewing, selectors, services, wording
from sigor.incentives import results as run_results
from sigor.incentives.engine import pipeline, sampling, schema
from sigor.incentives.engine.explain import Inconsistent, UnknownHousehold
from sigor.incentives.engine.pipeline import InputsRefused
from sigor.incentives.models import AlertClock, Reconciliation, Run
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.services import TransitionRefused
from sigor.registers import terms
from sigor.registers.declaration import Register, register_of
from sigor.registers.doors import person, record_of, register_page
from sigor.registers.views import detail_page

FILES = ("roll", "trace", "lines", "manifest", "rules")
PARQUET = "application/vnd.apache.parquet"


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """How the incentives stand: the last roll, its indicators, and what is under way."""
    if not access.grants(request.user).anywhere(Permission.VIEW):
        raise PermissionDenied(_("No tiene permiso para consultar los incentivos."))
    return render(request, "incentives/board.html", boards.board(request.user))


ALERT_TERMS = terms.Terms(
    AlertClock,
    gettext_lazy("Plazo de las alertas"),
    gettext_lazy("Con cuántos días de antigüedad una alerta ya debe estar derivada."),
    "alert_term",
)


@require_http_methods(["GET", "POST"])
def alert_term(request: SignedInRequest) -> HttpResponseBase:
    """The terms of alerts, and another one."""
    return terms.page(request, ALERT_TERMS)


@require_http_methods(["GET", "POST"])
def new_run(request: SignedInRequest) -> HttpResponseBase:
    """Three files in; the page of the run shows what becomes of them."""
    user = request.user
    if not access.grants(user).anywhere(Permission.EDIT):
        raise PermissionDenied(_("No tiene permiso para iniciar una liquidación."))
    form = forms.ExtractForm(request.POST or None, request.FILES or None, user=user, today=clock.today())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            run = services.begin(
                by=user,
                bimester=said["bimester"],
                rules=said["rules"],
                unit_id=said["unit"].pk,
                files={kind: (said[kind].name, said[kind].file) for kind in schema.KINDS},
            )
        except ValidationError as invalid:
            form.add_error(None, invalid)
        else:
            return redirect(_url_of(run))
    status = 422 if form.errors else 200
    return render(request, "incentives/new.html", {"form": form, "kinds": _kinds()}, status=status)


def _kinds() -> list[tuple[str, str, tuple[schema.Column, ...]]]:
    return [(kind, schema.document(kind)["title"], schema.columns(kind)) for kind in schema.KINDS]


def _url_of(record: Any) -> str:
    register = register_of(record)
    assert register is not None
    return register.url_of(record)


@require_GET
def published_schema(request: SignedInRequest, kind: str) -> HttpResponse:
    if kind not in schema.KINDS:
        raise Http404
    return JsonResponse(schema.document(kind), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
@register_page
def progress(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """The part of the page that is asked for again while the run is computed."""
    run = record_of(request, register, pk)
    if run.state != "preparing":
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    context = {
        "record": run,
        "progress": pages.progress(run),
        "may_edit_run": access.may(person(request), Permission.EDIT, [run.unit_id]),
    }
    return render(request, "incentives/progress.html", context)


@require_POST
@register_page
def stop(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    run = record_of(request, register, pk)
    services.ask_to_stop(run, by=person(request))
    messages.info(request, _("Se pidió detener el cálculo; lo hecho se conserva."))
    return redirect(register.url_of(run))


@require_POST
@register_page
def resume(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    run = record_of(request, register, pk)
    try:
        services.resume(run, by=person(request))
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    return redirect(register.url_of(run))


@require_GET
@register_page
def household(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """The story of one household in one bimester: who met what, what was paid, what would have changed it."""
    run = _computed(request, register, pk)
    form = forms.HouseholdForm({"h": request.GET.get("h", "").strip().upper()}, auto_id="hogar_%s")
    context: dict[str, Any] = {"run": run, "register": register, "form": form}
    if not form.is_valid():
        return render(request, "incentives/household.html", context, status=422)
    asked = form.cleaned_data["h"]
    try:
        # One that may not be seen is answered like one that is not there.
        if not selectors.may_see_household(run, asked, person(request)):
            raise UnknownHousehold(asked)
        told = run_results.story(run, asked)
    except UnknownHousehold:
        form.add_error("h", _("No hay un hogar a su alcance con ese seudónimo en esta liquidación."))
        return render(request, "incentives/household.html", context, status=404)
    except Inconsistent:
        form.add_error(
            "h", _("Los archivos de la liquidación fueron alterados: lo pagado no se sigue de ellos.")
        )
        return render(request, "incentives/household.html", context, status=409)
    return render(request, "incentives/household.html", context | household_shown(told, run))


def household_shown(told: Any, run: Run) -> dict[str, Any]:
    return {
        "told": told,
        "story": wording.story(told),
        "total": wording.soles(told.cents),
        "class_word": wording.CLASSES[told.facts["class"]],
        "months": [
            {
                "name": wording.month(one.month),
                "story": one,
                "eligibility": wording.ELIGIBILITY[one.eligibility],
                "paid": [(wording.CONCEPTS[code], wording.soles(cents)) for code, cents in one.paid.items()],
                "people": [
                    {
                        "who": wording.who(p),
                        "verdict": wording.VERDICTS[p.verdict],
                        "person": p,
                        "checks": [
                            (wording.requirement(c.requirement), wording.VERDICTS[c.verdict], c)
                            for c in p.checks
                        ],
                    }
                    for p in one.people
                ],
            }
            for one in told.months
        ],
        "lines": [
            (wording.CONCEPTS[code], wording.soles(cents), [wording.soles(rate) for rate in told.rates[code]])
            for code, cents in told.amounts.items()
            if cents
        ],
        "rules_code": run.rules.code,
    }


def _computed(request: HttpRequest, register: Register, pk: int) -> Any:
    run = record_of(request, register, pk)
    if not run.totals:
        raise Http404
    return run


@require_POST
@register_page
def reconcile(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """Compare the roll with the operational system's list and, if there is one, the bank's return."""
    run = _computed(request, register, pk)
    form = forms.ListsForm(request.POST, request.FILES, auto_id="listas_%s")
    if not form.is_valid():
        return detail_page(request, register, run, status=422, lists_form=form)
    said = form.cleaned_data
    lists = {name: (said[name].name, said[name].file) for name in ("operational", "bank") if said[name]}
    try:
        made: Reconciliation = reconciling.compare(run, by=person(request), lists=lists)
    except InputsRefused as refused:
        for finding in refused.findings:
            form.add_error(None, f"{finding.file}, {finding.column}: {finding.message} ({finding.count})")
        return detail_page(request, register, run, status=422, lists_form=form)
    except ValidationError as invalid:
        form.add_error(None, invalid)
        return detail_page(request, register, run, status=422, lists_form=form)
    messages.success(request, _("%(code)s: listas comparadas.") % {"code": made.code})
    return redirect(_url_of(made))


@require_GET
@register_page
def differences(request: HttpRequest, register: Register, pk: int, name: str) -> HttpResponseBase:
    """All differences of one class as CSV, within what the person may see."""
    record = record_of(request, register, pk)
    if name not in selectors.CLASS_WORDS:
        raise Http404
    access.require(person(request), Permission.VIEW, [record.unit_id])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{record.code}-{name}.csv"
        reconciling.export(record, name, path)
        content = path.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@register_page
def sample(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """Which households an auditor computes again by hand: how many, which, and why those."""
    run = _computed(request, register, pk)
    access.require(person(request), Permission.VIEW, [run.unit_id])
    form = forms.SampleForm(request.GET or None, auto_id="muestra_%s")
    context: dict[str, Any] = {"run": run, "register": register, "form": form}
    if form.is_valid():
        said = form.cleaned_data
        size = sampling.plan(
            population=run.totals["households"]["in_extract"],
            confidence=said["confidence"],
            tolerable=said["tolerable"],
        )
        context |= {
            "size": size,
            "drawn": sampling.draw(run=run.folder, size=size, seed=said["seed"]),
            "said": said,
        }
    return render(request, "incentives/sample.html", context, status=422 if form.errors else 200)


@require_GET
@register_page
def worth_a_look(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    run = _computed(request, register, pk)
    access.require(person(request), Permission.VIEW, [run.unit_id])
    return render(
        request,
        "incentives/anomalies.html",
        {"run": run, "register": register, "found": reviewing.anomalies(run)},
    )


@require_http_methods(["GET", "POST"])
@register_page
def population(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """Who came in and went out, whose class expires, whom the programme attends, how much work each unit has."""
    run = _computed(request, register, pk)
    access.require(person(request), Permission.VIEW, [run.unit_id])
    sent = request.FILES.get("denominators")
    context = {"run": run, "register": register} | reviewing.population(
        run, person(request), denominators=sent
    )
    return render(
        request, "incentives/population.html", context, status=422 if context.get("problem") else 200
    )


@require_GET
@register_page
def file(request: HttpRequest, register: Register, pk: int, name: str) -> HttpResponseBase:
    """A file of the run as it was written; its hash is in the manifest."""
    run = _computed(request, register, pk)
    access.require(person(request), Permission.VIEW, [run.unit_id])
    if name not in FILES:
        raise Http404
    ending = ".json" if name in ("manifest", "rules") else ".parquet"
    path = run.folder / f"{name}{ending}"
    if not path.exists():
        raise Http404
    media_type = "application/json" if ending == ".json" else PARQUET
    headers = {"ETag": f'"{pipeline.sha256(path)}"'}
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{run.code}-{name}{ending}",
        content_type=media_type,
        headers=headers,
    )
