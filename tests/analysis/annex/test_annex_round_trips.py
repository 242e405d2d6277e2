"""What is written is read back without differences, for annexes nobody thought of."""

import csv
import io
import json
import zipfile
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sigor.analysis.annex import (
    CERTAIN,
    PROBABLE,
    UNKNOWN,
    Annex,
    Mark,
    Milestone,
    NoteMark,
    Objective,
    Result,
    as_dict,
    differences,
    read,
    read_json,
    read_xlsx,
    write_csv,
    write_json,
    write_xlsx,
)

words = st.text(
    st.sampled_from("abcxyzáñÑ XE0123456789.,;:/-()=+@'\"<&\n“\u2013"), min_size=1, max_size=40
).map(lambda s: "T" + s.strip())
optional = st.one_of(st.just(""), words)
tricky = st.one_of(
    words, words.map("=".__add__), words.map("  ".__add__), st.sampled_from(("=1+1", "x", "12", "Total"))
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def note_marks(draw: st.DrawFn, field: str, text: str, numbers: list[int]) -> tuple[NoteMark, ...]:
    places = draw(st.lists(st.tuples(st.integers(0, len(text)), st.sampled_from(numbers)), max_size=2))
    return tuple(NoteMark(number, field, offset) for offset, number in sorted(places))


@st.composite
def milestones(draw: st.DrawFn, code: str, order: int, numbers: list[int]) -> Milestone:
    months = sorted(draw(st.sets(st.integers(1, 12), max_size=5)))
    cutoff = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 1, 1)))
    marks = tuple(
        Mark(
            m,
            draw(st.integers(1, 9)),
            draw(optional),
            draw(cutoff),
            draw(optional),
            draw(st.sampled_from(("", "1.1.1"))),
        )
        for m in months
    )
    units = tuple(
        draw(st.lists(st.sampled_from(("UPPM", "UTI", "CT", "DE")), min_size=1, max_size=3, unique=True))
    )
    name, deliverable = draw(tricky), draw(tricky)
    result = code.rpartition(".")[0]
    return Milestone(
        code,
        order,
        int(code[0]),
        result,
        name,
        deliverable,
        units,
        "/".join(units),
        units[0],
        draw(st.integers(1, 12)),
        draw(st.sampled_from(("Planear", "Hacer", "Verificar", "Actuar", ""))),
        marks,
        draw(st.sampled_from((CERTAIN, PROBABLE, UNKNOWN))),
        tuple(draw(st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=3).map(tuple), max_size=3))),
        draw(optional),
        draw(note_marks("milestone", name, numbers)) + draw(note_marks("deliverable", deliverable, numbers)),
        draw(st.one_of(st.none(), st.integers(1, 999))),
        draw(optional),
    )


@st.composite
def annexes(draw: st.DrawFn) -> Annex:
    numbers = sorted(draw(st.sets(st.integers(1, 30), min_size=1, max_size=4)))
    objectives: list[Objective] = []
    results: list[Result] = []
    rows: list[Milestone] = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        objectives.append(Objective(number, draw(tricky), draw(optional)))
        for turn in range(1, draw(st.integers(0, 2)) + 1):
            code, name = f"{number}.{turn}", draw(tricky)
            results.append(Result(code, number, name, draw(note_marks("result", name, numbers))))
            for last in range(1, draw(st.integers(0, 3)) + 1):
                rows.append(draw(milestones(f"{code}.{last}", len(rows) + 1, numbers)))
    notes = tuple((n, draw(words)) for n in numbers)
    return Annex(2025, draw(words), tuple(objectives), tuple(results), tuple(rows), notes)


@quick
@given(annexes())
def test_a_workbook_is_read_back_without_differences(annex: Annex) -> None:
    assert differences(annex, read_xlsx(write_xlsx(annex))) == ()


@quick
@given(annexes())
def test_a_workbook_saved_again_by_another_program_brings_no_differences(annex: Annex) -> None:
    for rich in (True, False):
        again = io.BytesIO()
        load_workbook(io.BytesIO(write_xlsx(annex)), rich_text=rich).save(again)
        assert differences(annex, read_xlsx(again.getvalue())) == ()


@quick
@given(annexes())
def test_json_is_read_back_without_differences_nor_lost_sources(annex: Annex) -> None:
    again = read_json(write_json(annex))
    assert differences(annex, again) == ()
    if annex.milestones:
        assert again.milestones == annex.milestones


@quick
@given(annexes(), st.booleans())
def test_the_same_annex_gives_the_same_bytes(annex: Annex, totals: bool) -> None:
    assert write_xlsx(annex, totals=totals) == write_xlsx(annex, totals=totals)


