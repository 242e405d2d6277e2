"""An act handed over as a file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sigor.acts.papers import paper
from sigor.copies.downloads import attachment, issuing
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
