"""Forms of the pages of documents that are not the form of a record."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sigor.documents.models import DocumentVersion
from sigor.organisation import clock
from sigor.organisation.models import Unit

USUAL_DAYS = 7


class FileForm(forms.Form):
    file = forms.FileField(label=_("Archivo de la versión (Word, PDF o texto)"))


class ReviewForm(forms.Form):
    """Which units are asked, and until when."""

    units = forms.ModelMultipleChoiceField(Unit.objects.none(), label=_("Unidades a las que el texto afecta"))
    due_date = forms.DateField(
        label=_("Responder hasta"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, version: DocumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        field = self.fields["units"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = (
            Unit.objects.on(today)
            .exclude(kind=Unit.Kind.TERRITORIAL)
            .exclude(pk=version.unit_id)
            .order_by("acronym")
        )
        self.fields["due_date"].initial = today + timedelta(days=USUAL_DAYS)


class ReadingForm(forms.Form):
    """What people must understand of a version, and in how many days."""

    text = forms.CharField(label=_("Qué hay que comprender"), widget=forms.Textarea(attrs={"rows": 3}))
    due_days = forms.IntegerField(label=_("Plazo para leer (días)"), min_value=1, max_value=365, initial=15)
