"""The strokes of a chart as SVG text: alike on the site, in typst and in Word, without styles or scripts."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from sigor.printing.plots.lettering import SIZE, fit

INK, SOFT, RULE, GROUND, BAND = "#1B2430", "#4A5563", "#D5DAE1", "#FFFFFF", "#F1F4F8"
ACCENT, GOOD, WARNING, DANGER = "#1F5FBF", "#1B6E45", "#8A5A00", "#B3261E"
SITE_FONT = "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
LIMIT, TARGET, DOTTED = "4 3", "9 4", "1.5 3"  # dashes, told apart without colour

Anchor = Literal["start", "middle", "end"]
Shape = Literal["dot", "up", "down", "square", "diamond"]

OWN = "\0"  # stands for the id of the chart until it is known; no text keeps this character
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def written(text: str) -> str:
    """The text without what XML cannot hold, escaped."""
    return escape(_UNWRITABLE.sub("", text))


def number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str = RULE, wide: float = 1, dash: str = ""
) -> str:
    return path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", colour, wide, dash)


def path(data: str, colour: str, wide: float = 1, dash: str = "", *, fill: str = "none") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    stroke = f' stroke="{colour}" stroke-width="{number(wide)}"{dashes}' if wide else ""
    return f'<path d="{data}" fill="{fill}"{stroke}/>'


def ticks(xs: Iterable[float], y: float, long: float, colour: str = SOFT, wide: float = 1) -> str:
    """Uprights `long` px down from `y` as one stroke."""
    return path("".join(f"M{number(x)} {number(y)}v{number(long)}" for x in xs), colour, wide)


def through(places: Iterable[tuple[float, float]]) -> str:
    """The data of a path from place to place."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def rect(
    x: float, y: float, wide: float, high: float, fill: str, *, stroke: str = "", title: str = ""
) -> str:
    edge = f' stroke="{stroke}" stroke-width="1"' if stroke else ""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"'
    return _element("rect", f'{place} fill="{fill}"{edge}', title)


def alike(colour: str, marks: Iterable[str], *, hollow: bool = False) -> str:
    """Outlines of one look; a white rim keeps neighbours apart."""
    fill, stroke = (GROUND, colour) if hollow else (colour, GROUND)
    drawn = "".join(marks)
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="{1.6 if hollow else 0.8}"'
    return f"<g {look}>{drawn}</g>" if drawn else ""


def mark(
    shape: Shape, x: float, y: float, radius: float, colour: str, *, hollow: bool = False, title: str = ""
) -> str:
    """A shape about `radius` px around its place."""
    return alike(colour, [outline(shape, x, y, radius, title=title)], hollow=hollow)


def outline(shape: Shape, x: float, y: float, radius: float, *, title: str = "") -> str:
    """The same without its look, for `alike`."""
    if shape == "dot":
        return _element("circle", f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"', title)
    r = radius
    corners = {
        "up": ((0, -1.2 * r), (1.1 * r, 0.8 * r), (-1.1 * r, 0.8 * r)),
        "down": ((0, 1.2 * r), (1.1 * r, -0.8 * r), (-1.1 * r, -0.8 * r)),
        "square": ((-0.9 * r, -0.9 * r), (0.9 * r, -0.9 * r), (0.9 * r, 0.9 * r), (-0.9 * r, 0.9 * r)),
        "diamond": ((0, -1.25 * r), (1.25 * r, 0), (0, 1.25 * r), (-1.25 * r, 0)),
    }[shape]
    return _element("path", f'd="{through((x + dx, y + dy) for dx, dy in corners)}Z"', title)


def ring(x: float, y: float, radius: float) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle {place} fill="none" stroke="{INK}" stroke-width="1.1"/>'


def text(
    x: float,
    y: float,
    said: str,
    *,
    size: float = SIZE,
    fill: str = SOFT,
    anchor: Anchor = "start",
    bold: bool = False,
    room: float | None = None,
    halo: bool = False,
) -> str:
    """Words on a baseline; cut to `room` px when given, the whole of them then in a title.

    A `halo` keeps them legible over lines.
    """
    shown = said if room is None else fit(said, room, size, bold=bold)
    if not shown:
        return ""
    look = f'fill="{fill}"' + (f' font-size="{number(size)}"' if size != SIZE else "")
    look += f' text-anchor="{anchor}"' if anchor != "start" else ""
    look += ' font-weight="700"' if bold else ""
    look += f' stroke="{GROUND}" stroke-width="3" paint-order="stroke"' if halo else ""
    element = f'<text x="{number(x)}" y="{number(y)}" {look}>{written(shown)}</text>'
    return element if shown == said else f"<g><title>{written(said)}</title>{element}</g>"


def hatch() -> str:
    """A pattern for `hatched()`, named after the chart."""
    stripe = f'<path d="M0 0V5" stroke="{SOFT}" stroke-width="2.4"/>'
    tile = 'width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    return f'<defs><pattern id="{OWN}-hatch" {tile}>{stripe}</pattern></defs>'


def hatched() -> str:
    return f"url(#{OWN}-hatch)"


def document(
    wide: float,
    high: float,
    parts: Sequence[str],
    *,
    title: str,
    description: str,
    font: str,
    key: str,
) -> str:
    """The whole SVG. Its ids come from its content and `key`: two charts of one page share none."""
    size = f'viewBox="0 0 {number(wide)} {number(high)}" width="{number(wide)}" height="{number(high)}"'
    spoken = quoteattr(_UNWRITABLE.sub("", title))
    described = f' aria-describedby="{OWN}-desc"' if description else ""
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={spoken}{described}'
    words = f"<title>{written(title)}</title>"
    words += f'<desc id="{OWN}-desc">{written(description)}</desc>' if description else ""
    ground = f'<rect width="{number(wide)}" height="{number(high)}" fill="{GROUND}"/>'
    letters = f'font-family={quoteattr(font)} font-size="{number(SIZE)}"'
    drawn = f"{opening} {letters}>{words}{ground}{''.join(parts)}</svg>"
    named = hashlib.blake2s(f"{key}\n{drawn}".encode(), digest_size=6).hexdigest()
    return drawn.replace(OWN, f"plot-{named}")


def _element(name: str, attributes: str, title: str) -> str:
    inside = f"<title>{written(title)}</title>" if title else ""
    return f"<{name} {attributes}>{inside}</{name}>" if inside else f"<{name} {attributes}/>"
