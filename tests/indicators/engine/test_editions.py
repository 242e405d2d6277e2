"""The files of a year are cumulative and share a name: what is loaded, what is new, and what came twice."""

import pytest

from sigor.indicators.engine import synthetic
from sigor.indicators.engine.findings import errors
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.reading import read_all
from sigor.indicators.engine.rows import Key, digest
from tests.indicators.engine.tables import CODES, PLACES, public, reading, told, write

EVERY = 40
FIRST, SECOND = Period("bimester", 2025, 1), Period("bimester", 2025, 2)


def cumulative(folder, upto, change=None):
    table = public()
    for number in range(2, upto + 1):
        table += public(number)[1:]
    if change:
        change(table)
    return write(folder / f"hasta-{upto}" / "resumen-2025.csv", table)


def loaded(found):
    return {row.key: row.value for row in found.rows}


def test_only_the_new_bimester_of_a_cumulative_file_is_proposed(tmp_path):
    former = loaded(reading(cumulative(tmp_path, 1)))
    found = reading(cumulative(tmp_path, 2), former=former)
    assert found.ok and found.periods == (SECOND,)
    assert (len(found.rows), found.corrections, found.repeated) == (20, (), 20)
    assert told(found) == [("warning", "cumulative-year", 5, (2, 3, 4, 5, 6))]
    assert "20 valores" in found.findings[-1].said()


@pytest.mark.parametrize("way", ["mapping", "callable", "digests"])
def test_what_is_loaded_may_be_said_in_three_ways(tmp_path, way):
    mapping = loaded(reading(cumulative(tmp_path, 1)))
    former = {
        "mapping": mapping,
        "callable": mapping.get,
        "digests": {key: digest(value) for key, value in mapping.items()},
    }[way]
    found = reading(cumulative(tmp_path, 2), former=former)
    assert (len(found.rows), found.repeated) == (20, 20)


def test_a_later_edition_is_a_correction_and_not_a_new_row(tmp_path):
    former = loaded(reading(cumulative(tmp_path, 2)))

    def change(table):
        table[2][6] = 999

    found = reading(cumulative(tmp_path, 3, change), former=former)
    assert [(row.key, row.numerator) for row in found.corrections] == [
        (Key("010102", FIRST, "affiliated"), 999)
    ]
    assert found.repeated == 39 and found.periods == (Period("bimester", 2025, 3),)
    assert {f.rule: f.rows[:1] for f in found.findings if f.rule == "correction"} == {"correction": (3,)}


def test_a_row_that_a_loaded_period_did_not_have_is_new_and_told(tmp_path):
    former = loaded(reading(write(tmp_path / "antes.csv", public(codes=CODES[1:]))))
    for key in list(former):
        former[key] = next(r.value for r in reading(write(tmp_path / "a.csv", public())).rows if r.key == key)
    found = reading(write(tmp_path / "despues.csv", public()), former=former)
    assert [(f.rule, f.rows) for f in found.findings if f.rule == "late-rows"] == [("late-rows", (2,))]
    assert {row.place for row in found.rows} == {CODES[0]}


def test_everything_loaded_already_leaves_nothing(tmp_path):
    path = cumulative(tmp_path, 2)
    found = reading(path, former=loaded(reading(path)))
    assert (found.rows, found.corrections, found.repeated, found.ok) == ((), (), 40, True)


def test_the_six_files_of_a_year_together_are_an_error_that_names_both_and_nothing_is_added_twice(tmp_path):
    paths = [cumulative(tmp_path, upto) for upto in range(1, 7)]
    found = read_all(paths, known_places=PLACES)
    told_of = [f for f in errors(found.findings) if f.rule == "cumulative-year"]
    assert len(told_of) == 15 and not found.ok
    first = told_of[0]
    assert (first.file, first.count, first.rows) == ("hasta-2/resumen-2025.csv", 5, (2, 3, 4, 5, 6))
    assert "«hasta-1/resumen-2025.csv», fila 2" in first.said()
    assert "«hasta-2/resumen-2025.csv», fila 2" in first.said()
    assert len(found.rows) == 6 * 20 == len({row.key for row in found.rows})
    assert sum(r.numerator for r in found.rows if (r.measure, r.period) == ("affiliated", FIRST)) == 510


def test_files_of_different_years_go_together(tmp_path):
    paths = [write(tmp_path / f"resumen-{year}.csv", public(year=year)) for year in (2023, 2024, 2025)]
    found = read_all(paths, known_places=PLACES)
    assert found.ok and len(found.rows) == 60 and len(found.sources) == 3


def test_two_sheets_of_one_workbook_that_say_the_same_period_are_told(tmp_path):
    found = reading(write(tmp_path / "datos.xlsx", public(), Otra=public()))
    (twice,) = errors(found.findings)
    assert (twice.rule, twice.sheet, twice.count) == ("cumulative-year", "Otra", 5)
    assert "hoja «Datos», fila 2" in twice.said() and len(found.rows) == 20


def test_a_row_twice_in_one_sheet_is_told_with_both_lines(tmp_path):
    table = public()
    found = reading(write(tmp_path / "datos.csv", [*table, table[2]]))
    assert told(found) == [("error", "row-twice", 1, (7,))]
    assert "filas 3 y 7" in errors(found.findings)[0].said() and len(found.rows) == 20


def test_the_synthetic_files_of_a_year_are_cumulative_like_the_real_ones(tmp_path):
    former = {}
    for upto in (1, 2, 3):
        found = reading(synthetic.public_year(tmp_path, 2025, upto, "csv", every=EVERY), former=former)
        assert found.ok and found.periods == (Period("bimester", 2025, upto),) and not found.corrections
        former |= loaded(found)
    assert len({key.period for key in former}) == 3


def test_a_digest_does_not_depend_on_how_a_number_is_written():
    from decimal import Decimal

    assert digest((Decimal("1"), None)) == digest((Decimal("1.00"), None)) == digest((Decimal("0.1E1"), None))
    assert digest((Decimal("100"), None)) == digest((Decimal("1E2"), None))
    assert (
        len({digest((Decimal(1), None)), digest((None, Decimal(1))), digest((Decimal(1), Decimal(1)))}) == 3
    )
    assert digest((Decimal("0"), None)) == digest((Decimal("-0.0"), None))
