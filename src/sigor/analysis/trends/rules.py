"""The rules of a control chart: which points of one segment chance alone would rarely place so."""

from collections.abc import Iterator, Sequence

from sigor.analysis.trends.charts import Plotted, Rule, Settings, Signal

# Which rule speaks for the present when several do: the order of the NHS tool (NHSRplotthedots).
PRECEDENCE: tuple[Rule, ...] = ("outside", "trend", "two_of_three", "run")
ROUNDING = 1e-12  # of the largest value: closer than this, two numbers are the same


def signals(points: Sequence[Plotted], start: int, segment: int, settings: Settings) -> list[Signal]:
    """Every signal of one segment whose first point has the index `start`, in order of time, then of
    precedence.

    "outside": beyond a limit, one signal per point. "trend": the longest stretches that rise or fall at every
    step. "two_of_three": the points beyond two sigma, wherever two of three neighbours are, on one side;
    windows that share such a point are one signal. "run": the longest stretches on one side of the centre; a
    point exactly on the centre neither counts nor breaks it (Provost and Murray, 2011). A missing period
    breaks everything.
    """
    outside = _sides(points, [(point.lower, point.upper) for point in points])
    found: list[tuple[Rule, list[int], int]] = [
        ("outside", [at], side) for at, side in enumerate(outside) if side
    ]
    found += [("trend", *stretch) for stretch in _trends(points, settings.trend_length)]
    if settings.two_of_three:
        warned = _sides(points, [(point.lower_warning, point.upper_warning) for point in points])
        found += [("two_of_three", *cluster) for cluster in _clusters(warned)]
    found += [("run", *stretch) for stretch in _runs(sides_of_centre(points), settings.run_length)]
    made = [Signal(rule, tuple(start + at for at in places), side, segment) for rule, places, side in found]
    return sorted(made, key=lambda s: (s.indices[0], PRECEDENCE.index(s.rule), s.direction))


def sides_of_centre(points: Sequence[Plotted]) -> list[int | None]:
    """For each point +1 above the centre, -1 below, 0 exactly on it, None when missing."""
    return _sides(points, [(point.centre, point.centre) for point in points])


def _slack(points: Sequence[Plotted]) -> float:
    """What the rounding of sums may amount to: a series that never varies must not leave its own limits."""
    return ROUNDING * max((abs(p.value) for p in points if p.value is not None), default=0.0)


def _sides(points: Sequence[Plotted], bands: Sequence[tuple[float | None, float | None]]) -> list[int | None]:
    """+1 above the band of the point, -1 below it, 0 inside or on its edge; None without value or band."""
    slack = _slack(points)
    found: list[int | None] = []
    for point, (low, high) in zip(points, bands, strict=True):
        if point.value is None or low is None or high is None:
            found.append(None)
        else:
            found.append((point.value > high + slack) - (point.value < low - slack))
    return found


def _trends(points: Sequence[Plotted], length: int) -> Iterator[tuple[list[int], int]]:
    slack = _slack(points)
    stretch: list[int] = []
    heading = 0
    for at in range(1, len(points)):
        before, value = points[at - 1].value, points[at].value
        step = 0
        if before is not None and value is not None:
            step = (value > before + slack) - (value < before - slack)
        if step and step == heading:
            stretch.append(at)
            continue
        if len(stretch) >= length:
            yield stretch, heading
        stretch, heading = ([at - 1, at], step) if step else ([], 0)
    if len(stretch) >= length:
        yield stretch, heading


def _clusters(sides: Sequence[int | None]) -> Iterator[tuple[list[int], int]]:
    for side in (1, -1):
        cluster: list[int] = []
        for at in range(2, len(sides)):
            window = range(at - 2, at + 1)
            beyond = [k for k in window if sides[k] == side]
            if len(beyond) < 2 or any(sides[k] is None for k in window):
                continue
            if cluster and not set(cluster) & set(beyond):
                yield cluster, side
                cluster = []
            cluster = sorted({*cluster, *beyond})
        if cluster:
            yield cluster, side


def _runs(sides: Sequence[int | None], length: int) -> Iterator[tuple[list[int], int]]:
    stretch: list[int] = []
    current = 0
    for at, side in enumerate([*sides, None]):
        if side == 0:
            continue
        if side is not None and side == current:
            stretch.append(at)
            continue
        if len(stretch) >= length:
            yield stretch, current
        stretch, current = ([at], side) if side is not None else ([], 0)
