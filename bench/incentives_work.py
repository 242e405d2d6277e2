"""The product's own work on a national bimester, each part in a process of its own: `python -m bench.incentives_work`."""

import importlib
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.incentives_rivals import Watch, peak
from sigor.incentives.engine import duck, pipeline, synthetic
from sigor.incentives.engine import explain as explanations
from sigor.incentives.engine import reconcile as reconciliation
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.pipeline import Progress
from sigor.incentives.engine.rules import DEFAULT, TABLES, RuleSet

BIMESTER = "2025-B6"  # the one in which the yearly transfers are paid too
PILOT = ("200101", "130101", "0601")  # places where the transfer of the first years is the urban one
ASKED = 21  # households explained

# measurement -> runs at most
MEASURED = {"national": 3, "explain": 5, "reconcile": 3, "closed-lines": 3}


def prepare(data: Path, households: int) -> dict[str, Any]:
    """A synthetic bimester and its run in `x1`, with what the rivals need to know; kept data are used again."""
    began = time.perf_counter()
    told = synthetic.write(data / "extract", bimester=BIMESTER, households=households)
    made = time.perf_counter() - began
    rules = _rules()
    manifest = pipeline.run(_extract(data), bimester=Bimester.read(BIMESTER), rules=rules, out=data / "x1")
    _beside(data / "x1", rules)
    told["lists"] = synthetic.write_lists(
        data / "lists", data / "x1" / "lines.parquet", data / "extract" / "households.parquet"
    )
    numbers = {
        name: manifest["outputs"][name]["rows"] for name in ("facts", "checks", "member_months", "lines")
    }
    return told | numbers | {"seconds": made, "numbers": households, "cents": manifest["totals"]["cents"]}


def copies(data: Path, times: int) -> dict[str, Any]:
    """The months of the bimester so many times, each time of other households."""
    target = data / f"x{times}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with duck.session() as connection:
        duck.view(connection, "months", data / "x1" / "member_months.parquet")
        households, members = connection.execute(
            "SELECT max(household) + 1, max(member) + 1 FROM months"
        ).fetchall()[0]
        parts = " UNION ALL ".join(
            f"SELECT (household + {place * households})::INTEGER AS household, "
            f"(member + {place * members})::INTEGER AS member, * EXCLUDE (household, member) FROM months"
            for place in range(times)
        )
        duck.write(connection, parts, target / "member_months.parquet")
    _beside(target, _rules())
    return {"households": households * times}


def _extract(data: Path) -> dict[str, Path]:
    return {kind: data / "extract" / f"{kind}.parquet" for kind in pipeline.SNAPSHOT}


def _rules() -> RuleSet:
    """The rules of the product with a pilot area, so that every transfer is paid to somebody."""
    document = json.loads(DEFAULT.read_text(encoding="utf-8"))
    dated = {"valid_from": "2017-01-01", "valid_to": None, "source": "Banco de pruebas", "confirmed": False}
    document["areas"] = [{"area": "TPI_URBANO", "prefix": prefix, **dated} for prefix in PILOT]
    return RuleSet.of(document)


def _beside(folder: Path, rules: RuleSet) -> None:
    """The amounts, the rules and the months, as the rivals read them."""
    bimester = Bimester.read(BIMESTER)
    rates = zip((name for name, _kind in TABLES["rates"]), rules.tables(bimester)["rates"][0], strict=True)
    for name, content in (("rates", dict(rates)), ("months", [str(month) for month in bimester.months])):
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "rules.json").write_text(rules.text, encoding="utf-8")


def national(data: Path) -> dict[str, Any]:
    """A whole run, and of it: reading and checking the extract, verifying, paying."""
    out = data / "again"
    seen: dict[str, list[float]] = {}

    def tell(progress: Progress) -> None:
        seen.setdefault(progress.step, []).append(time.perf_counter())

    watch = Watch()
    pipeline.run(_extract(data), bimester=Bimester.read(BIMESTER), rules=_rules(), out=out, tell=tell)
    watch.stop()
    shutil.rmtree(out)
    took = {step: times[-1] - times[0] for step, times in seen.items()}
    return {
        "seconds": watch.seconds,
        "cpu": watch.cpu,
        "load": sum(took[name] for name in ("take_in", *pipeline.SNAPSHOT)),
        "verify": sum(took[name] for name in pipeline.RESOLVED),
        "pay": sum(took[name] for name in pipeline.RESULT),
        "steps": took,
    }


def closed_lines(data: Path) -> dict[str, Any]:
    found: dict[str, Any] = importlib.import_module("bench.incentives_postgresql").closed_lines(data / "x1")
    return found


def explain(data: Path) -> dict[str, Any]:
    """Why a household got less than it might: one asked alone, then the median of others in an open session."""
    run = data / "x1"
    with duck.session() as connection:
        duck.view(connection, "roll", run / "roll.parquet")
        duck.view(connection, "households", run / "households.parquet")
        asked = f"""SELECT h.household FROM roll r JOIN households h ON h.number = r.household
            WHERE tb_1 + tb_2 < 2 ORDER BY hash(h.household) LIMIT {ASKED}"""
        tokens = [row[0] for row in connection.execute(asked).fetchall()]
    began = time.perf_counter()
    explanations.explain(run, tokens[0])
    alone = time.perf_counter() - began
    took = []
    with explanations.opened(run) as connection:
        for token in tokens[1:]:
            began = time.perf_counter()
            explanations.explain(run, token, connection=connection)
            took.append(time.perf_counter() - began)
    return {"seconds": alone, "open": statistics.median(took)}


def reconcile(data: Path) -> dict[str, Any]:
    """The lines of the run against the operational list and the bank's return."""
    operational, bank = (data / "lists" / f"{name}.parquet" for name in ("operational", "bank"))
    watch = Watch()
    told = reconciliation.reconcile(
        run=data / "x1", operational=operational, bank=bank, out=data / "compared"
    )
    return {
        "seconds": watch.stop().seconds,
        "cpu": watch.cpu,
        "found": {name: one["rows"] for name, one in told["classes"].items()},
    }


STEPS: dict[str, Callable[..., Any]] = {
    "prepare": lambda data, households: prepare(Path(data), int(households)),
    "copies": lambda data, times: copies(Path(data), int(times)),
    "national": lambda data: national(Path(data)),
    "explain": lambda data: explain(Path(data)),
    "reconcile": lambda data: reconcile(Path(data)),
    "closed-lines": lambda data: closed_lines(Path(data)),
}


def main(name: str, *arguments: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = STEPS[name](*arguments)
    except ModuleNotFoundError as error:
        return {"missing": str(error.name)}
    return told | {"rss": peak()}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
