"""Pages of people: gaps of competence, my readings, and who still lacks what."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.people import selectors, services
from sigor.people.models import RequiredReading
from sigor.people.registers.awareness import RequiredReadings
from sigor.people.registers.holders import Holders
from sigor.people.registers.posts import PostCompetences
from sigor.records import access
from sigor.registers.doors import person

ROWS = 50  # to a page


def _reader(request: HttpRequest) -> User:
    """Who is asking, if that person may see records of some unit."""
    user = person(request)
    if not access.grants(user).anywhere(Permission.VIEW):
        raise access.AccessDenied(_("No tiene permiso para consultar registros."))
    return user


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """Competences that posts ask for against what their holders showed; by post, without names."""
    user = _reader(request)
    rows = selectors.gaps_by_post().filter(pk__in=PostCompetences().records(user).values("pk"))
    only = "brechas" in request.GET
    if only:
        rows = rows.filter(below__gt=0)
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("pagina")),
        "only": only,
        "fewest": selectors.FEWEST_TOLD,
    }
    return render(request, "people/gaps.html", context)


@require_GET
def pending(request: HttpRequest) -> HttpResponse:
    """Who lacks induction, training or a reading: numbers by unit, names only for who answers for them."""
    user, today = _reader(request), clock.today()
    readings = list(selectors.readings_in_force(today))
    units = [_counted(row, readings) for row in selectors.pending_by_unit(readings, today)]
    people = selectors.with_duties(Holders().records(user).filter(state="active"), readings, today)
    people = people.filter(selectors.lacking_something(readings)).order_by("of_unit__acronym", "code")
    if unit := request.GET.get("unidad", ""):
        people = people.filter(of_unit__acronym=unit)
    page = Paginator(people, ROWS).get_page(request.GET.get("pagina"))
    context = {
        "year": today.year,
        "readings": readings,
        "units": units,
        "unit": unit,
        "page": page,
        "people": [(holder, _lacks(holder, readings, today.year)) for holder in page.object_list],
    }
    return render(request, "people/pending.html", context)


def _counted(row: dict[str, Any], readings: list[RequiredReading]) -> dict[str, Any]:
    unread = [(reading.title, row[f"unread_{at}_count"]) for at, reading in enumerate(readings)]
    return row | {"unread": unread}


def _lacks(holder: Any, readings: list[RequiredReading], year: int) -> list[str]:
    """What a person still lacks, in words."""
    found = []
    if holder.no_induction:
        found.append(_("inducción"))
    if holder.no_training:
        found.append(_("capacitación en %(year)d") % {"year": year})
    found += [
        _("leer «%(reading)s»") % {"reading": reading.title}
        for at, reading in enumerate(readings)
        if getattr(holder, f"unread_{at}")
    ]
    return found


@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """What I must read, and my word that I did."""
    user = _reader(request)
    own = selectors.readings_of(user, clock.today())
    context = {
        "to_read": [(found, services.statement_of(found.reading)) for found in own if not found.acknowledged],
        "done": [found for found in own if found.acknowledged],
        "obstacle": "" if services.signing_unit(user) else services.no_unit_to_sign(),
    }
    return render(request, "people/readings.html", context)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """«He leído y comprendido»: signed by whoever is signed in, for nobody else."""
    user = _reader(request)
    reading = get_object_or_404(RequiredReadings().records(user), pk=pk)
    try:
        given = services.acknowledge(reading=reading, by=user)
    except services.CannotAcknowledge as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Quedó su acuse %(code)s.") % {"code": given.code})
    return redirect("people_readings")
