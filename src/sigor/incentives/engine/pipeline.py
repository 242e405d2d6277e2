"""From three files to a roll: numbered steps, each there whole or not at all, in a folder that appears when all are.

A run that was stopped or killed leaves its folder under another name (`….partial`); the next run on the same inputs
goes on after the last step that ended. The same inputs give the same bytes.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck, intake, totals
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.duck import Stop, Stopped
from sigor.incentives.engine.intake import Finding
from sigor.incentives.engine.rules import RuleSet

FORMAT = "sigor-incentive-run/1"
SNAPSHOT = ("households", "members", "facts")
RESOLVED = ("household_months", "person_months", "checks", "member_months")
RESULT = ("roll", "trace", "lines")
HELPERS = (
    "places",
    "student_places",
    "exempt_places",
    "year_outcomes",
)  # small; made anew where they are read
RANGE = 1_000_000  # households whose roll is computed at once
# step -> its share of the work, as measured on a national bimester; only the remaining time is told from it
WORK = {
    "take_in": 52, "households": 2, "members": 3, "facts": 5, "household_months": 3, "person_months": 8,
    "checks": 12, "member_months": 9, "roll": 3, "trace": 1, "lines": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How far a run is; `remaining` seconds are None until there is something to judge by."""

    step: str
    share: float  # 0 to 1
    remaining: float | None


Tell = Callable[[Progress], None]


class InputsRefused(Exception):
    """The files have errors; `findings` says which, where and how many."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{f.file}: {f.message} ({f.count})" for f in intake.errors(findings)[:5]))
        self.findings = findings


@dataclass
class _Steps:
    """What has been done in a partial folder, what is left, and how long it may take."""

    folder: Path | None  # None: nothing is written, every step is a table in memory
    tell: Tell | None = None
    stop: Stop | None = None
    began: float = field(default_factory=time.monotonic)
    done: float = 0.0
    skipped: float = 0.0
    reached: float = 0.0  # what was told last: an estimate of the engine may shrink, what is told may not

    def has(self, name: str) -> bool:
        return self.folder is not None and (self.folder / f"{name}.parquet").exists()

    def over(self, name: str, *, skipped: bool = False) -> None:
        self.done += WORK[name]
        self.skipped += WORK[name] if skipped else 0
        self.report(name, 0.0)

    def report(self, name: str, share: float) -> None:
        if self.stop is not None and self.stop():
            raise Stopped
        if self.tell is None:
            return
        whole = sum(WORK.values())
        now = self.reached = max(self.reached, self.done + share * WORK[name])
        worked = now - self.skipped
        spent = time.monotonic() - self.began
        remaining = spent / worked * (whole - now) if worked > 1 else None
        self.tell(Progress(name, min(1.0, now / whole), remaining))


def run(
    paths: dict[str, Path],
    *,
    bimester: Bimester,
    rules: RuleSet,
    out: Path,
    tell: Tell | None = None,
    stop: Stop | None = None,
    memory: str = duck.MEMORY,
) -> dict[str, Any]:
    """Check the extract, verify, compute the roll and write everything to `out`; returns its manifest.

    Raises InputsRefused with the findings, RulesRefused, Unreadable, Stopped.
    """
    tables = rules.tables(bimester)
    identity = _identity(paths, bimester, rules)
    if (finished := manifest(out)) is not None and finished["identity"] == identity:
        return finished
    partial = out.with_name(out.name + ".partial")
    _prepare(partial, identity)
    steps = _Steps(partial, tell, stop)
    with duck.session(memory=memory) as connection:
        duck.create_rules(connection, tables)
        _snapshot(connection, paths, rules, bimester, steps)
        _resolve(connection, steps)
        _pay(connection, steps)
        told = _manifest(connection, partial, identity, bimester, rules)
    _write_json(partial / "manifest.json", told)
    _publish(partial, out)
    return told


def manifest(folder: Path) -> dict[str, Any] | None:
    """What a finished run says of itself, or None when there is none."""
    try:
        found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def in_memory(
    connection: duckdb.DuckDBPyConnection, paths: dict[str, Path], *, bimester: Bimester, rules: RuleSet
) -> None:
    """The same steps as tables of an open session, with nothing written. Raises InputsRefused, RulesRefused."""
    steps = _Steps(None)
    duck.create_rules(connection, rules.tables(bimester))
    _snapshot(connection, paths, rules, bimester, steps)
    _resolve(connection, steps)
    _pay(connection, steps)


def recompute(folder: Path, out: Path, *, rules: RuleSet, memory: str = duck.MEMORY) -> dict[str, Any]:
    """The roll of a finished run's extract under other rules: what a simulation compares. Raises RulesRefused."""
    former = manifest(folder)
    if former is None:
        raise FileNotFoundError(folder)
    bimester = Bimester.read(former["bimester"])
    tables = rules.tables(bimester)
    identity = former["identity"] | {"rules": rules.sha256}
    if out.resolve() == folder.resolve():
        raise ValueError(f"{out}: una simulación no se escribe sobre la liquidación de la que parte.")
    if (finished := manifest(out)) is not None and finished["identity"] == identity:
        return finished
    partial = out.with_name(out.name + ".partial")
    _prepare(partial, identity)
    steps = _Steps(partial)
    with duck.session(memory=memory) as connection:
        duck.create_rules(connection, tables)
        for name in SNAPSHOT:
            duck.view(connection, name, folder / f"{name}.parquet")
        _resolve(connection, steps)
        _pay(connection, steps)
        told = _manifest(connection, partial, identity, bimester, rules, outputs=(*RESOLVED, *RESULT))
    _write_json(partial / "manifest.json", told)
    _publish(partial, out)
    return told


