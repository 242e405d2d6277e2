"""What is unusual in a run: each signal with a case that has it and one beside it that has not."""

import json
from pathlib import Path

import pytest

from sigor.incentives.engine import anomalies
from tests.incentives import made
from tests.incentives.made import token

MARCH, APRIL = "2025-03", "2025-04"


def looked(
    tmp_path: Path, members: list, *, households: list | None = None, facts: list | None = None
) -> dict:
    homes = sorted({row["household"] for row in members})
    given = households or [made.household(1) | {"household": home} for home in homes]
    run = made.run(tmp_path, given, members, facts or [])
    return by_code(anomalies.find(run=run, previous=[]))


def by_code(found: list[dict]) -> dict:
    return {signal["code"]: signal for signal in found}


def persons(signal: dict) -> list[str]:
    return [row["person"] for row in signal["rows"]]


def test_every_signal_is_told_also_when_there_is_nothing_and_none_speaks_of_punishment(tmp_path):
    found = looked(tmp_path, [made.student(1, 1)])
    assert list(found) == [signal.code for signal in anomalies.SIGNALS]
    assert all(signal["count"] == 0 and signal["rows"] == [] for signal in found.values())
    assert all(signal["title"] and signal["reason"].endswith(".") for signal in found.values())
    assert "sanci" not in str([(s["title"], s["reason"]) for s in found.values()])


def test_a_person_present_in_two_households_in_one_month_is_a_signal(tmp_path):
    found = looked(tmp_path, [made.student(1, 1), made.student(1, 2)])["person_in_two_households"]
    assert found["count"] == 1
    assert found["rows"] == [
        {"person": token("M", 1), "households": [token("H", 1), token("H", 2)], "units": ["AYACUCHO"]}
    ]


def test_a_person_who_left_one_household_before_joining_the_other_is_none(tmp_path):
    members = [made.student(1, 1, left_on="2025-02-20"), made.student(1, 2, joined_on="2025-02-21")]
    assert looked(tmp_path, members)["person_in_two_households"]["count"] == 0


def test_two_persons_alike_in_one_household_are_worth_a_look_and_twins_are_said_to_be_possible(tmp_path):
    members = [
        made.student(1, 1),
        made.student(2, 1),
        made.student(3, 1, sex="M"),
        made.student(4, 1, grade="P3"),
        made.student(5, 2),
        made.student(6, 1, left_on="2025-01-31"),
    ]
    found = looked(tmp_path, members)["probable_duplicate"]
    assert [row["persons"] for row in found["rows"]] == [[token("M", 1), token("M", 2)]]
    assert "mellizos" in found["reason"]


@pytest.mark.parametrize(
    ("grade", "birth", "unusual"),
    [
        ("P1", "2020-03", False),  # five on 31 March
        ("P1", "2020-04", True),  # four
        ("P1", "2013-04", False),  # eleven
        ("P1", "2013-03", True),  # twelve
        ("I3", "2023-03", False),
        ("I3", "2023-04", True),
        ("S5", "2003-04", False),  # twenty-one
        ("S5", "2003-03", True),
    ],
)
def test_a_grade_far_from_the_age_is_a_signal(tmp_path, grade, birth, unusual):
    found = looked(tmp_path, [made.student(1, 1, grade=grade, birth_month=birth)])
    assert found["implausible_grade"]["count"] == int(unusual)


@pytest.mark.parametrize(
    ("birth", "sex", "unusual"),
    [
        ("2015-03", "F", False),
        ("2015-05", "F", True),
        ("1969-05", "F", False),
        ("1969-03", "F", True),
        ("1990-01", "M", True),
    ],
)
def test_a_pregnancy_too_young_too_old_or_of_a_man_is_a_signal(tmp_path, birth, sex, unusual):
    pregnant = made.member(1, 1, birth_month=birth, sex=sex, pregnant_from="2025-01-10")
    assert looked(tmp_path, [pregnant])["implausible_pregnancy"]["count"] == int(unusual)


@pytest.mark.parametrize(("birth", "unusual"), [("2011-04", False), ("2011-05", True)])
def test_a_holder_under_fourteen_is_a_signal(tmp_path, birth, unusual):
    found = looked(tmp_path, [made.member(1, 1, role="holder", birth_month=birth)])
    assert found["young_holder"]["count"] == int(unusual)


def test_a_birth_after_the_bimester_is_a_signal(tmp_path):
    members = [made.student(1, 1, birth_month="2025-05", grade=None, school_year=None)]
    members.append(made.student(2, 1, birth_month="2025-04", grade=None, school_year=None))
    assert persons(looked(tmp_path, members)["future_birth"]) == [token("M", 1)]


