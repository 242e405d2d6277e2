"""The lines of control charts: what books print, what another program computes, and what must hold for any series."""

from itertools import pairwise
from statistics import fmean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigor.analysis.trends.spc import Chart, Kind, Point, Sense, Settings, control_chart
from tests.analysis.trends.samples import ATTENDED, FLOW_RATES, ORANGE_JUICE, SEEN, counted, measured

TEN = Settings(fewest_points=10)
QUICK = settings(max_examples=40, deadline=None)


def chart(points: list[Point], kind: Kind = "auto", sense: Sense = "up", **more) -> Chart:
    return control_chart(points, kind=kind, sense=sense, **more)


def test_the_flow_rates_of_the_nist_handbook_have_the_limits_it_prints():
    found = chart(measured(FLOW_RATES), settings=TEN)
    assert (found.kind, found.segments[0].centre) == ("xmr", pytest.approx(50.81))
    assert found.segments[0].sigma == pytest.approx(1.8778 / 1.128, abs=5e-5)
    # The handbook divides by 1.128; 2.66 is 3 / 1.128 rounded, so the last printed decimals may differ.
    assert found.points[0].upper == pytest.approx(55.8041, abs=2e-3)
    assert found.points[0].lower == pytest.approx(45.8159, abs=2e-3)
    assert found.signals == ()


def test_the_orange_juice_of_montgomery_has_the_limits_and_the_two_points_outside_that_the_book_tells():
    found = chart(counted(ORANGE_JUICE, [50] * 30))
    assert found.kind == "p"  # every denominator is small
    assert found.segments[0].centre == pytest.approx(0.2313, abs=5e-5)
    assert (found.points[7].lower, found.points[7].upper) == pytest.approx((0.0524, 0.4102), abs=6e-5)
    assert [s.indices for s in found.signals if s.rule == "outside"] == [(14,), (22,)]  # samples 15 and 23


# qicharts2 0.8.1 (R) on the emergency attendances, as kept in the tests of PowerBI-SPC: test/fixtures/qicharts2.ts.
PRIME_CENTRE = 0.95289971134419116
PRIME_LOWER = [
    0.9401296441775141, 0.94004641862513627, 0.9403780655785402, 0.94047300747792362, 0.94017268417608979,
    0.94002465678041103, 0.94020689402152513, 0.94045399796641838, 0.94022030926792188, 0.94017687421815865,
    0.94011081930595297, 0.94020834697566502, 0.93980301398912502, 0.9398387733905802, 0.94004595428549564,
    0.93992289402775664, 0.93978766173624928, 0.93996904398143111, 0.9400868775214295, 0.93997499652290417,
]  # fmt: skip
PRIME_UPPER_WARNING = [
    0.96141308945530923, 0.96146857315689449, 0.9612474751879585, 0.96118418058836952, 0.96138439612292537,
    0.96148308105337787, 0.96136158955930184, 0.96119685359603968, 0.96135264606170401, 0.96138160276154616,
    0.96142563936968328, 0.96136062092320862, 0.96163084291423528, 0.9616070033132651, 0.96146888271665487,
    0.96155092288848087, 0.96164107774948571, 0.96152015625269782, 0.96144160055936556, 0.96151618789171578,
]  # fmt: skip


def test_laney_limits_of_the_emergency_attendances_are_those_of_qicharts2():
    found = chart(counted(SEEN, ATTENDED))
    assert found.kind == "p_prime"
    assert found.segments[0].centre == pytest.approx(PRIME_CENTRE, abs=1e-14)
    assert [p.lower for p in found.points] == pytest.approx(PRIME_LOWER, abs=1e-12)
    assert [p.upper_warning for p in found.points] == pytest.approx(PRIME_UPPER_WARNING, abs=1e-12)
    assert not [s for s in found.signals if s.rule == "outside"]
    assert found.segments[0].inflation > 10  # of the width that chance alone would give


def test_plain_p_limits_would_call_nearly_every_week_of_them_a_signal():
    found = chart(counted(SEEN, ATTENDED), kind="p")
    assert len([s for s in found.signals if s.rule == "outside"]) >= 15


