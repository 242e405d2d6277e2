"""Forms of the plan's pages: they only check what was typed; services write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sigor.organisation.models import Unit
from sigor.organisation.periods import month_label
from sigor.plans.models import (
    Act,
    AlignmentStep,
    BudgetLine,
    ComplianceRule,
    Deliverable,
    Milestone,
    PlanVersion,
)
from sigor.registers.forms import PasswordAgain


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class SubmitForm(forms.Form):
    """What a deliverable asks for: the file, its type, number and date, and how many units it proves."""

    file = forms.FileField(label=_("Archivo"))
    type = forms.CharField(label=_("Tipo de documento"), max_length=80)
    number = forms.CharField(label=_("Número"), max_length=120, required=False)
    date = forms.DateField(label=_("Fecha del documento"), widget=DateInput(), required=False)
    quantity = forms.IntegerField(label=_("Cantidad"), min_value=1, initial=1)
    also = forms.ModelMultipleChoiceField(
        Deliverable.objects.none(),
        label=_("Sirve también a"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, others: Any, outstanding: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["also"].queryset = others  # type: ignore[attr-defined]
        self.fields["also"].label_from_instance = deliverable_label  # type: ignore[attr-defined]
        self.fields["quantity"].widget.attrs["max"] = outstanding
        if outstanding == 1:
            self.fields["quantity"].widget = forms.HiddenInput()


def deliverable_label(deliverable: Deliverable) -> str:
    return f"{deliverable.milestone.code} · {deliverable.milestone.name} ({deliverable.month:02d})"


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}))


class MilestoneForm(forms.ModelForm):
    """The texts, units, meta and phase of a milestone of a draft."""

    class Meta:
        model = Milestone
        fields = ("name", "deliverable_type", "lead", "contributors", "units_text", "meta", "phase")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "contributors"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        self.fields["contributors"].widget.attrs["size"] = 6


class ActForm(forms.ModelForm):
    class Meta:
        model = Act
        fields = ("type", "number", "date", "issuer", "subject", "approves")
        widgets = {"date": DateInput()}


class AlignmentForm(forms.ModelForm):
    class Meta:
        model = AlignmentStep
        fields = ("level", "element", "norm", "objective")

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        kwargs["prefix"] = "alignment"
        super().__init__(*args, **kwargs)
        field = self.fields["objective"]
        field.queryset = version.objectives.order_by("number")  # type: ignore[attr-defined]
        field.label = _("Solo para el eje")
        field.label_from_instance = lambda o: f"{o.number}. {o.axis}"  # type: ignore[attr-defined]


class BudgetForm(forms.ModelForm):
    class Meta:
        model = BudgetLine
        fields = ("classifier", "detail", "functional_sequence", "funding", "activity", "amount")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["prefix"] = "budget"
        super().__init__(*args, **kwargs)


class RuleForm(forms.ModelForm):
    class Meta:
        model = ComplianceRule
        fields = ("denominator", "threshold", "grace_days", "valid_from", "source")
        widgets = {"valid_from": DateInput()}


class AgreementForm(forms.Form):
    agreement_number = forms.CharField(label=_("Número del acuerdo del Comité SIG"), max_length=120)
    agreement_date = forms.DateField(label=_("Fecha del acuerdo"), required=False, widget=DateInput())


class EffectForm(forms.Form):
    """From when an approved version rules, and the password again: to approve is personal."""

    effective_from = forms.DateField(label=_("Rige desde"), widget=DateInput())
    password = PasswordAgain()


class BranchForm(forms.Form):
    reason = forms.CharField(label=_("Por qué se reformula"), widget=forms.Textarea(attrs={"rows": 3}))


class ChangeForm(forms.Form):
    """One change of a reformulation, with its reason; what it needs besides is in the forms below."""

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        super().__init__(*args, **kwargs)
        year = version.plan.year
        if "deliverable" in self.fields:
            rows = Deliverable.objects.filter(milestone__version=version).select_related("milestone")
            field = self.fields["deliverable"]
            field.queryset = rows.order_by("milestone__order", "month")  # type: ignore[attr-defined]
            field.label_from_instance = lambda d: (  # type: ignore[attr-defined]
                f"{d.milestone.code} · {month_label(year, d.month)} · {d.quantity} · {d.milestone.name}"
            )
        if "milestone" in self.fields:
            self.fields["milestone"].queryset = version.milestones.order_by("order")  # type: ignore[attr-defined]
        if "month" in self.fields:
            months = [(m, month_label(year, m)) for m in range(1, 13)]
            self.fields["month"].choices = months  # type: ignore[attr-defined]
        self.fields["reason"] = forms.CharField(
            label=_("Motivo"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )


def _one_of_the_draft() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Deliverable.objects.none(), label=_("Entregable"))


def _milestone_of_the_draft() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Milestone.objects.none(), label=_("Hito"))


def _month() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("Mes"), coerce=int)


def _quantity() -> forms.IntegerField:
    return forms.IntegerField(label=_("Cantidad"), min_value=1, max_value=999, initial=1)


class MoveForm(ChangeForm):
    deliverable = _one_of_the_draft()
    month = _month()


class QuantityForm(ChangeForm):
    deliverable = _one_of_the_draft()
    quantity = _quantity()


class AddForm(ChangeForm):
    milestone = _milestone_of_the_draft()
    month = _month()
    quantity = _quantity()


class WithdrawForm(ChangeForm):
    deliverable = _one_of_the_draft()


class WithdrawMilestoneForm(ChangeForm):
    milestone = _milestone_of_the_draft()


class UploadForm(forms.Form):
    """An annex to read: a file, or text pasted from one."""

    file = forms.FileField(label=_("Archivo del anexo (.xlsx, .txt o .json)"), required=False)
    text = forms.CharField(
        label=_("o pegue aquí el texto del plan"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("text", "").strip():
            raise forms.ValidationError(_("Elija un archivo o pegue el texto."))
        return data


def units_on(day: Any) -> Any:
    return Unit.objects.on(day).order_by("acronym")