@quick
@given(annexes())
def test_csv_holds_one_row_for_each_milestone_and_no_formula(annex: Annex) -> None:
    data = write_csv(annex)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(annex.milestones) + 1
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


SMALL = Annex(
    2025,
    "Anexo 01: Cronograma",
    (Objective(1, "Mejorar la gestión", "Optimización"),),
    (Result("1.1", 1, "Normas", (NoteMark(9, "result", 6),)),),
    (
        Milestone(
            "1.1.1", 1, 1, "1.1", "Mapa", "RDE", ("UPPM",), "UPPM", "UPPM", 1, "Planear", (Mark(5, 1),)
        ),
        Milestone("1.1.2", 2, 1, "1.1", "Norma", "RDE", ("UOP",), "UOP", "UOP", 6, "Hacer", (Mark(4, 6),)),
    ),
    ((9, "Nota al pie."),),
)


def test_json_has_the_shape_the_command_line_promises() -> None:
    found = json.loads(write_json(SMALL))
    assert found == as_dict(SMALL)
    assert found["year"] == 2025
    assert found["milestones"][0]["months"] == {"5": 1}
    promised = {
        "code",
        "name",
        "deliverable",
        "lead",
        "units",
        "meta",
        "phva",
        "months",
        "confidence",
        "alternatives",
        "reason",
    }
    assert promised <= set(found["milestones"][0])


def test_the_workbook_looks_like_the_annex_on_paper() -> None:
    book = load_workbook(io.BytesIO(write_xlsx(SMALL, states={("1.1.1", 5): "Verificado"})))
    sheet = book["Cronograma"]
    assert [c.value for c in sheet[3]][:10] == [
        "Nº",
        "Objetivos de la Política MGP",
        "Eje",
        "Nº",
        "Resultado esperado",
        "Nº",
        "Hitos",
        "Entregable",
        "Resp.",
        "Meta",
    ]
    assert [c.value for c in sheet[3]][10:] == [
        *("Ene-25", "Feb-25", "Mar-25", "Abr-25", "May-25", "Jun-25"),
        *("Jul-25", "Ago-25", "Set-25", "Oct-25", "Nov-25", "Dic-25", "PHVA"),
    ]
    assert (sheet["O4"].value, sheet["N5"].value) == ("x", 6)
    assert sheet["O4"].comment.text == "Verificado"
    assert {"B4:B5", "C4:C5", "E4:E5"} <= {str(r) for r in sheet.merged_cells.ranges}
    assert sheet["O6"].value == '=COUNTIF(O4:O5,"x")+SUM(O4:O5)'
    assert (sheet["J6"].value, sheet["N7"].value) == ("=SUM(J4:J5)", "=SUM(N6:P6)")
    assert sheet["A9"].value == "9 Nota al pie."
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.freeze_panes) == (
        8,
        "landscape",
        "A4",
    )
    assert (sheet.page_setup.fitToWidth, sheet.print_title_rows) == (1, "$3:$3")
    assert book["_sigor"].sheet_state == "veryHidden"


def test_a_month_moved_by_hand_is_certain_and_loses_only_what_it_contradicts() -> None:
    doubtful = Milestone(
        *("1.1.1", 1, 1, "1.1", "Mapa", "RDE", ("UPPM",), "UPPM", "UPPM", 2, "Planear"),
        marks=(Mark(5, 1, "hogares"), Mark(8, 1, "gestores")),
        confidence=PROBABLE,
        alternatives=((4, 8),),
        reason="Por confirmar.",
    )
    book = load_workbook(io.BytesIO(write_xlsx(Annex(2025, "A", (), (), (doubtful,)))), rich_text=True)
    book["Cronograma"]["O4"].value, book["Cronograma"]["N4"].value = None, "x"
    out = io.BytesIO()
    book.save(out)
    milestone = read_xlsx(out.getvalue()).milestones[0]
    assert milestone.marks == (Mark(4, 1), Mark(8, 1, "gestores"))
    assert (milestone.confidence, milestone.alternatives) == (CERTAIN, ())


def test_differences_name_the_field_with_both_values() -> None:
    after = read(
        "a.json", write_json(SMALL).replace(b'"Mapa"', b'"Mapa de procesos"').replace(b'"1.1.2"', b'"1.1.3"')
    )
    found = [(d.code, d.field) for d in differences(SMALL, after)]
    assert found == [("1.1.1", "name"), ("1.1.2", "milestone"), ("1.1.3", "milestone")]


def test_written_workbooks_carry_no_date_of_their_own() -> None:
    with zipfile.ZipFile(io.BytesIO(write_xlsx(SMALL))) as archive:
        assert {item.date_time for item in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
