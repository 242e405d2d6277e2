"""Charts of indicators as SVG text: what they draw and what they say comes as plain values."""

from sigor.printing.plots.comparison import comparison
from sigor.printing.plots.content import (
    Cell,
    ComparisonPlot,
    ComparisonTexts,
    ControlPlot,
    ControlTexts,
    FunnelLimits,
    FunnelPlot,
    FunnelTexts,
    FunnelUnit,
    IntervalPlot,
    IntervalRow,
    IntervalTexts,
    MethodBreak,
    Pair,
    Point,
    Segment,
    Texts,
)
from sigor.printing.plots.control import control_chart, sparkline
from sigor.printing.plots.drawing import SITE_FONT
from sigor.printing.plots.funnel import funnel
from sigor.printing.plots.intervals import intervals
from sigor.printing.plots.multiples import small_multiples

__all__ = [
    "SITE_FONT",
    "Cell",
    "ComparisonPlot",
    "ComparisonTexts",
    "ControlPlot",
    "ControlTexts",
    "FunnelLimits",
    "FunnelPlot",
    "FunnelTexts",
    "FunnelUnit",
    "IntervalPlot",
    "IntervalRow",
    "IntervalTexts",
    "MethodBreak",
    "Pair",
    "Point",
    "Segment",
    "Texts",
    "comparison",
    "control_chart",
    "funnel",
    "intervals",
    "small_multiples",
    "sparkline",
]
