"""Trees of causes and shares of verified work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.analysis.improvement import CircularTree, levels, percent_done


def test_no_causes_have_no_levels_and_a_chain_has_as_many_as_links():
    assert levels({}) == 0
    assert levels({1: None}) == 1
    assert levels({3: 2, 2: 1, 1: None, 4: None}) == 3


def test_a_parent_that_is_not_among_them_is_a_root():
    assert levels({2: 1, 3: 2}) == 2


@given(st.lists(st.integers(min_value=0), max_size=30))
def test_a_tree_grown_leaf_by_leaf_is_as_deep_as_its_deepest_leaf(choices):
    parents, depth = {0: None}, {0: 1}
    for key, choice in enumerate(choices, start=1):
        parents[key] = choice % key
        depth[key] = depth[choice % key] + 1
    shuffled = dict(reversed(list(parents.items())))
    assert levels(parents) == levels(shuffled) == max(depth.values())


@given(st.integers(min_value=1, max_value=20), st.integers(min_value=0, max_value=5))
def test_a_circle_is_found_wherever_it_hangs(length, tail):
    parents = {n: (n + 1) % length for n in range(length)} | {length + n: n for n in range(tail)}
    with pytest.raises(CircularTree):
        levels(parents)


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=0, max_value=500))
def test_a_hundred_percent_means_all_and_nothing_to_do_has_no_share(done, left):
    share = percent_done(done, done + left)
    assert (share is None) == (done + left == 0)
    assert (share == 100) == (done > 0 and left == 0)
    assert share is None or 0 <= share <= 100
