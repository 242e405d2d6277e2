"""Where the benchmark's databases live: an embedded cluster of its own, or a server given by address."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from sigor.config import embedded

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / "var" / "bench"
TODAY = "2025-08-15"  # fixed, so that two runs count the same


@dataclass
class Place:
    """A PostgreSQL server; `cluster` is None on one given by address."""

    admin_url: str
    cluster: embedded.Cluster | None = None
    passwords: dict[str, str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    def create(self, name: str) -> None:
        self.drop(name)
        self.made.append(name)
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            embedded.ensure_roles(connection, self.passwords or None)
            if self.passwords:
                roles = sql.SQL(", ").join(sql.Identifier(role) for role in self.passwords)
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(roles))
            embedded.make_database(connection, name)
        with psycopg.connect(self._admin_of(name), autocommit=True) as connection:
            embedded.add_extensions(connection)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def environment(self, name: str, *, owner: bool) -> dict[str, str]:
        """What a process needs to work on this database."""
        role = embedded.OWNER_ROLE if owner else embedded.APP_ROLE
        return os.environ | {
            "DATABASE_URL": self._url(name, role),
            "DJANGO_SETTINGS_MODULE": "sigor.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
            "SIGOR_ENV": "demo",
            "SIGOR_STATE": str(STATE),
            "SIGOR_TODAY": TODAY,
        }

    def _url(self, name: str, role: str) -> str:
        if self.cluster:
            return self.cluster.url(name, role)
        parts = urlsplit(self.admin_url)
        where = parts.netloc.rpartition("@")[2]
        who = f"{role}:{quote(self.passwords[role])}@{where}"
        return urlunsplit(parts._replace(netloc=who, path=f"/{name}"))

    def _admin_of(self, name: str) -> str:
        if self.cluster:
            return self.cluster.url(name, self.cluster.superuser)
        return urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{name}"))

    def version(self) -> str:
        with psycopg.connect(self.admin_url) as connection:
            row: Any = connection.execute("SHOW server_version").fetchone()
        return str(row[0]).split()[0]


@contextmanager
def opened(address: str | None, *, keep: bool) -> Iterator[Place]:
    """The server to measure on; what was made there is removed afterwards unless it is to be kept."""
    with alone():
        if address:
            passwords = {r: secrets.token_urlsafe(24) for r in (embedded.OWNER_ROLE, embedded.APP_ROLE)}
            given = Place(address, passwords=passwords)
            try:
                yield given
            finally:
                for name in [] if keep else given.made:
                    given.drop(name)
            return
        cluster = embedded.start(STATE, durable=False)
        try:
            yield Place(cluster.url("postgres", cluster.superuser), cluster)
        finally:
            embedded.stop(cluster)
            if not keep:
                embedded.remove(STATE)
                shutil.rmtree(STATE, ignore_errors=True)


@contextmanager
def alone() -> Iterator[None]:
    """Two runs at once would measure each other, and the first to end would take the database away."""
    STATE.parent.mkdir(exist_ok=True)
    with (STATE.parent / "bench.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("Another benchmark is running on this clone; wait until it ends.") from None
        yield
