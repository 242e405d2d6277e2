"""The words of results: numbers as Peru writes them, periods, findings, and one plain sentence for each chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sigor.analysis.trends.spc import Chart, Signal
from sigor.indicators.engine import phrases
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator, Sense
from sigor.organisation.periods import month_label, month_name, roman

DASH = "—"


@dataclass(frozen=True)
class Mark:
    """A shape, a word and a tone, as states have."""

    mark: str
    label: Any
    tone: str


VARIATION = {
    "improving": Mark("▲", gettext_lazy("Mejora"), "success"),
    "worsening": Mark("▼", gettext_lazy("Empeora"), "danger"),
    "changed": Mark("◆", gettext_lazy("Cambia"), "info"),
    "common": Mark("∼", gettext_lazy("Variación normal"), "neutral"),
    "unknown": Mark("○", gettext_lazy("Aún sin límites"), "neutral"),
}
ASSURANCE = {
    "hits": Mark("✓", gettext_lazy("Alcanza la meta siempre"), "success"),
    "misses": Mark("✗", gettext_lazy("No alcanza la meta"), "danger"),
    "unsure": Mark("?", gettext_lazy("La alcanza a veces"), "warning"),
}
STANDING = {
    "above": Mark("▲", gettext_lazy("Por encima del conjunto"), "info"),
    "below": Mark("▼", gettext_lazy("Por debajo del conjunto"), "info"),
    "not_separable": Mark("∼", gettext_lazy("Sin diferencia demostrable"), "neutral"),
}
RULES = {
    "outside": gettext_lazy("un punto fuera de los límites"),
    "run": gettext_lazy("varios seguidos a un mismo lado de la línea central"),
    "trend": gettext_lazy("varios seguidos en una misma dirección"),
    "two_of_three": gettext_lazy("dos de tres cerca de un mismo límite"),
}
METHODS = {
    "xmr": gettext_lazy("gráfico XmR: media y rango móvil"),
    "p": gettext_lazy("gráfico p: límites binomiales"),
    "p_prime": gettext_lazy("gráfico p′ de Laney: proporciones con denominadores grandes"),
}


def number(value: Decimal | float, decimals: int = 0) -> str:
    """«1,234.5», with a true minus; half is rounded away from zero, as open data do."""
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{value:,.{decimals}f}".replace("-", "−")


def said(indicator: Indicator, value: Decimal | float | None, *, decimals: int | None = None) -> str:
    """A value with its unit: «62.5 %», «S/ 1,200.00», «738,515 hogares»; a dash where there is none."""
    if value is None:
        return DASH
    written = number(value, indicator.decimals if decimals is None else decimals)
    unit = indicator.unit_of_measure
    if unit == "S/":
        return f"S/ {written}"
    return f"{written} {unit}".strip()


def short(indicator: Indicator) -> Callable[[float], str]:
    """How the value axis says round numbers: «60 %», «1.2 M»."""

    def say(value: float) -> str:
        if abs(value) >= 1_000_000:
            return f"{number(value / 1_000_000, 1)} M"
        whole = float(value).is_integer()
        written = number(value, 0 if whole else max(1, indicator.decimals))
        return f"{written} %" if indicator.is_percentage else written

    return say


def count(value: Decimal | None) -> str:
    """A numerator or denominator: whole when it is."""
    if value is None:
        return DASH
    return number(value, 0 if value == value.to_integral_value() else 2)


def change(indicator: Indicator, now: Decimal | None, before: Decimal | None) -> str:
    """«+1.2 puntos» for a percentage, otherwise the difference with its sign; empty where there is none."""
    if now is None or before is None:
        return ""
    difference = now - before
    written = f"{difference:+,.{indicator.decimals}f}".replace("-", "−")
    return _("%(n)s puntos") % {"n": written} if indicator.is_percentage else written


def sentence(phrase: phrases.Phrase) -> str:
    """What the reader of files says, in the language of whoever reads it now."""
    return phrases.said(phrase, _)


def finding(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as its delivery keeps it, in words; one that was kept as a finished sentence stays as it is."""
    column = kept["column"]
    words = {
        "column": column if isinstance(column, str) else sentence(column),
        "message": sentence(kept),
    }
    return {name: words.get(name, value) for name, value in kept.items() if name != "values"}


