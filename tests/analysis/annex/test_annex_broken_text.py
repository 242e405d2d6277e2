"""Text that arrives damaged: what is found is returned, what is wrong is named with its line."""

import pytest

from sigor.analysis.annex import UNKNOWN, Annex, Finding, UnreadableFile, read, read_text

MONTHS = "Ene-25 Feb-25 Mar-25 Abr-25 May-25 Jun-25 Jul-25 Ago-25 Set-25 Oct-25 Nov-25 Dic-25"
HEADING = f"Nº Objetivos de la Política MGP Eje Nº Resultado esperado Nº Hitos Entregable Resp. Meta {MONTHS}"
ROW = "1.1.1\nActualización de normas\n\nInforme\n\nUPPM 1     x        \n"
GROUP = "1 Mejorar la gestión\n\nOptimización interna\n\n1.1 Normas al día\n\n"
TEXT = f"Anexo 01: Cronograma\n\n{HEADING}\n\n{GROUP}{ROW}"
CYCLE = "Tabla de articulación PHVA\n\nNº Hitos\n\nPlanear\n\n1.1.1 Actualización de normas\n\n"


def found(text: str, rule: str) -> Finding:
    return next(f for f in read_text(text).findings if f.rule == rule)


def line_of(text: str, words: str) -> str:
    return f"línea {next(i for i, line in enumerate(text.split(chr(10)), 1) if words in line)}"


def rules(annex: Annex) -> set[str]:
    return {f.rule for f in annex.findings}


def test_the_sample_itself_has_nothing_wrong() -> None:
    assert read_text(CYCLE + TEXT).findings == ()


@pytest.mark.parametrize("text", ["", "  \n \n"])
def test_an_empty_file_is_named_as_such(text: str) -> None:
    assert [f.rule for f in read_text(text).errors] == ["empty-file"]


def test_a_text_without_milestones_says_that_no_annex_was_found() -> None:
    assert [f.rule for f in read_text("Querida Unidad:\nadjunto el plan.\n").errors] == ["no-annex-found"]


def test_a_missing_month_column_is_named_and_nothing_stays_certain() -> None:
    text = TEXT.replace("Abr-25 ", "")
    finding = found(text, "missing-column")
    assert (finding.severity, finding.where, finding.params) == (
        "error",
        line_of(text, "Ene-25"),
        {"column": "Abr-25"},
    )
    assert read_text(text).milestones[0].confidence != "certain"


def test_a_missing_heading_leaves_every_month_to_confirm() -> None:
    annex = read_text(TEXT.replace(HEADING, ""))
    assert "missing-column" in rules(annex)
    assert annex.milestones[0].confidence != "certain"


def test_a_missing_text_column_is_named() -> None:
    assert found(TEXT.replace("Entregable ", ""), "missing-column").params == {"column": "Entregable"}


def test_an_unknown_month_in_the_heading_is_an_error() -> None:
    finding = found(TEXT.replace("Set-25", "Xyz-25"), "unknown-month")
    assert (finding.severity, finding.params) == ("error", {"column": "Xyz-25"})


def test_a_repeated_heading_is_only_a_warning() -> None:
    finding = found(TEXT + f"\n{HEADING}\n\n" + ROW.replace("1.1.1", "1.1.2"), "header-repeated")
    assert finding.severity == "warning"


def test_marks_that_do_not_sum_the_meta_are_not_spread_by_guess() -> None:
    text = TEXT.replace("UPPM 1     x        ", "UPPM 5     x    x    ")
    finding = found(text, "marks-do-not-match-meta")
    assert (finding.severity, finding.where, finding.code) == ("error", line_of(text, "UPPM 5"), "1.1.1")
    assert finding.params == {"meta": 5, "marks": 2}


def test_one_mark_for_a_larger_meta_is_read_as_the_whole_meta_and_said() -> None:
    text = TEXT.replace("UPPM 1 ", "UPPM 6 ")
    assert found(text, "marks-fewer-than-meta").severity == "warning"
    assert read_text(text).milestones[0].months == {5: 6}


