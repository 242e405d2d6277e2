"""Worked cases: a household each, what it must be paid, and whether rules still say so."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sigor.incentives.engine import memory
from sigor.incentives.engine.intake import Finding
from sigor.incentives.engine.pipeline import InputsRefused
from sigor.incentives.engine.rules import RuleSet, RulesRefused

DELIVERED = Path(__file__).parent / "data" / "cases.json"


def delivered() -> list[dict[str, Any]]:
    """The cases that come along: title, bimester, households, members, facts, and lines expected in céntimos."""
    found: list[dict[str, Any]] = json.loads(DELIVERED.read_text(encoding="utf-8"))
    return found


def fingerprint(cases: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(cases, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def failing(rules: RuleSet, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases that do not come out: title, what was expected, what is paid, or the problem in words."""
    found: list[dict[str, Any]] = json.loads(_failing(rules.text, json.dumps(cases)))
    return found


@lru_cache(maxsize=32)
def _failing(rules_text: str, cases_text: str) -> str:
    """The answer as JSON: the same rules and cases are tried once in a process."""
    return json.dumps(_tried(RuleSet(json.loads(rules_text)), json.loads(cases_text)))


def _tried(rules: RuleSet, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told = []
    for case in cases:
        try:
            paid = outcome(rules, case)
        except (InputsRefused, RulesRefused) as refused:
            told.append(
                {"title": case["title"], "expected": case["lines"], "paid": None, "problem": _words(refused)}
            )
            continue
        if paid != case["lines"]:
            told.append({"title": case["title"], "expected": case["lines"], "paid": paid, "problem": ""})
    return told


def outcome(rules: RuleSet, case: dict[str, Any]) -> dict[str, int]:
    """What each concept pays in one case, in céntimos, all its households together."""
    found = memory.compute(
        case["households"], case["members"], case["facts"], rules=rules.document, bimester=case["bimester"]
    )
    paid: dict[str, int] = {}
    for (_household, concept), (_first, _second, cents) in sorted(found.lines.items()):
        paid[concept] = paid.get(concept, 0) + cents
    return paid


def accepted(rules: RuleSet, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same cases expecting what these rules pay. Raises InputsRefused, RulesRefused."""
    return [case | {"lines": outcome(rules, case)} for case in cases]


def _words(refused: InputsRefused | RulesRefused) -> str:
    if isinstance(refused, RulesRefused):
        return " ".join(refused.problems)
    findings: list[Finding] = refused.findings
    return " ".join(finding.message for finding in findings)
