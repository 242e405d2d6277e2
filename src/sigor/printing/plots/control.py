"""The control chart of an indicator: full, as a tile of a board, and as a spark in a row of a table."""

from collections.abc import Sequence
from dataclasses import replace

from sigor.printing.plots.axes import (
    GAP,
    Beside,
    Key,
    ends,
    legend,
    names_at_right,
    nothing,
    periods,
    values_at_left,
    widest,
)
from sigor.printing.plots.content import (
    ControlPlot,
    ControlTexts,
    Point,
    Signal,
    Texts,
    known,
    level,
    refuse_endless,
)
from sigor.printing.plots.drawing import (
    ACCENT,
    DOTTED,
    INK,
    LIMIT,
    SITE_FONT,
    SOFT,
    TARGET,
    document,
    line,
    mark,
    ring,
    text,
)
from sigor.printing.plots.lettering import LINE, fit, width
from sigor.printing.plots.scales import SAME, Axis, Scale, axis, bounded
from sigor.printing.plots.series import (
    Frame,
    breaks,
    last_of,
    levels_of,
    lines,
    points,
    signal,
    upright,
)

WIDTH, COMPACT_WIDTH, COMPACT_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT = 640.0, 300.0, 120.0, 120.0, 28.0
PLOT_HEIGHT = 172.0
SIGNALS: tuple[Signal, ...] = ("improving", "worsening", "neutral")


def control_chart(
    plot: ControlPlot,
    texts: ControlTexts,
    *,
    compact: bool = False,
    width: float | None = None,
    font: str = SITE_FONT,
    key: str = "",
) -> str:
    """A series with its limits as SVG: 640 px wide and about 260 high, or 300 by 120 when `compact`.

    Without limits in its segments it is a run chart. Another `width` lays it out anew with letters of the same
    size; `key` tells two equal charts of one page apart.
    """
    draw = _tile if compact else _chart
    wide = width or (COMPACT_WIDTH if compact else WIDTH)
    high, parts = draw(plot, texts, wide)
    return document(wide, high, parts, title=texts.title, description=texts.description, font=font, key=key)


def sparkline(
    values: Sequence[float | None],
    texts: Texts,
    *,
    target: float | None = None,
    width: float = SPARK_WIDTH,
    height: float = SPARK_HEIGHT,
    font: str = SITE_FONT,
    key: str = "",
) -> str:
    """A line without words, its last value marked; a missing value leaves a gap."""
    refuse_endless(*values, target)
    series = tuple(Point("", value) for value in values)
    plot = ControlPlot(series, str, str, target=() if target is None else (target,))
    found = levels_of(plot)
    parts: list[str] = []
    if not known(values):
        parts.append(nothing(texts.empty, 2, width - 2, 0, height))
    else:
        low, high = min(found), max(found)
        scale = _room(low, high, height - 5, 5)
        frame = Frame(3, width - 5, len(values), scale)
        parts += lines(plot, frame)
        parts += points(plot, frame)
        if end := last_of(values):
            parts.append(mark("dot", frame.x(end[0]), frame.y(end[1]), 3.2, INK))
    return document(
        width, height, parts, title=texts.title, description=texts.description, font=font, key=key
    )


def keys(plots: Sequence[ControlPlot], texts: ControlTexts) -> list[Key]:
    """The marks that these plots use, ordinary ones only beside others."""
    used = {point.signal for plot in plots for point in plot.points if point.value is not None}
    restated = any(p.restated and p.value is not None for plot in plots for p in plot.points)
    words = {"improving": texts.improving, "worsening": texts.worsening, "neutral": texts.neutral}
    better = plots[0].better if plots else "higher"
    found = [Key(signal(kind, 0, 0, 5, better), words[kind]) for kind in SIGNALS if kind in used]
    if restated:
        found.append(Key(mark("dot", 0, 0, 2.6, INK) + ring(0, 0, 5.2), texts.restated))
    return [Key(mark("dot", 0, 0, 2.6, INK), texts.ordinary), *found] if found else []


def line_keys(plots: Sequence[ControlPlot], texts: ControlTexts) -> list[Key]:
    """The lines of these plots, for charts too small to name them where they end."""
    segments = [segment for plot in plots for segment in plot.segments]
    found = []
    if any(known(segment.centre) for segment in segments):
        found.append(Key(line(-9, 0, 9, 0, SOFT, 1.2), texts.centre))
    if any(known([*segment.lower, *segment.upper]) for segment in segments):
        found.append(Key(line(-9, 0, 9, 0, SOFT, 1.1, LIMIT), texts.limits))
    if any(known(plot.target) for plot in plots):
        found.append(Key(line(-9, 0, 9, 0, ACCENT, 1.8, TARGET), texts.target))
    crossed = {dash for plot in plots for _, _, dash in breaks(plot)}
    for dash, said in (("", texts.rebase), (DOTTED, texts.method_break)):
        if dash in crossed:
            found.append(Key(upright(0, -7, 7, dash), said))
    return found


def shared_axis(plots: Sequence[ControlPlot], most: int = 6) -> Axis:
    """One span for the values of all plots, said as the first one says them."""
    first = plots[0]
    lows, highs = known(plot.lowest for plot in plots), known(plot.highest for plot in plots)
    return axis(
        [value for plot in plots for value in levels_of(plot)],
        said=first.tick_text,
        lowest=min(lows, default=None),
        highest=max(highs, default=None),
        finest=first.finest,
        most=most,
    )


