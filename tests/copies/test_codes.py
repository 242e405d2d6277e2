"""A code reads back as it was printed, and no slip of the hand passes for another code."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.copies import codes

SIGNS = st.text(codes.ALPHABET, min_size=codes.DRAWN, max_size=codes.DRAWN)
CODES = SIGNS.map(lambda drawn: codes.grouped(drawn + codes.check_sign(drawn)))
PLACES = st.integers(0, codes.LENGTH - 1)


def test_a_code_has_more_than_fifty_bits_and_no_sign_that_reads_as_another():
    assert len(set(codes.ALPHABET)) == 29
    assert len(codes.ALPHABET) ** codes.DRAWN > 2**50
    assert not set("01ILOSU") & set(codes.ALPHABET)


def test_new_codes_are_grouped_differ_and_read_back():
    made = {codes.new() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(codes.GROUPED, code) and codes.read(code) == code for code in made)


@given(CODES)
def test_a_code_reads_back_however_it_is_typed(code):
    bare = code.replace("-", "")
    for typed in (code, code.lower(), bare, f"  {code} ", code.replace("-", " "), code.replace("-", "–")):
        assert codes.read(typed) == code


@given(CODES)
def test_look_alikes_that_codes_never_hold_read_as_what_was_printed(code):
    typed = code.replace("5", "s").replace("V", "u").replace("Q", "o").replace("7", "1").replace("J", "I")
    assert codes.read(typed) == code
    assert codes.read(code.replace("Q", "0")) == code


@given(CODES, PLACES, st.sampled_from(codes.ALPHABET))
def test_any_single_wrong_sign_is_noticed(code, place, wrong):
    signs = code.replace("-", "")
    if signs[place] == wrong:
        return
    with pytest.raises(codes.Unreadable) as slip:
        codes.read(signs[:place] + wrong + signs[place + 1 :])
    assert slip.value.problem == "check"


@given(CODES, PLACES, PLACES)
def test_any_two_signs_that_changed_places_are_noticed(code, one, other):
    signs = list(code.replace("-", ""))
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(codes.Unreadable):
        codes.read("".join(signs))


@given(CODES, PLACES, st.sampled_from(["LÑ", "%ñ", "¿é", "漢ж"]))
def test_a_sign_that_codes_never_hold_is_named_with_its_place(code, place, odd):
    signs = code.replace("-", "")
    with pytest.raises(codes.Unreadable) as slip:
        codes.read(signs[:place] + odd[0] + signs[place + 1 :])
    assert (slip.value.problem, slip.value.place, slip.value.sign) == ("sign", place + 1, odd[0].upper())


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_code_or_is_refused_in_words(typed):
    try:
        found = codes.read(typed)
    except codes.Unreadable as slip:
        found = slip.problem
    assert found in {"empty", "sign", "length", "check"} or re.fullmatch(codes.GROUPED, found)


@given(CODES, st.integers(0, codes.LENGTH - 2))
def test_what_is_suggested_for_a_slip_are_codes(code, place):
    signs = code.replace("-", "")
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    if swapped == signs:
        return
    with pytest.raises(codes.Unreadable) as slip:
        codes.read(swapped)
    near = slip.value.near
    assert len(near) <= codes.SUGGESTED
    assert all(codes.read(one) == one for one in near)
    assert code in near or not near


def test_a_copied_code_with_a_look_alike_is_suggested():
    drawn = "K7MW3QXR9T2"
    code = codes.grouped(drawn + codes.check_sign(drawn))
    with pytest.raises(codes.Unreadable) as slip:
        codes.read(code.replace("R", "P", 1))
    assert code in slip.value.near
