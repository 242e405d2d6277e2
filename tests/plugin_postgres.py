"""The database of the tests: named before the settings are read, made when the first test needs it.

An embedded PostgreSQL serves by default; SIGOR_TEST_DATABASE_URL names a server to use instead (a role
that may create roles and databases, on a server kept for tests: the roles of the product are made there).

With `-n` each worker is a run of its own with its own databases; the process that started them only sees to
it that nothing of theirs is left. Runs of the same migrations migrate once: in the embedded cluster the first
one leaves a migrated database for the others, as long as the cluster is there.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))  # the product is found even where nothing was installed

from sigor.config import embedded, serve  # noqa: E402  (after the path, before the settings)

STATE = ROOT / "var" / "test-pg"
PREFIXES = ("sigor_test_", "sigor_template_", "sigor_fresh_")  # followed by the number of the process
# Migrating makes millions of objects that stay: looked over seldom, they cost half the time.
MIGRATE = """import gc; gc.set_threshold(200_000, 20, 100)
from django.core.management import execute_from_command_line
execute_from_command_line(["django", "migrate", "--verbosity", "0"])"""
MIGRATED = "sigor_migrated_"  # followed by the mark of what migrated it; belongs to no run
WORKER = "worker-"  # followed by the number of the process: the folder of one that shares the tests of a run
MADE_BY = ("*/migrations/*.py", "**/*.sql", "config/settings.py", "records/audit.py", "config/embedded.py")


@dataclass
class Server:
    """Where the databases of this run live; `cluster` is None on a server given by address."""

    admin_url: str
    cluster: embedded.Cluster | None = None
    passwords: dict[str, str] | None = None

    def url(self, database: str, role: str) -> str:
        if self.cluster:
            return self.cluster.url(database, role)
        parts = urlsplit(self.admin_url)
        place = parts.netloc.rpartition("@")[2]
        password = (self.passwords or {})[role]
        return urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{place}", path=f"/{database}"))

    def urls(self, database: str) -> tuple[str, str]:
        """What the service and what the owner connect to."""
        return self.url(database, embedded.APP_ROLE), self.url(database, embedded.OWNER_ROLE)

    @contextmanager
    def admin(self, database: str = "") -> Iterator[psycopg.Connection[Any]]:
        url = self.admin_url
        if database:
            parts = urlsplit(url)
            url = urlunsplit(parts._replace(path=f"/{database}"))
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    def create(self, name: str, template: str = "template0") -> None:
        with self.admin() as connection:
            embedded.make_database(connection, name, template=template)

    def drop(self, name: str) -> None:
        with self.admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


class Databases:
    """The databases of one run: a migrated template nobody connects to, and copies of it."""

    def __init__(self) -> None:
        self.server: Server
        self.number = 0
        self.made = False
        self.name = f"sigor_test_{os.getpid()}"
        self.template = f"sigor_template_{os.getpid()}"
        self.migrated = ""

    def announce(self) -> None:
        """Tell the settings where the database will be."""
        if given := os.environ.get("SIGOR_TEST_DATABASE_URL"):
            self.server = Server(given, passwords=_passwords())
        else:
            STATE.mkdir(parents=True, exist_ok=True)
            cluster = embedded.locate(STATE)
            self.server = Server(cluster.url("postgres", cluster.superuser), cluster=cluster)
        self.environment: dict[str, str] = {
            "SIGOR_ENV": "test",
            "SIGOR_STATE": _folder(),
            "DJANGO_SETTINGS_MODULE": "sigor.config.settings",
        }
        self.environment["DATABASE_URL"], self.environment["DATABASE_OWNER_URL"] = self.server.urls(self.name)
        for name in ("SIGOR_TODAY", "SIGOR_FILES"):
            os.environ.pop(name, None)
        os.environ.update(self.environment)

    def make(self) -> None:
        if self.made:
            return
        self.made = True
        with _alone():
            if self.server.cluster:
                try:
                    self.server.cluster = embedded.start(STATE, durable=False)
                except embedded.CannotStart as error:
                    pytest.exit(str(error), returncode=1)
            self._sweep()
            with self.server.admin() as connection:
                embedded.ensure_roles(connection, self.server.passwords)
                # Who is not a superuser gives databases to, and ends sessions of, its own roles only.
                if self.server.passwords and not _is_superuser(connection):
                    roles = sql.SQL(", ").join(sql.Identifier(role) for role in self.server.passwords)
                    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(roles))
            self.server.create(self.template)
        if self.server.cluster:
            self.migrated = f"{MIGRATED}{_mark()}"
            with self.server.admin() as turns:
                turns.execute("SELECT pg_advisory_lock(hashtext(%s))", [self.migrated])
                if not self._copy_migrated():
                    self._migrate()
                    self._leave_migrated()
        else:
            self._migrate()
        self.server.create(self.name, self.template)

    def _copy_migrated(self) -> bool:
        """Take over what another run of the same migrations left, if there is any."""
        with _alone():
            if self.migrated not in self._all():
                return False
            self.server.drop(self.template)
            self.server.create(self.template, self.migrated)
            return True

    def _leave_migrated(self) -> None:
        with _alone():
            for name in self._all():
                if name.startswith(MIGRATED):
                    self.server.drop(name)
            self.server.create(self.migrated, self.template)

    def fresh(self) -> str:
        """A copy of the migrated database, for a test that starts the product itself."""
        self.make()
        self.number += 1
        name = f"sigor_fresh_{os.getpid()}_{self.number}"
        self.server.create(name, self.template)
        return name

    @property
    def shared(self) -> Path:
        """A folder that all workers of this run see."""
        own = Path(self.environment["SIGOR_STATE"])
        return own.parent if _is_worker() else own

    def is_there(self, name: str) -> bool:
        return name in self._all()

    def end(self) -> None:
        # Workers take their folders away when they end; a folder that is left is that of one that was killed.
        folder = Path(self.environment["SIGOR_STATE"])
        killed = {int(left.name.removeprefix(WORKER)) for left in folder.glob(f"{WORKER}*")}
        if self.made or killed:
            with _alone():
                ours = {os.getpid(), *killed}
                for name in self._names():
                    if _pid_in(name) in ours:
                        self.server.drop(name)
                if self.server.cluster and not self._names():
                    embedded.stop(self.server.cluster)
                    if not self.server.cluster.data.is_relative_to(STATE):
                        embedded.remove(STATE)  # a place outside the folder would never be cleaned
        shutil.rmtree(folder, ignore_errors=True)

    def _names(self) -> list[str]:
        """The databases of runs that are there."""
        return [name for name in self._all() if name.startswith(PREFIXES)]

    def _all(self) -> list[str]:
        """Every database of the server; none when the cluster does not run."""
        try:
            with self.server.admin() as connection:
                rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        except psycopg.OperationalError:
            if self.server.cluster:
                return []
            raise
        return [row[0] for row in rows]

    def _sweep(self) -> None:
        """Drop what runs that were killed left behind (on this machine's own cluster only)."""
        for name in self._names() if self.server.cluster else []:
            try:
                os.kill(_pid_in(name), 0)
            except ProcessLookupError:
                self.server.drop(name)
            except PermissionError:
                pass

    def _migrate(self) -> None:
        with self.server.admin(self.template) as connection:
            embedded.add_extensions(connection)
        _app_url, owner_url = self.server.urls(self.template)
        done = subprocess.run(
            [sys.executable, "-c", MIGRATE],
            cwd=ROOT,
            env=os.environ
            | {"DATABASE_URL": owner_url, "DATABASE_OWNER_URL": owner_url, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            pytest.exit(f"The test database could not be migrated:\n{done.stdout}", returncode=1)


databases = Databases()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    try:
        databases.announce()
    except embedded.CannotStart as error:
        raise pytest.UsageError(str(error)) from error
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    # Registered after pytest-django, so that its fixture of the same name gives way.
    config.pluginmanager.register(Fixtures(), "sigor-databases")


def pytest_unconfigure() -> None:
    if hasattr(databases, "environment"):
        databases.end()


class Fixtures:
    @pytest.fixture(scope="session")
    @classmethod
    def django_db_setup(cls, django_db_blocker: Any) -> Iterator[None]:
        """The database is migrated already; tests work in transactions, as the service's own role."""
        databases.make()
        with django_db_blocker.unblock():
            yield


@pytest.fixture(scope="session")
def fresh_database_factory() -> Iterator[Callable[[], tuple[str, str]]]:
    """A function that gives (address for the service, address for the owner) of a new database."""
    names: list[str] = []

    def make() -> tuple[str, str]:
        names.append(databases.fresh())
        return databases.server.urls(names[-1])

    yield make
    for name in names:
        databases.server.drop(name)


@pytest.fixture
def fresh_database() -> Iterator[tuple[str, str]]:
    with _fresh() as urls:
        yield urls


@pytest.fixture(scope="module")
def fresh_module_database() -> Iterator[tuple[str, str]]:
    with _fresh() as urls:
        yield urls


@contextmanager
def _fresh() -> Iterator[tuple[str, str]]:
    name = databases.fresh()
    try:
        yield databases.server.urls(name)
    finally:
        databases.server.drop(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server_process(
    db_urls: tuple[str, str], port: int = 0, env: dict[str, str] | None = None, *, seconds: float = 30
) -> Iterator[str]:
    """The product served on a loopback port (0: any free one); gives its address, ends it afterwards."""
    port = port or free_port()
    url = serve.address("127.0.0.1", port)
    names = {"DATABASE_URL": db_urls[0], "DATABASE_OWNER_URL": db_urls[1], "PYTHONPATH": str(ROOT / "src")}
    with (
        tempfile.TemporaryDirectory(prefix="sigor-journey-") as folder,
        Path(folder, "server.log").open("w+") as log,
    ):
        process = subprocess.Popen(
            serve.web_command("127.0.0.1", port),
            cwd=ROOT,
            env=os.environ | {"SIGOR_STATE": folder} | names | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            ready = serve.wait_until_ready(f"{url}salud/", seconds, unless=lambda: process.poll() is not None)
            if not ready:
                log.seek(0)
                raise AssertionError(f"The product does not answer on {url}:\n{log.read()[-4000:]}")
            yield url
        finally:
            serve.stop_all([process])


def _is_worker() -> bool:
    """Whether another run of pytest started this process to share its tests."""
    return "PYTEST_XDIST_WORKER" in os.environ


def _folder() -> str:
    """Where this run keeps files; a worker does so in the folder of who started it."""
    if not _is_worker():
        return tempfile.mkdtemp(prefix="sigor-test-")
    folder = Path(os.environ["SIGOR_STATE"], f"{WORKER}{os.getpid()}")
    folder.mkdir()
    return str(folder)


def _mark() -> str:
    """Differs whenever migrating would give another database."""
    source = ROOT / "src" / "sigor"
    files = {
        ROOT / "requirements" / "run.lock",
        *(path for pattern in MADE_BY for path in source.glob(pattern)),
    }
    told = hashlib.sha256()
    for path in sorted(files):
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _pid_in(database: str) -> int:
    """The process that made this database, by its name."""
    return int(database.split("_")[2])


def _passwords() -> dict[str, str]:
    """Of the product's roles on a server given by address; workers take those of who started them."""
    inherited = {embedded.APP_ROLE: "DATABASE_URL", embedded.OWNER_ROLE: "DATABASE_OWNER_URL"}
    if _is_worker():
        return {role: unquote(urlsplit(os.environ[name]).password or "") for role, name in inherited.items()}
    return {role: secrets.token_urlsafe(24) for role in inherited}


def _is_superuser(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


@contextmanager
def _alone() -> Iterator[None]:
    """Runs that start and end at the same moment take turns: the last one out stops the cluster."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "runs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
