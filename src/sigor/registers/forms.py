"""From a declaration to a form. A form only validates: `records.services` does the writing."""

from __future__ import annotations

from functools import cache
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
from sigor.registers.declaration import Register, register_of


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
            if isinstance(field, forms.ModelChoiceField):
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
        register = register_of(model) if model else None
        if register is not None:
            return register.records(user).order_by("code")
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
    made: forms.Field | None = field.formfield(**kwargs)
    return made


def sections_of(register: Register, form: forms.BaseForm) -> list[tuple[Any, list[forms.BoundField]]]:
    """The form's fields under the titles of their sections."""
    return [(section.title, [form[name] for name in section.fields]) for section in register.sections]


class TransitionForm(forms.Form):
    reason = forms.CharField(label=_("Motivo"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


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
