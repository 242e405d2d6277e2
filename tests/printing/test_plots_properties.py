"""Charts of any numbers: nothing leaves the paper, no word stands on another."""

import itertools
import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigor.printing.plots import (
    Cell,
    ComparisonPlot,
    ControlPlot,
    FunnelLimits,
    FunnelPlot,
    FunnelUnit,
    IntervalPlot,
    IntervalRow,
    MethodBreak,
    Pair,
    Point,
    Segment,
    comparison,
    control_chart,
    funnel,
    intervals,
    small_multiples,
    sparkline,
)
from sigor.printing.plots.lettering import LINE, fit, spread, width, wrap
from sigor.printing.plots.scales import axis, sizes
from tests.printing.test_plots import COMPARISON, CONTROL, FUNNEL, INTERVALS, check_places, check_words

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
numbers = st.floats(allow_nan=False, allow_infinity=False)
near = st.floats(-1000, 1000)
values = st.one_of(numbers, near)
gaps = st.one_of(st.none(), values)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
places = st.sampled_from(["within", "above", "below", "far above", "far below"])
widths = st.sampled_from([320.0, 340.0, 640.0, 900.0])


def said(value: float) -> str:
    return f"{value:.4g}"


@st.composite
def series(draw: Any) -> ControlPlot:
    count = draw(st.integers(0, 30))
    points = [
        Point(
            draw(st.sampled_from(["ene", "feb", "T1", "", "2025-B2"])),
            draw(gaps),
            draw(names),
            draw(st.sampled_from(["", "2024", "2025"])),
            draw(st.sampled_from(["ordinary", "improving", "worsening", "neutral"])),
            draw(st.booleans()),
        )
        for _ in range(count)
    ]
    starts = sorted(draw(st.sets(st.integers(0, count - 1), max_size=3))) if count else []
    segments = []
    for start, end in itertools.pairwise([*starts, count]):
        levels = [
            draw(st.lists(gaps, min_size=size, max_size=size)) for size in (1, end - start, end - start)
        ]
        segments.append(Segment(start, *map(tuple, levels), draw(names)))
    methods = [MethodBreak(draw(st.integers(0, count - 1)), draw(names)) for _ in range(2)] if count else []
    target = draw(st.lists(gaps, max_size=1))
    better = draw(st.sampled_from(["higher", "lower", ""]))
    return ControlPlot(tuple(points), said, said, tuple(segments), tuple(target), tuple(methods), better)


@few
@given(series(), widths)
def test_any_series_stays_on_the_paper(plot, wide):
    svg = control_chart(plot, CONTROL, width=wide)
    check_places(svg)
    check_words(svg)
    assert svg == control_chart(plot, CONTROL, width=wide)


@few
@given(series(), series())
def test_any_series_fits_a_tile_and_a_grid(one, other):
    tile = control_chart(one, CONTROL, compact=True)
    check_places(tile)
    check_words(tile)
    grid = small_multiples([Cell("Uno", one), Cell("Dos", other), Cell("", one)], CONTROL, columns=2)
    check_places(grid)
    check_words(grid)


@few
@given(st.lists(gaps, max_size=80), gaps)
def test_any_spark_stays_on_the_paper(found, target):
    check_places(sparkline(found, CONTROL, target=target))


positive = st.one_of(st.floats(1, 1e6), st.floats(min_value=5e-324, allow_nan=False, allow_infinity=False))


@few
@given(
    st.lists(st.builds(FunnelUnit, names, positive, values, places), max_size=30),
    st.lists(st.tuples(positive, gaps, gaps), max_size=12),
    gaps,
    widths,
)
def test_any_funnel_stays_on_the_paper(units, curve, overall, wide):
    limits = FunnelLimits("95 %", tuple(curve))
    plot = FunnelPlot(tuple(units), said, said, said, overall, limits, limits)
    svg = funnel(plot, FUNNEL, width=wide)
    check_places(svg)
    check_words(svg)


@few
@given(
    st.lists(st.builds(IntervalRow, names, gaps, gaps, gaps, gaps, names, places), max_size=12), gaps, widths
)
def test_any_intervals_stay_on_the_paper(rows, overall, wide):
    svg = intervals(IntervalPlot(tuple(rows), said, said, overall), INTERVALS, width=wide)
    check_places(svg)
    check_words(svg)


@few
@given(st.lists(st.builds(Pair, names, gaps, gaps), max_size=8), gaps, widths)
def test_any_comparison_stays_on_the_paper(pairs, highest, wide):
    svg = comparison(ComparisonPlot(tuple(pairs), said, highest), COMPARISON, width=wide)
    check_places(svg)
    check_words(svg)


@few
@given(st.lists(values, min_size=1), st.sampled_from([0.0, 0.01, 1.0]))
def test_an_axis_holds_its_values(found, finest):
    drawn = axis(found, said=said, finest=finest)
    inside = [min(max(value, -1e150), 1e150) for value in found]
    assert drawn.low <= min(inside) and max(inside) <= drawn.high and drawn.low < drawn.high
    assert len(drawn.ticks) <= 6 and list(drawn.ticks) == sorted(drawn.ticks)
    assert all(math.isfinite(tick) and drawn.low <= tick <= drawn.high for tick in drawn.ticks)


@few
@given(st.lists(positive, min_size=1))
def test_sizes_hold_theirs(found):
    drawn, logarithmic = sizes(found, said=said)
    assert 0 <= drawn.low < drawn.high and len(drawn.ticks) <= 8
    assert not logarithmic or drawn.low > 0


@few
@given(names, st.floats(0, 200), st.integers(1, 3))
def test_cut_words_fit(name, room, most):
    assert not fit(name, room) or width(fit(name, room)) <= room + 1e-6
    lines = wrap(name, room, most=most)
    assert len(lines) <= most and all(width(line) <= room + 1e-6 for line in lines)


@few
@given(st.lists(st.floats(-50, 250), max_size=7))
def test_names_of_lines_are_kept_apart_in_their_order(wanted):
    found = spread(wanted, LINE, 0, 200)
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    ranked = [found[index] for index in order]
    assert all(after - before >= LINE - 1e-6 for before, after in itertools.pairwise(ranked))
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in found)
