"""Signals of control charts: each rule at its edge, and what the present says."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigor.analysis.trends.spc import Chart, Sense, Settings, control_chart
from tests.analysis.trends.samples import measured

QUIET = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12]  # mean 11, moving range 2: limits 5.68 and 16.32


def chart(values, sense: Sense = "up", *, baseline: int | None = 12, **more) -> Chart:
    return control_chart(
        measured(values),
        kind="xmr",
        sense=sense,
        settings=Settings(baseline=baseline, **more.pop("rules", {})),
        **more,
    )


def told(found: Chart) -> list[tuple[str, tuple[int, ...], int]]:
    return [(s.rule, s.indices, s.direction) for s in found.signals]


def test_the_lines_that_the_examples_below_rest_on():
    point = chart([*QUIET, 11]).points[0]
    assert (point.centre, point.lower, point.upper) == pytest.approx((11, 5.68, 16.32))
    assert (point.lower_warning, point.upper_warning) == pytest.approx((11 - 4 / 1.128, 11 + 4 / 1.128))


def test_a_point_beyond_a_limit_is_a_signal_and_one_on_it_is_not():
    assert told(chart([*QUIET, 16.33])) == [("outside", (12,), 1)]
    assert told(chart([*QUIET, 5.67])) == [("outside", (12,), -1)]
    assert told(chart([*QUIET, 11 + 2.66 * 2])) == []


def test_a_run_needs_its_length_on_one_side():
    assert told(chart([*QUIET, 10, *[11.5] * 6])) == []
    assert told(chart([*QUIET, 10, *[11.5] * 7])) == [("run", tuple(range(13, 20)), 1)]
    assert told(chart([*QUIET, 10, *[11.5] * 6], rules={"run_length": 6})) == [
        ("run", tuple(range(13, 19)), 1)
    ]
    assert told(chart([*QUIET, 10, *[11.5] * 9])) == [
        ("run", tuple(range(13, 22)), 1)
    ]  # one signal, all of it


def test_a_point_exactly_on_the_centre_neither_counts_in_a_run_nor_breaks_it():
    assert told(chart([*QUIET, 10, *[11.5] * 3, 11, *[11.5] * 3])) == []
    assert told(chart([*QUIET, 10, *[11.5] * 4, 11, *[11.5] * 3])) == [
        ("run", (13, 14, 15, 16, 18, 19, 20), 1)
    ]


def test_a_missing_period_breaks_runs_trends_and_two_of_three():
    assert told(chart([*QUIET, 10, *[11.5] * 4, None, *[11.5] * 4])) == []
    rising = [9, 9.5, 10, 10.5, 11.5, 12, 12.5]
    assert told(chart([*QUIET, *rising])) == [("trend", tuple(range(12, 19)), 1)]
    assert told(chart([*QUIET, *rising[:4], None, *rising[4:]])) == []
    assert told(chart([*QUIET, 15, None, 15])) == []


def test_a_trend_counts_points_with_the_first_and_never_an_equal_one():
    six = [9, 9.5, 10, 10.5, 11.5, 12]
    assert told(chart([*QUIET, *six])) == []
    assert told(chart([*QUIET, *six], rules={"trend_length": 6})) == [("trend", tuple(range(12, 18)), 1)]
    assert told(chart([*QUIET, *six, 12, 12.5])) == []
    falling = [13, 12.5, 12, 11.5, 10.5, 10, 9.5, 9]
    assert told(chart([*QUIET[:-1], 11.5, *falling])) == [("trend", tuple(range(12, 20)), -1)]


def test_the_turning_point_belongs_to_both_trends():
    up, down = [9, 9.5, 10, 10.5, 11.5, 12, 12.5], [12, 11.5, 10.5, 10, 9.5, 9]
    assert told(chart([*QUIET, *up, *down])) == [
        ("trend", tuple(range(12, 19)), 1),
        ("trend", tuple(range(18, 25)), -1),
    ]


def test_two_of_three_beyond_two_sigma_on_the_same_side():
    assert told(chart([*QUIET, 15, 11.5, 15])) == [("two_of_three", (12, 14), 1)]
    assert told(chart([*QUIET, 15, 11.5, 11, 15])) == []
    assert told(chart([*QUIET, 15, 7, 10])) == []  # one on either side
    assert told(chart([*QUIET, 7, 7, 10])) == [("two_of_three", (12, 13), -1)]
    assert told(chart([*QUIET, 15, 15, 10, 15, 15])) == [("two_of_three", (12, 13, 15, 16), 1)]
    assert told(chart([*QUIET, 15, 15, 10, 10, 15, 15])) == [
        ("two_of_three", (12, 13), 1),
        ("two_of_three", (16, 17), 1),
    ]
    assert told(chart([*QUIET, 15, 11.5, 15], rules={"two_of_three": False})) == []


def test_signals_of_the_same_facts_are_the_same_and_stand_in_order_of_time_then_of_precedence():
    values = [*QUIET, 15, 20, 12, *[11.5] * 7]
    found = told(chart(values))
    assert found == told(chart(list(values)))
    assert found == [("run", tuple(range(11, 22)), 1), ("two_of_three", (12, 13), 1), ("outside", (13,), 1)]


def test_a_rebase_ends_every_pattern():
    values = [*QUIET, 10, *[11.5] * 4, *[11.5, 12.5] * 7]
    found = chart(values, rebases=[17])
    assert [s.segment for s in found.signals] == [] and len(found.segments) == 2


@pytest.mark.parametrize(
    ("end", "sense", "variation"),
    [
        ([20], "up", "improving"),
        ([20], "down", "worsening"),
        ([20], "none", "changed"),
        ([2], "up", "worsening"),
        ([2], "down", "improving"),
        ([11], "up", "common"),
        ([20, 11], "up", "common"),  # it was outside, and is no more
        ([15, 15, 11], "up", "common"),  # the two are over
        ([15, 11, 15], "up", "improving"),
        ([10, *[11.5] * 7], "down", "worsening"),
        ([10, *[11.5] * 7, 11], "up", "improving"),  # on the centre: the run goes on
        ([10, *[11.5] * 7, 10], "up", "common"),
        ([10, *[11.5] * 7, None], "up", "improving"),  # the last known state
        ([10, *[11.5] * 7, None, 11], "up", "common"),  # a gap ended the run
    ],
)
def test_variation_is_the_state_of_the_last_valued_point(end, sense, variation):
    assert chart([*QUIET, *end], sense).variation == variation


def test_when_current_signals_disagree_the_first_in_precedence_decides():
    # A fall of seven points that is still outside above: the limit speaks before the trend.
    found = chart([*QUIET, 40, 38, 36, 34, 32, 30, 28])
    assert {(s.rule, s.direction) for s in found.current} == {
        ("outside", 1),
        ("trend", -1),
        ("two_of_three", 1),
        ("run", 1),
    }
    assert found.variation == "improving"


def test_variation_speaks_of_the_last_segment_only():
    found = chart([*QUIET, 20, 11, 12], rebases=[13])
    assert (found.variation, found.kind, found.current) == ("unknown", "run", ())
    assert [s.rule for s in found.signals] == ["outside"]


def test_latest_is_the_last_valued_point_of_the_last_segment():
    assert chart([*QUIET, 11, None]).latest == 12
    assert chart([*QUIET, 11, None, None], rebases=[13]).latest is None


@pytest.mark.parametrize(
    ("sense", "target", "assurance"),
    [
        ("up", 5.6, "hits"),
        ("up", 5.68, "hits"),  # the whole band is at or above
        ("up", 11, "unsure"),
        ("up", 16.32, "unsure"),
        ("up", 16.4, "misses"),
        ("down", 5.6, "misses"),
        ("down", 5.68, "unsure"),
        ("down", 11, "unsure"),
        ("down", 16.32, "hits"),
        ("down", 16.4, "hits"),
        ("none", 30, "none"),
        ("up", None, "none"),
    ],
)
def test_assurance_compares_the_target_with_the_limits(sense, target, assurance):
    assert chart([*QUIET, 11], sense, target=target).assurance == assurance


def test_assurance_uses_the_latest_limits_and_there_are_none_on_a_run_chart():
    values = [*QUIET, 11, *[value + 20 for value in QUIET], 31]
    assert chart(values, target=20).assurance == "misses"
    assert chart(values, target=20, rebases=[13]).assurance == "hits"
    assert chart(values, target=20, rebases=[13, 20]).assurance == "none"


def test_a_series_that_never_varies_hits_the_target_it_equals():
    assert chart([0.1] * 15, target=0.1).assurance == "hits"
    assert chart([0.1] * 15, "down", target=0.1).assurance == "hits"
    assert chart([0.1] * 15, target=0.2).assurance == "misses"


def covered(found: Chart, rule: str, direction: int) -> set[int]:
    return {at for s in found.signals if (s.rule, s.direction) == (rule, direction) for at in s.indices}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([None, 4, 6, 7, 8, 9, 10, 10.5, 11, 11.5, 12, 13, 14, 15, 17]), max_size=40))
def test_each_rule_marks_what_looking_at_every_window_finds(end):
    values = [*QUIET, 11, *end]
    found = chart(values)
    for way in (1, -1):
        trend, two, run = set(), set(), set()
        for start in range(len(values)):
            seven, three = values[start : start + 7], values[start : start + 3]
            if len(seven) == 7 and None not in seven and all(way * (b - a) > 0 for a, b in pairwise(seven)):
                trend |= set(range(start, start + 7))
            beyond = [start + k for k, v in enumerate(three) if v is not None and way * (v - 11) > 4 / 1.128]
            if len(three) == 3 and None not in three and len(beyond) >= 2:
                two |= set(beyond)
            counting = []
            for at in range(start, len(values)):
                if values[at] is None or way * (values[at] - 11) < 0 or len(counting) == 7:
                    break
                counting += [at] if values[at] != 11 else []
            if len(counting) == 7:
                run |= set(counting)
        outside = {at for at, v in enumerate(values) if v is not None and way * (v - 11) > 2.66 * 2}
        for rule, expected in (("trend", trend), ("two_of_three", two), ("run", run), ("outside", outside)):
            assert covered(found, rule, way) == expected
