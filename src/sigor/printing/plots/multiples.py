"""A grid of small charts on one scale, for print."""

from collections.abc import Sequence

from sigor.printing.plots.axes import legend, nothing, widest
from sigor.printing.plots.content import Cell, ControlTexts
from sigor.printing.plots.control import WIDTH, keys, line_keys, shared_axis, small
from sigor.printing.plots.drawing import INK, RULE, SITE_FONT, document, line, text
from sigor.printing.plots.lettering import fit
from sigor.printing.plots.scales import Scale
from sigor.printing.plots.series import Frame, last_of

HIGH, GUTTER = 76.0, 16.0  # px of one plot, and between two cells


def small_multiples(
    cells: Sequence[Cell],
    texts: ControlTexts,
    *,
    columns: int = 3,
    width: float = WIDTH,
    font: str = SITE_FONT,
    key: str = "",
) -> str:
    """The cells row by row, each under its name, all on the same scale, which stands at the left of each row."""
    if columns < 1:
        raise ValueError("at least one column")
    if not cells:
        high, parts = 60.0, [nothing(texts.empty, 0, width, 0, 60)]
    else:
        high, parts = _grid(cells, texts, columns, width)
    return document(width, high, parts, title=texts.title, description=texts.description, font=font, key=key)


def _grid(cells: Sequence[Cell], texts: ControlTexts, columns: int, wide: float) -> tuple[float, list[str]]:
    plots = [cell.plot for cell in cells]
    span = shared_axis(plots, most=5)
    tick_text = plots[0].tick_text
    left = widest(map(tick_text, span.ticks), most=wide * 0.2) + 7
    room = (wide - left - GUTTER * (columns - 1)) / columns
    most = room * 0.4
    values = [last_of([point.value for point in plot.points]) for plot in plots]
    said = [plot.value_text(end[1]) if end else "" for plot, end in zip(plots, values, strict=True)]
    beside = widest(said, bold=True, most=most) + 8
    parts = [text(1, 11, texts.axis, room=wide - 1)] if texts.axis else []
    y = 16.0 if texts.axis else 0.0
    for index, cell in enumerate(cells):
        column, row = index % columns, index // columns
        at, top = left + column * (room + GUTTER), y + 26 + row * (HIGH + 54)
        scale = Scale(span.low, span.high, top + HIGH, top)
        frame = Frame(at, at + room - beside, len(cell.plot.points), scale)
        parts.append(text(at, top - 10, cell.name, size=12, fill=INK, bold=True, room=room))
        for tick in span.ticks:
            parts.append(line(at, scale.at(tick), frame.right, scale.at(tick), RULE))
            if column == 0:
                words = fit(tick_text(tick), left - 6)
                parts.append(text(at - 6, scale.at(tick) + 4, words, anchor="end"))
        parts += small(cell.plot, texts, frame)
        if end := values[index]:
            parts.append(
                text(frame.right + 6, scale.at(end[1]) + 4, said[index], fill=INK, bold=True, room=beside - 6)
            )
    bottom = y + 26 + -(-len(cells) // columns) * (HIGH + 54) - 28
    drawn, taken = legend([*line_keys(plots, texts), *keys(plots, texts)], bottom + 10, wide)
    return bottom + taken + 4, [*parts, *drawn]