def test_a_row_without_any_mark_does_not_match_its_meta() -> None:
    text = TEXT.replace("UPPM 1     x        ", "UPPM 1             ")
    annex = read_text(text)
    assert "marks-do-not-match-meta" in rules(annex)
    assert annex.milestones[0].confidence == UNKNOWN


def test_a_repeated_code_is_an_error_at_its_second_row() -> None:
    text = TEXT + "\n" + ROW
    finding = found(text, "duplicate-code")
    assert (finding.severity, finding.where) == ("error", f"línea {text.rstrip().count(chr(10)) + 1}")


def test_a_code_under_another_result_is_an_error() -> None:
    assert found(TEXT.replace("1.1.1", "2.1.1"), "bad-code").code == "2.1.1"


def test_blanks_inside_a_code_are_removed_and_said() -> None:
    finding = found(TEXT.replace("1.1.1", "1.1. 1"), "code-normalised")
    assert (finding.severity, finding.code, finding.params) == ("warning", "1.1.1", {"printed": "1.1. 1"})


def test_a_row_without_meta_is_kept_with_an_error() -> None:
    text = TEXT.replace("UPPM 1     x        ", "UPPM") + "\n" + ROW.replace("1.1.1", "1.1.2")
    annex = read_text(text)
    assert [m.code for m in annex.milestones] == ["1.1.1", "1.1.2"]
    assert [(f.where, f.code) for f in annex.errors if f.rule == "bad-meta"] == [
        (line_of(text, "1.1.1"), "1.1.1")
    ]


def test_a_meta_of_zero_is_an_error() -> None:
    assert "bad-meta" in rules(read_text(TEXT.replace("UPPM 1 ", "UPPM 0 ")))


def test_a_row_that_lost_its_code_is_an_error_at_its_line() -> None:
    text = TEXT + "\n" + ROW.replace("1.1.1\n", "")
    annex = read_text(text)
    last = text.rstrip().count("\n") + 1
    assert [(f.rule, f.where) for f in annex.errors] == [("bad-code", f"línea {last}")]
    assert [m.code for m in annex.milestones] == ["1.1.1"]


def test_a_row_parted_by_a_page_keeps_its_months_and_is_said() -> None:
    text = TEXT.replace("Actualización de normas", f"Actualización\n\nPágina 3 de 16\n{HEADING}\n\nde normas")
    annex = read_text(text)
    assert (annex.milestones[0].name, annex.milestones[0].months) == ("Actualización de normas", {5: 1})
    assert "row-broken" in rules(annex)


def test_the_rows_of_an_annex_that_follows_are_not_taken() -> None:
    annex = read_text(TEXT + "\nAnexo 02: Otro cuadro\n\n" + ROW.replace("1.1.1", "1.1.2"))
    assert [m.code for m in annex.milestones] == ["1.1.1"]


def test_words_in_the_month_cells_are_an_error_and_no_month_is_read() -> None:
    text = TEXT.replace("UPPM 1     x        ", "UPPM 1     mayo        ")
    annex = read_text(text)
    finding = found(text, "text-in-month-cell")
    assert (finding.severity, finding.where) == ("error", line_of(text, "mayo"))
    assert (annex.milestones[0].confidence, annex.milestones[0].months) == (UNKNOWN, {})


def test_a_run_that_fits_no_twelve_cells_is_an_error() -> None:
    annex = read_text(
        TEXT.replace("UPPM 1     x        ", "UPPM 1     x                                       ")
    )
    assert "bad-run" in rules(annex)
    assert annex.milestones[0].confidence == UNKNOWN


def test_several_readings_are_a_warning_that_lists_them() -> None:
    finding = found(TEXT.replace("     x        ", "     x            "), "ambiguous-months")
    assert (finding.severity, finding.params) == ("warning", {"alternatives": 3})
    assert "Mar / Abr / May" in finding.message


