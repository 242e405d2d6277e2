"""Forms of the administration pages; the rules live in the services."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.organisation.models import Membership, Role, Unit


class Day(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.acronym} · {obj.name}"


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name} ({obj.username})"


def source_field() -> forms.CharField:
    return forms.CharField(
        label=_("Fuente"), max_length=300, required=False, help_text=_("El documento que lo dispone.")
    )


class Dated(forms.Form):
    """Everything that holds between two dates, with where that is said."""

    valid_from = Day(label=_("Desde"))
    valid_to = Day(label=_("Hasta"), required=False, help_text=_("Último día incluido; vacío: sin término."))
    source = source_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today
        for field in self.fields.values():
            if isinstance(field, UnitChoice):
                field.queryset = Unit.objects.exclude(valid_to__lt=today).order_by("acronym")
            if isinstance(field, PersonChoice):
                field.queryset = User.objects.filter(is_active=True).order_by("full_name")


class GrantRole(Dated):
    unit = UnitChoice(label=_("Unidad"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Rol"), choices=Role)

    field_order = ["unit", "role", "valid_from", "valid_to", "source"]


class Invite(GrantRole):
    full_name = forms.CharField(
        label=_("Nombre o cargo"), max_length=150, help_text=_("Basta el cargo: «Jefatura de la UCC».")
    )
    email = forms.EmailField(label=_("Correo"), help_text=_("Allí llega la invitación."))
    username = forms.CharField(label=_("Usuario"), max_length=150)

    field_order = ["full_name", "email", "username", *GrantRole.field_order]


class Delegate(Dated):
    membership = forms.ModelChoiceField(label=_("Rol que se encarga"), queryset=Membership.objects.none())
    to = PersonChoice(label=_("A quién"), queryset=User.objects.none())
    valid_to = Day(label=_("Hasta"), help_text=_("Último día incluido."))
    resolution_number = forms.CharField(
        label=_("Resolución"),
        max_length=80,
        required=False,
        help_text=_("Puede quedar vacía si aún no se emite."),
    )

    field_order = ["membership", "to", "valid_from", "valid_to", "resolution_number", "source"]

    def __init__(self, *args: Any, person: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        roles = Membership.objects.filter(user=person).exclude(valid_to__lt=today).select_related("unit")
        membership, to = self.fields["membership"], self.fields["to"]
        assert isinstance(membership, forms.ModelChoiceField) and isinstance(to, PersonChoice)
        membership.queryset = roles
        membership.initial = roles.first() if roles.count() == 1 else None
        to.queryset = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("full_name")


class AddUnit(Dated):
    acronym = forms.CharField(label=_("Sigla"), max_length=30)
    name = forms.CharField(label=_("Nombre"), max_length=200)
    kind = forms.ChoiceField(label=_("Clase"), choices=Unit.Kind)
    parent = UnitChoice(label=_("Depende de"), queryset=Unit.objects.none(), required=False)
    confirmed = forms.BooleanField(
        label=_("Confirmada"), required=False, help_text=_("La denominación consta en un documento vigente.")
    )

    field_order = ["acronym", "name", "kind", "parent", "valid_from", "valid_to", "source", "confirmed"]


class End(forms.Form):
    """The last day of something, and why."""

    valid_to = Day(label=_("Último día"))
    reason = forms.CharField(label=_("Motivo"), max_length=300)


class ChangeEnd(End):
    valid_to = Day(label=_("Último día"), required=False, help_text=_("Vacío: sin término."))


class Reason(forms.Form):
    reason = forms.CharField(label=_("Motivo"), max_length=300)


class Nothing(forms.Form):
    """A step that only needs to be confirmed."""


class AddHoliday(forms.Form):
    day = Day(label=_("Fecha"))
    name = forms.CharField(label=_("Nombre"), max_length=200)
    source = source_field()


def show_refusal(form: forms.Form, error: ValidationError) -> None:
    """Put what the service objected to beside the field it is about, where the form has that field."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, texts in by_field.items():
        name = {"date": "day"}.get(name, name)
        form.add_error(name if name in form.fields else None, texts)
