"""The Mann-Kendall tests against printed examples, scipy, every order of a short series, and another program."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.tsa.stattools import acf

from sigor.analysis.trends.mann_kendall import mann_kendall, seasonal_mann_kendall
from tests.analysis.trends.samples import EPA, PAGE

QUICK = settings(max_examples=40, deadline=None)
values = st.lists(st.integers(-20, 20), min_size=2, max_size=40)


def test_the_example_of_the_epa_guidance_with_two_groups_of_ties():
    found = mann_kendall(EPA)
    assert (found.s, found.variance, found.way) == (22, pytest.approx(155.33, abs=5e-3), "normal")
    assert found.z == pytest.approx(1.685, abs=5e-4)


def test_the_smallest_s_that_the_printed_table_of_small_samples_calls_significant():
    # One-sided 5 %: n and least S (EarthSoft EQuIS, after the table in Gilbert, 1987).
    for n, least in [(5, 8), (6, 11), (7, 13), (8, 16), (9, 18), (10, 21)]:
        reached = {abs(mann_kendall(order).s): mann_kendall(order).p / 2 for order in swaps(n)}
        assert reached[least] < 0.05 < reached[least - 2]


def swaps(n):
    """Orders of n values, from rising to falling, one neighbouring swap after the other."""
    order = list(range(n))
    yield list(order)
    for last in range(n - 1, 0, -1):
        for at in range(last):
            order[at], order[at + 1] = order[at + 1], order[at]
            yield list(order)


@QUICK
@given(st.permutations(list(range(10))), st.integers(2, 10))
def test_the_exact_p_is_that_of_scipy(order, n):
    series = [value for value in order if value < n]
    expected = stats.kendalltau(range(n), series, method="exact")
    found = mann_kendall(series)
    assert found.way == "exact"
    assert found.p == pytest.approx(expected.pvalue, abs=1e-12)


def test_the_exact_p_is_the_share_of_all_orders_that_are_as_extreme():
    scores = [mann_kendall(order).s for order in permutations(range(5))]
    for order in permutations(range(5)):
        found = mann_kendall(order)
        assert found.p == pytest.approx(sum(abs(s) >= abs(found.s) for s in scores) / len(scores))


@QUICK
@given(values)
def test_tau_is_that_of_scipy(series):
    expected = stats.kendalltau(range(len(series)), series, variant="b").statistic
    found = mann_kendall(series).tau
    assert found is None if np.isnan(expected) else found == pytest.approx(expected, abs=1e-12)


@QUICK
@given(st.lists(st.integers(-20, 20), min_size=3, max_size=40))
def test_the_variance_is_that_of_every_order_of_the_same_values(series):
    # scipy's normal p uses the variance of S with the same ties and no correction for continuity.
    found = mann_kendall(series)
    if found.variance:
        expected = stats.kendalltau(range(len(series)), series, method="asymptotic").pvalue
        assert 2 * stats.norm.sf(abs(found.s) / found.variance**0.5) == pytest.approx(expected, abs=1e-9)
        assert stats.norm.sf(abs(found.z)) * 2 == pytest.approx(found.p) or found.way == "exact"


@QUICK
@given(values)
def test_turning_a_series_round_or_upside_down_turns_s(series):
    found = mann_kendall(series)
    for turned in (mann_kendall(series[::-1]), mann_kendall([-value for value in series])):
        assert (turned.s, turned.z) == (-found.s, -found.z)
        assert turned.p == pytest.approx(found.p)


@QUICK
@given(values, st.integers(-9, 9), st.integers(1, 9))
def test_only_the_order_of_values_matters(series, shift, scale):
    assert mann_kendall([scale * value + shift for value in series]) == mann_kendall(series)


def test_missing_periods_are_left_out():
    assert mann_kendall([None, 1, None, 3, 2, None]) == mann_kendall([1, 3, 2])


@pytest.mark.parametrize("series", [[], [1.0], [None, None], [2, 2, 2], [5] * 30])
def test_what_cannot_show_a_trend_shows_none(series):
    for found in (
        mann_kendall(series, autocorrelation=True),
        seasonal_mann_kendall(series, [0] * len(series)),
    ):
        assert (found.s, found.z, found.p, found.tau) == (0, 0, 1, None)


def hamed_rao(series, lags=None):
    """The factor of Hamed and Rao (1998) written once more, with numpy, scipy and the autocorrelation of statsmodels."""
    x = np.asarray(series, float)
    n = len(x)
    slope = stats.theilslopes(x, np.arange(n)).slope
    ranked = stats.rankdata(np.round(x - slope * np.arange(n), 9))
    correlation = acf(ranked, nlags=n - 1, fft=False)
    added = sum(
        (n - k) * (n - k - 1) * (n - k - 2) * correlation[k]
        for k in range(1, min(n, (lags or n) + 1))
        if abs(correlation[k]) > stats.norm.ppf(0.975) / np.sqrt(n)
    )
    return 1 + 2 * added / (n * (n - 1) * (n - 2))


@QUICK
@given(st.lists(st.integers(-9, 9), min_size=11, max_size=40), st.sampled_from([None, 1, 3]))
def test_the_factor_for_autocorrelation_is_that_of_numpy_and_statsmodels(steps, lags):
    series = [float(value) for value in np.cumsum(steps) + 0.01 * np.arange(len(steps)) ** 2]
    found = mann_kendall(series, autocorrelation=True, lags=lags)
    if found.variance and len(set(series)) == len(series):
        assert found.autocorrelation.factor == pytest.approx(hamed_rao(series, lags), rel=1e-9, abs=1e-9)


# pyMannKendall 1.4.3, hamed_rao_modification_test, with all lags and with lag=3.
DRIFT = [
    0.0, 1.01, 2.03249, 3.06473, 4.105561, 5.154258, 4.210309, 3.273317, 2.342968, 1.418998, 0.501187, -0.410658,
    -1.316705, -2.217105, -1.11199, -0.001484, 1.114305, 2.235274, 3.36133, 4.492386, 5.628362, 6.769183, 7.914779,
    7.065082,
]  # fmt: skip


@pytest.mark.parametrize(
    ("lags", "variance", "z", "p"),
    [
        (None, 3779.1883926218707, 1.1224055867424774, 0.261690030161863),
        (3, 5790.453550724637, 0.9067609308805302, 0.36453323437023677),
    ],
)
def test_a_drifting_series_has_the_result_of_pymannkendall(lags, variance, z, p):
    found = mann_kendall(DRIFT, autocorrelation=True, lags=lags)
    assert found.autocorrelation.applied and found.s == 70
    assert (found.variance, found.z, found.p) == pytest.approx((variance, z, p), rel=1e-12)


def test_rests_that_tie_but_for_rounding_share_their_rank():
    # With an odd number of pairs the median slope joins two points: without the trend these two are equal.
    series = [0.1 * at + (0.3 if at % 5 else 0.7) * (-1) ** at for at in range(14)]
    factors = {
        round(
            mann_kendall([scale * value for value in series], autocorrelation=True).autocorrelation.factor, 9
        )
        for scale in (1, 0.1, 3, 7.7, 1e6)
    }
    assert len(factors) == 1


def test_a_factor_above_one_widens_the_variance_and_says_so():
    drifting = [0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, -1, -2, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 5]
    plain, careful = mann_kendall(drifting), mann_kendall(drifting, autocorrelation=True, lags=3)
    assert careful.autocorrelation.applied and careful.autocorrelation.lags
    assert careful.variance == pytest.approx(plain.variance * careful.autocorrelation.factor)
    assert careful.p > plain.p


def test_a_factor_below_one_is_told_and_applied_only_on_request():
    saw = [value + at / 50 for at, value in enumerate([0.0, 5, 1, 6, 0.5, 5.5, 1.5, 6.5, 0.2, 5.2, 1.2, 6.2])]
    plain = mann_kendall(saw)
    cautious = mann_kendall(saw, autocorrelation=True, lags=1)
    assert cautious.autocorrelation.factor < 1 and not cautious.autocorrelation.applied
    assert cautious.p == plain.p
    bold = mann_kendall(saw, autocorrelation=True, lags=1, deflate=True)
    assert bold.autocorrelation.applied == (bold.autocorrelation.factor > 0)


def test_autocorrelation_is_not_looked_for_in_ten_values_or_fewer():
    assert mann_kendall(list(range(10)), autocorrelation=True).autocorrelation is None
    assert mann_kendall(PAGE, autocorrelation=True).autocorrelation is not None


@QUICK
@given(st.lists(st.integers(-20, 20), min_size=2, max_size=48), st.integers(1, 12))
def test_the_seasonal_test_sums_the_seasons(series, period):
    seasons = [at % period for at in range(len(series))]
    found = seasonal_mann_kendall(series, seasons)
    each = [mann_kendall(series[season::period]) for season in range(min(period, len(series)))]
    assert found.s == sum(test.s for test in each)
    assert found.variance == pytest.approx(sum(test.variance for test in each))
    assert [test for _, test in found.seasons] == each
    if period == 1:
        assert (found.z, found.tau) == (
            pytest.approx(each[0].z),
            pytest.approx(each[0].tau) if each[0].tau else each[0].tau,
        )


def test_dependent_seasons_have_the_variance_of_every_order_of_whole_cycles():
    # Five years of three seasons without ties: the estimated variance of S is that over all 120 orders of the years.
    years = [(1.0, 2.5, 0.3), (4.0, 2.0, 0.9), (3.0, 5.5, 0.7), (2.0, 4.5, 0.1), (5.0, 7.5, 0.8)]
    scores = [
        sum(mann_kendall([year[season] for year in order]).s for season in range(3))
        for order in permutations(years)
    ]
    flat = [value for year in years for value in year]
    found = seasonal_mann_kendall(flat, [0, 1, 2] * 5, dependent=True)
    assert found.variance == pytest.approx(np.var(scores))
    assert found.covariance == pytest.approx(
        np.var(scores) - seasonal_mann_kendall(flat, [0, 1, 2] * 5).variance
    )


def test_a_season_twice_is_no_more_evidence_than_once_when_dependence_counts():
    once = [3.0, 1, 4, 1.5, 5, 9, 2, 6, 5.3, 3.5, 8]
    twice = [value for value in once for _ in range(2)]
    found = seasonal_mann_kendall(twice, ["a", "b"] * len(once), dependent=True)
    assert found.variance == pytest.approx(4 * mann_kendall(once).variance)


def test_a_missing_period_keeps_the_cycles_in_step():
    full = [1.0, 10, 2, 20, 3, 30, 4, 40]
    gap = [1.0, 10, None, 20, 3, 30, 4, 40]
    found = dict(seasonal_mann_kendall(gap, ["a", "b"] * 4, dependent=True).seasons)
    assert (found["a"].n, found["b"].n) == (3, 4)
    assert seasonal_mann_kendall(full, ["a", "b"] * 4, dependent=True).s == 12


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: mann_kendall([1, float("nan")]),
        lambda: mann_kendall([1, 2], significance=0),
        lambda: mann_kendall([1, 2], lags=0),
        lambda: seasonal_mann_kendall([1, 2], [1]),
    ],
)
def test_what_cannot_be_tested_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
