"""Pages of one record: what it is, its form, its steps and its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sigor.accounts.again import doubt, no_password
from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access, selectors, services
from sigor.records.models import Link, Record
from sigor.registers.declaration import Register, register_of
from sigor.registers.doors import may_edit, person, record_of, register_page, step_named, writing_page
from sigor.registers.due import due_mark
from sigor.registers.forms import (
    CommentForm,
    EvidenceForm,
    LinkForm,
    RecordForm,
    TransitionForm,
    form_of,
    sections_of,
    step_form_of,
)
from sigor.registers.history import Event, history, since
from sigor.registers.tables import table_of
from sigor.registers.ties import Other, links_shown, named_by, used_in
from sigor.registers.values import label_of, value_shown

PARTS_SHOWN = 50  # records of each kind of part on the page of the whole
HISTORY_SHOWN = 6  # events on the detail page; the rest on their own
PART_OF = "de"  # parameter of the address of a new part: the id of its whole
EVIDENCE_TYPES = ("Acta", "Informe", "Memorando", "Oficio", "Resolución", "Reporte")


def part_crumbs(register: Register, record: Record | None, *, new: bool = False) -> list[tuple[str, str]]:
    """The way back of a part: the list and the page of its whole, for as many wholes as there are."""
    crumbs: list[tuple[str, str]] = []
    whole: Record | None = record if new else None
    if record is not None and not new and register.parent:
        whole = getattr(record, register.parent)
    while whole is not None:
        other = register_of(whole)
        if other is None:
            break
        crumbs.insert(0, (other.url_of(whole), whole.code))
        if not other.parent:
            crumbs.insert(0, (reverse("register_list", args=[other.slug]), str(other.name)))
        whole = getattr(whole, other.parent) if other.parent else None
    return crumbs


@require_GET
@register_page
def register_detail(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    return detail_page(request, register, record_of(request, register, pk))


def detail_page(
    request: HttpRequest, register: Register, record: Record, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a record; `forms` are those that came back with errors, so that nothing typed is lost."""
    user = person(request)
    # First, for a register may read along what its steps and gates look at.
    own = register.detail_context(record, user)
    may_change = may_edit(register, record, user)
    context: dict[str, Any] = {
        "register": register,
        "record": record,
        "crumbs": part_crumbs(register, record),
        "sections": _sections(register, record, user),
        "due": value_shown(record, register.due_field) if register.due_field else "",
        "due_label": label_of(register.field(register.due_field)) if register.due_field else "",
        "due_mark": due_mark(register, record, clock.today()),
        "steps": _steps(record, user, forms.get("step_form")),
        "may_change": may_change,
        "may_edit": may_change and record.get_state().editable,
        "parts": partial(_parts, register, record, user),  # not read where a template shows them its own way
        "uses": used_in(record, user),
        "decided": _decided(register, record),
        "may_attach": may_change and access.may(user, Permission.SUBMIT, [record.unit_id]),
        "evidence": selectors.evidence_of(record),
        "evidence_types": EVIDENCE_TYPES,
        "comments": selectors.comments_on(record),
        "links": links_shown(record, user),
        "link_kinds": Link.Kind.choices,
        "events": history(record, limit=HISTORY_SHOWN),
        "evidence_form": EvidenceForm(auto_id="evidencia_%s"),
        "comment_form": CommentForm(auto_id="comentario_%s"),
        "link_form": LinkForm(auto_id="enlace_%s"),
    }
    return render(request, register.detail_template, context | own | forms, status=status)


def _parts(register: Register, record: Record, user: User) -> list[dict[str, Any]]:
    """The records that this one is made of, register by register, each as a table."""
    found = []
    for other, field in register.parts():
        rows = other.records(user).filter(**{field: record}).order_by("code")
        shown = list(rows[: PARTS_SHOWN + 1])
        hidden = [name for name in other.shown() if name not in other.columns or name == field] + ["pick"]
        table = table_of(other)(shown[:PARTS_SHOWN], exclude=hidden, orderable=False)
        table.caption = str(other.name)
        found.append(
            {
                "register": other,
                "table": table,
                "count": len(shown[:PARTS_SHOWN]),
                "more": len(shown) > PARTS_SHOWN,
                "may_add": may_edit(other, record, user) and not record.get_state().final,
            }
        )
    return found


