"""Which database a command speaks to: the server named by the environment, else the one kept in `var`."""

import json
import os
import sys
from pathlib import Path

import django

from sigor.config import embedded

DATABASE = "sigor"
STATE = Path(os.environ.get("SIGOR_STATE") or Path(__file__).resolve().parents[3] / "var")
_started: list[embedded.Cluster] = []


def remember(values: dict[str, str]) -> None:
    """Keep what other commands on this machine need to reach the same installation."""
    (STATE / "installation.json").write_text(json.dumps(values), encoding="utf-8")


def remembered() -> dict[str, str]:
    path = STATE / "installation.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def use(cluster: embedded.Cluster, *, owner: bool = False) -> None:
    """Name the embedded database in the environment, as the application or as the owner of the tables."""
    role = embedded.OWNER_ROLE if owner else embedded.APP_ROLE
    os.environ["DATABASE_URL"] = cluster.url(DATABASE, role)


def connect(*, owner: bool = False) -> None:
    """Make the settings point to the right database and set Django up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sigor.config.settings")
    if owner and "DATABASE_OWNER_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    if "DATABASE_URL" not in os.environ:
        kept = remembered()
        if not kept:
            sys.exit("No hay base de datos: ejecute `make demo` o defina DATABASE_URL (no database found).")
        for name, value in kept.items():
            os.environ.setdefault(name, value)
        try:
            cluster = embedded.start(STATE)
        except embedded.CannotStart as problem:
            sys.exit(str(problem))
        if cluster.started:
            _started.append(cluster)
        use(cluster, owner=owner)
    django.setup()


def release() -> None:
    """Stop the database if this command had to start it."""
    while _started:
        embedded.stop(_started.pop())
