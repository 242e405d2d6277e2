"""The proof: the real plan of 2025, its twenty-nine known defects, and every finding that is a false alarm.

docs/normative-linter.md shows these tables; the tests below hold page and linter to each other.
"""

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from sigor.analysis.normative import Finding, Known, KnownNorm, Metadata, check, fill, parse
from sigor.analysis.normative.rules import definitions
from sigor.analysis.normative.study import Study

ROOT = Path(__file__).parents[3]
JUNTOS = ROOT / "src" / "sigor" / "demo" / "juntos"
PAGE = ROOT / "docs" / "normative-linter.md"

# Defect, and the findings that show it: rule and a line it names.
FOUND: dict[str, list[tuple[str, int]]] = {
    "C01": [("definitions-swapped", 348), ("definitions-swapped", 351)],
    "C04": [("act-incomplete", 18), ("act-incomplete", 146)],
    "C06": [("office-two-names", 100), ("office-two-names", 765)],
    "C07": [("entry-two-numbers", 64), ("entry-two-numbers", 831)],
    "C08": [("classification-against-publication", 148), ("classification-against-publication", 309)],
    "C11": [("depends-on-pending-act", 819)],
    "C12": [
        *(("norm-missing-from-basis", n) for n in (94, 114, 229, 239, 244, 249, 281, 551, 580)),
        ("norm-without-number", 166),
    ],
    "C14": [("norm-without-number", 632)],
    "C18": [
        ("numbering-stray-space", 862),
        ("footnote-repeated", 820),
        ("footnote-repeated", 981),
        ("entry-two-texts", 756),
    ],
    "C19": [("list-word-differs", 359), ("list-word-differs", 624)],
    "C20": [("definition-unlike-known", 345)],
    "C21": [("norm-two-formats", 153), ("norm-number-format", 249)],
    "C25": [
        *(("numbering-lost", n) for n in (376, 560, 645)),
        *(("heading-without-number", n) for n in (676, 689)),
    ],
    "C26": [("likely-misspelling", 266), ("likely-misspelling", 480), ("verb-disagrees", 601)],
    "C27": [("figure-without-text", 275), ("figure-without-text", 285), ("announced-but-missing", 373)],
}
# Only a part of what the list says can be read in the text.
PARTLY: dict[str, list[tuple[str, int]]] = {
    "C02": [("indicator-without-formula", 799)],
    "C05": [("norm-amendment-missing", 239)],
    "C22": [("document-two-names", 97), ("document-two-names", 155)],
}
NOT_FOUND = {"C03", "C09", "C10", "C13", "C15", "C16", "C17", "C23", "C24", "C28", "C29"}
# True, though not among the twenty-nine.
TRUE_BESIDES = {
    ("acronym-undefined", 267),
    ("acronym-undefined", 708),
    ("acronym-undefined", 728),
    ("acronym-undefined", 747),
    ("acronym-undefined", 827),
    ("acronym-undefined", 845),
    ("entry-two-texts", 179),
    ("entry-two-texts", 180),
    ("standard-without-edition", 396),
    ("standard-without-edition", 441),
    ("standard-without-edition", 458),
    ("norm-without-number", 540),
}
# In doubt, a finding counts as false.
FALSE_ALARMS = {
    ("norm-missing-from-basis", 30),
    ("norm-missing-from-basis", 129),
    ("likely-misspelling", 748),
}
BY_RULE = {
    "norm-missing-from-basis": 11,
    "acronym-undefined": 6,
    "act-incomplete": 4,
    "entry-two-texts": 3,
    "likely-misspelling": 3,
    "norm-without-number": 3,
    "numbering-lost": 3,
    "standard-without-edition": 3,
    "figure-without-text": 2,
    "footnote-repeated": 2,
    "heading-without-number": 2,
    "announced-but-missing": 1,
    "classification-against-publication": 1,
    "definition-unlike-known": 1,
    "definitions-swapped": 1,
    "depends-on-pending-act": 1,
    "document-two-names": 1,
    "entry-two-numbers": 1,
    "indicator-without-formula": 1,
    "list-word-differs": 1,
    "norm-amendment-missing": 1,
    "norm-number-format": 1,
    "norm-two-formats": 1,
    "numbering-stray-space": 1,
    "office-two-names": 1,
    "verb-disagrees": 1,
}


@cache
def lines() -> tuple[str, ...]:
    return tuple((JUNTOS / "plan-sig-2025.txt").read_text(encoding="utf-8").split("\n"))


@cache
def known() -> Known:
    """What an institution could know on the day after the last paper of the file."""
    organisation = json.loads((JUNTOS / "organisation.json").read_text(encoding="utf-8"))
    plan = json.loads((JUNTOS / "plan-2025.json").read_text(encoding="utf-8"))
    return Known(
        on=date(2025, 1, 31),
        acronyms={
            "SIG": "Sistema Integrado de Gestión",
            "MIDIS": "Ministerio de Desarrollo e Inclusión Social",
            "PCM": "Presidencia del Consejo de Ministros",
            "PNADP": "Programa Nacional de Apoyo Directo a los Más Pobres",
        },
        units={acronym: name for acronym, _, name, *_ in organisation["units"]},
        norms={
            "DS 042-2018-PCM": KnownNorm(in_force_to=date(2024, 12, 27), names=("Modelo de Integridad",)),
            "DS 148-2024-PCM": KnownNorm(in_force_from=date(2024, 12, 28), names=("Modelo de Integridad",)),
            "DS 123-2018-PCM": KnownNorm(
                names=("Reglamento del Sistema Administrativo de Modernización de la Gestión Pública",)
            ),
            "DS 095-2022-PCM": KnownNorm(modified_by=("DS 103-2023-PCM",)),
            "NT 001-2018-PCM/SGP": KnownNorm(
                in_force_to=date(2025, 2, 22), replaced_by="NT 002-2025-PCM/SGP"
            ),
            "RM 278-2017-MIDIS": KnownNorm(title="Manual de Operaciones"),
        },
        definitions={
            "Alta dirección": "Persona o grupo de personas que dirige y controla una organización al más alto nivel",
            "Calidad": "Grado en el que un conjunto de características inherentes de un objeto cumple con los requisitos",
            "Cliente": "Persona u organización que podría recibir o que recibe un producto o un servicio destinado a esa "
            "persona u organización o requerido por ella",
            "Riesgo": "Efecto de la incertidumbre",
        },
        metadata=Metadata(revision="01", title=plan["title"]),
    )


