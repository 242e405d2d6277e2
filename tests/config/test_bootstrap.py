"""A fresh machine: what is missing is said in one clear line, and children end with their parent."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigor.config import serve

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
PYTHONS = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")


@pytest.fixture
def clone() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sigor-clone-"))
    folder.chmod(0o755)
    shutil.copytree(ROOT / "tools", folder / "tools")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    yield folder
    shutil.rmtree(folder)


def bootstrap(clone: Path, *, path: str = "", user: int | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "tools/bootstrap", "run"],
        cwd=clone,
        env={"PATH": f"{path}:/usr/bin:/bin", "HOME": "/"},
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        capture_output=True,
        text=True,
    )


def pretend(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_an_old_python_gives_one_clear_line(clone: Path):
    for name in PYTHONS:
        pretend(clone / "old", name, 'case "$2" in *platform*) echo 3.9.2 ;; *) exit 1 ;; esac')
    line = one_line(bootstrap(clone, path=str(clone / "old")))
    assert "Se necesita Python 3.11 o posterior y se encontró: 3.9.2" in line
    assert "Python 3.11 or later is needed" in line
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_names_the_package(clone: Path):
    for name in PYTHONS:
        pretend(clone / "bare", name, 'case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac')
    assert "python3-venv" in one_line(bootstrap(clone, path=str(clone / "bare")))


def test_a_full_disk_gives_one_clear_line(clone: Path):
    pretend(
        clone / "full",
        "df",
        'echo "Filesystem 1024-blocks Used Available"; echo "/dev/x 1000000 999000 1000 99% /"',
    )
    assert "quedan 0 MB libres" in one_line(bootstrap(clone, path=str(clone / "full")))


def test_a_folder_that_cannot_be_written_gives_one_clear_line(clone: Path):
    clone.chmod(0o555)
    user = NOBODY if os.geteuid() == 0 else None
    assert "falta permiso de escritura" in one_line(bootstrap(clone, user=user))
    clone.chmod(0o755)


def test_a_busy_port_gives_one_clear_line():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert not serve.port_free("127.0.0.1", port)
        with pytest.raises(serve.CannotServe) as refused:
            serve.run("127.0.0.1", port)
    line = str(refused.value)
    assert f"el puerto {port} está ocupado" in line
    assert f"make demo PORT={port + 1}" in line
    assert "\n" not in line
    assert serve.port_free("127.0.0.1", port)


PARENT = """
import sys
from sigor.config import serve
quiet = f"exec {sys.executable} -m http.server {sys.argv[1]} --bind 127.0.0.1 >/dev/null"
serve.web_command = lambda *place, workers: ["/bin/sh", "-c", quiet]
sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
sys.exit(serve.run("127.0.0.1", int(sys.argv[1]), others=[sleeper], ready=lambda url: print(url, flush=True)))
"""


@pytest.fixture
def parent() -> Iterator[tuple[subprocess.Popen[str], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(port)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == f"http://127.0.0.1:{port}/\n"
    yield process, port
    process.kill()
    process.wait()
    process.stdout.close()


def eventually_free(port: int) -> bool:
    until = time.monotonic() + 6
    while not serve.port_free("127.0.0.1", port) and time.monotonic() < until:
        time.sleep(0.05)
    return serve.port_free("127.0.0.1", port)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_end_stops_every_child(parent: tuple[subprocess.Popen[str], int], signum: signal.Signals):
    process, port = parent
    process.send_signal(signum)
    assert process.wait(8) == 0
    assert serve.port_free("127.0.0.1", port)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_a_killed_parent_takes_its_children_with_it(parent: tuple[subprocess.Popen[str], int]):
    process, port = parent
    process.kill()
    process.wait()
    assert eventually_free(port)


def test_no_lock_file_names_an_address():
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()
