"""What the blanks of a flattened row prove, tried on schedules whose truth is known."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sigor.analysis.annex import CERTAIN, PROBABLE, UNKNOWN, Annex, read_text
from sigor.analysis.annex.runs import measure, placements

MONTHS = "Ene-25 Feb-25 Mar-25 Abr-25 May-25 Jun-25 Jul-25 Ago-25 Set-25 Oct-25 Nov-25 Dic-25"
HEADING = (
    "Anexo 01: Cronograma de actividades\n\nNº Objetivos de la Política MGP Eje Nº Resultado esperado "
    f"Nº Hitos Entregable Resp. Meta {MONTHS}\n\n"
    "1 Mejorar la gestión\n\nOptimización interna\n\n1.1 Actualización de normas\n\n"
)


def table(*runs: str) -> Annex:
    rows = [
        f"1.1.{i}\nActualización de\nun texto\n\nInforme\n\nUPPM {run}\n" for i, run in enumerate(runs, 1)
    ]
    return read_text(HEADING + "\n".join(rows))


@st.composite
def flattened(draw: st.DrawFn, separators: tuple[int, ...] = (1, 2)) -> tuple[tuple[int, ...], str, bool]:
    """The months of a row, its flattened text and whether its tail was trimmed."""
    months = tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=12))))
    style = draw(st.sampled_from(("single", "double", "mixed")))
    widths = {"single": st.just(1), "double": st.just(2), "mixed": st.integers(1, 2)}[style]
    text = f"{len(months)}" + " " * draw(st.sampled_from(separators))
    for month in range(1, 13):
        text += ("x" if month in months else "") + " " * draw(widths)
    trimmed = draw(st.booleans())
    return months, text.rstrip() if trimmed else text, trimmed


@settings(max_examples=200, deadline=None)
@given(st.lists(flattened(), min_size=1, max_size=6))
def test_a_certain_row_is_never_wrong_and_the_truth_is_always_listed(
    rows: list[tuple[tuple[int, ...], str, bool]],
) -> None:
    annex = table(*(text for _, text, _ in rows))
    assert len(annex.milestones) == len(rows)
    for milestone, (truth, text, _) in zip(annex.milestones, rows, strict=True):
        chosen = tuple(milestone.months)
        if milestone.confidence == CERTAIN:
            assert chosen == truth, text
        assert truth in {chosen, *milestone.alternatives}, text
        assert chosen not in milestone.alternatives
        assert milestone.reason


@given(flattened())
def test_the_true_months_always_fit_the_run(row: tuple[tuple[int, ...], str, bool]) -> None:
    truth, text, _ = row
    assert truth in placements(measure(text.lstrip("0123456789")))


@given(flattened(separators=(1,)))
def test_a_wider_separator_only_adds_readings(row: tuple[tuple[int, ...], str, bool]) -> None:
    run = measure(row[1].lstrip("0123456789"))
    assert set(placements(run, separators=(1,))) <= set(placements(run))


def test_single_blanks_in_every_cell_leave_one_reading() -> None:
    milestone = table("2        x    x ").milestones[0]
    assert (milestone.confidence, milestone.months) == (CERTAIN, {8: 1, 12: 1})


def test_a_reading_that_needs_a_separator_of_one_blank_is_only_probable() -> None:
    milestone = table("1                      x  ").milestones[0]
    assert (milestone.confidence, milestone.months) == (PROBABLE, {12: 1})
    assert milestone.alternatives == ((11,),)


def test_a_row_alone_with_several_readings_is_unknown_and_lists_them_all() -> None:
    milestone = table("1     x            ").milestones[0]
    assert (milestone.confidence, milestone.months) == (UNKNOWN, {})
    assert milestone.alternatives == ((3,), (4,), (5,))


def test_a_row_that_begins_like_certain_rows_is_probable_by_their_example() -> None:
    milestone = table("1     x        ", "1     x            ").milestones[1]
    assert (milestone.confidence, milestone.months, milestone.alternatives) == (
        PROBABLE,
        {5: 1},
        ((3,), (4,)),
    )
    assert "1.1.1" in milestone.reason


def test_quantities_and_other_marks_stand_in_cells_like_an_x() -> None:
    annex = table("6    6         ", "2     X      ✓  ")
    assert [m.months for m in annex.milestones] == [{4: 6}, {5: 1, 11: 1}]
    assert annex.errors == ()


def test_twelve_cells_parted_by_tabs_need_no_reading() -> None:
    milestone = table("1" + "\t" * 5 + "x" + "\t" * 7).milestones[0]
    assert (milestone.confidence, milestone.months) == (CERTAIN, {5: 1})


def test_every_month_marked_fits_in_one_way() -> None:
    milestone = table("12 " + "x " * 12).milestones[0]
    assert (milestone.confidence, len(milestone.months)) == (CERTAIN, 12)


def test_blanks_squeezed_to_one_are_not_taken_for_months() -> None:
    milestone = table("2 x x").milestones[0]
    assert milestone.confidence != CERTAIN
