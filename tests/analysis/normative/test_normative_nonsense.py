"""Whatever comes in, the linter answers; every message can be filled in; every rule is declared and written of."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sigor.analysis.normative import (
    RULES,
    TEMPLATES,
    Finding,
    Known,
    KnownNorm,
    Metadata,
    Severity,
    check,
    fill,
    parse,
)

PAGE = Path(__file__).parents[3] / "docs" / "normative-linter.md"
SOURCES = Path(__file__).parents[3] / "src" / "sigor" / "analysis" / "normative"
KNOWN = Known(
    acronyms={"SIG": "Sistema Integrado de Gestión"},
    units={"UAJ": "Unidad de Asesoría Jurídica"},
    norms={"DS 001-2020-PCM": KnownNorm(names=("Modelo",)), "nada": KnownNorm()},
    definitions={"Riesgo": "Efecto de la incertidumbre"},
    metadata=Metadata("PNA-D-001", "1", "Plan de archivo de los expedientes"),
)
PIECES = (
    "1. Objeto", "1.1. Fin", "8.1.1", "1.1. 2", "a)", "iv)", "Artículo 2.-", "Anexo 01:", "SE RESUELVE:", "VISTOS:",
    "Definiciones", "Base legal", "Riesgo: Efecto", "• Uno", "Tabla de hitos", "Gráfico N° 1: x", "1 Nota al pie.",
    "norma1", "N°   -2025", "Página 3 de 9", "USO INTERNO", "DS 001-2020-PCM", "(SIG)", "tres ejes:", "80 %",
    "Unidad de Archivo", "ÍNDICE", "1. Objeto ..... 3", "", " ", "\f", "\x00", "²", "Ley N°", "S/ 1 (mil y 00/100", "…",
)  # fmt: skip


PLAN_LIKE = [
    "Código: PNA-D-001 Versión: 02 Página 1 de 2",
    "1. Definiciones",
    "Riesgo: Efecto de la incertidumbre.",
    "2. Base legal",
    "Ley N° 27444.",
    "3. Alcance",
    "El Plan de archivo de la Unidad de Archivo (UA) y el DS 001-2000-PCM.",
]


def linted(lines: list[str]) -> list[Finding]:
    found = check(parse(lines), KNOWN)
    for finding in found:
        assert finding.lines and all(1 <= n <= len(lines) for n in finding.lines)
        words = fill(finding)
        assert words.message and words.remedy and "%(" not in words.message + words.remedy
    return found


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=30))
@example([])
@example([""])
@example(["\x00\x01\x07\u200b\ufeff\u2028"])
def test_any_lines_are_answered(lines: list[str]) -> None:
    linted(lines)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join), max_size=40))
def test_any_jumble_of_what_norms_are_made_of_is_answered(lines: list[str]) -> None:
    linted(lines)


@settings(deadline=None)
@given(st.lists(st.text(max_size=25), min_size=8, max_size=8))
@example(["Plan", "", "de la", "1", "DS 1-2000", "", "Riesgo", ""])
@example(["---", "A", "A", "Ley 27444", "", "Modelo", "", "x"])
def test_any_knowledge_is_put_up_with(said: list[str]) -> None:
    title, acronym, unit, norm, other, called, term, accepted = said
    known = Known(
        acronyms={acronym: accepted},
        units={acronym: unit},
        norms={norm: KnownNorm(replaced_by=other, modified_by=(other,), names=(called,))},
        definitions={term: accepted},
        metadata=Metadata(code=other, revision=norm, title=title),
    )
    for finding in check(parse(PLAN_LIKE), known):
        assert fill(finding).message


@pytest.mark.parametrize(
    "piece", ["x", "Áb ", "1.", "(a) ", "DS 1-", "…", "Unidad de Archivo y ", "de la ", "se "]
)
def test_one_huge_line_is_answered(piece: str) -> None:
    linted([piece * 20_000])


def test_ten_thousand_lines_are_answered() -> None:
    lines = [
        f"{i // 40 + 1}.{i % 40 + 1}. La unidad cumple el numeral {i // 40 + 1}.1 y el DS {i % 200 + 1:03d}-2015-PCM."
        for i in range(10_000)
    ]
    assert {f.rule for f in linted(lines)} == set()


def test_findings_come_in_the_order_of_the_text() -> None:
    found = linted(["1. Objeto", "3. Alcance", "Rige el MAPRO.", "Se plasmas los temas.", "3. Otro"])
    assert [f.line for f in found] == sorted(f.line for f in found)


def test_nothing_known_is_the_same_as_knowing_nothing() -> None:
    text = parse(["1. Objeto", "3. Alcance"])
    assert check(text) == check(text, Known())


def test_a_translator_gets_the_template_and_the_reader_its_parameters() -> None:
    (finding,) = check(parse(["1. Objeto", "3. Alcance"]))
    seen: list[str] = []

    def translate(text: str) -> str:
        seen.append(text)
        return (
            text.upper()
            .replace("S)S", "s)s")
            .replace("(MISSING)S", "(missing)s")
            .replace("(BEFORE)S", "(before)s")
            .replace("(NUMBER)S", "(number)s")
        )

    assert fill(finding, translate).message == "FALTA 2: DE 1 SE PASA A 3."
    assert seen[0] == TEMPLATES["numbering-gap"].message


def test_every_template_is_used_and_every_message_has_one() -> None:
    source = "".join(path.read_text() for path in SOURCES.rglob("*.py") if path.name != "messages.py")
    assert [name for name in TEMPLATES if f'"{name}"' not in source] == []


def test_rules_are_declared_once_and_written_of() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    described = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text().split("## The 2025 plan")[0], re.MULTILINE)
    assert described == codes


def test_severities_are_three() -> None:
    assert [s.value for s in Severity] == ["error", "warning", "hint"]
