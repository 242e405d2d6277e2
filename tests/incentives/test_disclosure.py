"""No cell below k can be known to be below k from anything that is published beside it."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigor.incentives.engine import disclosure
from sigor.incentives.engine.disclosure import TOTAL

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Equation = tuple[Sequence[int], int]


# -- an attacker who subtracts as cleverly as can be ---------------------------------------------------


def largest(wanted: Sequence[int], known: list[Equation]) -> Fraction | None:
    """The most that the wanted sum may be when all known sums hold and nothing is negative; None: no limit.

    The simplex method in two phases and whole fractions. What can be derived by adding and subtracting published
    numbers has one possible value, so its most would be that value.
    """
    width, height = len(wanted), len(known)
    tableau = [
        [Fraction(c) for c in row]
        + [Fraction(int(at == place)) for place in range(height)]
        + [Fraction(value)]
        for at, (row, value) in enumerate(known)
    ]
    basis = [width + at for at in range(height)]
    assert climb(tableau, basis, [0] * width + [-1] * height, width + height) == 0  # the true table is one
    for row in reversed(range(height)):  # a slack of zero must not grow again
        if basis[row] >= width:
            enter = next((at for at in range(width) if tableau[row][at]), None)
            if enter is None:
                del tableau[row], basis[row]
            else:
                pivot(tableau, basis, row, enter)
    return climb(tableau, basis, list(wanted) + [0] * height, width)


def climb(tableau: list[list[Fraction]], basis: list[int], gain: list[int], usable: int) -> Fraction | None:
    """Improve while something improves, by the smallest index (Bland), so that it ends."""
    while True:
        worth = [
            gain[at] - sum(gain[basis[row]] * line[at] for row, line in enumerate(tableau) if line[at])
            for at in range(usable)
        ]
        enter = next(
            (at for at, improvement in enumerate(worth) if improvement > 0 and at not in basis), None
        )
        if enter is None:
            return sum((gain[basis[row]] * line[-1] for row, line in enumerate(tableau)), Fraction(0))
        limits = [
            (line[-1] / line[enter], basis[row], row) for row, line in enumerate(tableau) if line[enter] > 0
        ]
        if not limits:
            return None
        _limit, _index, leave = min(limits)
        pivot(tableau, basis, leave, enter)


def pivot(tableau: list[list[Fraction]], basis: list[int], leave: int, enter: int) -> None:
    by = tableau[leave][enter]
    tableau[leave] = [cell / by for cell in tableau[leave]]
    for row, line in enumerate(tableau):
        if row != leave and line[enter]:
            factor = line[enter]
            tableau[row] = [cell - factor * other for cell, other in zip(line, tableau[leave], strict=True)]
    basis[leave] = enter


def could_be(wanted: Sequence[int], known: list[Equation], k: int) -> bool:
    most = largest(wanted, known)
    return most is None or most >= k


def members(key: tuple[str, ...], inner: list[tuple[str, ...]]) -> list[int]:
    """Which inner cells add up to a cell or a total."""
    return [
        int(all(mine in (TOTAL, theirs) for mine, theirs in zip(key, cell, strict=True))) for cell in inner
    ]


def test_the_attacker_finds_what_can_be_found():
    cells = [("a",), ("b",), ("c",)]
    only_primary = [
        (members(("a",), cells), 30),
        (members(("b",), cells), 20),
        (members((TOTAL,), cells), 54),
    ]
    assert largest(members(("c",), cells), only_primary) == 4
    assert largest(members(("c",), cells), only_primary[1:]) == 34
    assert largest(members(("c",), cells), only_primary[:2]) is None
    square = list(product("ab", "xy"))
    knight = [(members((row, TOTAL), square), 20) for row in "ab"] + [(members((TOTAL, "x"), square), 5)]
    assert largest(members(("a", "x"), square), knight) == 5


# -- tables --------------------------------------------------------------------------------------------


def rows_of(values: list[int], sizes: tuple[int, ...]) -> list[dict]:
    axes = [[f"{'uvw'[at]}{number}" for number in range(size)] for at, size in enumerate(sizes)]
    names = ["unit", "group", "sex"][: len(sizes)]
    return [
        dict(zip(names, key, strict=True)) | {"count": value}
        for key, value in zip(product(*axes), values, strict=True)
    ]


@st.composite
def tables(draw):
    sizes = draw(
        st.sampled_from(
            [(1,), (2,), (5,), (1, 1), (1, 3), (2, 2), (3, 2), (3, 3), (4, 2), (2, 2, 2), (3, 2, 2)]
        )
    )
    k = draw(st.integers(1, 12))
    number = 1
    for size in sizes:
        number *= size
    value = st.one_of(st.integers(0, k + 2), st.integers(0, 40))
    return rows_of(draw(st.lists(value, min_size=number, max_size=number)), sizes), k


@MANY
@given(tables())
def test_no_cell_below_k_can_be_told_from_one_that_is_not(case):
    rows, k = case
    dimensions = [name for name in rows[0] if name != "count"]
    told = disclosure.table(rows=rows, dimensions=dimensions, k=k)
    inner = [tuple(row[name] for name in dimensions) for row in rows]
    values = [row["count"] for row in rows]
    keys = [tuple(row[name] for name in dimensions) for row in told]
    known = [
        (members(key, inner), row["count"]) for key, row in zip(keys, told, strict=True) if not row["hidden"]
    ]
    for key, row in zip(keys, told, strict=True):
        wanted = members(key, inner)
        true = sum(value for value, mine in zip(values, wanted, strict=True) if mine)
        assert row["count"] == (None if row["hidden"] else true)
        if true < k:
            assert row["hidden"] and could_be(wanted, known, k), (key, true)


@MANY
@given(tables())
def test_without_small_cells_nothing_is_hidden(case):
    rows, k = case
    large = [row | {"count": row["count"] + k} for row in rows]
    dimensions = [name for name in rows[0] if name != "count"]
    assert not any(row["hidden"] for row in disclosure.table(rows=large, dimensions=dimensions, k=k))


def shown(rows: list[dict], *names: str, value: str = "count") -> dict:
    return {tuple(row[name] for name in names): row[value] for row in rows}


def test_a_single_small_cell_takes_the_next_smallest_with_it():
    rows = [{"unit": name, "count": count} for name, count in (("A", 4), ("B", 80), ("C", 25))]
    told = shown(disclosure.table(rows=rows, dimensions=["unit"]), "unit")
    assert told == {("A",): None, ("B",): 80, ("C",): None, (TOTAL,): 109}


def test_several_small_cells_that_make_k_together_need_no_other():
    rows = [{"unit": name, "count": count} for name, count in (("A", 4), ("B", 80), ("C", 6))]
    assert shown(disclosure.table(rows=rows, dimensions=["unit"]), "unit")["B",] == 80


def test_in_a_table_of_two_dimensions_four_cells_are_hidden_and_the_totals_stay():
    counts = {("A", "x"): 4, ("A", "y"): 30, ("A", "z"): 90, ("B", "x"): 20, ("B", "y"): 25, ("B", "z"): 70}
    counts |= {("C", "x"): 60, ("C", "y"): 50, ("C", "z"): 40}
    rows = [{"unit": unit, "group": group, "count": count} for (unit, group), count in counts.items()]
    told = shown(disclosure.table(rows=rows, dimensions=["unit", "group"]), "unit", "group")
    hidden = {key for key, value in told.items() if value is None}
    assert hidden == {("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")}
    assert told[TOTAL, TOTAL] == 389 and told["A", TOTAL] == 124 and told[TOTAL, "x"] == 84


def test_a_combination_that_is_not_there_counts_as_zero():
    rows = [{"unit": "A", "group": "x", "count": 50}, {"unit": "B", "group": "y", "count": 50}]
    told = shown(disclosure.table(rows=rows, dimensions=["unit", "group"]), "unit", "group")
    assert told["A", "y"] is None and told["B", "x"] is None


def test_a_table_of_all_districts_is_done_in_moderate_time():
    rows = rows_of([(7 * n * n) % 61 for n in range(1200)], (200, 6))
    told = disclosure.table(rows=rows, dimensions=["unit", "group"])
    assert sum(row["hidden"] for row in told) < 800 and not told[-1]["hidden"]


def test_what_is_no_table_is_refused():
    for rows in (
        [{"unit": "A", "count": 1}, {"unit": "A", "count": 2}],
        [{"unit": TOTAL, "count": 1}],
        [{"unit": "A", "count": -1}],
    ):
        with pytest.raises(ValueError, match="celda"):
            disclosure.table(rows=rows, dimensions=["unit"])


# -- indicators ----------------------------------------------------------------------------------------


@st.composite
def indicators(draw):
    """Two indicators of the same groups with the same totals."""
    k = draw(st.integers(1, 12))
    wholes = draw(st.lists(st.one_of(st.integers(0, k + 2), st.integers(0, 40)), min_size=1, max_size=4))
    part = [
        [draw(st.one_of(st.integers(0, whole), st.sampled_from([0, whole]))) for whole in wholes]
        for _ in "AB"
    ]
    return {
        name: [
            {"unit": f"u{at}", "count": count, "total": whole}
            for at, (count, whole) in enumerate(zip(counts, wholes, strict=True))
        ]
        for name, counts in zip("AB", part, strict=True)
    }, k


@MANY
@given(indicators())
def test_no_small_count_follows_from_several_indicators_with_the_same_totals(case):
    given_rows, k = case
    told = disclosure.published(indicators=given_rows, group="unit", k=k)
    units = [row["unit"] for row in given_rows["A"]]
    cells = list(product(units, "AB", ("in", "out")))

    def chosen(unit: str, name: str, sides: Sequence[str]) -> list[int]:
        return [int(unit in (TOTAL, u) and n == name and side in sides) for u, n, side in cells]

    # Everybody knows that the totals of both are the same people.
    known: list[Equation] = [
        (
            [
                a - b
                for a, b in zip(
                    chosen(unit, "A", ("in", "out")), chosen(unit, "B", ("in", "out")), strict=True
                )
            ],
            0,
        )
        for unit in units
    ]
    true = [
        row["count"] if side == "in" else row["total"] - row["count"]
        for unit, name, side in cells
        for row in given_rows[name]
        if row["unit"] == unit
    ]
    for name, rows in told.items():
        for row in rows:
            if row["count"] is not None:
                known.append((chosen(row["unit"], name, ("in",)), row["count"]))
            if row["total"] is not None:
                known.append((chosen(row["unit"], name, ("in", "out")), row["total"]))
            assert row["hidden"] == (row["count"] is None)
            assert row["percent"] is None or (row["count"] is not None and row["total"] is not None)
    for unit, name, sides in product([*units, TOTAL], "AB", (("in",), ("out",), ("in", "out"))):
        wanted = chosen(unit, name, sides)
        if sum(value for value, mine in zip(true, wanted, strict=True) if mine) < k:
            assert could_be(wanted, known, k), (unit, name, sides)


@MANY
@given(indicators())
def test_a_ratio_is_hidden_when_its_part_or_the_rest_is_small(case):
    given_rows, k = case
    for name, rows in disclosure.published(indicators=given_rows, group="unit", k=k).items():
        counts = {row["unit"]: (row["count"], row["total"]) for row in given_rows[name]}
        for row in rows[:-1]:
            count, total = counts[row["unit"]]
            if count < k or total - count < k:
                assert row["hidden"] and row["count"] is None and row["percent"] is None


def indicator(**units: tuple[int, int]) -> list[dict]:
    return [{"unit": unit, "count": count, "total": total} for unit, (count, total) in units.items()]


def test_an_indicator_hides_a_small_rest_and_the_group_that_would_betray_it():
    told = disclosure.suppress(rows=indicator(A=(95, 100), B=(40, 80), C=(300, 600)), group="unit")
    assert told == [
        {"unit": "A", "count": None, "total": 100, "percent": None, "hidden": True},
        {"unit": "B", "count": None, "total": 80, "percent": None, "hidden": True},
        {"unit": "C", "count": 300, "total": 600, "percent": 50.0, "hidden": False},
        {"unit": TOTAL, "count": 435, "total": 780, "percent": 55.8, "hidden": False},
    ]


def test_a_group_that_is_too_small_has_neither_count_nor_total():
    told = disclosure.suppress(rows=indicator(A=(3, 6), B=(40, 80), C=(300, 600)), group="unit")
    assert [row["total"] for row in told] == [None, None, 600, 686]
    assert [row["count"] for row in told] == [None, None, 300, 343]


def test_nothing_is_said_of_a_population_below_k():
    told = disclosure.suppress(rows=indicator(A=(2, 4), B=(1, 3)), group="unit")
    assert all(row["count"] is None and row["total"] is None and row["hidden"] for row in told)


def test_large_counts_are_published_whole():
    told = disclosure.suppress(rows=indicator(A=(50, 100), B=(40, 80)), group="unit")
    assert not any(row["hidden"] for row in told)


def test_a_count_above_its_total_or_a_group_twice_is_refused():
    for rows in (indicator(A=(5, 4)), indicator(A=(4, 5)) * 2, indicator(**{TOTAL: (4, 5)})):
        with pytest.raises(ValueError, match="total"):
            disclosure.suppress(rows=rows, group="unit")
