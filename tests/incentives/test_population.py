"""Who is in the Programme, who moved, what expires, coverage and the suggested priority."""

from datetime import date
from pathlib import Path

import pytest

from sigor.incentives.engine import population
from sigor.incentives.engine.lists import ListsRefused
from tests.incentives import made
from tests.incentives.made import token

MARCH, APRIL = "2025-03", "2025-04"


def ran(
    tmp_path: Path, *households: dict, members: list | None = None, facts: list | None = None, **said: str
) -> Path:
    return made.run(tmp_path, households, members or [made.student(1, 1)], facts or [], **said)


def moved(tmp_path: Path, **dates: str | None) -> dict[str, int]:
    """How one household counts in 2025-B2, by its dates alone."""
    told = population.movements(run=ran(tmp_path, made.household(1, **dates)), previous=None)
    assert (told["since"], told["until"]) == ("2025-03-01", "2025-04-30")
    return {name: count for name, count in told["totals"].items() if count}


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"affiliated_on": "2025-02-28"}, "continuing"),
        ({"affiliated_on": "2025-03-01"}, "new"),
        ({"affiliated_on": "2025-04-30"}, "new"),
        ({"affiliated_on": "2025-05-01"}, None),
        ({"left_on": "2025-02-28"}, None),
        ({"left_on": "2025-03-01"}, "out"),
        ({"left_on": "2025-04-30"}, "out"),
        ({"left_on": "2025-05-01"}, "continuing"),
        ({"left_on": "2025-01-01", "readmitted_on": "2025-03-01"}, "readmitted"),
        ({"left_on": "2025-01-01", "readmitted_on": "2025-02-28"}, "continuing"),
        ({"left_on": "2025-01-01", "readmitted_on": "2025-05-01"}, None),
        ({"left_on": "2025-03-10", "readmitted_on": "2025-04-01"}, "readmitted"),
        ({"left_on": "2025-04-10", "readmitted_on": "2020-04-01"}, "out"),
        ({"affiliated_on": "2025-03-05", "left_on": "2025-04-05"}, None),
        ({"suspended_from": "2025-03-05"}, "continuing"),
        ({"class_until": "2020-01-01"}, "continuing"),
    ],
)
def test_without_a_former_run_the_dates_of_the_extract_tell_the_movement(tmp_path, dates, expected):
    assert moved(tmp_path, **dates) == ({expected: 1} if expected else {})


def test_with_a_former_run_its_households_are_those_of_before(tmp_path):
    before = ran(
        tmp_path,
        *(made.household(number) for number in (1, 2, 3)),
        made.household(5, left_on="2024-10-01"),
        bimester="2025-B1",
        name="before",
    )
    now = ran(
        tmp_path,
        made.household(1),
        made.household(2, left_on="2025-03-15", left_cause="RENUNCIA", unit="PUNO"),
        made.household(4),  # affiliated long ago and never seen
        made.household(5, left_on="2024-10-01", readmitted_on="2025-04-01"),
        made.household(6, affiliated_on="2025-03-10", unit="PUNO"),
    )
    told = population.movements(run=now, previous=before)
    assert told == {
        "since": "2025-03-01",
        "until": "2025-04-30",
        "totals": {"new": 2, "readmitted": 1, "continuing": 1, "out": 2},
        "units": [
            {"unit": "AYACUCHO", "new": 1, "readmitted": 1, "continuing": 1, "out": 1},
            {"unit": "PUNO", "new": 1, "readmitted": 0, "continuing": 0, "out": 1},
        ],
        "causes": [
            {"unit": "AYACUCHO", "cause": population.GONE, "households": 1},
            {"unit": "PUNO", "cause": "RENUNCIA", "households": 1},
        ],
    }
    with pytest.raises(ValueError, match="no es anterior"):
        population.movements(run=before, previous=now)


def test_classes_expire_by_month_and_unit_among_those_in_the_programme(tmp_path):
    run = ran(
        tmp_path,
        made.household(1, class_until="2025-02-28"),
        made.household(2, class_until="2025-03-01"),
        made.household(3, class_until="2025-06-30"),
        made.household(4, class_until="2025-06-01", unit="PUNO"),
        made.household(5, class_until="2025-06-15", left_on="2025-01-01"),
        made.household(6, class_until="2025-07-01"),
    )
    assert population.expiries(run=run, until=date(2025, 6, 30)) == [
        {"month": "2025-03", "unit": "AYACUCHO", "households": 1},
        {"month": "2025-06", "unit": "AYACUCHO", "households": 1},
        {"month": "2025-06", "unit": "PUNO", "households": 1},
    ]


def child(number: int, birth: str, grade: str | None = None, year: int | None = 2025, home: int = 1) -> dict:
    return made.member(
        number, home, role="child", birth_month=birth, grade=grade, school_year=year if grade else None
    )


