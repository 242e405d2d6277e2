"""The lines of a control chart: centre, limits and warning lines of one segment, for XmR, p and Laney p'."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import median

from sigor.analysis.trends.charts import Method, Segment, Settings

D2 = 1.128  # mean range of two standard normal values
XMR_FACTOR = 2.66  # 3 / D2, as printed in the literature
LIMIT, WARNING = 3, 2  # sigmas


@dataclass(frozen=True)
class Measure:
    """What one period contributes to the lines: a value and, for proportions, its counts."""

    value: float
    numerator: int = 0
    denominator: int = 0


@dataclass(frozen=True)
class Lines:
    """The lines at one period; without limits, only the centre."""

    centre: float | None
    lower: float | None = None
    upper: float | None = None
    lower_warning: float | None = None
    upper_warning: float | None = None


def fit(
    measures: Sequence[Measure | None],
    span: tuple[int, int],
    method: Method,
    settings: Settings,
    *,
    bounded: bool,
) -> tuple[Segment, list[Lines]]:
    """The segment that spans the periods from the first to before the second of two indices, with its lines.

    None is a missing period. Limits stay within 0 and 1 when `bounded`. With fewer valued points than
    `settings.fewest_points`, or too few neighbours to measure variation by, there are no limits: the centre
    is the median (run chart).
    """
    start, stop = span
    own = measures[start:stop]
    valued = [at for at, measure in enumerate(own) if measure is not None]
    base = valued[: settings.baseline] if settings.baseline else valued
    if len(valued) >= settings.fewest_points:
        found = _xmr(own, base, settings) if method == "xmr" else _p(own, base, method, settings)
        if found is not None:
            centre, sigma, inflation, halves = found
            segment = Segment(start, stop, method, centre, sigma, inflation, len(valued), len(base))
            return segment, [_lines(centre, half, bounded) for half in halves]
    values = [measure.value for measure in own if measure is not None]
    middle = median(values) if values else None
    segment = Segment(start, stop, "run", middle, None, None, len(valued), len(valued))
    return segment, [Lines(middle)] * len(own)


_Found = tuple[float, float | None, float | None, list[tuple[float, float] | None]]


def _xmr(measures: Sequence[Measure | None], base: list[int], settings: Settings) -> _Found | None:
    """Wheeler and Chambers (1992): mean ± 2.66 mean moving ranges."""
    values = {at: measure.value for at, measure in enumerate(measures) if measure is not None}
    spread = _mean_range({at: values[at] for at in base}, settings)
    if spread is None:
        return None
    centre = fsum(values[at] for at in base) / len(base)
    half = (XMR_FACTOR * spread, WARNING * spread / D2)
    return centre, spread / D2, None, [half] * len(measures)


def _p(
    measures: Sequence[Measure | None], base: list[int], method: Method, settings: Settings
) -> _Found | None:
    """Binomial limits for each denominator; for p' multiplied by sigma z (Laney, 2002)."""
    valued = {at: measure for at, measure in enumerate(measures) if measure is not None}
    chosen = {at: valued[at] for at in base}
    total = sum(measure.denominator for measure in chosen.values())
    centre = sum(measure.numerator for measure in chosen.values()) / total
    variance = centre * (1 - centre)
    inflation = None
    if method == "p_prime":
        scores = {
            at: (m.value - centre) / sqrt(variance / m.denominator) if variance else 0.0
            for at, m in chosen.items()
        }
        spread = _mean_range(scores, settings)
        if spread is None:
            return None
        inflation = spread / D2
    halves: list[tuple[float, float] | None] = []
    for measure in measures:
        if measure is None:
            halves.append(None)  # without denominator there is no limit to draw
            continue
        sigma = sqrt(variance / measure.denominator) * (1.0 if inflation is None else inflation)
        halves.append((LIMIT * sigma, WARNING * sigma))
    return centre, None, inflation, halves


def _mean_range(values: dict[int, float], settings: Settings) -> float | None:
    """Mean distance of neighbours; None with fewer than half of the points that limits need."""
    ranges = [abs(value - values[at - 1]) for at, value in values.items() if at - 1 in values]
    return fsum(ranges) / len(ranges) if len(ranges) >= settings.fewest_points // 2 else None


def _lines(centre: float, half: tuple[float, float] | None, bounded: bool) -> Lines:
    if half is None:
        return Lines(centre)
    limit, warning = half
    ends = (centre - limit, centre + limit, centre - warning, centre + warning)
    if bounded:
        ends = tuple(min(1.0, max(0.0, end)) for end in ends)  # type: ignore[assignment]
    return Lines(centre, *ends)
