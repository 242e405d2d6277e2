"""`sigor demo`, `sigor serve` and `sigor worker`: the product running."""

import errno
import hashlib
import importlib
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from sigor.config import embedded, environment, serve
from sigor.demo.people import PASSWORD, PEOPLE

DEMO_DAY = "2025-06-30"  # the last day of quarter II of 2025: evidence still counts, and it can be frozen


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="Día simulado; el de la vez anterior si falta."
)
@click.option("--prepare-only", is_flag=True, help="Preparar los datos sin servir.")
def demo(host: str, port: int, day: datetime | None, prepare_only: bool) -> None:
    """Preparar y servir el producto con el plan 2025 de JUNTOS y registros sintéticos."""
    began = time.monotonic()
    cluster = None
    try:
        if not prepare_only:
            serve.require_port(host, port)
        cluster = embedded.start(environment.STATE)
        embedded.ensure_database(cluster, environment.DATABASE)
        kept = environment.remembered()
        values = {
            "SIGOR_ENV": "demo",
            "SIGOR_TODAY": day.date().isoformat() if day else kept.get("SIGOR_TODAY", DEMO_DAY),
            "SIGOR_ADDRESS": f"http://{host}:{port}",
        }
        os.environ.update(values)
        (environment.STATE / "static").mkdir(exist_ok=True)
        shape = shape_of_the_data()
        if kept.get("SHAPE") != shape:
            prepare(cluster)
        environment.remember(values | {"SHAPE": shape})
        environment.use(cluster)
        if prepare_only:
            return
        code = serve.run(
            host,
            port,
            workers=1,
            others=[[sys.executable, "-m", "sigor.config", "worker"]],
            ready=greet(began),
        )
    except (embedded.CannotStart, serve.CannotServe) as problem:
        sys.exit(str(problem))
    except OSError as failed:
        sys.exit(disk_sentence(failed, environment.STATE))
    finally:
        if cluster is not None and cluster.started:
            embedded.stop(cluster)
    sys.exit(code)


def disk_sentence(failed: OSError, place: Path) -> str:
    reasons = {
        errno.ENOSPC: "el disco está lleno (disk full)",
        errno.EACCES: "no hay permiso de escritura (no permission)",
    }
    return f"No se puede trabajar en {place}: {reasons.get(failed.errno or 0, failed.strerror)}."


def shape_of_the_data() -> str:
    """A digest of all that can change the tables; while it stays, a restart has nothing to migrate."""
    package = Path(__file__).resolve().parent.parent
    parts = [*sorted(package.glob("*/migrations/*.py")), *sorted(package.glob("*/sql/*.sql"))]
    parts += sorted((package.parent.parent / "requirements").glob("run.lock"))
    digest = hashlib.sha256()
    for path in parts:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def prepare(cluster: embedded.Cluster) -> None:
    """Migrate and load as the owner of the tables. The loader's models need Django set up first."""
    environment.use(cluster, owner=True)
    environment.connect()
    importlib.import_module("sigor.demo.loading").prepare()


def greet(began: float) -> Callable[[str], None]:
    def say(address: str) -> None:
        click.echo(f"\nSIGOR está en {address}  ({time.monotonic() - began:.1f} s). Ctrl-C para terminar.")
        click.echo(f"Entre como (clave para todos: {PASSWORD}):")
        for username, label, _unit, _role, named in PEOPLE:
            if named:
                click.echo(f"  {username:<16} {label}")

    return say


@click.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
@click.option("--workers", default=2, type=int)
def serve_(host: str, port: int, workers: int) -> None:
    """Servir la aplicación (producción)."""
    environment.connect()
    try:
        sys.exit(serve.run(host, port, workers=workers))
    except serve.CannotServe as problem:
        sys.exit(str(problem))


@click.command()
def worker() -> None:
    """Trabajos de fondo: ancla diaria de la bitácora y avisos por correo."""
    environment.connect()
    management = importlib.import_module("django.core.management")
    management.call_command("procrastinate", "worker", "--concurrency", "2", verbosity=0)
