"""The figures of the indicators as Markdown, the sizes they are asked at, and what must not be."""

from collections.abc import Callable
from typing import Any, NamedTuple

DISTRICTS = 1_893
TILES = 5  # on the board that is the same at every size

Sizes = list[dict[str, Any]]
Table = Callable[[list[str], list[list[str]]], str]


class Shape(NamedTuple):
    """How many cards, over how many bimesters, in how many editions: every district has a fact in each."""

    cards: int
    bimesters: int
    editions: int

    @property
    def facts(self) -> int:
        return DISTRICTS * self.cards * self.bimesters * self.editions


USUAL = {shape.facts: shape for shape in (Shape(5, 72, 1), Shape(20, 72, 1), Shape(40, 72, 2))}


def shape_of(size: int) -> Shape:
    """A usual size, or a quick look with as many bimesters of five cards as give about so many facts."""
    few = min(72, max(2, size // (DISTRICTS * TILES)))
    return USUAL.get(size, Shape(TILES, few, 1))


def grown(sizes: Sizes) -> list[str]:
    """Pages that ask more questions at a larger size."""
    small = sizes[0]["measured"]["pages"]
    return [
        f"{name} at {size['loaded']['facts']:,}: {small[name]['queries']} → {page['queries']} queries "
        f"{page['repeated']}"
        for size in sizes[1:]
        for name, page in size["measured"]["pages"].items()
        if page["queries"] > small[name]["queries"]
    ]


def wrong(sizes: Sizes) -> list[str]:
    """Answers that are not what they must be: another way of counting, another way of refreshing."""
    found = []
    for size in sizes:
        at, told, fresh = f"at {size['loaded']['facts']:,}", size["measured"], size["measured"]["refresh"]
        found += [
            f"{level} {at}: the sums differ from the scan"
            for level, asked in told["asked"].items()
            if not asked["equal"]
        ]
        found += [f"{at}: {name}" for name, holds in fresh["holds"].items() if not holds]
    return found


def document(sizes: Sizes, machine: str, runs: int, table: Table) -> str:
    """The results as Markdown."""
    shapes = "; ".join(
        f"{DISTRICTS:,} districts × {s['loaded']['bimesters']} bimesters × {s['loaded']['cards']} indicators"
        f" × {s['loaded']['editions']} edition{'s' * (s['loaded']['editions'] > 1)} = {s['loaded']['facts']:,}"
        for s in sizes
    )
    head = ["", *(_multiple(sizes, s) for s in sizes)]
    parts = [
        "# Results: indicators",
        f"{machine} How: README.md. Median of {runs} visits after the first; of scans and refreshes fewer, and of "
        f"what takes minutes a single run. {_busy(sizes)}",
        f"All synthetic. Facts: {shapes}.",
        "## What was loaded",
        table(head, _loaded(sizes)),
        "## Pages\n\nThe board with the same five tiles at every size, then with a tile for every card. The number of "
        "questions to the database must not grow.",
        _pages(sizes, table),
        "## The series of all cards: from the sums, and from a direct scan of the facts\n\n`selectors.all_series` to "
        "the last object in Python, beside one GROUP BY over the facts in force whose rows are only fetched; by unit, "
        "both as each district was attended on the last day of the period. Every numerator, denominator and number of "
        "facts is compared.",
        _asked(sizes, table),
        "## Refreshing the sums",
        table(head, _refresh(sizes)),
        _held(sizes),
        "## On disk\n\nAfter VACUUM and ANALYZE, before the refreshes.",
        table(head, _disk(sizes)),
    ]
    return "\n\n".join(parts) + "\n"


def _multiple(sizes: Sizes, one: dict[str, Any]) -> str:
    return f"{one['loaded']['facts'] / sizes[0]['loaded']['facts']:.0f}×"


def _busy(sizes: Sizes) -> str:
    shares = [s[step]["others"] for s in sizes for step in ("loaded", "measured")]
    known = [share for share in shares if share is not None]
    if not known:
        return "How busy the machine was could not be told."
    each = ", ".join(f"{share:.0%}" for share in known)
    return (
        f"Meanwhile other processes took {each} of the processors (loading and measuring of each size in turn): above "
        "10 % trust the ratios and the numbers of questions, not the clock."
    )


def _loaded(sizes: Sizes) -> list[list[str]]:
    def row(label: str, key: str, form: str = ",") -> list[str]:
        return [label, *(format(s["loaded"][key], form) for s in sizes)]

    return [
        row("facts", "facts"),
        row("slices", "slices"),
        row("of them in force", "in_force"),
        row("sums", "sums"),
        row("deliveries, one a bimester and edition", "deliveries"),
        row("COPY of the facts with its checks, s", "copy", ",.0f"),
        row("facts a second", "rate", ",.0f"),
        row("all accepted in, s", "accepting", ",.0f"),
        row("everything, s", "seconds", ",.0f"),
    ]


def _pages(sizes: Sizes, table: Table) -> str:
    labels = [_multiple(sizes, s) for s in sizes]
    head = [
        "page",
        *(f"{what} at {label}" for label in labels for what in ("queries", "ms", "of it SQL")),
        "kB",
        "same",
    ]
    rows = []
    for name, first in sizes[0]["measured"]["pages"].items():
        told = [s["measured"]["pages"][name] for s in sizes]
        cells = [f"{page[key]:,.0f}" for page in told for key in ("queries", "milliseconds", "in_database")]
        same = all(page["queries"] <= first["queries"] for page in told)
        rows.append([name, *cells, f"{told[-1]['kilobytes']:,.0f}", "PASS" if same else "FAIL"])
    return table(head, rows)


def _asked(sizes: Sizes, table: Table) -> str:
    rows = [
        [
            f"{level}, {_multiple(sizes, s)}",
            f"{s['loaded']['cards']}",
            f"{told['values']:,}",
            f"{told['sums']:,.0f}",
            f"{told['sums_in_database']:,.0f}",
            f"{told['scan']:,.0f}",
            f"{told['scan'] / told['sums']:,.1f}",
            f"{told['scan'] / told['sums_in_database']:,.1f}",
            "yes" if told["equal"] else "NO",
        ]
        for level in sizes[0]["measured"]["asked"]
        for s in sizes
        for told in [s["measured"]["asked"][level]]
    ]
    head = [
        "by",
        "cards",
        "values",
        "from sums, ms",
        "of it SQL",
        "scan, ms",
        "ratio",
        "to SQL alone",
        "equal",
    ]
    return table(head, rows)


def _refresh(sizes: Sizes) -> list[list[str]]:
    def row(label: str, key: str, form: str = ",.2f") -> list[str]:
        return [label, *(format(s["measured"]["refresh"][key], form) for s in sizes)]

    accepted = [
        [
            f"`sums.accept` of a delivery as loaded, {what}, s",
            *(f"{s['loaded']['accept'][what]:.2f}" for s in sizes),
        ]
        for what in ("median", "least", "most")
    ]
    return [
        ["facts of one delivery", *(f"{s['loaded']['each']:,}" for s in sizes)],
        *accepted,
        row("a new edition through the product: brought, s", "bring"),
        row("– sent, s", "send"),
        row("– accepted (its sums with it), s", "accept"),
        row("districts changing hands, sums of the last two bimesters, s", "hands"),
        row("– slices of that", "hands_slices", ","),
        row("`sums.reckon_all()`, the full refresh, s", "full", ",.1f"),
        row("– runs", "full_runs", ","),
        row("– temporary files, MB", "full_temporary", ",.0f"),
        row("`sums.differing()`, the proof, s", "proof", ",.1f"),
        row("– temporary files, MB", "proof_temporary", ",.0f"),
        ["full refresh ÷ one delivery", *(f"{s['measured']['refresh']['full'] / s['loaded']['accept']['median']:,.0f}" for s in sizes)],
    ]  # fmt: skip


def _held(sizes: Sizes) -> str:
    lines = [
        f"- {name}: {', '.join('yes' if s['measured']['refresh']['holds'][name] else 'NO' for s in sizes)}"
        for name in sizes[0]["measured"]["refresh"]["holds"]
    ]
    digests = ", ".join(
        f"{_multiple(sizes, s)} `{s['measured']['refresh']['digest']}` of {s['measured']['refresh']['sums']:,} sums"
        for s in sizes
    )
    return "\n".join([*lines, f"- digest of all sums, refreshed bit by bit and then whole: {digests}"])


def _disk(sizes: Sizes) -> list[list[str]]:
    names = sizes[0]["loaded"]["disk"]
    rows = [
        [f"{'' if name in ('facts', 'sums') else '– '}{name}, MB", *(f"{s['loaded']['disk'][name] / 2**20:,.1f}" for s in sizes)]
        for name in names
    ]  # fmt: skip
    per = {"facts": "facts", "sums": "sums"}
    rows += [
        [f"bytes per {name[:-1]}, indexes included", *(f"{s['loaded']['per'][name]:,.0f}" for s in sizes)]
        for name in per
    ]
    rows.append(["database, MB", *(f"{s['loaded']['bytes'] / 2**20:,.0f}" for s in sizes)])
    return rows
