"""`sigor incentives`: verify, run, explain, reconcile, simulate on files alone; `load` brings an extract into the product.

Nothing here but `load` needs a database. JSON goes to standard output alone; progress and messages to standard error.
"""

import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import psycopg

from sigor.incentives.engine import comparison, elsewhere, explain, pipeline, reconcile, schema, synthetic
from sigor.incentives.engine.bimesters import Bimester, NotABimester
from sigor.incentives.engine.codes import CONCEPTS, ELIGIBILITY, soles
from sigor.incentives.engine.explain import Inconsistent, UnknownHousehold
from sigor.incentives.engine.intake import Finding, Unreadable
from sigor.incentives.engine.pipeline import InputsRefused, Progress
from sigor.incentives.engine.rules import DEFAULT, RuleSet, RulesRefused

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="Un objeto JSON en la salida estándar.")
rules_option = click.option(
    "--rules", type=FILE, default=DEFAULT, help="Documento de reglas; el que trae el producto si falta."
)


def extract_options(command: F) -> F:
    """The three files and the bimester."""
    for kind in reversed(schema.KINDS):
        command = click.option(f"--{kind}", type=FILE, required=True, help=schema.document(kind)["title"])(
            command
        )
    return click.option("--bimester", required=True, help="Como 2025-B5.")(command)


class Refused(click.ClickException):
    """Findings or a refusal: exit code 1, the message on standard error."""

    exit_code = 1


@click.group("incentives")
def incentives_group() -> None:
    """Los incentivos: verificar, liquidar, explicar, conciliar y simular."""


@incentives_group.command("run")
@extract_options
@rules_option
@click.option("--out", type=FOLDER, required=True, help="Carpeta del resultado; aparece entera o no aparece.")
@as_json
def run(bimester: str, rules: Path, out: Path, as_json: bool, **files: Path) -> None:
    """Revisar el extracto, verificar y liquidar un bimestre; sin base de datos."""
    told = refusing(
        lambda: pipeline.run(
            files, bimester=Bimester.read(bimester), rules=RuleSet.read(rules), out=out, tell=teller()
        )
    )
    if as_json:
        say_json(told)
        return
    totals = told["totals"]
    paid = totals["households"]
    click.echo(
        f"{told['bimester']}: {soles(totals['cents'])} a {paid['paid']:,} de {paid['in_extract']:,} hogares."
    )
    for concept in CONCEPTS:
        row = totals["concepts"][concept]
        if row["cents"]:
            click.echo(f"  {concept:<9} {row['households']:>9,} hogares  {soles(row['cents']):>20}")
    click.echo(f"  rol sha256 {told['outputs']['roll']['sha256']}")
    _say_findings([Finding(**(f | {"rows": tuple(f["rows"])})) for f in told["findings"]])


@incentives_group.command("verify")
@extract_options
@rules_option
@as_json
def verify(bimester: str, rules: Path, as_json: bool, **files: Path) -> None:
    """Revisar el extracto y decir cuántas verificaciones hay de cada resultado, sin dejar nada escrito."""
    with tempfile.TemporaryDirectory(prefix="sigor-verify-") as folder:
        told = refusing(
            lambda: pipeline.run(
                files,
                bimester=Bimester.read(bimester),
                rules=RuleSet.read(rules),
                out=Path(folder) / "run",
                tell=teller(),
            )
        )
    names = told["requirements"]
    verdicts = {names[int(rank) - 1]: counts for rank, counts in told["totals"]["verdicts"].items()}
    if as_json:
        say_json(
            {
                "bimester": told["bimester"],
                "findings": told["findings"],
                "verdicts": verdicts,
                "eligibility": told["totals"]["eligibility"],
            }
        )
        return
    for name, counts in verdicts.items():
        click.echo(f"{name:<22}" + "  ".join(f"{verdict} {count:,}" for verdict, count in counts.items()))
    for name in ELIGIBILITY:
        first, second = told["totals"]["eligibility"][name]
        click.echo(f"{name:<22}{first:>10,} {second:>10,}")


