"""The state of a deliverable at a moment, from the events recorded until then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.analysis.progress import Event, Outcome, Sent, Status, progress

DUE = date(2025, 5, 31)
START = datetime(2025, 5, 1, 12, tzinfo=UTC)


def at(days: int) -> datetime:
    return START + timedelta(days=days)


def look(sent: list[Sent], days: int, quantity: int = 1):
    return progress(quantity, DUE, sent, at(days), at(days).date())


@pytest.mark.parametrize(
    ("days", "status", "late"),
    [
        (-30, Status.PROGRAMMED, 0), (14, Status.PROGRAMMED, 0), (15, Status.DUE_SOON, 0), (30, Status.DUE_SOON, 0),
        (31, Status.OVERDUE, 1), (40, Status.OVERDUE, 10),
    ],
)  # fmt: skip
def test_without_evidence_the_calendar_decides(days, status, late):
    found = look([], days)
    assert (found.status, found.days_late) == (status, late)


def test_sent_returned_and_verified_each_show_from_their_moment_on():
    sent = [
        Sent(1, at(20), (Event(Outcome.RETURNED, at(22)),)),
        Sent(1, at(24), (Event(Outcome.VERIFIED, at(26)),)),
    ]
    seen = [look(sent, day).status for day in (19, 20, 22, 24, 26)]
    assert seen == [Status.DUE_SOON, Status.SUBMITTED, Status.RETURNED, Status.SUBMITTED, Status.VERIFIED]


def test_a_verification_taken_back_no_longer_counts_from_then_on():
    sent = [Sent(1, at(20), (Event(Outcome.VERIFIED, at(21)), Event(Outcome.RETURNED, at(25))))]
    assert look(sent, 24).verified == 1
    assert look(sent, 25).verified == 0
    assert look(sent, 25).status == Status.RETURNED


def test_six_units_in_one_month_are_verified_one_by_one():
    sent = [Sent(2, at(20), (Event(Outcome.VERIFIED, at(21)),)), Sent(1, at(22))]
    found = look(sent, 23, quantity=6)
    assert (found.verified, found.waiting, found.outstanding, found.status) == (2, 1, 3, Status.DUE_SOON)


def test_what_is_withdrawn_is_owed_again():
    sent = [Sent(1, at(20), (Event(Outcome.WITHDRAWN, at(21)),))]
    assert look(sent, 22).outstanding == 1
    assert look(sent, 22).status == Status.DUE_SOON


sent_strategy = st.lists(
    st.builds(
        lambda quantity, day, outcomes: Sent(
            quantity, at(day), tuple(Event(o, at(day + n + 1)) for n, o in enumerate(outcomes))
        ),
        st.integers(1, 4),
        st.integers(0, 60),
        st.lists(st.sampled_from(list(Outcome)), max_size=3),
    ),
    max_size=6,
)


@given(sent_strategy, st.integers(1, 8), st.integers(-10, 90))
def test_units_always_add_up_to_the_quantity_and_nothing_from_the_future_shows(sent, quantity, day):
    found = look(sent, day, quantity)
    assert found.verified + found.waiting + found.outstanding == quantity
    assert min(found.verified, found.waiting, found.outstanding, found.returned) >= 0
    past = [
        Sent(s.quantity, s.at, tuple(d for d in s.decisions if d.at <= at(day)))
        for s in sent
        if s.at <= at(day)
    ]
    assert found == look(past, day, quantity)
    assert (found.status == Status.VERIFIED) == (found.verified == quantity)
