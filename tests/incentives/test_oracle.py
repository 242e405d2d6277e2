"""Worked examples whose figures were reckoned by hand from docs/incentive-rules.md."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.incentives import oracle
from tests.incentives.oracle import Result, compute

Row = dict[str, Any]

DOCUMENT = Path(__file__).parents[2] / "src/sigor/incentives/engine/data/juntos-2025.json"
DELIVERED = json.loads(DOCUMENT.read_text(encoding="utf-8"))

H1, H2 = "H7K2MQXA4TR1", "H7K2MQXA4TR2"
M1, M2, M3 = "M9WBCD3EFG01", "M9WBCD3EFG02", "M9WBCD3EFG03"
MARCH, APRIL = "2025-03", "2025-04"
NOVEMBER, DECEMBER = "2025-11", "2025-12"


def household(code: str = H1, **changes: Any) -> Row:
    return {
        "household": code,
        "ubigeo": "200101",
        "unit": "UT01",
        "moved_on": None,
        "previous_ubigeo": None,
        "previous_unit": None,
        "class": "poor",
        "class_until": date(2030, 12, 31),
        "affiliated_on": date(2018, 1, 1),
        "readmitted_on": None,
        "left_on": None,
        "left_cause": None,
        "suspended_from": None,
        "suspended_until": None,
        "vraem": False,
        "priority": None,
    } | changes


def member(code: str = M1, home: str = H1, birth: str = "2016-05", **changes: Any) -> Row:
    """A child of eight, of whom only enrolment and attendance are asked, from March to December."""
    return {
        "member": code,
        "household": home,
        "birth_month": birth,
        "sex": "F",
        "role": "child",
        "joined_on": None,
        "left_on": None,
        "pregnant_from": None,
        "pregnant_until": None,
        "grade": None,
        "school_year": None,
        "completed_on": None,
    } | changes


def fact(requirement: str, month: str = MARCH, code: str = M1, done: int | None = 1, **changes: Any) -> Row:
    return {
        "member": code,
        "month": month,
        "requirement": requirement,
        "done": done,
        "expected": None,
        "status": "recorded",
        "source": "HIS",
    } | changes


def attended(month: str = MARCH, code: str = M1, done: int = 17, expected: int | None = 20) -> Row:
    return fact("attendance", month, code, done, expected=expected, source="SIAGIE")


def schooled(code: str = M1, months: tuple[str, ...] = (MARCH, APRIL)) -> list[Row]:
    """Enrolled and with 17 days of 20 in each month."""
    return [row for month in months for row in (fact("enrolment", month, code), attended(month, code))]


def run(
    households: list[Row],
    members: list[Row],
    facts: list[Row],
    rules: Row = DELIVERED,
    bimester: str = "2025-B2",
) -> Result:
    return compute(households, members, facts, rules, bimester)


def changed(**sections: list[Row]) -> Row:
    return copy.deepcopy(DELIVERED) | sections


def lasting(**entry: Any) -> Row:
    return {"valid_from": "2017-01-01", "valid_to": None, "source": "Prueba", "confirmed": False} | entry


def area(name: str, prefix: str) -> Row:
    return lasting(**{oracle.AREA_NAME: name, oracle.AREA_PREFIX: prefix})


def exemption(prefix: str, requirement: str | None, first: str, last: str | None) -> Row:
    days = {oracle.EXEMPTION_FROM: first, oracle.EXEMPTION_TO: last}
    return lasting(requirement=requirement, **{oracle.EXEMPTION_PREFIX: prefix}) | days


def with_value(section: str, key: str, value: str, /, **changes: Any) -> Row:
    """The delivered rules with one entry changed for all time."""
    entries = copy.deepcopy(DELIVERED[section])
    for entry in entries:
        if entry[key] == value:
            entry.update(changes)
    return changed(**{section: entries})


def with_switch(section: str, key: str, value: str, /, until: str, since: str, **changes: Any) -> Row:
    """The delivered rules with one entry that ends and another that follows it."""
    entries = copy.deepcopy(DELIVERED[section])
    (old,) = [entry for entry in entries if entry[key] == value]
    entries.append(old | changes | {"valid_from": since})
    old["valid_to"] = until
    return changed(**{section: entries})


# The base


def test_two_months_of_compliance_pay_the_base_twice():
    found = run([household()], [member()], schooled())
    assert found == Result(
        lines={(H1, "TB"): (1, 1, 20000)},
        eligibility={(H1, MARCH): "eligible", (H1, APRIL): "eligible"},
        verdicts={
            (H1, M1, MARCH, "enrolment"): "met",
            (H1, M1, MARCH, "attendance"): "met",
            (H1, M1, APRIL, "enrolment"): "met",
            (H1, M1, APRIL, "attendance"): "met",
        },
        people={(H1, M1, MARCH): ("met", None, True), (H1, M1, APRIL): ("met", None, True)},
        total=20000,
    )


def test_a_month_not_complied_takes_its_base_and_leaves_the_other():
    facts = [*schooled(months=(MARCH,)), fact("enrolment", APRIL), attended(APRIL, done=10)]
    found = run([household()], [member()], facts)
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}
    assert found.people[H1, M1, APRIL] == ("not_met", "attendance", False)


def test_a_missing_record_is_not_compliance():
    found = run([household()], [member()], schooled()[:-1])
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}
    assert found.verdicts[H1, M1, APRIL, "attendance"] == "unknown"
    assert found.people[H1, M1, APRIL] == ("unknown", "attendance", False)


def test_a_household_with_nobody_to_comply_is_paid_nothing():
    found = run([household()], [member(birth="1980-01", role="holder")], [])
    assert (found.lines, found.verdicts, found.people, found.total) == ({}, {}, {}, 0)
    assert found.eligibility == {(H1, MARCH): "eligible", (H1, APRIL): "eligible"}


def test_a_household_without_members_is_paid_nothing():
    assert run([household()], [], []).lines == {}


def test_two_children_who_fail_in_different_months_leave_no_month_paid():
    facts = schooled(M1, (MARCH,)) + schooled(M2, (APRIL,))
    found = run([household()], [member(M1), member(M2)], facts)
    assert found.lines == {}
    assert found.people[H1, M1, MARCH][2] and not found.people[H1, M1, APRIL][2]
    assert found.people[H1, M2, APRIL][2] and not found.people[H1, M2, MARCH][2]


def test_nothing_is_asked_of_a_schoolchild_in_january_and_february_and_the_base_is_paid():
    found = run([household()], [member()], [], bimester="2025-B1")
    assert found.lines == {(H1, "TB"): (1, 1, 20000)}
    assert found.verdicts == {}
    assert found.people[H1, M1, "2025-01"] == ("not_applicable", None, True)


def test_the_total_is_the_sum_of_the_lines_of_all_households():
    found = run(
        [household(H1), household(H2)],
        [member(M1, H1), member(M2, H2)],
        schooled(M1) + schooled(M2, (APRIL,)),
    )
    assert found.lines == {(H1, "TB"): (1, 1, 20000), (H2, "TB"): (0, 1, 10000)}
    assert found.total == 30000


# Ages


def test_the_month_of_the_nineteenth_birthday_still_counts_and_the_next_does_not():
    found = run([household()], [member(birth="2006-03")], [])
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}
    assert found.people == {(H1, M1, MARCH): ("not_applicable", None, True)}


def test_the_month_before_the_nineteenth_birthday_still_asks_for_school():
    found = run([household()], [member(birth="2006-04")], [])
    assert found.people[H1, M1, MARCH] == ("unknown", "enrolment", False)
    assert found.people[H1, M1, APRIL] == ("not_applicable", None, True)
    assert found.lines == {(H1, "TB"): (0, 1, 10000)}


def test_the_age_is_that_of_each_month_and_not_that_of_the_end_of_the_bimester():
    found = run([household()], [member(birth="2022-04")], [])
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}
    assert found.people[H1, M1, MARCH] == ("not_applicable", None, True)
    assert found.verdicts == {
        (H1, M1, APRIL, "cred"): "unknown",
        (H1, M1, APRIL, "enrolment"): "unknown",
        (H1, M1, APRIL, "attendance"): "unknown",
    }


def test_a_child_born_in_the_second_month_is_nobody_in_the_first():
    found = run([household()], [member(birth="2025-04")], [fact("cred", APRIL, done=4)])
    assert found.people == {(H1, M1, APRIL): ("met", None, True)}
    assert found.lines == {(H1, "TB"): (0, 1, 10000), (H1, "TPI"): (0, 1, 5000)}


def test_who_finished_secondary_school_counts_to_the_end_of_that_month():
    found = run([household()], [member(birth="2008-01", completed_on=date(2025, 3, 31))], schooled())
    assert set(found.people) == {(H1, M1, MARCH)}
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}


def test_who_finished_secondary_school_on_the_first_day_of_a_month_counts_in_it():
    found = run([household()], [member(birth="2008-01", completed_on=date(2025, 4, 1))], schooled())
    assert found.lines == {(H1, "TB"): (1, 1, 20000)}


# Presence


def test_who_left_on_the_first_day_is_present_in_that_month_and_not_in_the_next():
    found = run([household()], [member(left_on=date(2025, 3, 1))], schooled())
    assert set(found.people) == {(H1, M1, MARCH)}
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}


def test_who_joined_on_the_last_day_is_present_in_that_month():
    found = run([household()], [member(joined_on=date(2025, 4, 30))], schooled())
    assert set(found.people) == {(H1, M1, APRIL)}
    assert found.lines == {(H1, "TB"): (0, 1, 10000)}


def test_one_person_in_two_households_counts_in_both():
    found = run(
        [household(H1), household(H2)],
        [member(M1, H1, left_on=date(2025, 3, 20)), member(M1, H2, joined_on=date(2025, 3, 21))],
        schooled(M1),
    )
    assert found.lines == {(H1, "TB"): (1, 0, 10000), (H2, "TB"): (1, 1, 20000)}


# Verdicts


@pytest.mark.parametrize(
    ("done", "expected", "verdict"),
    [
        (17, 20, "met"),
        (16, 19, "not_met"),
        (16, 20, "not_met"),
        (34, 40, "met"),
        (33, 39, "not_met"),
        (1, 1, "met"),
        (0, 1, "not_met"),
        (0, 0, "unknown"),
        (5, 0, "unknown"),
        (20, None, "unknown"),
    ],
)
def test_attendance_is_met_from_exactly_eighty_five_percent(done, expected, verdict):
    facts = [*schooled(months=(MARCH,)), fact("enrolment", APRIL), attended(APRIL, M1, done, expected)]
    found = run([household()], [member()], facts)
    assert found.verdicts[H1, M1, APRIL, "attendance"] == verdict
    assert found.total == (20000 if verdict == "met" else 10000)


def test_a_fact_repeated_whole_is_taken_once():
    facts = schooled()
    assert run([household()], [member()], facts + facts) == run([household()], [member()], facts)


def test_two_different_facts_for_one_requirement_are_an_error():
    with pytest.raises(ValueError, match="two different facts"):
        run([household()], [member()], [attended(done=17), attended(done=18)])


def test_a_repeated_fact_cannot_pay_the_year_twice():
    passed = fact("school_year_passed", DECEMBER)
    student = member(birth="2009-05", grade="S5", school_year=2025)
    found = run([household(vraem=True)], [student], [passed, dict(passed)], bimester="2025-B6")
    assert found.lines == {(H1, "VRAEM"): (0, 1, 30000)}


def test_two_checks_in_a_month_do_not_stand_for_three_or_four():
    newborn = member(birth="2025-03")
    april = [fact("cred", APRIL), fact("birth_registration", APRIL)]
    short = run([household()], [newborn], [fact("cred", done=3), *april])
    assert short.people[H1, M1, MARCH] == ("not_met", "cred", False)
    assert short.lines == {(H1, "TB"): (0, 1, 10000), (H1, "TPI"): (0, 1, 5000)}
    enough = run([household()], [newborn], [fact("cred", done=4), *april])
    assert enough.lines == {(H1, "TB"): (1, 1, 20000), (H1, "TPI"): (1, 1, 10000)}


def test_who_was_not_located_does_not_comply():
    facts = [*schooled()[:-1], fact("attendance", APRIL, done=None, status="not_located")]
    found = run([household()], [member()], facts)
    assert found.people[H1, M1, APRIL] == ("not_located", "attendance", False)
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}


def test_what_was_done_by_someone_not_located_does_not_make_it_met():
    facts = [*schooled()[:-1], fact("attendance", APRIL, done=20, expected=20, status="not_located")]
    assert run([household()], [member()], facts).verdicts[H1, M1, APRIL, "attendance"] == "not_located"


def test_a_fact_that_exempts_counts_as_complied():
    facts = [fact(code, month, done=None, status="exempt") for code in ("enrolment", "attendance")
             for month in (MARCH, APRIL)]  # fmt: skip
    found = run([household()], [member()], facts)
    assert found.lines == {(H1, "TB"): (1, 1, 20000)}
    assert found.people[H1, M1, MARCH] == ("exempt", None, True)


def test_one_requirement_met_among_exempted_ones_makes_the_person_met():
    facts = [fact("enrolment", done=None, status="exempt"), attended()]
    assert run([household()], [member()], facts).people[H1, M1, MARCH] == ("met", None, True)


def test_a_fact_about_what_is_not_asked_changes_nothing():
    other = [
        fact("hemoglobin", done=None, status="not_located"),
        fact("cred", done=0),
        fact("prenatal_check", APRIL, done=0),
    ]
    assert run([household()], [member()], schooled() + other) == run([household()], [member()], schooled())


def test_the_reason_is_the_first_failing_requirement_in_the_order_of_the_rules():
    child = member(birth="2022-04")
    facts = [attended(APRIL, done=0), fact("enrolment", APRIL, done=None, status="not_located")]
    found = run([household()], [child], [*facts, fact("cred", APRIL)])
    assert found.people[H1, M1, APRIL] == ("not_located", "enrolment", False)
    upside_down = changed(requirements=DELIVERED["requirements"][::-1])
    found = run([household()], [child], [*facts, fact("cred", APRIL)], upside_down)
    assert found.people[H1, M1, APRIL] == ("not_met", "attendance", False)


def test_what_is_asked_of_a_pregnant_girl_is_ranked_by_the_rules_and_not_by_who_owes_it():
    girl = member(birth="2009-05", pregnant_from=date(2025, 2, 10))
    assert run([household()], [girl], []).people[H1, M1, MARCH] == ("unknown", "prenatal_check", False)


def test_a_requirement_is_asked_only_in_its_season():
    seasons = [entry | {"month_to": 3} for entry in DELIVERED["requirements"]]
    found = run([household()], [member()], [], changed(requirements=seasons))
    assert set(found.verdicts) == {(H1, M1, MARCH, "enrolment"), (H1, M1, MARCH, "attendance")}
    assert found.lines == {(H1, "TB"): (0, 1, 10000)}


def test_a_frequency_that_changes_in_november_changes_what_is_asked():
    children = [member(birth="2023-07"), member(M2, birth="2023-08")]
    before = run([household()], children, [], bimester="2025-B5")
    assert {key[1:] for key in before.verdicts} == {(M1, "2025-10", "cred")}
    after = run([household()], children, [], bimester="2025-B6")
    assert after.verdicts == {}
    assert after.lines == {(H1, "TB"): (1, 1, 20000)}


# Exemptions of a place


def test_an_exemption_of_the_place_covers_every_month_it_touches():
    rules = changed(exemptions=[exemption("2001", None, "2025-03-31", "2025-03-31")])
    found = run([household()], [member()], [attended(done=0)], rules)
    assert found.verdicts == {
        (H1, M1, MARCH, "enrolment"): "exempt",
        (H1, M1, MARCH, "attendance"): "exempt",
        (H1, M1, APRIL, "enrolment"): "unknown",
        (H1, M1, APRIL, "attendance"): "unknown",
    }
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}


def test_an_exemption_that_ended_on_the_first_day_still_covers_that_month():
    rules = changed(exemptions=[exemption("2001", None, "2025-01-01", "2025-04-01")])
    assert run([household()], [member()], [], rules).lines == {(H1, "TB"): (1, 1, 20000)}


def test_an_exemption_of_one_requirement_leaves_the_others_as_they_are():
    rules = changed(exemptions=[exemption("20", "attendance", "2025-04-01", None)])
    found = run([household()], [member()], [], rules)
    assert found.verdicts == {
        (H1, M1, MARCH, "enrolment"): "unknown",
        (H1, M1, MARCH, "attendance"): "unknown",
        (H1, M1, APRIL, "enrolment"): "unknown",
        (H1, M1, APRIL, "attendance"): "exempt",
    }


def test_what_was_met_in_an_exempted_place_stays_met_and_who_was_not_located_is_exempt():
    rules = changed(exemptions=[exemption("200101", None, "2025-01-01", None)])
    facts = [*schooled(), attended(code=M2), fact("enrolment", code=M2, done=None, status="not_located")]
    found = run([household()], [member(M1), member(M2)], facts, rules)
    assert found.people[H1, M1, MARCH] == ("met", None, True)
    assert found.verdicts[H1, M2, MARCH, "enrolment"] == "exempt"
    assert found.people[H1, M2, APRIL] == ("exempt", None, True)
    assert found.total == 20000


def test_an_exemption_holds_where_the_household_lived_on_the_first_day():
    rules = changed(exemptions=[exemption("05", None, "2025-01-01", None)])
    moved = household(moved_on=date(2025, 4, 1), previous_ubigeo="050101", previous_unit="UT02")
    found = run([moved], [member()], [], rules)
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}
    moved = household(moved_on=date(2025, 4, 2), previous_ubigeo="050101", previous_unit="UT02")
    assert run([moved], [member()], [], rules).lines == {(H1, "TB"): (1, 1, 20000)}


# First years and pregnancy


def test_a_pregnancy_that_ends_in_the_first_month_hands_over_to_the_newborn():
    mother = member(
        M1,
        birth="1995-01",
        role="holder",
        pregnant_from=date(2024, 6, 20),
        pregnant_until=date(2025, 3, 15),
    )
    newborn = member(M2, birth="2025-03", joined_on=date(2025, 3, 15))
    of_newborn = [
        fact("cred", MARCH, M2, 4),
        fact("cred", APRIL, M2, 1),
        fact("birth_registration", APRIL, M2),
    ]
    of_mother = [fact("prenatal_check"), fact("iron_folic_acid")]
    found = run([household()], [mother, newborn], of_newborn + of_mother)
    assert found.verdicts == {
        (H1, M1, MARCH, "prenatal_check"): "met",
        (H1, M1, MARCH, "iron_folic_acid"): "met",
        (H1, M2, MARCH, "cred"): "met",
        (H1, M2, APRIL, "cred"): "met",
        (H1, M2, APRIL, "birth_registration"): "met",
    }
    assert found.lines == {(H1, "TB"): (1, 1, 20000), (H1, "TPI"): (1, 1, 10000)}
    without = run([household()], [mother, newborn], of_newborn)
    assert without.people[H1, M1, MARCH] == ("unknown", "prenatal_check", False)
    assert without.lines == {(H1, "TB"): (0, 1, 10000), (H1, "TPI"): (0, 1, 5000)}


def test_a_pregnancy_that_ended_on_the_first_day_counts_in_that_month():
    mother = member(
        birth="1995-01", pregnant_from=date(2024, 9, 1), pregnant_until=date(2025, 4, 1), role="holder"
    )
    found = run([household()], [mother], [])
    assert set(found.people) == {(H1, M1, MARCH), (H1, M1, APRIL)}


def test_a_pregnancy_from_the_last_day_counts_in_that_month():
    mother = member(birth="1995-01", pregnant_from=date(2025, 4, 30), role="holder")
    found = run([household()], [mother], [fact("prenatal_check", APRIL)])
    assert found.lines == {(H1, "TB"): (0, 1, 10000), (H1, "TPI"): (0, 1, 5000)}


def test_the_months_of_a_pregnancy_are_those_of_the_calendar():
    mother = member(birth="1995-01", pregnant_from=date(2025, 1, 31), role="holder")
    found = run([household()], [mother], [])
    assert set(found.verdicts) == {
        (H1, M1, MARCH, "prenatal_check"),
        (H1, M1, MARCH, "prenatal_laboratory"),
        (H1, M1, APRIL, "prenatal_check"),
    }


def test_a_pregnant_girl_owes_what_is_asked_of_children_and_of_pregnant_women():
    girl = member(birth="2009-05", pregnant_from=date(2025, 1, 10))
    facts = [*schooled(), fact("prenatal_check"), fact("prenatal_check", APRIL)]
    found = run([household()], [girl], facts)
    assert found.verdicts == {
        (H1, M1, MARCH, "prenatal_check"): "met",
        (H1, M1, MARCH, "prenatal_laboratory"): "unknown",
        (H1, M1, MARCH, "enrolment"): "met",
        (H1, M1, MARCH, "attendance"): "met",
        (H1, M1, APRIL, "prenatal_check"): "met",
        (H1, M1, APRIL, "enrolment"): "met",
        (H1, M1, APRIL, "attendance"): "met",
    }
    assert found.people[H1, M1, MARCH] == ("unknown", "prenatal_laboratory", False)
    assert found.lines == {(H1, "TB"): (0, 1, 10000), (H1, "TPI"): (0, 1, 5000)}


def test_of_one_code_asked_of_a_pregnant_girl_twice_the_childs_entry_counts():
    second = lasting(
        requirement="enrolment",
        population="pregnant",
        age_from=0,
        age_to=10,
        every=1,
        due=2,
        measure="count",
        month_from=1,
        month_to=12,
    )
    rules = changed(requirements=[*DELIVERED["requirements"], second])
    expecting = {"pregnant_from": date(2025, 2, 10)}
    girl, woman = member(M1, birth="2009-05", **expecting), member(M2, birth="1995-01", **expecting)
    found = run([household()], [girl, woman], [fact("enrolment"), fact("enrolment", code=M2)], rules)
    assert found.verdicts[H1, M1, MARCH, "enrolment"] == "met"
    assert found.verdicts[H1, M2, MARCH, "enrolment"] == "not_met"


def test_the_first_years_end_after_the_month_of_the_first_birthday():
    facts = [fact(code) for code in ("cred", "vaccines", "iron", "hemoglobin")]
    found = run([household()], [member(birth="2024-03")], facts)
    assert set(found.verdicts) == {(H1, M1, MARCH, row["requirement"]) for row in facts}
    assert found.lines == {(H1, "TB"): (1, 1, 20000), (H1, "TPI"): (1, 0, 5000)}


def test_a_failing_schoolchild_takes_the_base_and_leaves_the_first_years():
    baby = member(M2, birth="2024-03")
    facts = [fact(code, code=M2) for code in ("cred", "vaccines", "iron", "hemoglobin")]
    found = run([household()], [member(M1), baby], facts)
    assert found.lines == {(H1, "TPI"): (1, 0, 5000)}


def test_one_failing_baby_takes_the_first_years_of_the_household():
    babies = [member(M1, birth="2024-03"), member(M2, birth="2024-03")]
    facts = [fact(code) for code in ("cred", "vaccines", "iron", "hemoglobin")]
    assert run([household()], babies, facts).lines == {(H1, "TB"): (0, 1, 10000)}


def test_in_a_pilot_area_the_first_years_are_paid_as_tpiu_and_elsewhere_as_tpi():
    baby = member(birth="2024-09")
    facts = [fact(code) for code in ("cred", "vaccines", "iron", "hemoglobin")]
    facts += [fact("cred", APRIL), fact("iron", APRIL)]
    rules = changed(areas=[area("TPI_URBANO", "1501"), area("OTHER", "2001")])
    base = {(H1, "TB"): (1, 1, 20000)}
    assert run([household()], [baby], facts, rules).lines == base | {(H1, "TPI"): (1, 1, 10000)}
    urban = household(ubigeo="150101")
    assert run([urban], [baby], facts, rules).lines == base | {(H1, "TPIU"): (1, 1, 10000)}
    moved = household(
        ubigeo="150101", moved_on=date(2025, 4, 1), previous_ubigeo="200101", previous_unit="UT02"
    )
    found = run([moved], [baby], facts, rules)
    assert found.lines == base | {(H1, "TPI"): (1, 0, 5000), (H1, "TPIU"): (0, 1, 5000)}


def test_an_area_that_begins_within_a_month_holds_from_the_next_one():
    baby = member(birth="2024-03")
    facts = [fact(code) for code in ("cred", "vaccines", "iron", "hemoglobin")]
    for since, concept in (("2025-03-01", "TPIU"), ("2025-03-02", "TPI")):
        rules = changed(areas=[area("TPI_URBANO", "2001") | {"valid_from": since}])
        assert (H1, concept) in run([household()], [baby], facts, rules).lines


# Students


def test_twins_in_different_grades_are_paid_one_transfer_each():
    twins = [
        member(M1, birth="2012-05", grade="S1", school_year=2025),
        member(M2, birth="2012-05", grade="S3", school_year=2025),
    ]
    found = run([household()], twins, schooled(M1) + schooled(M2))
    assert found.lines == {
        (H1, "TB"): (1, 1, 20000),
        (H1, "TBS"): (1, 1, 10000),
        (H1, "TAS"): (1, 1, 16000),
    }
    assert found.total == 46000


def test_twins_in_one_grade_are_two_units_of_one_line():
    twins = [member(code, birth="2012-05", grade="S2", school_year=2025) for code in (M1, M2)]
    found = run([household()], twins, schooled(M1) + schooled(M2, (APRIL,)))
    assert found.lines == {(H1, "TB"): (0, 1, 10000), (H1, "TBS"): (1, 2, 15000)}


@pytest.mark.parametrize("year", [2024, 2026, None])
def test_a_grade_of_another_year_pays_no_student(year):
    student = member(birth="2012-05", grade="S1", school_year=year)
    assert run([household()], [student], schooled()).lines == {(H1, "TB"): (1, 1, 20000)}


def test_a_grade_of_primary_school_pays_no_student():
    student = member(birth="2013-05", grade="P6", school_year=2025)
    assert run([household()], [student], schooled()).lines == {(H1, "TB"): (1, 1, 20000)}


def test_a_student_is_paid_only_in_the_months_of_own_compliance():
    student = member(birth="2012-05", grade="S5", school_year=2025)
    found = run([household()], [student, member(M2)], schooled(M1, (APRIL,)))
    assert found.lines == {(H1, "TAS"): (0, 1, 8000)}


def test_a_student_who_turned_nineteen_is_paid_in_that_month_only():
    student = member(birth="2006-03", grade="S5", school_year=2025)
    found = run([household()], [student], [])
    assert found.lines == {(H1, "TB"): (1, 0, 10000), (H1, "TAS"): (1, 0, 8000)}


def test_a_transfer_with_an_area_is_paid_only_in_it():
    grades = [entry | {"area": "PILOT"} for entry in DELIVERED["grades"]]
    student = member(birth="2012-05", grade="S1", school_year=2025)
    rules = changed(grades=grades, areas=[area("PILOT", "0501")])
    assert (H1, "TBS") not in run([household()], [student], schooled(), rules).lines
    found = run([household(ubigeo="050110")], [student], schooled(), rules)
    assert found.lines == {(H1, "TB"): (1, 1, 20000), (H1, "TBS"): (1, 1, 10000)}


# Eligibility


@pytest.mark.parametrize(
    ("changes", "march", "april"),
    [
        ({"affiliated_on": date(2025, 3, 1)}, "eligible", "eligible"),
        ({"affiliated_on": date(2025, 3, 2)}, "not_affiliated", "eligible"),
        ({"affiliated_on": date(2025, 4, 2)}, "not_affiliated", "not_affiliated"),
        ({"left_on": date(2025, 4, 30)}, "eligible", "left"),
        ({"left_on": date(2025, 5, 1)}, "eligible", "eligible"),
        ({"left_on": date(2024, 10, 10), "readmitted_on": date(2025, 4, 1)}, "not_affiliated", "eligible"),
        ({"left_on": date(2024, 10, 10), "readmitted_on": date(2024, 10, 10)}, "eligible", "eligible"),
        ({"left_on": date(2025, 3, 31), "readmitted_on": date(2024, 1, 1)}, "left", "left"),
        ({"suspended_from": date(2025, 4, 30)}, "eligible", "suspended"),
        ({"suspended_from": date(2025, 5, 1)}, "eligible", "eligible"),
        (
            {"suspended_from": date(2025, 1, 1), "suspended_until": date(2025, 3, 1)},
            "suspended",
            "eligible",
        ),
        (
            {"suspended_from": date(2025, 1, 1), "suspended_until": date(2025, 2, 28)},
            "eligible",
            "eligible",
        ),
        ({"class": "not_poor"}, "class_not_eligible", "class_not_eligible"),
        ({"class": "extreme"}, "eligible", "eligible"),
        ({"class_until": date(2025, 3, 31)}, "eligible", "class_expired"),
        ({"class_until": date(2025, 4, 1)}, "eligible", "eligible"),
        ({"class_until": date(2025, 2, 28)}, "class_expired", "class_expired"),
        (
            {
                "affiliated_on": date(2025, 3, 2),
                "left_on": date(2025, 4, 5),
                "suspended_from": date(2025, 3, 2),
                "class": "not_poor",
                "class_until": date(2025, 1, 1),
            },
            "not_affiliated",
            "left",
        ),
        (
            {"suspended_from": date(2025, 4, 2), "class": "not_poor", "class_until": date(2025, 1, 1)},
            "class_not_eligible",
            "suspended",
        ),
    ],
)
def test_the_first_reason_that_applies_is_the_eligibility_and_only_the_eligible_are_paid(
    changes, march, april
):
    found = run([household(**changes)], [member()], schooled())
    assert found.eligibility == {(H1, MARCH): march, (H1, APRIL): april}
    paid = (int(march == "eligible"), int(april == "eligible"))
    assert found.lines.get((H1, "TB"), (0, 0, 0)) == (*paid, 10000 * sum(paid))
    assert found.total == 10000 * sum(paid)


def test_the_verdicts_of_a_suspended_household_are_still_reckoned():
    found = run([household(suspended_from=date(2025, 1, 1))], [member()], schooled())
    assert found.people[H1, M1, MARCH] == ("met", None, True)
    assert found.lines == {}


# The year passed in the VRAEM

SENIOR = {"birth": "2009-05", "grade": "S5", "school_year": 2025}


def year_run(facts: list[Row], bimester: str = "2025-B6", vraem: bool = True, **changes: Any) -> Result:
    return run([household(vraem=vraem, **changes)], [member(**SENIOR)], facts, bimester=bimester)


def test_the_year_passed_and_the_top_third_are_paid_in_the_sixth_bimester():
    facts = schooled(months=(NOVEMBER, DECEMBER))
    facts += [fact("school_year_passed", DECEMBER), fact("top_third", DECEMBER)]
    found = year_run(facts)
    assert found.lines == {
        (H1, "TB"): (1, 1, 20000),
        (H1, "TAS"): (1, 1, 16000),
        (H1, "VRAEM"): (0, 1, 30000),
        (H1, "VRAEM_TS"): (0, 1, 20000),
    }
    assert found.total == 86000


def test_the_year_passed_is_not_paid_in_another_bimester():
    assert year_run([fact("school_year_passed", "2025-10")], "2025-B5").lines == {}


def test_the_year_passed_is_not_paid_outside_the_vraem():
    assert year_run([fact("school_year_passed", DECEMBER)], vraem=False).lines == {}


def test_the_year_passed_is_paid_whether_or_not_the_month_was_complied():
    found = year_run([fact("school_year_passed", DECEMBER)])
    assert found.lines == {(H1, "VRAEM"): (0, 1, 30000)}


def test_the_top_third_without_the_year_passed_pays_nothing():
    assert year_run([fact("top_third", DECEMBER)]).lines == {}
    facts = [fact("top_third", DECEMBER), fact("school_year_passed", DECEMBER, done=0)]
    assert year_run(facts).lines == {}


def test_a_year_not_recorded_as_passed_pays_nothing():
    assert year_run([fact("school_year_passed", DECEMBER, status="not_located")]).lines == {}


def test_the_year_passed_is_not_paid_to_a_household_suspended_in_that_month():
    found = year_run([fact("school_year_passed", DECEMBER)], suspended_from=date(2025, 12, 31))
    assert found.lines == {}


def test_the_year_passed_is_not_paid_for_primary_school_nor_for_another_year():
    facts = [fact("school_year_passed", DECEMBER)]
    for changes in ({"grade": "P6"}, {"school_year": 2024}, {"completed_on": date(2025, 11, 30)}):
        student = member(**(SENIOR | changes))
        assert run([household(vraem=True)], [student], facts, bimester="2025-B6").lines == {}


def test_the_year_passed_is_paid_in_the_bimester_that_the_rules_say():
    rules = with_value("outcomes", "concept", "VRAEM", bimester=5)
    facts = [fact("school_year_passed", "2025-10")]
    found = run([household(vraem=True)], [member(**SENIOR)], facts, rules, "2025-B5")
    assert found.lines == {(H1, "VRAEM"): (0, 1, 30000)}


def test_the_top_third_is_paid_in_its_own_bimester():
    rules = with_value("outcomes", "concept", "VRAEM_TS", bimester=5)
    facts = [
        fact(code, month) for code in ("school_year_passed", "top_third") for month in ("2025-10", DECEMBER)
    ]
    home, senior = household(vraem=True), member(**SENIOR)
    fifth = run([home], [senior], [row for row in facts if row["month"] == "2025-10"], rules, "2025-B5")
    assert fifth.lines == {(H1, "VRAEM_TS"): (0, 1, 20000)}
    sixth = run([home], [senior], [row for row in facts if row["month"] == DECEMBER], rules, "2025-B6")
    assert sixth.lines == {(H1, "VRAEM"): (0, 1, 30000)}


# Other rules


@pytest.mark.parametrize(
    ("until", "since", "cents"),
    [
        ("2025-03-31", "2025-04-01", 22000),
        ("2025-04-01", "2025-04-02", 20000),
        ("2025-03-01", "2025-03-02", 22000),
    ],
)
def test_the_amount_of_a_month_is_that_of_its_first_day(until, since, cents):
    rules = with_switch("amounts", "concept", "TB", until, since, cents=12000)
    assert run([household()], [member()], schooled(), rules).lines == {(H1, "TB"): (1, 1, cents)}


def test_where_the_rules_count_the_unknown_a_household_without_records_is_paid():
    rules = with_value("verdicts", "verdict", "unknown", counts=True)
    found = run([household()], [member()], [], rules)
    assert found.lines == {(H1, "TB"): (1, 1, 20000)}
    assert found.verdicts[H1, M1, MARCH, "attendance"] == "unknown"
    assert found.people[H1, M1, MARCH] == ("not_applicable", None, True)


def test_where_the_rules_do_not_count_the_exempt_an_exemption_pays_nothing():
    rules = with_value("verdicts", "verdict", "exempt", counts=False)
    facts = [*schooled()[:-1], fact("attendance", APRIL, done=None, status="exempt")]
    found = run([household()], [member()], facts, rules)
    assert found.people[H1, M1, APRIL] == ("exempt", "attendance", False)
    assert found.lines == {(H1, "TB"): (1, 0, 10000)}


def test_a_share_that_changes_in_the_second_month_is_asked_from_then_on():
    rules = with_switch("limits", "key", "attendance_percent", "2025-03-31", "2025-04-01", value=80)
    facts = [row | {"done": 16} if row["requirement"] == "attendance" else row for row in schooled()]
    found = run([household()], [member()], facts, rules)
    assert found.lines == {(H1, "TB"): (0, 1, 10000)}


def test_where_the_birthday_month_does_not_count_it_pays_nothing():
    rules = with_value("limits", "key", "birthday_month_counts", value=0)
    assert run([household()], [member(birth="2006-03")], [], rules).lines == {}


def test_rules_with_two_entries_of_one_key_or_none_are_refused():
    for amounts in (DELIVERED["amounts"] + DELIVERED["amounts"][:1], DELIVERED["amounts"][1:]):
        with pytest.raises(ValueError, match="entries of amounts TB"):
            run([household()], [member()], schooled(), changed(amounts=amounts))
