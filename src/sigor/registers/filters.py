"""From a declaration to a filter set: the same questions on the page, in the workbook and in the API."""

from functools import cache
from types import new_class
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.records.selectors import standing
from sigor.registers.declaration import Register
from sigor.registers.values import label_of, related_model

ANY = _("Cualquiera")


class RecordFilterSet(django_filters.FilterSet):
    """Filters of one register; `search_fields` are those that the free text looks into."""

    search_fields: tuple[str, ...] = ()
    unit_filters: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.unit_filters and self.request is not None:
            units = access.visible(Unit.objects.order_by("acronym"), self.request.user, unit_fields=("pk",))
            choices = [(a, a) for a in dict.fromkeys(units.values_list("acronym", flat=True))]
            for name in self.unit_filters:
                # Describing the API makes the field of the class once, without choices; copies bring it along.
                vars(self.filters[name]).pop("_field", None)
                self.filters[name].extra["choices"] = choices

    def find(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Every word must appear somewhere; accents and case do not matter."""
        return queryset.filter(having_words(value, self.search_fields))

    def standing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Records that show this state today."""
        return queryset.filter(standing(queryset.model.workflow, value, clock.today()))


def having_words(text: str, fields: tuple[str, ...]) -> Q:
    condition = Q()
    for word in text.split():
        condition &= Q(*((f"{name}__unaccent__icontains", word) for name in fields), _connector=Q.OR)
    return condition


def filterset_of(register: Register) -> type[django_filters.FilterSet]:
    """The filter set of a register."""
    return _filterset_of(register, get_language())


@cache
def _filterset_of(register: Register, language: str | None) -> type[django_filters.FilterSet]:
    """Made once for each language, for the labels are in it."""
    declared: dict[str, Any] = {
        "q": django_filters.CharFilter(
            method="find", label=_("Buscar"), widget=forms.TextInput({"type": "search"})
        )
    }
    for name in dict.fromkeys([*register.filters, *filter(None, [register.parent])]):
        declared |= _filters(register, name)
    declared["search_fields"] = register.search
    declared["unit_filters"] = tuple(n for n in register.filters if related_model(register.field(n)) is Unit)
    declared["Meta"] = type("Meta", (), {"model": register.model, "fields": []})
    base = register.filter_class or RecordFilterSet
    made: type[django_filters.FilterSet] = new_class(
        f"{register.model.__name__}FilterSet", (base,), {}, lambda ns: ns.update(declared)
    )
    return made


def _filters(register: Register, name: str) -> dict[str, django_filters.Filter]:
    field = register.field(name)
    label = label_of(field)
    if name == "state":
        return {
            name: django_filters.ChoiceFilter(
                method="standing", label=label, choices=register.model.workflow.choices, empty_label=ANY
            )
        }
    if related := related_model(field):
        if related is Unit:
            return {
                name: django_filters.ChoiceFilter(
                    field_name=f"{name}__acronym", label=label, choices=(), empty_label=ANY
                )
            }
        return {name: django_filters.CharFilter(field_name=f"{name}__code", label=label)}
    if field.choices:
        return {name: django_filters.ChoiceFilter(label=label, choices=field.flatchoices, empty_label=ANY)}
    if isinstance(field, models.BooleanField):
        return {name: django_filters.BooleanFilter(label=label)}
    if isinstance(field, models.DateField):
        return {
            f"{name}_from": _date_filter(name, "gte", _("%(what)s, desde") % {"what": label}),
            f"{name}_to": _date_filter(name, "lte", _("%(what)s, hasta") % {"what": label}),
        }
    if isinstance(field, (models.CharField, models.TextField)):
        return {name: django_filters.CharFilter(lookup_expr="unaccent__icontains", label=label)}
    return {name: django_filters.NumberFilter(label=label)}


def _date_filter(name: str, lookup: str, label: Any) -> django_filters.DateFilter:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return django_filters.DateFilter(field_name=name, lookup_expr=lookup, label=label, widget=widget)
