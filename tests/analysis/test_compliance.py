"""The percentage of a quarter: what the plan's own figures must give, and what must hold for any figures."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.analysis.compliance import Compliance, Denominator, Item, accumulate, comply

EIGHTY = Decimal("0.8")

# The second quarter of the 2025 plan: milestone, units due.
QUARTER_TWO = [
    ("1.1.4", 6), ("3.1.3", 1), ("1.1.1", 1), ("1.1.2", 1), ("1.2.1", 1), ("1.2.2", 1), ("1.2.3", 1), ("2.1.1", 1),
    ("2.2.2", 1), ("3.1.2", 1), ("2.2.1", 1),
]  # fmt: skip


def count(
    items: list[Item], chosen: Denominator = Denominator.UNITS, threshold: Decimal = EIGHTY
) -> Compliance:
    return comply(items, chosen=chosen, threshold=threshold)


def test_with_1_1_4_late_the_three_readings_of_quarter_two_differ_as_the_arithmetic_says():
    items = [Item(code, n, 0 if code == "1.1.4" else n) for code, n in QUARTER_TWO]
    found = count(items).readings
    units, marks, milestones = (found[d] for d in Denominator)
    assert (units.due, units.verified, units.rounded(), units.meets, units.needed) == (
        16,
        10,
        0.625,
        False,
        13,
    )
    assert (marks.due, marks.verified, marks.rounded(), marks.meets, marks.needed) == (
        11,
        10,
        0.9091,
        True,
        9,
    )
    assert (milestones.due, milestones.verified, milestones.meets) == (11, 10, True)
    assert units.percent == "62.5 %"
    assert marks.percent == "90.9 %"
    assert count(items).verdict_depends_on_reading


def test_quarter_one_needs_four_of_four():
    items = [Item("2.2.2", 1, 1), Item("2.2.4", 1, 1), Item("2.2.2", 1, 1), Item("2.1.2", 1, 0)]
    reading = count(items).reading
    assert (reading.due, reading.needed, reading.missing, reading.meets) == (4, 4, 1, False)


@pytest.mark.parametrize(("due", "needed"), [(4, 4), (16, 13), (8, 7), (12, 10), (5, 4), (40, 32)])
def test_the_count_needed_is_the_least_that_reaches_eighty_percent(due, needed):
    reading = count([Item("1", due, 0)]).reading
    assert reading.needed == needed
    assert Fraction(needed, due) >= Fraction(4, 5) > Fraction(needed - 1, due)


def test_when_nothing_was_due_there_is_no_ratio_and_no_verdict():
    reading = count([]).reading
    assert (reading.ratio, reading.meets, reading.percent, reading.rounded()) == (None, None, "—", None)


def test_a_milestone_counts_only_when_all_its_marks_of_the_quarter_are_met():
    items = [Item("2.2.2", 1, 1), Item("2.2.2", 1, 0), Item("1.1.2", 1, 1)]
    found = count(items).readings[Denominator.MILESTONES]
    assert (found.due, found.verified) == (2, 1)


def test_halves_round_up_once_from_the_exact_ratio():
    assert count([Item("1", 8, 1)]).reading.percent == "12.5 %"
    assert count([Item("1", 2000, 1)]).reading.percent == "0.1 %"  # 0.05 % exactly
    assert count([Item("1", 10_000, 9045)]).reading.percent == "90.5 %"  # 90.45 %
    assert count([Item("1", 22222, 20100)]).reading.percent == "90.5 %"  # 90.4509…: not twice rounded


items_strategy = st.lists(
    st.builds(
        lambda code, quantity, share: Item(code, quantity, round(quantity * share)),
        st.sampled_from(["1.1.1", "1.1.2", "2.1.1", "2.2.2", "3.1.1"]),
        st.integers(1, 9),
        st.floats(0, 1),
    ),
    max_size=30,
)
thresholds = st.decimals("0.01", "1", places=2)


@given(items_strategy, thresholds)
def test_in_every_reading_verified_never_exceeds_due_and_the_verdict_is_the_ratio_against_the_threshold(
    items, threshold
):
    for reading in count(items, threshold=threshold).readings.values():
        assert 0 <= reading.verified <= reading.due
        if reading.due:
            assert reading.meets == (Fraction(reading.verified, reading.due) >= Fraction(threshold))
            assert reading.verified + reading.missing >= reading.needed


@given(items_strategy)
def test_verifying_one_more_unit_never_lowers_any_reading(items):
    before = count(items).readings
    for place, item in enumerate(items):
        if item.verified < item.quantity:
            better = [
                *items[:place],
                Item(item.milestone, item.quantity, item.verified + 1),
                *items[place + 1 :],
            ]
            after = count(better).readings
            assert all(after[d].verified >= before[d].verified for d in Denominator)
            assert after[Denominator.UNITS].verified == before[Denominator.UNITS].verified + 1


@given(items_strategy, st.randoms())
def test_the_order_of_the_deliverables_changes_nothing(items, shuffler):
    shuffled = list(items)
    shuffler.shuffle(shuffled)
    assert count(items) == count(shuffled)


@given(st.lists(items_strategy, min_size=4, max_size=4))
def test_the_accumulated_units_are_the_sum_of_the_quarters(quarters):
    found = accumulate(quarters, chosen=Denominator.UNITS, threshold=EIGHTY)
    due = 0
    for so_far, items in zip(found, quarters, strict=True):
        due += sum(i.quantity for i in items)
        assert so_far.reading.due == due
