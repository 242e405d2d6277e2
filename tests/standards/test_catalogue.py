"""The catalogue of norms, clauses, requirements and controls: its shape, and that its parts agree."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sigor.standards

CATALOGUE = Path(sigor.standards.__file__).parent / "catalogue"

Rows = list[dict[str, Any]]

SHAPES = {
    "norms": "norm name local_name system edition valid_from valid_to source confirmed note",
    "clauses": "number title asks phase",
    "requirements": "edition number clause title asks adds",
    "ties": "a b kind reason",
    "controls": "number theme title purpose usual_evidence",
    "legal": "norm article duty system valid_from source confirmed",
    "integrity_components": "model number title asks valid_from valid_to source note",
}
MAY_BE_EMPTY = {("legal", "article")}
MAY_BE_NULL = {("norms", "valid_to"), ("integrity_components", "valid_to"), ("legal", "valid_from")}
THEMES = {"5": ("organisational", 37), "6": ("people", 8), "7": ("physical", 14), "8": ("technological", 34)}
# Slips of the hand that a reader would meet: doubled words, space before a comma, a lost stop.
SLIP = re.compile(r"\b(\w+) \1\b|\s[,.;:]|  |,,|\.\.|\( | \)", re.IGNORECASE)
# A sentence that looks English was pasted, not written.
ENGLISH = re.compile(r"\b(the|shall|and|with|organization|must)\b", re.IGNORECASE)


def rows(name: str) -> Rows:
    content: Rows = json.loads((CATALOGUE / f"{name}.json").read_text(encoding="utf-8"))
    return content


def texts(name: str) -> list[tuple[str, str]]:
    return [(field, value) for row in rows(name) for field, value in row.items() if isinstance(value, str)]


def editions() -> set[str]:
    return {f"{row['norm']}:{row['edition']}" for row in rows("norms")}


def by_number(numbers: list[str]) -> list[tuple[int, ...]]:
    return [tuple(int(part) for part in number.split(".")) for number in numbers]


@pytest.mark.parametrize("name", SHAPES)
def test_every_row_has_exactly_the_fields_of_its_file(name):
    assert rows(name)
    assert all(list(row) == SHAPES[name].split() for row in rows(name))


@pytest.mark.parametrize("name", SHAPES)
def test_no_text_is_empty_or_has_stray_spaces(name):
    for row in rows(name):
        for field, value in row.items():
            if value is None:
                assert (name, field) in MAY_BE_NULL, (name, field, row)
            elif isinstance(value, str):
                assert value == value.strip(), (name, field, value)
                assert value or (name, field) in MAY_BE_EMPTY, (name, field, row)


@pytest.mark.parametrize("name", SHAPES)
def test_the_texts_have_no_slips(name):
    assert not [(field, value) for field, value in texts(name) if SLIP.search(value)]


@pytest.mark.parametrize(
    "name", ["clauses", "requirements", "ties", "controls", "legal", "integrity_components"]
)
def test_the_sentences_are_spanish_and_end_with_a_full_stop(name):
    told = [
        value
        for field, value in texts(name)
        if field in {"asks", "reason", "purpose", "usual_evidence", "duty"}
    ]
    assert told
    assert not [value for value in told if ENGLISH.search(value)]
    assert not [value for value in told if not value.endswith(".") or not value[0].isupper()]


@pytest.mark.parametrize("name", ["clauses", "requirements", "integrity_components"])
def test_what_is_asked_is_said_neither_too_short_nor_too_long(name):
    assert not [row for row in rows(name) if not 20 <= len(row["asks"]) <= 600]


@pytest.mark.parametrize("name", ["norms", "legal", "integrity_components"])
def test_dates_are_iso_dates_and_an_end_never_precedes_its_beginning(name):
    for row in rows(name):
        begin = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
        end = date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None
        assert begin is None or end is None or begin <= end, row


def test_a_norm_has_one_system_and_no_edition_twice():
    system = {"9001": "SGC", "37001": "SGAS", "27001": "SGSI"}
    assert len(editions()) == len(rows("norms"))
    assert all(row["system"] == system[row["norm"]] for row in rows("norms"))
    assert {row["norm"] for row in rows("norms")} == set(system)


def test_every_system_has_an_edition_in_force_with_requirements():
    in_force = {
        f"{r['norm']}:{r['edition']}" for r in rows("norms") if r["confirmed"] and r["valid_to"] is None
    }
    with_requirements = {row["edition"] for row in rows("requirements")}
    assert {edition.split(":")[0] for edition in in_force & with_requirements} == {"9001", "37001", "27001"}


def test_the_successor_of_9001_asks_for_nothing_until_its_text_is_known():
    assert "9001:2026" not in {row["edition"] for row in rows("requirements")}
    assert not next(row for row in rows("norms") if row["edition"] == "2026")["confirmed"]


def test_the_clauses_run_from_4_to_10_in_order_and_none_hangs_in_the_air():
    numbers = [row["number"] for row in rows("clauses")]
    assert by_number(numbers) == sorted(set(by_number(numbers)))
    assert [number for number in numbers if "." not in number] == ["4", "5", "6", "7", "8", "9", "10"]
    assert all(number.rpartition(".")[0] in {"", *numbers} for number in numbers)


def test_a_clause_has_the_phase_of_its_chapter():
    phase = {"4": "P", "5": "P", "6": "P", "7": "H", "8": "H", "9": "V", "10": "A"}
    assert all(row["phase"] == phase[row["number"].split(".")[0]] for row in rows("clauses"))


def test_every_requirement_hangs_on_a_clause_and_an_edition_that_exist():
    clauses = {row["number"] for row in rows("clauses")}
    assert not [row for row in rows("requirements") if row["clause"] not in clauses]
    assert {row["edition"] for row in rows("requirements")} <= editions()


def test_a_requirement_is_given_once_and_in_order_within_its_edition():
    for edition in {row["edition"] for row in rows("requirements")}:
        numbers = [row["number"] for row in rows("requirements") if row["edition"] == edition]
        assert by_number(numbers) == sorted(set(by_number(numbers))), edition


def test_no_two_requirements_of_an_edition_ask_in_the_same_words():
    for field in ("asks", "title"):
        told = Counter((row["edition"], row[field].casefold()) for row in rows("requirements"))
        assert not [key for key, times in told.items() if times > 1]


@pytest.mark.parametrize(("edition", "count"), [("9001:2015", 59), ("37001:2016", 38), ("27001:2022", 30)])
def test_the_editions_in_force_are_complete_where_an_auditor_cites(edition, count):
    assert sum(row["edition"] == edition for row in rows("requirements")) == count


@pytest.mark.parametrize(
    ("edition", "improvement", "nonconformity"),
    [
        ("9001:2015", "10.3", "10.2"),
        ("37001:2016", "10.2", "10.1"),
        ("37001:2025", "10.1", "10.2"),
        ("27001:2022", "10.1", "10.2"),
    ],
)
def test_improvement_and_nonconformity_stand_where_each_edition_puts_them(
    edition, improvement, nonconformity
):
    titles = {row["number"]: row["title"] for row in rows("requirements") if row["edition"] == edition}
    assert titles[improvement].startswith("Mejora continua")
    assert titles[nonconformity].startswith("No conformidad")


def test_every_clause_of_the_second_level_is_asked_by_each_edition_in_force():
    asked = {"9001:2015": set(), "37001:2016": set(), "27001:2022": set()}
    for row in rows("requirements"):
        if row["edition"] in asked:
            asked[row["edition"]].add(".".join(row["clause"].split(".")[:2]))
    second = {row["number"] for row in rows("clauses") if row["number"].count(".") == 1}
    assert second - asked["9001:2015"] == set()
    assert second - asked["27001:2022"] == set()
    assert second - asked["37001:2016"] == {"6.3"}  # that edition is older than the planning of changes


def test_both_ends_of_a_tie_exist_and_belong_to_different_norms():
    known = {f"{row['edition']}/{row['number']}" for row in rows("requirements")}
    for tie in rows("ties"):
        assert {tie["a"], tie["b"]} <= known, tie
        assert tie["a"].split(":")[0] != tie["b"].split(":")[0], tie


def test_no_tie_is_given_twice_in_either_direction():
    pairs = Counter(frozenset((tie["a"], tie["b"])) for tie in rows("ties"))
    assert not [pair for pair, times in pairs.items() if times > 1]


def test_ties_are_of_a_known_kind_and_each_gives_its_own_reason():
    assert {tie["kind"] for tie in rows("ties")} == {"equal", "contains", "part_of", "overlaps"}
    assert len({tie["reason"] for tie in rows("ties")}) == len(rows("ties"))
    assert all(40 <= len(tie["reason"]) <= 400 for tie in rows("ties"))


def test_requirements_that_are_equal_hang_on_the_same_clause():
    clause = {f"{row['edition']}/{row['number']}": row["clause"] for row in rows("requirements")}
    assert not [
        tie for tie in rows("ties") if tie["kind"] == "equal" and clause[tie["a"]] != clause[tie["b"]]
    ]


def test_ties_reach_every_chapter_from_4_to_10():
    assert {tie["a"].split("/")[1].split(".")[0] for tie in rows("ties")} == {
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
    }


def test_the_93_controls_stand_in_order_under_their_four_themes():
    expected = [(f"{head}.{i}", theme) for head, (theme, size) in THEMES.items() for i in range(1, size + 1)]
    assert len(expected) == 93
    assert [(row["number"], row["theme"]) for row in rows("controls")] == expected


@pytest.mark.parametrize("field", ["title", "purpose", "usual_evidence"])
def test_no_two_controls_share_a_text(field):
    assert len({row[field].casefold() for row in rows("controls")}) == 93


def test_the_duties_of_the_law_are_those_of_information_security_and_each_is_told_once():
    assert 8 <= len(rows("legal")) <= 14
    assert {row["system"] for row in rows("legal")} == {"SGSI"}
    assert len({row["duty"] for row in rows("legal")}) == len(rows("legal"))


def test_the_integrity_model_has_nine_components_and_says_what_it_superseded():
    components = rows("integrity_components")
    assert [row["number"] for row in components] == list(range(1, 10))
    assert {row["valid_from"] for row in components} == {"2024-12-28"}
    assert all("2018" in row["note"] for row in components)
