"""The tray, the search over everything, the audit trail and the health check."""

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from sigor.accounts.requests import SignedInRequest
from sigor.home.finding import find
from sigor.home.tray import boards, tray
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import quarter_of
from sigor.plans.search import Hit as PlanHit
from sigor.plans.search import search_plan
from sigor.plans.views.boards import quarter_summaries
from sigor.records import access, audit
from sigor.records.models import AuditEntry
from sigor.registers.search import Hit as RegisterHit
from sigor.registers.search import search as search_registers

INSIDE = 30  # matches inside texts and files that the page lists


def home(request: SignedInRequest) -> HttpResponse:
    """What awaits me, and how the quarter stands."""
    now = clock.now()
    found = boards(now.date(), now)
    current = next((b for b in found if b.year == now.year), found[0] if found else None)
    quarter = None
    if current is not None:
        number = quarter_of(now.month) if current.year == now.year else 4
        quarter = quarter_summaries(current)[number - 1]
    context = {"tray": tray(request.user, found, now.date()), "quarter": quarter, "board": current}
    return render(request, "home/home.html", context)


def search(request: SignedInRequest) -> HttpResponse:
    """Codes and titles across the plan and every register, and words inside them; one exact code goes straight there."""
    text = request.GET.get("q", "").strip()[:100]
    hits: list[PlanHit | RegisterHit] = []
    if text:
        hits = [*search_plan(request.user, text, 15), *search_registers(request.user, text, 20)]
    if request.GET.get("palette"):
        return render(request, "home/hits.html", {"hits": hits[:12], "search_text": text})
    exact = [h for h in hits if h.code.lower() == text.lower()]
    if len(exact) == 1:
        return redirect(exact[0].url)
    listed = {hit.url for hit in hits}
    inside = [hit for hit in find(request.user, text, INSIDE) if hit.url not in listed]
    return render(request, "home/search.html", {"hits": hits, "inside": inside, "search_text": text})


def audit_trail(request: SignedInRequest) -> HttpResponse:
    """Every change, newest first, for those who audit."""
    access.require(request.user, Permission.AUDIT)
    entries = AuditEntry.objects.order_by("-id")
    asked = request.GET
    if actor := asked.get("quien", "").strip():
        entries = entries.filter(actor__icontains=actor)
    if table := asked.get("tabla", "").strip():
        entries = entries.filter(Q(table_name=table))
    if row := asked.get("fila", "").strip():
        entries = entries.filter(row_id=row)
    position, head = audit.head()
    context = {
        "page": Paginator(entries, 50).get_page(asked.get("pagina")),
        "asked": asked,
        "tables": audit.watched_tables(),
        "position": position,
        "head": head,
        "verification": audit.verify() if "verificar" in asked else None,
    }
    return render(request, "home/audit_trail.html", context)


def health(request: SignedInRequest) -> HttpResponse:
    """200 when the database answers; what a load balancer asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
