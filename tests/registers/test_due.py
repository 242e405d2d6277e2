"""Trays: what a unit owes, and what awaits somebody's decision."""

from datetime import date

import pytest

from sigor.records import services
from sigor.registers.declaration import register_of
from sigor.registers.due import awaiting, due_mark, owed_by

TODAY = date(2025, 6, 10)


def test_an_open_agreement_is_owed_by_its_unit_until_it_is_fulfilled(agree, coordinator, unit_head):
    agreement = agree(coordinator, due=date(2025, 6, 4))
    item = owed_by(unit_head, TODAY)[0]
    assert (item.code, item.unit, item.due, item.days) == (agreement.code, "UCC", date(2025, 6, 4), -6)
    assert item.overdue and item.state.code == "open" and item.register.slug == "agreements"
    services.transition(agreement, "fulfil", by=unit_head)
    assert owed_by(unit_head, TODAY) == []


def test_what_is_due_first_comes_first_across_registers(agree, party, coordinator, unit_head):
    late = agree(coordinator, due=date(2025, 9, 1))
    soon = party(coordinator, review_due=date(2025, 7, 1))
    assert [item.code for item in owed_by(unit_head, TODAY)] == [soon.code, late.code]


def test_a_record_without_a_date_owes_nothing(party, coordinator, unit_head):
    party(coordinator)
    assert owed_by(unit_head, TODAY) == []


def test_nothing_is_owed_by_who_may_not_edit(agree, coordinator, other_head, auditor, director):
    agree(coordinator)
    assert owed_by(other_head, TODAY) == [] and owed_by(auditor, TODAY) == []


def test_a_fulfilled_agreement_awaits_whoever_verifies(agree, coordinator, unit_head):
    agreement = agree(coordinator)
    assert awaiting(coordinator, TODAY) == []
    services.transition(agreement, "fulfil", by=unit_head)
    assert [item.code for item in awaiting(coordinator, TODAY)] == [agreement.code]
    assert awaiting(unit_head, TODAY) == []


def test_an_agreement_open_to_annulment_does_not_crowd_the_tray_of_the_director(agree, coordinator, director):
    agree(coordinator)
    assert awaiting(director, TODAY) == []


def test_the_trays_ask_the_database_once(agree, party, coordinator, django_assert_num_queries):
    for number in range(5):
        services.transition(agree(coordinator, title=f"A {number}"), "fulfil", by=coordinator)
        party(coordinator, review_due=TODAY)
    owed_by(coordinator, TODAY)
    with django_assert_num_queries(2):
        owed_by(coordinator, TODAY)
        awaiting(coordinator, TODAY)


@pytest.mark.parametrize(("due", "mark"), [(9, "overdue"), (10, "due-soon"), (25, "due-soon"), (26, None)])
def test_a_due_date_is_marked_fifteen_days_ahead_and_when_it_has_passed(agree, coordinator, due, mark):
    agreement = agree(coordinator, due=date(2025, 6, due))
    found = due_mark(register_of(agreement), agreement, TODAY)
    assert (found.code if found else None) == mark


def test_the_date_of_work_already_handed_in_no_longer_presses(agree, coordinator):
    agreement = services.transition(agree(coordinator, due=date(2025, 6, 1)), "fulfil", by=coordinator)
    assert due_mark(register_of(agreement), agreement, TODAY) is None
