"""Who does what in the integrated system today, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sigor.leadership import selectors
from sigor.leadership.marks import standing_of
from sigor.organisation import clock
from sigor.registers.declaration import Register
from sigor.registers.doors import person, register_page


@require_GET
@register_page
def organisation(request: HttpRequest, register: Register) -> HttpResponse:
    """Each role in use with those who hold it today; the empty ones are marked as such."""
    today = clock.today()
    roles = register.records(person(request)).filter(state="in_force").order_by("code")
    holders = selectors.holders_of(roles, today)
    rows = [
        {
            "role": role,
            "url": register.url_of(role),
            "holders": holders.get(role.pk, []),
            "standing": standing_of(len(holders.get(role.pk, [])), role.holders_needed),
        }
        for role in roles
    ]
    empty = sum(1 for row in rows if not row["holders"])
    context = {"register": register, "rows": rows, "empty": empty, "today": today}
    return render(request, "leadership/organisation.html", context)
