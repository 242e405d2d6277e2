"""Who differs from whom: tests against scipy and statsmodels, and an order that claims no more than it may."""

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from sigor.analysis.trends.ranking import difference_p, fisher_p, holm, ranked
from sigor.analysis.trends.small_units import Unit

QUICK = settings(max_examples=40, deadline=None)
counts = st.tuples(st.integers(0, 400), st.integers(0, 400)).map(lambda pair: (pair[0], sum(pair)))
some_units = st.lists(counts, min_size=1, max_size=8).map(
    lambda pairs: [Unit(f"u{at}", x, n) for at, (x, n) in enumerate(pairs)]
)


@QUICK
@given(counts, counts)
def test_the_test_of_two_proportions_is_that_of_statsmodels_or_of_scipy(one, other):
    (a, n), (b, m) = one, other
    found = difference_p(Unit("a", a, n), Unit("b", b, m))
    met = a + b
    if not n or not m or met in (0, n + m):
        assert found == 1
        return
    table = [[a, n - a], [b, m - b]]
    if stats.contingency.expected_freq(table).min() < 5:
        assert found == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)
    else:
        assert found == pytest.approx(proportions_ztest([a, b], [n, m])[1], abs=1e-9)


def test_the_tea_of_the_lady_is_tasted_as_fisher_wrote():
    # The Design of Experiments (1935): three of four cups right; one-sided 17 / 70, two-sided 34 / 70.
    assert fisher_p(Unit("milk first", 3, 4), Unit("tea first", 1, 4)) == pytest.approx(34 / 70)


@settings(max_examples=4, deadline=None)  # statsmodels takes its time
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_are_those_of_statsmodels(p_values):
    assert holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))


def test_no_p_leaves_nothing_to_adjust():
    assert holm([]) == []


@QUICK
@given(some_units)
def test_the_order_is_what_the_adjusted_tests_say_and_what_follows(units):
    found = ranked(units)
    counted = [unit for unit in units if unit.denominator]
    pairs = list(combinations(counted, 2))
    adjusted = holm([difference_p(*pair) for pair in pairs])
    for (one, other), p in zip(pairs, adjusted, strict=True):
        if p <= 0.05:
            assert found.order(one.code, other.code) == (1 if one.rate > other.rate else -1)
            assert found.distinguishable(one.code, other.code)


@QUICK
@given(some_units)
def test_the_order_is_a_strict_partial_one(units):
    found = ranked(units)
    codes = [unit.code for unit in units]
    for a, b in permutations(codes, 2):
        assert found.order(a, b) == -found.order(b, a)
        for c in codes:
            if found.order(a, b) == found.order(b, c) == 1:
                assert found.order(a, c) == 1
    assert not any(found.distinguishable(code, code) for code in codes)


@QUICK
@given(some_units, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_names_of_units_change_what_is_found(units, random):
    shuffled = list(units)
    random.shuffle(shuffled)
    one, other = ranked(units), ranked(shuffled)
    assert one.below == other.below and one.ranking() == other.ranking()
    assert sorted(one.units, key=lambda s: s.code) == sorted(other.units, key=lambda s: s.code)


@QUICK
@given(some_units, st.sampled_from(["up", "down"]))
def test_tiers_hold_every_placed_unit_once_and_nobody_stands_with_or_before_its_better(units, sense):
    found = ranked(units)
    tiers = found.ranking(sense)
    placed = [code for tier in tiers for code in tier]
    assert sorted([*placed, *found.unplaced()]) == sorted(unit.code for unit in units)
    assert bool(tiers) == any(found.distinguishable(a.code, b.code) for a, b in combinations(units, 2))
    better = 1 if sense == "up" else -1
    for number, tier in enumerate(tiers):
        for code in tier:
            assert not any(found.distinguishable(code, other) for other in tier)
            for later in (c for rest in tiers[number:] for c in rest):
                assert found.order(later, code) != better


def test_three_levels_make_three_tiers_and_a_tiny_unit_none():
    units = [
        Unit("a", 950, 1000), Unit("b", 945, 1000), Unit("c", 830, 1000), Unit("d", 600, 1000), Unit("tiny", 3, 4),
    ]  # fmt: skip
    found = ranked(units)
    assert found.ranking() == (("a", "b"), ("c",), ("d",))
    assert found.ranking("down") == (("d",), ("c",), ("a", "b"))
    assert found.unplaced() == ("tiny",)
    assert {s.code: s.position for s in found.units} == {
        "a": "above", "b": "above", "c": "not_separable", "d": "below", "tiny": "not_separable",
    }  # fmt: skip


def test_units_that_do_not_separate_get_no_ranking():
    found = ranked([Unit("a", 50, 100), Unit("b", 53, 100), Unit("c", 47, 100)])
    assert found.ranking() == () and found.unplaced() == ("a", "b", "c")
    assert {s.position for s in found.units} == {"not_separable"}


def test_one_more_unit_makes_every_claim_harder():
    pair = [Unit("a", 60, 100), Unit("b", 45, 100)]
    assert ranked(pair).distinguishable("a", "b")
    assert not ranked([*pair, Unit("c", 52, 100)]).distinguishable("a", "b")


def test_a_unit_is_compared_with_all_the_others_together():
    units = [Unit("a", 30, 50), Unit("b", 500, 1000)]
    found = ranked(units)
    assert found.units[0].p == pytest.approx(difference_p(*units))
    assert found.rate == pytest.approx(530 / 1050)


@pytest.mark.parametrize("units", [[], [Unit("a", 3, 4)], [Unit("a", 0, 0), Unit("b", 3, 4)]])
def test_fewer_than_two_counts_order_nothing(units):
    found = ranked(units)
    assert found.ranking() == ()
    assert {s.position for s in found.units} <= {"not_separable"}


def test_what_cannot_be_ranked_is_refused():
    with pytest.raises(ValueError, match="code"):
        ranked([Unit("a", 1, 2), Unit("a", 1, 2)])
    with pytest.raises(ValueError, match="confidence"):
        ranked([], level=0)
    with pytest.raises(KeyError):
        ranked([Unit("a", 1, 2)]).order("a", "x")
