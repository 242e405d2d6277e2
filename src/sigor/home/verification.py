"""The system's own check and what is coming due in a unit: pages that look across every register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sigor.accounts.models import User
from sigor.accounts.requests import SignedInRequest
from sigor.home.tray import Entry, Section, boards, entry_of_cell, entry_of_record
from sigor.organisation import clock
from sigor.organisation.grants import Permission, subtrees
from sigor.organisation.models import Unit
from sigor.organisation.periods import month_label
from sigor.plans.selectors import units_of
from sigor.records import access
from sigor.registers import consistency, due
from sigor.registers.consistency import Finding, Rule

SHOWN = 5  # findings per rule on the first page; the rest on the rule's own
PER_PAGE = 50
LISTED = 100  # entries under one heading of the agenda; the rest are counted
AHEAD_DAYS = 180  # how far the agenda of a unit looks


@dataclass(frozen=True)
class Broken:
    """A rule and what breaks it."""

    rule: Rule
    count: int
    findings: list[Finding]


def verification(request: SignedInRequest) -> HttpResponse:
    """Every rule of the management system: those broken first, those kept by name."""
    access.require(request.user, Permission.VIEW, units_in_reach(request.user))
    today = clock.today()
    answers = [
        Broken(rule, *consistency.findings_of(rule, request.user, today, SHOWN))
        for rule in consistency.all_rules()
    ]
    broken = [a for a in answers if a.count]
    broken.sort(key=lambda a: (a.rule.severity != "error", -a.count))
    context = {
        "broken": broken,
        "kept": [a.rule for a in answers if not a.count],
        "errors": sum(a.count for a in broken if a.rule.severity == "error"),
        "warnings": sum(a.count for a in broken if a.rule.severity == "warning"),
        "may_open": access.grants(request.user).anywhere(Permission.EDIT),
        "today": today,
    }
    return render(request, "home/verification.html", context)


def verification_rule(request: SignedInRequest, code: str) -> HttpResponse:
    """All that breaks one rule."""
    access.require(request.user, Permission.VIEW, units_in_reach(request.user))
    rule = consistency.get(code)
    if rule is None:
        raise Http404
    asked = request.GET.get("pagina", "")
    number = max(1, int(asked)) if asked.isdigit() else 1
    skip = (number - 1) * PER_PAGE
    count, findings = consistency.findings_of(rule, request.user, clock.today(), PER_PAGE, skip=skip)
    context = {
        "rule": rule,
        "count": count,
        "page": Paginator(range(count), PER_PAGE).get_page(number),
        "findings": findings,
        "may_open": access.grants(request.user).anywhere(Permission.EDIT),
    }
    return render(request, "home/rule.html", context)


def _section(entries: Iterable[Entry]) -> Section:
    listed = list(entries)
    return Section(listed[:LISTED], len(listed))


def units_in_reach(user: User) -> frozenset[int]:
    """Units where the person may see something: what a page across units asks for."""
    return access.grants(user).units(Permission.VIEW)


def unit_agenda(request: HttpRequest, acronym: str = "") -> HttpResponse:
    """What is coming due in a unit and those below it, month by month: plan and registers on one line of time."""
    user, now = request.user, clock.now()
    today = now.date()
    if not isinstance(user, User):
        raise Http404
    seen = access.visible(Unit.objects.on(today), user, unit_fields=("pk",)).order_by("acronym")
    units = list(seen)
    own = {m.unit_id for m in user.memberships.on(today)}
    chosen = next((u for u in units if u.acronym == acronym), None) if acronym else None
    chosen = chosen or next((u for u in units if u.pk in own), units[0] if units and not acronym else None)
    if chosen is None or (acronym and chosen.acronym != acronym):
        raise Http404
    below = subtrees({chosen.pk}, today)[chosen.pk] & {u.pk for u in units}
    until = today + timedelta(days=AHEAD_DAYS)
    entries = [entry_of_record(item) for item in due.coming(user, below, today, until)]
    for board in boards(today, now):
        for row in board.rows:
            if units_of(row.milestone) & below:
                cells = [c for c in row.cells.values() if c.due <= until and c.progress.verified < c.quantity]
                entries += [entry_of_cell(cell, today) for cell in cells]
    entries.sort(key=lambda e: (e.due or until, e.code))
    late = [e for e in entries if e.days is not None and e.days < 0]
    ahead = [e for e in entries if e.days is not None and e.days >= 0]
    months = [
        (month_label(year, month), _section(found))
        for (year, month), found in groupby(
            ahead, key=lambda e: (e.due.year, e.due.month) if e.due else (0, 1)
        )
    ]
    context = {
        "unit": chosen,
        "units": units,
        "late": _section(late),
        "months": months,
        "until": until,
        "today": today,
    }
    return render(request, "home/agenda.html", context)
