"""Questions that only the list of risks is asked; the links of the heat map use them."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.registers.filters import ANY, RecordFilterSet
from sigor.risks.models import holding
from sigor.risks.selectors import BASES, not_closed


class RiskFilterSet(RecordFilterSet):
    """The declared filters, and those that are not one field: still open, assessed, by which kind of scale."""

    level = django_filters.CharFilter(lookup_expr="unaccent__iexact", label=_("Nivel"))
    open = django_filters.BooleanFilter(method="leave_open", label=_("Abierto"))
    assessed = django_filters.ChoiceFilter(
        method="leave_assessed",
        label=_("Evaluación"),
        empty_label=ANY,
        choices=[
            ("inherent", _("Con riesgo inherente")),
            ("no_inherent", _("Sin riesgo inherente")),
            ("residual", _("Con riesgo residual")),
            ("no_residual", _("Sin riesgo residual")),
        ],
    )
    scale_in_force = django_filters.BooleanFilter(method="by_scale", label=_("Con la escala vigente"))

    def leave_open(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return queryset.filter(not_closed()) if value else queryset.exclude(not_closed())

    def leave_assessed(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        basis = value.removeprefix("no_")
        if basis not in BASES:
            return queryset
        return queryset.filter(**{f"{basis}_score__isnull": value != basis})

    def by_scale(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        held = holding(clock.today(), "scale__")
        return queryset.filter(held) if value else queryset.exclude(held)
