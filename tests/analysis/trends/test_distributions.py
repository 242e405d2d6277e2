"""Beta and binomial probabilities and quantiles against scipy, from single cases to the households of a country."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from sigor.analysis.trends.distributions import (
    beta_cdf,
    beta_quantile,
    binomial_cdf,
    binomial_quantile,
    log_hypergeometric,
    two_sided_quantile,
)

QUICK = settings(max_examples=60, deadline=None)
shapes = st.one_of(st.floats(0.05, 5), st.floats(5, 500), st.floats(500, 700_000))
chances = st.one_of(st.floats(1e-6, 1 - 1e-6), st.sampled_from([0.001, 0.025, 0.5, 0.975, 0.999]))


@QUICK
@given(st.floats(0, 1), shapes, shapes)
def test_the_beta_distribution_is_that_of_scipy(x, a, b):
    assert beta_cdf(x, a, b) == pytest.approx(special.betainc(a, b, x), abs=1e-9)


@QUICK
@given(chances, shapes, shapes)
def test_beta_quantiles_are_those_of_scipy(probability, a, b):
    assert beta_quantile(probability, a, b) == pytest.approx(special.betaincinv(a, b, probability), abs=1e-9)


@QUICK
@given(chances, st.floats(0.5, 1e6), st.floats(0.5, 1e6))
def test_a_quantile_has_the_probability_it_was_asked_for(probability, a, b):
    x = beta_quantile(probability, a, b)
    if 1e-12 < x < 1 - 1e-12:
        assert beta_cdf(x, a, b) == pytest.approx(probability, abs=1e-7)


@QUICK
@given(st.integers(1, 5000), st.floats(0.001, 0.999), st.floats(0, 1))
def test_the_binomial_distribution_is_that_of_scipy(trials, rate, share):
    count = round(trials * share)
    assert binomial_cdf(count, trials, rate) == pytest.approx(stats.binom.cdf(count, trials, rate), abs=1e-10)
    assert binomial_cdf(-1, trials, rate) == 0


@QUICK
@given(st.integers(1, 5000), st.floats(0.001, 0.999), st.sampled_from([0.001, 0.025, 0.3, 0.975, 0.999]))
def test_binomial_quantiles_are_those_of_scipy(trials, rate, probability):
    assert binomial_quantile(probability, trials, rate) == stats.binom.ppf(probability, trials, rate)


@QUICK
@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_hypergeometric_probabilities_are_those_of_scipy(total, marked, drawn):
    marked, drawn = min(marked, total), min(drawn, total)
    for count in range(max(0, drawn + marked - total), min(drawn, marked) + 1):
        expected = stats.hypergeom.logpmf(count, total, marked, drawn)
        assert log_hypergeometric(count, drawn, marked, total) == pytest.approx(expected, abs=1e-9)


def test_normal_quantiles_are_those_of_scipy():
    for level in (0.5, 0.8, 0.95, 0.998):
        assert two_sided_quantile(level) == pytest.approx(stats.norm.ppf(0.5 + level / 2), abs=1e-12)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: beta_cdf(0.5, 0, 1),
        lambda: beta_quantile(1.5, 1, 1),
        lambda: two_sided_quantile(1),
        lambda: two_sided_quantile(0),
    ],
)
def test_what_is_no_probability_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
