"""Whoever tries to bring a person in by an extract is refused, or finds nothing of it in what a run writes."""

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.comments import Comment

from sigor.incentives.engine import intake, schema
from sigor.incentives.engine.intake import Unreadable
from sigor.incentives.engine.pipeline import InputsRefused
from tests.incentives import made
from tests.incentives.extracts import FORMS, HOMES, Extract, findings, run, write_parquet
from tests.incentives.made import token

DOCUMENT = "40404040"
SMUGGLED = {
    "document": DOCUMENT,
    "document with a letter": f"D{DOCUMENT}",
    "document in a pseudonym": f"M{DOCUMENT}ABC",
    "foreigner's card": "004040404",
    "telephone": "987654321",
    "telephone with spaces": "+51 987 654 321",
    "name": "Titular Del Hogar",
    "address": "Jr. Los Olivos 123",
    "e-mail": "titular@ejemplo.pe",
    "formula": "=2+2",
    "formula that begins with a plus": "+SUM(A1)",
    "formula that begins with a minus": "-2+3",
    "formula that begins with an at": "@SUM(A1)",
    "link": '=HYPERLINK("http://ejemplo.pe")',
}
HEADINGS = [
    "dni", "DNI del titular", "Nro. documento", "num_doc_identidad", "nombre", "NOMBRES", "apellido_paterno",
    "ap_materno", "direccion", "Dirección", "domicilio", "telefono", "Teléfono", "celular", "correo", "e-mail",
    "email", "name", "surname", "address", "phone", "document_number", "nota", "observaciones",
]  # fmt: skip


@pytest.fixture(params=FORMS)
def extract(request, tmp_path) -> Extract:
    return Extract(tmp_path / "extract", request.param)


