"""Periods: what they read and write, their days, their neighbours and their order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.indicators.engine.periods import FIRST_YEAR, LAST_YEAR, MONTHS_OF, Period


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(sorted(MONTHS_OF)))
    year = draw(st.integers(FIRST_YEAR + 1, LAST_YEAR - 1))
    return Period(kind, year, draw(st.integers(1, 12 // MONTHS_OF[kind])))


@pytest.mark.parametrize(
    ("text", "kind", "number", "written"),
    [
        ("2025-06", "month", 6, "2025-06"),
        ("2025-B3", "bimester", 3, "2025-B3"),
        ("2025B3", "bimester", 3, "2025-B3"),
        (" 2025b3 ", "bimester", 3, "2025-B3"),
        ("2025T1", "quarter", 1, "2025-T1"),
        ("2025-T2", "quarter", 2, "2025-T2"),
        ("2025-S1", "half", 1, "2025-S1"),
        ("2025", "year", 1, "2025"),
    ],
)
def test_a_period_is_read_the_ways_it_is_written(text, kind, number, written):
    found = Period.read(text)
    assert (found.kind, found.year, found.number, str(found)) == (kind, 2025, number, written)


@pytest.mark.parametrize(
    "text",
    ["", "2025-13", "2025-00", "2025-B7", "2025-B0", "2025-T5", "2025-S3", "2025-6", "202506", "25-B1", "1899", "2200",
     "2025-B", "B3-2025", "2025-B3x", "２０２５", "2025-B1\n2025-B2"],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_plain_words(text):
    with pytest.raises(ValueError, match=r"período|entre"):
        Period.read(text)


@pytest.mark.parametrize(
    "wrong", [("week", 2025, 1), ("bimester", 2025, 7), ("year", 2025, 2), ("month", 1500, 1)]
)
def test_an_impossible_period_cannot_be_made(wrong):
    with pytest.raises(ValueError, match=r"período|entre"):
        Period(*wrong)


def test_the_days_of_each_kind():
    days = {
        text: (Period.read(text).first, Period.read(text).last)
        for text in ("2024-02", "2025-B1", "2025-T4", "2025-S2", "2025")
    }
    assert days == {
        "2024-02": (date(2024, 2, 1), date(2024, 2, 29)),
        "2025-B1": (date(2025, 1, 1), date(2025, 2, 28)),
        "2025-T4": (date(2025, 10, 1), date(2025, 12, 31)),
        "2025-S2": (date(2025, 7, 1), date(2025, 12, 31)),
        "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    }


def test_of_those_that_begin_together_the_shorter_comes_first():
    texts = ["2025", "2025-S1", "2025-T1", "2025-B1", "2025-01", "2024-B6", "2025-02", "2025-B2"]
    assert [str(period) for period in sorted(map(Period.read, texts))] == [
        "2024-B6", "2025-01", "2025-B1", "2025-T1", "2025-S1", "2025", "2025-02", "2025-B2",
    ]  # fmt: skip
    with pytest.raises(TypeError):
        assert Period("year", 2025) < "2026"


@given(periods())
def test_what_is_written_is_read_again(period):
    assert Period.read(str(period)) == period
    assert Period.read(str(period).replace("-", "") if period.kind != "month" else str(period)) == period


@given(periods())
def test_neighbours_touch_without_a_gap(period):
    assert period.next().previous() == period == period.previous().next()
    assert period.next().first == period.last + timedelta(days=1)
    assert period.previous().last == period.start - timedelta(days=1)
    assert period.previous() < period < period.next()


@given(periods(), st.integers(0, 366))
def test_a_day_lies_in_its_period(period, days):
    day = min(period.first + timedelta(days=days), period.last)
    assert Period.of(period.kind, day) == period
    assert period.first <= day <= period.last


@given(periods(), periods())
def test_the_order_is_one(first, second):
    assert (first < second) + (first == second) + (first > second) == 1
    assert (first < second) == ((first.first, first.last) < (second.first, second.last))


def test_the_first_and_the_last_have_no_neighbour_beyond():
    with pytest.raises(ValueError, match="entre"):
        Period("bimester", LAST_YEAR, 6).next()
    with pytest.raises(ValueError, match="entre"):
        Period("year", FIRST_YEAR).previous()
