"""The list of a register: search, filters, columns, saved views and steps for several records at once."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table

from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.models import SavedView
from sigor.records.services import PERSONAL
from sigor.records.workflow import Transition
from sigor.registers import services
from sigor.registers.declaration import Register, by_chapter
from sigor.registers.doors import may_write, person, register_page, step_named
from sigor.registers.filters import filterset_of
from sigor.registers.forms import TransitionForm, ViewForm
from sigor.registers.tables import table_of
from sigor.registers.ties import counts_of
from sigor.registers.values import label_of

PER_PAGE = 25
QUERY_LONGEST = 1000  # characters kept of a saved view
COLUMN, VIEW = "col", "view"  # parameters of the address besides the filters


@dataclass(frozen=True)
class Chip:
    """A filter in force and the address of the same list without it."""

    label: str
    value: str
    without: str


def filtered(request: HttpRequest, register: Register) -> FilterSet:
    """The records that this person may see and that the address asks for."""
    records = register.records(person(request)).order_by("code")
    return filterset_of(register)(request.GET or None, queryset=records, request=request)


@require_GET
def register_index(request: HttpRequest) -> HttpResponse:
    """Every register by chapter: what it is for and how many records of it this person may see."""
    user = person(request)
    if not access.grants(user).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))
    shown = by_chapter()
    counts = counts_of(shown, user)
    chapters = [
        (title, [(register, counts.get(register.slug, 0)) for register in found])
        for title, found in groupby(shown, key=lambda register: str(register.chapter))
    ]
    return render(request, "registers/index.html", {"chapters": chapters})


@require_GET
@register_page
def register_list(request: HttpRequest, register: Register) -> HttpResponse:
    user = person(request)
    asked = filtered(request, register)
    chosen = chosen_columns(request, register)
    steps = _steps_in_reach(register, request)
    table = _table(request, register, asked, chosen, pick=bool(steps))
    chips = chips_of(request, asked)
    context = {
        "register": register,
        "filterset": asked,
        "chips": chips,
        "table": table,
        "count": table.page.paginator.count,
        "nothing_yet": not chips and not asked.form.errors and table.page.paginator.count == 0,
        "columns": [(name, label_of(register.field(name)), name in chosen) for name in register.shown()],
        "views": SavedView.objects.filter(user=user, register=register.slug).order_by("name"),
        "view": _number(request.GET.get(VIEW, "")),
        "view_form": ViewForm(auto_id="vista_%s"),
        "query": _kept_query(request),
        "steps": steps,
        "may_write": may_write(register, user),
    }
    return render(request, register.list_template, context)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def chosen_columns(request: HttpRequest, register: Register) -> list[str]:
    """The columns to show: those in the address or the usual ones; the code is always there to click on."""
    wanted = set(request.GET.getlist(COLUMN)) or set(register.columns)
    return [name for name in register.shown() if name in wanted | {"code"}]


def _table(
    request: HttpRequest, register: Register, asked: FilterSet, chosen: list[str], *, pick: bool
) -> Table:
    hidden = [name for name in register.shown() if name not in chosen] + ([] if pick else ["pick"])
    table = table_of(register)(asked.qs, exclude=hidden)
    table.caption = str(register.name)
    table.wide = True
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return table


def _steps_in_reach(register: Register, request: HttpRequest) -> list[Transition]:
    held = access.grants(person(request))
    steps = register.model.workflow.transitions
    return [step for step in steps if held.anywhere(step.permission) and not (step.asks or step.meaning)]


def chips_of(request: HttpRequest, asked: FilterSet) -> list[Chip]:
    """The filters in force, in words."""
    if not asked.is_bound:
        return []
    asked.form.is_valid()
    chips = []
    for name, value in asked.form.cleaned_data.items():
        if value in (None, "", []):
            continue
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        bound = asked.form[name]
        words = dict(getattr(bound.field, "choices", ())).get(value, value)
        if isinstance(value, date):
            words = formats.date_format(value, "DATE_FORMAT")
        chips.append(Chip(str(bound.label), str(words), f"?{query.urlencode()}"))
    return chips


def _kept_query(request: HttpRequest) -> str:
    """The address as a saved view keeps it: filters, columns and order, not the page."""
    query = request.GET.copy()
    for name in ("page", VIEW):
        query.pop(name, None)
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


@require_POST
@register_page
def register_views(request: HttpRequest, register: Register) -> HttpResponseBase:
    """Keep the list as it stands under a name."""
    form, query = ViewForm(request.POST), request.POST.get("query", "")
    address = reverse("register_list", args=[register.slug])
    if not form.is_valid() or len(query) > QUERY_LONGEST:
        messages.error(request, _("Escriba un nombre de hasta 80 caracteres para la vista."))
        return redirect(f"{address}?{query}")
    kept = services.keep_view(register, by=person(request), name=form.cleaned_data["name"], query=query)
    messages.success(request, _("Se guardó la vista «%(name)s».") % {"name": kept.name})
    return redirect("register_view", register.slug, kept.pk)


@require_GET
@register_page
def register_view(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """The permalink of a saved view; whoever opens it sees what they may see."""
    kept = get_object_or_404(SavedView, pk=pk, register=register.slug)
    query = QueryDict(kept.query, mutable=True)
    query[VIEW] = str(kept.pk)
    return redirect(f"{reverse('register_list', args=[register.slug])}?{query.urlencode()}")


@require_POST
@register_page
def register_view_forget(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    kept = get_object_or_404(SavedView, pk=pk, register=register.slug)
    services.forget_view(kept, by=person(request))
    messages.success(request, _("Se quitó la vista «%(name)s».") % {"name": kept.name})
    return redirect("register_list", register.slug)


@require_POST
@register_page
def register_bulk(request: HttpRequest, register: Register) -> HttpResponseBase:
    """First who would take the step and who would be refused; then, once confirmed, the step."""
    user, step = person(request), step_named(register, request.POST.get("step", ""))
    keys = [key for key in map(_number, request.POST.getlist("pick")) if key is not None]
    records = list(register.records(user).filter(pk__in=keys).order_by("code"))
    if step.asks or step.meaning:
        why = PERSONAL if step.meaning else _("Este paso pide datos: se da en la página de cada registro.")
        messages.error(request, str(why))
        return redirect("register_list", register.slug)
    if not records:
        messages.error(request, _("Elija al menos un registro."))
        return redirect("register_list", register.slug)
    form = TransitionForm(request.POST if "confirmed" in request.POST else None)
    context: dict[str, Any] = {"register": register, "step": step, "form": form}
    if "confirmed" in request.POST and form.is_valid():
        reason: str = form.cleaned_data["reason"]
        if step.needs_reason and not reason.strip():
            form.add_error("reason", _("Escriba el motivo."))
        else:
            return _taken(
                request, register, step, services.take_step(records, step.name, by=user, reason=reason)
            )
    context["outcome"] = services.preview_step(records, step.name, by=user)
    return render(request, "registers/bulk.html", context, status=422 if form.errors else 200)


def _taken(
    request: HttpRequest, register: Register, step: Transition, outcome: services.StepOutcome
) -> HttpResponseBase:
    told = {"step": step.label, "count": len(outcome.taken)}
    if outcome.taken:
        messages.success(request, _("%(step)s. Registros: %(count)d.") % told)
    for record, why in outcome.refused:
        messages.warning(request, f"{record.code}: {why}")
    return redirect("register_list", register.slug)