@incentives_group.command("explain")
@click.option("--run", "folder", type=FOLDER, required=True, help="Carpeta de una liquidación.")
@click.option("--household", required=True, help="Seudónimo del hogar.")
@as_json
def explain_(folder: Path, household: str, as_json: bool) -> None:
    """Por qué un hogar cobra lo que cobra, y qué lo habría cambiado."""
    told = refusing(lambda: explain.explain(folder, household))
    if as_json:
        say_json(explain.as_dict(told))
        return
    # The sentences are those of the page: they need the product's words, not its database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sigor.config.settings")
    importlib.import_module("django").setup()
    for sentence in importlib.import_module("sigor.incentives.wording").story(told):
        click.echo(sentence)


@incentives_group.command("reconcile")
@click.option("--run", "folder", type=FOLDER, required=True)
@click.option(
    "--operational", type=FILE, required=True, help="Lista del sistema operativo: hogar, concepto, centimos."
)
@click.option("--bank", type=FILE, help="Devolución del banco: hogar, centimos, situacion.")
@click.option("--out", type=FOLDER, required=True)
@as_json
def reconcile_(folder: Path, operational: Path, bank: Path | None, out: Path, as_json: bool) -> None:
    """Comparar una liquidación con la lista operativa y la devolución del banco; 1 cuando hay diferencias."""
    told = refusing(lambda: reconcile.reconcile(run=folder, operational=operational, bank=bank, out=out))
    agreeing = {"matched", "bank_paid"}
    if as_json:
        say_json(told)
    else:
        for name, row in told["classes"].items():
            click.echo(f"{reconcile.TITLES[name]:<42}{row['rows']:>10,}  {soles(row['difference']):>20}")
    if any(row["rows"] for name, row in told["classes"].items() if name not in agreeing):
        sys.exit(1)


@incentives_group.command("simulate")
@click.option("--run", "folder", type=FOLDER, required=True)
@rules_option
@click.option("--out", type=FOLDER, help="Dónde dejar el rol simulado; si falta, no queda.")
@as_json
def simulate(folder: Path, rules: Path, out: Path | None, as_json: bool) -> None:
    """Qué cambiaría en una liquidación con otras reglas: hogares, montos, por unidad."""
    before = pipeline.manifest(folder)
    if before is None:
        raise Refused(f"{folder}: no es la carpeta de una liquidación.")
    with tempfile.TemporaryDirectory(prefix="sigor-simulate-") as place:
        after = refusing(lambda: pipeline.recompute(folder, out or Path(place), rules=RuleSet.read(rules)))
    effect = comparison.effect(before["totals"], after["totals"])
    if as_json:
        say_json(effect)
        return
    money, paid = effect["cents"], effect["households"]["paid"]
    click.echo(f"{soles(money[0])} → {soles(money[1])}; hogares {paid[0]:,} → {paid[1]:,}")
    for unit in effect["units"]:
        if unit["cents"][0] != unit["cents"][1]:
            click.echo(f"  {unit['unit']:<24}{soles(unit['cents'][1] - unit['cents'][0]):>20}")


@incentives_group.command("recompute")
@click.option("--run", "folder", type=FOLDER, required=True)
@click.option("--engine", type=click.Choice(["postgresql", "spark"]), required=True)
@click.option(
    "--database", help="Dirección de un PostgreSQL donde el rol que se indica pueda crear tablas temporales."
)
@as_json
def recompute(folder: Path, engine: str, database: str | None, as_json: bool) -> None:
    """Recalcular una liquidación con otro motor y los mismos textos; 1 si el rol no sale igual, fila por fila."""
    if engine == "postgresql" and not database:
        raise click.UsageError("--engine postgresql necesita --database.")
    if pipeline.manifest(folder) is None:
        raise Refused(f"{folder}: no es la carpeta de una liquidación.")
    try:
        own = refusing(lambda: elsewhere.of_run(folder))
        other = (
            elsewhere.on_spark(folder)
            if engine == "spark"
            else elsewhere.on_postgresql(folder, str(database))
        )
    except elsewhere.NotInstalled as missing:
        raise Refused(str(missing)) from missing
    except psycopg.Error as unreachable:
        raise Refused(f"No se pudo calcular en PostgreSQL: {unreachable}") from unreachable
    same = own == other
    if as_json:
        say_json({"engine": engine, "equal": same, "own": own, "other": other})
    else:
        click.echo("El rol es el mismo, fila por fila." if same else "El rol no sale igual.")
    if not same:
        sys.exit(1)