def _chart(plot: ControlPlot, texts: ControlTexts, wide: float) -> tuple[float, list[str]]:
    span = shared_axis([plot])
    count = len(plot.points)
    left = max(widest(map(plot.tick_text, span.ticks), most=wide * 0.25) + 7, 18)
    end = last_of([point.value for point in plot.points])
    names = _line_names(plot, texts)
    if end and end[0] == count - 1:
        names.append((end[1], Beside(0, "", plot.value_text(end[1]), INK, bold=True)))
    room = max((name.wide for _, name in names), default=0.0)
    right = wide - min(room, max(wide * 0.26, min(112, wide * 0.36))) - 14
    flags, rows = _flag_rows(plot, left, right, wide)
    top = (24 if texts.axis else 10) + (rows * LINE + 4 if rows else 0)
    bottom = top + PLOT_HEIGHT
    scale = Scale(span.low, span.high, bottom, top)
    frame = Frame(left, right, count, scale)

    parts = [text(1, 11, texts.axis, room=wide - 1)] if texts.axis else []
    parts += values_at_left(span, plot.tick_text, scale, left, right)
    parts += lines(plot, frame)
    for x, said, dash, row in flags:
        above = top - 8 - (rows - 1 - row) * LINE
        parts.append(upright(x, above - 8, bottom, dash))
        parts.append(text(x + 4, above, said, fill=INK, room=min(wide - x - 4, 150)))
    parts += points(plot, frame, titled=True)
    if not end:
        parts.append(nothing(texts.empty, left, right, top, bottom))
    elif end[0] < count - 1:
        parts.append(_over(frame, end, plot.value_text(end[1])))
    placed = [replace(name, y=scale.at(value)) for value, name in names]
    parts += names_at_right(placed, right, right + 10, wide - right - 10, scale)
    parts.append(line(left, bottom, right, bottom, SOFT))
    below, depth = periods(plot.points, [frame.x(place) for place in range(count)], bottom, wide)
    drawn, taken = legend(keys([plot], texts), depth + 12, wide)
    return depth + taken + (6 if taken else 0), [*parts, *below, *drawn]


def _line_names(plot: ControlPlot, texts: ControlTexts) -> list[tuple[float, Beside]]:
    """The lines that reach the last point, by their level."""
    last = len(plot.points) - 1
    found: list[tuple[float | None, str, str]] = []
    if plot.segments:
        segment, place = plot.segments[-1], last - plot.segments[-1].start
        found = [
            (level(segment.upper, place), texts.upper, SOFT),
            (level(segment.centre, place), texts.centre, SOFT),
            (level(segment.lower, place), texts.lower, SOFT),
        ]
    if plot.points:
        found.append((level(plot.target, last), texts.target, ACCENT))
    return [
        (value, Beside(0, name, plot.value_text(value), fill))
        for value, name, fill in found
        if value is not None
    ]


def _flag_rows(
    plot: ControlPlot, left: float, right: float, wide: float
) -> tuple[list[tuple[float, str, str, int]], int]:
    """The breaks with the row of their words, so that no upright crosses the words of another."""
    step = (right - left) / max(len(plot.points), 1)
    placed: list[tuple[float, str, str, int]] = []
    taken: list[float] = []  # where each row is free from
    for before, said, dash in breaks(plot):
        x = left + before * step
        row = max((index + 1 for index, free in enumerate(taken) if free > x), default=0)
        taken = [*taken[:row], x + 4 + width(fit(said, min(wide - x - 4, 150))) + GAP]
        placed.append((x, said, dash, row))
    rows = max((row + 1 for _, said, _, row in placed if said), default=0)
    return placed, rows


def _over(frame: Frame, end: tuple[int, float], said: str) -> str:
    """The last value, inside the frame because periods without one follow it."""
    x, y = frame.x(end[0]), frame.y(end[1])
    half = width(said, bold=True) / 2
    x = min(max(x, frame.left + half), frame.right - half)
    return text(
        x, y - 9 if y - 20 > frame.top else y + 18, said, fill=INK, anchor="middle", bold=True, halo=True
    )


def _tile(plot: ControlPlot, texts: ControlTexts, wide: float) -> tuple[float, list[str]]:
    high, count = COMPACT_HEIGHT, len(plot.points)
    end = last_of([point.value for point in plot.points])
    said = fit(plot.value_text(end[1]), wide * 0.4, bold=True) if end else ""
    right = wide - (width(said, bold=True) + 9 if said else 8)
    found = levels_of(plot)
    scale = _room(min(found, default=0.0), max(found, default=1.0), high - 24, 10)
    parts = small(plot, texts, Frame(8, right, count, scale))
    if end:
        y = scale.at(end[1])
        parts.append(text(right + 7, min(max(y + 4, 12), high - 22), said, fill=INK, bold=True))
    return high, parts


def small(plot: ControlPlot, texts: ControlTexts, frame: Frame) -> list[str]:
    """A series without words but the first and last period beneath it."""
    parts = [line(frame.left, frame.bottom + 3, frame.right, frame.bottom + 3)]
    parts += lines(plot, frame)
    parts += [
        upright(frame.x(before - 0.5), frame.top, frame.bottom, dash) for before, _, dash in breaks(plot)
    ]
    parts += points(plot, frame)
    if not any(point.value is not None for point in plot.points):
        parts.append(nothing(texts.empty, frame.left, frame.right, frame.top, frame.bottom))
    if plot.points:
        first, last = plot.points[0], plot.points[-1]
        names = (first.name or first.label, last.name or last.label)
        parts += ends(*names, frame.left, frame.right, frame.bottom + 17)
    return parts


def _room(low: float, high: float, bottom: float, top: float) -> Scale:
    """A scale that ends with the values, without round ones; equal values stand in the middle."""
    low, high = bounded(low), bounded(high)
    if high - low <= SAME * max(abs(low), abs(high)):
        around = abs(low) or 1.0
        low, high = low - around, high + around
    return Scale(low, high, bottom, top)
