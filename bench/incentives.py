"""The incentives measured: synthetic bimesters, the roll beside its rivals, the product's own work at national size."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench import incentives_work, place
from bench.incentives_rivals import ROLL, WAYS, blocks, copies, digest

ROOT = place.ROOT
DATA = place.STATE.parent / "bench-incentives"
HOUSEHOLDS = 700_000
LARGER = {
    4: ("numpy-memory", "numpy-files", "polars-memory", "polars-files", "duckdb-files"),
    14: ("duckdb-files",),
}
HEAVY = 3  # runs at most of what takes a minute
DATABASE = "sigor_bench_incentives"


def measure(where: place.Place, households: int, runs: int, *, keep: bool) -> dict[str, Any]:
    """Everything, each measurement in a process of its own; the figures as they came."""
    where.create(DATABASE)
    environment = where.environment(DATABASE, owner=True)
    whole = Runner(environment)
    base = DATA / "x1"
    try:
        made = whole.work("prepare", DATA, households)
        ways = {1: whole.in_turn([*WAYS], base, runs)}
        expected = _expected(base, made["numbers"])
        for times, names in LARGER.items():
            folder = DATA / f"x{times}"
            whole.work("copies", DATA, times)
            ways[times] = whole.in_turn([*names], folder, runs if times < 10 else min(runs, HEAVY))
            shutil.rmtree(folder)
        work = {name: whole.several(name, min(runs, most)) for name, most in incentives_work.MEASURED.items()}
    finally:
        if not keep:
            shutil.rmtree(DATA, ignore_errors=True)
    return {"made": made, "ways": ways, "expected": expected, "work": work, "busy": whole.busy}


class Runner:
    """Runs measurements in fresh processes and notes how much of the machine others took meanwhile."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.busy: list[float] = []

    def in_turn(self, names: list[str], folder: Path, runs: int) -> dict[str, list[dict[str, Any]]]:
        """Each way once, then each once again: what disturbs the machine for a while disturbs all."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for run in range(runs):
            for name in names:
                if found[name] and "missing" in found[name][0]:
                    continue
                one = self._child(["-m", "bench.incentives_rivals", name, str(folder)])
                found[name].append(one)
                print(f"{folder.name} {name} {run + 1}/{runs}: {one.get('seconds', one)}", file=sys.stderr)
        return found

    def several(self, name: str, runs: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while len(found) < runs and not (found and "missing" in found[0]):
            found.append(self.work(name, DATA))
            print(f"{name} {len(found)}/{runs}: {found[-1]}", file=sys.stderr)
        return found

    def work(self, name: str, *arguments: object) -> Any:
        return self._child(["-m", "bench.incentives_work", name, *map(str, arguments)])

    def _child(self, arguments: list[str]) -> Any:
        before, began = _machine(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        whole = (time.perf_counter() - began) * (os.cpu_count() or 1)
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}\n{done.stdout}")
        others = max(0.0, (_machine() - before) / whole)
        self.busy.append(others)
        told = json.loads(done.stdout.splitlines()[-1])
        return told | {"others": others} if isinstance(told, dict) else told


def _machine() -> float:
    """Seconds of processor that everybody has used but those whom this process started and saw end."""
    with Path("/proc/stat").open() as opened:
        user, nice, system, _idle, _wait, irq, soft, steal = map(
            int, islice(opened.readline().split()[1:], 8)
        )
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK") - own.ru_utime - own.ru_stime
    )


def _expected(base: Path, households: int) -> dict[int, str]:
    """The digest that each size must give, reckoned from the roll that NumPy wrote."""
    written = base / "out" / "numpy-files" / "roll.parquet"
    assert pq.read_schema(written).names == [*ROLL]
    roll = np.concatenate([*blocks(written)])
    return {times: digest(copies(roll, times, households)) for times in (1, *LARGER)}


def differing(found: dict[str, Any]) -> list[str]:
    """Ways whose roll, or trace, is not the same as the oracle's."""
    wrong = []
    for times, ways in found["ways"].items():
        traces = {one["trace"] for runs in ways.values() for one in runs if one.get("trace")}
        wrong += [f"x{times}: {len(traces)} different traces"] if len(traces) > 1 else []
        wrong += [
            f"x{times} {name}"
            for name, runs in ways.items()
            if any(one["digest"] != found["expected"][times] for one in runs if "digest" in one)
        ]
    return wrong