@cache
def found() -> tuple[Finding, ...]:
    return tuple(check(parse(lines()), known()))


def shows(rule: str, line: int) -> list[Finding]:
    return [finding for finding in found() if finding.rule == rule and line in finding.lines]


@pytest.mark.parametrize("code", sorted(FOUND | PARTLY))
def test_the_defect_is_found_where_it_is(code: str) -> None:
    for rule, line in (FOUND | PARTLY)[code]:
        assert shows(rule, line), (rule, line)


def test_each_of_the_twenty_nine_has_its_answer() -> None:
    codes = [*FOUND, *PARTLY, *NOT_FOUND]
    assert sorted(codes) == [f"C{n:02d}" for n in range(1, 30)]


def test_every_finding_is_accounted_for() -> None:
    told = {pair for pairs in (FOUND | PARTLY).values() for pair in pairs} | TRUE_BESIDES
    for finding in found():
        pairs = {(finding.rule, line) for line in finding.lines}
        assert bool(pairs & told) is not bool(pairs & FALSE_ALARMS), (finding, fill(finding).message)


def test_the_totals_by_rule_do_not_change_unnoticed() -> None:
    assert Counter(finding.rule for finding in found()) == BY_RULE


def test_what_the_main_findings_say() -> None:
    said = {fill(f).message for f in found()}
    assert (
        "Las definiciones de «Seguridad de la información» y «Sistema de gestión antisoborno» parecen "
        "intercambiadas: cada una habla del otro término (antisoborno, información)."
    ) in said
    assert (
        "Hay 8.6.1, pero falta 8.2–8.6. Títulos sin número en ese lugar: «Liderazgo y autoridad»; «Gestión por "
        "procesos»; «Gestión de riesgos»; «Normatividad vigente»; «Recurso humano»."
    ) in said
    assert "«Modelo de Integridad» se nombra sin su norma (DS 148-2024-PCM)." in said


def test_the_page_says_what_the_linter_does() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (C\d\d) \| (.*) \|$", page, re.MULTILINE))
    assert sorted(rows) == [f"C{n:02d}" for n in range(1, 30)]
    for code, row in rows.items():
        named = set(re.findall(r"`([a-z-]+)`", row))
        assert named == {rule for rule, _ in (FOUND | PARTLY).get(code, [])}, code
        verdict = "found" if code in FOUND else "partly" if code in PARTLY else "no"
        assert row.startswith(f"{verdict} |"), code
    counts = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (\d+) \|", page, re.MULTILINE)
    assert {rule: int(n) for rule, n, _ in counts} == BY_RULE
    assert {rule: int(n) for rule, _, n in counts if n != "0"} == Counter(rule for rule, _ in FALSE_ALARMS)
    total, false = sum(BY_RULE.values()), len(FALSE_ALARMS)
    assert f"**{total - false} true, {false} false: precision {(total - false) / total:.2f}**" in page
    assert len(re.findall(r"^\d+\. `", page, re.MULTILINE)) == false


def test_definitions_swapped_on_purpose_are_found_as_often_as_the_page_says() -> None:
    """Every pair of the plan's own glossary, once C01 is put right: how many swaps show, how many mislead."""
    glossary = _glossary()
    right = {"Seguridad de la información", "Sistema de gestión antisoborno"}
    a, b = (i for i, (term, _) in enumerate(glossary) if term in right)
    _swap(glossary, a, b)
    assert _swapped(glossary) == []
    hits = misleading = 0
    for i, j in combinations(range(len(glossary)), 2):
        trial = list(glossary)
        _swap(trial, i, j)
        pairs = _swapped(trial)
        hits += {trial[i][0], trial[j][0]} in pairs
        misleading += sum(pair != {trial[i][0], trial[j][0]} for pair in pairs)
    assert f"{hits} of 105" in PAGE.read_text(encoding="utf-8")
    assert (hits, misleading) == (35, 1)


def _glossary() -> list[tuple[str, str]]:
    study = Study(parse(lines()), Known())
    return [(d.term, d.text) for d in definitions.glossary(study)]


def _swap(glossary: list[tuple[str, str]], i: int, j: int) -> None:
    (one, its), (other, theirs) = glossary[i], glossary[j]
    glossary[i], glossary[j] = (one, theirs), (other, its)


def _swapped(glossary: list[tuple[str, str]]) -> list[set[str]]:
    text = ["1. Términos y definiciones", ""]
    for term, definition in glossary:
        text += [f"• {term}: {definition}", ""]
    study = Study(parse(text), Known())
    return [{str(f.params["one"]), str(f.params["other"])} for f in definitions.swapped(study)]
