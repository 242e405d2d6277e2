"""How the year stands: the matrix, and list, PHVA board, calendar and Gantt over the same data."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sigor.accounts.requests import SignedInRequest
from sigor.analysis.progress import Status
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.periods import month_end, quarter_months
from sigor.plans import importing, pages, quarters, reformulation, selectors
from sigor.plans.forms import BranchForm
from sigor.plans.models import Phase, Plan, PlanVersion
from sigor.plans.selectors import Board, Cell
from sigor.records import access

FILE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


def plan_home(request: SignedInRequest) -> HttpResponse:
    """The plan of the current year, or the newest there is."""
    current = selectors.plans().filter(year__lte=clock.today().year, versions__state="approved").first()
    if current is not None:
        return redirect("plan_matrix", current.year)
    return redirect("plan_years")


def plan_years(request: SignedInRequest) -> HttpResponse:
    """Every year's plan with the versions this person may see."""
    may_plan = access.may(request.user, Permission.PLAN)
    years = []
    for plan in selectors.plans():
        if versions := list(selectors.visible_versions(request.user, plan)):
            approved = any(v.state == selectors.PUBLISHED for v in versions)
            refusal = reformulation.branch_refusal(plan, clock.today()) if may_plan and approved else ""
            years.append(
                {
                    "plan": plan,
                    "versions": versions,
                    "open": next(
                        (v for v in versions if v.is_reformulation and not v.get_state().final), None
                    ),
                    "may_branch": may_plan and approved,
                    "refusal": refusal,
                }
            )
    context = {"years": years, "may_plan": may_plan, "branch_form": BranchForm()}
    return render(request, "plans/years.html", context)


def _board(request: SignedInRequest, year: int, quarter: str = "") -> tuple[Plan, Board | None]:
    """The plan as in force on the day asked for; for one quarter, the version by which it is counted."""
    plan = pages.plan_or_404(year)
    day = pages.as_of(request)
    if quarter in {"1", "2", "3", "4"}:
        version = selectors.versions_counting(plan, day).get(int(quarter))
    else:
        version = selectors.version_in_force(plan, day if day.year == year else month_end(year, 12))
    return plan, selectors.board(version, day) if version else None


def _frame(request: SignedInRequest, plan: Plan, board: Board | None, view: str) -> dict[str, Any]:
    """What every view of the plan shows above its own content."""
    context: dict[str, Any] = {
        "plan": plan,
        "view": view,
        "links": pages.links(plan),
        "board": board,
        "today": clock.today(),
        "as_of": board.as_of if board else pages.as_of(request),
        "states": pages.STATES,
        "may_plan": access.may(request.user, Permission.PLAN),
        "years": selectors.plans()
        .filter(versions__state="approved")
        .values_list("year", flat=True)
        .distinct(),
        "version": board.version if board else None,
    }
    if board:
        context["act"] = board.version.acts.filter(approves=True).first()
        context["quarters"] = quarter_summaries(board)
    return context


def quarter_summaries(board: Board) -> list[dict[str, Any]]:
    """The head of each quarter: its state and, by the rule in force, how it stands.

    A quarter is counted by the version in force at its end, whichever the board shows.
    """
    plan = board.version.plan
    editions = selectors.newest_editions(plan, board.moment)
    counting = selectors.counting_boards(plan, board.as_of, known=board)
    return [
        {
            "quarter": quarter,
            "edition": editions.get(quarter),
            "view": quarters.view(counting[quarter], quarter, rule) if rule else None,
        }
        for quarter, rule in selectors.rules_of(board.year).items()
    ]


def matrix(request: SignedInRequest, year: int) -> HttpResponse:
    plan, board = _board(request, year)
    context = _frame(request, plan, board, "matrix")
    if board is None:
        return render(request, "plans/empty.html", context)
    return render(request, "plans/matrix.html", context | matrix_context(request, board))


def matrix_context(request: SignedInRequest, board: Board) -> dict[str, Any]:
    """The rows of the matrix with their merges, marks and totals; long plans come in pages."""
    page = Paginator(board.rows, pages.ROWS_PER_PAGE).get_page(request.GET.get("pagina"))
    rows = [
        {
            "span": span,
            "result_name": pages.result_text(span.row.milestone.result, board),
            "name": pages.with_notes(
                span.row.milestone.name, board.marks.get(("milestone", span.row.milestone.pk), ())
            ),
            "deliverable": pages.with_notes(
                span.row.milestone.deliverable_type,
                board.marks.get(("deliverable", span.row.milestone.pk), ()),
            ),
        }
        for span in pages.spans(list(page.object_list))
    ]
    today = clock.today()
    return {
        "rows": rows,
        "page": page,
        "months": pages.month_heads(board.year),
        "by_month": [
            (label, [row.cells[m] for row in page.object_list if m in row.cells])
            for m, label in pages.month_heads(board.year)
        ],
        "this_month": today.month if today.year == board.year else 0,
        "totals": pages.totals(board),
        "notes": board.version.notes.order_by("number"),
    }


