"""The rules as data: one document, checked as a whole, and the small tables that hold in a bimester."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from sigor.incentives.engine.bimesters import Bimester, Month
from sigor.incentives.engine.codes import ANNUAL_CONCEPTS, CONCEPTS, STUDENT_CONCEPTS, VERDICTS

HERE = Path(__file__).parent
DEFAULT = HERE / "data" / "juntos-2025.json"
SCHEMA: dict[str, Any] = json.loads((HERE / "schemas" / "rules.schema.json").read_text(encoding="utf-8"))
PILOT_AREA = "TPI_URBANO"

# list of the document -> the fields that say what an entry is about, and what it must cover in every month
KEYS: dict[str, tuple[str, ...]] = {
    "limits": ("key",),
    "amounts": ("concept",),
    "grades": ("grade", "area"),
    "verdicts": ("verdict",),
    "classes": ("class",),
    "areas": ("area", "prefix"),
    "outcomes": ("concept",),
}
COMPLETE: dict[str, tuple[str, ...]] = {
    "limits": ("target_age_years", "birthday_month_counts", "first_years_months", "attendance_percent"),
    "amounts": CONCEPTS,
    "verdicts": VERDICTS,
    "classes": ("extreme", "poor", "not_poor"),
}
Row = tuple[Any, ...]


class RulesRefused(Exception):
    """The document cannot be used; `problems` says what and where, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class RuleSet:
    """A document of rules that holds together."""

    document: dict[str, Any]

    @classmethod
    def of(cls, document: dict[str, Any]) -> "RuleSet":
        """Check the whole document. Raises RulesRefused."""
        if problems := _problems(json.dumps(document, sort_keys=True)):
            raise RulesRefused(list(problems))
        return cls(document)

    @classmethod
    def read(cls, path: Path = DEFAULT) -> "RuleSet":
        """Raises RulesRefused, also when the file is no JSON."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise RulesRefused([f"{path.name}: no es JSON legible ({error})."]) from error
        return cls.of(document)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """The document in its one canonical form: the same rules give the same bytes."""
        return json.dumps(self.document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @cached_property
    def requirements(self) -> tuple[str, ...]:
        """Codes of the requirements by rank; the number of one in the files is its place here, from 1."""
        return tuple(dict.fromkeys(entry["requirement"] for entry in self.document["requirements"]))

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry["outcome"] for entry in self.document["outcomes"]))

    def on(self, name: str, day: date) -> list[dict[str, Any]]:
        """Entries of one list that hold on that day."""
        return [entry for entry in self.document[name] if holds(entry, day)]

    def unconfirmed(self, bimester: Bimester) -> list[tuple[str, dict[str, Any]]]:
        """Entries in force in the bimester that nobody has confirmed yet, with their list."""
        days = [month.first_day for month in bimester.months]
        return [
            (name, entry)
            for name in (*KEYS, "requirements", "exemptions")
            for entry in self.document[name]
            if not entry["confirmed"] and any(holds(entry, day) for day in days)
        ]

    def tables(self, bimester: Bimester) -> dict[str, list[Row]]:
        """The rules that hold in the bimester as rows of the tables that the texts of SQL read.

        Raises RulesRefused when something has no rule, or two, in one of its months.
        """
        self._require_complete(bimester)
        tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        for month in bimester.months:
            for name, rows in self._month(month, bimester).items():
                tables[name] += rows
        amounts = [self._amounts(month) for month in bimester.months]
        tables["rates"] = [tuple(amounts[place][concept] for concept in CONCEPTS for place in (0, 1))]
        tables["months"] = [
            (m.place, m.number, m.year, m.calendar, m.first_day, m.last_day) for m in bimester.months
        ]
        return tables

    def _amounts(self, month: Month) -> dict[str, int]:
        return {entry["concept"]: entry["cents"] for entry in self.on("amounts", month.first_day)}

    def _month(self, month: Month, bimester: Bimester) -> dict[str, list[Row]]:
        place, day = month.place, month.first_day
        limits = {entry["key"]: entry["value"] for entry in self.on("limits", day)}
        ages = 12 * limits["target_age_years"] + limits["birthday_month_counts"]
        outcomes = {entry["concept"]: entry for entry in self.on("outcomes", day)}
        codes = [outcomes[concept]["outcome"] if concept in outcomes else "" for concept in ANNUAL_CONCEPTS]
        due = [
            concept in outcomes and outcomes[concept]["bimester"] == bimester.place
            for concept in ANNUAL_CONCEPTS
        ]
        return {
            "rule_limits": [(place, ages, limits["first_years_months"], limits["attendance_percent"])],
            "rule_requirements": [
                (place, self.requirements.index(e["requirement"]) + 1, e["requirement"], e["population"] == "pregnant",
                 e["age_from"], e["age_to"], e["every"], e["due"], e["measure"] == "share")
                for e in self.on("requirements", day)
                if e["month_from"] <= month.calendar <= e["month_to"]
            ],
            "rule_verdicts": [(place, VERDICTS.index(e["verdict"]), e["counts"]) for e in self.on("verdicts", day)],
            "rule_classes": [(place, e["class"], e["eligible"]) for e in self.on("classes", day)],
            "rule_areas": [(place, e["area"], e["prefix"]) for e in self.on("areas", day)],
            "rule_exemptions": [
                (place, e["prefix"], e["requirement"])
                for e in self.document["exemptions"]
                if _overlaps(e, month)
            ],
            "rule_grades": [
                (place, e["grade"], STUDENT_CONCEPTS.index(e["concept"]) + 1, e["area"]) for e in self.on("grades", day)
            ],
            "rule_outcomes": [(place, *codes, *due)],
        }  # fmt: skip

    def _require_complete(self, bimester: Bimester) -> None:
        problems = []
        for month in bimester.months:
            for name, wanted in COMPLETE.items():
                (key,) = KEYS[name]
                there = {entry[key] for entry in self.on(name, month.first_day)}
                problems += [f"{name}: no hay regla de «{w}» en {month}." for w in wanted if w not in there]
        if problems:
            raise RulesRefused(problems)


@lru_cache(maxsize=64)
def _problems(text: str) -> tuple[str, ...]:
    """What is wrong in a document; the same document is looked through once in a process."""
    document = json.loads(text)
    found = Draft202012Validator(SCHEMA).iter_errors(document)
    formal = sorted(found, key=lambda error: [str(part) for part in error.absolute_path])
    if formal:
        return tuple(f"{_place(error.absolute_path)}: {error.message}" for error in formal)
    return tuple(_inconsistent(document))


def columns(said: str) -> tuple[tuple[str, str], ...]:
    """«month INTEGER, area VARCHAR» as pairs of name and type."""
    return tuple((name, kind) for name, kind in (pair.split() for pair in said.split(", ")))


# table -> its columns with their types, as every engine creates them
TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "months": columns(
        "month INTEGER, number INTEGER, year INTEGER, calendar INTEGER, first_day DATE, last_day DATE"
    ),
    "rule_limits": columns(
        "month INTEGER, child_months INTEGER, first_years_months INTEGER, attendance_percent INTEGER"
    ),
    "rule_requirements": columns(
        "month INTEGER, rank INTEGER, requirement VARCHAR, of_pregnant BOOLEAN, age_from INTEGER, "
        "age_to INTEGER, every INTEGER, due INTEGER, is_share BOOLEAN"
    ),
    "rule_verdicts": columns("month INTEGER, verdict INTEGER, counts BOOLEAN"),
    "rule_classes": columns("month INTEGER, class VARCHAR, eligible BOOLEAN"),
    "rule_areas": columns("month INTEGER, area VARCHAR, prefix VARCHAR"),
    "rule_exemptions": columns("month INTEGER, prefix VARCHAR, requirement VARCHAR"),
    "rule_grades": columns("month INTEGER, grade VARCHAR, student INTEGER, area VARCHAR"),
    "rule_outcomes": columns("month INTEGER, passed VARCHAR, top VARCHAR, pays BOOLEAN, pays_top BOOLEAN"),
    "rates": tuple((f"{concept.lower()}_{place}", "INTEGER") for concept in CONCEPTS for place in (1, 2)),
}


def holds(entry: dict[str, Any], day: date) -> bool:
    """Whether an entry is valid on that day."""
    until = entry["valid_to"]
    return date.fromisoformat(entry["valid_from"]) <= day and (
        until is None or day <= date.fromisoformat(until)
    )


def _overlaps(entry: dict[str, Any], month: Month) -> bool:
    until = entry["valid_to"]
    begun = date.fromisoformat(entry["valid_from"]) <= month.last_day
    return begun and (until is None or date.fromisoformat(until) >= month.first_day)


def _place(path: Iterable[Any]) -> str:
    """«amounts, 3.ª entrada, cents»."""
    parts = [f"{part + 1}.ª entrada" if isinstance(part, int) else str(part) for part in path]
    return ", ".join(parts) or "documento"


def _inconsistent(document: dict[str, Any]) -> Iterable[str]:
    """What the form of the document cannot say: dates in order, one rule at a time, known areas."""
    unreal = [*_unreal_days(document)]
    if unreal:
        yield from unreal
        return
    for name, keys in KEYS.items():
        for first, second in _pairs(document[name], keys):
            if _meet(first, second):
                what = " ".join(str(first[key]) for key in keys if first[key] is not None)
                yield f"{name}: «{what}» tiene dos reglas a la vez desde {max(first['valid_from'], second['valid_from'])}."
    populations: dict[str, str] = {}
    for entry in document["requirements"]:
        code = entry["requirement"]
        if populations.setdefault(code, entry["population"]) != entry["population"]:
            yield f"requirements: «{code}» se pide a gestantes y a niños; use dos códigos."
        if entry["age_to"] < entry["age_from"] or entry["month_to"] < entry["month_from"]:
            yield f"requirements: «{code}» termina antes de empezar."
    for first, second in _pairs(document["requirements"], ("requirement",)):
        ages = max(first["age_from"], second["age_from"]) <= min(first["age_to"], second["age_to"])
        calendar = max(first["month_from"], second["month_from"]) <= min(
            first["month_to"], second["month_to"]
        )
        if ages and calendar and _meet(first, second):
            yield f"requirements: «{first['requirement']}» se pide dos veces a la misma edad."
    for first, second in _pairs(document["grades"], ("grade",)):
        if (first["area"] is None) != (second["area"] is None) and _meet(first, second):
            yield f"grades: «{first['grade']}» tiene a la vez una regla general y una de un ámbito."
    known = {entry["area"] for entry in document["areas"]}
    yield from (
        f"grades: el ámbito «{e['area']}» no está en areas."
        for e in document["grades"]
        if e["area"] and e["area"] not in known
    )
    codes = {entry["requirement"] for entry in document["requirements"]}
    yield from (
        f"exemptions: no hay requisito «{e['requirement']}»."
        for e in document["exemptions"]
        if e["requirement"] and e["requirement"] not in codes
    )


def _unreal_days(document: dict[str, Any]) -> Iterable[str]:
    for name in (*KEYS, "requirements", "exemptions"):
        for at, entry in enumerate(document[name], start=1):
            try:
                since = date.fromisoformat(entry["valid_from"])
                until = date.fromisoformat(entry["valid_to"] or entry["valid_from"])
            except ValueError:
                yield f"{name}, {at}.ª entrada: hay una fecha que no existe."
                continue
            if until < since:
                yield f"{name}, {at}.ª entrada: termina antes de empezar."


def _pairs(
    entries: list[dict[str, Any]], keys: tuple[str, ...]
) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault(tuple(entry[key] for key in keys), []).append(entry)
    for group in groups.values():
        for at, first in enumerate(group):
            yield from ((first, second) for second in group[at + 1 :])


def _meet(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether two validities share a day; ISO days compare as text."""
    ends = [entry["valid_to"] or "9999-12-31" for entry in (first, second)]
    return bool(max(first["valid_from"], second["valid_from"]) <= min(ends))
