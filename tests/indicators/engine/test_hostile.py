"""Files that are not what they say, bytes that are broken, and sizes that nobody meant: a finding, never a crash."""

import io
import json
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigor.indicators.engine.findings import errors
from sigor.indicators.engine.phrases import said
from sigor.indicators.engine.reading import Limits, read, read_all
from tests.indicators.engine.tables import (
    CODES,
    COUNTS,
    LONG,
    PLACES,
    PUBLIC,
    long,
    public,
    reading,
    told,
    write,
)

HEADING = ",".join([*PUBLIC, *COUNTS])
ROW = "010101,AMAZONAS,CHACHAPOYAS,CHACHAPOYAS,2025,1,100,95,200,19000"


def of_bytes(tmp_path, data: bytes, name: str = "datos.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return reading(path)


def rules(found):
    return [finding.rule for finding in errors(found.findings)]


def text(*lines: str) -> str:
    return "\n".join([HEADING, *lines]) + "\n"


# Not what they say


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("datos.csv", b"", "empty"),
        ("datos.csv", b" \n\n ", "empty"),
        ("datos.xlsx", b"", "empty"),
        ("datos.xlsx", b"UBIGEO,BIMESTRE", "unreadable"),
        ("datos.xlsx", b"PK\x03\x04 and nothing else", "unreadable"),
        ("datos.csv", b"PK\x03\x04 and nothing else", "unreadable"),
        ("datos.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unreadable"),
        ("datos.pdf", b"%PDF-1.7", "unreadable"),
        ("datos", b"UBIGEO", "unreadable"),
        ("datos.csv", b"%PDF-1.7\nsomething", "no-heading"),
        ("datos.csv", b"UBIGEO\n010101\n", "no-heading"),
        ("datos.csv", HEADING.encode(), "empty"),
        ("datos.csv", b"UBIGEO,BIMESTRE\x00,x", "encoding"),
        ("datos.csv", "UBIGEO;BIMESTRE".encode("utf-16-le"), "encoding"),
        ("datos.csv", b"\xff\xfeU", "encoding"),
    ],
)
def test_a_file_that_is_none_is_one_finding(tmp_path, name, data, rule):
    found = of_bytes(tmp_path, data, name)
    assert (rules(found), found.rows, found.ok) == ([rule], (), False)
    assert found.findings[-1].file == name


def test_a_file_that_is_not_there_and_a_folder_are_findings(tmp_path):
    (tmp_path / "carpeta.csv").mkdir()
    for name in ("nada.csv", "carpeta.csv"):
        assert rules(reading(tmp_path / name)) == ["unreadable"]


def test_a_broken_file_does_not_keep_the_others_from_being_read(tmp_path):
    good, bad = write(tmp_path / "bien.csv", public()), tmp_path / "mal.xlsx"
    bad.write_bytes(b"nada")
    found = read_all([bad, good], known_places=PLACES)
    assert rules(found) == ["unreadable"] and len(found.rows) == 20 and not found.ok


