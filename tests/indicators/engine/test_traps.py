"""Every trap that can be planted in a synthetic file is found, by its rule and its severity, and alone."""

from pathlib import Path

import pytest

from sigor.indicators.engine import synthetic
from sigor.indicators.engine.reading import Reading, read
from sigor.indicators.engine.traps import TRAPS
from tests.indicators.engine.tables import MARKED, PLACES

EVERY = 24  # one district in so many
CASES = [(name, kind) for name, trap in TRAPS.items() for kind in trap.kinds]
CLEAN = {"no-coordinates", "synthetic"}
# What a trap brings along besides its own finding.
ALONG = {
    "correction": {"cumulative-year"},
    "decimal-comma-mixed": {"thousands"},
    "formula": {"no-value"},
    "personal-cells": {"unknown-column"},
    "personal-names": {"unknown-column"},
}


def made(folder: Path, layout: str, kind: str, traps: tuple[str, ...] = ()) -> Path:
    if layout == "public":
        return synthetic.public_year(folder, 2025, 2, kind, traps=traps, every=EVERY)
    path = folder / f"sintetico-paquete.{kind}"
    synthetic.package_history(path, "2024-B6", "2025-B1", traps=traps, every=EVERY)
    return path


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return read(made(tmp_path_factory.mktemp("clean"), "public", "csv"), known_places=PLACES)


@pytest.mark.parametrize(("name", "kind"), CASES, ids=[f"{name}-{kind}" for name, kind in CASES])
def test_a_planted_trap_is_found(name, kind, clean, tmp_path):
    trap = TRAPS[name]
    path = made(tmp_path, trap.layout, kind, (name,))
    former = {row.key: row.value for row in clean.rows} if trap.compared else None
    shares = ("PAQ-N", "PAQ-G") if trap.shares else ()
    found = read(path, known_places=PLACES, former=former, shares=shares)
    by_rule = {(f.rule, f.severity): f for f in found.findings}
    assert (trap.rule, trap.severity) in by_rule, [f.said() for f in found.findings]
    assert by_rule[(trap.rule, trap.severity)].said()
    asked = set[str]()
    for finding in found.findings:
        finding.said(lambda template: asked.add(template) or template)
    assert asked <= MARKED, "what is told can be told in another language"
    assert found.ok == (trap.severity == "warning")
    assert {rule for rule, _severity in by_rule} <= CLEAN | {trap.rule} | ALONG.get(name, set())


@pytest.mark.parametrize("layout", ["public", "long"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_without_a_trap_nothing_is_found_but_that_it_is_made_up(layout, kind, tmp_path):
    found = read(made(tmp_path, layout, kind), known_places=PLACES, shares=("PAQ-N", "PAQ-G"))
    assert {f.rule for f in found.findings} == CLEAN and found.synthetic and found.ok
    assert {f.severity for f in found.findings} == {"warning"}


def test_several_traps_are_each_found(tmp_path):
    names = ("paid-above-affiliated", "decimal-comma", "heading-changed", "name-differs", "unknown-column")
    found = read(made(tmp_path, "public", "xlsx", names), known_places=PLACES)
    assert {TRAPS[name].rule for name in names} | CLEAN == {f.rule for f in found.findings}
    assert found.ok


def test_a_trap_that_does_not_exist_is_said(tmp_path):
    for kind, name in (("csv", "hidden-sheet"), ("csv", "above-whole"), ("xlsx", "nothing")):
        with pytest.raises(ValueError, match="no existe"):
            made(tmp_path, "public", kind, (name,))
