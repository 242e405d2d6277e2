"""The agenda of the committee's next session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sigor.committee.agenda import agenda
from sigor.organisation import clock
from sigor.registers.declaration import Register
from sigor.registers.doors import person, register_page


@require_GET
@register_page
def session_agenda(request: HttpRequest, register: Register) -> HttpResponse:
    today = clock.today()
    return render(request, "committee/agenda.html", agenda(person(request), today) | {"today": today})
