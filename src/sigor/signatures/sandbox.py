"""Looks into a PDF that anybody may have made: in a process of its own, with little memory and little time."""

import json
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

import sigor

SOURCE = Path(sigor.__file__).resolve().parent.parent


class Lane:
    """How many files one server process looks into at once, how long another waits, and how long each may take."""

    def __init__(self, places: int, *, wait: float, seconds: float) -> None:
        self.places, self.wait, self.seconds = threading.BoundedSemaphore(places), wait, seconds


# Whoever comes from outside can hold up only others from outside, and never all threads of a server.
PUBLIC = Lane(1, wait=3, seconds=12)
OURS = Lane(2, wait=20, seconds=30)


def inspect(
    data: bytes, *, moment: datetime, sent: int | None = None, public: bool = False
) -> dict[str, Any]:
    """What `inspection.inspect` tells of the file, or `{"problem": word}` with why it cannot be told."""
    lane = PUBLIC if public else OURS
    folder = settings.SIGNING_TRUST
    asked = {"moment": moment.isoformat(), "trust": str(folder) if folder else "", "sent": sent}
    if not lane.places.acquire(timeout=lane.wait):
        return {"problem": "busy"}
    try:
        return _run(json.dumps(asked).encode() + b"\n" + data, lane.seconds)
    finally:
        lane.places.release()


def _run(told: bytes, seconds: float) -> dict[str, Any]:
    # No secret of this process goes along: neither the keys nor the address of the database.
    environment = {
        "PYTHONPATH": str(SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sigor.signatures.inspection"],
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"problem": "too_slow"}
    if done.returncode:
        return {"problem": "too_slow" if done.returncode < 0 else "malformed"}
    report: dict[str, Any] = json.loads(done.stdout)
    return report