@pytest.mark.parametrize("kept", [10, 200, 2000])
def test_a_workbook_cut_short_is_unreadable(tmp_path, kept):
    path = write(tmp_path / "datos.xlsx", public())
    path.write_bytes(path.read_bytes()[:kept])
    assert rules(reading(path)) == ["unreadable"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_workbook_with_a_damaged_part_is_unreadable(tmp_path, part):
    path = write(tmp_path / "datos.xlsx", public())
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = parts[part][: len(parts[part]) // 2] + b"<nothing"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert rules(reading(path)) == ["unreadable"]


def test_another_zip_is_no_workbook(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hola.txt", "hola")
    assert rules(of_bytes(tmp_path, out.getvalue(), "datos.xlsx")) == ["unreadable"]


# Too large


def test_a_file_may_not_be_larger_than_said(tmp_path):
    for name in ("datos.csv", "datos.xlsx"):
        path = write(tmp_path / name, public())
        assert reading(path, limits=Limits()).ok
        for limits in (Limits(packed=300), Limits(rows=3), Limits(cells=30)):
            assert rules(reading(path, limits=limits)) == ["too-large"]


def test_a_workbook_that_swells_is_not_unpacked(tmp_path):
    path = write(tmp_path / "datos.xlsx", public())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/nothing.bin", bytes(8 << 20))
    assert path.stat().st_size < 1 << 16
    assert rules(reading(path, limits=Limits(unpacked=4 << 20))) == ["too-large"]
    assert "pasa de 4.0 MB" in errors(reading(path, limits=Limits(unpacked=4 << 20)).findings)[0].said()


def test_a_row_far_below_counts_as_all_those_above_it(tmp_path):
    book = openpyxl.Workbook()
    for row in public():
        book.active.append(row)
    book.active.cell(row=1_000_000, column=1, value="nota")
    book.save(tmp_path / "datos.xlsx")
    assert rules(reading(tmp_path / "datos.xlsx", limits=Limits(rows=10_000))) == ["too-large"]


def test_rows_beyond_the_size_that_a_sheet_claims_are_read(tmp_path):
    path = write(tmp_path / "datos.xlsx", public())
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<dimension ref="A1:J6"', b'<dimension ref="A1:B2"')
    assert b"A1:B2" in parts[sheet]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert len(reading(path).rows) == 20


# Encodings


@pytest.mark.parametrize(
    ("encoding", "warned"), [("utf-8", False), ("utf-8-sig", False), ("cp1252", True), ("utf-16", True)]
)
def test_encodings_are_recognised_and_read_right(tmp_path, encoding, warned):
    table = public(codes=("021801", "150116"))
    table[1][3], table[0][4] = "CHIMBOTE", "AÑO"
    found = reading(write(tmp_path / "datos.csv", table, encoding=encoding))
    assert told(found) == ([("warning", "encoding", 1, ())] if warned else [])  # Áncash is read as Áncash
    assert len(found.rows) == 8


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_another_encoding_is_refused_with_the_line(tmp_path, encoding):
    data = text(ROW, ROW.replace("010101", "010102"), ROW.replace("AMAZONAS", "ÁNCASH Ñ É Í"))
    found = of_bytes(tmp_path, data.encode(encoding))
    assert told(found) == [("error", "encoding", 1, (1,))]  # the year of the heading is broken first


def test_two_encodings_in_one_file_are_refused_with_the_line(tmp_path):
    found = of_bytes(tmp_path, text(ROW).encode() + ROW.replace("AMAZONAS", "ÁNCASH").encode("cp1252"))
    assert told(found) == [("error", "encoding", 1, (3,))]


def test_letters_that_were_lost_before_are_refused_with_the_line(tmp_path):
    found = of_bytes(tmp_path, text(ROW, ROW.replace("AMAZONAS", "\ufffdNCASH")).encode())
    assert told(found) == [("error", "encoding", 1, (3,))]


# Texts


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_end_of_line_is_one(tmp_path, end):
    found = of_bytes(tmp_path, text(ROW, ROW.replace("010101,", "999999,")).replace("\n", end).encode())
    assert told(found) == [("error", "unknown-place", 1, (3,))]


def test_quotes_that_do_not_close_are_told_with_the_line_where_they_open(tmp_path):
    found = of_bytes(tmp_path, text(ROW, ROW.replace("AMAZONAS", '"AMAZONAS'), ROW).encode())
    assert told(found) == [("error", "unreadable", 1, (3,))] and found.rows == ()


def test_a_cell_of_several_lines_does_not_shift_those_that_follow(tmp_path):
    broken = ROW.replace("CHACHAPOYAS,2025", '"CHACHA\nPOYAS",2025')
    found = of_bytes(tmp_path, text(broken, ROW.replace("010101,", "999999,")).encode())
    assert told(found) == [("error", "unknown-place", 1, (4,))]


def test_a_cell_longer_than_any_is_unreadable(tmp_path):
    assert rules(of_bytes(tmp_path, text(ROW.replace("AMAZONAS", "A" * 200_000)).encode())) == ["unreadable"]


def test_a_comma_that_shifts_the_cells_is_told(tmp_path):
    found = of_bytes(tmp_path, text(ROW.replace(",100,", ",1,100,")).encode())
    assert "cells-beyond" in rules(found)


# Anything at all

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)),
    st.just(time(7, 30)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.sampled_from(
        [*CODES, "TOTAL", "2025-B1", "PAQ-N", "UT-PUNO", "1,234", "1.234,5", "III", "10101.0", "=1+1"]
    ),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=10),
)
HEADINGS = st.lists(
    st.sampled_from([*PUBLIC, *COUNTS, *LONG, "unidad", "clase", "OTRA", ""]), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headings=HEADINGS,
    rows=st.lists(st.lists(CELLS, max_size=12), max_size=6),
    kind=st.sampled_from(["csv", "xlsx"]),
)
def test_any_table_is_read_or_told(tmp_path, headings, rows, kind):
    path = write(tmp_path / f"datos.{kind}", [headings, *rows])
    found = reading(path, shares=("PAQ-N",))
    assert found.ok or errors(found.findings)
    assert len({row.key for row in found.rows}) == len(found.rows)
    for finding in found.findings:
        assert finding.said() and finding.count >= 1 and len(finding.rows) <= 20
        kept = json.loads(json.dumps(finding.as_dict()))
        assert kept["rows"] == list(finding.rows) and said(kept) == finding.said(), (
            "after years in a database"
        )
    for row in found.rows:
        assert row.numerator is not None and row.numerator >= 0 and row.line > 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200), st.sampled_from([b"", HEADING.encode() + b"\n", ",".join(LONG).encode() + b"\n"])
)
def test_any_bytes_are_read_or_told(tmp_path, data, before):
    found = of_bytes(tmp_path, before + data)
    assert not found.ok or found.rows


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 6000), byte=st.integers(0, 255))
def test_a_workbook_with_one_wrong_byte_is_read_or_told(tmp_path, at, byte):
    data = bytearray(WORKBOOK)
    data[at % len(data)] = byte
    found = of_bytes(tmp_path, bytes(data), "datos.xlsx")
    assert not found.ok or found.rows


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in long():
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK = _workbook()


def test_another_coding_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="codificación"):
        read(write(tmp_path / "datos.csv", public()), known_places=PLACES, coding="sunat")
