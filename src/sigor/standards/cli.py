"""`sigor standards`: the catalogue of norms, requirements and controls that comes with the product."""

import json

import click

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.standards import services


@click.group("standards")
def standards_group() -> None:
    """Normas, requisitos y controles."""


@standards_group.command("load")
@click.option("--by", "username", required=True, help="Cuenta con la que quedan registrados.")
@click.option("--unit", "acronym", default="UPPM", show_default=True, help="Unidad que los mantiene.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def load(username: str, acronym: str, as_json: bool) -> None:
    """Registrar lo que falte del catálogo; lo que ya existe no se toca."""
    user = User.objects.filter(username=username).first()
    unit = Unit.objects.on(clock.today()).filter(acronym=acronym).first()
    if user is None or unit is None:
        missing = f"la cuenta {username}" if user is None else f"la unidad {acronym}"
        raise click.UsageError(f"No existe {missing}.")
    added = services.load_catalogue(by=user, unit=unit)
    words = ", ".join(f"{count} {kind}" for kind, count in added.items())
    click.echo(json.dumps(added) if as_json else f"Agregados: {words}.")
