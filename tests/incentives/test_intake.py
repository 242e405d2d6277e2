"""Every rule of the intake, in CSV, in workbooks and in Parquet; with one error nothing is taken in."""

import re
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import openpyxl
import pytest

from sigor.incentives.engine import intake, schema
from sigor.incentives.engine.intake import Finding, Unreadable
from sigor.incentives.engine.pipeline import InputsRefused
from tests.incentives.extracts import (
    FORMS,
    HOMES,
    Extract,
    contents,
    findings,
    run,
    taken,
    told,
    total,
    write,
)
from tests.incentives.made import token

PAID = HOMES * 20000
AS_TEXT = ("csv", "xlsx")


@pytest.fixture(params=FORMS)
def extract(request, tmp_path) -> Extract:
    """The usual extract in each of the three kinds of file."""
    return Extract(tmp_path / "extract", request.param)


@pytest.fixture
def plain(tmp_path) -> Extract:
    """The usual extract as CSV."""
    return Extract(tmp_path / "extract")


@pytest.fixture
def workbooks(tmp_path) -> Extract:
    return Extract(tmp_path / "extract", "xlsx")


def rewritten(path: Path, change) -> None:
    """The lines of a text, changed."""
    lines = change(path.read_text(encoding="utf-8").splitlines())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def refusal(paths: dict[str, Path]) -> list[Finding] | str:
    """The errors found, or why a file could not be read at all."""
    try:
        return intake.errors(findings(paths))
    except Unreadable as refused:
        return str(refused)


# Headings


def test_the_usual_extract_is_taken_in_without_a_word_and_paid(extract, tmp_path):
    done = extract.run(tmp_path / "out")
    assert (done["totals"]["cents"], done["findings"]) == (PAID, [])


def test_spanish_headings_and_words_say_the_same_as_the_english_ones(extract):
    english = extract.taken()
    words = {"class": "pobre_extremo", "role": "hijo", "status": "registrado", "vraem": "no"}
    for kind in schema.KINDS:
        extract.headings[kind] = [c.spanish for c in schema.columns(kind)]
        for row in extract.rows[kind]:
            row.update({name: word for name, word in words.items() if name in row})
    assert extract.taken() == english


def test_capitals_another_order_and_columns_left_out_that_may_be_empty_change_nothing(extract, tmp_path):
    few = {}
    for kind in schema.KINDS:
        table = extract.table(kind)
        kept = [at for at, _name in enumerate(table[0]) if any(row[at] is not None for row in table[1:])]
        kept.reverse()
        table[0] = [f" {name.upper()} " for name in table[0]]
        few[kind] = write(tmp_path / f"{kind}.{extract.form}", [[row[at] for at in kept] for row in table])
    assert taken(few) == extract.taken()


def test_wrong_headings_of_all_three_files_are_told_at_once_each_by_its_name(extract):
    extract.headings["households"][1] = "puntaje"
    extract.add_column("members", "rol", "child")
    del extract.headings["facts"][-1]
    found = extract.findings()
    form = extract.form
    assert [told(finding) for finding in found] == [
        (f"households.{form}", "puntaje", "unknown-column", 1, ()),
        (f"households.{form}", "ubigeo", "missing-column", 1, ()),
        (f"members.{form}", "rol", "column-twice", 1, ()),
        (f"facts.{form}", "source", "missing-column", 1, ()),
    ]
    assert found[0].message == "La columna «puntaje» no está en el esquema de households."
    assert found[2].message == "La columna «role» está dos veces."
    assert found[3].message == "Falta la columna «source» (fuente)."


@pytest.mark.parametrize("form", AS_TEXT)
def test_a_column_twice_under_the_same_name_is_said_to_be_there_twice(tmp_path, form):
    extract = Extract(tmp_path, form)
    extract.add_column("members", "role", "child")
    assert [rule for _file, _column, rule, *_ in extract.errors()] == ["column-twice"]


@pytest.mark.parametrize("form", AS_TEXT)
def test_a_file_without_headings_lacks_every_column(tmp_path, form):
    extract = Extract(tmp_path, form)
    paths = extract.paths() | {"facts": write(tmp_path / f"bare.{form}", extract.table("facts")[1:3])}
    assert {f.column for f in findings(paths) if f.rule == "missing-column"} == {
        column.name for column in schema.columns("facts") if column.required
    }


