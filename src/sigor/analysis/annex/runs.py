"""The run of blanks and marks that a flattened table row leaves after its meta figure."""

import re
from dataclasses import dataclass

X = "xX✓✔☒\u00d7"
_TOKEN = re.compile(rf"[{X}]|\d{{1,3}}")
_RUN = re.compile(
    rf"(?:(?P<head>\S.*?)[ \t]+)?(?P<meta>\d{{1,3}})(?P<run>(?:[ \t]+(?:[{X}]|\d{{1,3}}))*[ \t]*)"
)
_MESSY = re.compile(r"(?:(?P<head>\S.*?)[ \t]+)?(?P<meta>\d{1,3})(?P<run>[ \t]+\S.*)")
# Matching a run takes time by the square of its length; no printed row is this long.
_LONGEST_ROW = 600
_FEWEST_BLANKS_OF_AN_EMPTY_ROW = 3
_OWNER_END = re.compile(r"(?:^|[\s/])[A-ZÑ]{2,6}(?:[/-][A-ZÑ]{2,6})*$")


@dataclass(frozen=True)
class Run:
    """`gaps` are the blanks before the first mark, between marks and after the last one."""

    quantities: tuple[int | None, ...]
    gaps: tuple[int, ...]
    cells: tuple[int, ...] | None = None
    readable: bool = True

    @property
    def trimmed(self) -> bool:
        """A mark always leaves at least one blank, so a run ending in a mark lost its tail."""
        return self.gaps[-1] == 0

    @property
    def perhaps_collapsed(self) -> bool:
        """Without a tail and with single blanks only, a program may have squeezed the blanks."""
        return self.trimmed and all(gap <= 1 for gap in self.gaps)

    @property
    def blanks(self) -> int:
        return sum(self.gaps)


@dataclass(frozen=True)
class RunLine:
    head: str
    meta: int
    run: Run


def measure(text: str) -> Run:
    if "\t" in text:
        return _tabbed(text)
    found = list(_TOKEN.finditer(text))
    edges = [0, *(e for m in found for e in m.span()), len(text)]
    gaps = tuple(edges[i + 1] - edges[i] for i in range(0, len(edges), 2))
    return Run(tuple(_quantity(m.group()) for m in found), gaps)


def _quantity(token: str) -> int | None:
    return int(token) if token.isdigit() else None


def _tabbed(text: str) -> Run:
    """Tabs are cell borders: with exactly twelve cells nothing is left to interpret."""
    cells = [cell.strip() for cell in text.split("\t")[1:]]
    marked = tuple(i for i, cell in enumerate(cells, 1) if cell)
    quantities = tuple(_quantity(cells[i - 1]) for i in marked)
    gaps = (0,) * (len(marked) + 1)
    return Run(quantities, gaps, marked if len(cells) == 12 else None, readable=len(cells) == 12)


def run_line(line: str, owner_pending: bool) -> RunLine | None:
    """The meta and the run at the end of a line; `owner_pending` says that owners stand just before."""
    text = line.replace("\xa0", " ").lstrip(" ")
    if len(text) > _LONGEST_ROW:
        return None
    found = _RUN.fullmatch(text)
    if found is None:
        return _messy(text, owner_pending)
    head = (found.group("head") or "").strip()
    run = measure(found.group("run"))
    owned = bool(_OWNER_END.search(head)) if head else owner_pending
    marked = any(q is None for q in run.quantities) or (owned and bool(run.quantities))
    if marked or (owned and run.blanks >= _FEWEST_BLANKS_OF_AN_EMPTY_ROW):
        return RunLine(head, int(found.group("meta")), run)
    return None


def _messy(text: str, owner_pending: bool) -> RunLine | None:
    """A row whose month cells hold words: it must close the row, and no month may be read from it."""
    found = _MESSY.fullmatch(text)
    if found is None:
        return None
    head = (found.group("head") or "").strip()
    owned = bool(_OWNER_END.search(head)) if head else owner_pending
    if not owned or not re.search(r"[ \t]{3,}|\t", found.group("run")):
        return None
    return RunLine(head, int(found.group("meta")), Run((), (0,), readable=False))


def placements(run: Run, separators: tuple[int, ...] = (1, 2)) -> tuple[tuple[int, ...], ...]:
    """Every set of months that fits the run.

    The model: a separator after the meta, then twelve cells; every cell, marked or not, left one or
    two blanks, and a marked one its mark before them. The separator is one blank wherever it can be
    measured in the plan of 2025, but nothing proves it for every row, so by default it may be two.
    """
    if run.cells is not None:
        return (run.cells,) if run.cells else ()
    if not run.quantities or not run.readable:
        return ()
    lead, *between, tail = run.gaps
    firsts = {k + 1 for k in range(12) for s in separators if k <= lead - s <= 2 * k}
    found: list[tuple[int, ...]] = [(month,) for month in sorted(firsts)]
    for gap in between:
        steps = range((gap + 1) // 2, gap + 1)
        found = [(*months, months[-1] + step) for months in found for step in steps if step]
        found = [months for months in found if months[-1] <= 12]
    if not run.trimmed:
        found = [months for months in found if 13 - months[-1] <= tail <= 2 * (13 - months[-1])]
    return tuple(found)
