"""The Theil-Sen slope against scipy, and by seasons against its definition."""

from itertools import combinations
from math import isfinite
from statistics import median
from warnings import catch_warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sigor.analysis.trends.slopes import seasonal_theil_sen, theil_sen

QUICK = settings(max_examples=40, deadline=None)
values = st.lists(st.integers(-50, 50), min_size=2, max_size=30)


@QUICK
@given(values, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_slope_interval_and_intercept_are_those_of_scipy(series, level):
    expected = stats.theilslopes(series, range(len(series)), alpha=level)
    found = theil_sen(series, level=level)
    assert (found.slope, found.intercept) == pytest.approx((expected.slope, expected.intercept))
    assert (found.low, found.high) == pytest.approx((expected.low_slope, expected.high_slope))


@QUICK
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(-50, 50)), min_size=3, max_size=25))
def test_unequal_and_repeated_times_are_treated_as_in_scipy(points):
    times, series = [t for t, _ in points], [value for _, value in points]
    found = theil_sen(series, times)
    if len(set(times)) == 1:
        assert found is None
        return
    with catch_warnings(action="ignore"):  # ties on both axes can leave scipy less than no variance
        expected = stats.theilslopes(series, times)
    assert found.slope == pytest.approx(expected.slope)
    if isfinite(expected.low_slope):
        assert (found.low, found.high) == pytest.approx((expected.low_slope, expected.high_slope))


@QUICK
@given(values, st.integers(-20, 20))
def test_a_line_added_is_a_slope_added(series, slope):
    before = theil_sen(series)
    after = theil_sen([value + slope * at for at, value in enumerate(series)])
    assert after.slope == pytest.approx(before.slope + slope)


def test_missing_periods_keep_their_place_in_time():
    assert theil_sen([0, None, 2, None, None, 5]).slope == 1
    assert theil_sen([None, 3, None]) is None
    assert theil_sen([]) is None


@QUICK
@given(st.lists(st.integers(-50, 50), min_size=8, max_size=40), st.integers(1, 4))
def test_the_seasonal_slope_is_the_median_of_the_slopes_within_seasons(series, period):
    found = seasonal_theil_sen(series, [at % period for at in range(len(series))])
    slopes = [
        (later - earlier) / (j - i)
        for season in range(period)
        for (i, earlier), (j, later) in combinations(list(enumerate(series[season::period])), 2)
    ]
    assert (found.slope, found.pairs) == (pytest.approx(median(slopes)), len(slopes))
    assert found.low <= found.slope <= found.high


def test_one_season_is_the_plain_slope():
    series = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    plain, seasonal = theil_sen(series), seasonal_theil_sen(series, ["year"] * len(series))
    assert (seasonal.slope, seasonal.low, seasonal.high) == (plain.slope, plain.low, plain.high)


def test_a_strong_season_does_not_hide_the_change_per_year():
    monthly = [100 * (at % 12 == 6) + at // 12 for at in range(60)]
    assert seasonal_theil_sen(monthly, [at % 12 for at in range(60)]).slope == 1
    assert seasonal_theil_sen([1.0, 2.0], ["a", "b"]) is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: theil_sen([1, 2], [0]),
        lambda: theil_sen([1, float("inf")]),
        lambda: theil_sen([1, 2], [0, float("nan")]),
        lambda: theil_sen([1, 2], level=1),
        lambda: seasonal_theil_sen([1, 2], [0]),
    ],
)
def test_what_has_no_slope_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