# -- the steps ---------------------------------------------------------------------------------------


def _snapshot(
    connection: duckdb.DuckDBPyConnection,
    paths: dict[str, Path],
    rules: RuleSet,
    bimester: Bimester,
    steps: _Steps,
) -> None:
    """The extract, checked and numbered."""
    if all(steps.has(name) for name in SNAPSHOT):
        for name in ("take_in", *SNAPSHOT):
            steps.over(name, skipped=True)
    else:
        steps.report("take_in", 0.0)
        findings = intake.take_in(connection, paths, rules, bimester)
        if steps.folder is not None:
            _write_json(steps.folder / "findings.json", [finding.as_dict() for finding in findings])
        if intake.errors(findings):
            raise InputsRefused(findings)
        steps.over("take_in")
        if steps.folder is None:
            return
        for name in SNAPSHOT:
            _step(
                connection, steps, name, f"SELECT * FROM {name}"
            )  # in the order in which they were numbered
            connection.execute(f"DROP TABLE {name}")
    if steps.folder is not None:
        for name in SNAPSHOT:
            duck.view(connection, name, steps.folder / f"{name}.parquet")


def _resolve(connection: duckdb.DuckDBPyConnection, steps: _Steps) -> None:
    """Every verdict, then one row per person and month."""
    order = {
        "household_months": "household, month",
        "person_months": "household, member, month",
        "checks": "household, member, month, requirement",
    }
    for name in RESOLVED:
        question = duck.text(name)
        question = f"SELECT * FROM ({question}) ORDER BY {order[name]}" if name in order else question
        _step(connection, steps, name, question)
        if name == "household_months":
            for small in HELPERS:
                connection.execute(f"CREATE OR REPLACE TABLE {small} AS {duck.text(small)}")


def pay(connection: duckdb.DuckDBPyConnection, months: Path, out: Path) -> None:
    """The roll and the trace of resolved months, `rates` being there: the part of a run that `bench` compares."""
    duck.view(connection, "member_months", months)
    _pay(connection, _Steps(out), months, ("roll", "trace"))


def _pay(
    connection: duckdb.DuckDBPyConnection,
    steps: _Steps,
    months: Path | None = None,
    names: tuple[str, ...] = RESULT,
) -> None:
    """The roll, the trace and the lines; a register larger than RANGE by ranges of households, so that memory is bounded."""
    found = connection.execute("SELECT max(household) FROM member_months").fetchone()
    last = found[0] if found and found[0] is not None else 0
    for name in names:
        question, source = duck.text(name), {"roll": "member_months", "lines": "roll"}.get(name, "")
        if not source or last < RANGE or steps.folder is None:
            _step(connection, steps, name, question)
            continue
        whole = months if months and source == "member_months" else steps.folder / f"{source}.parquet"
        # The engine would part each range once more by itself, and take twice the time.
        connection.execute("SET disabled_optimizers = 'partitioned_execution'")
        _step(connection, steps, name, _by_ranges(question, source, whole, last))
        connection.execute("RESET disabled_optimizers")


