"""Workbooks from outside: read with care, and refused with a reason."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from sigor.records import services
from sigor.records.files import FileRefused
from sigor.registers import declaration, reading
from sigor.registers.planning import plan_import
from sigor.registers.xlsx import template_of

HEAD = ["Título", "Acuerdo", "Sesión o acta", "Fecha de la sesión", "Unidad", "Fecha límite"]


def book(*rows, head=HEAD, before=()) -> BytesIO:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in [*before, head, *rows]:
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


def plan(stream, user, verb="add"):
    return plan_import(stream, declaration.get("agreements"), verb=verb, user=user)


@pytest.mark.parametrize(
    "due", [date(2025, 7, 1), datetime(2025, 7, 1), "01/07/2025", "2025-07-01", " 1/7/2025 "]
)
def test_dates_are_taken_as_people_write_them(unit_head, due):
    planned = plan(book(["Uno", "Se acuerda", None, None, "ucc", due]), unit_head)
    assert not planned.problems
    assert planned.rows[0].form.cleaned_data["due_date"] == date(2025, 7, 1)
    assert planned.rows[0].form.cleaned_data["unit"].acronym == "UCC"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["Uno", "x", None, None, "UCC", "pronto"], "no es una fecha"),
        (["Uno", "x", None, None, "XYZ", "01/07/2025"], "XYZ"),
        (["Uno", "x", None, None, "UOP", "01/07/2025"], "No puede registrar en esa unidad"),
        (["Uno", "=1+1", None, None, "UCC", "01/07/2025"], "fórmula"),
        (["Uno", "x", None, "01/08/2025", "UCC", "01/07/2025"], "no puede ser anterior"),
        ([None, "x", None, None, "UCC", "01/07/2025"], "Título"),
        (["Uno", "x", None, None, "UCC", "#REF!"], "error de cálculo"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_row(unit_head, row, words):
    planned = plan(book(["Bien", "x", None, None, "UCC", "01/07/2025"], row), unit_head)
    assert not planned.acceptable
    assert planned.problems[0].row == 3 and words in planned.problems[0].message


def test_headings_are_found_below_a_title_in_either_language_and_strange_columns_are_told(unit_head):
    head = ["titulo", "ACUERDO", "unidad", "Fecha limite", "Color"]
    stream = book(["Uno", "x", "UCC", "01/07/2025", "azul"], head=head, before=[["Acuerdos 2025"], []])
    planned = plan(stream, unit_head)
    assert len(planned.rows) == 1 and "Color" in planned.notes[0]


def test_adding_a_row_that_has_a_code_is_a_problem(unit_head):
    planned = plan(book(["AC-2025-0001", "x", "UCC"], head=["Código", "Título", "Unidad"]), unit_head)
    assert "código" in planned.problems[0].message


def test_updating_a_code_that_does_not_exist_is_a_problem(unit_head):
    planned = plan(book(["AC-1999-0001", "x"], head=["Código", "Título"]), unit_head, "update")
    assert "AC-1999-0001" in planned.problems[0].message


def test_updating_only_some_columns_leaves_the_others_alone(agree, unit_head):
    record = agree(unit_head)
    planned = plan(book([record.code, "Nuevo título"], head=["Código", "Título"]), unit_head, "update")
    assert [change.name for change in planned.rows[0].changes] == ["title"]


def test_a_closed_record_is_not_changed(agree, unit_head, director):
    record = agree(unit_head)
    services.transition(record, "annul", by=director, reason="Sin objeto")
    planned = plan(book([record.code, "Nuevo"], head=["Código", "Título"]), unit_head, "update")
    assert "cerrado" in planned.problems[0].message


@pytest.mark.parametrize("content", [b"hola", b"PK\x03\x04roto", b""])
def test_a_file_that_is_no_workbook_is_refused(unit_head, content):
    with pytest.raises(FileRefused):
        plan(BytesIO(content), unit_head)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(unit_head):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MAX_UNPACKED + 1))
    with pytest.raises(FileRefused, match="grande"):
        plan(out, unit_head)


def test_a_document_type_definition_is_refused(unit_head):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(FileRefused):
        plan(out, unit_head)


def test_too_many_rows_are_refused(unit_head, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    with pytest.raises(FileRefused, match="filas"):
        plan(book(*[["x", "x", None, None, "UCC", "01/07/2025"]] * 4), unit_head)


def test_a_workbook_of_another_register_is_refused(unit_head):
    parties = declaration.get("interested-parties")
    with pytest.raises(FileRefused, match="otro registro"):
        plan(BytesIO(template_of(parties, user=unit_head)), unit_head)
