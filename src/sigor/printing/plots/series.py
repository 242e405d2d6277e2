"""One series in time inside its frame: limits, lines, breaks and points. Big, small and in a grid alike."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sigor.printing.plots.content import Better, ControlPlot, Levels, Signal, known, level
from sigor.printing.plots.drawing import (
    ACCENT,
    BAND,
    DANGER,
    DOTTED,
    GOOD,
    INK,
    LIMIT,
    SOFT,
    TARGET,
    Shape,
    alike,
    line,
    mark,
    number,
    outline,
    path,
    ring,
    through,
)
from sigor.printing.plots.scales import Scale

DENSE = 5.0  # px between points from which ordinary ones melt into a line
MARKS: dict[Signal, tuple[Shape, str]] = {
    "ordinary": ("dot", INK),
    "neutral": ("diamond", ACCENT),
    "worsening": ("square", DANGER),
    "improving": ("up", GOOD),
}
Run = list[tuple[int, float]]  # a point and a level, one after the other


@dataclass(frozen=True)
class Frame:
    """Where a series is drawn, in px; `scale` goes from the bottom to the top."""

    left: float
    right: float
    count: int
    scale: Scale

    @property
    def top(self) -> float:
        return self.scale.end

    @property
    def bottom(self) -> float:
        return self.scale.start

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.count, 1)

    def x(self, place: float) -> float:
        """The middle of a point; half a step before it is where it begins."""
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        return self.scale.at(value)


def levels_of(plot: ControlPlot) -> list[float]:
    """Every value that the scale of a plot must hold."""
    found = [point.value for point in plot.points]
    for segment in plot.segments:
        found += [*segment.centre, *segment.lower, *segment.upper]
    return known([*found, *plot.target])


def lines(plot: ControlPlot, frame: Frame) -> Iterator[str]:
    """The lines behind the points: band, limits, centre and target."""
    for segment, first, last in plot.stretches():
        places = range(first, last)
        lower = dict(_filled(segment.lower, places))
        upper = dict(_filled(segment.upper, places))
        for run in _runs((place, upper.get(place) if place in lower else None) for place in places):
            back = [(place, lower[place]) for place, _ in reversed(run)]
            yield path(f"{_stairs(run, frame)}L{_stairs(back, frame, half=-0.5)[1:]}Z", "", 0, fill=BAND)
    for segment, first, last in plot.stretches():
        for levels, wide, dash in (
            (segment.lower, 1.1, LIMIT),
            (segment.upper, 1.1, LIMIT),
            (segment.centre, 1.2, ""),
        ):
            for run in _runs(_levels(levels, range(first, last))):
                yield path(_stairs(run, frame), SOFT, wide, dash)
    for run in _runs(_levels(plot.target, range(frame.count))):
        yield path(_stairs(run, frame), ACCENT, 1.8, TARGET)


def breaks(plot: ControlPlot) -> list[tuple[int, str, str]]:
    """Where a vertical line stands: before which point, with which words and which dash."""
    rebased = [
        (s.start, s.label, "") for s in plot.segments if s.start and (s.label or s != plot.segments[0])
    ]
    return sorted([*rebased, *((method.before, method.label, DOTTED) for method in plot.method_breaks)])


def upright(x: float, top: float, bottom: float, dash: str) -> str:
    return line(x, top, x, bottom, INK, 1.6 if dash else 1.1, dash)


def points(plot: ControlPlot, frame: Frame, *, titled: bool = False) -> Iterator[str]:
    """The line through the points and their marks; `titled` says each when pointed at."""
    values = [(place, point.value) for place, point in enumerate(plot.points)]
    cuts = sorted({0, *(method.before for method in plot.method_breaks), len(values)})
    runs = [run for first, last in pairwise(cuts) for run in _runs(values[first:last])]
    for run in runs:
        if len(run) > 1:
            yield path(through((frame.x(place), frame.y(value)) for place, value in run), INK, 1.3)
    alone = {run[0][0] for run in runs if len(run) == 1}
    end = runs[-1][-1][0] if runs else -1
    small = min(max(frame.step * 0.34, 1.6), 2.6)
    large = min(max(frame.step * 0.6, 3.6), 5.0)
    rings: list[str] = []
    marks: dict[Signal, list[str]] = {kind: [] for kind in MARKS}
    for place, value in (pair for run in runs for pair in run):
        point = plot.points[place]
        x, y = frame.x(place), frame.y(value)
        said = f"{point.name}: {plot.value_text(value)}" if titled and point.name else ""
        ordinary = point.signal == "ordinary"
        if point.restated:
            rings.append(ring(x, y, (small if ordinary else large * 1.25) + 2.6))
        if not ordinary or frame.step >= DENSE or place in alone or place == end or point.restated:
            radius = large if not ordinary else 2.6 if place == end else small
            marks[point.signal].append(outline(_shape(point.signal, plot.better), x, y, radius, title=said))
    yield from (alike(MARKS[kind][1], drawn) for kind, drawn in marks.items())
    yield from rings


def signal(kind: Signal, x: float, y: float, radius: float, better: Better = "higher") -> str:
    """The mark of a point, told by its shape."""
    return mark(_shape(kind, better), x, y, radius, MARKS[kind][1])


def last_of(values: Sequence[float | None]) -> tuple[int, float] | None:
    """The last value there is, with its point."""
    found = [(place, value) for place, value in enumerate(values) if value is not None]
    return found[-1] if found else None


def _shape(kind: Signal, better: Better) -> Shape:
    return "down" if kind == "improving" and better == "lower" else MARKS[kind][0]


def _levels(levels: Levels, places: range) -> Iterator[tuple[int, float | None]]:
    return ((place, level(levels, place - places.start)) for place in places)


def _filled(levels: Levels, places: range) -> Iterator[tuple[int, float]]:
    return ((place, value) for place, value in _levels(levels, places) if value is not None)


def _runs(values: Iterable[tuple[int, float | None]]) -> Iterator[Run]:
    """Stretches without a gap."""
    run: Run = []
    for place, value in values:
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stairs(run: Run, frame: Frame, half: float = 0.5) -> str:
    """The data of a step line through levels, backwards with a `half` of the other sign; equal steps are one."""
    place, value = run[0]
    x, y = _tenths(frame.x(place - half)), _tenths(frame.y(value))
    data = f"M{_said(x)} {_said(y)}"
    for place, value in run[1:]:
        to = _tenths(frame.y(value))
        if to != y:
            there = _tenths(frame.x(place - half))
            data += f"h{_said(there - x)}v{_said(to - y)}"
            x, y = there, to
    return f"{data}h{_said(_tenths(frame.x(run[-1][0] + half)) - x)}"


def _tenths(px: float) -> int:
    # Whole tenths, so that a line of small steps ends where it should.
    return round(px * 10)


def _said(tenths: int) -> str:
    return number(tenths / 10)
