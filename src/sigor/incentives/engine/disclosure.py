"""Counts that may be published: nobody learns of a cell below k that it is below k, not even by subtracting.

A cell below `k` is hidden, zero included. Others are hidden with it so that, from all that is published of the table and
its totals, the cell could just as well be k or more. That is sure by construction: for every cell below k there is a
*shift*, another table with exactly the same published numbers in which the cell has k and no cell is negative. All
hidden cells look alike. What this does not look at is other tables about the same people: whoever publishes two
tables with cells in common publishes them as one, with one more dimension.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

K = 10
TOTAL = "Total"
CANDIDATES = 12  # partners tried per dimension, the cheapest first; the totals are tried besides
Key = tuple[str, ...]
Row = dict[str, Any]


def table(
    *, rows: Iterable[Mapping[str, Any]], dimensions: Sequence[str], count: str = "count", k: int = K
) -> list[Row]:
    """A table of counts with all its totals as it may be published: rows with the dimensions, `count` and `hidden`.

    `rows` are the cells without totals; a combination that is not there counts as zero. Where a row is a total,
    its dimension says TOTAL; a hidden count is null. Raises ValueError.
    """
    if k < 1 or not dimensions:
        raise ValueError("Hace falta al menos una dimensión, y k desde 1.")
    inner: dict[Key, int] = {}
    for row in rows:
        key = tuple(str(row[dimension]) for dimension in dimensions)
        if key in inner or TOTAL in key or row[count] < 0:
            raise ValueError(f"La celda {' · '.join(key)} está dos veces, es un total o es negativa.")
        inner[key] = int(row[count])
    axes = [sorted({key[at] for key in inner}) for at in range(len(dimensions))]
    cells = _with_totals(inner, axes)
    hidden = _hidden_in_line(cells, k) if len(axes) == 1 else _hidden(cells, axes, k)
    return [
        dict(zip(dimensions, key, strict=True))
        | {count: None if key in hidden else value, "hidden": key in hidden}
        for key, value in cells.items()
    ]


def suppress(
    *, rows: Iterable[Mapping[str, Any]], group: str, count: str = "count", total: str = "total", k: int = K
) -> list[Row]:
    """An indicator by group, with its total, as it may be published: `count`, `total`, `percent` and `hidden`.

    The count is hidden where it, or what is left of the total without it, is below k, and in further groups if it could
    be found by subtraction; the total of a group only where the group itself is too small. Raises ValueError.
    """
    listed = [(str(row[group]), (int(row[count]), int(row[total]))) for row in rows]
    given = dict(listed)
    if (
        len(given) < len(listed)
        or TOTAL in given
        or any(not 0 <= part <= whole for part, whole in given.values())
    ):
        raise ValueError("Un grupo está dos veces, se llama como el total o cuenta más que su total.")
    sums = (sum(part for part, _ in given.values()), sum(whole for _, whole in given.values()))
    # Which totals are hidden follows from the totals alone: indicators with the same totals hide the same ones, and a
    # hidden total cannot be taken from the indicator beside it.
    lined: dict[Key, int] = {(name,): whole for name, (_, whole) in [*given.items(), (TOTAL, sums)]}
    wholes = _hidden_in_line(lined, k)
    small = [name for name in given if (name,) in wholes]
    parts = _hidden_parts(given, sums, small, k) if (TOTAL,) not in wholes else {*given, TOTAL}
    return [
        {
            group: name,
            count: None if name in parts else part,
            total: None if (name,) in wholes else whole,
            "percent": None if name in parts or not whole else round(100 * part / whole, 1),
            "hidden": name in parts,
        }
        for name, (part, whole) in [*sorted(given.items()), (TOTAL, sums)]
    ]


def published(
    *,
    indicators: Mapping[str, Iterable[Mapping[str, Any]]],
    group: str,
    count: str = "count",
    total: str = "total",
    k: int = K,
) -> dict[str, list[Row]]:
    """Several indicators by the same groups, each as it may be published beside the others.

    Indicators may have the same totals; they must not be parts of one another (then they are a `table`).
    """
    return {
        name: suppress(rows=rows, group=group, count=count, total=total, k=k)
        for name, rows in indicators.items()
    }


# -- which cells ---------------------------------------------------------------------------------------


def _hidden_in_line(cells: Mapping[Key, int], k: int) -> set[Key]:
    """For one line of cells and their total: the hidden ones sum to k or more, so each of them could be all of it."""
    inner = {key: value for key, value in cells.items() if key != (TOTAL,)}
    hidden = {key for key, value in inner.items() if value < k}
    others = sorted((value, key) for key, value in inner.items() if value >= k)
    if hidden and sum(inner[key] for key in hidden) < k and others:
        hidden.add(others[0][1])
    return hidden | ({(TOTAL,)} if cells[TOTAL,] < k else set())


def _hidden_parts(
    given: dict[str, tuple[int, int]], sums: tuple[int, int], small: list[str], k: int
) -> set[str]:
    """Groups whose count is hidden, when the total of all is published and those of the `small` groups are not.

    What the small groups are together can be found by subtraction: they stand here as one group, which is protected
    like the others. Every total that is left is k or more, so no shift ever needs to change one.
    """
    shown = {name: pair for name, pair in given.items() if name not in small}
    together = "\0"  # no group has this name; together they are k or more, or there are none
    if small:
        shown[together] = (sum(given[name][0] for name in small), sum(given[name][1] for name in small))
    cells: dict[Key, int] = {
        (name, side): value
        for name, (part, whole) in [*shown.items(), (TOTAL, sums)]
        for side, value in (("in", part), ("out", whole - part), (TOTAL, whole))
    }
    hidden = _hidden(cells, [sorted(shown), ["in", "out"]], k, fixed=(1,))
    return {name for name, _side in hidden} - {together} | set(small)


def _hidden(
    cells: Mapping[Key, int], axes: Sequence[Sequence[str]], k: int, *, fixed: Sequence[int] = ()
) -> set[Key]:
    """All cells below k, and for each the cheapest box of cells in which it can be shifted up to k.

    `fixed` dimensions keep their totals: no shift runs through them. What is hidden later takes no shift away from
    what was hidden before, so one pass is enough.
    """
    below = sorted((value, key) for key, value in cells.items() if value < k)
    hidden = {key for _value, key in below}
    for value, key in below:
        hidden |= _box(cells, axes, hidden, key, k - value, fixed)
    return hidden


def _box(
    cells: Mapping[Key, int],
    axes: Sequence[Sequence[str]],
    hidden: set[Key],
    key: Key,
    need: int,
    fixed: Sequence[int],
) -> set[Key]:
    """The corners between the cell and an opposite one. Where two categories face each other one rises as the other
    falls; a category and the total rise together. So all sums hold, and the corners that fall must have what they lose.
    """

    def cost(corner: Key) -> int:
        return 0 if corner in hidden else cells[corner] + 1

    choices = []
    for at, mine in enumerate(key):
        falls = mine != TOTAL
        partners = []
        for name in axes[at]:
            faced = (*key[:at], name, *key[at + 1 :])
            if name != mine and (not falls or cells[faced] >= need):
                partners.append((cost(faced), name))
        kept = [(name, falls) for _cost, name in sorted(partners)[:CANDIDATES]]
        choices.append(kept + ([(TOTAL, False)] if falls and at not in fixed else []))
    best: tuple[int, set[Key]] | None = None
    for opposite in product(*choices):
        corners: list[tuple[Key, bool]] = [((), False)]
        for mine, (name, falls) in zip(key, opposite, strict=True):
            near = [((*corner, mine), down) for corner, down in corners]
            corners = near + [((*corner, name), down ^ falls) for corner, down in corners]
        if all(cells[corner] >= need for corner, down in corners if down):
            price = sum(cost(corner) for corner, _down in corners)
            if best is None or price < best[0]:
                best = price, {corner for corner, _down in corners}
    assert best is not None  # the totals of all dimensions are a box in which nothing falls
    return best[1]


def _with_totals(inner: Mapping[Key, int], axes: Sequence[Sequence[str]]) -> dict[Key, int]:
    """Every combination with every total, in the order of the categories, totals last."""
    cells = dict.fromkeys(product(*([*names, TOTAL] for names in axes)), 0)
    for key, value in inner.items():
        for totalled in product(*((name, TOTAL) for name in key)):
            cells[totalled] += value
    return cells
