"""What stands around a chart: round values, periods, the names of lines, and the legend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from sigor.printing.plots.content import Format, Point
from sigor.printing.plots.drawing import INK, SOFT, line, text, ticks
from sigor.printing.plots.lettering import LINE, SIZE, fit, spread, width
from sigor.printing.plots.scales import Axis, Scale

GAP = 8.0  # px between two words of one line
ROUND = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Beside:
    """A name and a value at the right of a line that ends at `y`; of the two it is the name that is cut."""

    y: float
    name: str
    value: str = ""
    fill: str = SOFT
    bold: bool = False

    @property
    def wide(self) -> float:
        return width(self.fitting(1e9), bold=self.bold)

    def fitting(self, room: float) -> str:
        name = fit(self.name, room - width(f" {self.value}", bold=self.bold), bold=self.bold)
        return f"{name} {self.value}".strip()


@dataclass(frozen=True)
class Key:
    """A line of the legend: `drawn` around (0, 0), no more than 9 px from it."""

    drawn: str
    said: str


def widest(texts: Iterable[str], *, bold: bool = False, most: float = 1e9) -> float:
    return min(max((width(text, bold=bold) for text in texts), default=0.0), most)


def values_at_left(axis: Axis, said: Format, scale: Scale, left: float, right: float) -> list[str]:
    """A fine line and its value for each round value."""
    parts = []
    for tick in axis.ticks:
        y = scale.at(tick)
        parts.append(line(left, y, right, y))
        parts.append(text(left - 6, y + 4, said(tick), anchor="end", room=left - 6))
    return parts


def values_beneath(
    axis: Axis, said: Format, scale: Scale, top: float, bottom: float, edge: float, *, rules: bool = True
) -> list[str]:
    """The same along the foot; values that would touch are left out, their lines stay. Nothing passes `edge`."""
    parts, free = [], 0.0
    for tick in axis.ticks:
        x = scale.at(tick)
        parts.append(line(x, top, x, bottom) if rules else line(x, bottom, x, bottom + 4, SOFT))
        words = fit(said(tick), edge / 2)
        half = width(words) / 2
        middle = min(max(x, half), edge - half)
        if middle - half >= free:
            parts.append(text(middle, bottom + 16, words, anchor="middle"))
            free = middle + half + GAP
    return parts


def names_at_right(names: Sequence[Beside], line_end: float, x: float, room: float, span: Scale) -> list[str]:
    """Names of lines, moved apart where they would touch; a moved one is tied to the end of its line."""
    places = spread([name.y for name in names], LINE, span.end, span.start)
    parts = []
    for name, y in zip(names, places, strict=True):
        if abs(y - name.y) > 2:
            parts.append(line(line_end, name.y, x - 3, y, SOFT, 0.7))
        parts.append(text(x, y + 4, name.fitting(room), fill=name.fill, bold=name.bold, room=room))
    return parts


def periods(
    points: Sequence[Point], places: Sequence[float], bottom: float, edge: float
) -> tuple[list[str], float]:
    """Short names of the periods, as many as there is room for, and the years in bold under the first of each.

    The second answer is where they end.
    """
    if not points:
        return [], bottom + 8
    starts = [next(run)[0] for _, run in groupby(enumerate(points), key=lambda item: item[1].group)]
    grouped = any(point.group for point in points)
    if grouped:
        longest = max(after - before for before, after in pairwise([*starts, len(points)]))
        strides = [stride for stride in range(1, max(longest, 2)) if longest % stride == 0]
        first = starts[1] if len(starts) > 1 else 0
    else:
        strides, first = [*ROUND, len(points)], 0
    parts: list[str] = []
    depth = bottom
    for stride in strides:
        shown = range(first % stride, len(points), stride)
        labels = [(places[place], fit(points[place].label, edge / 3)) for place in shown]
        if any(label for _, label in labels) and _apart(labels, edge):
            parts = [ticks([x for x, _ in labels], bottom, 4), *_centred(labels, bottom + 16, edge)]
            depth += 15 if grouped else 0
            break
    years = [(places[at], fit(points[at].group, edge / 3, bold=True)) for at in starts if points[at].group]
    if years:
        parts.append(ticks([x for x, _ in years], bottom, 7, INK, 1.2))
        parts += _centred(_thinned(years, edge), depth + 16, edge, bold=True)
    return parts, depth + 22


def ends(first: str, last: str, left: float, right: float, y: float) -> list[str]:
    """Only the first and the last period."""
    half = (right - left - GAP) / 2
    if not last or first == last:
        return [text(left, y, first, room=2 * half)]
    return [text(left, y, first, room=half), text(right, y, last, anchor="end", room=half)]


def legend(keys: Sequence[Key], y: float, edge: float, left: float = 0) -> tuple[list[str], float]:
    """The keys on as many lines as they need, from the line at `y`; and how many px they take."""
    parts: list[str] = []
    x, row = left, 0
    shown = [key for key in keys if key.said]
    for key in shown:
        said = fit(key.said, edge - left - 24)
        needed = 24 + width(said)
        if x > left and x + needed > edge:
            x, row = left, row + 1
        at = y + row * 17
        parts.append(f'<g transform="translate({x + 9:.1f} {at:.1f})">{key.drawn}</g>')
        parts.append(text(x + 22, at + 4, said))
        x += needed + 14
    return parts, (row + 1) * 17.0 if shown else 0.0


def nothing(said: str, left: float, right: float, top: float, bottom: float) -> str:
    """What stands where there is nothing to draw."""
    middle = (left + right) / 2
    return text(middle, (top + bottom) / 2 + 4, said, size=SIZE + 1, anchor="middle", room=right - left)


def _middle(x: float, said: str, edge: float, *, bold: bool = False) -> float:
    half = width(said, bold=bold) / 2
    return min(max(x, half), max(edge - half, half))


def _centred(words: Sequence[tuple[float, str]], y: float, edge: float, *, bold: bool = False) -> list[str]:
    fill = INK if bold else SOFT
    return [
        text(_middle(x, said, edge, bold=bold), y, said, fill=fill, anchor="middle", bold=bold)
        for x, said in words
    ]


def _thinned(years: Sequence[tuple[float, str]], edge: float) -> Sequence[tuple[float, str]]:
    """As many years as there is room for; the first is the first to go when it holds a period or two."""
    if len(years) > 2 and not _apart(years[:2], edge, bold=True):
        years = years[1:]
    for stride in ROUND:
        if _apart(years[::stride], edge, bold=True):
            return years[::stride]
    return years[:1]


def _apart(words: Sequence[tuple[float, str]], edge: float, *, bold: bool = False) -> bool:
    free = 0.0
    for x, said in words:
        middle, half = _middle(x, said, edge, bold=bold), width(said, bold=bold) / 2
        if middle - half < free - 0.01:
            return False
        free = middle + half + GAP
    return True
