"""Forms of results: a period, a file, a computation, and the grid of a unit's sheet."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.indicators import wording
from sigor.indicators.engine.numbers import read_column
from sigor.indicators.engine.periods import NotAPeriod, Period
from sigor.indicators.models import Indicator
from sigor.indicators.services import Cell
from sigor.organisation.models import Unit
from sigor.registers.forms import units_to_edit

PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # a number without thousands, currency or typographic minus


class PeriodField(forms.CharField):
    """A period as it is written: 2025-06, 2025-B3, 2025-T2, 2025-S1 or 2025."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Period.read(text)
        except NotAPeriod as wrong:
            raise forms.ValidationError(wording.sentence(wrong.told)) from wrong


class PeriodForm(forms.Form):
    period = PeriodField(label=_("Periodo"), help_text=_("Como 2025-06, 2025-B3 o 2025-T2."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("period", str(Period.of("month", today).previous()))


class UploadForm(forms.Form):
    """A file with data, and the unit in whose name it comes."""

    file = forms.FileField(
        label=_("Archivo"),
        help_text=_("XLSX o CSV: los datos abiertos del Programa, o una tabla con ubigeo, periodo, indicador, numerador y denominador."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("Unidad que lo trae"), queryset=Unit.objects.none())
    correction = forms.CharField(
        label=_("Qué corrige y por qué"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo si cambia cifras que ya tienen conformidad."),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = units_to_edit(user)
        own = (
            units.queryset.filter(memberships__user=user).first()
            or units.queryset.filter(acronym="UPPM").first()
        )
        if own is not None:
            self.initial.setdefault("unit", own.pk)


class ComputeForm(forms.Form):
    indicator = forms.ModelChoiceField(label=_("Indicador"), queryset=Indicator.objects.none())
    period = PeriodField(label=_("Periodo"), help_text=_("Como 2025-B2 o 2025-T1, según su frecuencia."))
    correction = forms.CharField(
        label=_("Qué corrige y por qué"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo si cambia cifras que ya tienen conformidad."),
    )

    def __init__(self, *args: Any, cards: QuerySet[Indicator], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["indicator"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = cards

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        card, period = said.get("indicator"), said.get("period")
        if card and period and period.kind != card.frequency:
            why = _now("Este indicador se mide con otra frecuencia: %(f)s.")
            self.add_error("period", why % {"f": card.get_frequency_display()})
        return said


class SheetForm:
    """The grid: two numbers, a remark and a mark for each card; what is no number is said cell by cell."""

    def __init__(self, cards: Sequence[Indicator], data: Any) -> None:
        self.cards, self.data = cards, data or {}
        self.problems: dict[str, str] = {}
        self._read: dict[int, Cell] = {}
        if data:
            for card in cards:
                self._take(card)

    def _take(self, card: Indicator) -> None:
        try:
            numerator = self._number(card, "n")
            denominator = self._number(card, "d") if card.kind == "ratio" else None
        except ValueError as wrong:
            self.problems[card.symbol] = str(wrong)
            return
        comment = self.data.get(f"c-{card.pk}", "")[:500]
        self._read[card.pk] = Cell(card, numerator, denominator, comment, bool(self.data.get(f"f-{card.pk}")))

    def _number(self, card: Indicator, part: str) -> Decimal | None:
        text = self.typed(card, part).strip()
        if not text:
            return None
        read = read_column([text])
        # Of one cell alone «1.234» cannot be told from the rest: the point is decimal in Peru.
        value = Decimal(text) if read.unclear and PLAIN.fullmatch(text) else read.values[0]
        if value is None:
            raise ValueError(_now("«%(text)s» no es un número.") % {"text": text[:20]})
        return value

    def typed(self, card: Indicator, part: str) -> str:
        return str(self.data.get(f"{part}-{card.pk}", ""))

    @property
    def is_bound(self) -> bool:
        return bool(self.data)

    def cells(self) -> Iterable[Cell]:
        return list(self._read.values())
