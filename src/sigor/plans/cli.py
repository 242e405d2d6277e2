"""`sigor plan` and `sigor quarter`: what the pages do, for scripts. Shapes of the answers do not change."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from django.core.exceptions import ValidationError

from sigor.accounts.models import User
from sigor.analysis import annex
from sigor.analysis.compliance import Reading
from sigor.organisation import clock
from sigor.plans import importing, quarters, reformulation, selectors, services
from sigor.plans.comparison import Comparison, as_dict, comparison
from sigor.plans.models import Deliverable, Plan, PlanVersion, Submission
from sigor.plans.status import NothingToCount, status
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused
from sigor.records.services import EditedMeanwhile, TransitionRefused

F = TypeVar("F", bound=Callable[..., Any])
REFUSALS = (AccessDenied, TransitionRefused, EditedMeanwhile, FileRefused, NothingToCount)
as_json = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
DATE = click.DateTime(formats=["%Y-%m-%d"])


class Refused(click.ClickException):
    """Refused or with findings: exit code 1, the message on standard error."""

    exit_code = 1


def say(data: dict[str, Any], words: str, as_json: bool) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else words)


def person(username: str | None) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise click.UsageError(f"--by: no existe la cuenta activa «{username}».")
    return found


def plan_of(year: int) -> Plan:
    plan = Plan.objects.select_related("unit").filter(year=year).first()
    if plan is None:
        raise Refused(f"No hay plan del año {year}.")
    return plan


def refusing(work: Callable[[], Any]) -> Any:
    """Do the work; a refusal becomes one clear line and exit code 1."""
    try:
        return work()
    except ValidationError as invalid:
        raise Refused(" ".join(invalid.messages)) from invalid
    except REFUSALS as refused:
        raise Refused(str(refused)) from refused


@click.group("plan")
def plan_group() -> None:
    """El plan anual: importar, exportar, estado, enviar y verificar evidencia."""


@plan_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Leer y decir qué se encontró, sin escribir.")
@click.option("--accept-warnings", is_flag=True, help="Importar aunque haya avisos.")
@click.option("--by", "username", help="Cuenta que importa.")
@as_json
def import_(file: Path, dry_run: bool, accept_warnings: bool, username: str | None, as_json: bool) -> None:
    """Leer un anexo (.txt, .xlsx, .json) y crear un borrador."""
    data = file.read_bytes()
    try:
        read = annex.read(file.name, data)
    except annex.UnreadableFile as unreadable:
        raise Refused(str(unreadable)) from unreadable
    findings = importing.check(read)
    found: dict[str, Any] = annex.as_dict(read) | {"findings": importing.findings_as_dicts(findings)}
    for finding in findings:
        click.echo(f"{finding.severity}: {finding.where}: {finding.message}", err=True)
    if dry_run:
        say(found, f"{read.year}: {len(read.milestones)} hitos, {read.total_meta} unidades.", as_json)
        if any(f.severity == "error" for f in findings):
            raise SystemExit(1)
        return
    by = person(username or default_planner())
    try:
        version: PlanVersion = refusing(
            lambda: importing.import_annex(
                by=by,
                read=read,
                data=data,
                file_name=importing.kept_name(file.name),
                accept_warnings=accept_warnings,
            )
        )
    except importing.ImportRefused as refused:
        if as_json:
            say(found, "", True)
        raise Refused(str(refused)) from refused
    say(found | {"version": version.code}, f"Borrador {version.code}.", as_json)


def default_planner() -> str | None:
    """The one coordinator, when there is just one; otherwise --by must say who."""
    names = User.objects.filter(memberships__role="coordinator", is_active=True).distinct()
    return names[0].username if names.count() == 1 else None


@plan_group.command("export")
@click.option("--year", type=int, required=True)
@click.option("--format", "ending", type=click.Choice(["xlsx", "json", "csv"]), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--version", "number", type=int, help="Número de versión; la vigente si falta.")
def export(year: int, ending: str, out: Path, number: int | None) -> None:
    """Escribir la versión vigente (o la pedida) como anexo."""
    plan = plan_of(year)
    if number:
        version = plan.versions.filter(number=number).select_related("plan").first()
    else:
        version = selectors.version_in_force(plan, clock.today()) or plan.versions.order_by("-number").first()
    if version is None:
        raise Refused(f"El plan {year} no tiene esa versión.")
    write(out, importing.as_file(version, ending))


def write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as failed:
        raise Refused(f"No se pudo escribir {out}: {failed.strerror}.") from failed
    click.echo(f"{out} ({len(data)} bytes)", err=True)


@plan_group.command("status")
@click.option("--year", type=int, required=True)
@click.option("--as-of", "as_of", type=DATE, help="Lo que se sabía ese día (AAAA-MM-DD); hoy si falta.")
@as_json
def plan_status(year: int, as_of: Any, as_json: bool) -> None:
    """Cómo va cada trimestre, según cada lectura."""
    day: date = as_of.date() if as_of else clock.today()
    live = day >= clock.today()
    found = refusing(lambda: status(plan_of(year), day, moment=clock.now() if live and not as_of else None))
    lines = []
    for quarter in found["quarters"]:
        reading = quarter["readings"][quarter["chosen"]]
        ratio = Reading(reading["due"], reading["verified"], Decimal(1)).percent
        lines.append(
            f"T{quarter['quarter']} {quarter['state']}: {reading['verified']} de {reading['due']} ({ratio}), "
            f"hacen falta {reading['needed']}"
            + (" [depende de la lectura]" if quarter["verdict_depends_on_reading"] else "")
        )
    say(found, "\n".join(lines), as_json)


def deliverable_of(year: int, code: str, month: int) -> Deliverable:
    version = selectors.version_in_force(plan_of(year), clock.today())
    found = (
        selectors.deliverables().filter(milestone__version=version, milestone__code=code, month=month).first()
    )
    if version is None or found is None:
        raise Refused(f"El plan {year} no programa el hito {code} en el mes {month}.")
    return found


where = [
    click.option("--year", type=int, required=True),
    click.option("--milestone", required=True, help="Código del hito: 1.1.4"),
    click.option("--month", type=click.IntRange(1, 12), required=True),
    click.option("--by", "username", required=True, help="Cuenta que actúa."),
    as_json,
]


def at_cell(command: F) -> F:
    """The options that name a cell and who acts on it."""
    for option in reversed(where):
        command = option(command)
    return command


@plan_group.command("submit")
@at_cell
@click.option("--quantity", type=click.IntRange(min=1), default=1)
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--type", "document_type", required=True)
@click.option("--number", default="")
@click.option("--date", "document_date", type=DATE)
def submit(
    year: int,
    milestone: str,
    month: int,
    username: str,
    as_json: bool,
    quantity: int,
    path: Path,
    document_type: str,
    number: str,
    document_date: Any,
) -> None:
    """Enviar evidencia de un entregable."""
    deliverable = deliverable_of(year, milestone, month)
    with path.open("rb") as stream:
        submission: Submission = refusing(
            lambda: services.submit(
                deliverable=deliverable,
                by=person(username),
                quantity=quantity,
                stream=stream,
                file_name=path.name,
                type=document_type,
                number=number,
                date=document_date.date() if document_date else None,
            )
        )
    sha256 = submission.evidence.file.sha256
    say(
        {"submission": submission.pk, "sha256": sha256},
        f"Envío {submission.pk}, sha256 {sha256[:12]}.",
        as_json,
    )


def waiting(year: int, milestone: str, month: int, number: int | None) -> list[Submission]:
    """Submissions of a cell that nobody has decided on, or the one asked for."""
    deliverable = deliverable_of(year, milestone, month)
    rows = Submission.objects.filter(lineage=deliverable.lineage).order_by("submitted_at")
    rows = rows.filter(pk=number) if number else rows.filter(decisions=None)
    if not rows:
        raise Refused(f"No hay envíos por decidir en {milestone}, mes {month}.")
    return list(rows)


@plan_group.command("verify")
@at_cell
@click.option("--submission", "number", type=int, help="Un envío; todos los pendientes de la celda si falta.")
def verify(year: int, milestone: str, month: int, username: str, as_json: bool, number: int | None) -> None:
    """Verificar lo enviado para un entregable."""
    by = person(username)
    done = [
        refusing(partial(services.verify, submission=s, by=by))
        for s in waiting(year, milestone, month, number)
    ]
    say({"verified": [d.submission_id for d in done]}, f"{len(done)} verificados.", as_json)


@plan_group.command("return")
@at_cell
@click.option("--submission", "number", type=int)
@click.option("--reason", required=True)
def return_(
    year: int, milestone: str, month: int, username: str, as_json: bool, number: int | None, reason: str
) -> None:
    """Devolver lo enviado, con su motivo."""
    by = person(username)
    rows = waiting(year, milestone, month, number)
    done = [refusing(partial(services.return_, submission=s, by=by, reason=reason)) for s in rows]
    say({"returned": [d.submission_id for d in done]}, f"{len(done)} devueltos.", as_json)


@plan_group.group("reformulate")
def reformulate_group() -> None:
    """Reformular el plan vigente: abrir el borrador, listar sus cambios, ver su efecto."""


@reformulate_group.command("start")
@click.option("--year", type=int, required=True)
@click.option("--reason", required=True, help="Por qué se reformula el plan.")
@click.option("--by", "username", required=True, help="Cuenta que actúa.")
@as_json
def reformulate_start(year: int, reason: str, username: str, as_json: bool) -> None:
    """Abrir una reformulación: un borrador igual a la última versión aprobada."""
    plan, by = plan_of(year), person(username)
    version: PlanVersion = refusing(lambda: reformulation.branch(plan=plan, by=by, reason=reason))
    data = {"version": version.code, "id": version.pk, "based_on": version.based_on and version.based_on.code}
    say(data, f"Borrador {version.code}, sobre {data['based_on']}.", as_json)


def compared(year: int, number: int | None) -> Comparison:
    """The reformulation asked for: by number, or the open one, or the last that was approved."""
    plan = plan_of(year)
    rows = plan.versions.filter(based_on__isnull=False).select_related("plan", "based_on")
    found = (
        rows.filter(number=number).first()
        if number
        else (selectors.open_reformulation(plan) or rows.filter(state="approved").order_by("-number").first())
    )
    if found is None:
        raise Refused(f"El plan {year} no tiene esa reformulación.")
    return comparison(found)


of_reformulation = click.option(
    "--version", "number", type=int, help="Número de versión; la abierta, o la última aprobada, si falta."
)


@reformulate_group.command("changes")
@click.option("--year", type=int, required=True)
@of_reformulation
@as_json
def reformulate_changes(year: int, number: int | None, as_json: bool) -> None:
    """Qué cambia, y por qué."""
    found = compared(year, number)
    lines = [
        f"{r.code} {r.what}: {r.kind}: {one_line(r.before)} → {one_line(r.after)}. {r.reason or '(sin motivo)'}"
        for r in found.annex
    ]
    data = {k: v for k, v in as_dict(found).items() if k in ("version", "based_on", "changes", "missing")}
    say(data, "\n".join(lines) or "No cambia nada.", as_json)


@reformulate_group.command("effect")
@click.option("--year", type=int, required=True)
@of_reformulation
@as_json
def reformulate_effect(year: int, number: int | None, as_json: bool) -> None:
    """Qué hace con cada trimestre, la meta, el presupuesto y la carga."""
    found = compared(year, number)
    lines = [found.sentence]
    for q in found.quarters:
        sides = [f"{r.verified} de {r.due} ({r.percent})" for r in (q.without, q.with_it)]
        note = "" if q.reached else " [congelado]" if q.edition else f" [se cuenta por v{found.base.number}]"
        lines.append(f"T{q.quarter}: {sides[0]} → {sides[1]}{note}")
    lines.append(f"Meta anual: {found.meta.before} → {found.meta.after}")
    lines.append(f"Presupuesto: {found.budget.before:,.2f} → {found.budget.after:,.2f}")
    lines += [f"Falta: {gap}" for gap in found.missing]
    say(as_dict(found), "\n".join(lines), as_json)


def one_line(text: str) -> str:
    return "; ".join(text.splitlines())


@click.group("quarter")
def quarter_group() -> None:
    """El trimestre: congelar y corregir con una nueva edición."""


@quarter_group.command("freeze")
@click.option("--year", type=int, required=True)
@click.option("--quarter", type=click.IntRange(1, 4), required=True)
@click.option("--by", "username", required=True)
@click.option("--reason", help="Motivo de una nueva edición.")
@as_json
def freeze(year: int, quarter: int, username: str, reason: str | None, as_json: bool) -> None:
    """Congelar un trimestre; con --reason, congelar su siguiente edición."""
    plan, by = plan_of(year), person(username)

    def work() -> Any:
        if reason:
            return quarters.restate(plan=plan, quarter=quarter, by=by, reason=reason)
        return quarters.freeze(plan=plan, quarter=quarter, by=by)

    edition = refusing(work)
    data = {
        "year": year,
        "quarter": quarter,
        "state": "frozen",
        "edition": edition.number,
        "changes": edition.changes,
    }
    data |= edition.figures["total"]
    say(data, f"Trimestre {quarter} congelado, edición {edition.number}.", as_json)
