"""Terms in months end on the same day of the month, or on the last one there is."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sigor.analysis.months import months_later

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def test_a_short_month_ends_the_term_on_its_last_day():
    assert months_later(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


@given(DAYS, st.integers(0, 120))
def test_the_term_ends_so_many_months_later_and_never_on_a_later_day(day, months):
    end = months_later(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day <= day.day


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_longer_term_ends_no_earlier(day, months, more):
    assert months_later(day, months + more) >= months_later(day, months)