def plan_list(request: SignedInRequest, year: int) -> HttpResponse:
    """Every scheduled deliverable as a line; what any number of the plan was counted from."""
    plan, board = _board(request, year, request.GET.get("trimestre", ""))
    context = _frame(request, plan, board, "list")
    if board is None:
        return render(request, "plans/empty.html", context)
    cells = filtered(request, board)
    units = sorted({c.milestone.lead.acronym for c in board.cells})
    page = Paginator(cells, 50).get_page(request.GET.get("pagina"))
    extra = {
        "page": page,
        "units": units,
        "chosen": request.GET,
        "found": len(cells),
        "phases": Phase.choices,
    }
    extra["objectives"] = sorted(
        {(r.milestone.result.objective.number, r.milestone.result.objective.axis) for r in board.rows}
    )
    return render(request, "plans/list.html", context | extra)


def filtered(request: SignedInRequest, board: Board) -> list[Cell]:
    """The cells that the address asks for: quarter, axis, result, unit, state, phase, mine."""
    asked = request.GET
    cells = list(board.cells)
    if (quarter := asked.get("trimestre", "")) in {"1", "2", "3", "4"}:
        cells = [c for c in cells if c.month in quarter_months(int(quarter))]
    if axis := asked.get("eje"):
        cells = [c for c in cells if str(c.milestone.result.objective.number) == axis]
    if result := asked.get("resultado"):
        cells = [c for c in cells if c.milestone.result.code == result]
    if unit := asked.get("unidad"):
        cells = [c for c in cells if c.milestone.lead.acronym == unit]
    if state := asked.get("estado"):
        cells = [c for c in cells if c.status == state]
    if phase := asked.get("fase"):
        cells = [c for c in cells if c.milestone.phase == phase]
    if asked.get("mias"):
        cells = [c for c in cells if selectors.may_submit(request.user, c.milestone)]
    return sorted(cells, key=lambda c: (c.month, c.milestone.order))


def phases(request: SignedInRequest, year: int) -> HttpResponse:
    """The board of the PHVA cycle: a column a phase, a card a milestone."""
    plan, board = _board(request, year)
    context = _frame(request, plan, board, "phases")
    if board is None:
        return render(request, "plans/empty.html", context)
    columns = [
        (label, [r for r in board.rows if r.milestone.phase == value][: pages.ROWS_PER_PAGE])
        for value, label in Phase.choices
    ]
    return render(request, "plans/phases.html", context | {"columns": columns})


def calendar(request: SignedInRequest, year: int) -> HttpResponse:
    """The twelve months, each with what falls due in it."""
    plan, board = _board(request, year)
    context = _frame(request, plan, board, "calendar")
    if board is None:
        return render(request, "plans/empty.html", context)
    by_month = {m: [c for c in board.cells if c.month == m] for m in range(1, 13)}
    months = [
        (label, by_month[m][: pages.ROWS_PER_PAGE], sum(c.quantity for c in by_month[m]), m)
        for m, label in pages.month_heads(year)
    ]
    return render(request, "plans/calendar.html", context | {"month_cards": months})


def gantt(request: SignedInRequest, year: int) -> HttpResponse:
    """Diamonds at the due months on a line of the year; no bar pretends work between them."""
    plan, board = _board(request, year)
    context = _frame(request, plan, board, "gantt")
    if board is None:
        return render(request, "plans/empty.html", context)
    page = Paginator(board.rows, pages.ROWS_PER_PAGE).get_page(request.GET.get("pagina"))
    day = board.as_of
    at = 44 * (day.month - 1) + 44 * day.day // 31 if day.year == year else (528 if day.year > year else 0)
    rows = [(r, [(c, 44 * (c.month - 1) + 34) for c in r.cells.values()]) for r in page.object_list]
    return render(
        request,
        "plans/gantt.html",
        context | {"lines": rows, "page": page, "at": at, "months": pages.month_heads(year)},
    )


def export(request: SignedInRequest, year: int, ending: str) -> HttpResponse:
    """The version in force as a file, as of the day shown."""
    plan, board = _board(request, year)
    if board is None:
        return redirect("plan_matrix", plan.year)
    return export_version(board.version, ending, board)


def export_version(version: PlanVersion, ending: str, board: Board | None = None) -> HttpResponse:
    if ending not in FILE_TYPES:
        raise Http404
    states = None
    if board is not None:
        states = {
            (c.milestone.code, c.month): str(pages.STATES[c.status].label)
            for c in board.cells
            if c.status != Status.PROGRAMMED
        }
    response = HttpResponse(importing.as_file(version, ending, states), content_type=FILE_TYPES[ending])
    response["Content-Disposition"] = (
        f'attachment; filename="plan-{version.plan.year}-v{version.number:02d}.{ending}"'
    )
    return response