def test_rebased_laney_limits_are_those_of_qicharts2_with_its_part_option():
    found = chart(counted(SEEN, ATTENDED), rebases=[10], settings=TEN)
    assert [s.centre for s in found.segments] == pytest.approx(
        [0.95105964383277042, 0.95481431224580271], abs=1e-14
    )
    assert found.points[0].upper == pytest.approx(0.96345459627653407, abs=1e-12)
    assert found.points[9].lower == pytest.approx(0.93871053406939875, abs=1e-12)
    assert found.points[10].lower == pytest.approx(0.940610623423212, abs=1e-12)
    assert found.points[19].upper == pytest.approx(0.96916884951872639, abs=1e-12)


def test_limits_of_single_values_are_those_of_qicharts2():
    found = chart(counted(SEEN, ATTENDED), kind="xmr")
    point = found.points[0]
    assert point.centre == pytest.approx(0.95296991067360326, abs=1e-14)
    assert point.lower_warning == pytest.approx(0.94440687282923896, abs=1e-12)
    assert point.upper == pytest.approx(0.96581446744014965, abs=3e-6)  # 2.66 here, 3 / 1.128 there


def test_auto_takes_single_values_when_there_are_no_counts_or_they_are_no_proportion():
    assert chart(measured([3, 5, 4] * 5)).method == "xmr"
    rates_per_thousand = [Point(str(at), 1000 * x / 4000, x, 4000) for at, x in enumerate([8, 9, 7] * 5)]
    assert chart(rates_per_thousand).method == "xmr"
    more_than_all = [Point(str(at), x / 10, x, 10) for at, x in enumerate([12, 9, 11] * 5)]
    assert chart(more_than_all).method == "xmr"
    assert chart([Point("a", 0.5, 1, 2), Point("b", 0.5)]).method == "xmr"


def test_auto_takes_plain_p_only_below_the_threshold_for_every_denominator():
    small = counted([20] * 14, [299] * 14)
    assert chart(small).method == "p"
    assert chart([*small, Point("x", 0.1, 30, 300)]).method == "p_prime"
    assert chart(small, settings=Settings(small_denominator=100)).method == "p_prime"


def test_a_short_series_is_a_run_chart_with_its_median_and_without_limits_or_signals():
    values = [1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 40]
    found = chart(measured(values))
    assert (found.kind, found.method, found.signals, found.variation) == ("run", "xmr", (), "unknown")
    assert {p.centre for p in found.points} == {median(values)}
    assert {(p.lower, p.upper, p.lower_warning, p.upper_warning) for p in found.points} == {(None,) * 4}
    assert chart(measured([*values, 9])).kind == "xmr"


def test_missing_periods_do_not_count_and_break_the_moving_range():
    values = [10, 12, None, 30, 32] * 4
    found = chart(measured(values))
    ranges = [2, 2] * 4 + [22] * 3  # within pairs, and from 32 to the next 10; never across the gap
    assert found.segments[0].points == 16
    assert found.segments[0].sigma == pytest.approx(fmean(ranges) / 1.128)
    assert found.points[2].value is None and found.points[2].upper == found.points[1].upper


def test_too_few_neighbours_give_no_limits_however_many_values():
    found = chart(measured([value for at in range(20) for value in (at, None)]))
    assert (found.kind, found.segments[0].points) == ("run", 20)


def test_a_period_without_denominator_is_missing_on_a_chart_of_proportions():
    points = [*counted(ORANGE_JUICE, [50] * 30), Point("none", 0.0, 0, 0)]
    for kind in ("auto", "p", "p_prime"):
        found = chart(points, kind=kind)
        assert found.points[30].value is None and found.points[30].upper is None
        assert found.latest == 29


def test_a_fixed_baseline_gives_the_lines_of_each_segment():
    values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11] + [40, 60, 50] * 2 + [5, 6] * 7
    found = chart(measured(values), rebases=[18], settings=Settings(baseline=12))
    first, second = found.segments
    assert (first.centre, first.baseline, first.points) == (pytest.approx(10.5), 12, 18)
    assert first.sigma == pytest.approx(1 / 1.128)
    assert (second.centre, second.baseline) == (pytest.approx(5.5), 12)


def test_limits_of_proportions_stay_within_zero_and_one():
    found = chart(counted([19, 20, 20, 18, 20, 20, 19] * 2, [20] * 14), kind="p")
    assert {p.upper for p in found.points} == {1.0} and all(p.lower > 0 for p in found.points)
    assert {p.upper for p in chart(counted([19, 20, 12] * 5, [20] * 15), kind="xmr").points} == {1.0}
    assert chart(measured([0.5, 0.9, 0.1] * 5)).points[0].upper > 1  # nothing says that this is a proportion


