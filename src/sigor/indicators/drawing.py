"""From a reading to the charts of `printing.plots`: which words stand where, and nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from sigor.analysis.trends import small_units
from sigor.indicators import wording
from sigor.indicators.models import Indicator
from sigor.indicators.readings import Reading, Units
from sigor.indicators.selectors import Value, target_on
from sigor.printing import plots

BETTER: dict[str, Any] = {"up": "higher", "down": "lower", "none": ""}


def control_chart(reading: Reading, *, compact: bool = False, width: float | None = None) -> str:
    """The control chart of a reading as SVG text."""
    texts = control_texts(reading.indicator, reading.indicator.title, reading.sentence)
    key = f"{reading.indicator.pk}-{reading.area or 'pais'}"
    plot = plot_of(reading, small=compact)
    return plots.control_chart(plot, texts, compact=compact, width=width, key=key)


def small_multiples(readings: Sequence[Reading], *, columns: int = 3, width: float = 640) -> str:
    """The same chart for every unit, on one scale."""
    first = readings[0].indicator
    moved = [
        f"{reading.name}: {reading.variation.label}"
        for reading in readings
        if reading.chart.variation not in ("common", "unknown")
    ]
    told = "; ".join(moved) or _("Ninguna unidad muestra un cambio demostrable.")
    texts = control_texts(first, _("%(title)s por unidad territorial") % {"title": first.title}, told)
    cells = [
        plots.Cell(reading.name.removeprefix("UT-"), plot_of(reading, small=True)) for reading in readings
    ]
    return plots.small_multiples(cells, texts, columns=columns, width=width, key=f"unidades-{first.pk}")


def plot_of(reading: Reading, *, small: bool = False) -> plots.ControlPlot:
    """The values with their limits; `small` names the periods in a few letters."""
    named = wording.period_tiny if small else wording.period
    indicator, chart, scale = reading.indicator, reading.chart, reading.scale
    marks: dict[int, Any] = {}
    for signal in chart.signals:
        kind = _kind(indicator, signal.direction)
        for index in signal.indices:
            marks.setdefault(index, kind)
    points = tuple(
        plots.Point(
            label=wording.period_short(value.period),
            value=None if drawn.value is None else drawn.value * scale,
            name=named(value.period),
            group=str(value.period.year) if value.period.kind != "year" else "",
            signal=marks.get(at, "ordinary"),
            restated=value.restated,
        )
        for at, (value, drawn) in enumerate(zip(reading.values, chart.points, strict=True))
    )
    segments = tuple(
        plots.Segment(
            segment.start,
            centre=_levels([chart.points[at].centre for at in range(segment.start, segment.stop)], scale),
            lower=_levels([chart.points[at].lower for at in range(segment.start, segment.stop)], scale),
            upper=_levels([chart.points[at].upper for at in range(segment.start, segment.stop)], scale),
            label=_rebase(reading, segment.start) if segment.start else "",
        )
        for segment in chart.segments
    )
    percentage = indicator.is_percentage
    return plots.ControlPlot(
        points=points,
        value_text=partial(_value, indicator),
        tick_text=wording.short(indicator),
        segments=segments,
        target=_targets(reading),
        method_breaks=tuple(
            plots.MethodBreak(at, _("método v%(n)d") % {"n": value.method})
            for at, value in enumerate(reading.values)
            if at and value.method != reading.values[at - 1].method
        ),
        better=BETTER[indicator.sense],
        lowest=0.0,
        highest=100.0 if percentage else None,
        finest=0.0 if indicator.decimals else 1.0,
    )


def _value(indicator: Indicator, value: float) -> str:
    return wording.said(indicator, value)


def _levels(found: Sequence[float | None], scale: int) -> tuple[float | None, ...]:
    if all(value is None for value in found):
        return ()
    return tuple(None if value is None else value * scale for value in found)


def _rebase(reading: Reading, start: int) -> str:
    """What a rebase says on the chart: since when, and who approved it."""
    since = reading.periods[start]
    for rebase in reading.rebases:
        if rebase.since == since.first:
            return f"{rebase.title} ({rebase.approved_by})" if rebase.approved_by else rebase.title
    return wording.period(since)


def _targets(reading: Reading) -> tuple[float | None, ...]:
    if not reading.targets:
        return ()
    found = [target_on(reading.targets, value.period.first) for value in reading.values]
    return tuple(None if target is None else float(target.value) for target in found)


def _kind(indicator: Indicator, direction: int) -> Any:
    if indicator.sense == "none":
        return "neutral"
    return "worsening" if wording.is_worse(indicator, direction) else "improving"


def control_texts(indicator: Indicator, title: str, description: str) -> plots.ControlTexts:
    return plots.ControlTexts(
        title=title,
        description=description,
        empty=_("Sin datos"),
        centre=_("centro"),
        upper=_("límite superior"),
        lower=_("límite inferior"),
        target=_("meta"),
        ordinary=_("variación normal"),
        improving=_("señal de mejora"),
        worsening=_("señal de empeoramiento"),
        neutral=_("señal de cambio"),
        restated=_("cifra corregida (nueva edición)"),
        limits=_("límites"),
        axis=indicator.unit_of_measure,
    )


def funnel(units: Units, *, width: float = 640) -> str:
    """Units by size and value, with the limits that chance alone would keep."""
    indicator = units.indicator
    scale = indicator.factor
    found = tuple(
        plots.FunnelUnit(
            row.value.name.removeprefix("UT-"),
            float(row.value.denominator or 0),
            float(row.value.value or 0),
            row.place,  # type: ignore[arg-type]
        )
        for row in units.rows
    )
    texts = plots.FunnelTexts(
        title=_("%(title)s: unidades según su tamaño") % {"title": indicator.title},
        description=_comparison(units),
        empty=_("Sin datos"),
        size=indicator.denominator,
        rate=indicator.unit_of_measure,
        overall=_("conjunto"),
        within=_("dentro de lo que da el azar"),
        above=_("por encima (95 %)"),
        below=_("por debajo (95 %)"),
        far_above=_("muy por encima (99.8 %)"),
        far_below=_("muy por debajo (99.8 %)"),
    )
    plot = plots.FunnelPlot(
        found,
        partial(_value, indicator),
        wording.short(indicator),
        lambda size: wording.number(size),
        overall=_float(units.overall),
        inner=plots.FunnelLimits("95 %", _curve(units.limits, "inner", scale)),
        outer=plots.FunnelLimits("99.8 %", _curve(units.limits, "outer", scale)),
        lowest=0.0,
        highest=100.0 if indicator.is_percentage else None,
    )
    return plots.funnel(plot, texts, width=width, key=f"embudo-{indicator.pk}-{width:.0f}")


def intervals(units: Units, *, width: float = 640) -> str:
    """What each unit's value is once chance is taken out, with its interval."""
    indicator = units.indicator
    ordered = sorted(units.rows, key=lambda row: row.shrunk, reverse=indicator.sense != "down")
    rows = tuple(
        plots.IntervalRow(
            row.value.name.removeprefix("UT-"),
            float(row.shrunk),
            float(row.low),
            float(row.high),
            raw=_float(row.value.value),
            text=wording.said(indicator, row.value.value),
            place=row.place,  # type: ignore[arg-type]
        )
        for row in ordered
    )
    texts = plots.IntervalTexts(
        title=_("%(title)s: qué unidades se distinguen") % {"title": indicator.title},
        description=_comparison(units),
        empty=_("Sin datos"),
        overall=_("conjunto"),
        within=_("dentro de lo que da el azar"),
        above=_("por encima (95 %)"),
        below=_("por debajo (95 %)"),
        far_above=_("muy por encima (99.8 %)"),
        far_below=_("muy por debajo (99.8 %)"),
        raw=_("valor observado"),
        axis=indicator.unit_of_measure,
    )
    plot = plots.IntervalPlot(
        rows,
        partial(_value, indicator),
        wording.short(indicator),
        overall=_float(units.overall),
        lowest=0.0,
        highest=100.0 if indicator.is_percentage else None,
    )
    return plots.intervals(plot, texts, width=width, key=f"intervalos-{indicator.pk}-{width:.0f}")