def everything_in(folder: Path) -> str:
    """All bytes of the files of a folder as text, and all that its Parquet files hold once unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += [path.name, path.read_bytes().decode("latin-1")]
        if path.suffix == ".parquet":
            for asked in ("read_parquet", "parquet_kv_metadata", "parquet_metadata", "parquet_schema"):
                found.append(str(duckdb.sql(f"SELECT * FROM {asked}('{path}')").fetchall()))
    return "\n".join(found)


def refused(paths: dict[str, Path], out: Path) -> str:
    """All that a refusal says and leaves: its message, its findings, what lies beside the missing run."""
    with pytest.raises((InputsRefused, Unreadable)) as caught:
        run(paths, out)
    assert not out.exists()
    found = getattr(caught.value, "findings", [])
    said = json.dumps([finding.as_dict() for finding in found], ensure_ascii=False)
    return str(caught.value) + said + everything_in(out.with_name(f"{out.name}.partial"))


def test_no_heading_brings_a_person_in_and_nothing_below_it_is_repeated(extract, tmp_path):
    for kind in schema.KINDS:
        for heading in HEADINGS:
            extract.add_column(kind, heading, DOCUMENT, "Titular Del Hogar")
    told = refused(extract.paths(), tmp_path / "out")
    assert DOCUMENT not in told and "Titular Del Hogar" not in told
    found = extract.findings()
    assert {(f.file, f.column) for f in found} == {
        (f"{kind}.{extract.form}", heading) for kind in schema.KINDS for heading in HEADINGS
    }
    personal = {f.column for f in found if f.rule == "personal-data"}
    assert {"dni", "NOMBRES", "apellido_paterno", "direccion", "celular", "email", "surname"} <= personal
    assert {f.rule for f in found} == {"personal-data", "unknown-column"}


def test_each_cell_that_could_hold_a_person_is_refused_and_never_repeated(extract, tmp_path):
    values = list(SMUGGLED.values())
    tried = {
        (kind, column.name): column
        for kind in schema.KINDS
        for column in schema.columns(kind)
        if not column.is_reference
    }
    for kind in schema.KINDS:
        rows = extract.rows[kind]
        extract.rows[kind] = [dict(rows[at % len(rows)]) for at in range(len(values))]
    for kind, column in tried:
        for at, value in enumerate(values):
            extract.say(kind, at, **{column: value})
    counts = dict.fromkeys(tried, 0)
    for finding in intake.errors(extract.findings()):
        counts[finding.file, finding.column] += finding.count
    assert counts == dict.fromkeys(tried, len(values))
    told = refused(extract.paths(), tmp_path / "out")
    assert [value for value in values if value in told] == []


def test_a_document_where_another_file_is_referred_to_is_refused_and_never_repeated(extract, tmp_path):
    extract.say("members", 0, household=DOCUMENT)
    extract.say("members", 1, household=f"H{DOCUMENT}ABC")
    told = refused(extract.paths(), tmp_path / "out")
    assert "unknown-household" in told and DOCUMENT not in told
    other = Extract(tmp_path / "other", extract.form)
    other.say("facts", 0, member=DOCUMENT)
    other.say("facts", 1, member="Titular Del Hogar")
    told = refused(other.paths(), tmp_path / "out")
    assert "unknown-member" in told and DOCUMENT not in told and "Titular" not in told


def test_a_document_is_told_from_a_mere_mistake(extract):
    extract.say(
        "households", 0, household=f"H{DOCUMENT}ABC", unit=f"UT-{DOCUMENT}", left_cause=f"C{DOCUMENT}"
    )
    extract.say("members", 0, member=f"M{DOCUMENT}ABC")
    extract.say("facts", 0, source=f"X_{DOCUMENT}")
    assert {(f.file, f.column, f.rule, f.count, f.rows) for f in extract.findings()} == {
        (kind, column, "personal-data", 1, extract.lines(0))
        for kind, column in [
            ("households", "household"),
            ("households", "unit"),
            ("households", "left_cause"),
            ("members", "member"),
            ("facts", "source"),
        ]
    }


@pytest.mark.parametrize("code", ["D4040-4040", "T987-654-321", "T987_654_321"])
def test_a_document_or_a_telephone_cut_by_strokes_is_no_code(tmp_path, code):
    extract = Extract(tmp_path)
    for column in ("unit", "left_cause"):
        extract.say("households", 0, **{column: code})
    extract.say("facts", 0, source=code)
    assert {(f.file, f.column) for f in intake.errors(extract.findings())} == {
        ("households", "unit"),
        ("households", "left_cause"),
        ("facts", "source"),
    }


def test_seven_digits_in_a_row_are_no_document(tmp_path):
    extract = Extract(tmp_path)
    for rows in (extract.rows["members"], extract.rows["facts"]):
        for row in rows:
            if row["member"] == token("M", 1):
                row["member"] = "M1234567A890"
    extract.say("households", 0, unit="UT-1234567")
    assert extract.findings() == []


def test_documents_as_numbers_in_parquet_and_in_workbooks_are_refused(tmp_path):
    extract = Extract(tmp_path, "parquet")
    paths = extract.paths()
    for column in ("done", "expected"):
        typed = tmp_path / "typed.parquet"
        question = f"SELECT * REPLACE ({DOCUMENT}::BIGINT AS {column}) FROM read_parquet('{paths['facts']}')"
        duckdb.sql(f"COPY ({question}) TO '{typed}' (FORMAT parquet)")
        assert DOCUMENT not in refused(paths | {"facts": typed}, tmp_path / "out")
    books = Extract(tmp_path, "xlsx").paths()
    book = openpyxl.load_workbook(books["households"])
    for at, column in enumerate(schema.columns("households"), start=1):
        book.active.cell(row=2, column=at, value=int(DOCUMENT))
        assert book.active.cell(row=1, column=at).value == column.name
    book.save(books["households"])
    found = findings(books)
    assert {f.column for f in found} == {column.name for column in schema.columns("households")}
    assert DOCUMENT not in str(found)


# Where there is no heading, or a shape that cannot be read


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_of_a_file_without_headings_the_first_row_is_not_repeated(tmp_path, form):
    extract = Extract(tmp_path / "extract", form)
    paths = extract.paths()
    extract.headings["members"] = [
        DOCUMENT, "Titular Del Hogar", "987654321", *(f"c{at}" for at in range(3, 11)), "titular@ejemplo.pe"
    ]  # fmt: skip
    paths["members"] = extract.paths()["members"]
    told = refused(paths, tmp_path / "out")
    assert DOCUMENT not in told and "987654321" not in told and "titular@ejemplo.pe" not in told


@pytest.mark.parametrize(
    "line",
    [
        f"{DOCUMENT},Titular Del Hogar",
        f'"{DOCUMENT}" Titular Del Hogar,2025-03,enrolment,1,,recorded,MINEDU',
        f'"{DOCUMENT},Titular Del Hogar',
        f"{token('M', 1)},2025-03,enrolment,1,,recorded,MINEDU,{DOCUMENT},Titular Del Hogar",
        f"# {DOCUMENT} Titular Del Hogar",
    ],
    ids=["too short", "text after a quote", "a quote that never ends", "too long", "a note"],
)
@pytest.mark.parametrize("at", [0, 25_000])
def test_a_line_of_another_shape_is_nowhere_repeated(tmp_path, line, at):
    extract = Extract(tmp_path / "extract")
    paths = extract.paths()
    heading, *rows = paths["facts"].read_text(encoding="utf-8").splitlines()
    lines = [heading, *rows * (1000 if at > 1000 else 1)]
    paths["facts"].write_text("\n".join([*lines[:at], line, *lines[at:]]) + "\n", encoding="utf-8")
    try:
        run(paths, tmp_path / "out")
        told = everything_in(tmp_path / "out")
    except (InputsRefused, Unreadable) as problem:
        told = str(problem) + str(getattr(problem, "findings", ""))
        told += everything_in(tmp_path / "out.partial")
    assert DOCUMENT not in told and "Titular" not in told


# What lies in the files beside their rows


def test_other_sheets_notes_and_properties_of_a_workbook_stay_outside(tmp_path):
    extract = Extract(tmp_path / "extract", "xlsx")
    paths = extract.paths()
    for path in paths.values():
        book = openpyxl.load_workbook(path)
        first = book.active
        first["B2"].comment = Comment(f"Titular Del Hogar {DOCUMENT}", "titular@ejemplo.pe")
        first["A2"].hyperlink = f"http://ejemplo.pe/{DOCUMENT}"
        first.oddHeader.center.text = f"Titular Del Hogar {DOCUMENT}"
        first.title = f"x{DOCUMENT}"
        for name in ("Personas", "Oculta"):
            sheet = book.create_sheet(name)
            sheet.append(["dni", "nombre"])
            sheet.append([DOCUMENT, "Titular Del Hogar"])
        sheet.sheet_state = "veryHidden"
        book.properties.creator = "Titular Del Hogar"
        book.properties.description = DOCUMENT
        book.save(path)
    assert run(paths, tmp_path / "out")["totals"]["cents"] == HOMES * 20000
    assert _persons_in(tmp_path / "out") == []


def test_a_hidden_column_or_one_without_heading_is_a_column(tmp_path):
    extract = Extract(tmp_path / "extract", "xlsx")
    paths = extract.paths()
    for heading in ("clave", None):
        book = openpyxl.load_workbook(paths["members"])
        book.active.cell(row=1, column=13, value=heading)
        book.active.cell(row=5, column=13, value=DOCUMENT)
        book.active.column_dimensions["M"].hidden = True
        book.save(paths["members"])
        told = refused(paths, tmp_path / "out")
        assert ("unknown-column" in told or "members.xlsx" in told) and DOCUMENT not in told


def test_what_a_formula_comes_to_is_read_and_checked(tmp_path):
    paths = Extract(tmp_path / "extract", "xlsx").paths()
    book = openpyxl.load_workbook(paths["households"])
    book.active["C2"] = f'="UT"&"{DOCUMENT}"'
    book.save(paths["households"])
    told = refused(paths, tmp_path / "out")
    assert "empty-cell" in told and DOCUMENT not in told  # nobody has computed it yet: nothing is there


def test_what_a_parquet_file_says_beside_its_rows_stays_outside(tmp_path):
    extract = Extract(tmp_path / "extract", "parquet")
    paths = extract.paths()
    for kind in schema.KINDS:
        table = extract.table(kind)
        write_parquet(
            paths[kind], table, f", KV_METADATA {{titular: 'Titular Del Hogar', dni: '{DOCUMENT}'}}"
        )
        assert DOCUMENT in everything_in(paths[kind].parent)
    assert run(paths, tmp_path / "out")["totals"]["cents"] == HOMES * 20000
    assert _persons_in(tmp_path / "out") == []


@pytest.mark.parametrize("heading", ["file_row_number", "line", "filename", "rowid", "number", "token"])
def test_a_column_that_the_engine_itself_knows_brings_nothing_in(tmp_path, heading):
    extract = Extract(tmp_path / "extract", "parquet")
    for kind in schema.KINDS:
        extract.add_column(kind, heading, *[DOCUMENT] * 30)
    assert DOCUMENT not in refused(extract.paths(), tmp_path / "out")


def _persons_in(folder: Path) -> list[str]:
    told = everything_in(folder)
    assert token("M", 1) in told  # what is looked for would be found
    return [value for value in (DOCUMENT, "Titular", "titular@", "ejemplo.pe") if value in told]


def test_a_finished_run_holds_pseudonyms_and_codes_only(tmp_path):
    out = made.run(
        tmp_path,
        [made.household(1, left_cause="RENUNCIA", left_on="2020-01-01", readmitted_on="2021-01-01")],
        [made.student(1, 1, grade="S1")],
        made.schooled(1, "2025-03", "2025-04"),
    )
    texts = set()
    for path in out.glob("*.parquet"):
        for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall():
            if kind == "VARCHAR":
                asked = f'SELECT DISTINCT "{name}" FROM read_parquet(\'{path}\') WHERE "{name}" IS NOT NULL'
                texts |= {value for (value,) in duckdb.sql(asked).fetchall()}
    assert texts == {
        token("H", 1), token("M", 1), "050101", "AYACUCHO", "extreme", "RENUNCIA", "2015-02", "F", "child", "S1",
        "enrolment", "attendance", "recorded", "MINEDU", "TB", "TBS",
    }  # fmt: skip
