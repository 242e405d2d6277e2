"""Estimates with their intervals, a row for each unit."""

from dataclasses import dataclass

from sigor.printing.plots.axes import Key, legend, nothing, values_beneath, widest
from sigor.printing.plots.content import IntervalPlot, IntervalRow, IntervalTexts, Place, known
from sigor.printing.plots.drawing import ACCENT, INK, SITE_FONT, SOFT, TARGET, document, line, mark, text
from sigor.printing.plots.funnel import place_keys, place_mark
from sigor.printing.plots.lettering import cut, fit, width, wrap
from sigor.printing.plots.scales import Scale, axis

WIDTH, ROW, TALL = 640.0, 21.0, 32.0


def intervals(
    plot: IntervalPlot, texts: IntervalTexts, *, width: float = WIDTH, font: str = SITE_FONT, key: str = ""
) -> str:
    """Rows from the top as SVG, 640 px wide and 21 or 32 high each, names at the left and texts at the right.

    Where that would cut a text, names and texts stand above the bars.
    """
    high, parts = _intervals(plot, texts, width)
    return document(width, high, parts, title=texts.title, description=texts.description, font=font, key=key)


@dataclass(frozen=True)
class _Layout:
    """Where names, bars and texts of the rows stand, in px; `stacked` has names and texts above the bars."""

    left: float
    right: float
    names: list[list[str]]
    text_room: float
    stacked: bool

    def height(self, lines: list[str]) -> float:
        return 13.0 * len(lines) + 22 if self.stacked else TALL if len(lines) > 1 else ROW


def _layout(plot: IntervalPlot, wide: float) -> _Layout:
    """Side by side when that cuts no text, else stacked."""
    room = widest((row.name for row in plot.rows), most=wide * 0.34)
    beside = widest(row.text for row in plot.rows)
    names = [wrap(row.name, room) for row in plot.rows]
    whole = not any(cut(row.name, lines) for row, lines in zip(plot.rows, names, strict=True))
    if whole and beside <= wide * 0.28:
        return _Layout(room + 14, wide - (beside + 12 if beside else 10), names, beside, stacked=False)
    beside = min(beside, wide * 0.55)
    names = [wrap(row.name, wide - beside - 14) for row in plot.rows]
    return _Layout(14, wide - 14, names, beside, stacked=True)


def _intervals(plot: IntervalPlot, texts: IntervalTexts, wide: float) -> tuple[float, list[str]]:
    found = [value for row in plot.rows for value in (row.value, row.low, row.high, row.raw)]
    span = axis(
        known([*found, plot.overall]),
        said=plot.tick_text,
        lowest=plot.lowest,
        highest=plot.highest,
        finest=plot.finest,
    )
    layout = _layout(plot, wide)
    left, right = layout.left, layout.right
    top = 22.0 if plot.overall is not None else 6.0
    bottom = top + (sum(map(layout.height, layout.names)) if plot.rows else 44) + 2
    scale = Scale(span.low, span.high, left, right)
    parts = values_beneath(span, plot.tick_text, scale, top, bottom, wide)
    parts.append(line(left, bottom, right, bottom, SOFT))
    if plot.overall is not None:
        x = scale.at(plot.overall)
        said = fit(f"{texts.overall} {plot.value_text(plot.overall)}".strip(), wide)
        half = width(said) / 2
        parts.append(line(x, top - 5, x, bottom, ACCENT, 1.5, TARGET))
        parts.append(text(min(max(x, half), wide - half), top - 9, said, fill=ACCENT, anchor="middle"))
    y = top
    for row, lines in zip(plot.rows, layout.names, strict=True):
        high = layout.height(lines)
        if layout.stacked:
            first, beside, middle = y + 13, y + 13, y + high - 11
        else:
            middle = y + high / 2 + 1
            first, beside = middle + 4 - (len(lines) - 1) * 6.5, middle + 4
        for index, said in enumerate(lines):
            parts.append(text(1, first + 13 * index, said, fill=INK, halo=layout.stacked))
        words = text(
            wide, beside, row.text, fill=INK, anchor="end", room=layout.text_room, halo=layout.stacked
        )
        parts += [*_row(row, plot, scale, middle, texts.empty), words]
        y += high
    if not plot.rows:
        parts.append(nothing(texts.empty, left, right, top, bottom))
    end = bottom + 24
    if texts.axis:
        parts.append(text(right, bottom + 32, texts.axis, anchor="end", room=right))
        end = bottom + 40
    drawn, taken = legend(_keys(plot, texts), end + 8, wide)
    return end + taken + (4 if taken else 0), [*parts, *drawn]


def _row(row: IntervalRow, plot: IntervalPlot, scale: Scale, y: float, empty: str) -> list[str]:
    if row.value is None and row.raw is None:
        return [text(scale.start + 6, y + 4, empty, room=scale.end - scale.start - 6, halo=True)]
    parts = []
    ends = known([row.low, row.high])
    if row.value is not None and ends:
        low, high = scale.at(min(*ends, row.value)), scale.at(max(*ends, row.value))
        parts.append(line(low, y, high, y, SOFT, 1.8))
        parts += [line(x, y - 3.5, x, y + 3.5, SOFT, 1.2) for x in (low, high)]
    if row.raw is not None:
        said = f"{row.name}: {plot.value_text(row.raw)}"
        parts.append(mark("diamond", scale.at(row.raw), y, 4.4, SOFT, hollow=True, title=said))
    if row.value is not None:
        said = f"{row.name}: {plot.value_text(row.value)}"
        parts.append(place_mark(row.place, scale.at(row.value), y, 5, title=said))
    return parts


def _keys(plot: IntervalPlot, texts: IntervalTexts) -> list[Key]:
    words: dict[Place, str] = {
        "within": texts.within,
        "above": texts.above,
        "below": texts.below,
        "far above": texts.far_above,
        "far below": texts.far_below,
    }
    used = {row.place for row in plot.rows if row.value is not None}
    found = place_keys(used, words)
    if any(row.raw is not None for row in plot.rows):
        found.append(Key(mark("diamond", 0, 0, 4.4, SOFT, hollow=True), texts.raw))
    return found
