"""The figures of the library and of search as Markdown, and which pages ask more as the library grows."""

from typing import Any


def grown(sizes: list[dict[str, Any]]) -> list[str]:
    """Pages that ask more questions at the large size."""
    small, large = (s["measured"]["pages"] for s in (sizes[0], sizes[-1]))
    return [
        f"{name}: {small[name]['queries']} → {large[name]['queries']}"
        for name in small
        if large[name]["queries"] > small[name]["queries"]
    ]


def document(sizes: list[dict[str, Any]], machine: str, table: Any) -> str:
    """The results as Markdown."""
    small, large = sizes[0], sizes[-1]
    rows = [
        [name, *(f"{s['measured']['pages'][name][what]:,.0f}" for s in (small, large) for what in ("queries", "milliseconds"))]
        for name in small["measured"]["pages"]
    ]  # fmt: skip
    head = ["page", *(f"{what} at {s['size']:,}" for s in (small, large) for what in ("queries", "ms"))]
    ways = [
        [word, f"{s['size']:,}", f"{told['words']:,.1f}", f"{told['words_found']:,}", f"{told['ilike']:,.1f}", f"{told['ilike_found']:,}"]
        for s in (small, large)
        for word, told in s["measured"]["alternative"].items()
    ]  # fmt: skip
    parts = [
        "# Results: library and search",
        f"{machine} How: README.md.",
        "## Pages\n\nQuestions to the database must not grow with the library. What a page says of one person's rights "
        "is asked of the matches some at a time, so who may see little may ask a few more times.",
        table(head, rows),
        "## A word in all texts: the index of words beside unaccented ILIKE, same tables, same run",
        table(["word", "documents", "index, ms", "found", "ILIKE, ms", "found"], ways),
    ]
    return "\n\n".join(parts) + "\n"