def _by_ranges(question: str, source: str, whole: Path, last: int) -> str:
    """The same question to one range of households after the other.

    The texts look at one household at a time and the files are in the order of households: the answers one after the
    other are the whole.
    """
    rows = f"SELECT * FROM {duck.parquet(whole)}"
    return " UNION ALL ".join(
        f"SELECT * FROM (WITH {source} AS ({rows} WHERE household BETWEEN {first} AND {first + RANGE - 1})\n"
        f"SELECT * FROM (\n{question}\n))"
        for first in range(0, last + 1, RANGE)
    )


def _step(connection: duckdb.DuckDBPyConnection, steps: _Steps, name: str, question: str) -> None:
    """Answer one question, unless a former run did, and have the answer under its name."""
    if steps.folder is None:
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS {question}")
        return
    target = steps.folder / f"{name}.parquet"
    if done := target.exists():
        steps.over(name, skipped=True)
    else:
        steps.report(name, 0.0)
        watched = steps.tell is not None or steps.stop is not None
        report = (lambda share: steps.report(name, share)) if watched else None
        duck.write(connection, question, target, report=report, stop=steps.stop)
    if name not in SNAPSHOT:
        duck.view(connection, name, target)
    if not done:
        steps.over(name)


# -- folders and what they say -----------------------------------------------------------------------


def _identity(paths: dict[str, Path], bimester: Bimester, rules: RuleSet) -> dict[str, Any]:
    """All that decides the result: the bytes that came in, the rules, and the texts that compute."""
    return {
        "inputs": {kind: sha256(paths[kind]) for kind in SNAPSHOT},
        "bimester": str(bimester),
        "rules": rules.sha256,
        "texts": texts_sha256(),
        "engine": f"duckdb {duckdb.__version__}",
    }


def texts_sha256() -> str:
    """One digest of all the texts of SQL, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(duck.SQL.glob("*.sql")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _prepare(partial: Path, identity: dict[str, Any]) -> None:
    """Go on in a partial folder of the same inputs; begin anew in any other."""
    kept = partial / "identity.json"
    if kept.exists() and json.loads(kept.read_text(encoding="utf-8")) == identity:
        return
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    _write_json(kept, identity)


def _manifest(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    identity: dict[str, Any],
    bimester: Bimester,
    rules: RuleSet,
    outputs: Iterable[str] = (*SNAPSHOT, *RESOLVED, *RESULT),
) -> dict[str, Any]:
    (folder / "rules.json").write_text(rules.text, encoding="utf-8")
    findings = folder / "findings.json"
    return {
        "format": FORMAT,
        "bimester": str(bimester),
        "identity": identity,
        "requirements": list(rules.requirements),
        "outputs": {
            name: {"sha256": sha256(folder / f"{name}.parquet"), "rows": _count(connection, name)}
            for name in outputs
        },
        "findings": json.loads(findings.read_text(encoding="utf-8")) if findings.exists() else [],
        "totals": totals.of(connection),
    }


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    return int(found[0]) if found else 0


def _publish(partial: Path, out: Path) -> None:
    """The folder under its own name; what stood there before is gone only once the new one is there."""
    (partial / "identity.json").unlink(missing_ok=True)
    (partial / "findings.json").unlink(missing_ok=True)
    # Of a step that was killed; parts are those of an earlier version.
    for left in (*partial.glob("*.draft"), *partial.glob("*.part")):
        left.unlink()
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    partial.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _write_json(path: Path, content: Any) -> None:
    draft = path.with_name(path.name + ".draft")
    with draft.open("w", encoding="utf-8") as opened:
        json.dump(content, opened, ensure_ascii=False, indent=1, sort_keys=True)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(path)
