"""Months, quarters, bimesters and working days as the programme counts and writes them."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sigor.demo import organisation as demo_organisation
from sigor.organisation import periods
from sigor.organisation.models import Holiday
from sigor.organisation.selectors import holidays_between


def test_september_is_set_in_peru_and_sep_in_english():
    with translation.override("es"):
        assert periods.month_label(2025, 9) == "Set-25"
    with translation.override("en"):
        assert periods.month_label(2025, 9) == "Sep-25"


@pytest.mark.parametrize(
    ("month", "quarter", "bimester"), [(1, 1, 1), (3, 1, 2), (4, 2, 2), (9, 3, 5), (12, 4, 6)]
)
def test_months_fall_in_their_quarter_and_bimester(month, quarter, bimester):
    assert (periods.quarter_of(month), periods.bimester_of(month)) == (quarter, bimester)
    assert month in periods.quarter_months(quarter)


def test_quarters_end_on_their_last_day():
    assert [periods.quarter_end(2025, q) for q in (1, 2, 3, 4)] == [
        date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)
    ]  # fmt: skip
    assert periods.month_end(2024, 2) == date(2024, 2, 29)


def test_the_holidays_of_peru_are_no_working_days(db):
    demo_organisation.load()
    found = holidays_between(date(2025, 7, 1), date(2025, 7, 31))
    assert {date(2025, 7, 28), date(2025, 7, 29)} <= found
    assert Holiday.objects.get(date=date(2025, 7, 28)).source
    # Friday 25 July + 1 working day: not the weekend, not Fiestas Patrias on Monday and Tuesday.
    assert periods.add_working_days(date(2025, 7, 25), 1, found) == date(2025, 7, 30)


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
off = st.sets(days, max_size=40)


@given(days, st.integers(0, 60), off)
def test_adding_working_days_and_counting_them_agree(start, count, holidays):
    end = periods.add_working_days(start, count, holidays)
    assert periods.working_days_between(start, end, holidays) == count
    if count:
        assert end.weekday() < 5
        assert end not in holidays


@given(days, days, off)
def test_working_days_never_exceed_calendar_days(start, end, holidays):
    counted = periods.working_days_between(start, end, holidays)
    assert 0 <= counted <= max(0, (end - start) // timedelta(days=1))
