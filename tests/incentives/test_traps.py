"""The errors that other systems of cash transfers made, or that are easily made: one test each, to the céntimo."""

import copy
import re
from typing import Any

import duckdb
import pytest
import time_machine

from sigor.incentives.engine import codes, duck, memory
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.memory import Computed
from sigor.incentives.engine.rules import RuleSet, RulesRefused
from tests.incentives import made
from tests.incentives.extracts import Extract, run
from tests.incentives.made import fact, household, member, schooled, student, token

MARCH, APRIL = "2025-03", "2025-04"
DELIVERED = RuleSet.read().document
H, M = (lambda number: token("H", number)), (lambda number: token("M", number))


def paid(
    people: list[made.Row],
    facts: list[made.Row] = (),
    *,
    homes: list[made.Row] | None = None,
    rules: dict[str, Any] = DELIVERED,
    bimester: str = "2025-B2",
) -> Computed:
    """What follows for the households of these people, or for those given."""
    numbers = sorted({row["household"] for row in people})
    return memory.compute(
        homes or [household(1) | {"household": number} for number in numbers],
        people,
        facts,
        rules=rules,
        bimester=bimester,
    )


def ruled(section: str, at: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The delivered rules with the entries that fit changed."""
    rules = copy.deepcopy(DELIVERED)
    entries = [entry for entry in rules[section] if at.items() <= entry.items()]
    assert entries
    for entry in entries:
        entry |= changes
    return rules


def amount(concept: str, cents: int) -> dict[str, Any]:
    return ruled("amounts", {"concept": concept}, cents=cents)


# T-A1: conditions are looked at and then everybody is paid


def test_an_amount_with_a_condition_goes_to_those_who_meet_it_alone():
    people = [student(1, 1, grade="S1"), student(2, 1, grade="S1"), student(3, 2, grade="S4"), student(4, 3)]
    facts = [*schooled(1, MARCH, APRIL), *schooled(2, MARCH, APRIL, attended=10), *schooled(4, MARCH, APRIL)]
    found = paid(people, facts)
    assert found.lines == {(H(1), "TBS"): (1, 1, 10000), (H(3), "TB"): (1, 1, 20000)}
    assert found.total == 30000


def test_who_fails_is_not_paid_because_another_household_complies():
    people = [member(number, number, pregnant_from="2025-02-10") for number in (1, 2)]
    facts = [fact(1, month, "prenatal_check") for month in (MARCH, APRIL)] + [
        fact(1, APRIL, "prenatal_laboratory")
    ]
    assert paid([*people, member(3, 3)], facts).lines == {
        (H(1), "TB"): (1, 1, 20000),
        (H(1), "TPI"): (1, 1, 10000),
    }


# T-A2: a limit that raises everybody to it


def test_no_amount_is_raised_to_another_and_a_household_gets_its_base_once():
    people = [student(number, 1) for number in range(1, 6)] + [student(6, 2)]
    facts = [row for number in range(1, 7) for row in schooled(number, MARCH, APRIL)]
    assert paid(people, facts).lines == {(H(1), "TB"): (1, 1, 20000), (H(2), "TB"): (1, 1, 20000)}
    assert paid(people, facts, rules=amount("TB", 1)).lines == {
        (H(1), "TB"): (1, 1, 2),
        (H(2), "TB"): (1, 1, 2),
    }


def test_an_amount_of_nothing_is_no_line_and_leaves_the_others_alone():
    found = paid([student(1, 1, grade="S1")], schooled(1, MARCH, APRIL), rules=amount("TB", 0))
    assert found.lines == {(H(1), "TBS"): (1, 1, 10000)}


def test_each_month_is_paid_at_its_own_amount_up_or_down():
    rules = copy.deepcopy(DELIVERED)
    base = next(entry for entry in rules["amounts"] if entry["concept"] == "TB")
    rules["amounts"].append(base | {"cents": 4001, "valid_from": "2025-04-01"})
    base["valid_to"] = "2025-03-31"
    assert paid([student(1, 1)], schooled(1, MARCH, APRIL), rules=rules).total == 10000 + 4001
    base["valid_to"], rules["amounts"][-1]["valid_from"] = "2025-04-01", "2025-04-02"
    assert paid([student(1, 1)], schooled(1, MARCH, APRIL), rules=rules).total == 20000


# T-A4: numbers too narrow for a national programme


def test_more_households_than_sixteen_bits_and_more_centimos_than_thirty_two(tmp_path):
    """In January and February nothing is due of a child of ten: 35,000 households of one child are paid."""
    many = 35_000
    extract = Extract(tmp_path / "extract")
    extract.rows = {
        "households": [household(number) for number in range(many)],
        "members": [student(number, number) for number in range(many)],
        "facts": [],
    }
    done = extract.run(
        tmp_path / "out", rules=RuleSet.of(amount("TB", 1_000_000)), bimester=Bimester.read("2025-B1")
    )
    assert done["totals"]["households"] == {"in_extract": many, "paid": many}
    assert done["totals"]["cents"] == many * 2_000_000 == 70_000_000_000
    assert done["totals"]["concepts"]["TB"] == {
        "households": many,
        "units": 2 * many,
        "cents": 70_000_000_000,
    }
    roll = f"read_parquet('{tmp_path / 'out' / 'roll.parquet'}')"
    assert duckdb.sql(
        f"SELECT count(DISTINCT household), max(household), sum(total) FROM {roll}"
    ).fetchall() == [(many, many - 1, 70_000_000_000)]


def test_a_household_of_a_hundred_at_the_highest_amount_is_paid_to_the_centimo():
    people = [student(number, 1, grade="S1") for number in range(100)]
    found = paid(people, rules=amount("TBS", 1_000_000), bimester="2025-B1")
    assert found.lines == {(H(1), "TB"): (1, 1, 20000), (H(1), "TBS"): (100, 100, 200_000_000)}


# T-A7: what looks the same is taken for the same


def test_people_who_differ_in_nothing_but_their_pseudonym_keep_their_own_facts():
    twins = [student(1, 1, grade="S1"), student(2, 2, grade="S1")]
    assert paid(twins, schooled(1, MARCH, APRIL)).lines == {
        (H(1), "TB"): (1, 1, 20000),
        (H(1), "TBS"): (1, 1, 10000),
    }
    assert set(paid(twins, schooled(2, MARCH, APRIL)).lines) == {(H(2), "TB"), (H(2), "TBS")}


def test_a_person_of_two_households_brings_the_same_facts_to_both_and_earns_in_each():
    people = [student(1, 1), student(1, 2), student(2, 2)]
    found = paid(people, [*schooled(1, MARCH, APRIL), *schooled(2, MARCH)])
    assert found.lines == {(H(1), "TB"): (1, 1, 20000), (H(2), "TB"): (1, 0, 10000)}


# T-A8: a text that is taken for a command


def test_what_stands_in_texts_is_never_read_as_sql(tmp_path):
    evil = "'); DELETE FROM roll; INSERT INTO lines SELECT 'x' --"
    rules = ruled("amounts", {"concept": "TB"}, source=evil)
    rules["title"] = evil
    extract = Extract(tmp_path / "it's; DROP TABLE roll --" / "extract")
    assert extract.run(tmp_path / "o'ut; --", rules=RuleSet.of(rules))["totals"]["cents"] == 7 * 20000
    for column in ("unit", "left_cause"):
        extract.say("households", 0, **{column: "X');DROP TABLE roll--"})
    assert {column for _file, column, *_ in extract.errors()} == {"unit", "left_cause"}


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("areas", {"area": "X') OR 1=1 --", "prefix": "15"}),
        ("areas", {"area": "TPI_URBANO", "prefix": "1' OR '1'='1"}),
        ("exemptions", {"prefix": "' OR TRUE --", "requirement": None}),
    ],
)
def test_codes_of_rules_hold_nothing_but_a_code(section, entry):
    rules = copy.deepcopy(DELIVERED)
    dated = {"valid_from": "2017-01-01", "valid_to": None, "source": "Prueba", "confirmed": False}
    rules[section].append(dated | entry)
    with pytest.raises(RulesRefused, match=section):
        RuleSet.of(rules)


# T-A9: money that is not whole


def test_money_is_whole_centimos_in_every_file(tmp_path):
    people = [student(1, 1, grade="S1", birth_month="2012-05"), member(2, 1, birth_month="2025-01")]
    out = made.run(tmp_path, [household(1, vraem=True)], people, schooled(1, MARCH, APRIL))
    amounts = {
        "roll": [concept.lower() for concept in codes.CONCEPTS] + ["total"],
        "lines": ["units_1", "units_2", "cents"],
        "trace": ["cents"],
    }
    for name, columns in amounts.items():
        described = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{out / name}.parquet')").fetchall()
        types = {row[0]: row[1] for row in described}
        assert {types[column] for column in columns} <= {"INTEGER", "BIGINT"}, name
        assert not {"FLOAT", "DOUBLE"} & set(types.values()), name


def test_an_amount_that_is_no_whole_number_is_refused():
    with pytest.raises(RulesRefused, match=r"amounts, 1\.ª entrada, cents"):
        RuleSet.of(amount("TB", 100.5))


# T-A10: what is missing is taken for zero, or for true


def test_what_nobody_recorded_is_unknown_and_not_paid():
    attendance = [row for number in (4, 5) for row in schooled(number, MARCH, APRIL)]
    without_class = [
        row | ({"expected": None} if row["member"] == M(4) else {"done": 0, "expected": 0})
        if row["requirement"] == "attendance"
        else row
        for row in attendance
    ]
    facts = [
        *(fact(2, month, "enrolment") for month in (MARCH, APRIL)),
        *(fact(3, month, "attendance", done=20, expected=20) for month in (MARCH, APRIL)),
        *without_class,
    ]
    found = paid([student(number, number) for number in range(1, 6)], facts)
    assert found.total == 0
    assert {person[0] for person in found.people.values()} == {"unknown"}
    reasons = [found.people[H(number), M(number), MARCH][1] for number in range(1, 6)]
    assert reasons == ["enrolment", "attendance", "enrolment", "attendance", "attendance"]


def test_zero_that_somebody_recorded_is_not_met_and_not_unknown():
    rows = [row | {"done": 0} for row in schooled(1, MARCH, APRIL)]
    found = paid([student(1, 1)], rows)
    assert found.total == 0
    assert found.people[H(1), M(1), MARCH] == ("not_met", "enrolment", False)


def test_a_household_without_members_or_without_anybody_to_comply_is_paid_nothing():
    people = [member(1, 1), student(2, 2, birth_month="2000-01", grade=None, school_year=None)]
    homes = [household(number) for number in (1, 2, 3)]
    assert paid(people, homes=homes).lines == {}


def test_a_month_without_a_rule_stops_the_run_and_is_not_taken_for_nothing():
    for section, at in [
        ("amounts", {"concept": "VRAEM"}),
        ("limits", {"key": "attendance_percent"}),
        ("verdicts", {"verdict": "unknown"}),
        ("classes", {"class": "extreme"}),
    ]:
        rules = ruled(section, at, valid_to="2025-03-31")
        word = next(iter(at.values()))
        with pytest.raises(RulesRefused, match=f"{section}: no hay regla de «{word}» en 2025-04"):
            paid([student(1, 1)], rules=rules)


def test_a_grade_of_another_year_is_no_grade_of_this_one():
    people = [student(year - 2023, year - 2023, grade="S1", school_year=year) for year in (2024, 2025, 2026)]
    found = paid(people, [row for number in (1, 2, 3) for row in schooled(number, MARCH, APRIL)])
    assert found.lines == {(H(number), "TB"): (1, 1, 20000) for number in (1, 2, 3)} | {
        (H(2), "TBS"): (1, 1, 10000)
    }


def test_a_yearly_amount_is_paid_in_its_bimester_for_what_was_recorded_in_its_months():
    """Read at the first month of the year, as in the trap, 17 million soles were not paid at all."""
    people = [student(number, number, grade="S3") for number in (1, 2, 3)]
    homes = [household(1, vraem=True), household(2, vraem=True), household(3)]
    facts = [
        fact(1, "2025-12", "school_year_passed"),
        fact(1, "2025-12", "top_third"),
        fact(2, "2025-12", "top_third"),
        fact(3, "2025-12", "school_year_passed"),
    ]
    found = paid(people, facts, homes=homes, bimester="2025-B6")
    assert found.lines == {(H(1), "VRAEM"): (0, 1, 30000), (H(1), "VRAEM_TS"): (0, 1, 20000)}
    moved = [row | {"month": "2025-10"} for row in facts]
    assert paid(people, moved, homes=homes, bimester="2025-B5").lines == {}
    nothing = [row | {"done": 0} for row in facts]
    assert paid(people, nothing, homes=homes, bimester="2025-B6").lines == {}


# T-A11: one condition is enough, and it is looked at today


def test_all_that_is_due_must_be_met_not_one_of_it():
    whole = {number: schooled(number, MARCH, APRIL) for number in range(6)}
    given = [row for number in (1, 2, 3, 4) for at, row in enumerate(whole[number]) if at != number - 1]
    failing = [row | {"done": 0} if row["requirement"] == "enrolment" else row for row in whole[5]]
    found = paid([student(number, number) for number in range(6)], [*whole[0], *given, *failing])
    assert [found.lines.get((H(number), "TB"), (0, 0, 0)) for number in range(6)] == [
        (1, 1, 20000),
        (0, 1, 10000),
        (0, 1, 10000),
        (1, 0, 10000),
        (1, 0, 10000),
        (0, 0, 0),
    ]


KNOWN_LATER = [
    ({"left_on": "2025-05-01"}, (1, 1, 20000)),
    ({"left_on": "2025-04-30"}, (1, 0, 10000)),
    ({"left_on": "2025-02-01", "readmitted_on": "2025-04-01"}, (0, 1, 10000)),
    ({"class_until": "2025-04-01"}, (1, 1, 20000)),
    ({"class_until": "2025-03-31"}, (1, 0, 10000)),
    ({"suspended_from": "2025-05-01"}, (1, 1, 20000)),
    ({"suspended_from": "2025-04-30"}, (1, 0, 10000)),
    ({"suspended_from": "2025-01-01", "suspended_until": "2025-02-28"}, (1, 1, 20000)),
    ({"affiliated_on": "2025-03-02"}, (0, 1, 10000)),
    ({"affiliated_on": "2025-03-01"}, (1, 1, 20000)),
]


def test_a_household_is_what_it_was_in_each_month_and_not_what_it_is_today():
    numbers = range(len(KNOWN_LATER))
    homes = [household(number, **said) for number, (said, _line) in enumerate(KNOWN_LATER)]
    facts = [row for number in numbers for row in schooled(number, MARCH, APRIL)]
    assert paid([student(number, number) for number in numbers], facts, homes=homes).lines == {
        (H(number), "TB"): line for number, (_said, line) in enumerate(KNOWN_LATER)
    }


def test_the_day_on_which_it_is_computed_changes_nothing(tmp_path):
    runs = []
    for day in ("2025-05-02", "2041-01-01"):
        with time_machine.travel(day, tick=True):
            runs.append(run(Extract(tmp_path / "extract").paths(), tmp_path / day))
    assert runs[0] == runs[1] and runs[0]["totals"]["cents"] == 7 * 20000
    for text in duck.SQL.glob("*.sql"):
        assert not re.search(
            r"current_|\bnow\(|\btoday\(|localtime", text.read_text(encoding="utf-8"), re.I
        ), text


# B.5: what the errors would have cost


def test_a_missing_record_is_not_one_that_says_yes():
    """The first query everyone writes asks whether all records that exist are good: +2.1 % of the base."""
    found = paid([student(1, 1), student(2, 1)], schooled(1, MARCH, APRIL))
    assert found.total == 0
    assert found.people[H(1), M(2), MARCH] == ("unknown", "enrolment", False)


def test_nobody_to_comply_is_not_everybody_complying():
    """12,910 households more, otherwise."""
    homes = [household(1), household(2)]
    assert paid([member(1, 1), student(2, 2)], schooled(2, MARCH, APRIL), homes=homes).lines == {
        (H(2), "TB"): (1, 1, 20000)
    }


def test_each_month_is_paid_for_itself_and_one_good_month_does_not_pay_the_other():
    assert paid([student(1, 1, grade="S4")], schooled(1, MARCH)).lines == {
        (H(1), "TB"): (1, 0, 10000),
        (H(1), "TAS"): (1, 0, 8000),
    }
    people = [student(1, 1), student(2, 1)]
    assert paid(people, [*schooled(1, MARCH), *schooled(2, APRIL)]).total == 0


def test_age_is_that_of_each_month_not_that_of_the_end_of_the_bimester():
    """19 in March is a child for March; 12 months in March is of the first years for March; 988,040 soles."""
    grown = {"grade": None, "school_year": None}
    people = [
        student(1, 1, birth_month="2006-03", **grown),
        student(2, 2, birth_month="2006-02", **grown),
        member(3, 3, birth_month="2024-03", role="child"),
    ]
    due = ("cred", "vaccines", "iron", "hemoglobin")
    assert paid(people, [fact(3, MARCH, requirement) for requirement in due]).lines == {
        (H(1), "TB"): (1, 0, 10000),
        (H(3), "TB"): (1, 1, 20000),
        (H(3), "TPI"): (1, 0, 5000),
    }


def test_a_newborn_of_the_second_month_is_nobody_in_the_first():
    found = paid([member(1, 1, birth_month="2025-04", role="child")], [fact(1, APRIL, "cred", done=4)])
    assert found.lines == {(H(1), "TB"): (0, 1, 10000), (H(1), "TPI"): (0, 1, 5000)}


def test_the_grade_is_that_of_the_year_and_not_the_one_after_promotion():
    """One grade further would have cost 12,825,300 soles."""
    grades = ("P6", "S2", "S5")
    people = [student(number, number, grade=grade) for number, grade in enumerate(grades)]
    found = paid(people, [row for number in range(3) for row in schooled(number, MARCH, APRIL)])
    assert {key: line for key, line in found.lines.items() if key[1] != "TB"} == {
        (H(1), "TBS"): (1, 1, 10000),
        (H(2), "TAS"): (1, 1, 16000),
    }
    assert found.total == 3 * 20000 + 10000 + 16000


def test_facts_delivered_twice_pay_once():
    """One file in a hundred twice: +664,010 soles where students are joined without grouping."""
    people = [student(1, 1, grade="S1"), student(2, 1, grade="S4")]
    facts = [*schooled(1, MARCH, APRIL), *schooled(2, MARCH, APRIL)]
    once, twice = paid(people, facts), paid(people, [dict(row) for row in facts * 3])
    assert once.lines == {
        (H(1), "TB"): (1, 1, 20000),
        (H(1), "TBS"): (1, 1, 10000),
        (H(1), "TAS"): (1, 1, 16000),
    }
    assert twice == once


def test_two_pilot_prefixes_and_two_exemptions_for_one_place_pay_once():
    rules = copy.deepcopy(DELIVERED)
    dated = {"valid_from": "2017-01-01", "valid_to": None, "source": "Prueba", "confirmed": False}
    for prefix in ("05", "0501", "050101"):
        rules["areas"].append(dated | {"area": "TPI_URBANO", "prefix": prefix})
        rules["exemptions"].append(dated | {"prefix": prefix, "requirement": None})
        rules["exemptions"].append(dated | {"prefix": prefix, "requirement": "attendance"})
    people = [student(1, 1, grade="S1"), member(2, 1, birth_month="2025-01", role="child")]
    assert paid(people, rules=rules).lines == {
        (H(1), "TB"): (1, 1, 20000),
        (H(1), "TPIU"): (1, 1, 10000),
        (H(1), "TBS"): (1, 1, 10000),
    }


SHARES = {
    (17, 20): True,  # exactly 85 %
    (16, 20): False,
    (16, 19): False,  # 84.2 %
    (22, 26): False,  # 84.6 %, which rounds to 85
    (23, 27): True,  # 85.2 %
    (6, 7): True,  # 85.7 %
    (5, 6): False,  # 83.3 %
    (1, 1): True,
    (0, 20): False,
}


def test_the_share_of_days_is_compared_whole_and_never_rounded():
    people, facts = [], []
    for number, (attended, expected) in enumerate(SHARES):
        people.append(student(number, number))
        for row in schooled(number, MARCH, APRIL, attended=attended):
            facts.append(row | ({"expected": expected} if row["requirement"] == "attendance" else {}))
    assert paid(people, facts).lines == {
        (H(number), "TB"): (1, 1, 20000) for number, enough in enumerate(SHARES.values()) if enough
    }


def passed(number: int, *months: str) -> list[made.Row]:
    return [fact(number, month, "school_year_passed", done=1) for month in months]


def test_a_year_passed_without_a_grade_of_that_year_pays_nothing():
    home = [household(1, vraem=True)]
    for said in (
        {"grade": None, "school_year": None},
        {"grade": "P6", "school_year": 2025},
        {"grade": "S1", "school_year": 2024},
    ):
        child = student(1, 1, birth_month="2012-02", **said)
        found = paid([child], passed(1, "2025-12"), homes=home, bimester="2025-B6")
        assert not any(concept.startswith("VRAEM") for _home, concept in found.lines), said


def test_a_yearly_transfer_is_paid_once_however_often_the_pass_is_recorded():
    child = student(1, 1, birth_month="2012-02", grade="S1", school_year=2025)
    facts = [*passed(1, "2025-11", "2025-12"), fact(1, "2025-12", "top_third", done=1)]
    found = paid([child], facts, homes=[household(1, vraem=True)], bimester="2025-B6")
    assert found.lines == {
        (token("H", 1), "VRAEM"): (1, 0, 30000),
        (token("H", 1), "VRAEM_TS"): (1, 0, 20000),
    }
