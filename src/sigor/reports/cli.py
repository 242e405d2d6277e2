"""`sigor report`: the reports as files."""

from pathlib import Path

import click
from django.urls import reverse

from sigor.plans import selectors
from sigor.plans.cli import Refused, person, plan_of, write
from sigor.registers.declaration import by_chapter
from sigor.registers.printed import set_document
from sigor.reports.issuing import report_file


@click.group("report")
def report_group() -> None:
    """Informes: el trimestral, en Word o PDF, y el conjunto de registros."""


@report_group.command("quarter")
@click.option("--year", type=int, required=True)
@click.option("--quarter", type=click.IntRange(1, 4), required=True)
@click.option("--edition", "number", type=int, help="La más reciente si falta.")
@click.option("--by", "username", help="Cuenta en cuyo nombre se emite; ninguna si falta.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def quarter(year: int, quarter: int, number: int | None, username: str | None, out: Path) -> None:
    """Escribir el informe de un trimestre congelado; la extensión dice el formato."""
    ending = out.suffix.lstrip(".").lower()
    if ending not in ("docx", "pdf"):
        raise click.UsageError("--out debe terminar en .docx o .pdf.")
    editions = selectors.editions(plan_of(year), quarter)
    edition = (editions.filter(number=number) if number else editions).first()
    if edition is None:
        raise Refused(
            f"El trimestre {quarter} de {year} no está congelado{f' en su edición {number}' if number else ''}."
        )
    write(out, report_file(edition, ending, by=person(username) if username else None))


@report_group.command("registers")
@click.option("--by", "username", required=True, help="Cuenta con cuya vista se imprime.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def registers(username: str, out: Path) -> None:
    """Escribir en PDF el conjunto de registros del SIG, hasta donde esa cuenta puede ver."""
    if out.suffix.lower() != ".pdf":
        raise click.UsageError("--out debe terminar en .pdf.")
    write(out, set_document(by_chapter(), user=person(username), address=reverse("register_index")))
