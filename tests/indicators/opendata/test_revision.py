"""A new edition beside its former ones: whose figures change, whose wait, and what a reader can subtract."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from sigor.indicators.opendata.declared import Declared, Design, Row, What
from sigor.indicators.opendata.partition import Edition, partition
from sigor.indicators.opendata.reading import read
from sigor.indicators.opendata.revision import Revision, revised
from tests.indicators.opendata.made import PEOPLE, by_code, cell, codes, corrected, one, ratio

BEFORE = ratio("A", d010101=(40, 90), d010102=(50, 100), d010103=(60, 110), d020101=(40, 90))


def first(rows: list[Row] = BEFORE, design: Design | None = None) -> Edition:
    found = partition(rows=rows, design=design or one())
    assert found is not None
    return found


def then(*former: Edition, merge: bool = False, design: Design | None = None, **districts) -> Revision:
    pairs = {f"d{row.place}": (row.numerator, row.denominator) for row in BEFORE} | districts
    return revised(former=former, rows=ratio("A", **pairs), design=design or one(), merge=merge)


def test_a_correction_of_k_or_more_is_published():
    new = then(first(), d010101=(52, 112))
    assert cell(by_code(new.edition.places)["010101"]) == (52, 112, 0) and not new.held


def test_a_smaller_one_waits_in_every_count_of_its_group_and_in_the_totals():
    new = then(first(), d010101=(43, 190), d010102=(70, 130))
    told = by_code(new.edition.places)
    assert cell(told["010101"]) == (40, 90, 0) and cell(told["010102"]) == (70, 130, 0)
    assert cell(told["0101"]) == (170, 330, 0)
    assert new.held == ("010101",)


@pytest.mark.parametrize(
    ("pair", "held"),
    [
        ((40, 90), False),
        ((41, 90), True),
        ((50, 100), False),
        ((50, 95), True),
        ((50, 103), True),
        ((60, 110), False),
    ],
)
def test_numerator_denominator_and_rest_change_by_nobody_or_by_k(pair, held):
    assert bool(then(first(), d010101=pair).held) == held


def test_small_corrections_add_up_until_they_are_told():
    one_edition = first()
    two = then(one_edition, d010101=(46, 96))
    three = then(one_edition, two.edition, d010101=(52, 102))
    assert two.held and two.edition == one_edition
    assert not three.held and cell(by_code(three.edition.places)["010101"]) == (52, 102, 0)


def test_a_figure_that_nearly_returns_to_that_of_an_earlier_edition_waits():
    one_edition = first()
    two = then(one_edition, d010101=(60, 110))
    three = then(one_edition, two.edition, d010101=(42, 92))
    assert three.held == ("010101",) and cell(by_code(three.edition.places)["010101"]) == (60, 110, 0)


def test_groups_whose_corrections_are_small_can_be_brought_together():
    new = then(first(), merge=True, d010101=(46, 96), d010102=(56, 106))
    assert codes(new.edition.groups) == ["RESTO-0101", "010103", "020101"] and not new.held
    assert cell(new.edition.groups[0]) == (102, 202, 0)


def test_no_more_groups_are_brought_together_than_are_needed():
    """Two are needed, one for each count; the smallest of all was tried before them."""
    former = first(BEFORE + ratio("A", d010104=(12, 30)))
    corrected_ones = {"d010101": (44, 94), "d010102": (70, 100), "d010103": (60, 130)}
    new = then(former, merge=True, d010104=(12, 30), **corrected_ones)
    assert codes(new.edition.groups) == ["RESTO-0101", "010104", "020101"] and not new.held


def test_where_no_other_correction_helps_they_wait_alone():
    new = then(first(), merge=True, d010101=(46, 96), d020101=(60, 120))
    assert codes(new.edition.groups) == codes(first().groups) and new.held == ("010101",)


def test_bringing_together_goes_no_further_than_the_province():
    new = then(first(), merge=True, d010101=(46, 96), d020101=(46, 96))
    assert new.held == ("010101", "020101")


def test_a_group_that_became_small_keeps_its_figures_and_it_is_said_to_the_institution():
    new = then(first(), d010101=(4, 30), d010102=(80, 160))
    assert cell(by_code(new.edition.places)["010101"]) == (40, 90, 0)
    assert new.held == new.small == ("010101",)


def test_it_is_not_brought_together_with_one_that_did_not_change():
    """Whoever knows that only one of the two was corrected would take the other from both."""
    for merge in (False, True):
        new = then(first(), merge=merge, d010101=(4, 30))
        assert codes(new.edition.groups) == codes(first().groups) and new.small == ("010101",)


def test_a_district_that_is_new_and_small_joins_the_nearest_group_without_a_datum():
    new = then(first(), d010104=(2, 5), d030101=(3, 7), d020101=(60, 120))
    told = by_code(new.edition.places)
    assert told["RESTO-PE"].members == ("010101", "010104", "030101") and not new.held
    assert cell(told["RESTO-PE"]) == (40, 90, 2) and cell(told["020101"]) == (60, 120, 0)
    again = then(first(), new.edition, d010104=(2, 5), d030101=(3, 7), d020101=(60, 120))
    assert again.edition == new.edition and again.held == ("RESTO-PE",)
    grown = then(first(), new.edition, d010104=(20, 50), d030101=(3, 7), d020101=(60, 120))
    assert cell(by_code(grown.edition.places)["RESTO-PE"]) == (63, 147, 0)


def test_a_new_district_that_is_large_is_published():
    new = then(first(), d010104=(20, 50))
    assert "010104" in codes(new.edition.groups) and not new.held


@pytest.mark.parametrize(("pair", "held"), [((0, 0), True), ((4, 8), True), ((20, 40), False)])
def test_a_datum_that_was_missing_is_a_change_even_if_it_is_nobody(pair, held):
    """What a group has more is what the district has that had no datum: zero is a small number there."""
    a, b = Declared("A", PEOPLE, PEOPLE, population="a"), Declared("B", PEOPLE, PEOPLE, population="b")
    shared = ratio("A", d010101=(40, 90), d010102=(2, 90)) + ratio("B", d010101=(30, 70))
    former = first(shared + ratio("B", d010102=None), Design((a, b)))
    new = revised(former=[former], rows=shared + ratio("B", d010102=pair), design=Design((a, b)))
    assert codes(former.groups) == ["RESTO-0101"]
    assert bool(new.held) == held


def test_a_new_indicator_waits_with_its_group():
    design = Design((Declared("A", PEOPLE, PEOPLE), Declared("B", PEOPLE, PEOPLE)))
    rows = [replace(row, numerator=43) if row.place == "010101" else row for row in BEFORE]
    rows += [replace(row, indicator="B") for row in BEFORE]
    new = revised(former=[first()], rows=rows, design=design)
    told = by_code(new.edition.places)
    assert cell(told["010101"], "B") == (None, None, 1) and cell(told["010102"], "B") == (50, 100, 0)
    assert cell(told["0101"], "B") == (110, 210, 1)


def test_money_changes_with_those_who_get_it_or_by_what_k_of_them_get():
    def rows(paid: int, amount: str) -> list[Row]:
        return [Row("010101", "PAG", paid, 90), Row("010101", "MONTO", Decimal(amount))]

    for most, paid, amount, held in (
        (None, 40, "8200", True),
        (None, 50, "8200", False),
        (Decimal(200), 40, "8200", True),
        (Decimal(200), 40, "9999.99", True),
        (Decimal(200), 40, "10000", False),
    ):
        design = Design(
            (Declared("PAG", PEOPLE, PEOPLE), Declared("MONTO", What.AMOUNT, counted_by="PAG", most=most))
        )
        former = first(rows(40, "8000"), design)
        new = revised(former=[former], rows=rows(paid, amount), design=design)
        assert bool(new.held) == held, (most, paid, amount)


def test_data_can_be_withdrawn():
    new = then(first(), d010101=(None, None))
    told = by_code(new.edition.places)
    assert cell(told["010101"]) == (None, None, 1) and cell(told["0101"]) == (110, 210, 1) and not new.held


def test_a_former_edition_of_the_same_k_is_needed():
    for former in ([], [first(design=one(5))]):
        with pytest.raises(ValueError, match="mismo k"):
            revised(former=former, rows=BEFORE, design=one())


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(corrected())
def test_every_difference_of_editions_is_nobody_or_k(case):
    (before, after, _last), design, _only_added = case
    one_edition = partition(rows=before, design=design)
    if one_edition is None:
        return
    for merge in (False, True):
        new = revised(former=[one_edition], rows=after, design=design, merge=merge)
        truth, k = read(after, design), design.k
        for group in new.edition.groups:
            old = [former for former in one_edition.groups if set(former.members) <= set(group.members)]
            assert sorted(member for former in old for member in former.members) == list(group.members)
            for now in group.cells:
                then = [
                    cell(former, now.indicator)
                    for former in old
                    if now.slot in {one.slot for one in former.cells}
                ]
                told = [numerator for numerator, _, _ in then if numerator is not None]
                if now.numerator is None or not told:
                    continue
                changes = [now.numerator - sum(told)]
                if now.denominator is not None:
                    changes.append(now.denominator - sum(denominator or 0 for _, denominator, _ in then))
                    changes.append(changes[1] - changes[0])
                assert all(change == 0 or abs(change) >= k for change in changes)
            if group.code not in new.held:
                total = truth.districts[group.members[0]]
                for member in group.members[1:]:
                    total += truth.districts[member]
                assert group.cells == truth.cells(total)
        assert set(new.small) <= set(new.held)
        again = revised(former=[one_edition, new.edition], rows=after, design=design)
        assert again.edition == new.edition and again.held == new.held
