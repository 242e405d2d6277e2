"""The engine and the slow second implementation say the same, and what must hold for any population."""

import os

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from sigor.incentives.engine import memory
from tests.incentives import oracle
from tests.incentives.strategies import COUNTED, OF_PLACES, OUTCOMES, Case, cases, met

settings.register_profile(
    "incentives",
    deadline=None,
    max_examples=int(os.environ.get("SIGOR_INCENTIVE_EXAMPLES", "8")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PROFILE = settings.get_profile("incentives")
pytestmark = pytest.mark.timeout(1200)  # making a failing example small takes a while


def engine(case: Case) -> "memory.Computed":
    return memory.compute(case.households, case.members, case.facts, rules=case.rules, bimester=case.bimester)


def second(case: Case) -> oracle.Result:
    return oracle.compute(case.households, case.members, case.facts, case.rules, case.bimester)


def totals(lines: dict[tuple[str, str], tuple[int, int, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (household, _), (_, _, cents) in lines.items():
        found[household] = found.get(household, 0) + cents
    return found


def everything(found: "memory.Computed | oracle.Result") -> tuple:
    return found.lines, found.eligibility, found.verdicts, found.people, found.total


def months(case: Case) -> list[str]:
    return [month.name for month in oracle.months_of(case.bimester)]


def assert_agreement(case: Case) -> None:
    found, expected = engine(case), second(case)
    event(f"lines paid: {min(len(expected.lines), 5)}")
    assert found.eligibility == expected.eligibility
    assert found.verdicts == expected.verdicts
    assert found.people == expected.people
    assert found.lines == expected.lines
    assert found.total == expected.total


# The two implementations


@PROFILE
@given(cases(varied=False))
def test_with_the_delivered_rules_both_say_the_same(case):
    assert_agreement(case)


@PROFILE
@given(cases())
def test_with_changed_rules_both_say_the_same(case):
    assert_agreement(case)


@PROFILE
@given(cases(only=OF_PLACES))
def test_where_the_place_decides_both_say_the_same(case):
    assert_agreement(case)


@PROFILE
@given(cases(), st.data())
def test_with_facts_repeated_whole_both_say_the_same(case, data):
    assume(case.facts)
    again = data.draw(st.lists(st.sampled_from(case.facts), min_size=1, max_size=4))
    case.facts = case.facts + [dict(row) for row in again]
    assert_agreement(case)


# What must hold for any population


@PROFILE
@given(cases())
def test_nothing_is_paid_without_eligibility(case):
    found = engine(case)
    for (household, _), (*units, _) in found.lines.items():
        for month, paid in zip(months(case), units, strict=True):
            assert paid == 0 or found.eligibility[household, month] == "eligible"


@PROFILE
@given(cases())
def test_a_line_has_units_and_an_amount_and_the_total_is_the_sum_of_the_lines(case):
    found = engine(case)
    for one, two, cents in found.lines.values():
        assert one >= 0 and two >= 0 and one + two > 0 and cents > 0
    assert found.total == sum(cents for _, _, cents in found.lines.values())


@PROFILE
@given(cases())
def test_only_who_complies_counts_and_only_the_first_failing_requirement_is_the_reason(case):
    found = engine(case)
    for (household, member, month), (verdict, reason, complies) in found.people.items():
        assert complies == (reason is None)
        if reason is not None:
            assert found.verdicts[household, member, month, reason] == verdict


@PROFILE
@given(cases(), st.data())
def test_a_met_fact_in_place_of_a_failing_or_missing_one_lowers_no_total(case, data):
    assume(case.members)
    before = engine(case)
    failing = sorted(key[1:] for key, verdict in before.verdicts.items() if verdict != "met")
    codes = sorted({row["member"] for row in case.members})
    anything = st.tuples(
        st.sampled_from(codes),
        st.sampled_from(months(case)),
        st.sampled_from([*COUNTED, "attendance", *OUTCOMES]),
    )
    key = data.draw(st.one_of(st.sampled_from(failing), anything) if failing else anything)
    case.facts = [row for row in case.facts if (row["member"], row["month"], row["requirement"]) != key]
    case.facts.append(met(*key) | ({"done": 20} if key[2] == "attendance" else {"done": 9}))
    after = engine(case)
    was, now = totals(before.lines), totals(after.lines)
    assert all(now.get(household, 0) >= cents for household, cents in was.items())
    assert after.eligibility == before.eligibility


@PROFILE
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(case, chance):
    before = everything(engine(case))
    for rows in (case.households, case.members, case.facts):
        chance.shuffle(rows)
    assert everything(engine(case)) == before


@PROFILE
@given(cases(), st.data())
def test_one_household_more_changes_nothing_for_the_others(case, data):
    added = data.draw(st.sampled_from(case.households))["household"]
    people = [row for row in case.members if row["household"] != added]
    codes = {row["member"] for row in people}
    fewer = Case(
        [row for row in case.households if row["household"] != added],
        people,
        [row for row in case.facts if row["member"] in codes],
        case.rules,
        case.bimester,
    )
    assume(fewer.households)
    without, whole = engine(fewer), engine(case)
    assert whole.lines == without.lines | {k: v for k, v in whole.lines.items() if k[0] == added}
    assert whole.eligibility == without.eligibility | {
        k: v for k, v in whole.eligibility.items() if k[0] == added
    }
    assert whole.verdicts == without.verdicts | {k: v for k, v in whole.verdicts.items() if k[0] == added}
    assert whole.people == without.people | {k: v for k, v in whole.people.items() if k[0] == added}


@PROFILE
@given(cases(), st.data())
def test_a_fact_repeated_whole_changes_nothing(case, data):
    assume(case.facts)
    before = everything(engine(case))
    again = data.draw(st.lists(st.sampled_from(case.facts), min_size=1, max_size=6))
    case.facts = case.facts + [dict(row) for row in again]
    assert everything(engine(case)) == before


@PROFILE
@given(cases())
def test_a_second_run_says_the_same(case):
    assert everything(engine(case)) == everything(engine(case))
