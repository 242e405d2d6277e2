"""The computed roll against what another system lists and what the bank returned: where they differ, and by how much."""

import csv
import os
from pathlib import Path
from typing import Any

import duckdb

from sigor.incentives.engine import duck, finished, lists, pipeline
from sigor.incentives.engine.codes import CONCEPTS
from sigor.incentives.engine.duck import quoted
from sigor.incentives.engine.lists import Listing, ListsRefused

__all__ = ["BANK_CLASSES", "CLASSES", "TITLES", "ListsRefused", "export", "reconcile"]

# class -> what a person reads; the classes that agree are counted and not listed
TITLES = {
    "matched": "Coincide",
    "missing": "Falta en el sistema operativo",
    "extra": "Sobra en el sistema operativo",
    "different_amount": "Monto distinto",
    "not_eligible": "Pagado sin que el hogar pueda cobrar",
    "bank_paid": "Pagado por el banco",
    "bank_returned": "Devuelto por el banco",
    "bank_missing": "El banco no informa el pago",
    "bank_extra": "El banco informa un pago que no se ordenó",
    "bank_different": "El banco informa otro monto",
}
CLASSES = ("matched", "missing", "extra", "different_amount", "not_eligible")
BANK_CLASSES = ("bank_paid", "bank_returned", "bank_missing", "bank_extra", "bank_different")
AGREES = ("matched", "bank_paid")
HEADINGS = (
    "clase",
    "hogar",
    "concepto",
    "centimos_esperados",
    "centimos_informados",
    "diferencia",
    "unidad_territorial",
)
AT_ONCE = 20_000  # rows of an export in memory

OPERATIONAL = Listing(
    "operational",
    (
        lists.household(),
        lists.choice("concept", "concepto", CONCEPTS),
        lists.number("cents", "centimos", lists.MOST_CENTS),
    ),
    ("household", "concept"),
)
BANK = Listing(
    "bank",
    (
        lists.household(),
        lists.number("cents", "centimos", lists.MOST_CENTS),
        lists.choice("status", "situacion", ("paid", "returned"), {"pagado": "paid", "devuelto": "returned"}),
    ),
    ("household",),
)


def reconcile(
    *, run: Path, operational: Path, bank: Path | None, out: Path, memory: str = duck.MEMORY
) -> dict[str, Any]:
    """Compare, write `out/differences.parquet` and tell counts and céntimos by class and unit.

    Raises ListsRefused with the findings (then nothing is written), Unreadable, FileNotFoundError.
    """
    with finished.opened(run, memory=memory) as (connection, bimester):
        given = [(OPERATIONAL, operational)] + ([(BANK, bank)] if bank is not None else [])
        lists.take_in(connection, given)
        connection.execute(f"CREATE TEMP TABLE standing AS {finished.text('standing')}")
        both = [finished.text("compared_lines")] + (
            [finished.text("compared_payments")] if bank is not None else []
        )
        connection.execute(f"CREATE TEMP TABLE compared AS {' UNION ALL '.join(both)}")
        out.mkdir(parents=True, exist_ok=True)
        agrees = ", ".join(quoted(class_) for class_ in AGREES)
        listed = f"SELECT * FROM compared WHERE class NOT IN ({agrees}) ORDER BY class, household, concept"
        duck.write(connection, listed, out / "differences.parquet")
        units = duck.rows(connection, finished.text("compared_sums"))
        return {
            "bimester": str(bimester),
            "inputs": {listing.name: pipeline.sha256(path) for listing, path in given},
            "classes": _by_class(units, CLASSES + (BANK_CLASSES if bank is not None else ())),
            "units": units,
            "cents": _cents(connection, bank is not None),
        }


def export(*, differences: Path, class_: str, target: Path) -> int:
    """One class as CSV that a spreadsheet opens; returns its rows. Raises ValueError for a class that is not listed."""
    if class_ not in TITLES or class_ in AGREES:
        raise ValueError(f"«{class_}» no es una clase de diferencias.")
    draft = target.with_name(target.name + ".draft")
    count = 0
    with duck.session() as connection, draft.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADINGS)
        found = connection.execute(
            f"SELECT household, concept, ours, theirs, difference, unit FROM {duck.parquet(differences)}"
            " WHERE class = ? ORDER BY household, concept",
            [class_],
        )
        while several := found.fetchmany(AT_ONCE):
            writer.writerows((TITLES[class_], *row) for row in several)
            count += len(several)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(target)
    return count


def _by_class(units: list[dict[str, Any]], classes: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """The sums of every class over all units; a class without rows is there with zeros."""
    measures = ("rows", "ours", "theirs", "difference")
    told = {class_: dict.fromkeys(measures, 0) for class_ in classes}
    for row in units:
        for measure in measures:
            told[row["class"]][measure] += row[measure]
    return told


def _cents(connection: duckdb.DuckDBPyConnection, with_bank: bool) -> dict[str, int | None]:
    """The sums of the lists themselves, against which the classes can be checked."""
    asked = {
        "computed": "SELECT sum(cents) FROM lines",
        "operational": "SELECT sum(cents) FROM operational",
        "bank_paid": "SELECT sum(cents) FROM bank WHERE status = 'paid'",
        "bank_returned": "SELECT sum(cents) FROM bank WHERE status = 'returned'",
    }
    told: dict[str, int | None] = {}
    for name, question in asked.items():
        found = connection.execute(question).fetchone() if with_bank or "bank" not in name else None
        told[name] = None if found is None else int(found[0] or 0)
    return told