def test_a_note_that_the_blanks_deny_is_an_error() -> None:
    text = TEXT.replace("normas\n\nInforme", "normas9\n\nInforme").replace(
        HEADING, f"9 En AGO2025 a todas las unidades territoriales del Programa.\n\n{HEADING}"
    )
    annex = read_text(text)
    assert "note-contradicts-run" in rules(annex)
    assert annex.milestones[0].confidence == UNKNOWN
    assert (5,) in annex.milestones[0].alternatives


def test_a_note_of_another_year_settles_nothing() -> None:
    text = TEXT.replace("normas\n\nInforme", "normas9\n\nInforme").replace(
        HEADING, f"9 En AGO2024 a todas las unidades territoriales del Programa.\n\n{HEADING}"
    )
    assert "note-outside-year" in rules(read_text(text))
    assert read_text(text).milestones[0].months == {5: 1}


def test_a_note_number_without_its_note_is_a_warning() -> None:
    text = TEXT.replace("Informe", "Informe12")
    finding = found(text, "note-missing")
    assert (finding.severity, finding.code, finding.params) == ("warning", "1.1.1", {"note": 12})
    assert read_text(text).milestones[0].deliverable == "Informe"


def test_an_unknown_deliverable_is_read_and_said() -> None:
    annex = read_text(TEXT.replace("Informe", "Tablero dinámico"))
    assert (annex.milestones[0].name, annex.milestones[0].deliverable) == (
        "Actualización de normas",
        "Tablero dinámico",
    )
    assert "deliverable-unknown" in rules(annex)


def test_an_axis_that_cannot_be_told_from_its_objective_is_said() -> None:
    text = TEXT.replace("gestión\n\nOptimización", "gestión\nOptimización")
    assert found(text, "axis-unclear").severity == "warning"


def test_rests_of_cells_over_a_page_that_nobody_can_place_are_said() -> None:
    text = TEXT + f"\n{HEADING}\n\nresto de celda\n\n" + ROW.replace("1.1.1", "1.1.2")
    assert "resto de celda" in found(text, "continuation-unclear").message


def test_a_text_without_the_cycle_table_says_that_phases_are_missing() -> None:
    assert found(TEXT, "phva-table-missing").severity == "warning"


@pytest.mark.parametrize(
    ("cycle", "rule"),
    [
        (CYCLE.replace("1.1.1", "1.1.7"), "phva-missing"),
        (CYCLE + "1.1.7 Otro hito\n\n", "phva-extra"),
        (CYCLE.replace("normas", "reglas"), "phva-name-differs"),
        (CYCLE + "1.1.1 Actualización de normas\n\n", "phva-repeated"),
        (CYCLE.replace("Planear", "Planificar"), "unknown-phva"),
    ],
)
def test_the_cycle_table_is_checked_against_the_annex(cycle: str, rule: str) -> None:
    assert rule in rules(read_text(cycle + TEXT))


def test_a_whole_row_on_one_line_is_read_too() -> None:
    annex = read_text(
        TEXT.replace(ROW, "1.1.1 Actualización de normas Reporte de avance UOP/UPPM 1     x        \n")
    )
    milestone = annex.milestones[0]
    assert (milestone.name, milestone.deliverable, milestone.units) == (
        "Actualización de normas",
        "Reporte de avance",
        ("UOP", "UPPM"),
    )


def test_bytes_that_are_no_text_are_refused_with_one_sentence() -> None:
    for name, data in (("a.txt", b"\x00\x01\x02"), ("a.pdf", b"%PDF-1.7"), ("a.xls", b"\xd0\xcf\x11\xe0")):
        with pytest.raises(UnreadableFile, match=r"^El archivo .*\.$"):
            read(name, data)


def test_windows_1252_text_is_read() -> None:
    annex = read("plan.txt", (CYCLE + TEXT).encode("cp1252"))
    assert (annex.milestones[0].name, annex.findings) == ("Actualización de normas", ())