def test_each_child_is_in_one_group_and_a_pregnant_girl_also_in_hers(tmp_path):
    members = [
        child(1, "2025-04"),
        child(2, "2024-05"),  # eleven months
        child(3, "2024-04"),  # one year
        child(4, "2022-05"),  # thirty-five months
        child(5, "2022-04"),  # three years
        child(6, "2019-05", "I5"),  # five, the last month
        child(7, "2019-05", "P1"),  # as old, but at school
        child(8, "2019-04"),  # six without a grade
        child(9, "2012-01", "S1") | {"pregnant_from": "2025-02-01"},
        child(10, "2012-01", "S1", 2024),
        child(11, "2012-01", "S1", 2023),
        made.member(12, 1, pregnant_from="2025-01-01"),
        made.member(13, 1, pregnant_from="2024-05-01", pregnant_until="2025-03-31"),
        child(14, "2025-04", home=2),
    ]
    run = ran(tmp_path, made.household(1), made.household(2, left_on="2025-01-01"), members=members)
    assert population.target_groups(run=run) == [
        {
            "unit": "AYACUCHO",
            "pregnant": 2,
            "under_12_months": 2,
            "from_1_to_2_years": 2,
            "from_3_to_5_years": 2,
            "primary_school": 1,
            "secondary_school": 2,
            "other_children": 2,
            "people": 12,
        }
    ]


def test_coverage_tells_districts_of_either_side(tmp_path):
    run = ran(
        tmp_path,
        made.household(1),
        made.household(2),
        made.household(3, ubigeo="210101", unit="PUNO"),
        made.household(4, ubigeo="150101", left_on="2025-01-01"),
    )
    file = tmp_path / "census.csv"
    file.write_text("Ubigeo;Hogares\n050101;300\n150101;40\n150102;0\n", encoding="utf-8")
    assert population.coverage(run=run, denominators=file) == [
        {"ubigeo": "050101", "affiliated": 2, "households": 300, "in_file": True, "percent": 0.7},
        {"ubigeo": "150101", "affiliated": 0, "households": 40, "in_file": True, "percent": 0.0},
        {"ubigeo": "150102", "affiliated": 0, "households": 0, "in_file": True, "percent": None},
        {"ubigeo": "210101", "affiliated": 1, "households": None, "in_file": False, "percent": None},
    ]
    file.write_text("ubigeo,households\n50101,300\n150101,40\n150101,41\n", encoding="utf-8")
    with pytest.raises(ListsRefused) as caught:
        population.coverage(run=run, denominators=file)
    assert [(f.rule, f.rows) for f in caught.value.findings] == [("not-a-value", (2,)), ("row-twice", (3, 4))]


def test_the_caseload_is_that_of_the_extract(tmp_path):
    run = ran(
        tmp_path,
        made.household(1, priority=5),
        made.household(2, priority=5),
        made.household(3),
        made.household(4, priority=1, unit="PUNO"),
        made.household(5, priority=1, left_on="2025-01-01"),
    )
    none = {f"priority_{n}": 0 for n in range(1, 6)} | {"without_priority": 0}
    assert population.caseload(run=run) == [
        {"unit": "AYACUCHO"} | none | {"priority_5": 2, "without_priority": 1, "households": 3},
        {"unit": "PUNO"} | none | {"priority_1": 1, "households": 1},
    ]


def test_the_priority_follows_from_who_did_not_comply_and_for_how_long(tmp_path):
    members = [
        child(1, "2024-09"),  # six and seven months
        child(2, "2024-09", home=2),
        child(3, "2023-04", home=3),  # two years in April, when a check is due
        made.student(4, 4),
        made.student(5, 5),
        made.student(6, 6),
        made.student(7, 7),
        child(8, "2024-09", home=7),
    ]
    every = ("cred", "vaccines", "iron", "hemoglobin", "birth_registration")
    facts = [made.fact(2, MARCH, code) for code in every] + [made.fact(8, MARCH, code) for code in every]
    facts += [*made.schooled(5, MARCH), *made.schooled(6, MARCH, APRIL), *made.schooled(7, MARCH, attended=1)]
    households = [made.household(number, priority=2) for number in range(1, 8)]
    run = ran(tmp_path, *households, made.household(8, left_on="2025-01-01"), members=members, facts=facts)
    told = population.priority(run=run)
    assert [(row["household"], row["suggested"]) for row in told] == [
        (token("H", 1), 5),
        (token("H", 2), 4),
        (token("H", 7), 4),
        (token("H", 3), 3),
        (token("H", 4), 3),
        (token("H", 5), 2),
        (token("H", 6), 1),
    ]
    assert told[0] == {
        "household": token("H", 1),
        "unit": "AYACUCHO",
        "priority": 2,
        "suggested": 5,
        "reason": "Gestante o menor de un año sin cumplir los dos meses",
    }
    assert population.priority(run=run, unit="PUNO") == []
    assert population.priority(run=run, unit="AYACUCHO") == told


def test_the_rules_of_the_priority_are_in_order_and_cover_every_failing_person():
    rules = population.PRIORITY_RULES
    assert [rule.priority for rule in rules] == sorted((rule.priority for rule in rules), reverse=True)
    failing = {(group, months) for group in ("first_years", "small", "student") for months in (1, 2)}
    assert {(rule.population, rule.months) for rule in rules[:-1]} == failing
