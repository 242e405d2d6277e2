"""From a declaration to a form. A form only validates: `records.services` does the writing."""

from __future__ import annotations

from functools import cache
from types import new_class
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.records.models import Record
from sigor.records.workflow import Transition
from sigor.registers.declaration import Register, register_of

CHOICES_SHOWN = 200  # with more records to choose from, people write the code instead


class RecordChoice(forms.ModelChoiceField):
    """Another record, chosen from a list or, when the list would be too long, named by its code."""

    by_code = False

    def offer(self, records: QuerySet[Any]) -> None:
        """Offer these records and no others."""
        self.queryset = records
        if records.values("pk")[CHOICES_SHOWN : CHOICES_SHOWN + 1]:
            self.by_code, self.widget = True, forms.TextInput({"autocomplete": "off"})
            self.widget.is_required = self.required
            self.help_text = self.help_text or _("Escriba el código del registro.")

    def prepare_value(self, value: Any) -> Any:
        if not self.by_code or value in self.empty_values or self.queryset is None:
            return super().prepare_value(value)
        if isinstance(value, Record):
            return value.code
        found = self._found(str(value))
        return found.code if found else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        found = value if isinstance(value, Record) else self._found(str(value).strip())
        if found is None:
            raise forms.ValidationError(
                _("No existe «%(value)s» o no está a su alcance."), "invalid_choice", {"value": value}
            )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = getattr(initial, "pk", initial)
        try:
            after = self.to_python(data)
        except forms.ValidationError:
            return True
        return str(before or "") != str(after.pk if after else "")

    def _found(self, text: str) -> Any:
        if self.queryset is None:
            return None
        return self.queryset.filter(
            **({"pk": int(text)} if text.isdigit() else {"code__iexact": text})
        ).first()


def units_to_edit(user: User) -> QuerySet[Unit]:
    """Units in force where the person may keep records."""
    return access.visible(
        Unit.objects.on(clock.today()), user, unit_fields=("pk",), permission=Permission.EDIT
    ).order_by("acronym")


class RecordForm(forms.ModelForm):
    """Checks what a person wrote about a record; offers only the units and records open to that person."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RecordChoice):
                model = field.queryset.model if field.queryset is not None else None
                if model is not None and (register := register_of(model)) is not None:
                    field.offer(register.records(user).order_by("code"))
            elif isinstance(field, forms.ModelChoiceField):
                field.queryset = self._open_to(user, name, field)

    def _open_to(self, user: User, name: str, field: forms.ModelChoiceField[Any]) -> QuerySet[Any]:
        model = field.queryset.model if field.queryset is not None else None
        current = getattr(self.instance, f"{name}_id", None)
        if model is Unit:
            field.error_messages["invalid_choice"] = _("No puede registrar en esa unidad.")
            units = units_to_edit(user)
            if (
                not self.is_bound
                and self.instance.pk is None
                and (only := list(units[:2]))
                and len(only) == 1
            ):
                self.initial.setdefault(name, only[0].pk)
            return Unit.objects.filter(Q(pk__in=units.values("pk")) | Q(pk=current)).order_by("acronym")
        if model is User:
            return User.objects.filter(Q(is_active=True) | Q(pk=current)).order_by("full_name", "username")
        return field.queryset  # type: ignore[return-value]

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("records.services writes; a form only validates")

    def changed_values(self) -> dict[str, Any]:
        """Cleaned values of the fields that differ from the record as it was read."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


@cache
def form_of(register: Register) -> type[RecordForm]:
    """The form of a register: its sections' fields, in order."""
    base = register.form_class or RecordForm
    return forms.modelform_factory(  # type: ignore[return-value]
        register.model, form=base, fields=register.fields(), formfield_callback=_formfield
    )


def _formfield(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if isinstance(field, models.DateField):
        kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    elif isinstance(field, models.TextField):
        kwargs["widget"] = forms.Textarea(attrs={"rows": 4})
    elif isinstance(field, models.ForeignKey) and issubclass(field.related_model, Record):
        kwargs["form_class"] = RecordChoice
    made: forms.Field | None = field.formfield(**kwargs)
    return made


def sections_of(register: Register, form: forms.BaseForm) -> list[tuple[Any, list[forms.BoundField]]]:
    """The form's fields under the titles of their sections."""
    return [(section.title, [form[name] for name in section.fields]) for section in register.sections]


class PasswordAgain(forms.CharField):
    """The password of who takes a personal step; never shown again, and checked by the view, which counts."""

    def __init__(self) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        super().__init__(label=_("Su contraseña"), strip=False, widget=widget)


class TransitionForm(forms.Form):
    """Why a step is taken, whatever else the step asks for and, where it is a declaration, the password again."""

    reason = forms.CharField(label=_("Motivo"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def asked(self) -> dict[str, Any]:
        """The values of the fields that the step asks for."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("reason", "password")
        }


@cache
def step_form_of(register: Register, step: Transition) -> type[TransitionForm]:
    """The form of a step: the reason where one is needed, the fields it asks for, the password if it is personal."""
    declared: dict[str, Any] = {}
    for name in step.asks:
        asked = _formfield(register.field(name))
        if asked is None:
            raise TypeError(f"{register.slug}: «{name}» cannot be asked for")
        asked.required = asked.widget.is_required = True
        asked.initial = None
        declared[name] = asked
    if step.meaning:
        declared["password"] = PasswordAgain()
    return new_class("StepForm", (TransitionForm,), {}, lambda ns: ns.update(declared))


class EvidenceForm(forms.Form):
    """What is asked about a document put forward as evidence."""

    type = forms.CharField(
        label=_("Tipo de documento"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "tipos-de-documento"}),
    )
    number = forms.CharField(label=_("Número"), max_length=120, required=False)
    date = forms.DateField(
        label=_("Fecha"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    valid_until = forms.DateField(
        label=_("Prueba hasta"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Solo si el documento caduca."),
    )
    file = forms.FileField(label=_("Archivo"))


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comentario"), widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(forms.Form):
    code = forms.CharField(label=_("Código del otro registro"), max_length=40)


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Nombre de la vista"), max_length=80)


class ImportForm(forms.Form):
    """The workbook and what is to be done with it: never guessed."""

    verb = forms.ChoiceField(
        label=_("Qué hacer con las filas"),
        choices=[("add", _("Agregar registros nuevos")), ("update", _("Actualizar registros existentes"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("Archivo XLSX"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