def _decided(register: Register, record: Record) -> list[tuple[str, str]]:
    """What the steps taken have left on the record: what they asked for, who took them and when."""
    told: dict[str, str] = {}
    for step in record.workflow.transitions:
        for name in step.asks:
            if name not in register.fields() and (words := value_shown(record, name)):
                told[label_of(register.field(name))] = words
        if step.stamp and (at := getattr(record, f"{step.stamp}_at")) is not None:
            who = getattr(record, f"{step.stamp}_by")
            shared = sum(other.stamp == step.stamp for other in record.workflow.transitions) > 1
            label = _("Decidido por última vez") if shared else str(step.label)
            told[label] = f"{who}, {formats.date_format(timezone.localtime(at), 'DATETIME_FORMAT')}"
    if words := getattr(record, "declared", ""):
        told[_("Declarado")] = words
    return list(told.items())


@dataclass(frozen=True)
class Fact:
    """One field of a record as its page says it; `other` is the record that it names, if it may be seen."""

    label: str
    words: str
    other: Other | None


def _sections(register: Register, record: Record, user: User) -> list[tuple[Any, list[Fact]]]:
    """What the page does not say elsewhere: the title is its heading; unit and due date stand at the side."""
    named = named_by(record, user)

    def facts(names: Iterable[str]) -> list[Fact]:
        return [Fact(label_of(register.field(n)), value_shown(record, n), named.get(n)) for n in names]

    elsewhere = ("title", "unit", register.due_field)
    sections = [(s.title, facts(n for n in s.fields if n not in elsewhere)) for s in register.sections]
    computed = facts(
        n for n in register.columns if n not in (*register.fields(), *elsewhere, "code", "state")
    )
    sections.append((_("Según el sistema"), [fact for fact in computed if fact.words]))
    return [(title, fields) for title, fields in sections if fields]


def _steps(record: Record, user: Any, returned: TransitionForm | None) -> list[dict[str, Any]]:
    """The steps that leave the record's state, each with why this person cannot take it, or its form."""
    steps = []
    register = register_of(record)
    if register is None:
        return []
    for step in record.workflow.leaving(record.state):
        form = step_form_of(register, step)(auto_id=f"{step.name}_%s")
        if returned is not None and returned.auto_id == form.auto_id:
            form = returned
        refusal = services.refused(record, step, by=user) or (step.meaning and no_password(user))
        declaration = step.declaration(record)
        steps.append({"step": step, "refusal": refusal, "form": form, "declaration": declaration})
    return steps


@require_http_methods(["GET", "POST"])
@writing_page
def register_new(request: HttpRequest, register: Register) -> HttpResponseBase:
    user = person(request)
    whole = _whole(request, register)
    form = form_of(register)(request.POST or None, user=user, initial=_begun(register, whole))
    if request.method == "POST" and form.is_valid():
        try:
            record = services.create(form.instance, by=user)
        except ValidationError as invalid:
            _add_errors(form, invalid)
        else:
            messages.success(request, _("Se registró %(code)s.") % {"code": record.code})
            return redirect(_back_to(register, record))
    return _form_page(request, register, form, None, whole=whole)


def _whole(request: HttpRequest, register: Register) -> Record | None:
    """The record that the new one is to be a part of, if the address names one that the person may see."""
    other = register_of(register.field(register.parent).related_model) if register.parent else None  # type: ignore[arg-type]
    pk = request.GET.get(PART_OF, "")
    if other is None or not pk.isdigit():
        return None
    found: Record | None = other.records(person(request)).filter(pk=pk).first()
    return found


def _begun(register: Register, whole: Record | None) -> dict[str, Any]:
    return {} if whole is None else {register.parent: whole.pk, "unit": whole.unit_id}


