"""What the reader tells is kept as templates and values, and every template reads in English too."""

import re

import pytest
from django.utils import translation

from sigor.indicators.engine.findings import Finding
from sigor.indicators.engine.periods import NotAPeriod, Period
from sigor.indicators.engine.phrases import phrase, quoted, said
from tests.indicators.engine.tables import MARKED, long, public, reading, write

ENGLISH = {
    "%(one)s o %(other)s": "%(one)s or %(other)s",
    "«%(text)s»": "“%(text)s”",
    "Falta %(what)s.": "No %(what)s.",
}


@pytest.mark.parametrize("template", sorted(MARKED))
def test_every_template_of_the_engine_reads_in_english_with_the_same_values(template):
    with translation.override("en"):
        english = translation.gettext(template)
    assert english != template
    assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", template))
    assert "%" not in re.sub(r"%\(\w+\)s", "", template + english), "filled in without a surprise"


def test_phrases_hold_texts_numbers_lists_and_phrases():
    either = phrase("%(one)s o %(other)s", one=quoted("A"), other=quoted("100 %"))
    told = phrase("Falta %(what)s.", what=[either, 3, "B"])
    assert said(told) == "Falta «A» o «100 %», 3, B."
    assert said(told, ENGLISH.__getitem__) == "No “A” or “100 %”, 3, B."


def test_what_was_kept_as_a_finished_sentence_is_not_touched():
    def never(template: str) -> str:
        raise AssertionError(template)

    assert said({"message": "«100 %(x)s» debe ser un número."}, never) == "«100 %(x)s» debe ser un número."


def test_a_finding_is_kept_as_plain_data():
    told = phrase("Falta %(what)s.", what=quoted("A"))
    kept = Finding("error", "a.csv", "", "A", "missing-column", told, 2, (3, 4)).as_dict()
    assert kept == {
        "severity": "error", "file": "a.csv", "sheet": "", "column": "A", "rule": "missing-column",
        "message": "Falta %(what)s.", "values": {"what": {"message": "«%(text)s»", "values": {"text": "A"}}},
        "count": 2, "rows": [3, 4],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (
            "luna 100 %",
            "“luna 100 %” is not a period; write it as 2025-06, 2025-B3, 2025-T2, 2025-S1 or 2025.",
        ),
        ("2025-B7", "The period 2025-B7 does not exist: the number goes from 1 to 6."),
        ("1850", "The year 1850 is not between 1900 and 2199."),
    ],
)
def test_what_is_no_period_is_said_in_english_too(text, english):
    with pytest.raises(NotAPeriod) as wrong, translation.override("en"):
        Period.read(text)
    with translation.override("en"):
        assert said(wrong.value.told, translation.gettext) == english
    assert str(wrong.value) == said(wrong.value.told) != english


def test_one_and_many_are_told_apart(tmp_path):
    former = {row.key: row.value for row in reading(write(tmp_path / "antes.csv", public())).rows}
    for changed, many in (([1], "1 valor."), ([1, 2], "2 valores.")):
        table = public()
        for line in changed:
            table[line][6] += 1
        found = reading(write(tmp_path / "despues.csv", table), former=former)
        assert next(f for f in found.findings if f.rule == "correction").said().endswith(many)


def test_lists_within_a_sentence_are_in_its_language(tmp_path):
    found = reading(write(tmp_path / "datos.csv", [["UBIGEO", "DISTRITO"], ["010101", "Chachapoyas"]]))
    table = [[*row, *"abcdefghi"] for row in long()]
    table[0][-3] = None
    wide = reading(write(tmp_path / "otro.csv", table))
    with translation.override("en"):
        missing = [f.said(translation.gettext) for f in found.findings if f.severity == "error"]
        (unknown,) = [f.said(translation.gettext) for f in wide.findings if f.rule == "unknown-column"]
    assert missing[0] == "The column “BIMESTRE” or “PERIODO” or “MES” or “FECHA_CORTE” is missing."
    assert "“f”, 12 (without a heading), “h” and 1 more" in unknown
