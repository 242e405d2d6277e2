"""`sigor audit` and `sigor files`: the proofs that nothing recorded was lost or changed."""

import json

import click

from sigor.organisation import clock
from sigor.records import audit, files, leftovers
from sigor.records.models import StoredFile

PROBLEMS = {
    "missing": "falta",
    "altered": "alterado",
    "extra": "sobra, nadie lo registró",
    "incoming": "quedó a medio llegar",
    "disposed": "se eliminó y sigue en el almacén",
}
as_json = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


@click.group("audit")
def audit_group() -> None:
    """La bitácora: verificar la cadena y anclar su cabeza."""


@audit_group.command("verify")
@as_json
def verify(as_json: bool) -> None:
    """Recalcular cada eslabón y nombrar el primero roto."""
    found = audit.verify()
    words = f"{found.entries} asientos, cadena {'íntegra' if found.intact else 'ROTA'}. {found.message}"
    click.echo(json.dumps(found.as_dict()) if as_json else words.strip())
    raise SystemExit(0 if found.intact else 1)


@audit_group.command("anchor")
@as_json
def anchor(as_json: bool) -> None:
    """Escribir la cabeza de la cadena fuera de la base de datos."""
    line = audit.anchor(on=clock.today())
    click.echo(json.dumps(line) if as_json else f"{line['date']} {line['position']} {line['hash']}")


@click.group("files")
def files_group() -> None:
    """Los archivos guardados."""


@files_group.command("verify")
@as_json
def verify_files(as_json: bool) -> None:
    """Leer cada archivo y compararlo con su huella; decir también qué hay en el almacén que nadie registró."""
    problems = [{"sha256": p.sha256, "problem": p.problem} for p in files.verify()]
    problems += [{"sha256": "", "problem": p.problem, "path": p.path} for p in leftovers.find()]
    uses = leftovers.uses()
    data = {
        "files": StoredFile.objects.filter(disposed_at__isnull=True).count(),
        "disposed": StoredFile.objects.filter(disposed_at__isnull=False).count(),
        "uses": uses,
        "intact": not problems,
        "problems": problems,
    }
    if as_json:
        click.echo(json.dumps(data))
    else:
        for problem in problems:
            what = problem.get("path") or problem["sha256"]
            click.echo(f"{PROBLEMS[problem['problem']]}: {what}", err=True)
        told = ", ".join(f"{count} en {name}" for name, count in uses.items())
        gone = f", {data['disposed']} eliminados por orden" if data["disposed"] else ""
        click.echo(
            f"{data['files']} archivos{f' ({told})' if told else ''}{gone}, {len(problems)} problemas."
        )
    raise SystemExit(1 if problems else 0)