@incentives_group.command("synthesize")
@click.option("--bimester", required=True)
@click.option("--households", type=click.IntRange(1, 20_000_000), default=7_000)
@click.option("--seed", type=int, default=1)
@click.option("--previous", is_flag=True, help="También el bimestre anterior de la misma población.")
@click.option("--out", type=FOLDER, required=True)
@as_json
def synthesize(bimester: str, households: int, seed: int, previous: bool, out: Path, as_json: bool) -> None:
    """Escribir un extracto sintético, del tamaño que se pida; nada en él es real."""
    out.mkdir(parents=True, exist_ok=True)
    told = refusing(
        lambda: synthetic.write(out, bimester=bimester, households=households, seed=seed, previous=previous)
    )
    say_json(told) if as_json else click.echo(f"{out}: {told['households']:,} hogares sintéticos.")


@incentives_group.command("load")
@extract_options
@click.option("--unit", "acronym", default="UOP", help="Unidad que lleva la liquidación.")
@click.option("--by", "username", required=True, help="Cuenta que la inicia.")
@as_json
def load(bimester: str, acronym: str, username: str, as_json: bool, **files: Path) -> None:
    """Iniciar una liquidación en el producto con estos archivos y calcularla."""
    importlib.import_module("sigor.config.environment").connect()
    loading = importlib.import_module("sigor.incentives.loading")
    told = loading.load(bimester=bimester, acronym=acronym, username=username, files=files, refuse=Refused)
    say_json(told) if as_json else click.echo(f"{told['code']}: {told['state']}. {told['problem']}".strip())
    if told["state"] == "refused":
        sys.exit(1)


# -- saying ------------------------------------------------------------------------------------------


def refusing(work: Callable[[], Any]) -> Any:
    """Do the work; what refuses it becomes one clear message and exit code 1, wrong use 2."""
    try:
        return work()
    except NotABimester as wrong:
        raise click.UsageError(f"--bimester: {wrong}") from wrong
    except InputsRefused as refused:
        _say_findings(refused.findings)
        raise Refused("Los archivos tienen errores; no se cargó nada.") from refused
    except RulesRefused as refused:
        raise Refused("\n".join(refused.problems)) from refused
    except UnknownHousehold as unknown:
        raise Refused(f"No hay un hogar {unknown} en esta liquidación.") from unknown
    except Inconsistent as altered:
        raise Refused(
            "Los archivos de la liquidación fueron alterados: lo pagado no se sigue de ellos."
        ) from altered
    except FileNotFoundError as missing:
        raise Refused(
            f"No es la carpeta de una liquidación: falta {missing.filename or missing}."
        ) from missing
    except (Unreadable, ValueError) as problem:
        raise Refused(str(problem)) from problem


def _say_findings(findings: list[Finding]) -> None:
    for finding in findings:
        where = f"{finding.file}.{finding.column}" if finding.column else finding.file
        lines = (
            f" (filas {', '.join(map(str, finding.rows[:5]))}{'…' if finding.count > 5 else ''})"
            if finding.rows
            else ""
        )
        click.echo(
            f"{finding.severity}: {where}: {finding.rule}: {finding.message} {finding.count:,} vez/veces{lines}",
            err=True,
        )


def teller() -> Callable[[Progress], None] | None:
    """Progress on one line of the terminal, with the remaining time; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def tell(progress: Progress) -> None:
        left = f", quedan {progress.remaining:.0f} s" if progress.remaining is not None else ""
        end = "\n" if progress.share >= 1 else ""
        click.echo(f"\r{progress.share:4.0%} {progress.step}{left}\033[K{end}", nl=False, err=True)

    return tell


def say_json(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
