"""Control charts: limits per segment, signals, and what the present says of change and of the target.

The one door to the charts; shapes are in `charts`, lines in `limits`, rules in `rules`.
"""

from collections.abc import Sequence
from math import isfinite
from typing import get_args

from sigor.analysis.trends.charts import (
    Assurance,
    Chart,
    ChartKind,
    Kind,
    Method,
    Plotted,
    Point,
    Rule,
    Segment,
    Sense,
    Settings,
    Signal,
    Variation,
)
from sigor.analysis.trends.limits import Lines, Measure, fit
from sigor.analysis.trends.rules import PRECEDENCE, ROUNDING, sides_of_centre, signals

__all__ = [
    "Assurance", "Chart", "ChartKind", "Kind", "Method", "Plotted", "Point", "Rule", "Segment", "Sense",
    "Settings", "Signal", "Variation", "control_chart",
]  # fmt: skip

AGREEMENT = 0.01  # how far a stored value may be rounded from its numerator over its denominator
DEFAULTS = Settings()


def control_chart(
    points: Sequence[Point],
    *,
    kind: Kind,
    sense: Sense,
    target: float | None = None,
    rebases: Sequence[int] = (),
    settings: Settings = DEFAULTS,
) -> Chart:
    """The chart of a series in order of time, one point per period, missing periods included.

    `kind`: "xmr" (any measure, unit of the value), "p" (binomial limits), "p_prime" (Laney), or "auto": XmR
    unless every valued point is a proportion with its counts; for proportions p', because the binomial limits
    of plain p shrink with the square root of the denominator while real rates also vary from period to
    period, so that with denominators in the thousands nearly every point falls outside; plain p only when all
    denominators are below `settings.small_denominator`. On "p" and "p_prime" a denominator of zero is a
    missing period.

    `rebases`: indices where a new segment starts, each with its own limits; nothing is ever rebased by
    itself. A segment with fewer than `settings.fewest_points` valued points is a run chart: median, no
    limits, no signals.

    Variation is the state of now. A signal is current when it includes the last valued point of the last
    segment; a run still is when only points exactly on the centre followed it. The first current rule of
    `rules.PRECEDENCE` gives the direction: "improving" or "worsening" by `sense`, "changed" when the sense is
    none, "common" without a current signal, "unknown" without limits.

    Assurance compares the target with the limits at that same last point: "hits" when the whole band is on
    the good side or touches the target, "misses" when the whole band is on the bad side, "unsure" when the
    target is inside, "none" without target, limits or sense.

    Sources: Wheeler and Chambers (1992), Montgomery (2009), Laney (2002), NHS England Making Data Count.
    ValueError for an unknown kind or sense, a target that is no finite number, a rebase outside the series,
    or "p" and "p_prime" on points that are no proportions.
    """
    if kind not in get_args(Kind) or sense not in get_args(Sense):
        raise ValueError("unknown kind or sense")
    if target is not None and not isfinite(target):
        raise ValueError("a target must be a finite number")
    method = _method(points, kind, settings)
    starts = sorted(set(rebases))
    if any(not 0 < start < len(points) for start in starts):
        raise ValueError("a rebase is the index of a point after the first")
    bounded = method != "xmr" or _proportions(points)
    measures = [_measure(point, method) for point in points]
    segments: list[Segment] = []
    plotted: list[Plotted] = []
    found: list[Signal] = []
    for number, (start, stop) in enumerate(zip([0, *starts], [*starts, len(points)], strict=True)):
        if start == stop:
            continue
        segment, lines = fit(measures, (start, stop), method, settings, bounded=bounded)
        drawn = [
            _plotted(point.label, measure, line, number)
            for point, measure, line in zip(points[start:stop], measures[start:stop], lines, strict=True)
        ]
        segments.append(segment)
        plotted += drawn
        if segment.kind != "run":
            found += signals(drawn, start, number, settings)
    last = segments[-1] if segments else None
    latest = None
    if last:
        latest = next((at for at in reversed(range(last.start, last.stop)) if measures[at] is not None), None)
    current = _current(plotted, found, last, latest)
    return Chart(
        kind=last.kind if last else "run",
        method=method,
        sense=sense,
        target=target,
        points=tuple(plotted),
        segments=tuple(segments),
        signals=tuple(found),
        current=current,
        latest=latest,
        variation=_variation(last, latest, current, sense),
        assurance=_assurance(plotted[latest] if latest is not None else None, sense, target),
    )


def _is_proportion(point: Point) -> bool:
    if point.value is None or point.numerator is None or not point.denominator:
        return False
    ratio = point.numerator / point.denominator
    return ratio <= 1 and abs(point.value - ratio) <= AGREEMENT


def _proportions(points: Sequence[Point]) -> bool:
    """Whether all that has a value is a proportion; a denominator of zero has none."""
    valued = [p for p in points if p.value is not None and p.denominator != 0]
    return bool(valued) and all(_is_proportion(p) for p in valued)


def _method(points: Sequence[Point], kind: Kind, settings: Settings) -> Method:
    if kind in ("p", "p_prime"):
        if any(p.value is not None for p in points) and not _proportions(points):
            raise ValueError(
                "a chart of proportions needs values that are their numerators over their denominators"
            )
        return "p" if kind == "p" else "p_prime"
    if kind == "xmr" or not _proportions(points):
        return "xmr"
    largest = max(p.denominator or 0 for p in points if p.value is not None)
    return "p" if largest < settings.small_denominator else "p_prime"


def _measure(point: Point, method: Method) -> Measure | None:
    if point.value is None:
        return None
    if method == "xmr":
        return Measure(point.value)
    if point.numerator is None or not point.denominator:
        return None
    return Measure(point.numerator / point.denominator, point.numerator, point.denominator)


def _plotted(label: str, measure: Measure | None, line: Lines, segment: int) -> Plotted:
    return Plotted(
        label=label,
        value=None if measure is None else measure.value,
        centre=line.centre,
        lower=line.lower,
        upper=line.upper,
        lower_warning=line.lower_warning,
        upper_warning=line.upper_warning,
        segment=segment,
    )


def _current(
    points: Sequence[Plotted], found: Sequence[Signal], last: Segment | None, latest: int | None
) -> tuple[Signal, ...]:
    """The signals of the last segment that reach its last valued point."""
    if last is None or latest is None:
        return ()
    first = last.start
    sides = sides_of_centre(points[first : latest + 1])

    def reaches(signal: Signal) -> bool:
        end = signal.indices[-1]
        return end == latest or (signal.rule == "run" and all(s == 0 for s in sides[end + 1 - first :]))

    return tuple(s for s in found if s.indices[0] >= first and reaches(s))


def _variation(
    last: Segment | None, latest: int | None, current: Sequence[Signal], sense: Sense
) -> Variation:
    if last is None or latest is None or last.kind == "run":
        return "unknown"
    if not current:
        return "common"
    if sense == "none":
        return "changed"
    leading = min(current, key=lambda signal: PRECEDENCE.index(signal.rule))
    return "improving" if leading.direction == (1 if sense == "up" else -1) else "worsening"


def _assurance(point: Plotted | None, sense: Sense, target: float | None) -> Assurance:
    if point is None or point.lower is None or point.upper is None or target is None or sense == "none":
        return "none"
    slack = ROUNDING * max(abs(point.lower), abs(point.upper), abs(target))
    if sense == "up":
        hits, misses = point.lower >= target - slack, point.upper < target - slack
    else:
        hits, misses = point.upper <= target + slack, point.lower > target + slack
    return "hits" if hits else "misses" if misses else "unsure"
