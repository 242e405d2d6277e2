"""Units as a tree on a date, and the days on which nobody works."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from sigor.accounts.requests import SignedInRequest
from sigor.home.administration import forms, selectors, services
from sigor.home.administration.pages import ask, for_administrators
from sigor.organisation import clock
from sigor.organisation.models import Holiday, Unit


def _day(text: str) -> date:
    """The day asked for; what is no date is today."""
    try:
        return parse_date(text) or clock.today()
    except ValueError:
        return clock.today()


@for_administrators
def units(request: SignedInRequest) -> HttpResponse:
    day = _day(request.GET.get("fecha", ""))
    tree = selectors.unit_tree(on=day)
    context = {"tree": tree, "day": day, "number": sum(1 for _row in selectors.walk(tree))}
    return render(request, "home/administration/units.html", context)


@for_administrators
def add_unit(request: SignedInRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> None:
        unit = services.add_unit(by=request.user, **values)
        messages.success(request, _("La unidad %(unit)s quedó registrada.") % {"unit": unit})

    return ask(
        request,
        forms.AddUnit(request.POST or None, today=clock.today()),
        act,
        title=_("Agregar una unidad"),
        button=_("Agregar"),
        back=reverse("administration_units"),
        intro=_("Una reorganización cierra la unidad anterior y abre otra: así el pasado se lee como era."),
    )


@for_administrators
def close_unit(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk)

    def act(values: dict[str, Any]) -> None:
        services.close_unit(by=request.user, unit=unit, **values)
        messages.success(request, _("El cierre de la unidad %(unit)s quedó registrado.") % {"unit": unit})

    return ask(
        request,
        forms.End(request.POST or None, initial={"valid_to": clock.today()}),
        act,
        title=_("Cerrar la unidad %(unit)s") % {"unit": unit},
        button=_("Cerrar la unidad"),
        back=reverse("administration_units"),
        intro=unit.name,
        danger=True,
    )


@for_administrators
def holidays(request: SignedInRequest) -> HttpResponse:
    years = sorted({day.year for day in Holiday.objects.dates("date", "year")} | {clock.today().year})
    asked = request.GET.get("ano", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else clock.today().year
    context = {
        "holidays": Holiday.objects.filter(date__year=year).order_by("date"),
        "years": years,
        "year": year,
    }
    return render(request, "home/administration/holidays.html", context)


@for_administrators
def add_holiday(request: SignedInRequest) -> HttpResponse:
    def act(values: dict[str, Any]) -> None:
        services.add_holiday(by=request.user, **values)
        messages.success(request, _("El feriado quedó registrado."))

    return ask(
        request,
        forms.AddHoliday(request.POST or None),
        act,
        title=_("Agregar un feriado"),
        button=_("Agregar"),
        back=reverse("administration_holidays"),
        intro=_("Los plazos en días hábiles se cuentan sin los feriados."),
    )
