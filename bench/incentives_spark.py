"""The same texts on Spark, two cores of this machine, transpiled by sqlglot."""

import os
import statistics
import time
from pathlib import Path

import sqlglot
from pyspark.sql import SparkSession

from bench.incentives_rivals import Done, rates_table
from sigor.incentives.engine import duck

WARM = 3  # answers after the first, of which the median counts


def files(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    began = time.perf_counter()
    session = (
        SparkSession.builder.master("local[2]")
        .appName("bench")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "3g")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    started = time.perf_counter()
    session.read.parquet(str(folder / "member_months.parquet")).createOrReplaceTempView("member_months")
    rates_question = rates_table(rates).partition(" AS ")[2]
    session.sql(rates_question).createOrReplaceTempView("rates")
    texts = {
        name: sqlglot.transpile(duck.text(name), read="duckdb", write="spark")[0]
        for name in ("roll", "trace")
    }
    took = []
    for _time in range(1 + WARM):
        asked = time.perf_counter()
        for name, text in texts.items():
            session.sql(text).write.mode("overwrite").parquet(str(out / name))
        took.append(time.perf_counter() - asked)
    peak = _peak_of_children()
    session.stop()
    warm = statistics.median(took[1:])
    return Done(warm, out / "roll", {"start": started - began, "first": took[0]}, rss=peak)


def _peak_of_children() -> int:
    """Bytes at the peak of the processes that this one started: Spark computes in a JVM beside Python."""
    total = 0
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        for child in (task / "children").read_text().split():
            status = Path(f"/proc/{child}/status").read_text()
            total += sum(
                int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")
            )
    return total
