"""Workbooks: what goes out comes back without differences, and nothing is written before it is accepted."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from sigor.records import services
from sigor.registers.cells import to_cell
from sigor.registers.xlsx import LISTS, MARKS
from tests.contracts import FEW
from tests.contracts.workbooks import Page, Workbooks

AWKWARD = [
    "=SUMA(A1)\r\n- segunda línea ",
    "'apóstrofo",
    "007",
    "01/02/2025",
    "1.50",
    "Ñandú «x» <b>&",
    "TRUE",
    "#REF",
]


@pytest.fixture
def books(register, unit_head, signed_in):
    return Workbooks(register, signed_in(unit_head))


@pytest.fixture
def told(register):
    """A function that gives the words for a state, as people would write them in a cell."""
    return lambda code: str(register.model.workflow.state(code).label)


def test_an_unchanged_workbook_comes_back_without_differences(register, keep, unit_head, books):
    for _number in range(3):
        keep(unit_head)
    content = books.get()
    book = load_workbook(BytesIO(content))
    assert LISTS in book.sheetnames and book[MARKS].sheet_state == "veryHidden"
    assert book.worksheets[0].data_validations.dataValidation, "cells offer the allowed values"
    assert book.worksheets[0].max_row == 4
    if register.readonly:
        return
    for again in (content, books.edited(content, lambda page: None)):
        plan = books.upload(again).context["plan"]
        assert [(c.name, c.before, c.after) for row in plan.rows for c in row.changes] == []
        assert [problem.message for problem in plan.problems] == [] and plan.unchanged == 3


def test_a_changed_cell_is_previewed_accepted_and_undone(register, keep, unit_head, coordinator, books, told):
    if register.readonly:
        return
    record, last = keep(unit_head, title="Como era"), register.model.workflow.states[-1].code

    def edit(page):
        page.write(record.code, "title", "Como será")
        page.write(record.code, "state", told(last))

    preview = books.upload(books.edited(books.get(), edit))
    if not record.get_state().editable:
        assert preview.status_code == 422 and record.code in preview.context["plan"].problems[0].message
        return
    html = preview.content.decode()
    assert "Como era" in html and "Como será" in html
    record.refresh_from_db()
    assert record.title == "Como era", "nothing is written before it is accepted"
    assert books.accept(preview).status_code == 302
    record.refresh_from_db()
    assert record.title == "Como será" and record.state == register.model.workflow.initial
    books.take_back()
    record.refresh_from_db()
    assert record.title == "Como era"

    edited = books.edited(books.get(), lambda page: page.write(record.code, "title", "Importado"))
    books.accept(books.upload(edited))
    record.refresh_from_db()
    changed = {"values": {"title": "Trabajado"}, "revision": record.revision}
    services.change(record, by=coordinator, **changed)
    answer = books.take_back()
    assert answer.status_code == 409 and record.code in answer.content.decode()
    record.refresh_from_db()
    assert record.title == "Trabajado", "an import is not undone once somebody worked on it"


def test_rows_are_added_from_the_template_in_the_first_state_and_taken_back(
    register, keep, samples, unit_head, books, told
):
    if register.readonly:
        return
    record, states = keep(unit_head), register.model.workflow.states
    wanted = [samples.values(register, unit_head) for _state in states]

    def fill(page):
        for row, (values, state) in enumerate(zip(wanted, states, strict=True), start=2):
            typed = register.model(**values)
            for name in values:
                page.write(row, name, to_cell(typed, name, register.field(name)))
            page.write(row, "state", told(state.code))

    before = set(register.records(unit_head).values_list("pk", flat=True))
    preview = books.upload(books.edited(books.get("register_template"), fill), verb="add")
    assert [p.message for p in preview.context["plan"].problems] == []
    assert [row.record for row in preview.context["plan"].rows] == [None] * len(states)
    books.accept(preview)
    books.accept(preview)  # a second click on the same button writes nothing
    added = register.records(unit_head).exclude(pk__in=before).order_by("pk")
    assert [{name: getattr(new, name) for name in register.fields()} for new in added] == wanted
    assert {new.state for new in added} == {register.model.workflow.initial}
    books.take_back()
    assert set(register.records(unit_head).values_list("pk", flat=True)) == before
    assert record.pk in before


def test_one_bad_row_keeps_the_whole_workbook_out(register, keep, coordinator, unit_head, signed_in, books):
    if register.readonly:
        return
    good, bad, stale = (keep(unit_head, title="Mío") for _number in range(3))
    foreign = keep(coordinator, unit="UOP", title="Ajeno")
    content = Workbooks(register, signed_in(coordinator)).get()
    if stale.get_state().editable:
        services.change(stale, by=coordinator, values={"title": "De otra persona"}, revision=1)

    def spoil(page):
        for record in (good, stale, foreign):
            page.write(record.code, "title", "Tarde")
        page.write(bad.code, "unit", "NO-EXISTE")
        spoil.rows = {
            name: page.row_of(r.code) for name, r in (("bad", bad), ("stale", stale), ("f", foreign))
        }

    preview = books.upload(books.edited(content, spoil))
    problems = {problem.row: problem.message for problem in preview.context["plan"].problems}
    assert preview.status_code == 422 and 'name="token"' not in preview.content.decode()
    assert "NO-EXISTE" in problems[spoil.rows["bad"]]
    assert stale.code in problems[spoil.rows["stale"]], "somebody changed it after the export"
    assert foreign.code in problems[spoil.rows["f"]] or foreign.unit.acronym in problems[spoil.rows["f"]]
    for record, title in ((good, "Mío"), (foreign, "Ajeno")):
        record.refresh_from_db()
        assert record.title == title


@FEW
def test_awkward_texts_come_back_as_they_went(register, keep, unit_head, books):
    for title in AWKWARD:
        keep(unit_head, title=title)
    plan = books.upload(books.edited(books.get(), lambda page: None)).context["plan"]
    assert plan.unchanged == len(AWKWARD) and not plan.rows and not plan.problems


@FEW
def test_a_text_that_looks_like_a_formula_is_exported_as_text(register, keep, unit_head, books):
    for text in ["=1+1", "+1", "-1", "@cmd"]:
        keep(unit_head, title=text)
    page = Page(register, load_workbook(BytesIO(books.get())).worksheets[0])
    for row in range(2, 6):
        cell = page.cell(row, "title")
        assert cell.data_type == "s" and cell.quotePrefix
