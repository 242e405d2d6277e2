"""What the pages of the plan share: which plan, as of which day, and the boxes they draw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sigor.accounts.requests import SignedInRequest
from sigor.analysis.progress import Status
from sigor.organisation import clock
from sigor.organisation.grants import roles_held
from sigor.organisation.periods import month_label, quarter_months
from sigor.plans import selectors
from sigor.plans.models import NoteMark, Plan, PlanVersion, Result
from sigor.plans.selectors import Board, Cell, Row
from sigor.records.workflow import State

STATES: dict[Status, State] = {
    Status.PROGRAMMED: State("programmed", _("Programado"), "○", "neutral"),
    Status.DUE_SOON: State("due_soon", _("Por vencer"), "◔", "warning"),
    Status.OVERDUE: State("overdue", _("Vencido"), "●!", "danger"),
    Status.SUBMITTED: State("submitted", _("Enviado"), "▲", "info"),
    Status.RETURNED: State("returned", _("Devuelto"), "↩", "returned"),
    Status.VERIFIED: State("verified", _("Verificado"), "✓", "success"),
}
ROWS_PER_PAGE = 100


def plan_or_404(year: int) -> Plan:
    plan = Plan.objects.select_related("unit").filter(year=year).first()
    if plan is None:
        raise Http404
    return plan


def version_or_404(request: SignedInRequest, pk: int) -> PlanVersion:
    version = PlanVersion.objects.select_related("plan", "unit").filter(pk=pk).first()
    if version is None or not selectors.visible_versions(request.user, version.plan).filter(pk=pk).exists():
        raise Http404
    return version


def as_of(request: HttpRequest) -> date:
    """The day asked for by `?al=2025-06-30`; today when none or a later one is."""
    today = clock.today()
    try:
        asked = date.fromisoformat(request.GET.get("al", ""))
    except ValueError:
        return today
    return min(asked, today)


@dataclass(frozen=True)
class Span:
    """A row of the matrix with how many rows its merged cells cover; 0 means covered from above."""

    row: Row
    objective_rows: int
    result_rows: int
    months: tuple[Cell | None, ...]


def spans(rows: Sequence[Row]) -> Iterator[Span]:
    """The rows with the vertical merges of the annex: objective and axis, then expected result."""
    for place, row in enumerate(rows):
        yield Span(
            row,
            _run(rows, place, lambda r: r.milestone.result.objective_id),
            _run(rows, place, lambda r: r.milestone.result_id),
            tuple(row.cells.get(month) for month in range(1, 13)),
        )


def _run(rows: Sequence[Row], place: int, key: Any) -> int:
    """How many rows from `place` share the key; 0 where the row above has it already."""
    value = key(rows[place])
    if place and key(rows[place - 1]) == value:
        return 0
    count = 0
    while place + count < len(rows) and key(rows[place + count]) == value:
        count += 1
    return count


def with_notes(text: str, marks: Sequence[NoteMark]) -> SafeString:
    """A text of the annex with its footnote numbers where they stood."""
    start = 0
    parts: list[SafeString] = []
    for mark in marks:
        parts.append(format_html("{}", text[start : mark.offset]))
        parts.append(
            format_html(
                '<sup><a href="#nota-{0}" title="{1}" aria-label="{2} {0}: {1}">{0}</a></sup>',
                mark.note.number,
                mark.note.text,
                _("Nota"),
            )
        )
        start = mark.offset
    parts.append(format_html("{}", text[start:]))
    return format_html_join("", "{}", ((part,) for part in parts))


@dataclass(frozen=True)
class Totals:
    months: tuple[int, ...]
    quarters: tuple[int, ...]
    year: int


def totals(board: Board) -> Totals:
    """Units scheduled per month, per quarter and in the year."""
    months = [0] * 12
    for cell in board.cells:
        months[cell.month - 1] += cell.quantity
    quarters = tuple(sum(months[m - 1] for m in quarter_months(q)) for q in (1, 2, 3, 4))
    return Totals(tuple(months), quarters, sum(months))


def month_heads(year: int) -> list[tuple[int, str]]:
    return [(m, month_label(year, m)) for m in range(1, 13)]


def result_text(result: Result, board: Board) -> SafeString:
    return with_notes(result.name, board.marks.get(("result", result.pk), ()))


def links(plan: Plan) -> dict[str, str]:
    return {
        "matrix": reverse("plan_matrix", args=[plan.year]),
        "list": reverse("plan_list", args=[plan.year]),
        "phases": reverse("plan_phases", args=[plan.year]),
        "calendar": reverse("plan_calendar", args=[plan.year]),
        "gantt": reverse("plan_gantt", args=[plan.year]),
    }


def office_unit(user: Any) -> int:
    """The unit in whose name a person of the modernisation office writes: that of their first role."""
    return roles_held(user, clock.today())[0].unit_id
