"""JSON that arrives damaged: the place of the error, and the rest read all the same."""

import json
from typing import Any

import pytest

from sigor.analysis.annex import UnreadableFile, read, read_json

MILESTONE = {
    "code": "1.1.1",
    "name": "Mapa",
    "deliverable": "RDE",
    "units": ["UPPM"],
    "meta": 1,
    "months": {"5": 1},
}


def rules(**changes: Any) -> set[str]:
    found = {"year": 2025, "milestones": [MILESTONE | changes]}
    return {f.rule for f in read_json(json.dumps(found).encode()).errors}


def test_the_least_that_a_milestone_needs_is_read_without_errors() -> None:
    assert rules() == set()


def test_a_syntax_error_is_refused_with_its_line_and_column() -> None:
    with pytest.raises(UnreadableFile, match="línea 2, columna 9"):
        read("a.json", b'{"year":\n "2025" x}')


@pytest.mark.parametrize("data", [b'{"a": "\xff"}', b"[" * 100_000])
def test_json_that_cannot_be_decoded_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read("a.json", data)


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"milestones": []}', b'{"milestones": 3}', b"null"])
def test_json_without_milestones_says_that_no_annex_was_found(data: bytes) -> None:
    assert [f.rule for f in read("a.json", data).errors] == ["no-annex-found"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"meta": "dos"}, "bad-meta"),
        ({"meta": 0}, "bad-meta"),
        ({"meta": 3}, "marks-do-not-match-meta"),
        ({"months": {"13": 1}}, "unknown-month"),
        ({"months": {"mayo": 1}}, "unknown-month"),
        ({"months": {"5": "pronto"}}, "text-in-month-cell"),
        ({"months": {"5": 1}, "marks": [{"month": 6, "quantity": 1}]}, "marks-do-not-match-months"),
        ({"code": "uno"}, "bad-code"),
        ({"phva": "Pensar"}, "unknown-phva"),
    ],
)
def test_each_wrong_value_is_named(changes: dict[str, Any], rule: str) -> None:
    assert rule in rules(**changes)


@pytest.mark.parametrize("key", ["code", "name", "deliverable", "units", "meta"])
def test_a_missing_key_is_an_error_with_the_place_of_its_milestone(key: str) -> None:
    found = {"year": 2025, "milestones": [{k: v for k, v in MILESTONE.items() if k != key}]}
    missing = [f for f in read_json(json.dumps(found).encode()).errors if f.rule == "missing-column"]
    assert [(f.where, f.params) for f in missing] == [("hito 1 de la lista", {"column": key})]


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [None], {"a": 1}, True, 1e400, -1])
@pytest.mark.parametrize(
    "key",
    [*MILESTONE, "marks", "alternatives", "notes", "confidence", "order", "objective", "result", "phva"],
)
def test_no_value_of_the_wrong_kind_breaks_the_reader(key: str, value: object) -> None:
    found = {"year": value, "results": value, "objectives": value, "notes": value}
    read_json(json.dumps(found | {"milestones": [MILESTONE | {key: value}, value]}).encode())
