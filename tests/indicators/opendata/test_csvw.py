"""The CSV files and their description, read back by another program's eyes: the PyPI package csvw."""

import codecs
import csv
import json
import warnings
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sigor.indicators.opendata.columns import DATA, EVERYBODY, GROUPS, INDICATORS, MEMBERS, PERIODS
from sigor.indicators.opendata.csvw import Column, ForeignKey, Kind, Table, Text, check, csv_bytes, metadata
from sigor.indicators.opendata.tables import tables

WORD = Text("a", "a")


@pytest.fixture(scope="session")
def read_back(published, tmp_path_factory) -> Any:
    folder: Path = tmp_path_factory.mktemp("csvw")
    for name, content in published.files.items():
        (folder / name).write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        return import_module("csvw").TableGroup.from_file(folder / "csv-metadata.json")


def test_another_reader_finds_the_same_values_of_the_same_types(read_back, dataset_tables):
    assert [str(table.url) for table in read_back.tables] == [table.file for table in dataset_tables]
    for table in dataset_tables:
        found = [list(row.values()) for row in read_back.tabledict[table.file]]
        expected = [list(row) for row in table.ordered()]
        assert len(found) == len(expected) > 0
        for mine, theirs in zip(expected, found, strict=True):
            for column, value, other in zip(table.columns, mine, theirs, strict=True):
                if column.kind == Kind.DATE and value is not None:
                    other = other.date() if isinstance(other, datetime) else other
                assert other == value, (table.file, column.name)
                kinds = {Kind.TEXT: str, Kind.WHOLE: int, Kind.DECIMAL: (int, Decimal), Kind.DATE: date}
                assert other is None or isinstance(other, kinds[column.kind])


def test_another_reader_validates_the_whole(published, tmp_path):
    for name, content in published.files.items():
        (tmp_path / name).write_bytes(content)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        whole = import_module("csvw").CSVW(str(tmp_path / "csv-metadata.json"), validate=True)
        assert whole.is_valid, [str(one.message) for one in said]


def test_keys_hold_for_another_reader(read_back):
    assert read_back.check_referential_integrity()
    assert all(table.check_primary_key() for table in read_back.tables)
    assert {key.reference.resource.string for key in read_back.tabledict[DATA].tableSchema.foreignKeys} == {
        GROUPS, INDICATORS, PERIODS, "classes.csv",
    }  # fmt: skip


def test_another_reader_sees_that_a_key_does_not_hold(published, tmp_path):
    for name, content in published.files.items():
        (tmp_path / name).write_bytes(content)
    lines = (tmp_path / PERIODS).read_text("utf-8").splitlines(keepends=True)
    (tmp_path / PERIODS).write_text("".join(lines[:-1]), "utf-8", newline="")
    group = import_module("csvw").TableGroup.from_file(tmp_path / "csv-metadata.json")
    with pytest.raises(ValueError, match="not found in table"):
        group.check_referential_integrity()


