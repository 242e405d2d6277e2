"""An act handed over as a file, what waits to be published, and its package."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sigor.acts import publication
from sigor.acts.papers import paper
from sigor.copies.downloads import attachment, issuing
from sigor.organisation import clock
from sigor.records.files import ACCEPTED
from sigor.registers.declaration import Register
from sigor.registers.doors import person, record_of, register_page


@require_GET
@register_page
def act_paper(request: HttpRequest, register: Register, pk: int, ending: str) -> HttpResponse:
    act = record_of(request, register, pk)
    with issuing(request):
        data = paper(act, ending, by=person(request))
    return attachment(data, f"{act.code}.{ending}", ACCEPTED[ending])


@require_GET
@register_page
def publication_queue(request: HttpRequest, register: Register) -> HttpResponse:
    today = clock.today()
    rows = [(duty, publication.days_left(duty, today)) for duty in publication.queue(person(request))]
    return render(request, "acts/publication.html", {"rows": rows, "register": register})


@require_GET
@register_page
def publication_package(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    duty = record_of(request, register, pk)
    with issuing(request):
        data = publication.package(duty, by=person(request))
    return attachment(data, f"publicar-{duty.code}.zip", ACCEPTED["zip"])
