"""Intervals, funnels and shrinkage: printed tables, scipy and statsmodels, and what must hold for any units."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.mstats import winsorize
from statsmodels.stats.proportion import proportion_confint

from sigor.analysis.trends.small_units import (
    Unit,
    clopper_pearson,
    funnel_limits,
    overdispersion_factor,
    shrink,
    wilson,
)
from tests.analysis.trends.samples import SAXONY

QUICK = settings(max_examples=40, deadline=None)
counts = st.tuples(st.integers(0, 3000), st.integers(0, 3000)).map(lambda pair: (pair[0], sum(pair)))
some_units = st.lists(counts, min_size=2, max_size=12).map(
    lambda pairs: [Unit(f"u{at}", x, n) for at, (x, n) in enumerate(pairs)]
)
levels = st.sampled_from([0.8, 0.95, 0.998])

# Newcombe, Statistics in Medicine 17 (1998), table I, methods 3 and 5.
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("x", "n", "score", "exact"), NEWCOMBE)
def test_intervals_are_those_of_the_table_of_newcombe(x, n, score, exact):
    for found, printed in ((wilson(x, n), score), (clopper_pearson(x, n), exact)):
        assert (round(found.low, 4), round(found.high, 4)) == printed


@QUICK
@given(counts, levels)
def test_intervals_are_those_of_statsmodels_and_scipy(pair, level):
    x, n = pair
    if not n:
        return
    score, exact = wilson(x, n, level), clopper_pearson(x, n, level)
    assert (score.low, score.high) == pytest.approx(proportion_confint(x, n, 1 - level, "wilson"), abs=1e-12)
    assert (exact.low, exact.high) == pytest.approx(proportion_confint(x, n, 1 - level, "beta"), abs=1e-9)
    other = stats.binomtest(x, n).proportion_ci(level, method="exact")
    assert (exact.low, exact.high) == pytest.approx((other.low, other.high), abs=1e-9)
    assert exact.low <= x / n <= exact.high and score.low <= x / n <= score.high


@QUICK
@given(counts)
def test_counting_what_was_not_met_turns_an_interval_round(pair):
    x, n = pair
    for method in (wilson, clopper_pearson):
        one, other = method(x, n), method(n - x, n)
        assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-9)


def test_nothing_counted_says_nothing():
    assert wilson(0, 0) == clopper_pearson(0, 0)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def interpolated(rate, n, probability):
    """The lower limit of Spiegelhalter (2005) written once more with scipy."""
    count = stats.binom.ppf(probability, n, rate)
    reached = stats.binom.cdf(count, n, rate)
    return (count - (reached - probability) / stats.binom.pmf(count, n, rate)) / n


@QUICK
@given(st.floats(0.01, 0.99), st.integers(1, 5000))
def test_funnel_limits_are_those_of_scipy_within_zero_and_one(rate, n):
    (found,) = funnel_limits(rate, [n])
    for band, tail in ((found.inner, 0.025), (found.outer, 0.001)):
        assert band.low == pytest.approx(max(0, interpolated(rate, n, tail)), abs=1e-8)
        assert band.high == pytest.approx(min(1, 1 - interpolated(1 - rate, n, tail)), abs=1e-8)
        assert abs(band.high - interpolated(rate, n, 1 - tail)) <= 1 / n + 1e-9  # his own upper limit
    assert found.outer.low <= found.inner.low <= rate <= found.inner.high <= found.outer.high


@QUICK
@given(st.floats(0.01, 0.99), st.integers(1, 300))
def test_a_count_lies_beyond_a_funnel_exactly_when_its_binomial_tail_says_so(rate, n):
    (found,) = funnel_limits(rate, [n])
    counts = np.arange(n + 1)
    tails = zip(counts, stats.binom.cdf(counts, n, rate), stats.binom.sf(counts - 1, n, rate), strict=True)
    for count, below, above in tails:
        if min(abs(below - 0.025), abs(above - 0.025)) > 1e-9:
            assert (count / n < found.inner.low) == (below < 0.025)
            assert (count / n > found.inner.high) == (above < 0.025)


def test_funnel_limits_of_many_cases_are_the_normal_ones_and_so_is_their_overdispersion():
    rate, n, factor = 0.8, 500_000, 4.0
    (found,) = funnel_limits(rate, [n], factor)
    half = stats.norm.ppf(0.999) * sqrt(factor * rate * (1 - rate) / n)
    assert (found.outer.low, found.outer.high) == pytest.approx((rate - half, rate + half), abs=1e-5)


@QUICK
@given(st.floats(0.01, 0.99), st.integers(1, 2000), st.floats(1, 9))
def test_overdispersion_only_ever_widens_a_funnel(rate, n, factor):
    (plain,), (wide,) = funnel_limits(rate, [n]), funnel_limits(rate, [n], factor)
    assert wide.inner.low <= plain.inner.low + 1e-12 and wide.outer.high >= plain.outer.high - 1e-12


def test_funnel_limits_come_in_the_order_of_the_denominators_and_narrow_with_them():
    found = funnel_limits(0.7, [400, 20, 400])
    assert [limits.denominator for limits in found] == [400, 20, 400]
    assert found[0] == found[2] and found[0].inner.low > found[1].inner.low


def test_a_rate_of_zero_or_one_leaves_no_room():
    for rate in (0, 1):
        (found,) = funnel_limits(rate, [50], 3.0)
        assert (found.outer.low, found.outer.high) == (rate, rate)


@QUICK
@given(some_units, st.sampled_from([0.0, 0.1, 0.2]))
def test_the_overdispersion_factor_is_that_of_numpy_and_scipy(units, share):
    counted = [u for u in units if u.denominator]
    x, n = np.array([u.numerator for u in counted]), np.array([u.denominator for u in counted])
    rate = x.sum() / n.sum() if len(n) else 0
    expected = 1.0
    if len(n) > 1 and 0 < rate < 1:
        z = (x / n - rate) / np.sqrt(rate * (1 - rate) / n)
        expected = max(1.0, float(np.mean(np.asarray(winsorize(z, limits=share)) ** 2)))
    assert overdispersion_factor(units, share) == pytest.approx(expected)


def test_moments_of_the_families_of_saxony_are_the_printed_ones():
    # Wikipedia (Beta-binomial distribution) prints alpha 34.1350 and beta 31.6085, with the variance divided by the
    # number of families; Kleinman divides by one less, which moves both by one part in a thousand.
    families = [boys for boys, times in enumerate(SAXONY) for _ in range(times)]
    m1, m2 = np.mean(families), np.mean(np.square(families))
    below = 12 * (m2 / m1 - m1 - 1) + m1
    printed = ((12 * m1 - m2) / below, (12 - m1) * (12 - m2 / m1) / below)
    assert printed == pytest.approx((34.1350, 31.6085), abs=5e-4)
    found = shrink([Unit(str(at), boys, 12) for at, boys in enumerate(families)])
    spread = np.var(families, ddof=1) / (m1 * (1 - m1 / 12))
    assert found.correlation == pytest.approx((spread - 1) / 11, rel=1e-9)
    assert (found.precision * m1 / 12, found.precision * (1 - m1 / 12)) == pytest.approx(printed, rel=2e-3)


def kleinman(x, n):
    """The estimate of Kleinman (1973) written once more: the rho whose expected spread is the one observed."""
    x, n = np.asarray(x, float), np.asarray(n, float)
    w, p = n / n.sum(), x.sum() / n.sum()
    spread = (w * (x / n - p) ** 2).sum()

    def expected(rho):
        variances = p * (1 - p) * (1 + (n - 1) * rho) / n
        return (w * (1 - w) * variances).sum()

    return (spread - expected(0)) / (expected(1) - expected(0))


@QUICK
@given(some_units)
def test_shrinkage_is_that_of_numpy_and_scipy(units):
    counted = [u for u in units if u.denominator]
    if not counted:
        return
    found = shrink(units)
    x, n = [u.numerator for u in counted], [u.denominator for u in counted]
    rate = sum(x) / sum(n)
    assert found.rate == pytest.approx(rate)
    if 0 < rate < 1 and max(n) > 1 and len(n) > 1:
        assert found.correlation == pytest.approx(kleinman(x, n), rel=1e-6, abs=1e-9)
    assert found.complete == (found.correlation <= 0)
    for unit, shrunk in zip(units, found.units, strict=True):
        assert shrunk.low <= shrunk.high
        if found.complete:
            assert (shrunk.mean, shrunk.weight) == (rate, 1)
            continue
        m = found.precision
        posterior = stats.beta(unit.numerator + m * rate, unit.denominator - unit.numerator + m * (1 - rate))
        assert shrunk.mean == pytest.approx(posterior.mean())
        assert (shrunk.low, shrunk.high) == pytest.approx(posterior.interval(0.95), abs=1e-9)
        assert shrunk.weight == pytest.approx(m / (m + unit.denominator))


@QUICK
@given(some_units, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(units, random):
    if not any(u.denominator for u in units):
        return
    shuffled = list(units)
    random.shuffle(shuffled)
    one, other = shrink(units), shrink(shuffled)
    assert {u.code: u for u in one.units} == {u.code: u for u in other.units}
    assert overdispersion_factor(units) == pytest.approx(overdispersion_factor(shuffled))


def test_small_units_are_drawn_further_than_large_ones():
    units = [Unit("small", 9, 10), Unit("large", 900, 1000), Unit("low", 500, 1000), Unit("other", 710, 1000)]
    small, large, *_ = shrink(units).units
    assert small.rate == large.rate and small.mean < large.mean < large.rate
    assert small.weight > large.weight


def test_units_that_differ_less_than_chance_share_one_rate():
    found = shrink([Unit("a", 50, 100), Unit("b", 50, 100), Unit("c", 51, 100)])
    assert found.complete and found.precision is None and found.correlation < 0
    assert {unit.mean for unit in found.units} == {151 / 300}
    jeffreys = stats.beta(151.5, 149.5)
    assert (found.units[0].low, found.units[0].high) == pytest.approx(jeffreys.interval(0.95), abs=1e-9)


@pytest.mark.parametrize("met", [0, 1])
def test_units_that_all_met_everything_or_nothing(met):
    found = shrink([Unit("a", 10 * met, 10), Unit("b", 200 * met, 200)])
    assert found.complete and {u.mean for u in found.units} == {float(met)}
    assert (found.units[0].high if met else found.units[0].low) == met


def test_units_as_different_as_can_be_are_hardly_drawn_at_all():
    found = shrink([Unit("none", 0, 50), Unit("all", 50, 50)])
    assert found.precision == 1
    assert found.units[0].mean == pytest.approx(0.5 / 51)


def test_a_unit_that_counted_nothing_has_the_overall_rate():
    found = shrink([Unit("a", 90, 100), Unit("b", 20, 100), Unit("new", 0, 0)])
    new = found.units[2]
    assert (new.rate, new.mean, new.weight) == (None, pytest.approx(found.rate), 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Unit("a", 3, 2),
        lambda: Unit("a", -1, 2),
        lambda: wilson(3, 2),
        lambda: clopper_pearson(1, 2, level=0),
        lambda: clopper_pearson(0, 0, level=2),
        lambda: funnel_limits(1.2, [5]),
        lambda: funnel_limits(0.5, [0]),
        lambda: funnel_limits(0.5, [5], 0.5),
        lambda: overdispersion_factor([], 0.5),
        lambda: shrink([]),
        lambda: shrink([Unit("a", 0, 0)]),
        lambda: shrink([Unit("a", 1, 2)], level=1),
    ],
)
def test_what_is_no_proportion_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
