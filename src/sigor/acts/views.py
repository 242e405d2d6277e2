"""An act handed over as a file or put forward to be signed, what waits to be published, and its package."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sigor.acts import publication
from sigor.acts.papers import paper, put_forward
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


@require_POST
@register_page
def act_signing(request: HttpRequest, register: Register, pk: int) -> HttpResponseBase:
    """The act's own PDF becomes evidence of it, and the person goes on to say who signs it."""
    use = put_forward(record_of(request, register, pk), by=person(request))
    return redirect("register_signing", register.slug, pk, use.pk)


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