def test_the_description_is_in_both_languages_and_says_what_the_standard_asks(read_back, published):
    document = json.loads(published.files["csv-metadata.json"])
    assert document["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "es"}]
    assert document["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert document["dc:modified"] == {"@value": "2026-01-31", "@type": "xsd:date"}
    place = read_back.tabledict[DATA].tableSchema.columndict["place"]
    assert dict(place.titles) == {"und": ["place"], "es": ["Lugar"], "en": ["Place"]}
    assert place.required and place.propertyUrl.uri.endswith("#refArea")
    assert read_back.tabledict[MEMBERS].tableSchema.primaryKey == ["period", "district"]
    assert read_back.common_props["dc:title"][1] == {"@value": "Incentives by district", "@language": "en"}


def test_codes_of_districts_keep_their_zeros_and_each_is_in_one_group(read_back):
    members = list(read_back.tabledict[MEMBERS])
    assert {row["district"][:2] for row in members} == {"01", "02"}
    assert len({(row["period"], row["district"]) for row in members}) == len(members) == 14


def test_groups_have_readable_names(read_back):
    names = {row["place"]: (row["name_es"], row["name_en"]) for row in read_back.tabledict[GROUPS]}
    assert names["RESTO-0101"] == ("Resto de la provincia Chachapoyas", "Rest of Chachapoyas province")
    assert names["RESTO-0201"] == (
        "Todos los distritos de la provincia Huaraz",
        "All districts of Huaraz province",
    )
    assert names["PE"] == ("Perú", "Perú")


def test_values_are_reckoned_from_the_published_numbers(read_back):
    found = {
        (row["period"], row["place"], row["indicator"], row["class"]): row
        for row in read_back.tabledict[DATA]
    }
    nation = found["2025-B2", "PE", "PAG", EVERYBODY]
    assert nation["value"] == (
        Decimal(1000 * nation["numerator"]) / nation["denominator"]
    ).quantize(Decimal(1)) / 10  # fmt: skip
    money = found["2025-B2", "PE", "MONTO", EVERYBODY]
    assert money["value"] == money["numerator"] == Decimal(200 * 420) + Decimal("3.50")
    assert found["2025-B2", "010202", "PAG", "F"]["value"] is None
    assert found["2025-B2", "010202", "PAG", "F"]["missing"] == 1


def test_the_file_is_as_rfc_4180_says_and_may_carry_a_mark_for_spreadsheets(dataset_tables):
    table = next(table for table in dataset_tables if table.file == MEMBERS)
    content = csv_bytes(table)
    assert content.count(b"\r\n") == content.count(b"\n") == len(table.rows) + 1
    assert csv_bytes(table, bom=True) == codecs.BOM_UTF8 + content
    listed = list(csv.reader(content.decode().splitlines(), strict=True))
    assert listed[0] == [column.name for column in table.columns]
    assert 'Cochabamba «Alto», "Bajo"' in [row[3] for row in listed]


def test_the_order_of_the_rows_does_not_matter(dataset_tables):
    for table in dataset_tables:
        assert csv_bytes(replace(table, rows=table.rows[::-1])) == csv_bytes(table)


def plain(*rows: tuple, file: str = "t.csv", **more) -> Table:
    columns = (
        Column("a", WORD, WORD, pattern="[a-z]+"),
        Column("n", WORD, WORD, Kind.WHOLE, False),
        Column("d", WORD, WORD, Kind.DATE, False),
        Column("b", WORD, WORD, Kind.BOOLEAN, False),
    )
    return Table(file, WORD, WORD, columns, ("a",), rows, **more)


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ((None, 1, None, None), "falta a"),
        (("", 1, None, None), "falta a"),
        (("A", 1, None, None), "no es un valor"),
        (("a", "1", None, None), "n no es integer"),
        (("a", True, None, None), "n no es integer"),
        (("a", 1, datetime(2025, 1, 1), None), "d no es date"),
        (("a", 1, None, 1), "b no es boolean"),
        (("a", 1, None), "una celda por columna"),
    ],
)
def test_a_cell_that_is_not_what_its_column_says_is_refused(row, match, about):
    with pytest.raises(ValueError, match=match):
        metadata([plain(row)], about)


def test_keys_that_do_not_hold_are_refused():
    row = ("a", 1, date(2025, 1, 1), True)
    check([plain(row)])
    assert csv_bytes(plain(row)) == b"a,n,d,b\r\na,1,2025-01-01,true\r\n"
    with pytest.raises(ValueError, match="misma clave"):
        check([plain(row, row)])
    foreign = (ForeignKey(("a",), "other.csv", ("a",)),)
    with pytest.raises(ValueError, match=r"no está en other\.csv"):
        check([plain(row, foreign_keys=foreign), plain(("b", 1, None, None), file="other.csv")])
    with pytest.raises(ValueError, match="no tiene la clave"):
        check([plain(row, foreign_keys=foreign)])


def test_every_edition_has_its_period(editions):
    with pytest.raises(ValueError, match="edición"):
        tables(editions=editions, periods=[], definitions=[], names={})