# Files that are not what they are said to be


def test_semicolons_a_byte_order_mark_and_line_ends_of_windows_change_nothing(plain, tmp_path):
    usual = plain.taken()
    paths = {kind: write(tmp_path / f"{kind}.csv", plain.table(kind), delimiter=";") for kind in schema.KINDS}
    for path in paths.values():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert taken(paths) == usual


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_refused_with_what_to_do(plain, encoding):
    plain.say("households", 3, left_cause="PEÑA")
    paths = plain.paths()
    paths["households"].write_bytes(paths["households"].read_text(encoding="utf-8").encode(encoding))
    with pytest.raises(Unreadable, match=r"households\.csv: no está en UTF-8; guárdelo como «CSV UTF-8»"):
        findings(paths)


def test_windows_1252_far_down_in_a_large_file_is_refused_too(plain):
    paths = plain.paths()
    row = paths["facts"].read_bytes().splitlines()[1] + b"\n"
    paths["facts"].write_bytes(
        paths["facts"].read_bytes() + row * 40_000 + row.replace(b"MINEDU", b"PE\xd1A")
    )
    with pytest.raises(Unreadable, match=r"facts\.csv: no está en UTF-8"):
        findings(paths)


def test_another_ending_is_refused(plain):
    paths = plain.paths()
    for ending in ("txt", "xls", "ods", "json"):
        paths["households"] = paths["households"].rename(paths["households"].with_suffix(f".{ending}"))
        with pytest.raises(Unreadable, match=rf"households\.{ending}: se leen archivos \.parquet, \.csv y"):
            findings(paths)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_half_a_file_and_one_of_another_kind_are_refused_by_name(tmp_path, form):
    paths = Extract(tmp_path, form).paths()
    whole = paths["households"].read_bytes()
    for content in (b"", whole[:40], whole[: len(whole) // 2], whole[:-9], b"household,ubigeo\nx,y\n"):
        paths["households"].write_bytes(content)
        with pytest.raises(Unreadable, match=rf"households\.{form}: no "):
            findings(paths)


def rezipped(path: Path, part: str, change) -> None:
    """One part of a workbook changed, or left out when the change gives None."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            content = change(content) if name == part else content
            if content is not None:
                package.writestr(name, content)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/worksheets/sheet1.xml", lambda content: content[: len(content) // 2]),
        ("xl/worksheets/sheet1.xml", lambda _content: None),
        ("xl/worksheets/sheet1.xml", lambda _content: b""),
        ("xl/workbook.xml", lambda _content: None),
    ],
    ids=["half a sheet", "no sheet", "empty sheet", "no book"],
)
def test_a_workbook_broken_inside_is_refused_by_name(workbooks, part, change):
    paths = workbooks.paths()
    rezipped(paths["households"], part, change)
    with pytest.raises(Unreadable, match=r"households\.xlsx: no "):
        findings(paths)


def test_what_a_workbook_says_of_its_own_size_loses_no_row(workbooks):
    """Some programs write a wrong size; a row left out is a fact, or a person, that was never there."""
    workbooks.say("facts", 20, status="perdido")
    paths = workbooks.paths()
    size = re.compile(rb'<dimension ref="[A-Z0-9:]+"')
    rezipped(
        paths["facts"], "xl/worksheets/sheet1.xml", lambda found: size.sub(b'<dimension ref="A1:G4"', found)
    )
    assert [told(finding) for finding in findings(paths)] == [
        ("facts", "status", "not-a-value", 1, workbooks.lines(20))
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line + ",1",
        lambda _line: "x,y",
        lambda line: line.replace("MINEDU", '"MIN"EDU'),
        lambda line: line.replace("MINEDU", '"MINEDU'),
    ],
    ids=["a cell too many", "cells missing", "text after a quote", "a quote that never ends"],
)
def test_a_line_of_another_shape_is_refused_and_never_left_out(plain, spoil):
    paths = plain.paths()
    rewritten(paths["facts"], lambda lines: [*lines[:20], spoil(lines[20]), *lines[21:]])
    found = refusal(paths)
    assert found and ("facts.csv" in found or isinstance(found, list))


@pytest.mark.parametrize(("at", "added"), [(0, "Extracto de marzo y abril"), (5, "# nota")])
def test_a_line_that_is_no_row_is_refused_and_not_passed_over(plain, at, added):
    paths = plain.paths()
    rewritten(paths["facts"], lambda lines: [*lines[:at], added, *lines[at:]])
    found = refusal(paths)
    assert found and ("facts.csv" in found or isinstance(found, list))


def test_files_without_rows_are_an_error_for_households_and_a_warning_for_the_others(extract):
    extract.rows = {kind: [] for kind in schema.KINDS}
    assert [(f.severity, *told(f)) for f in extract.findings()] == [
        ("error", "households", "", "empty", 1, ()),
        ("warning", "members", "", "empty", 1, ()),
        ("warning", "facts", "", "empty", 1, ()),
    ]


def test_without_facts_nobody_is_paid_and_a_warning_says_so(plain, tmp_path):
    plain.rows["facts"] = []
    done = plain.run(tmp_path / "out")
    assert done["totals"]["cents"] == 0
    assert [(f["severity"], f["file"], f["rule"]) for f in done["findings"]] == [
        ("warning", "facts", "empty")
    ]


# Where the files lie is no part of what they say


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folder_named_like_a_column_does_not_change_the_column(tmp_path, form):
    extract = Extract(tmp_path / "class=not_poor", form)
    assert extract.taken() == Extract(tmp_path / "elsewhere", form).taken()


def test_a_run_in_a_folder_named_like_a_column_is_the_same_run(plain, tmp_path):
    outside, inside = plain.run(tmp_path / "plain"), plain.run(tmp_path / "eligibility=5" / "run")
    assert (inside["outputs"], inside["totals"]) == (outside["outputs"], outside["totals"])


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_signs_in_the_name_of_a_file_never_lead_to_another_file(tmp_path, form):
    paths = Extract(tmp_path, form).paths()
    write(tmp_path / f"hogares1.{form}", [list(schema.document("households")["properties"])])
    for name in ("hogares[1]", "hogares*", "hogares'1"):
        paths["households"] = paths["households"].rename(tmp_path / f"{name}.{form}")
        assert findings(paths) == [], name


# Cells

WRONG = {
    "households": {
        "household": ["HOGAR", "h7K2MQXA4TA1", "H7K2MQXA4TI1", "H7K2MQXA4TA", "M7K2MQXA4TA1"],
        "ubigeo": ["5010", "260101", "0501011", "AYACUC", "00 101"],
        "unit": ["ayacucho", "UT AYACUCHO", "-UT", "UT.AYACUCHO", "Ñ"],
        "moved_on": ["2025-02-29"],
        "previous_ubigeo": ["990101"],
        "previous_unit": ["ut"],
        "class": ["rico", "Extreme", "1"],
        "class_until": ["2030-02-30", "31/12/2030", "2030-1-5", "20301231", "2030-12-31 00:00"],
        "affiliated_on": ["ayer", "2015", "2015-13-01", "0", "2015-06-01Z"],
        "readmitted_on": ["45000"],
        "left_on": ["-", "NULL", "2025-04-31"],
        "left_cause": ["se fue"],
        "suspended_from": ["2025-00-01"],
        "suspended_until": ["abierta"],
        "vraem": ["quizás", "2", "V", "verdad"],
        "priority": ["0", "6", "1.5", "-1", "+1", "1e0", "uno"],
    },
    "members": {
        "member": ["MADRE", "m7K2MQXA4TA1", "H7K2MQXA4TA1", "M7K2MQXA4TA12"],
        "birth_month": ["2015-13", "2015-00", "2015-2", "02-2015", "2015-02-01", "2015"],
        "sex": ["f", "X", "Femenino"],
        "role": ["HIJO", "madre", "1"],
        "joined_on": ["2025-06-31"],
        "left_on": ["2025-06-31"],
        "pregnant_from": ["2025-06-31", "6 meses"],
        "pregnant_until": ["2025-06-31"],
        "grade": ["S6", "I2", "1S", "s1", "4"],
        "school_year": ["1999", "2101", "25", "2025.5", "2025-B2"],
        "completed_on": ["2025"],
    },
    "facts": {
        "month": ["2025-3", "marzo", "2025-13", "2025-03-01"],
        "requirement": ["CRED", "cred 1", "_cred", "a"],
        "done": ["-1", "32", "1.5", "uno", "99999999999", "0x1", "١"],
        "expected": ["-1", "32", "20 días"],
        "status": ["done", "Registrado", "RECORDED"],
        "source": ["minedu", "MINEDU 1", "1MINEDU", "_X", "A" * 41],
    },
}


def test_values_that_are_none_of_their_column_are_counted_with_their_lines_all_files_at_once(extract):
    expected = []
    for kind, columns in WRONG.items():
        for column, values in columns.items():
            for at, value in enumerate(values):
                extract.say(kind, at, **{column: value})
            expected.append((kind, column, "not-a-value", len(values), extract.lines(*range(len(values)))))
    assert extract.errors() == expected


def test_required_cells_that_are_empty_are_counted_with_their_lines_all_files_at_once(extract):
    expected = []
    for kind in schema.KINDS:
        for column in schema.columns(kind):
            if not column.nullable:
                extract.say(kind, 1, **{column.name: None})
                extract.say(kind, 4, **{column.name: None if extract.form == "parquet" else "  "})
                expected.append((kind, column.name, "empty-cell", 2, extract.lines(1, 4)))
    assert extract.errors() == expected


def test_the_twenty_first_wrong_cell_is_counted_and_its_line_not_told(plain):
    for at in range(4 * HOMES):
        plain.say("facts", at, status="perdido")
    assert plain.errors() == [("facts", "status", "not-a-value", 28, plain.lines(*range(20)))]


def test_a_message_says_in_spanish_what_the_column_takes(plain):
    plain.say("households", 0, class_until="mañana", vraem="quizás", priority="9")
    plain.say("members", 0, role="madre", sex=None)
    assert [finding.message for finding in plain.findings()] == [
        "«class_until» debe ser un día como 2025-04-30.",
        "«vraem» debe ser true o false.",
        "«priority» debe ser un entero de 1 a 5.",
        "«sex» no puede quedar vacío.",
        "«role» debe ser uno de holder, spouse, child, other.",
    ]


def test_truth_is_written_in_several_ways(plain):
    words = ["true", "1", "Sí", "VERDADERO", "false", "0", "No"]
    for at, word in enumerate(words):
        plain.say("households", at, vraem=word)
    kept = [(row[1], row[-2]) for row in plain.taken()["households"]]
    assert kept == [(token("H", number), number <= 4) for number in range(1, HOMES + 1)]


@pytest.mark.parametrize("form", AS_TEXT)
def test_spaces_around_a_value_are_no_part_of_it(tmp_path, form):
    usual = Extract(tmp_path / "usual", form).taken()
    spaced = Extract(tmp_path / "spaced", form)
    for rows in spaced.rows.values():
        for row in rows:
            row.update({name: f" {value} " for name, value in row.items() if isinstance(value, str)})
    assert spaced.taken() == usual


def test_a_workbook_with_real_days_numbers_and_truths_says_the_same_as_one_of_texts(workbooks):
    texts = workbooks.taken()
    paths = workbooks.paths()
    for kind in schema.KINDS:
        book = openpyxl.load_workbook(paths[kind])
        for column, spec in zip(book.active.iter_cols(min_row=2), schema.columns(kind), strict=True):
            for cell in column:
                if cell.value is not None and spec.sql_type == "DATE":
                    day = date.fromisoformat(cell.value)
                    cell.value = day if cell.row % 2 else datetime(day.year, day.month, day.day)
                elif cell.value is not None and spec.sql_type == "INTEGER":
                    cell.value = int(cell.value) if cell.row % 2 else float(cell.value)
                elif cell.value is not None and spec.sql_type == "BOOLEAN":
                    cell.value = cell.value == "true"
        book.save(paths[kind])
    assert taken(paths) == texts


def test_cells_of_a_workbook_of_another_type_are_findings(workbooks):
    paths = workbooks.paths()
    book = openpyxl.load_workbook(paths["facts"])
    for row, value in enumerate([datetime(2025, 3, 1, 7, 30), 1.5, True, "#N/A", time(7, 30)], start=4):
        book.active.cell(row=row, column=4, value=value)
    book.save(paths["facts"])
    assert [told(f) for f in findings(paths)] == [("facts", "done", "not-a-value", 5, (4, 5, 6, 7, 8))]


def reshaped(path: Path, target: Path, columns: dict[str, str]) -> Path:
    """A Parquet file with some columns replaced; `n` is the number of the row."""
    replaced = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    source = f"(SELECT *, row_number() OVER () AS n FROM read_parquet('{path}'))"
    question = f"SELECT * EXCLUDE (n) REPLACE ({replaced}) FROM {source}"
    duckdb.sql(f"COPY ({question}) TO '{target}' (FORMAT parquet)")
    return target


def test_parquet_with_its_own_types_says_the_same_as_one_of_texts(tmp_path):
    extract = Extract(tmp_path / "texts", "parquet")
    texts = extract.taken()
    typed = {
        kind: reshaped(
            path,
            tmp_path / f"{kind}.parquet",
            {c.name: f"CAST({c.name} AS {c.sql_type})" for c in schema.columns(kind)},
        )
        for kind, path in extract.paths().items()
    }
    assert taken(typed) == texts


def test_parquet_cells_outside_of_their_columns_are_findings_whatever_their_type(tmp_path):
    changes = {
        "households": {"unit": "{'a': unit}", "vraem": "CASE n WHEN 3 THEN 7 ELSE 0 END"},
        "members": {
            "birth_month": "CASE n WHEN 3 THEN 'x' ELSE birth_month END",
            "school_year": "CASE n WHEN 3 THEN 9000000000 ELSE 2025 END",
        },
        "facts": {
            "done": "CASE n WHEN 3 THEN -1 ELSE 1 END",
            "expected": "CASE n WHEN 3 THEN 1.5::DOUBLE END",
            "source": "CASE n WHEN 3 THEN ['MINEDU'] END",
        },
    }
    paths = {
        kind: reshaped(path, tmp_path / f"{kind}-typed.parquet", changes[kind])
        for kind, path in Extract(tmp_path, "parquet").paths().items()
    }
    assert [told(f) for f in findings(paths) if f.rule == "not-a-value"] == [
        ("households", "unit", "not-a-value", HOMES, tuple(range(1, HOMES + 1))),
        ("households", "vraem", "not-a-value", 1, (3,)),
        ("members", "birth_month", "not-a-value", 1, (3,)),
        ("members", "school_year", "not-a-value", 1, (3,)),
        ("facts", "done", "not-a-value", 1, (3,)),
        ("facts", "expected", "not-a-value", 1, (3,)),
        ("facts", "source", "not-a-value", 1, (3,)),
    ]


# What only the whole shows


def test_all_that_is_wrong_with_the_households_together_is_told_at_once(plain):
    move = {"moved_on": "2025-03-15", "previous_ubigeo": "150101", "previous_unit": "LIMA"}
    plain.say("households", 0, **move)
    for at, left_out in enumerate(move, start=1):
        plain.say("households", at, **(move | {left_out: None}))
    plain.say("households", 4, suspended_from="2025-04-02", suspended_until="2025-04-01")
    plain.say("households", 5, suspended_until="2025-04-01")
    plain.say("households", 6, suspended_from="2025-04-01", suspended_until="2025-04-01")
    plain.rows["households"].append(dict(plain.rows["households"][6]))
    assert plain.errors() == [
        ("households", "household", "household-twice", 2, plain.lines(6, HOMES)),
        ("households", "moved_on", "move-incomplete", 3, plain.lines(1, 2, 3)),
        ("households", "suspended_until", "dates-out-of-order", 2, plain.lines(4, 5)),
    ]


def test_all_that_is_wrong_with_the_members_together_is_told_at_once(plain):
    plain.say("members", 0, household=token("H", 99), grade=None)
    plain.say("members", 1, household="NINGUNO", school_year=None)
    plain.say("members", 2, pregnant_from="2025-03-02", pregnant_until="2025-03-01")
    plain.say("members", 3, pregnant_until="2025-03-01", joined_on="2025-03-02", left_on="2025-03-01")
    plain.say("members", 4, joined_on="2025-03-01", left_on="2025-03-01", grade=None, school_year=None)
    plain.say("members", 5, pregnant_from="2025-03-01", pregnant_until="2025-03-01")
    plain.rows["members"].append(dict(plain.rows["members"][5]))
    assert plain.errors() == [
        ("members", "household", "unknown-household", 2, plain.lines(0, 1)),
        ("members", "member", "member-twice", 2, plain.lines(5, HOMES)),
        ("members", "pregnant_until", "dates-out-of-order", 2, plain.lines(2, 3)),
        ("members", "left_on", "dates-out-of-order", 1, plain.lines(3)),
        ("members", "school_year", "grade-without-year", 2, plain.lines(0, 1)),
    ]


def test_a_household_larger_than_any_is_refused_and_one_at_the_border_is_not(plain, monkeypatch):
    monkeypatch.setattr(intake, "MOST_MEMBERS", 3)
    here = plain.rows["members"][0]
    for extra in range(2):
        plain.rows["members"].append(here | {"member": token("M", 90 + extra)})
    assert plain.errors() == []
    plain.rows["members"].append(here | {"member": token("M", 92)})
    assert plain.errors() == [
        ("members", "household", "household-too-large", 4, plain.lines(0, HOMES, HOMES + 1, HOMES + 2)),
    ]


def test_all_that_is_wrong_with_the_facts_together_is_told_at_once(extract):
    extract.say("facts", 0, member=token("M", 99))
    extract.say("facts", 1, member="NADIE")
    extract.say("facts", 2, month="2025-05")
    extract.say("facts", 3, month="2024-03")
    extract.say("facts", 4, requirement="piano")
    extract.say("facts", 5, done=None)
    extract.say("facts", 7, done=21)
    first = extract.rows["facts"][8]
    differing = [
        first | changed for changed in ({"done": 3}, {"expected": 9}, {"status": "exempt"}, {"source": "X"})
    ]
    extract.rows["facts"] += differing
    found = extract.findings()
    assert [told(finding) for finding in intake.errors(found)] == [
        ("facts", "member", "unknown-member", 2, extract.lines(0, 1)),
        ("facts", "month", "other-month", 2, extract.lines(2, 3)),
        ("facts", "requirement", "unknown-requirement", 1, extract.lines(4)),
        ("facts", "done", "nothing-recorded", 1, extract.lines(5)),
        ("facts", "done", "more-than-expected", 1, extract.lines(7)),
        ("facts", "member", "facts-contradict", 5, extract.lines(8, *range(4 * HOMES, 4 * HOMES + 4))),
    ]
    assert "El mes no es del bimestre 2025-B2." in [finding.message for finding in found]


def test_two_facts_that_differ_in_one_cell_alone_contradict_each_other(plain):
    changes = [{"done": 3}, {"expected": 21}, {"status": "exempt"}, {"source": "OTRA"}]
    attendance = [1, 5, 9, 13]
    for at, changed in zip(attendance, changes, strict=True):
        plain.rows["facts"].append(plain.rows["facts"][at] | changed)
    lines = plain.lines(*attendance, *range(4 * HOMES, 4 * HOMES + 4))
    assert plain.errors() == [("facts", "member", "facts-contradict", 8, lines)]


def test_what_may_be_missing_from_a_fact_is_no_error(plain):
    plain.say("facts", 1, done=None, status="not_located")
    plain.say("facts", 3, done=None, expected=None, status="exempt")
    plain.say("facts", 5, expected=None)
    plain.say("facts", 6, done=9, expected=3)  # a count, of which nothing was expected
    assert plain.findings() == []


def test_a_member_of_two_households_and_a_household_without_members_are_warnings(plain, tmp_path):
    plain.rows["members"][6] = plain.rows["members"][5] | {"household": token("H", 5)}
    plain.rows["facts"] = [row for row in plain.rows["facts"] if row["member"] != token("M", 7)]
    done = plain.run(tmp_path / "out")
    assert [(f["severity"], f["file"], f["rule"], f["count"], f["rows"]) for f in done["findings"]] == [
        ("warning", "members", "member-in-two-households", 2, list(plain.lines(5, 6))),
        ("warning", "households", "no-members", 1, [plain.line(6)]),
    ]
    assert (done["totals"]["cents"], done["totals"]["households"]["paid"]) == (PAID - 20000, HOMES - 1)


def test_a_row_repeated_whole_is_taken_once_with_a_warning(plain):
    once = plain.taken()
    again = [plain.rows["facts"][at] for at in (0, 5, 0)]
    plain.rows["facts"] += [dict(row) for row in again] + [plain.rows["facts"][5] | {"status": "registrado"}]
    (found,) = plain.findings()
    assert (found.severity, found.rule, found.count) == ("warning", "row-twice", 6)
    assert found.rows == plain.lines(0, 5, 28, 29, 30, 31)
    assert plain.taken() == once


# Lines


def test_lines_are_those_of_the_file_also_behind_empty_lines(plain):
    plain.say("facts", 9, status="perdido")
    paths = plain.paths()
    rewritten(paths["facts"], lambda lines: [*lines[:3], "", "", *lines[3:]])
    with suppress(Unreadable):  # refusing such a file is as good
        assert told(findings(paths)[0]) == ("facts", "status", "not-a-value", 1, (13,))


def test_lines_are_those_of_the_sheet_also_behind_empty_rows(workbooks):
    workbooks.say("facts", 9, status="perdido")
    paths = workbooks.paths()
    book = openpyxl.load_workbook(paths["facts"])
    book.active.insert_rows(4, 2)
    book.save(paths["facts"])
    assert {f.column: f.rows[-1] for f in findings(paths)}["status"] == 13


def test_lines_of_a_large_file_are_told_exactly(plain):
    paths = plain.paths()
    heading, *rows = paths["facts"].read_text(encoding="utf-8").splitlines()
    rows = rows * 3000
    for at in (3, 40_000, 83_998):
        rows[at] = rows[at].replace("recorded", "perdido")
    paths["facts"].write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    assert [told(f) for f in findings(paths)] == [("facts", "status", "not-a-value", 3, (5, 40_002, 84_000))]


# Nothing half-loaded, nothing done twice


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("facts", {"status": "perdido"}),
        ("members", {"household": token("H", 99)}),
        ("households", {"moved_on": "2025-03-15"}),
    ],
)
def test_with_an_error_nothing_is_written_and_a_former_run_stays(plain, tmp_path, kind, cells):
    out = tmp_path / "runs" / "out"
    plain.run(out)
    before = contents(out)
    plain.say(kind, 3, **cells)
    for target in (out, out.with_name("other")):
        with pytest.raises(InputsRefused):
            plain.run(target)
        assert not list(target.with_name(f"{target.name}.partial").glob("*.parquet*"))
    assert contents(out) == before and not out.with_name("other").exists()


def test_a_refusal_names_every_finding_and_the_corrected_extract_is_taken_in(plain, tmp_path):
    plain.say("facts", 3, status="perdido")
    with pytest.raises(InputsRefused, match="facts: «status» debe ser uno de") as refused:
        plain.run(tmp_path / "out")
    assert [told(f) for f in refused.value.findings] == [
        ("facts", "status", "not-a-value", 1, plain.lines(3))
    ]
    plain.say("facts", 3, status="recorded")
    assert plain.run(tmp_path / "out")["totals"]["cents"] == PAID
    assert {path.name for path in tmp_path.iterdir()} == {"extract", "out"}


def test_the_same_files_a_second_time_touch_nothing(extract, tmp_path):
    out, paths = tmp_path / "out", extract.paths()
    given = contents(extract.folder)

    def state() -> dict[str, tuple[int, int, bytes]]:
        return {
            path.name: (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes())
            for path in out.iterdir()
        }

    first = run(paths, out)
    before = state()
    assert run(paths, out) == first
    assert state() == before and total(out) == PAID
    assert contents(extract.folder) == given
    assert {path.name for path in tmp_path.iterdir()} == {"extract", "out"}
