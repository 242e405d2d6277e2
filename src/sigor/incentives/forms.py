"""Forms of the pages of the incentives that are not the form of a record."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.models import HOUSEHOLD, RuleVersion
from sigor.incentives.wording import CONCEPTS
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access

TABLES = ("parquet", "csv", "xlsx")
BIMESTERS_OFFERED = 12
LIMITS = {
    "target_age_years": _("Edad hasta la que se atiende (años)"),
    "birthday_month_counts": _("El mes en que cumple esa edad cuenta (1 sí, 0 no)"),
    "first_years_months": _("Edad de Primera Infancia (meses)"),
    "attendance_percent": _("Asistencia mínima a clases (%)"),
}


def table_field(label: Any, *, required: bool = True) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        widget=forms.FileInput(attrs={"accept": ".parquet,.csv,.xlsx"}),
        validators=[FileExtensionValidator(TABLES)],
    )


class ExtractForm(forms.Form):
    """The bimester, the rules and the three files that a run begins with."""

    bimester = forms.ChoiceField(label=_("Bimestre"))
    rules = forms.ModelChoiceField(RuleVersion.objects.none(), label=_("Reglas"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unidad que la lleva"))
    households = table_field(_("Hogares"))
    members = table_field(_("Integrantes"))
    facts = table_field(_("Cumplimientos"))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = bimester = Bimester(today.year, (today.month + 1) // 2)
        offered = []
        for _n in range(BIMESTERS_OFFERED):
            offered.append((str(bimester), str(bimester)))
            bimester = bimester.previous
        when, rules, unit = self.fields["bimester"], self.fields["rules"], self.fields["unit"]
        assert isinstance(when, forms.ChoiceField)
        assert isinstance(rules, forms.ModelChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        when.choices, when.initial = offered, str(found.previous)
        rules.queryset = RuleVersion.objects.filter(state="approved").order_by("-approved_at")
        rules.initial = rules.queryset.first()
        held = access.grants(user)
        units = Unit.objects.on(today).exclude(kind=Unit.Kind.TERRITORIAL).order_by("acronym")
        unit.queryset = (
            units if Permission.EDIT in held.everywhere else units.filter(pk__in=held.units(Permission.EDIT))
        )
        unit.initial = unit.queryset.filter(acronym="UOP").first() or unit.queryset.first()


class ListsForm(forms.Form):
    operational = table_field(_("Lista del sistema operativo"))
    bank = table_field(_("Devolución del banco"), required=False)


class HouseholdForm(forms.Form):
    h = forms.CharField(label=_("Seudónimo del hogar"), max_length=12, validators=[HOUSEHOLD])


class SampleForm(forms.Form):
    """What an auditor wants to be able to say of the roll."""

    confidence = forms.TypedChoiceField(
        label=_("Confianza"), choices=[("0.95", "95 %"), ("0.99", "99 %"), ("0.90", "90 %")], coerce=float
    )
    tolerable = forms.TypedChoiceField(
        label=_("Error tolerable"),
        choices=[("0.05", "5 %"), ("0.02", "2 %"), ("0.01", "1 %"), ("0.1", "10 %")],
        coerce=float,
    )
    seed = forms.CharField(
        label=_("Semilla"), max_length=40, help_text=_("La misma semilla da la misma muestra.")
    )


class AmountForm(forms.Form):
    """One amount or one limit from a day on, with the norm that says so."""

    what = forms.ChoiceField(label=_("Qué cambia"))
    value = forms.DecimalField(
        label=_("Nuevo valor"),
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        help_text=_("Soles en los montos; años, meses o por ciento en los límites."),
    )
    since = forms.DateField(
        label=_("Desde"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label=_("Norma que lo dispone"), max_length=300, min_length=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = [
            (_("Montos").__str__(), [(f"amounts:{code}", label) for code, label in CONCEPTS.items()]),
            (_("Límites").__str__(), [(f"limits:{code}", label) for code, label in LIMITS.items()]),
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if (
            str(told.get("what", "")).startswith("limits:")
            and told.get("value") is not None
            and told["value"] % 1
        ):
            self.add_error("value", _("Un límite es un número entero."))
        return told

    def entry(self) -> tuple[str, dict[str, Any]]:
        """The list of the document and the entry, without its dates."""
        name, _sep, key = self.cleaned_data["what"].partition(":")
        value = self.cleaned_data["value"]
        if name == "amounts":
            return name, {"concept": key, "cents": int(value * 100)}
        return name, {"key": key, "value": int(value)}


class DocumentForm(forms.Form):
    document = forms.FileField(
        label=_("Documento completo (JSON)"),
        widget=forms.FileInput(attrs={"accept": ".json"}),
        validators=[FileExtensionValidator(["json"])],
    )
