"""The roll packed by hand with NumPy: the oracle, and the measure of the others. Nobody's idea of rules to read."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.incentives_rivals import AMOUNTS, ROLL, TRACE, UNITS, Done, Watch
from sigor.incentives.engine.codes import EARNS, FAILED, NOT_ELIGIBLE, NOT_TARGET

SMALL = ("month", "eligibility", "target", "complies", "reason", "early", "student", "annual")


def in_memory(folder: Path) -> dict[str, np.ndarray]:
    """The months as arrays, the small numbers as bytes."""
    table = pq.read_table(folder / "member_months.parquet", columns=["household", "member", *SMALL])
    return {
        name: table.column(name).to_numpy().astype(np.int8 if name in SMALL else np.int32)
        for name in table.column_names
    }


def code(months: dict[str, np.ndarray]) -> np.ndarray:
    """All that decides a person's month in nine bits."""
    found = (months["eligibility"] > 0).astype(np.uint16)
    found |= months["target"].astype(np.uint16) << 1
    found |= months["complies"].astype(np.uint16) << 2
    found |= months["early"].astype(np.uint16) << 3
    found |= months["student"].astype(np.uint16) << 5
    found |= months["annual"].astype(np.uint16) << 7
    return found


WIDTH = 6  # bits of a counter: a household has fewer than 64 members
FIELDS = (
    "target",
    "failed",
    "early",
    "early_failed",
    "pilot",
    "pilot_failed",
    "tbs",
    "tas",
    "vraem",
    "vraem_ts",
)


def packed() -> np.ndarray:
    """For each code, ten counters in one integer: one sum per household gives them all."""
    table = np.zeros(512, dtype=np.int64)
    for number in range(512):
        barred, target, complies = number & 1, number >> 1 & 1, number >> 2 & 1
        early, student, annual = number >> 3 & 3, number >> 5 & 3, number >> 7 & 3
        if barred:
            continue
        counters = (
            target, target and not complies, early == 1, early == 1 and not complies, early == 2,
            early == 2 and not complies, complies and student == 1, complies and student == 2, annual > 0, annual == 2,
        )  # fmt: skip
        table[number] = sum(int(bool(one)) << WIDTH * place for place, one in enumerate(counters))
    return table


def roll_of(months: dict[str, np.ndarray], rates: dict[str, int]) -> np.ndarray:
    """The roll as a matrix of 64-bit integers. Everybody has a row for each month, one after the other."""
    household = months["household"][::2]
    starts = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])
    assert len(household) == 0 or np.diff(np.r_[starts, len(household)]).max() < 1 << WIDTH
    words = packed()[code(months)]
    roll = np.zeros((len(starts), len(ROLL)), dtype=np.int64, order="F")  # columns are written whole
    roll[:, 0] = household[starts]
    for month in (1, 2):
        sums = np.add.reduceat(words[month - 1 :: 2], starts)
        n = {name: sums >> WIDTH * place & (1 << WIDTH) - 1 for place, name in enumerate(FIELDS)}
        units = (
            (n["target"] > 0) & (n["failed"] == 0),
            (n["early"] > 0) & (n["early_failed"] == 0),
            (n["pilot"] > 0) & (n["pilot_failed"] == 0),
            n["tbs"], n["tas"], n["vraem"], n["vraem_ts"],
        )  # fmt: skip
        for place, (concept, unit) in enumerate(zip(AMOUNTS, units, strict=True)):
            roll[:, 2 * place + month] = unit
            roll[:, len(UNITS) + 1 + place] += unit * np.int64(rates[f"{concept}_{month}"])
    roll[:, -1] = roll[:, len(UNITS) + 1 : -1].sum(axis=1)
    return roll


def trace_of(months: dict[str, np.ndarray], rates: dict[str, int]) -> pa.Table:
    barred, complies = months["eligibility"] > 0, months["complies"] > 0
    outcome = np.where(complies, np.int32(EARNS), FAILED + months["reason"].astype(np.int32))
    outcome = np.where(barred, NOT_ELIGIBLE + months["eligibility"].astype(np.int32), outcome)
    outcome = np.where(months["target"] > 0, outcome, np.int32(NOT_TARGET))
    student, annual = months["student"] * complies, months["annual"]
    prices = np.array([
        [[rates[f"{name}_{month}"] if name else 0 for name in names] for month in (1, 2)]
        for names in (("", "tbs", "tas"), ("", "vraem", "vraem"), ("", "", "vraem_ts"))
    ], dtype=np.int32)  # fmt: skip
    at = months["month"] - 1
    cents = prices[0][at, student] + prices[1][at, annual] + prices[2][at, annual]
    cents[barred] = 0
    values = (months["household"], months["member"], months["month"].astype(np.int32), outcome, cents)
    return pa.table(dict(zip(TRACE, values, strict=True)))


def memory(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    months = in_memory(folder)
    watch = Watch()
    roll = roll_of(months, rates)
    return Done.by(watch.stop(), roll)


def files(folder: Path, out: Path, rates: dict[str, int]) -> Done:
    watch = Watch()
    months = in_memory(folder)
    roll = roll_of(months, rates)
    table = pa.table({name: roll[:, place] for place, name in enumerate(ROLL)})
    pq.write_table(table, out / "roll.parquet", compression="zstd")
    pq.write_table(trace_of(months, rates), out / "trace.parquet", compression="zstd")
    return Done.by(watch.stop(), out / "roll.parquet")