@pytest.mark.parametrize("kind", ["auto", "xmr", "p", "p_prime"])
@pytest.mark.parametrize(
    "points",
    [
        [],
        [Point("a", 0.5, 1, 2)],
        [Point("a", None)] * 20,
        counted([0] * 20, [50] * 20),
        counted([50] * 20, [50] * 20),
        counted([5] * 20, [50] * 20),
        counted([None, 1] * 20, [50] * 40),
    ],
    ids=["nothing", "one", "missing", "never", "always", "constant", "every other"],
)
def test_no_series_breaks_the_chart_and_one_that_never_varies_gives_no_signal(points, kind):
    found = chart(points, kind=kind, target=0.5)
    assert len(found.points) == len(points)
    assert found.signals == ()
    assert found.variation in ("common", "unknown")


def test_a_constant_measure_never_leaves_its_own_limits_whatever_its_decimals():
    for value in (0.1, 1 / 3, 1e9 + 0.7, -7.3):
        assert chart(measured([value] * 17)).signals == ()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Point("a", float("nan")),
        lambda: Point("a", 1.0, 3),
        lambda: Point("a", 1.0, -1, 3),
        lambda: Settings(run_length=5),
        lambda: Settings(run_length=9),
        lambda: Settings(trend_length=8),
        lambda: Settings(fewest_points=9),
        lambda: Settings(baseline=11),
        lambda: Settings(baseline=21),
        lambda: Settings(small_denominator=0),
        lambda: chart(measured([1, 2, 3]), rebases=[0]),
        lambda: chart(measured([1, 2, 3]), rebases=[3]),
        lambda: chart([], rebases=[1]),
        lambda: chart(measured([1, 2, 3]), kind="p"),
        lambda: chart([Point("a", 50.0, 1, 2)], kind="p_prime"),
        lambda: chart([], kind="c"),
        lambda: chart([], sense="sideways"),
        lambda: chart([], target=float("inf")),
    ],
)
def test_what_cannot_be_charted_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


series = st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=13, max_size=40)


def lines(found: Chart) -> list[float]:
    return [line for p in found.points for line in (p.lower, p.centre, p.upper) if line is not None]


@QUICK
@given(series, st.integers(-1000, 1000), st.integers(1, 9))
def test_limits_of_single_values_move_and_stretch_with_the_values_and_the_signals_stay(values, shift, scale):
    before = chart(measured(values))
    after = chart(measured([None if v is None else scale * v + shift for v in values]))
    assert lines(after) == pytest.approx([scale * line + shift for line in lines(before)])
    assert after.signals == before.signals


@QUICK
@given(series)
def test_turning_a_series_upside_down_turns_every_signal(values):
    before = chart(measured(values), sense="up")
    after = chart(measured([None if v is None else -v for v in values]), sense="down")
    turned = {(s.rule, s.indices, -s.direction) for s in before.signals}
    assert {(s.rule, s.indices, s.direction) for s in after.signals} == turned
    assert after.variation == before.variation


@QUICK
@given(series, st.sets(st.integers(1, 12), max_size=3))
def test_a_segment_is_what_its_points_alone_would_be(values, cuts):
    starts = [0, *sorted(cuts), len(values)]
    whole = chart(measured(values), rebases=list(cuts))
    for number, (start, stop) in enumerate(pairwise(starts)):
        alone = chart(measured(values[start:stop]))
        assert [p.upper for p in whole.points[start:stop]] == [p.upper for p in alone.points]
        mine = [(s.rule, tuple(i - start for i in s.indices)) for s in whole.signals if s.segment == number]
        assert mine == [(s.rule, s.indices) for s in alone.signals]


counts = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=13, max_size=30)


@QUICK
@given(counts)
def test_laney_limits_are_p_limits_stretched_by_one_factor(pairs):
    points = counted([x for x, _ in pairs], [x + y + 1 for x, y in pairs])
    plain, prime = chart(points, kind="p"), chart(points, kind="p_prime")
    factor = prime.segments[0].inflation
    for one, other in zip(plain.points, prime.points, strict=True):
        if one.upper < 1 and other.upper < 1:
            assert other.upper - other.centre == pytest.approx(factor * (one.upper - one.centre))
