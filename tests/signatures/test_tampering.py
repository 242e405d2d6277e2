"""What the signatures of a file prove once somebody laid a hand on it."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigor.organisation import clock
from sigor.signatures import inspection
from sigor.signatures.verdicts import verdict
from tests.signatures import documents, pki

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def report_on(data: bytes, moment=None, trusted=None):
    roots = [pki.native(pki.authority().root.certificate)] if trusted is None else trusted
    return inspection.inspect(data, moment=moment or clock.now(), trusted=roots)


def states_of(data: bytes, **given):
    return [verdict(one).state.code for one in report_on(data, **given)["signatures"]]


@pytest.fixture(scope="module")
def signed() -> bytes:
    authority = pki.authority()
    return documents.signed(documents.report(), authority.person, timestamper=authority.timestamper())


def contents_of(data: bytes) -> range:
    """Where the signature itself stands: the only bytes it cannot cover."""
    start = data.rindex(b"/Contents <") + len(b"/Contents ")
    return range(start, data.index(b">", start) + 1)


def test_the_untouched_file_is_valid(signed):
    assert states_of(signed) == ["valid"]


@FEW
@given(data=st.data())
def test_one_byte_changed_anywhere_under_the_signature_is_noticed(signed, data):
    free = contents_of(signed)
    place = data.draw(
        st.integers(0, len(signed) - 1).filter(lambda position: position not in free), label="position"
    )
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != signed[place]), label="byte")
    altered = signed[:place] + bytes([value]) + signed[place + 1 :]
    try:
        found = states_of(altered)
    except inspection.Unreadable:
        return
    assert "valid" not in found


@FEW
@given(data=st.data())
def test_one_byte_changed_in_the_signature_itself_never_makes_another_signature_of_it(signed, data):
    free = contents_of(signed)
    place = data.draw(st.integers(free.start, free.stop - 1), label="position")
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != signed[place]), label="byte")
    altered = signed[:place] + bytes([value]) + signed[place + 1 :]
    try:
        found = report_on(altered)["signatures"]
    except inspection.Unreadable:
        return
    for one in found:
        if verdict(one).state.code == "valid":
            assert "12345678" in one["subject"]
            assert one["reason"] == "Doy V° B°"


@pytest.mark.parametrize("hand", [documents.with_a_page_more, documents.with_a_note, documents.drawn_over])
def test_what_is_changed_after_signing_is_told(signed, hand):
    (one,) = [verdict(s) for s in report_on(hand(signed))["signatures"]]
    assert one.state.code == "invalid"
    assert "se modificó después" in one.sentence


def test_bytes_behind_the_last_signature_are_told(signed):
    (one,) = [verdict(s) for s in report_on(signed + b"\n% cola\n")["signatures"]]
    assert one.state.code == "invalid"
    assert "agregaron bytes que nadie firmó" in one.sentence


def test_what_hides_in_the_room_behind_a_signature_is_told(signed):
    room = contents_of(signed)
    hidden = signed[: room.stop - 9] + b"4142434A"[:8] + signed[room.stop - 1 :]
    assert len(hidden) == len(signed)
    with contextlib.suppress(inspection.Unreadable):
        assert "valid" not in states_of(hidden)


def test_another_signature_later_takes_nothing_from_the_first(signed):
    twice = documents.signed(signed, pki.authority().other, field="Segunda", reason="Apruebo")
    assert states_of(twice) == ["valid", "valid"]


def test_without_trust_the_bytes_are_whole_but_nobody_is_vouched_for(signed):
    (one,) = [verdict(s) for s in report_on(signed, trusted=[])["signatures"]]
    assert one.state.code == "unproven"
    assert "El documento no cambió" in one.sentence


def test_a_timestamp_keeps_a_signature_good_after_its_certificate_ran_out(signed):
    # The chain is asked about the moment that the timestamp proves.
    authority = pki.authority()
    end = pki.END.replace(tzinfo=clock.now().tzinfo)
    without = documents.signed(documents.report(), authority.person)
    later = end + timedelta(days=30)
    assert states_of(without, moment=later) == ["unproven"]
    assert verdict(report_on(without, moment=later)["signatures"][0]).sentence.endswith("estaba vencido.")
    assert states_of(signed, moment=end - timedelta(days=1)) == ["valid"]


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ("expired", "estaba vencido"),
        ("stranger", "no lo emitió una autoridad"),
        ("for_entering", "no es un certificado de firma"),
    ],
)
def test_the_reason_why_a_certificate_proves_nothing_is_told(holder, words):
    data = documents.signed(documents.report(), getattr(pki.authority(), holder))
    (one,) = [verdict(s) for s in report_on(data)["signatures"]]
    assert one.state.code == "unproven"
    assert words in one.sentence


def test_levels_are_told_as_they_are():
    authority = pki.authority()
    plain = documents.signed(documents.report(), authority.person)
    assert [one["level"] for one in report_on(plain)["signatures"]] == ["B-B"]
    stamped = documents.signed(documents.report(), authority.person, timestamper=authority.timestamper())
    assert [one["level"] for one in report_on(stamped)["signatures"]] == ["B-T"]


def test_words_of_a_file_cannot_disturb_a_page():
    hostile = "Doy\u202eV° B°\x00<script>" + "x" * 2000
    data = documents.signed(documents.report(), pki.authority().person, reason=hostile)
    (one,) = report_on(data)["signatures"]
    assert len(one["reason"]) <= inspection.LONGEST
    assert "\u202e" not in one["reason"] and "\x00" not in one["reason"]
