"""Changes of level: the example of Pettitt, the flow of the Nile, the definition, and what must hold for any series."""

from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.datasets import nile

from sigor.analysis.trends.change_points import change_points, pettitt
from tests.analysis.trends.samples import PAGE

QUICK = settings(max_examples=40, deadline=None)
values = st.lists(st.integers(-9, 9), min_size=2, max_size=40)


def test_the_simulated_series_of_page_has_the_result_that_pettitt_printed():
    found = pettitt(PAGE)
    assert (found.k, found.start) == (232, 17)  # the change is after 17 values
    assert found.p == pytest.approx(0.0146, abs=5e-5)
    assert found.significant and found.after > found.before


def test_the_nile_changed_in_1898_as_everybody_finds():
    years, flow = nile.load_pandas().data["year"], nile.load_pandas().data["volume"]
    found = pettitt(list(flow))
    assert years[found.start] == 1899  # the first year of the new level, after the dam of Aswan was begun
    assert [years[change.start] for change in change_points(list(flow))] == [1899]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=25))
def test_the_statistic_is_the_largest_mann_whitney_difference_of_two_parts(series):
    found = pettitt(series)
    if len(set(series)) == 1:
        assert found is None
        return
    n = len(series)
    sizes = []
    for t in range(1, n):
        u = stats.mannwhitneyu(series[:t], series[t:]).statistic
        sizes.append(abs(2 * u - t * (n - t)))
    assert found.k == max(sizes)
    assert found.start == sizes.index(max(sizes)) + 1
    assert found.p == pytest.approx(min(1, 2 * exp(-6 * found.k**2 / (n**3 + n**2))))


@QUICK
@given(values, st.integers(-9, 9), st.integers(1, 5))
def test_only_the_order_of_values_matters(series, shift, scale):
    found, moved = pettitt(series), pettitt([scale * value + shift for value in series])
    assert (found is None) == (moved is None)
    if found:
        assert (moved.k, moved.start, moved.p) == (found.k, found.start, found.p)


def test_missing_periods_keep_their_index():
    series = [1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9]
    with_gaps = [*series[:4], None, *series[4:8], None, *series[8:]]
    assert pettitt(series).start == 8
    assert pettitt(with_gaps).start == 10
    assert pettitt(with_gaps).p == pettitt(series).p


@pytest.mark.parametrize("series", [[], [1], [None, 3, None], [4] * 20])
def test_without_two_different_values_there_is_no_change(series):
    assert pettitt(series) is None
    assert change_points(series) == ()


def test_ten_values_cannot_prove_a_change_and_eleven_can():
    assert not pettitt([0] * 5 + [9] * 5).significant
    assert pettitt([0] * 5 + [9] * 6).significant


def steps(*levels, length=20):
    noise = [0.0, 0.4, -0.3, 0.2, -0.5, 0.1, 0.3, -0.2]
    return [level + noise[at % 8] for level in levels for at in range(length)]


def test_several_changes_are_found_in_order_of_time_with_the_limit_of_each():
    found = change_points(steps(10, 14, 8))
    assert [change.start for change in found] == [20, 40]
    assert sorted(change.limit for change in found) == pytest.approx([0.05 * 40 / 60, 0.05])
    assert [change.after > change.before for change in found] == [True, False]


def test_a_part_needs_more_evidence_than_the_whole():
    series = steps(10, 14, length=8)
    alone = change_points(series)
    beside = change_points([*series, *[value + 30 for value in steps(10, length=120)]])
    assert [change.start for change in alone] == [8]
    assert 8 not in [change.start for change in beside]


def test_no_level_is_shorter_than_asked():
    series = [0.0, 0.1, 0.2, *[9 + at / 100 for at in range(30)]]
    assert all(min(c.start, 33 - c.start) >= 6 for c in change_points(series))


@QUICK
@given(values)
def test_turning_a_series_upside_down_leaves_the_changes_where_they_are(series):
    turned = change_points([-value for value in series])
    assert [change.start for change in turned] == [change.start for change in change_points(series)]


def test_what_cannot_be_tested_is_refused():
    for wrong in (
        lambda: pettitt([1, 2], level=0),
        lambda: change_points([1], shortest=0),
        lambda: pettitt([float("nan")]),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
