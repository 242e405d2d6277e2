"""Numbers in every convention come back exactly; where a column does not say which it is, nothing is guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.indicators.engine.numbers import COMMA, POINT, read_column

AMOUNTS = st.lists(
    st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
    min_size=1,
    max_size=20,
)
COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=20)
SWAP = str.maketrans(",.", ".,")
WAYS = {
    "point": lambda value: f"{value:.2f}",
    "point, thousands": lambda value: f"{value:,.2f}",
    "comma": lambda value: f"{value:.2f}".translate(SWAP),
    "comma, thousands": lambda value: f"{value:,.2f}".translate(SWAP),
    "comma, spaces": lambda value: f"{value:,.2f}".replace(",", " ").replace(".", ","),
    "point, hard spaces": lambda value: f"{value:,.2f}".replace(",", "\u00a0"),
    "soles": lambda value: f"S/ {value:,.2f}",
    "old soles": lambda value: f" S/. {value:,.2f} ",
}
COUNTED = {
    "plain": str,
    "commas": lambda value: f"{value:,}",
    "points": lambda value: f"{value:,}".replace(",", "."),
    "spaces": lambda value: f"{value:,}".replace(",", " "),
    "float": lambda value: f"{value}.0",
}


@pytest.mark.parametrize("way", WAYS)
@given(amounts=AMOUNTS)
def test_an_amount_comes_back_exactly(way, amounts):
    column = read_column([WAYS[way](value) for value in amounts])
    assert column.values == tuple(amounts)
    assert column.decimal == (COMMA if "comma" in way else POINT)
    assert (column.bad, column.mixed, column.unclear) == ((), (), ())


@pytest.mark.parametrize("way", COUNTED)
@given(counts=COUNTS)
def test_a_count_comes_back_exactly(way, counts):
    column = read_column([COUNTED[way](value) for value in counts], whole=True)
    assert column.values == tuple(map(Decimal, counts))
    assert (column.bad, column.mixed, column.unclear) == ((), (), ())


@given(counts=COUNTS, amounts=AMOUNTS)
def test_numbers_of_a_workbook_come_back_exactly(counts, amounts):
    assert read_column(counts, whole=True).values == tuple(map(Decimal, counts))
    assert read_column([float(value) for value in amounts]).values == tuple(amounts)
    assert read_column(amounts).values == tuple(amounts)


@given(amounts=AMOUNTS, way=st.sampled_from(sorted(WAYS)))
def test_no_amount_is_ever_a_hundred_times_another(amounts, way):
    cells = [WAYS[way](value) for value in amounts]
    read = read_column(cells)
    assert sum(value for value in read.values if value is not None) == sum(amounts)


@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.none(), st.booleans()), max_size=12
    )
)
def test_whatever_the_cells_are_each_has_one_answer(cells):
    for whole in (False, True):
        column = read_column(cells, whole=whole)
        assert len(column.values) == len(cells)
        for at, value in enumerate(column.values):
            empty = cells[at] is None or (isinstance(cells[at], str) and not cells[at].strip())
            told = at in column.bad or at in column.mixed or at in column.unclear
            assert (value is None) == (empty or told)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["12,345", "7,5"], ["12.345", "7.5"]),  # a cell that is sure decides for the one that is not
        (["12,345", "7.5"], ["12345", "7.5"]),
        (["12,345", "850"], ["12345", "850"]),
        (["1234,567"], ["1234.567"]),
        (["0,123"], ["0.123"]),
        (["0.123", "12.345"], ["0.123", "12.345"]),
        (["1,234,567"], ["1234567"]),
        (["1.234.567", "1.234"], ["1234567", "1234"]),
        (["\u22125,5"], ["-5.5"]),
        ([1234.5600000000001, 0.1 + 0.2], ["1234.56", "0.3"]),
    ],
)
def test_the_column_decides(cells, kept):
    column = read_column(cells)
    assert [str(value) for value in column.values] == kept and column.bad == ()


def test_thousands_that_could_be_decimals_are_not_guessed():
    column = read_column(["12.345", "850", "1.000"])
    assert (column.unclear, column.values) == ((0, 2), (None, Decimal(850), None))
    assert read_column(["12.345", "1.000"], whole=True).values == (12345, 1000)
    assert read_column(["12.345", "12,345"], whole=True).unclear == (0, 1)


def test_two_conventions_in_one_column_are_not_guessed():
    column = read_column(["1.234,56", "1,234.56", "2,345.67", "9"])
    assert (column.decimal, column.mixed) == (POINT, (0,))
    assert column.values == (None, Decimal("1234.56"), Decimal("2345.67"), Decimal(9))


@pytest.mark.parametrize(
    "cell",
    ["s/d", "#N/A", "#REF!", "1,23,4", "1.2.3", "1e5", "--5", "5-", "5 %", "12 34", "٣", "1,2345.6", True, date(2025, 1, 1),
     float("nan"), float("inf"), "9" * 5000, "(1,234.00)"],
)  # fmt: skip
def test_what_is_no_number_is_none(cell):
    column = read_column(["1.5", cell])
    assert (column.values, column.bad) == ((Decimal("1.5"), None), (1,))


def test_a_count_has_no_decimals():
    assert read_column(["1.5", "2", 3.5, 4.0], whole=True).values == (None, 2, None, 4)
