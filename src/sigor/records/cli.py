"""`sigor audit` and `sigor files`: the proofs that nothing recorded was lost or changed."""

import json

import click

from sigor.organisation import clock
from sigor.records import audit, files
from sigor.records.models import StoredFile

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
    """Leer cada archivo y compararlo con su huella."""
    problems = list(files.verify())
    data = {
        "files": StoredFile.objects.count(),
        "intact": not problems,
        "problems": [{"sha256": p.sha256, "problem": p.problem} for p in problems],
    }
    words = f"{data['files']} archivos, {len(problems)} problemas."
    click.echo(json.dumps(data) if as_json else words)
    raise SystemExit(1 if problems else 0)
