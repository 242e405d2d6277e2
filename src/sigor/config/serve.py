"""Start the web server with its companions, and end them together."""

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from types import FrameType

APPLICATION = "sigor.config.wsgi:application"
BLOCKING_THREADS = 4
PATIENCE = 5.0  # seconds between asking a child to end and making it end
PR_SET_PDEATHSIG = 1


class CannotServe(Exception):
    """The web server cannot be started; the message is one line for the person at the terminal."""


def run(
    host: str,
    port: int,
    *,
    workers: int = 1,
    others: Sequence[Sequence[str]] = (),
    ready: Callable[[str], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> int:
    """Serve until Ctrl-C, SIGTERM or the death of a child; `others` start after the first answer.

    `meanwhile` is work for the seconds in which the server reads its modules.
    """
    require_port(host, port)
    stopping: list[int] = []

    def ask_to_stop(signum: int, _frame: FrameType | None) -> None:
        stopping.append(signum)

    previous = {s: signal.signal(s, ask_to_stop) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    children: list[subprocess.Popen[bytes]] = []
    url = address(host, port)
    try:
        children.append(spawn(web_command(host, port, workers=workers)))
        if meanwhile:
            meanwhile()
        if wait_until_ready(
            f"{url}salud/", 60, unless=lambda: bool(stopping) or _ended(children) is not None
        ):
            if ready:
                ready(url)
            # Two cold starts at once would delay the first page by seconds.
            children += [spawn(command) for command in others]
        elif not stopping and _ended(children) is None:
            raise CannotServe(f"El servidor web no responde en {url} (the web server does not answer).")
        while not stopping and _ended(children) is None:
            time.sleep(0.1)
        code = _ended(children)
        return 0 if stopping or code is None else code or 1
    finally:
        stop_all(children)
        for signum, handler in previous.items():
            signal.signal(signum, handler)


def web_command(host: str, port: int, *, workers: int = 1) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += [
        "--workers",
        str(workers),
        "--blocking-threads",
        str(BLOCKING_THREADS),
        "--log-level",
        "warning",
    ]
    return [*command, "--workers-kill-timeout", "3", APPLICATION]


def spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, which does not outlive this process."""
    parent = os.getpid()
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def tie_to_parent() -> None:
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
            if os.getppid() != parent:  # it died in between: the signal will not come
                os._exit(1)

    return subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0, preexec_fn=tie_to_parent)


def stop_all(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        _signal_group(child, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
        _signal_group(child, signal.SIGKILL)  # and what it left behind in its group
        child.wait()


def port_free(host: str, port: int) -> bool:
    try:
        require_port(host, port)
    except CannotServe:
        return False
    return True


def require_port(host: str, port: int) -> None:
    """Refuse a port that cannot be listened on; granian itself would share a taken one."""
    another = f"elija otro: make demo PORT={port + 1 if port < 65535 else 8001}"
    try:
        family, kind, _protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror as error:
        raise CannotServe(
            f"No se puede servir en «{host}»: no es una dirección de este equipo (bad host)."
        ) from error
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        why = {
            errno.EADDRINUSE: f"el puerto {port} está ocupado; {another} (the port is taken).",
            errno.EACCES: f"el puerto {port} pide privilegios; {another} (port {port} needs privileges).",
            errno.EADDRNOTAVAIL: "no es una dirección de este equipo (not an address of this machine).",
        }.get(number or 0, f"el puerto {port} no sirve: {error}; {another} (unusable port).")
        raise CannotServe(f"No se puede servir en {host}:{port}: {why}") from error


def wait_until_ready(url: str, seconds: float, *, unless: Callable[[], bool] = lambda: False) -> bool:
    """Whether the server answers within the time; a refusal of our name counts, a failure does not."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + seconds
    while time.monotonic() < until and not unless():
        try:
            opener.open(url, timeout=5).close()
            return True
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500:
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def address(host: str, port: int) -> str:
    """The address to open in a browser: a server on every interface is reached on this one."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/"


def _ended(children: Sequence[subprocess.Popen[bytes]]) -> int | None:
    return next((code for child in children if (code := child.poll()) is not None), None)


def _signal_group(child: subprocess.Popen[bytes], signum: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signum)
