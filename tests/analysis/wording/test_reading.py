"""The paragraphs of files: Word, PDF, Excel and text; what is damaged says so."""

from contextlib import suppress
from io import BytesIO

import docx
import openpyxl
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigor.analysis.wording.reading import Unreadable, paragraphs

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def saved(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_word_file_gives_its_paragraphs_and_the_rows_of_its_tables(tmp_path):
    made = docx.Document()
    made.add_paragraph("1.  Objetivo\n")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Unidad", "Plazo"
    made.add_paragraph("")
    made.add_paragraph("Fin")
    packed = BytesIO()
    made.save(packed)
    assert paragraphs(saved(tmp_path, "a", packed.getvalue()), WORD) == [
        "1. Objetivo",
        "Unidad | Plazo",
        "Fin",
    ]


def test_a_workbook_gives_its_sheets_and_rows(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Hoja"
    book.active.append(["Hito", 6, None])
    packed = BytesIO()
    book.save(packed)
    assert paragraphs(saved(tmp_path, "a", packed.getvalue()), EXCEL) == ["Hoja", "Hito | 6"]


def test_plain_text_is_read_in_either_encoding(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        path = saved(tmp_path, f"{encoding}.txt", "Sección única\r\n\r\nFin".encode(encoding))
        assert paragraphs(path, "text/plain") == ["Sección única", "Fin"]


def test_a_pdf_closed_with_a_password_says_so(tmp_path):
    made = pikepdf.new()
    made.add_blank_page()
    path = tmp_path / "a.pdf"
    made.save(path, encryption=pikepdf.Encryption(owner="x", user="y"))
    with pytest.raises(Unreadable, match="password"):
        paragraphs(path, "application/pdf")


def test_what_holds_no_text_gives_none(tmp_path):
    assert paragraphs(saved(tmp_path, "a.png", b"\x89PNG"), "image/png") == []


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), kind=st.sampled_from(["application/pdf", WORD, EXCEL, "text/plain"]))
def test_no_bytes_make_it_fail_in_another_way(tmp_path_factory, data, kind):
    path = saved(tmp_path_factory.mktemp("x"), "a", data)
    with suppress(Unreadable):
        assert all(isinstance(line, str) for line in paragraphs(path, kind))
