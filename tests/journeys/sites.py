"""The product running for a journey: its database, its files, its simulated day, and the command line on it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.plugin_postgres import ROOT, databases, server_process

BEGIN = """
import django
django.setup()
from django.db import transaction
from sigor.demo import loading
"""


@dataclass(frozen=True)
class Database:
    """A database of this run with the folder its files are in."""

    urls: tuple[str, str]
    files: Path

    @property
    def name(self) -> str:
        return urlsplit(self.urls[0]).path.lstrip("/")

    def environment(self, day: str) -> dict[str, str]:
        return {
            "DATABASE_URL": self.urls[0],
            "DATABASE_OWNER_URL": self.urls[1],
            "SIGOR_FILES": str(self.files),
            "SIGOR_TODAY": day,
            "PYTHONPATH": str(ROOT / "src"),
        }

    def load(self, code: str, day: str) -> str:
        """Run code of the demonstration's loaders on it, in a process of its own and all or nothing."""
        body = "".join(f"    {line}\n" for line in code.strip().splitlines())
        return run(
            [sys.executable, "-c", f"{BEGIN}with transaction.atomic():\n{body}"], self.environment(day)
        )

    def ask(self, code: str, day: str) -> dict[str, Any]:
        """Run code as `load` does; what it leaves in `answer` comes back."""
        found: dict[str, Any] = json.loads(
            self.load(f"{code.strip()}\nimport json\nprint(json.dumps(answer))", day)
        )
        return found


def copy_of(database: Database, folder: Path) -> Database:
    """Another database with the same content, and a copy of the files."""
    databases.number += 1
    name = f"sigor_fresh_{os.getpid()}_{databases.number}"
    databases.server.create(name, database.name)
    shutil.copytree(database.files, folder / name)
    return Database(databases.server.urls(name), folder / name)


@dataclass(frozen=True)
class Site:
    """The product served on a loopback address at a simulated day."""

    url: str
    database: Database
    day: str

    def sigor(self, *arguments: str) -> str:
        """What a command of `sigor` prints, on the same database and day."""
        return run([sys.executable, "-m", "sigor.config", *arguments], self.database.environment(self.day))


@contextmanager
def served(database: Database, day: str) -> Iterator[Site]:
    """The product on a copy that goes away afterwards."""
    names = {name: value for name, value in database.environment(day).items() if name.startswith("SIGOR_")}
    with server_process(database.urls, env=names, seconds=60) as url:
        yield Site(url.rstrip("/"), database, day)


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[-3:]} → {done.returncode}\n{done.stderr[-4000:]}"
    return done.stdout