def _back_to(register: Register, record: Record) -> str:
    """Where people go on: a part is read on the page of its whole."""
    whole: Record | None = getattr(record, register.parent) if register.parent else None
    other = register_of(whole) if whole is not None else None
    return (
        register.url_of(record)
        if other is None or whole is None
        else f"{other.url_of(whole)}#{register.slug}"
    )


@require_http_methods(["GET", "POST"])
@writing_page
def register_edit(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    user, record = person(request), record_of(request, register, pk)
    access.require(user, Permission.EDIT, [record.unit_id])
    if not record.get_state().editable:
        messages.error(request, _("El registro está cerrado y ya no se modifica."))
        return redirect(register.url_of(record))
    if request.method != "POST":
        return _form_page(request, register, form_of(register)(instance=record, user=user), record)
    # The form moves what was typed into its own copy; `record` stays as it is in the database.
    form = form_of(register)(request.POST, instance=record_of(request, register, pk), user=user)
    opened = _revision(request)
    if opened != record.revision:
        return _form_page(request, register, form, record, since(record, opened))
    if form.is_valid():
        try:
            services.change(record, by=user, values=form.changed_values(), revision=opened)
        except (services.EditedMeanwhile, services.TransitionRefused) as refused:
            messages.error(request, str(refused))
            record = record_of(request, register, pk)
            return _form_page(request, register, form, record, since(record, opened))
        except ValidationError as invalid:
            _add_errors(form, invalid)
        else:
            messages.success(request, _("Se guardaron los cambios de %(code)s.") % {"code": record.code})
            return redirect(register.url_of(record))
    return _form_page(request, register, form, record)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdigit() else 0


def _add_errors(form: RecordForm | TransitionForm, invalid: ValidationError) -> None:
    """What only the service found out, tied to its fields where the form has them."""
    if not hasattr(invalid, "error_dict"):
        form.add_error(None, invalid)
        return
    for name, errors in invalid.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))


def _form_page(
    request: HttpRequest,
    register: Register,
    form: RecordForm,
    record: Record | None,
    meanwhile: list[Event] | None = None,
    whole: Record | None = None,
) -> HttpResponse:
    context = {
        "crumbs": part_crumbs(register, record or whole, new=record is None),
        "register": register,
        "record": record,
        "form": form,
        "sections": sections_of(register, form),
        "meanwhile": meanwhile,
    }
    status = 409 if meanwhile is not None else 422 if form.errors else 200
    return render(request, "registers/form.html", context, status=status)


@require_POST
@sensitive_post_parameters("password")
@register_page
def register_transition(request: HttpRequest, register: Register, pk: int, name: str) -> HttpResponseBase:
    record, step = record_of(request, register, pk), step_named(register, name)
    form = step_form_of(register, step)(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return detail_page(request, register, record, status=422, step_form=form)
    if step.meaning and (why := doubt(request, form.cleaned_data["password"])):
        form.add_error("password", why)
        return detail_page(request, register, record, status=422, step_form=form)
    try:
        if "revision" in request.POST and _revision(request) != record.revision:
            raise services.TransitionRefused(
                _("El registro cambió desde que usted lo abrió; revíselo antes de seguir.")
            )
        reason = form.cleaned_data["reason"]
        services.transition(
            record,
            name,
            by=person(request),
            reason=reason,
            values=form.asked(),
            confirmed=bool(step.meaning),
        )
    except ValidationError as invalid:
        _add_errors(form, invalid)
        return detail_page(request, register, record, status=422, step_form=form)
    except services.TransitionRefused as refused:
        form.add_error("reason", str(refused))
        note = f"{step.label}: {refused}"
        return detail_page(request, register, record, status=409, step_form=form, error=note)
    messages.success(request, _("%(step)s: hecho.") % {"step": step.label})
    return redirect(register.url_of(record))


@require_GET
@register_page
def register_history(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    record = record_of(request, register, pk)
    context = {"register": register, "record": record, "events": history(record)}
    return render(request, "registers/history.html", context)
