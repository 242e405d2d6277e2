"""A whole installation in a folder of its own: cluster, web server, command line; all of it can be killed."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from sigor.config import embedded, serve
from tests.plugin_postgres import ROOT, free_port

DAY = "2025-06-16"


class Installation:
    """The product as `make demo` runs it: a durable database and files in one folder."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.cluster = embedded.start(state, durable=True)
        embedded.ensure_database(self.cluster, "sigor")
        self.web: subprocess.Popen[bytes] | None = None
        self.url = ""

    @property
    def files(self) -> Path:
        return self.state / "files"

    def environment(self, role: str = embedded.APP_ROLE) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.cluster.url("sigor", role),
            "DATABASE_OWNER_URL": self.cluster.url("sigor", embedded.OWNER_ROLE),
            "DJANGO_SETTINGS_MODULE": "sigor.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
            "SIGOR_ENV": "demo",
            "SIGOR_STATE": str(self.state),
            "SIGOR_TODAY": DAY,
        }

    def run(self, *arguments: str, role: str = embedded.APP_ROLE) -> Any:
        """The JSON that a command prints; it must end well."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment(role),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr[-3000:]}"
        return json.loads(done.stdout)

    def serve(self) -> None:
        """Start the database if it is down, and the web server on a new port."""
        self.cluster = embedded.start(self.state, durable=True)
        port = free_port()
        self.url = serve.address("127.0.0.1", port)
        with (self.state / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                serve.web_command("127.0.0.1", port),
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        ended = self.web.poll
        assert serve.wait_until_ready(f"{self.url}salud/", 60, unless=lambda: ended() is not None), self.log()

    def kill(self) -> None:
        """What a power cut does to processes: none of them gets to say goodbye."""
        assert self.web is not None
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        os.kill(postmaster, signal.SIGKILL)
        os.killpg(self.web.pid, signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.web.wait()

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.cluster.url("sigor")) as connection:
            return connection.execute(query).fetchall()

    def log(self) -> str:
        return (self.state / "web.log").read_text(errors="replace")[-4000:]

    def end(self) -> None:
        if self.web is not None:
            serve.stop_all([self.web])
        embedded.remove(self.state)


@contextmanager
def installed() -> Iterator[Installation]:
    """An installation that goes away afterwards, in a folder that any account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="sigor-durability-"))
    folder.chmod(0o755)
    try:
        found = Installation(folder / "var")
        try:
            yield found
        finally:
            found.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