def period(one: Period) -> str:
    """«May–Jun 2025», «Jun-25», «Trimestre II 2025», «Semestre I 2025», «2025»."""
    if one.kind == "year":
        return str(one.year)
    if one.kind == "month":
        return month_label(one.year, one.number)
    if one.kind == "bimester":
        return f"{month_name(2 * one.number - 1)}–{month_name(2 * one.number)} {one.year}"
    words = {"n": roman(one.number), "year": one.year}
    if one.kind == "quarter":
        return _("Trimestre %(n)s %(year)d") % words
    return _("Semestre %(n)s %(year)d") % words


def period_tiny(one: Period) -> str:
    """What stands at the ends of a small chart: «Ene-22», «I-25», «2025»."""
    if one.kind == "year":
        return str(one.year)
    if one.kind == "month":
        return month_label(one.year, one.number)
    return f"{roman(one.number)}-{one.year % 100:02d}"


def period_short(one: Period) -> str:
    """What stands under a point of a chart: «May», «III», «2025»."""
    if one.kind == "year":
        return str(one.year)
    if one.kind == "month":
        return month_name(one.number)
    return roman(one.number)


def plain(
    indicator: Indicator,
    chart: Chart,
    periods: list[Period],
    target: Decimal | None,
    *,
    fewest: int,
    scale: int,
) -> str:
    """One sentence on what the chart says of now, and one on the target where it has one."""
    valued = sum(point.value is not None for point in chart.points)
    if not valued:
        return _("Aún no hay datos.")
    told = [movement(indicator, chart, periods, fewest=fewest, scale=scale)]
    if (reach := _reach(indicator, chart, target)) and chart.kind != "run":
        told.append(reach)
    return " ".join(told)


def movement(indicator: Indicator, chart: Chart, periods: list[Period], *, fewest: int, scale: int) -> str:
    """What the chart says of now, without the target."""
    if not chart.segments:
        return _("Aún no hay datos.")
    segment = chart.segments[-1]
    if chart.variation == "unknown":
        counted = {"n": segment.points, "fewest": fewest}
        return ngettext(
            "Aún sin límites: hay %(n)d periodo y hacen falta %(fewest)d para distinguir un cambio del azar.",
            "Aún sin límites: hay %(n)d periodos y hacen falta %(fewest)d para distinguir un cambio del azar.",
            segment.points,
        ) % counted  # fmt: skip
    if chart.variation == "common":
        latest = chart.points[chart.latest] if chart.latest is not None else None
        low, high = (latest.lower, latest.upper) if latest else (None, None)
        return _(
            "Variación normal, entre %(low)s y %(high)s: no hay cambio demostrable y nada aislado que explicar."
        ) % {"low": _scaled(indicator, low, scale), "high": _scaled(indicator, high, scale)}
    leading = leading_signal(chart)
    assert leading is not None, "what changes has a signal"
    since = period(periods[leading.indices[0]])
    words: dict[str, object] = {"since": since, "rule": RULES[leading.rule]}
    if chart.variation == "improving":
        return _("Cambio real: mejora desde %(since)s (%(rule)s).") % words
    if chart.variation == "worsening":
        return _("Cambio real: empeora desde %(since)s (%(rule)s).") % words
    if leading.direction > 0:
        return _("Cambio real: sube desde %(since)s (%(rule)s).") % words
    return _("Cambio real: baja desde %(since)s (%(rule)s).") % words


def _reach(indicator: Indicator, chart: Chart, target: Decimal | None) -> str:
    if target is None:
        return ""
    words = {"target": said(indicator, target)}
    if chart.assurance == "hits":
        return _("Tal como está, alcanza la meta de %(target)s en todo periodo.") % words
    if chart.assurance == "misses":
        return _("Tal como está, no alcanzará la meta de %(target)s: hay que cambiar el proceso.") % words
    if chart.assurance == "unsure":
        return _("Tal como está, unas veces alcanza la meta de %(target)s y otras no.") % words
    return ""


def leading_signal(chart: Chart) -> Signal | None:
    """Of the signals that say which way it moves now, the one that began first."""
    wanted = {"improving": 1, "worsening": -1}.get(chart.variation)
    if wanted is not None and chart.sense == "down":
        wanted = -wanted
    fitting = [signal for signal in chart.current if wanted in (None, signal.direction)]
    return min(fitting, key=lambda signal: (signal.indices[0], -len(signal.indices)), default=None)


def _scaled(indicator: Indicator, value: float | None, scale: int) -> str:
    return DASH if value is None else said(indicator, value * scale)


def is_worse(indicator: Indicator, direction: int) -> bool:
    return indicator.sense != Sense.NONE and (direction < 0) == (indicator.sense == Sense.UP)
