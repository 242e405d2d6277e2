"""`python -m bench`: load, measure, compare, print, write RESULTS.md; 1 when a page's queries grow."""

import argparse
import importlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from bench import place, results  # noqa: E402  (after the path)

SIZES = (1_000, 100_000)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="deliverables in all")
    parser.add_argument("--runs", type=int, help="visits per page after the first (7); processes per way (5)")
    parser.add_argument(
        "--database",
        default=os.environ.get("SIGOR_BENCH_DATABASE_URL"),
        help="a server kept for tests, as a role that may create roles and databases; embedded if absent",
    )
    parser.add_argument("--registers", action="store_true", help="only the registers of the SIG model")
    parser.add_argument("--documents", action="store_true", help="only the library and search")
    parser.add_argument("--incentives", action="store_true", help="only the incentives; sizes are households")
    parser.add_argument("--indicators", action="store_true", help="only the indicators; sizes are facts")
    parser.add_argument("--keep", action="store_true", help="leave the databases there")
    parser.add_argument("--step", nargs=2, metavar=("NAME", "SIZE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.runs = asked.runs or (5 if asked.incentives else 7)
    if asked.step:
        print(json.dumps(step(asked.step[0], int(asked.step[1]), asked.runs)))
        return 0
    if asked.registers:
        return registers(asked)
    if asked.documents:
        return documents(asked)
    if asked.incentives:
        return incentives(asked)
    if asked.indicators:
        return indicators(asked)
    with place.opened(asked.database, keep=asked.keep) as where:
        sizes = [one_size(where, size, asked.runs) for size in asked.sizes]
        compared = child(where, "compare", asked.sizes[-1], asked.runs)
        text = results.document(sizes, compared, asked.runs, where.version())
    print(text)
    if tuple(asked.sizes) == SIZES:
        (results.HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    return verdict(sizes, compared)


def registers(asked: argparse.Namespace) -> int:
    """Every register at both sizes; 1 when a list or a detail page asks more questions than it may."""
    with place.opened(asked.database, keep=asked.keep) as where:
        sizes = [
            one_size(where, size, asked.runs, load="load-registers", measure="registers")
            for size in asked.sizes
        ]
        version = where.version()
    told = importlib.import_module("bench.registers_results")
    text = told.document(sizes, results.machine(version), results.table)
    print(text)
    if tuple(asked.sizes) == SIZES:
        (results.HERE / "REGISTERS.md").write_text(text, encoding="utf-8")
    over = [line for size in sizes for line in told.over_budget(size["measured"]["pages"])]
    print("\n".join(f"FAIL {line}" for line in over) or "PASS: every list and detail keeps to its budget")
    return 1 if over else 0


def documents(asked: argparse.Namespace) -> int:
    """Library and search at both sizes; 1 when a page asks more questions as the library grows."""
    with place.opened(asked.database, keep=asked.keep) as where:
        sizes = [
            one_size(where, size, asked.runs, load="load-documents", measure="documents")
            for size in asked.sizes
        ]
        version = where.version()
    told = importlib.import_module("bench.documents_results")
    text = told.document(sizes, results.machine(version), results.table)
    print(text)
    if tuple(asked.sizes) == SIZES:
        (results.HERE / "DOCUMENTS.md").write_text(text, encoding="utf-8")
    grown = told.grown(sizes)
    print("\n".join(f"FAIL {line}" for line in grown) or "PASS: no page asks more as the library grows")
    return 1 if grown else 0


def incentives(asked: argparse.Namespace) -> int:
    """The roll beside its rivals and the product's own work; 1 when two ways give different rolls."""
    try:
        ours = importlib.import_module("bench.incentives")  # needs what the product's own pages do not
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed: .venv/bin/uv pip install -e '.[bench]'")
    households = ours.HOUSEHOLDS if tuple(asked.sizes) == SIZES else asked.sizes[-1]
    with place.opened(asked.database, keep=asked.keep) as where:
        found = ours.measure(where, households, asked.runs, keep=asked.keep)
        version = where.version()
    told = importlib.import_module("bench.incentives_results")
    text = told.document(found, results.machine(version), asked.runs, results.table)
    print(text)
    wrong = ours.differing(found)
    if households == ours.HOUSEHOLDS and not wrong:
        (results.HERE / "INCENTIVES.md").write_text(text, encoding="utf-8")
    print("\n".join(f"FAIL {line}" for line in wrong) or "PASS: every way gives the same roll")
    return 1 if wrong else 0


def indicators(asked: argparse.Namespace) -> int:
    """Facts and their sums at three sizes; 1 when a page asks more as they grow, or when a sum is not its facts'."""
    told = importlib.import_module("bench.indicators_results")
    wanted = tuple(told.USUAL) if tuple(asked.sizes) == SIZES else tuple(asked.sizes)
    with place.opened(asked.database, keep=asked.keep) as where:
        sizes = [
            one_size(where, size, asked.runs, load="load-indicators", measure="indicators") for size in wanted
        ]
        version = where.version()
    text = told.document(sizes, results.machine(version), asked.runs, results.table)
    print(text)
    if wanted == tuple(told.USUAL):
        (results.HERE / "INDICATORS.md").write_text(text, encoding="utf-8")
    wrong = [*told.grown(sizes), *told.wrong(sizes)]
    passed = "PASS: no page asks more as the facts grow, and every sum follows from its facts"
    print("\n".join(f"FAIL {line}" for line in wrong) or passed)
    return 1 if wrong else 0


def verdict(sizes: list[dict[str, Any]], compared: dict[str, Any]) -> int:
    grown = results.grown(sizes)
    for name in grown:
        print(f"FAIL {name}: {sizes[-1]['pages'][name]['repeated']}")
    if not compared["equal"]:
        print("FAIL compliance: our function and the SQL aggregate differ")
    failed = bool(grown) or not compared["equal"]
    print("FAIL" if failed else "PASS: every page asks the same number of queries at both sizes")
    return 1 if failed else 0


def one_size(
    where: place.Place, size: int, runs: int, *, load: str = "load", measure: str = "pages"
) -> dict[str, Any]:
    where.create(database(size))
    run(where, database(size), ["-m", "django", "migrate", "--verbosity", "0"], owner=True)
    loaded = child(where, load, size, runs, owner=True)
    print(f"{size:,}: loaded in {loaded['seconds']:.0f} s", file=sys.stderr)
    key = "pages" if measure == "pages" else "measured"
    return {"size": size, "loaded": loaded, key: child(where, measure, size, runs)}


def database(size: int) -> str:
    return f"sigor_bench_{size}"


def child(where: place.Place, name: str, size: int, runs: int, *, owner: bool = False) -> Any:
    """A step in a process of its own, so that nothing stays warm from another size."""
    command = ["-m", "bench", "--runs", str(runs), "--step", name, str(size)]
    return json.loads(run(where, database(size), command, owner=owner))


def run(where: place.Place, name: str, arguments: list[str], *, owner: bool) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=where.environment(name, owner=owner),
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}\n{done.stdout}")
    return done.stdout


def step(name: str, size: int, runs: int) -> Any:
    """Inside the child: set up as the web server does, then the step is read, because it needs models."""
    importlib.import_module("sigor.config.wsgi")
    today = date.fromisoformat(place.TODAY)
    if name == "load":
        return importlib.import_module("bench.synthetic").load_all(size, today)
    if name == "load-registers":
        return importlib.import_module("bench.registers").load_all(size, today)
    if name == "load-documents":
        return importlib.import_module("bench.documents").load_all(size, today)
    if name == "documents":
        return importlib.import_module("bench.documents").measure(runs, today)
    if name == "load-indicators":
        return importlib.import_module("bench.indicators").load_all(size, today)
    if name == "indicators":
        return importlib.import_module("bench.indicators").measure(runs, today)
    if name == "registers":
        return importlib.import_module("bench.registers").measure(runs, today)
    if name == "pages":
        return importlib.import_module("bench.pages").measure(runs, today)
    return importlib.import_module("bench.alternatives").compare(runs, today)


if __name__ == "__main__":
    sys.exit(main())
