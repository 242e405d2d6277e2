"""The funnel: units by how many were observed and how they fared, inside the limits of chance."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sigor.printing.plots.axes import (
    Beside,
    Key,
    legend,
    names_at_right,
    nothing,
    values_at_left,
    values_beneath,
    widest,
)
from sigor.printing.plots.content import FunnelLimits, FunnelPlot, FunnelTexts, Place, known
from sigor.printing.plots.drawing import (
    ACCENT,
    INK,
    LIMIT,
    SITE_FONT,
    SOFT,
    Shape,
    document,
    line,
    mark,
    path,
    text,
    through,
)
from sigor.printing.plots.lettering import LINE, fit, width
from sigor.printing.plots.scales import Axis, Scale, axis, bounded, sizes

WIDTH, PLOT_HEIGHT = 640.0, 264.0
NAME = 190.0  # px that the name of a unit takes at most
NEAR = 16.0  # px from a mark within which its name needs no line to it
SHAPES: dict[Place, tuple[Shape, str, bool]] = {
    "within": ("dot", INK, False),
    "above": ("up", ACCENT, True),
    "below": ("down", ACCENT, True),
    "far above": ("up", ACCENT, False),
    "far below": ("down", ACCENT, False),
}
Box = tuple[float, float, float, float]  # left, top, right, bottom


def funnel(
    plot: FunnelPlot, texts: FunnelTexts, *, width: float = WIDTH, font: str = SITE_FONT, key: str = ""
) -> str:
    """Units with their limits as SVG, 640 px wide and about 370 high; those outside the limits are named.

    Sizes stand on a logarithmic scale when the greatest is more than 30 times the least. A name for which
    there is no room is left to the table and to the title of its mark.
    """
    high, parts = _funnel(plot, texts, width)
    return document(width, high, parts, title=texts.title, description=texts.description, font=font, key=key)


def place_mark(place: Place, x: float, y: float, radius: float, *, title: str = "") -> str:
    """A unit inside the limits is a dot; outside a triangle that points there, filled when far outside."""
    shape, colour, hollow = SHAPES[place]
    return mark(shape, x, y, radius if shape != "dot" else radius * 0.66, colour, hollow=hollow, title=title)


def place_keys(used: set[Place], words: dict[Place, str]) -> list[Key]:
    return [Key(place_mark(place, 0, 0, 5), words[place]) for place in SHAPES if place in used]


def _funnel(plot: FunnelPlot, texts: FunnelTexts, wide: float) -> tuple[float, list[str]]:
    along, logarithmic = sizes([unit.denominator for unit in plot.units], said=plot.size_text)
    up = _span(plot, along)
    left = widest(map(plot.tick_text, up.ticks), most=wide * 0.25) + 7
    overall = f"{texts.overall} {plot.value_text(plot.overall)}" if plot.overall is not None else ""
    beside = [overall, *(limits.label for limits in (plot.inner, plot.outer) if limits)]
    right = wide - widest(beside, most=wide * 0.3) - 12
    top, bottom = 26.0, 26.0 + PLOT_HEIGHT
    across = Scale(along.low, along.high, left, right, logarithmic)
    scale = Scale(up.low, up.high, bottom, top)
    parts = [text(1, 11, texts.rate, room=wide - 1)]
    parts += values_at_left(up, plot.tick_text, scale, left, right)
    parts += values_beneath(along, plot.size_text, across, top, bottom, wide, rules=False)
    parts.append(text(right, bottom + 32, texts.size, anchor="end", room=right))
    names = []
    curves: list[list[tuple[float, float]]] = []
    for limits, dash in ((plot.inner, LIMIT), (plot.outer, "")):
        for which in (0, 1):
            curve = _curve(limits, which, along)
            for run in _inside(curve, up):
                curves.append([(across.at(size), scale.at(value)) for size, value in run])
                parts.append(path(through(curves[-1]), SOFT, 1.1, dash))
                if limits and run[-1][0] == curve[-1][0]:
                    names.append(Beside(scale.at(run[-1][1]), limits.label))
    if plot.overall is not None:
        y = scale.at(plot.overall)
        parts.append(line(left, y, right, y, INK, 1.3))
        curves.append([(left, y), (right, y)])
        names.append(Beside(y, texts.overall, plot.value_text(plot.overall), INK))
    parts.append(line(left, bottom, right, bottom, SOFT))
    parts += names_at_right(names, right, right + 8, wide - right - 8, scale)
    if not plot.units:
        parts.append(nothing(texts.empty, left, right, top, bottom))
    parts += _units(plot, across, scale, curves)
    words: dict[Place, str] = {
        "within": texts.within,
        "above": texts.above,
        "below": texts.below,
        "far above": texts.far_above,
        "far below": texts.far_below,
    }
    drawn, taken = legend(place_keys({unit.place for unit in plot.units}, words), bottom + 50, wide)
    return bottom + 40 + taken + (4 if taken else 0), [*parts, *drawn]


def _span(plot: FunnelPlot, along: Axis) -> Axis:
    """Room for every unit, and for the limits where half of the units or more stand."""
    found = [unit.rate for unit in plot.units] + known([plot.overall])
    ordered = sorted(unit.denominator for unit in plot.units)
    middle = ordered[len(ordered) // 4] if ordered else along.low
    for limits in (plot.inner, plot.outer):
        for denominator, lower, upper in limits.curve if limits else ():
            if middle <= denominator <= along.high:
                found += known([lower, upper])
    return axis(found, said=plot.tick_text, lowest=plot.lowest, highest=plot.highest, finest=plot.finest)


def _curve(limits: FunnelLimits | None, which: int, along: Axis) -> list[tuple[float, float | None]]:
    """The lower (0) or upper (1) curve over the sizes shown."""
    found = sorted(limits.curve if limits else (), key=lambda place: place[0])
    return [(size, (lower, upper)[which]) for size, lower, upper in found if along.low <= size <= along.high]


def _inside(curve: Sequence[tuple[float, float | None]], up: Axis) -> Iterator[list[tuple[float, float]]]:
    """The stretches of a curve between the edges, cut where it crosses them."""
    run: list[tuple[float, float]] = []
    before: tuple[float, float] | None = None
    for size, value in [*curve, (0.0, None)]:
        here = None if value is None else (size, bounded(value))
        if before and here:
            run += _crossings(before, here, up)
        if here and up.low <= here[1] <= up.high:
            run.append(here)
        else:
            if len(run) > 1:
                yield run
            run = []
        before = here


def _crossings(
    before: tuple[float, float], after: tuple[float, float], up: Axis
) -> list[tuple[float, float]]:
    """Where a stroke of a curve passes an edge, in the order it does."""
    found = []
    for edge in (up.low, up.high):
        if min(before[1], after[1]) < edge < max(before[1], after[1]):
            share = (edge - before[1]) / (after[1] - before[1])
            found.append((share, (before[0] + share * (after[0] - before[0]), edge)))
    return [place for _, place in sorted(found)]


def _units(
    plot: FunnelPlot, across: Scale, scale: Scale, curves: Sequence[Sequence[tuple[float, float]]]
) -> Iterator[str]:
    """Marks, those outside the limits over the others, and the names that find room."""
    places = [(unit, across.at(unit.denominator), scale.at(unit.rate)) for unit in plot.units]
    places.sort(key=lambda place: list(SHAPES).index(place[0].place))
    for unit, x, y in places:
        said = f"{unit.name}: {plot.value_text(unit.rate)} · {plot.size_text(unit.denominator)}"
        yield place_mark(unit.place, x, y, 5, title=said)
    outside = [place for place in places if place[0].place != "within"]
    outside.sort(key=lambda place: (not place[0].place.startswith("far"), place[2], place[1]))
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for _, x, y in outside]
    lines: list[Box] = [(x - 3, y - 3, x + 3, y + 3) for unit, x, y in places if unit.place == "within"]
    lines += [
        (min(one[0], two[0]) - 1, min(one[1], two[1]) - 1, max(one[0], two[0]) + 1, max(one[1], two[1]) + 1)
        for curve in curves
        for one, two in pairwise(curve)
    ]
    paper = (across.start + 2, scale.end - 8, across.end, scale.start)
    most = min(NAME, (across.end - across.start) * 0.55)
    names: list[str] = []
    for unit, x, y in outside:
        said = fit(unit.name, most)
        box = _free(x, y, width(said), taken, lines, paper)
        if box and said:
            taken.append(box)
            to = min(max(x, box[0]), box[2]), box[1] if box[1] > y else box[3]
            if math.hypot(to[0] - x, to[1] - y) > NEAR:
                yield line(x, y + math.copysign(8, to[1] - y), *to, SOFT, 0.7)
            names.append(text(box[0], box[3] - 3, said, fill=INK, halo=True))
    yield from names


def _free(x: float, y: float, wide: float, taken: list[Box], lines: list[Box], paper: Box) -> Box | None:
    """Where a name stands by its mark without touching another: over no line if it can, then as near as it can."""
    beside = [(x + 9, y - 7), (x - 9 - wide, y - 7)]
    beside += [(left, top) for top in (y - 22, y + 9) for left in (x - wide / 2, x + 5, x - 5 - wide)]
    away = [
        (left, y + rise)
        for rise in (-36, 22, -50, 36, -64, 50, -78, 64, -92, 78)
        for left in (x - wide / 2, x - 4, x + 4 - wide)
    ]
    for avoided, corners in (
        ([*taken, *lines], beside),
        ([*taken, *lines], away),
        (taken, beside),
        (taken, away),
    ):
        for left, top in corners:
            box = (left, top, left + wide, top + LINE)
            inside = box[0] >= paper[0] and box[1] >= paper[1] and box[2] <= paper[2] and box[3] <= paper[3]
            if inside and not any(_touch(box, other) for other in avoided):
                return box
    return None


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
