"""The figures of the registers as Markdown, and which pages ask more than they may."""

from typing import Any

BUDGET = {"list": 15, "detail": 25}
# What was measured on the strongest open product of the kind, with the same questions.
PEER = (
    "a list of 20 risks: 126 queries",
    "a list of 100 risks: 526 queries",
    "its consistency check: no answer in 240 s",
)


def over_budget(pages: dict[str, Any]) -> list[str]:
    """Lists and details that ask more than they may."""
    return [
        f"{name}: {m['queries']} queries"
        for name, m in pages.items()
        if m["queries"] > BUDGET.get(name.rpartition(": ")[2], 10**6)
    ]


def document(sizes: list[dict[str, Any]], machine: str, table: Any) -> str:
    """The results as Markdown."""
    small, large = sizes[0], sizes[-1]
    rows = []
    for name in small["measured"]["pages"]:
        pair = [s["measured"]["pages"].get(name) for s in (small, large)]
        if None in pair:
            continue
        row = [name]
        for one in pair:
            row += [str(one["queries"]), f"{one['milliseconds']:,.0f}"]
        limit = BUDGET.get(name.rpartition(": ")[2])
        row.append("–" if limit is None else "PASS" if max(p["queries"] for p in pair) <= limit else "FAIL")
        rows.append(row)
    head = [
        "page",
        *(f"{what} at {s['size']:,}" for s in (small, large) for what in ("queries", "ms")),
        "budget",
    ]
    loaded = [
        [f"{s['loaded']['records']:,}", f"{s['loaded']['audit_entries']:,}", f"{s['loaded']['seconds']:,.0f}"]
        for s in (small, large)
    ]
    checks = [
        [f"{s['loaded']['records']:,}", str(c["rules"]), f"{c['found']:,}", f"{c['seconds']:.2f}"]
        for s in (small, large)
        for c in [s["measured"]["check"]]
    ]
    parts = [
        "# Results: registers",
        f"{machine} How: README.md.",
        "## What was loaded",
        table(["records in all registers", "audit entries", "loaded in, s"], loaded),
        f"## Pages\n\nAt most {BUDGET['list']} queries a list and {BUDGET['detail']} a detail. For reference, measured on "
        f"the strongest open product of the kind: {'; '.join(PEER)}.",
        table(head, rows),
        "## The system's own check (`sigor check`, 100 findings listed per rule)",
        table(["records", "rules", "findings", "s"], checks),
    ]
    return "\n\n".join(parts) + "\n"
