"""Figures as tables: on the terminal and in RESULTS.md, without dates."""

import os
import platform
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def machine(server: str) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, PostgreSQL {server}."
    )


def same_questions(small: dict[str, Any], large: dict[str, Any]) -> bool:
    return small["queries"] == large["queries"]


def grown(sizes: list[dict[str, Any]]) -> list[str]:
    """Pages whose number of questions depends on the size."""
    small, large = sizes[0]["pages"], sizes[-1]["pages"]
    return [name for name in small if not same_questions(small[name], large[name])]


def document(sizes: list[dict[str, Any]], compared: dict[str, Any], runs: int, server: str) -> str:
    parts = [
        "# Results",
        f"{machine(server)} Median of {runs} visits after the first. How: README.md.",
        "## What was loaded",
        loaded(sizes),
        "## Pages",
        pages(sizes),
        "## Compliance of four quarters, two ways",
        compliance(compared),
        "## Reading the annex from a workbook",
        files(compared["files"]),
    ]
    return "\n\n".join(parts) + "\n"


def table(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]

    def line(cells: list[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        return "| " + " | ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in others)]) + " |"

    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (w + 1) + ":" for w in widths[1:])]) + "|"
    return "\n".join([line(head), rule, *map(line, rows)])


def loaded(sizes: list[dict[str, Any]]) -> str:
    labels = {
        "deliverables": "deliverables, 20 years",
        "submissions": "submissions",
        "decisions": "decisions",
        "register": "rows of the register",
        "audit_entries": "entries of the audit trail",
    }
    rows = [[label, *(f"{s['loaded'][key]:,}" for s in sizes)] for key, label in labels.items()]
    rows.append(["database, MB", *(f"{s['loaded']['bytes'] / 2**20:,.0f}" for s in sizes)])
    rows.append(["loaded in, s (audit triggers on)", *(f"{s['loaded']['seconds']:,.0f}" for s in sizes)])
    return table(["", *(f"{s['size']:,}" for s in sizes)], rows)


def pages(sizes: list[dict[str, Any]]) -> str:
    head = ["page"]
    for size in sizes:
        head += [f"queries at {size['size']:,}", "ms", "of it SQL", "kB"]
    rows = []
    for name in sizes[0]["pages"]:
        measured = [s["pages"][name] for s in sizes]
        row = [name]
        for m in measured:
            row += [
                str(m["queries"]),
                f"{m['milliseconds']:,.0f}",
                f"{m['in_database']:,.0f}",
                f"{m['kilobytes']:,.0f}",
            ]
        rows.append([*row, "PASS" if same_questions(measured[0], measured[-1]) else "FAIL"])
    return table([*head, "same queries"], rows)


def compliance(compared: dict[str, Any]) -> str:
    rows = [
        ["our pure function, rows already read", f"{compared['function']:,.1f}"],
        ["one SQL aggregate in PostgreSQL", f"{compared['sql']:,.1f}"],
        ["reading the rows and our function", f"{compared['read_and_function']:,.1f}"],
    ]
    said = "The figures are equal." if compared["equal"] else "THE FIGURES DIFFER."
    return f"{compared['deliverables']:,} deliverables of one year, three readings. {said}\n\n" + table(
        ["way", "ms"], rows
    )


def files(found: list[dict[str, Any]]) -> str:
    rows = [
        [
            f["name"],
            f"{f['milestones']:,}",
            f"{f['kilobytes']:,.0f}",
            f"{f['ours']:,.0f}",
            f"{f['openpyxl']:,.0f}",
        ]
        for f in found
    ]
    return table(["workbook", "milestones", "kB", "ours, ms", "openpyxl load_workbook, ms"], rows)
