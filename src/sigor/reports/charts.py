"""Two calm charts as SVG text, for the site and the report: shares of what fell due, and quarters."""

import textwrap
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from sigor.reports.content import Bar

INK, SOFT, RULE, ACCENT, VERIFIED = "#1B2430", "#4A5563", "#D5DAE1", "#1F5FBF", "#1B6E45"
WIDTH = 640
SHORT_LABEL, LABELS_WIDTH, VALUES_WIDTH = 24, 170, 150
SITE_FONT = "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"


def alternative(bars: Sequence[Bar], *, goal: str, labels: Mapping[str, str]) -> str:
    """The same chart as a sentence, for those who do not see it."""
    parts = [f"{bar.label}: {_tally(bar, labels)} ({bar.ratio.text})" for bar in bars]
    return f"{labels['chart_alt']} {'; '.join(parts)}. {labels['chart_goal']}: {goal}."


def bars_svg(
    bars: Sequence[Bar], *, goal: float, goal_text: str, labels: Mapping[str, str], font: str = SITE_FONT
) -> str:
    """One horizontal bar a row: the whole bar is what fell due, the solid part what was verified."""
    beside = all(len(bar.label) <= SHORT_LABEL for bar in bars)
    left = LABELS_WIDTH if beside else 0
    length = WIDTH - VALUES_WIDTH - left
    hatch = _hatch_id(bars)
    parts: list[str] = []
    y = 24.0
    at = left + goal * length
    parts.append(_text(at, 12, f"{labels['chart_goal']} {goal_text}", size=11, fill=ACCENT, anchor="middle"))
    for bar in bars:
        lines = [bar.label] if beside else _lines(bar.label, 96, 2)
        for line in lines:
            parts.append(_text(0, y + 12, line, size=13))
            y += 0 if beside else 17
        parts.append(_rect(left, y, length, 14, f"url(#{hatch})", SOFT))
        parts.append(_rect(left, y, _share(bar) * length, 14, VERIFIED))
        parts.append(_line(at, y, at, y + 14, "#FFFFFF", 4))
        parts.append(_line(at, y - 3, at, y + 17, ACCENT, 2))
        parts.append(_text(left + length + 12, y + 12, bar.ratio.text, size=13, weight=700))
        parts.append(_text(WIDTH, y + 12, _tally(bar, labels), size=12, fill=SOFT, anchor="end"))
        y += 26 if beside else 30
    return _svg(y + 22, [*parts, _legend(y + 6, hatch, labels)], bars, goal_text, labels, font, hatch)


def columns_svg(
    bars: Sequence[Bar], *, goal: float, goal_text: str, labels: Mapping[str, str], font: str = SITE_FONT
) -> str:
    """One column a period; the whole column is what fell due, the solid part what was verified."""
    left, top, height = 44.0, 26.0, 150.0
    step = (WIDTH - left) / max(len(bars), 1)
    wide = min(64.0, step * 0.5)
    hatch = _hatch_id(bars)
    parts: list[str] = []
    for share, text in ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")):
        at = top + height * (1 - share)
        parts.append(_text(left - 8, at + 4, text, size=11, fill=SOFT, anchor="end"))
        parts.append(_line(left, at, WIDTH, at, RULE, 1))
    deepest = 0
    for index, bar in enumerate(bars):
        middle = left + step * (index + 0.5)
        solid = _share(bar) * height
        parts.append(_rect(middle - wide / 2, top, wide, height, f"url(#{hatch})", SOFT))
        parts.append(_rect(middle - wide / 2, top + height - solid, wide, solid, VERIFIED))
        parts.append(_text(middle, top - 8, bar.ratio.text, size=13, weight=700, anchor="middle"))
        below = _lines(bar.label, max(int(step / 7), 8), 3)
        for depth, line in enumerate([*below, _tally(bar, labels)]):
            fill = INK if depth < len(below) else SOFT
            parts.append(
                _text(middle, top + height + 18 + 15 * depth, line, size=12, fill=fill, anchor="middle")
            )
        deepest = max(deepest, len(below) + 1)
    at = top + height * (1 - goal)
    parts.append(_line(left, at, WIDTH, at, "#FFFFFF", 4))
    parts.append(_line(left, at, WIDTH, at, ACCENT, 2, dashed=True))
    y = top + height + 15 * deepest + 20
    return _svg(y + 18, [*parts, _legend(y, hatch, labels, goal_text)], bars, goal_text, labels, font, hatch)


def _share(bar: Bar) -> float:
    return min(max(bar.share, 0.0), 1.0)


def _tally(bar: Bar, labels: Mapping[str, str]) -> str:
    return f"{bar.verified.text} {labels['of']} {bar.due.text}"


def _lines(text: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …") or [""]


def _hatch_id(bars: Sequence[Bar]) -> str:
    # Several charts stand on one page of the site, so each names its own pattern.
    return f"due-{zlib.crc32(repr(bars).encode('utf-8', 'replace')):08x}"


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}" stroke="{stroke}" stroke-width="0.8"/>'


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, *, dashed: bool = False
) -> str:
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="{colour}" stroke-width="{width}"{dash}/>'


def _text(
    x: float, y: float, text: str, *, size: int, fill: str = INK, anchor: str = "start", weight: int = 400
) -> str:
    look = f'font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'


def _legend(y: float, hatch: str, labels: Mapping[str, str], goal_text: str = "") -> str:
    parts = [_rect(0, y, 14, 10, VERIFIED), _text(20, y + 9, labels["chart_verified"], size=11, fill=SOFT)]
    parts += [_rect(120, y, 14, 10, f"url(#{hatch})", SOFT)]
    parts += [_text(140, y + 9, labels["chart_pending"], size=11, fill=SOFT)]
    if goal_text:
        parts.append(_line(290, y + 5, 312, y + 5, ACCENT, 2, dashed=True))
        parts.append(_text(318, y + 9, f"{labels['chart_goal']} {goal_text}", size=11, fill=SOFT))
    return "".join(parts)


def _svg(
    height: float,
    parts: Sequence[str],
    bars: Sequence[Bar],
    goal_text: str,
    labels: Mapping[str, str],
    font: str,
    hatch: str,
) -> str:
    stripes = f'<path d="M0 0V6" stroke="{SOFT}" stroke-width="1.2" stroke-opacity="0.45"/>'
    tile = 'width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    pattern = f'<defs><pattern id="{hatch}" {tile}>{stripes}</pattern></defs>'
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    spoken = quoteattr(alternative(bars, goal=goal_text, labels=labels))
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={spoken}'
    ground = f'<rect width="{WIDTH}" height="{height:.0f}" fill="#FFFFFF"/>'
    return f"{opening} font-family={quoteattr(font)}>{pattern}{ground}{''.join(parts)}</svg>"