def bimester(tmp_path: Path, name: str, failing: set[int], *, number: int = 15) -> Path:
    """Students 1 to `number` in unit AYACUCHO, as many in PUNO, two checks a month each; some fail in the second month."""
    months = {"2025-B2": (MARCH, APRIL), "2025-B3": ("2025-05", "2025-06")}[name]
    both = range(1, 2 * number + 1)
    places = {True: {"unit": "AYACUCHO", "ubigeo": "050101"}, False: {"unit": "PUNO", "ubigeo": "210101"}}
    households = [made.household(n, **places[n <= number]) for n in both]
    members = [made.student(n, n) for n in both]
    facts = [
        row
        for n in both
        for month in months
        for row in made.schooled(n, month, attended=1 if n in failing and month == months[1] else 20)
    ]
    facts = [row | {"source": "MINEDU" if row["member"] <= token("M", number) else "FORM"} for row in facts]
    return made.run(tmp_path, households, members, facts, bimester=name, name=name)


def always(run: Path, *previous: Path) -> list[tuple]:
    found = by_code(anomalies.find(run=run, previous=list(previous)))["always_met"]
    return [(row["level"], row["name"], row["months"], row["checks"]) for row in found["rows"]]


def test_everything_met_month_after_month_is_a_signal_for_units_districts_and_sources(tmp_path):
    now, before = bimester(tmp_path, "2025-B3", {20}), bimester(tmp_path, "2025-B2", set())
    assert always(now, before) == [
        ("district", "050101", 4, 120),
        ("source", "MINEDU", 4, 120),
        ("unit", "AYACUCHO", 4, 120),
    ]


def test_a_former_month_that_was_not_full_ends_the_signal(tmp_path):
    now, before = bimester(tmp_path, "2025-B3", {20}), bimester(tmp_path, "2025-B2", {1})
    assert always(now, before) == [] and len(always(now)) == 3


def test_few_checks_are_no_signal(tmp_path):
    assert always(bimester(tmp_path, "2025-B3", set(), number=14)) == []


def test_waived_checks_are_nobodys_merit(tmp_path):
    students = range(1, 31)
    waived = [fact | {"status": "exempt"} for n in students for fact in made.schooled(n, MARCH, APRIL)]
    run = made.run(tmp_path, [made.household(1)], [made.student(n, 1) for n in students], waived)
    assert always(run) == []


def paid(tmp_path: Path, **changed: str) -> dict:
    """A household that is paid, whose row says something else afterwards: the engine itself would not pay it."""
    run = made.run(tmp_path, [made.household(1)], [made.student(1, 1)], made.schooled(1, MARCH, APRIL))
    replaced = ", ".join(f"{value} AS {name}" for name, value in changed.items())
    made.rewrite(run / "households.parquet", f"SELECT * REPLACE ({replaced}) FROM was")
    return by_code(anomalies.find(run=run, previous=[]))


def test_an_amount_after_the_exit_is_a_signal(tmp_path):
    found = paid(tmp_path, left_on="DATE '2025-02-28'")["paid_after_exit"]
    assert [(row["household"], row["cents"]) for row in found["rows"]] == [(token("H", 1), 20000)]


def test_an_amount_after_a_readmission_is_none(tmp_path):
    found = paid(tmp_path, left_on="DATE '2025-02-28'", readmitted_on="DATE '2025-03-01'")
    assert found["paid_after_exit"]["count"] == 0


def test_an_amount_of_a_household_that_is_not_poor_is_a_signal(tmp_path):
    found = paid(tmp_path, **{"class": "'not_poor'"})["paid_not_poor"]
    assert [(row["class"], row["cents"]) for row in found["rows"]] == [("not_poor", 20000)]


def test_at_most_two_hundred_rows_are_listed_and_all_are_counted_as_plain_values(tmp_path):
    members = [made.member(n, n, role="holder", birth_month="2015-01") for n in range(1, 206)]
    found = looked(tmp_path, members)["young_holder"]
    assert found["count"] == 205 and len(found["rows"]) == 200
    json.dumps(found)


def test_a_former_run_that_is_not_finished_is_refused(tmp_path):
    run = made.run(tmp_path, [made.household(1)], [made.student(1, 1)])
    with pytest.raises(FileNotFoundError):
        anomalies.find(run=run, previous=[tmp_path / "nothing"])
