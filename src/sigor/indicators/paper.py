"""Results on paper: the board on one sheet, and the report on the trend of indicators of results."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.copies.furniture import house_furniture
from sigor.copies.models import Kind
from sigor.copies.services import Particulars, issue
from sigor.indicators import boards, drawing, readings, selectors, trends, wording
from sigor.indicators.boards import Tile
from sigor.indicators.engine.periods import Period
from sigor.indicators.models import Indicator, Signal, Stage
from sigor.indicators.readings import Reading, Units
from sigor.organisation import clock
from sigor.printing import pdf, word
from sigor.printing.blocks import Block, Cell, Chart, Cover, Heading, Narrative, Paragraph, Span, Table
from sigor.printing.mark import Mark

TOLD = 8  # indicators of the board that a sheet can tell in a sentence each
LAST_ROWS = 18  # of a series in a table; the chart shows all
RESULTS = (Stage.INITIAL, Stage.INTERMEDIATE, Stage.FINAL)


# -- the board ------------------------------------------------------------------------------------------


def board_file(user: User | None, *, known_at: datetime | None = None) -> bytes:
    """The Tablero de Control as PDF on one landscape sheet, under a code of its own."""
    cards = list(selectors.on_board())
    tiles = [boards.tile(reading) for reading in readings.readings(cards, known_at=known_at)]
    title = _("Tablero de Control")
    waiting = boards.open_signals(known_at)
    blocks = list(_board_blocks(title, tiles, known_at or selectors.last_known(cards), waiting))
    return _issued(title, "pdf", blocks, reverse("board"), by=user, landscape=True, keep=False)


def _board_blocks(
    title: str, tiles: Sequence[Tile], as_of: datetime | None, signals: QuerySet[Signal]
) -> Iterator[Block]:
    facts = (
        (_("Según los datos al"), _moment(as_of)),
        (_("Señales por decidir"), str(signals.count())),
    )
    yield Cover(title, _("Indicadores, señales y lo que necesita una decisión"), facts)
    told = len(tiles) <= TOLD  # with more, one line each: all of them stay on the sheet
    rows = tuple(_cells(*_tile_cells(tile)[: 5 if told else 4]) for tile in tiles)
    widths = (5.6, -3.6, -2.2, 3.0, 10.8) if told else (11.2, -6.0, -3.0, 5.0)
    heads = (_("Indicador"), _("Último valor"), _("Meta"), _("Qué muestra"), _("En una frase"))
    columns = tuple(zip(heads, widths, strict=False))
    yield Table(_("Cómo van los indicadores"), columns, rows)
    waiting = list(signals[: boards.SIGNALS_SHOWN])
    if waiting:
        decide = tuple(
            _cells(one.code, one.title, str(one.unit), _day(one.due_date), str(one.get_state().label))
            for one in waiting
        )
        wanted = (
            (_("Código"), 3.0),
            (_("Señal"), 12.2),
            (_("Decide"), 3.0),
            (_("Hasta"), 3.0),
            (_("Estado"), 4.0),
        )
        yield Table(_("Qué necesita una decisión"), wanted, decide)


def _tile_cells(tile: Tile) -> tuple[str, ...]:
    reading = tile.reading
    return (
        reading.indicator.title,
        f"{reading.said} ({tile.when})" if tile.when else reading.said,
        tile.goal or wording.DASH,
        f"{reading.variation.mark} {reading.variation.label}",
        reading.movement,
    )


# -- the trend report -----------------------------------------------------------------------------------


def result_cards() -> list[Indicator]:
    """The indicators of results: those that measure a result of the value chain and stand on the board."""
    return list(selectors.on_board().filter(node__stage__in=RESULTS))


def trend_title(cutoff: date) -> str:
    return _("Análisis de tendencia de indicadores de resultados, corte %(day)s") % {"day": _month(cutoff)}


def trend_file(cards: Sequence[Indicator], cutoff: date, ending: str, *, by: User | None) -> bytes:
    """The report as `docx` or `pdf`, with data of periods that end by the cut-off; the same content is given again."""
    title = trend_title(cutoff)
    blocks = list(_trend_blocks(title, cards, cutoff))
    series = f"trend:{cutoff.isoformat()}:{'-'.join(card.symbol for card in cards)}:{ending}:{(get_language() or 'es')[:2]}"
    return _issued(
        title, ending, blocks, reverse("trend_report"), by=by, keep=ending == "pdf", series=series[:200]
    )


def _trend_blocks(title: str, cards: Sequence[Indicator], cutoff: date) -> Iterator[Block]:
    found = [(card, _until(card, cutoff)) for card in cards]
    read = [readings.reading(card, until=until) for card, until in found]
    told = [(reading, trends.words(reading)) for reading in read]
    known = selectors.last_known(cards)
    facts = (
        (_("Corte de los datos"), _day(cutoff)),
        (_("Según los datos con conformidad al"), _moment(known)),
        (_("Indicadores"), ", ".join(card.symbol for card in cards) or wording.DASH),
    )
    first = next((reading for reading in read if reading.last), None)
    yield Cover(
        title,
        _("Tendencia de los indicadores de resultados del Tablero de Control"),
        facts,
        verdict=first.sentence if first else _("Sin datos con conformidad hasta el corte."),
        headline=Span(first.said, "figure") if first else None,
        tally=(Span(f"{first.indicator.title}, {wording.period(first.last.period)}"),) if first and first.last else (),
    )  # fmt: skip
    yield Heading(_("Resumen"))
    for reading, trend in told:
        yield Paragraph(reading.indicator.title, "strong")
        yield Paragraph(f"{_last(reading)} {reading.sentence} {trend.sentence}")
    yield Heading(_("Conclusión"), level=2)
    yield Narrative(
        "conclusion", _("Texto de la conclusión"), (), _("Escriba aquí la conclusión y lo que se propone.")
    )
    for reading, trend in told:
        yield from _one_indicator(reading, trend)
    yield Heading(_("Método"))
    for text in _method():
        yield Paragraph(text, bullet=True)
    yield Heading(_("De dónde salen los datos"))
    yield _provenance(read)


def _until(card: Indicator, cutoff: date) -> Period:
    """The last whole period that ends by the cut-off."""
    period = Period.of(card.frequency, cutoff)
    return period if period.last <= cutoff else period.previous()


def _one_indicator(reading: Reading, trend: trends.Trend) -> Iterator[Block]:
    card = reading.indicator
    yield Heading(card.title)
    yield _table(
        _("Ficha resumida de %(symbol)s") % {"symbol": card.symbol},
        ((_("Qué"), 4.5), (_("Cómo"), 12.0)),
        [
            (_("Fórmula"), _formula(card)),
            (_("Fuente"), card.origin_note),
            (pgettext("of an indicator", "Sentido"), card.get_sense_display()),
            (_("Meta"), wording.said(card, reading.target.value) if reading.target else wording.DASH),
            (_("Versión del método"), f"{card.method_version}. {card.method_note}".strip()),
        ],
    )
    if not reading.values:
        yield Paragraph(_("Sin datos con conformidad hasta el corte."), "muted")
        return
    yield Chart(
        _("%(title)s por periodo") % {"title": card.title}, drawing.control_chart(reading), reading.sentence
    )
    yield Paragraph(reading.sentence)
    yield Paragraph(f"{trend.sentence} {trend.method}")
    yield _series_table(reading)
    until = reading.last.period if reading.last else None
    by_unit = readings.unit_readings(card, until=until)
    if by_unit:
        yield Heading(_("Por unidad territorial"), level=2)
        yield Chart(
            _("%(title)s por unidad territorial") % {"title": card.title},
            drawing.small_multiples(by_unit, columns=4),
            _("La tabla que sigue dice lo mismo."),
        )
        yield _table(
            _("Qué muestra cada unidad"),
            ((_("Unidad"), 4.2), (_("Último valor"), -3.0), (_("En una frase"), 9.3)),
            [(one.name, one.said, one.sentence) for one in by_unit],
        )
    if until and (units := readings.units(card, until)):
        yield from _units(units)
    yield Narrative(
        f"analisis-{card.pk}", _("Análisis"), (), _("Escriba aquí el análisis de este indicador.")
    )


def _units(units: Units) -> Iterator[Block]:
    if units.separate:
        told = _("Solo se ordenan los grupos que sus números separan: %(tiers)s.") % {
            "tiers": "; ".join(f"{at}) {', '.join(tier)}" for at, tier in enumerate(units.tiers, start=1))
        }
    else:
        told = _("Sin diferencia demostrable entre las unidades: no se ordenan.")
    yield Chart(_("Qué unidades se distinguen"), drawing.intervals(units), told)
    yield Paragraph(told)


def _series_table(reading: Reading) -> Table:
    card, scale = reading.indicator, reading.scale
    rows = []
    for value, drawn in list(zip(reading.values, reading.chart.points, strict=True))[-LAST_ROWS:]:
        limits = (
            wording.DASH
            if drawn.lower is None or drawn.upper is None
            else f"{wording.said(card, drawn.lower * scale)} – {wording.said(card, drawn.upper * scale)}"
        )
        rows.append(
            (
                wording.period(value.period),
                wording.count(value.numerator),
                wording.count(value.denominator),
                wording.said(card, value.value),
                limits,
                str(value.edition) if value.value is not None else wording.DASH,
            )
        )
    columns = (
        (_("Periodo"), 3.6), (_("Numerador"), -2.6), (_("Denominador"), -2.8), (_("Valor"), -2.2),
        (_("Límites"), -3.9), (_("Edición"), -1.6),
    )  # fmt: skip
    return _table(_("%(symbol)s por periodo") % {"symbol": card.symbol}, columns, rows)


def _method() -> Iterator[str]:
    yield _(
        "Cada valor es suma de numeradores entre suma de denominadores, en todo nivel; nunca un promedio de porcentajes."
    )
    yield _(
        "Los límites son de tres desviaciones: XmR para totales, p′ de Laney para proporciones con denominadores grandes. "
        "Con menos de %(n)d periodos no se dibujan límites."
    ) % {"n": readings.SETTINGS.fewest_points}
    yield _(
        "Es señal un punto fuera de los límites, %(run)d seguidos a un lado del centro, %(trend)d seguidos en una "
        "dirección, o dos de tres más allá de dos desviaciones al mismo lado."
    ) % {"run": readings.SETTINGS.run_length, "trend": readings.SETTINGS.trend_length}
    yield _(
        "La tendencia se examina con Mann–Kendall y se mide con Theil–Sen, por estación cuando hay dos años de datos, "
        "con cuidado de la autocorrelación."
    )
    yield _(
        "Las unidades se comparan por pares con corrección de Holm; los valores de unidades pequeñas "
        "se acercan al conjunto por Bayes empírico."
    )


def _provenance(read: Sequence[Reading]) -> Table:
    """Which deliveries each figure rests on, with their fingerprints."""
    rows = []
    for reading in read:
        if reading.last is None:
            continue
        for one in selectors.editions(reading.indicator, reading.last.period):
            if one.superseded_at is None:
                delivery = one.delivery
                rows.append(
                    (
                        reading.indicator.symbol,
                        wording.period(reading.last.period),
                        f"{delivery.code}, ed. {one.edition}",
                        f"{delivery.accepted_by}, {_moment(one.accepted_at)}",
                        delivery.sha256[:16],
                    )
                )
    columns = (
        (_("Indicador"), 2.4),
        (_("Periodo"), 3.2),
        (_("Entrega"), 3.8),
        (_("Conformidad"), 4.3),
        (_("Huella"), 3.0),
    )
    return _table(_("Datos del último periodo"), columns, rows)


def _last(reading: Reading) -> str:
    if reading.last is None:
        return _("Sin datos.")
    return _("%(value)s en %(period)s.") % {
        "value": reading.said,
        "period": wording.period(reading.last.period),
    }


def _formula(card: Indicator) -> str:
    return (
        card.numerator
        if card.kind == "total"
        else f"{card.factor} × ({card.numerator}) ÷ ({card.denominator})"
    )


# -- what both share -------------------------------------------------------------------------------------


def _issued(
    title: str,
    ending: str,
    blocks: list[Block],
    address: str,
    *,
    by: User | None,
    landscape: bool = False,
    keep: bool,
    series: str = "",
) -> bytes:
    furniture = house_furniture(title, _("Resultados"), address)
    moment = clock.now()

    def make(mark: Mark) -> bytes:
        if ending == "docx":
            return word.render(blocks, furniture, moment=moment, mark=mark)
        return pdf.render(blocks, furniture, moment=moment, landscape=landscape, mark=mark)

    content = hashlib.sha256(json.dumps([asdict(b) for b in blocks], default=str, sort_keys=True).encode())
    what = Particulars(
        kind=Kind.REPORT,
        title=title,
        ending=ending,
        series=series,
        content=content.hexdigest() if series else "",
    )
    return issue(what, make, by=by, keep=keep).data


def _cells(*texts: str) -> tuple[Cell, ...]:
    return tuple((Span(text),) for text in texts)


def _table(caption: str, columns: Iterable[tuple[str, float]], rows: Iterable[Sequence[str]]) -> Table:
    return Table(caption, tuple(columns), tuple(_cells(*row) for row in rows))


def _day(value: date | None) -> str:
    return formats.date_format(value, "DATE_FORMAT") if value else wording.DASH


def _month(value: date) -> str:
    return wording.period(Period.of("month", value))


def _moment(value: datetime | None) -> str:
    return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else wording.DASH


__all__ = ["board_file", "result_cards", "trend_file", "trend_title"]
