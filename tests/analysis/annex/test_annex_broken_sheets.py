"""Workbooks as people return them: tolerated where the meaning is plain, else named by row and column."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from sigor.analysis.annex import Annex, Finding, UnreadableFile, read, read_xlsx

MONTHS = [
    f"{m}-25" for m in ["Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Set", "Oct", "Nov", "Dic"]
]
HEADING = [
    *("Nº", "Objetivos de la Política MGP", "Eje", "Nº", "Resultado esperado"),
    *("Nº", "Hitos", "Entregable", "Resp.", "Meta", *MONTHS, "PHVA"),
]


def row(code: object = "1.1.1", meta: object = 1, phva: str = "Hacer", **months: object) -> list[object]:
    cells = [months.get(m[:3]) for m in MONTHS]
    return [1, "Mejorar", "Gestión", "1.1", "Normas", code, "Mapa", "RDE", "UPPM/UAJ", meta, *cells, phva]


def book(*rows: Sequence[object]) -> bytes:
    workbook = Workbook()
    for values in rows:
        workbook.worksheets[0].append(values)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def annex(*rows: Sequence[object], heading: Sequence[object] | None = None) -> Annex:
    return read_xlsx(book(["Anexo 01: Cronograma"], list(heading or HEADING), *rows))


def only(found: Annex, rule: str) -> Finding:
    (finding,) = [f for f in found.findings if f.rule == rule]
    return finding


def test_a_plain_sheet_made_by_hand_is_read_without_findings() -> None:
    found = annex(row(May="x"))
    milestone = found.milestones[0]
    assert found.findings == ()
    assert (found.year, found.title) == (2025, "Anexo 01: Cronograma")
    assert (milestone.code, milestone.units, milestone.months, milestone.phva) == (
        "1.1.1",
        ("UPPM", "UAJ"),
        {5: 1},
        "Hacer",
    )
    assert (found.objectives[0].name, found.results[0].name) == ("Mejorar", "Normas")


def test_marks_may_be_crosses_ticks_or_figures() -> None:
    assert annex(row(meta=9, Ene="x", Mar="X", May="✓", Jul=4, Set="2")).milestones[0].months == {
        1: 1,
        3: 1,
        5: 1,
        7: 4,
        9: 2,
    }


def test_months_as_windows_writes_them_are_known() -> None:
    heading: list[object] = list(HEADING)
    heading[10:22] = [
        *(datetime(2025, 1, 1), date(2025, 2, 1), "Marzo", "Apr-25", "mayo 2025", "JUN-2025"),
        *("Jul.", "Aug-25", "Sep-25", "Octubre", "Nov-25", "Dec-25"),
    ]
    assert annex(row(meta=2, Set="x", Dic="x"), heading=heading).milestones[0].months == {9: 1, 12: 1}


def test_columns_in_another_order_are_found_by_what_they_hold() -> None:
    order = [22, *range(10, 22), 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    found = annex([row(May="x")[i] for i in order], heading=[HEADING[i] for i in order])
    assert (found.findings, found.milestones, found.results) == (
        (),
        annex(row(May="x")).milestones,
        annex(row(May="x")).results,
    )


def test_an_unknown_column_is_left_out_with_a_warning() -> None:
    found = annex([*row(May="x"), "hola"], heading=[*HEADING, "Comentario"])
    finding = only(found, "unknown-column")
    assert (finding.severity, finding.where) == ("warning", "fila 2, columna Comentario")


def test_a_missing_column_is_an_error() -> None:
    heading = [h for h in HEADING if h != "Abr-25"]
    values = row(May="x")
    del values[13]
    finding = only(annex(values, heading=heading), "missing-column")
    assert (finding.severity, finding.where, finding.params) == ("error", "fila 2", {"column": "Abr-25"})


def test_an_unknown_month_is_an_error_at_its_heading() -> None:
    heading = ["Xyz-25" if h == "Abr-25" else h for h in HEADING]
    assert only(annex(row(May="x"), heading=heading), "unknown-month").where == "fila 2, columna Xyz-25"


def test_a_month_of_another_year_is_an_error() -> None:
    heading = ["Abr-26" if h == "Abr-25" else h for h in HEADING]
    assert only(annex(row(May="x"), heading=heading), "unknown-month").where == "fila 2, columna Abr-26"


def test_text_in_a_month_cell_is_an_error_with_its_cell() -> None:
    finding = only(annex(row(Abr="pronto")), "text-in-month-cell")
    assert (finding.severity, finding.where, finding.code) == ("error", "fila 3, columna Abr-25", "1.1.1")
    assert finding.params == {"cell": "N3"}


def test_a_formula_in_a_month_cell_is_an_error_with_its_cell() -> None:
    finding = only(annex(row(Abr="=1+1")), "formula-in-cell")
    assert (finding.where, finding.params) == ("fila 3, columna Abr-25", {"cell": "N3"})


@pytest.mark.parametrize("meta", [None, 0, -1, 1.5, "dos", "=2", True])
def test_a_meta_that_is_no_whole_number_is_an_error(meta: object) -> None:
    found = annex(row(meta=meta, May="x"))
    assert {f.where for f in found.errors} == {"fila 3, columna Meta"}
    assert {f.rule for f in found.errors} <= {"bad-meta", "formula-in-cell"}


def test_marks_that_do_not_sum_the_meta_are_an_error() -> None:
    finding = only(annex(row(meta=3, Abr="x", May="x")), "marks-do-not-match-meta")
    assert (finding.severity, finding.where) == ("error", "fila 3, columna Meta")


def test_one_cross_for_a_larger_meta_is_the_whole_meta() -> None:
    found = annex(row(meta=6, Abr="x"))
    assert found.milestones[0].months == {4: 6}
    assert only(found, "marks-fewer-than-meta").severity == "warning"


def test_a_repeated_code_is_an_error_at_its_second_row() -> None:
    assert only(annex(row(May="x"), row(May="x")), "duplicate-code").where == "fila 4"


@pytest.mark.parametrize(
    ("code", "read_as"), [("1.1. 1", "1.1.1"), (date(2001, 1, 1), "1.1.1"), ("1.1.1.", "1.1.1")]
)
def test_a_mangled_code_is_put_right_and_said(code: object, read_as: str) -> None:
    found = annex(row(code=code, May="x"))
    assert found.milestones[0].code == read_as
    assert only(found, "code-normalised").severity == "warning"


def test_a_result_code_saved_as_a_number_is_read() -> None:
    values = row(May="x")
    values[3] = 1.1
    assert annex(values).milestones[0].result == "1.1"


@pytest.mark.parametrize("code", ["hito uno", "1.1", 1.1])
def test_a_code_of_another_shape_is_an_error(code: object) -> None:
    assert only(annex(row(May="x"), row(code=code, May="x")), "bad-code").where.startswith("fila 4")


def test_a_row_with_marks_and_no_code_is_an_error() -> None:
    assert only(annex(row(May="x"), row(code=None, May="x")), "bad-code").where.startswith("fila 4")


def test_an_unknown_phase_is_an_error() -> None:
    assert only(annex(row(phva="Pensar", May="x")), "unknown-phva").severity == "error"


def test_a_sheet_without_the_phase_column_is_read_with_a_warning() -> None:
    found = annex(row(May="x")[:-1], heading=HEADING[:-1])
    assert only(found, "phva-table-missing").severity == "warning"


def test_a_repeated_heading_and_empty_rows_are_passed_over() -> None:
    found = annex(row(May="x"), [], list(HEADING), row(code="1.1.2", May="x"))
    assert [m.code for m in found.milestones] == ["1.1.1", "1.1.2"]
    assert only(found, "header-repeated").where == "fila 5"


def test_cells_left_empty_under_a_group_take_its_value() -> None:
    second = row(code="1.1.2", May="x")
    second[0:5] = [None] * 5
    found = annex(row(May="x"), second)
    assert [(m.objective, m.result) for m in found.milestones] == [(1, "1.1"), (1, "1.1")]


def test_a_note_number_without_its_note_is_a_warning() -> None:
    values = row(May="x")
    values[7] = "Reporte12"
    assert only(annex(values), "note-missing").params == {"note": 12}


def test_footnotes_under_the_table_give_their_details_to_the_months() -> None:
    values = row(meta=2, Jul="x", Dic="x")
    values[6] = "Mapa9"
    found = annex(values, [], ["9 En JUL2025 a servidores y en DIC2025 a usuarios."])
    assert [(m.month, m.label) for m in found.milestones[0].marks] == [(7, "servidores"), (12, "usuarios")]
    assert (found.milestones[0].name, found.findings) == ("Mapa", ())


def test_a_workbook_without_the_table_says_so() -> None:
    assert [f.rule for f in read_xlsx(book(["Hola"])).errors] == ["no-annex-found"]


def test_an_empty_file_is_named_as_such() -> None:
    assert [f.rule for f in read("a.xlsx", b"").errors] == ["empty-file"]


@pytest.mark.parametrize("data", [b"PK\x03\x04 roto", b"hola", book(HEADING)[:400]])
def test_a_damaged_workbook_is_refused_with_one_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^El archivo no es un libro XLSX legible.*\.$"):
        read("a.xlsx", data)


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    made = io.BytesIO(book(HEADING, row(May="x")))
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename != name:
                target.writestr(item.filename, source.read(item))
        target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bomba.bin", b"0" * (51 * 1024 * 1024), "50 MB"),
        ("xl/worksheets/sheet1.xml", b"<worksheet>" + b"<row/>" * 5001 + b"</worksheet>", "5000 filas"),
        ("xl/worksheets/sheet1.xml", b'<mergeCell ref="A1:XFD1048576"/>', "demasiadas celdas"),
        ("xl/worksheets/sheet1.xml", b'<hyperlink r:id="a" ref="A1:XFD1048576"/>', "demasiadas celdas"),
        ("xl/worksheets/sheet1.xml", b"<!DOCTYPE a><worksheet/>", "no se admiten"),
    ],
)
def test_a_workbook_made_to_exhaust_the_computer_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read("a.xlsx", with_part(name, content))


def test_a_row_whose_texts_begin_like_headings_is_still_a_row():
    from dataclasses import replace
    from pathlib import Path

    import sigor.demo
    from sigor.analysis import annex

    source = Path(sigor.demo.__file__).parent / "juntos" / "plan-sig-2025.txt"
    plan = annex.read(source.name, source.read_bytes())
    named = replace(
        plan,
        findings=(),
        objectives=tuple(
            replace(o, name=f"Objetivo {o.number}", axis=f"Eje {o.number}") for o in plan.objectives
        ),
        results=tuple(replace(r, name=f"Resultado esperado {r.code}", notes=()) for r in plan.results),
        milestones=tuple(replace(m, name=f"Hito {m.code}", notes=()) for m in plan.milestones),
    )
    assert len(annex.read("plan.xlsx", annex.write_xlsx(named)).milestones) == 19
