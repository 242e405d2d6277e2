"""The same result by another road, in the same run: compliance in SQL, and openpyxl's plain load."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

import openpyxl
from django.db import connection

from sigor.analysis import annex
from sigor.analysis.compliance import Compliance, Denominator, Item, comply
from sigor.demo.organisation import JUNTOS
from sigor.plans import importing, quarters, selectors
from sigor.plans.models import Plan
from sigor.plans.selectors import Board

# What `quarters.view` counts, as one statement. Cut-offs per quarter come as parameters.
COMPLIANCE = """
WITH cutoffs (quarter, at) AS (VALUES (1, %(c1)s), (2, %(c2)s), (3, %(c3)s), (4, %(c4)s)),
marks AS (
    SELECT m.code, d.quantity, d.lineage, (d.month + 2) / 3 AS quarter
    FROM plans_deliverable d JOIN plans_milestone m ON m.id = d.milestone_id
    WHERE m.version_id = %(version)s
),
verified AS (
    SELECT k.lineage, sum(s.quantity) AS units
    FROM marks k
    JOIN cutoffs c ON c.quarter = k.quarter
    JOIN plans_submission s ON s.lineage = k.lineage AND s.submitted_at <= c.at
    JOIN LATERAL (
        SELECT e.outcome FROM plans_decision e
        WHERE e.submission_id = s.id AND e.decided_at <= c.at ORDER BY e.decided_at DESC, e.id DESC LIMIT 1
    ) last ON last.outcome = 'verified'
    GROUP BY k.lineage
),
counted AS (
    SELECT k.quarter, k.code, k.quantity, least(k.quantity, coalesce(v.units, 0)) AS done
    FROM marks k LEFT JOIN verified v USING (lineage)
),
milestones AS (SELECT quarter, code, bool_and(done >= quantity) AS met FROM counted GROUP BY quarter, code)
SELECT q.quarter, coalesce(sum(c.quantity), 0), coalesce(sum(c.done), 0), count(c.code),
    count(*) FILTER (WHERE c.done >= c.quantity),
    (SELECT count(*) FROM milestones m WHERE m.quarter = q.quarter),
    (SELECT count(*) FROM milestones m WHERE m.quarter = q.quarter AND m.met)
FROM cutoffs q LEFT JOIN counted c USING (quarter) GROUP BY q.quarter ORDER BY q.quarter
"""


def compare(runs: int, today: date) -> dict[str, Any]:
    plan = Plan.objects.get(year=today.year)
    return compliance(plan, runs, today) | {"files": [workbook(*f, runs) for f in workbooks(plan, today)]}


def compliance(plan: Plan, runs: int, today: date) -> dict[str, Any]:
    version = selectors.version_in_force(plan, today)
    rule = selectors.rule_for(plan.year, 4)
    if version is None or rule is None:
        raise SystemExit("the synthetic plan has no version in force or no rule")
    moment = selectors.end_of_day(today)
    cutoffs = {q: min(moment, quarters.cutoff(rule, plan.year, q)) for q in (1, 2, 3, 4)}
    board = selectors.board(version, today, moment=moment)
    parameters: dict[str, Any] = {f"c{q}": at for q, at in cutoffs.items()} | {"version": version.pk}

    def counted(known: Board) -> list[Compliance]:
        return [
            comply(
                [
                    Item(c.milestone.code, c.quantity, c.verified_by(cutoffs[q]))
                    for c in known.quarter_cells(q)
                ],
                chosen=Denominator(rule.denominator),
                threshold=rule.threshold,
            )
            for q in (1, 2, 3, 4)
        ]

    def in_sql() -> list[tuple[int, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(COMPLIANCE, parameters)
            return [tuple(int(n) for n in row) for row in cursor.fetchall()]

    ours = [
        (q, *(n for d in Denominator for n in (c.readings[d].due, c.readings[d].verified)))
        for q, c in enumerate(counted(board), start=1)
    ]
    return {
        "deliverables": len(board.cells),
        "equal": ours == in_sql(),
        "function": middle(lambda: counted(board), runs),
        "sql": middle(in_sql, runs),
        "read_and_function": middle(lambda: counted(selectors.board(version, today, moment=moment)), runs),
    }


def workbooks(plan: Plan, today: date) -> list[tuple[str, bytes]]:
    """The annex of the real plan and one of the synthetic year, both as the product writes them."""
    source = JUNTOS / "plan-sig-2025.txt"
    real = annex.write_xlsx(annex.read(source.name, source.read_bytes()))
    version = selectors.version_in_force(plan, today)
    if version is None:
        raise SystemExit("the synthetic plan has no version in force")
    return [("the 2025 plan", real), ("a synthetic year", importing.as_file(version, "xlsx"))]


def workbook(name: str, data: bytes, runs: int) -> dict[str, Any]:
    return {
        "name": name,
        "milestones": len(annex.read_xlsx(data).milestones),
        "kilobytes": len(data) / 1024,
        "ours": middle(lambda: annex.read_xlsx(data), runs),
        "openpyxl": middle(lambda: openpyxl.load_workbook(BytesIO(data)), runs),
    }


def middle(work: Callable[[], Any], runs: int) -> float:
    """Median milliseconds."""
    times = []
    for _ in range(runs):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return median(times) * 1000