def comparison(
    indicator: Indicator, pairs: Sequence[tuple[str, Value | None, Value | None]], names: tuple[str, str]
) -> str:
    """Two periods side by side for each area: name, former and present value."""
    plot = plots.ComparisonPlot(
        tuple(
            plots.Pair(name, _float(before.value if before else None), _float(now.value if now else None))
            for name, before, now in pairs
        ),
        partial(_value, indicator),
        highest=100.0 if indicator.is_percentage else None,
    )
    texts = plots.ComparisonTexts(
        title=_("%(title)s: dos periodos") % {"title": indicator.title},
        description=_("La tabla que sigue dice lo mismo."),
        empty=_("Sin datos"),
        previous=names[0],
        present=names[1],
    )
    return plots.comparison(plot, texts, key=f"dos-{indicator.pk}")


def _comparison(units: Units) -> str:
    if not units.separate:
        return _("Sin diferencia demostrable entre las unidades.")
    apart = [row for row in units.rows if row.standing is not wording.STANDING["not_separable"]]
    return "; ".join(f"{row.value.name}: {row.standing.label}" for row in apart)


def _curve(
    limits: Sequence[small_units.FunnelLimits], which: str, scale: int
) -> tuple[tuple[float, float | None, float | None], ...]:
    return tuple(
        (float(one.denominator), getattr(one, which).low * scale, getattr(one, which).high * scale)
        for one in limits
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
