"""`sigor indicators`: data in, sums checked, signals looked for, the trend report and open data out."""

import importlib
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.core.exceptions import ValidationError

from sigor.indicators import (
    loading,
    paper,
    publishing,
    readings,
    selectors,
    services,
    sums,
    watching,
    wording,
)
from sigor.indicators.engine import synthetic
from sigor.indicators.engine.periods import NotAPeriod, Period
from sigor.indicators.facts import Origin
from sigor.indicators.models import Publication
from sigor.indicators.sources import NothingToCompute
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.plans.cli import Refused, person, write
from sigor.records.access import AccessDenied

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="Un objeto JSON en la salida estándar.")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("indicators")
def indicators_group() -> None:
    """Resultados: datos, sumas, señales, tendencia y datos abiertos."""


@indicators_group.command("load")
@click.argument("file", type=FILE)
@click.option("--unit", "acronym", default="UPPM", help="Sigla de la unidad que lo trae.")
@click.option("--by", "username", required=True, help="Cuenta en cuyo nombre se carga.")
@click.option("--correction", default="", help="Qué corrige y por qué, si cambia cifras con conformidad.")
@as_json
def load(file: Path, acronym: str, username: str, correction: str, as_json: bool) -> None:
    """Revisar un archivo de datos y cargarlo entero, o nada."""
    unit = Unit.objects.on(clock.today()).filter(acronym=acronym).first()
    if unit is None:
        raise Refused(f"No existe la unidad {acronym}.")
    try:
        with file.open("rb") as opened:
            outcome = loading.take_in(
                by=person(username),
                unit_id=unit.pk,
                stream=opened,
                file_name=file.name,
                correction=correction,
            )
    except (ValidationError, AccessDenied) as refused:
        raise Refused(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
    findings = outcome.told
    for one in findings:
        rows = f", filas {', '.join(map(str, one['rows']))}" if one["rows"] else ""
        where = one["column"] or one["sheet"]
        click.echo(
            f"{one['severity']}: {where}: {one['rule']}: {one['message']} ({one['count']}{rows})", err=True
        )
    if as_json:
        told = {
            "delivery": outcome.delivery.code if outcome.delivery else None,
            "rows": outcome.delivery.rows if outcome.delivery else 0,
            "findings": findings,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(outcome.sentence)
    if outcome.delivery is None:
        sys.exit(1)


@indicators_group.command("compute")
@click.option("--period", required=True, help="Como 2025-B2 o 2025-T1.")
@click.option("--indicator", "symbol", required=True, help="Sigla de la ficha.")
@click.option("--by", "username", required=True)
@click.option("--correction", default="")
def compute(period: str, symbol: str, username: str, correction: str) -> None:
    """Calcular un indicador de un periodo; queda como entrega en borrador."""
    card = selectors.in_force().filter(symbol=symbol, origin=Origin.COMPUTED).first()
    if card is None:
        raise Refused(f"Ninguna ficha vigente que calcule el sistema tiene la sigla {symbol}.")
    try:
        delivery = services.compute_data(
            by=person(username), indicators=[card], period=_period(period), correction=correction
        )
    except (NothingToCompute, ValidationError, AccessDenied) as refused:
        raise Refused(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
    click.echo(f"{delivery.code}: {delivery.rows} datos.")


@indicators_group.command("show")
@click.option("--indicator", "symbol", required=True)
@click.option("--as-of", "known", type=DAY, help="Como se sabía ese día.")
@as_json
def show(symbol: str, known: datetime | None, as_json: bool) -> None:
    """El valor de un indicador, su frase y su serie."""
    api = importlib.import_module("sigor.indicators.api")
    card = selectors.in_force().filter(symbol=symbol).first()
    if card is None:
        raise Refused(f"No hay una ficha vigente con la sigla {symbol}.")
    moment = (
        clock.now().replace(year=known.year, month=known.month, day=known.day, hour=23, minute=59)
        if known
        else None
    )
    found = readings.reading(card, known_at=moment)
    if as_json:
        told: dict[str, Any] = {
            "indicator": symbol,
            "sentence": found.sentence,
            "variation": found.chart.variation,
        }
        click.echo(json.dumps(told | {"values": [api.value_of(v) for v in found.values]}, ensure_ascii=False))
        return
    click.echo(f"{card.title}: {found.said}")
    click.echo(found.sentence)


@indicators_group.command("look")
@click.option("--by", "username", required=True)
def look(username: str) -> None:
    """Buscar señales nuevas en todos los gráficos."""
    for signal in watching.look(by=person(username)):
        click.echo(f"{signal.code} {signal.title}")


@indicators_group.command("verify")
@click.option("--repair", is_flag=True, help="Volver a sumar todo.")
@as_json
def verify(repair: bool, as_json: bool) -> None:
    """Comprobar que las sumas guardadas salen de los datos."""
    if repair:
        sums.reckon_all()
    wrong = sums.differing()
    if as_json:
        click.echo(json.dumps({"intact": not wrong, "differing": wrong}))
    else:
        click.echo(
            "Las sumas salen de los datos." if not wrong else f"{len(wrong)} sumas no salen de los datos."
        )
    if wrong:
        sys.exit(1)


@indicators_group.command("trend-report")
@click.option("--cutoff", type=DAY, required=True, help="Último día de los datos, como 2024-12-31.")
@click.option(
    "--indicator", "symbols", multiple=True, help="Siglas; si faltan, los indicadores de resultados."
)
@click.option("--by", "username", help="Cuenta en cuyo nombre se emite; ninguna si falta.")
@click.option("--out", type=OUT, required=True)
def trend_report(cutoff: datetime, symbols: tuple[str, ...], username: str | None, out: Path) -> None:
    """Escribir el análisis de tendencia; la extensión dice el formato."""
    ending = out.suffix.lstrip(".").lower()
    if ending not in ("docx", "pdf"):
        raise click.UsageError("--out debe terminar en .docx o .pdf.")
    cards = list(selectors.in_force().filter(symbol__in=symbols)) if symbols else paper.result_cards()
    if not cards:
        raise Refused("Ninguna ficha vigente del tablero mide un resultado de la cadena de valor.")
    write(out, paper.trend_file(cards, cutoff.date(), ending, by=person(username) if username else None))


@indicators_group.command("open-data")
@click.option("--publication", "code", required=True, help="Código de la publicación, como PUB-2025-0001.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def open_data(code: str, out: Path) -> None:
    """Escribir los archivos de una publicación en una carpeta."""
    publication = Publication._default_manager.filter(code=code).first()
    if publication is None or not publication.content.get("periods"):
        raise Refused(f"No hay una publicación preparada con el código {code}.")
    out.mkdir(parents=True, exist_ok=True)
    for name, data in publishing.made(publication).files.items():
        write(out / name, data)


@indicators_group.command("synthetic")
@click.option("--year", type=click.IntRange(2023, 2030), required=True)
@click.option("--upto", type=click.IntRange(1, 6), default=6)
@click.option("--kind", type=click.Choice(["xlsx", "csv"]), default="xlsx")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def make_synthetic(year: int, upto: int, kind: str, out: Path) -> None:
    """Escribir un archivo sintético con la forma de los datos abiertos del Programa."""
    out.mkdir(parents=True, exist_ok=True)
    click.echo(str(synthetic.public_year(out, year, upto, kind=kind)))


def _period(text: str) -> Period:
    try:
        return Period.read(text)
    except NotAPeriod as wrong:
        raise click.UsageError(wording.sentence(wrong.told)) from wrong
