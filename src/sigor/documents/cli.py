"""`sigor lint`, doubts about a normative text in a file; `sigor library import`, a whole library at once."""

import json
from pathlib import Path

import click

from sigor.accounts.models import User
from sigor.analysis.wording.reading import Unreadable, paragraphs
from sigor.documents import importing
from sigor.documents.importing_sources import files_in, read_sheet
from sigor.documents.linting import doubts_about, known_on
from sigor.organisation import clock
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused, sniff


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="one JSON object")
def lint(file: Path, as_json: bool) -> None:
    """Say what is doubtful in a text (DOCX, PDF or TXT); 1 when something is wrong, 2 when it cannot be read."""
    try:
        if file.suffix.lower() == ".txt":
            lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        else:
            lines = paragraphs(file, sniff(file, file.name))
    except (FileRefused, Unreadable) as refusal:
        click.echo(str(refusal), err=True)
        raise SystemExit(2) from refusal
    doubts = doubts_about(lines, known_on(clock.today()))
    wrong = any(doubt.tone == "danger" for doubt in doubts)
    if as_json:
        click.echo(
            json.dumps({"ok": not wrong, "findings": [d.as_dict() for d in doubts]}, ensure_ascii=False)
        )
    else:
        for doubt in doubts:
            click.echo(f"{file.name}:{doubt.finding.line}: {doubt.finding.rule}: {doubt.message}")
    raise SystemExit(int(wrong))


@click.group("library")
def library_group() -> None:
    """La biblioteca de documentos."""


@library_group.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "username", required=True, help="Cuenta con la que queda registrado.")
@click.option("--dry-run", is_flag=True, help="Revisar todo y no escribir nada.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def import_library(folder: Path, sheet: Path, username: str, dry_run: bool, as_json: bool) -> None:
    """Importar los documentos de una carpeta según una planilla, todo o nada; 1 si algo lo impide."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise click.UsageError(f"No existe la cuenta {username}.")
    done = importing.Imported()
    try:
        found = files_in(folder, but=[sheet])
        plan = importing.plan_import(read_sheet(sheet, sheet.name), found, by=user)
        if not plan.blocked and not dry_run:
            done = importing.carry_out(plan, by=user)
    except (FileRefused, AccessDenied, importing.ImportRefused) as refusal:
        click.echo(str(refusal), err=True)
        raise SystemExit(1) from refusal
    if as_json:
        told = {
            "ok": not plan.blocked,
            "planned": len(plan.entries),
            "unchanged": plan.unchanged,
            "documents": done.documents,
            "versions": done.versions,
            "sha256": plan.sheet.sha256,
            "findings": [vars(finding) for finding in plan.findings],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for finding in plan.findings:
            where = ", ".join(filter(None, [f"fila {finding.row}" if finding.row else "", finding.column]))
            mark = "" if finding.blocks else "advertencia: "
            click.echo(f"{where or sheet.name}: {mark}{finding.reason}", err=True)
        click.echo(
            f"{len(plan.entries)} versiones por importar, {plan.unchanged} ya estaban;"
            f" importadas: {done.versions} de {done.documents} documentos nuevos."
        )
    raise SystemExit(int(plan.blocked))
