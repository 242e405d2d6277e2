"""What the tests of trend say of a series, in words: direction, size, whether chance would do as much, when it turned."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from sigor.analysis.trends import change_points, mann_kendall, slopes
from sigor.indicators import wording
from sigor.indicators.readings import Reading

LEVEL = 0.95
FEWEST = 8  # values; with fewer a test says nothing
CYCLES = 2  # years needed to tell a season from a trend


@dataclass(frozen=True)
class Trend:
    """The outcome of the tests on one series. `slope` and its ends are per year, in the unit of the indicator."""

    n: int
    p: float | None
    tau: float | None
    slope: Decimal | None
    low: Decimal | None
    high: Decimal | None
    seasonal: bool
    corrected: bool  # for autocorrelation
    turned: tuple[str, ...]  # periods from which the level is another
    demonstrated: bool
    sentence: str
    method: str


def words(reading: Reading) -> Trend:
    """Mann–Kendall and Theil–Sen, by season where two years of data allow it, and change points."""
    values = [None if value.value is None else float(value.value) for value in reading.values]
    n = sum(value is not None for value in values)
    if n < FEWEST:
        short = _("Hay %(n)d valores: con menos de %(fewest)d no se examina una tendencia.") % {
            "n": n,
            "fewest": FEWEST,
        }
        return Trend(n, None, None, None, None, None, False, False, (), False, short, "")
    in_a_year = reading.periods[0].in_a_year
    seasons = [one.number for one in reading.periods]
    seasonal = in_a_year > 1 and n >= CYCLES * in_a_year
    plain = mann_kendall.mann_kendall(values, autocorrelation=True)
    corrected = bool(plain.autocorrelation and plain.autocorrelation.applied)
    if seasonal:
        by_season = mann_kendall.seasonal_mann_kendall(values, seasons, dependent=n >= 10 * in_a_year)
        # The more cautious of the two: a season and a memory can both feign a trend.
        p, tau = max(by_season.p, plain.p), by_season.tau
        size = slopes.seasonal_theil_sen(values, seasons, level=LEVEL)
        per_year = 1.0  # differences between the same seasons are per year already
    else:
        p, tau = plain.p, plain.tau
        size = slopes.theil_sen(values, level=LEVEL)
        per_year = float(in_a_year)
    turned = tuple(
        wording.period(reading.periods[point.start])
        for point in change_points.change_points(values, level=LEVEL)
    )
    demonstrated = p <= 1 - LEVEL and size is not None and (size.low > 0 or size.high < 0)
    slope, low, high = (
        (None, None, None)
        if size is None
        else tuple(Decimal(str(round(part * per_year, 6))) for part in (size.slope, size.low, size.high))
    )
    return Trend(
        n, p, tau, slope, low, high, seasonal, corrected, turned, demonstrated,
        _sentence(reading, demonstrated, slope, low, high, turned),
        _method(seasonal=seasonal, corrected=corrected),
    )  # fmt: skip


def _sentence(
    reading: Reading,
    demonstrated: bool,
    slope: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    turned: tuple[str, ...],
) -> str:
    indicator = reading.indicator
    if slope is None or low is None or high is None:
        return _("No se puede estimar una tendencia.")
    unit = _("puntos") if indicator.is_percentage else indicator.unit_of_measure
    decimals = max(1, indicator.decimals)
    told = {
        "slope": wording.number(abs(slope), decimals),
        "low": wording.number(low, decimals),
        "high": wording.number(high, decimals),
        "unit": unit,
    }
    if not demonstrated:
        said = (
            _("Sin tendencia demostrable en toda la serie (entre %(low)s y %(high)s %(unit)s por año).")
            % told
        )
    elif slope > 0:
        said = _("En toda la serie sube %(slope)s %(unit)s por año (entre %(low)s y %(high)s).") % told
    else:
        said = _("En toda la serie baja %(slope)s %(unit)s por año (entre %(low)s y %(high)s).") % told
    if turned:
        said += " " + _("El nivel es otro desde %(periods)s.") % {"periods": _(" y desde ").join(turned)}
    return said


def _method(*, seasonal: bool, corrected: bool) -> str:
    told = [
        _("Mann–Kendall y Theil–Sen por estación") if seasonal else _("Mann–Kendall y Theil–Sen"),
        _("cambios de nivel por Pettitt repetido, confianza de 95 %"),
    ]
    if corrected:
        told.insert(1, _("corregido por autocorrelación (Hamed–Rao)"))
    return "; ".join(told) + "."
