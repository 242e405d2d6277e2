"""The roll of a bimester six ways, each measured in a process of its own: `python -m bench.incentives_rivals NAME FOLDER`.

Every way reads the same `member_months.parquet` and must give the same roll, byte by byte. What the others are
measured against is NumPy packed by hand: the least that this work costs in Python, and nobody's idea of rules to read.
"""

import hashlib
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from sigor.incentives.engine import duck, pipeline
from sigor.incentives.engine.codes import CONCEPTS

UNITS = tuple(f"{concept.lower()}_{month}" for concept in CONCEPTS for month in (1, 2))
AMOUNTS = tuple(concept.lower() for concept in CONCEPTS)
ROLL = ("household", *UNITS, *AMOUNTS, "total")
TRACE = ("household", "member", "month", "outcome", "cents")
BLOCK = 1 << 18  # rows hashed at a time

Blocks = Iterable[np.ndarray]


class Watch:
    """Seconds since it was made, by the clock and of the processor (all threads of this process)."""

    def __init__(self) -> None:
        self.began, self.began_cpu = time.perf_counter(), time.process_time()
        self.seconds = self.cpu = 0.0

    def stop(self) -> "Watch":
        self.seconds = time.perf_counter() - self.began
        self.cpu = time.process_time() - self.began_cpu
        return self


@dataclass
class Done:
    """What a way took, and where its roll is: rows in memory or Parquet files."""

    seconds: float
    roll: Path | np.ndarray
    more: dict[str, float] = field(default_factory=dict)
    cpu: float | None = None  # None where another process computes
    rss: int = 0  # bytes of processes other than this one

    @classmethod
    def by(cls, watch: Watch, roll: Path | np.ndarray, more: dict[str, float] | None = None) -> "Done":
        return cls(watch.seconds, roll, more or {}, watch.cpu)


Way = Callable[[Path, Path, dict[str, int]], Done]


def peak() -> int:
    """Bytes of this process at its peak. getrusage() would start from the peak of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return next(
        int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")
    )


def digest(blocks: Blocks) -> str:
    """SHA-256 of the roll: every cell as eight bytes, row by row, by household."""
    found = hashlib.sha256()
    for block in blocks:
        found.update(np.ascontiguousarray(block, dtype="<i8"))
    return found.hexdigest()


def blocks(roll: Path | np.ndarray) -> Iterator[np.ndarray]:
    if isinstance(roll, np.ndarray):
        yield from (roll[at : at + BLOCK] for at in range(0, len(roll), BLOCK))
        return
    # Files of one roll follow each other by their names.
    paths = sorted(roll.glob("*.parquet")) if roll.is_dir() else [roll]
    for path in paths:
        for batch in pq.ParquetFile(path).iter_batches(BLOCK, columns=list(ROLL)):
            yield np.column_stack([batch.column(name).to_numpy() for name in ROLL])


def copies(roll: np.ndarray, times: int, households: int) -> Iterator[np.ndarray]:
    """The roll of so many copies of the same months: what the large sizes must give."""
    for place in range(times):
        block = roll.copy()
        block[:, 0] += place * households
        yield block


def trace_digest(out: Path) -> str:
    """The rows of the trace in whatever order, or nothing if the way wrote none."""
    written = [*out.glob("trace*.parquet"), *(out / "trace").glob("*.parquet")]
    if not written:
        return ""
    with duck.session() as connection:
        files = ", ".join(duck.quoted(path) for path in written)
        columns = ", ".join(f"{name}::BIGINT" for name in TRACE)
        question = f"SELECT count(*), sum(hash({columns})) FROM read_parquet([{files}])"
        return "-".join(str(cell) for cell in connection.execute(question).fetchall()[0])


# -- DuckDB: ours ------------------------------------------------------------------------------------


def duckdb_memory(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    """The text of the roll, its answer as Arrow."""
    with duck.session() as connection:
        _prepare(connection, folder, rates)
        watch = Watch()
        answer = connection.sql(f"SELECT {', '.join(ROLL)} FROM ({duck.text('roll')})").to_arrow_table()
        watch.stop()
    return Done.by(watch, np.column_stack([answer.column(name).to_numpy() for name in ROLL]))


def duckdb_files(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    """The two steps of a run that come after verification, as the product runs them."""
    with duck.session() as connection:
        connection.execute(rates_table(rates))
        for name in ("roll", "trace"):  # a step that finds its answer does not compute it again
            (out / f"{name}.parquet").unlink(missing_ok=True)
        watch = Watch()
        pipeline.pay(connection, folder / "member_months.parquet", out)
        watch.stop()
    return Done.by(watch, out / "roll.parquet")


def _prepare(connection: Any, folder: Path, rates: dict[str, int]) -> None:
    duck.view(connection, "member_months", folder / "member_months.parquet")
    connection.execute(rates_table(rates))


def rates_table(rates: dict[str, int]) -> str:
    return "CREATE TABLE rates AS SELECT " + ", ".join(f"{value} AS {name}" for name, value in rates.items())


# -- one measurement ---------------------------------------------------------------------------------

# name -> module and function; modules of the rest are read only when asked for, since they may not be installed
WAYS = {
    "numpy-memory": ("bench.incentives_numpy", "memory"),
    "numpy-files": ("bench.incentives_numpy", "files"),
    "duckdb-memory": ("bench.incentives_rivals", "duckdb_memory"),
    "duckdb-files": ("bench.incentives_rivals", "duckdb_files"),
    "polars-memory": ("bench.incentives_polars", "memory"),
    "polars-files": ("bench.incentives_polars", "files"),
    "openfisca-memory": ("bench.incentives_openfisca", "memory"),
    "spark-files": ("bench.incentives_spark", "files"),
    "postgresql-files": ("bench.incentives_postgresql", "files"),
}


def main(name: str, folder: Path) -> dict[str, Any]:
    """Measure one way once. The peak of memory is taken before the digest needs any."""
    module, function = WAYS[name]
    try:
        way: Way = getattr(importlib.import_module(module), function)
    except ModuleNotFoundError as error:
        return {"missing": error.name}
    out = folder / "out" / name
    out.mkdir(parents=True, exist_ok=True)
    try:
        done = way(folder, out, json.loads((folder / "rates.json").read_text(encoding="utf-8")))
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        return {"failed": str(error).splitlines()[0]}
    used = peak()
    rows = len(done.roll) if isinstance(done.roll, np.ndarray) else ds.dataset(done.roll).count_rows()
    return {
        "seconds": done.seconds,
        "cpu": done.cpu,
        "rss": used + done.rss,
        "digest": digest(blocks(done.roll)),
        "trace": trace_digest(out),
        "rows": rows,
        "more": done.more,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
