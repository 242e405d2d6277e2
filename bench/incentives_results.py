"""The figures of the incentives as Markdown."""

import statistics
from collections.abc import Callable
from typing import Any

Runs = list[dict[str, Any]]

SAID = {
    "numpy-memory": "NumPy packed by hand, months and roll in memory",
    "duckdb-memory": "DuckDB, the text of the roll, Parquet to Arrow (ours)",
    "polars-memory": "Polars lazy, Parquet to memory",
    "openfisca-memory": "OpenFisca-core, `household.all`, from memory",
    "numpy-files": "NumPy packed by hand, Parquet to Parquet",
    "duckdb-files": "DuckDB, the texts of roll and trace (ours)",
    "polars-files": "Polars lazy, `sink_parquet`",
    "spark-files": "Spark local[2], the same texts through sqlglot, warm",
    "postgresql-files": "PostgreSQL, the same texts, table to table",
}
BASES = {"memory": "numpy-memory", "files": "numpy-files"}
HEADINGS = {"memory": "The roll in memory", "files": "The roll and the trace written"}
MORE = {
    "start": "starting the session {:.1f} s",
    "first": "first answer {:.1f} s",
    "copy": "COPY of the months in {:.1f} s",
    "population": "building the population {:.2f} s",
    "roll": "roll {:.2f} s",
    "trace": "trace {:.2f} s",
}
WORK = {
    "national": "A whole run on three Parquet files",
    "explain": "Why one household was paid less, asked alone",
    "reconcile": "Our list against the operational one and the bank's",
}
Table = Callable[[list[str], list[list[str]]], str]


def document(found: dict[str, Any], machine: str, runs: int, table: Table) -> str:
    made = found["made"]
    busy = found["busy"]
    parts = [
        "# Results: incentives",
        f"{machine} How: README.md. Median of {runs} processes (fewer where a run takes a minute). Meanwhile other "
        f"processes took {statistics.median(busy):.0%} of the processors (at most {max(busy):.0%}): above 10 % trust "
        "the seconds of processor (CPU) and the ratios, not the clock.",
        f"All synthetic: {made['households']:,} households, {made['members']:,} members, {made['facts']:,} facts, "
        f"{made['checks']:,} checks, {made['member_months']:,} member-months, {made['lines']:,} lines, "
        f"S/ {made['cents'] / 100:,.0f}. Written in {made['seconds']:.0f} s.",
    ]
    for times, ways in found["ways"].items():
        for kind, heading in HEADINGS.items():
            here = {name: told for name, told in ways.items() if name.endswith(kind)}
            if here:
                parts += [
                    f"## {heading}: {times * made['households']:,} households",
                    _ways(here, ways, kind, table),
                ]
    parts += [
        "## The product's own work",
        _work(found["work"], table),
        _lines(found["work"].get("closed-lines", []), table),
    ]
    digests = {times: digest[:16] for times, digest in found["expected"].items()}
    parts.append(
        "SHA-256 of the rolls: "
        + "; ".join(f"×{times} `{digest}…`" for times, digest in digests.items())
        + "."
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _ways(here: dict[str, Runs], all_ways: dict[str, Runs], kind: str, table: Table) -> str:
    base, base_cpu = (_median(all_ways.get(BASES[kind], []), name) for name in ("seconds", "cpu"))
    rows = []
    for name, every in sorted(here.items(), key=lambda item: _median(item[1]) or 1e9):
        failed = [one["failed"] for one in every if "failed" in one]
        told = [one for one in every if "failed" not in one]
        if not told:
            rows.append([SAID[name], *"––––––", f"failed: {failed[0]}"])
            continue
        if "missing" in told[0]:
            rows.append([SAID[name], *"––––––", f"skipped: {told[0]['missing']} is not installed"])
            continue
        seconds, cpu = _median(told), _median(told, "cpu")
        spread = f"{min(one['seconds'] for one in told):.2f}–{max(one['seconds'] for one in told):.2f}"
        ratio = f"{seconds / base:.1f}" if base else "–"
        worked = [f"{cpu:.3f}" if cpu else "–", f"{cpu / base_cpu:.1f}" if cpu and base_cpu else "–"]
        memory = f"{max(one['rss'] for one in told) / 2**20:,.0f}"
        rows.append(
            [SAID[name], f"{seconds:.3f}", spread, ratio, *worked, memory, _more(told, failed, len(every))]
        )
    return table(["way", "median s", "min–max", "× NumPy", "CPU s", "× NumPy", "peak MB", "also"], rows)


def _more(told: Runs, failed: list[str], runs: int) -> str:
    parts = [f"{len(failed)} of {runs} failed: {failed[0]}"] if failed else []
    names = told[0]["more"]
    parts += [MORE[name].format(statistics.median(one["more"][name] for one in told)) for name in names]
    return ", ".join(parts)


def _work(work: dict[str, Runs], table: Table) -> str:
    rows = []
    for name, said in WORK.items():
        told = work.get(name)
        if not told:
            continue
        if "missing" in told[0]:
            rows.append([said, "–", f"skipped: {told[0]['missing']} is not there"])
            continue
        rows.append([said, f"{_median(told):.3f}", f"{max(one['rss'] for one in told) / 2**20:,.0f}"])
        for part, label in (
            ("load", "reading, checking, numbering"),
            ("verify", "verification"),
            ("pay", "roll, trace, lines"),
            ("open", "and the next ones, session open"),
        ):
            if part in told[0]:
                rows.append([f"– {label}", f"{statistics.median(one[part] for one in told):.3f}", ""])
    return table(["what", "median s", "peak MB"], rows)


def _lines(told: Runs, table: Table) -> str:
    if not told or "missing" in told[0]:
        return ""
    copy, django = (statistics.median(one[name] for one in told) for name in ("copy", "django"))
    rows = [
        ["COPY from lines.parquet (ours)", f"{copy:.1f}", "1"],
        [f"Django bulk_create, from {told[0]['sample']:,} rows", f"{django:.1f}", f"{django / copy:.0f}"],
    ]
    heading = f"{told[0]['rows']:,} lines of a closed roll into PostgreSQL"
    return table([heading, "s", "× COPY"], rows)


def _median(told: Runs, name: str = "seconds") -> float:
    found = [one[name] for one in told if one.get(name) is not None]
    return statistics.median(found) if found else 0.0
