"""`sigor lint`: doubts about a normative text in a file."""

import json
from pathlib import Path

import click

from sigor.analysis.wording.reading import Unreadable, paragraphs
from sigor.documents.linting import doubts_about, known_on
from sigor.organisation import clock
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
