"""Two periods of each unit as bars, the previous one hatched."""

from sigor.printing.plots.axes import Key, legend, nothing, widest
from sigor.printing.plots.content import ComparisonPlot, ComparisonTexts, Pair, known
from sigor.printing.plots.drawing import (
    ACCENT,
    INK,
    SITE_FONT,
    SOFT,
    document,
    hatch,
    hatched,
    line,
    rect,
    text,
)
from sigor.printing.plots.lettering import cut, wrap
from sigor.printing.plots.scales import SAME, Scale, bounded

WIDTH, BAR, GAP = 640.0, 12.0, 12.0


def comparison(
    plot: ComparisonPlot,
    texts: ComparisonTexts,
    *,
    width: float = WIDTH,
    font: str = SITE_FONT,
    key: str = "",
) -> str:
    """Two bars for each unit as SVG, 640 px wide and 39 high each: above the present, solid; below the previous.

    Names stand at the left, or above their bars where that would cut one.
    """
    high, parts = _bars(plot, texts, width)
    return document(width, high, parts, title=texts.title, description=texts.description, font=font, key=key)


def _bars(plot: ComparisonPlot, texts: ComparisonTexts, wide: float) -> tuple[float, list[str]]:
    room = widest((pair.name for pair in plot.pairs), most=wide * 0.34)
    names = [wrap(pair.name, room) for pair in plot.pairs]
    above = any(cut(pair.name, lines) for pair, lines in zip(plot.pairs, names, strict=True))
    if above:
        names = [wrap(pair.name, wide - 2) for pair in plot.pairs]
    found = known(value for pair in plot.pairs for value in (pair.previous, pair.present))
    low, high = bounded(min([0.0, *found])), bounded(max([0.0, *found, *known([plot.highest])]))
    if high - low <= SAME * 1e-100:
        high = 1.0
    beside = widest([*map(plot.value_text, found), texts.empty], bold=True, most=wide * 0.22) + 8
    left = (2 if above else room + 12) + (beside if low < 0 else 0)
    scale = Scale(low, high, left, wide - beside)
    parts = [hatch()] if found else []
    zero = scale.at(0)
    y = 4.0
    for pair, lines in zip(plot.pairs, names, strict=True):
        first = y + 11 if above else y + BAR + 5 - (len(lines) - 1) * 6.5
        for index, said in enumerate(lines):
            parts.append(text(1, first + 13 * index, said, fill=INK, halo=above))
        y += 13 * len(lines) + 3 if above else 0
        parts += _pair(pair, plot, texts, scale, y, beside - 6)
        parts.append(line(zero, y - 3, zero, y + 2 * BAR + 6, INK, 1.2))
        y += 2 * BAR + 3 + GAP
    if not plot.pairs:
        parts.append(nothing(texts.empty, 0, wide, 0, 44))
        return 48.0, parts
    keys = [
        Key(rect(-9, -5, 18, 10, ACCENT), texts.present),
        Key(rect(-8.5, -4.5, 17, 9, hatched(), stroke=SOFT), texts.previous),
    ]
    drawn, taken = legend(keys if found else [], y + 8, wide)
    return y + taken + 2, [*parts, *drawn]


def _pair(
    pair: Pair, plot: ComparisonPlot, texts: ComparisonTexts, scale: Scale, y: float, room: float
) -> list[str]:
    zero = scale.at(0)
    parts = []
    for value, top, now in ((pair.present, y, True), (pair.previous, y + BAR + 3, False)):
        if value is None:
            parts.append(text(zero + 6, top + BAR - 2, texts.empty, room=room))
            continue
        end = scale.at(value)
        fill, stroke = (ACCENT, "") if now else (hatched(), SOFT)
        period = texts.present if now else texts.previous
        said = plot.value_text(value)
        title = f"{pair.name}, {period}: {said}"
        parts.append(rect(min(zero, end), top, abs(end - zero), BAR, fill, stroke=stroke, title=title))
        colour = INK if now else SOFT
        if value < 0:
            parts.append(text(end - 6, top + BAR - 2, said, fill=colour, anchor="end", bold=now, room=room))
        else:
            parts.append(text(end + 6, top + BAR - 2, said, fill=colour, bold=now, room=room))
    return parts
