"""Workbooks: what goes out comes back without differences, and nothing is written before it is accepted."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from sigor.records.models import ImportBatch
from sigor.registers.values import label_of
from sigor.registers.xlsx import LISTS, MARKS, MEDIA_TYPE


@pytest.fixture
def client_of_head(signed_in, unit_head):
    return signed_in(unit_head)


@pytest.fixture
def export(register, client_of_head):
    def get(name="register_export"):
        answer = client_of_head.get(reverse(name, args=[register.slug]))
        assert answer.status_code == 200 and answer["Content-Type"] == MEDIA_TYPE
        return b"".join(answer.streaming_content)

    return get


@pytest.fixture
def upload(register, client_of_head):
    def send(content: bytes, verb: str = "update"):
        file = SimpleUploadedFile("registros.xlsx", content, MEDIA_TYPE)
        return client_of_head.post(
            reverse("register_import", args=[register.slug]), {"verb": verb, "file": file}
        )

    return send


@pytest.fixture
def accept(register, client_of_head):
    def send(preview):
        token = re.search(r'name="token" value="([^"]+)"', preview.content.decode()).group(1)
        return client_of_head.post(reverse("register_import_accept", args=[register.slug]), {"token": token})

    return send


def edited(content: bytes, edit) -> bytes:
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    edit(sheet, {str(cell.value): cell.column for cell in sheet[1]})
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_unchanged_workbook_comes_back_without_differences(register, keep, unit_head, export, upload):
    for number in range(1, 6):
        keep(unit_head, number=number)
    preview = upload(export())
    assert preview.context["plan"].unchanged == 5
    assert not preview.context["plan"].rows and not preview.context["plan"].problems


@pytest.mark.parametrize(
    "title",
    [
        "=SUMA(A1)\r\n- segunda línea ",
        "'apóstrofo",
        "007",
        "01/02/2025",
        "1.50",
        "Ñandú «x» <b>&",
        "TRUE",
        "#REF",
    ],
)
def test_a_workbook_saved_again_by_another_program_has_no_differences(
    register, keep, unit_head, export, upload, title
):
    keep(unit_head, title=title)
    plan = upload(edited(export(), lambda sheet, columns: None)).context["plan"]
    assert plan.unchanged == 1 and not plan.rows and not plan.problems


def test_the_workbook_carries_lists_of_allowed_values_and_hidden_marks(register, keep, unit_head, export):
    keep(unit_head)
    book = load_workbook(BytesIO(export()))
    assert LISTS in book.sheetnames
    assert book[MARKS].sheet_state == "veryHidden"
    assert book.worksheets[0].data_validations.dataValidation


def test_a_text_that_looks_like_a_formula_is_exported_as_text(register, keep, unit_head, export):
    for number, text in enumerate(["=1+1", "+1", "-1", "@cmd"], start=1):
        keep(unit_head, title=text, number=number)
    sheet = load_workbook(BytesIO(export())).worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == label_of(register.field("title")))
    for row in range(2, 6):
        cell = sheet.cell(row, column)
        assert cell.data_type == "s" and cell.quotePrefix


def test_a_changed_cell_is_previewed_accepted_and_undone(
    register, keep, unit_head, export, upload, accept, client_of_head
):
    record = keep(unit_head, title="Como era")
    label = label_of(register.field("title"))
    content = edited(export(), lambda sheet, columns: sheet.cell(2, columns[label], "Como será"))
    preview = upload(content)
    assert "Como era" in preview.content.decode() and "Como será" in preview.content.decode()
    record.refresh_from_db()
    assert record.title == "Como era"

    assert accept(preview).status_code == 302
    record.refresh_from_db()
    assert record.title == "Como será"

    batch = ImportBatch.objects.get(register=register.slug)
    client_of_head.post(reverse("register_batch", args=[register.slug, batch.pk]))
    record.refresh_from_db()
    assert record.title == "Como era"


def test_rows_can_be_added_from_the_template_and_taken_back(
    register, keep, unit_head, units, export, upload, accept, client_of_head
):
    record = keep(unit_head, number=3)
    source = load_workbook(BytesIO(export())).worksheets[0]
    written = [cell.value for cell in source[2]]

    def fill(sheet, columns):
        for row in (2, 3):
            for column, value in enumerate(written, start=1):
                if column != columns[label_of(register.field("code"))]:
                    sheet.cell(row, column, value)

    preview = upload(edited(export("register_template"), fill), verb="add")
    assert [row.record for row in preview.context["plan"].rows] == [None, None]
    accept(preview)
    accept(preview)  # a second click on the same button writes nothing
    assert register.records(unit_head).count() == 3
    added = register.records(unit_head).exclude(pk=record.pk)
    for name in register.fields():
        assert {getattr(new, name) for new in added} == {getattr(record, name)}

    batch = ImportBatch.objects.get(register=register.slug)
    client_of_head.post(reverse("register_batch", args=[register.slug, batch.pk]))
    assert list(register.records(unit_head)) == [record]


def test_an_import_is_not_undone_once_somebody_worked_on_it(
    register, keep, unit_head, export, upload, accept, client_of_head, signed_in, coordinator
):
    record = keep(unit_head, title="Como era")
    label = label_of(register.field("title"))
    accept(upload(edited(export(), lambda sheet, columns: sheet.cell(2, columns[label], "Importado"))))
    step = register.model.workflow.leaving(record.state)[0]
    signed_in(coordinator).post(reverse("register_transition", args=[register.slug, record.pk, step.name]))

    batch = ImportBatch.objects.get(register=register.slug)
    answer = client_of_head.post(reverse("register_batch", args=[register.slug, batch.pk]))
    assert answer.status_code == 409 and record.code in answer.content.decode()
    record.refresh_from_db()
    assert record.title == "Importado"


def test_one_bad_row_keeps_the_whole_workbook_out(register, keep, unit_head, export, upload):
    for number in (1, 2):
        keep(unit_head, number=number)
    title, unit = label_of(register.field("title")), label_of(register.field("unit"))

    def spoil(sheet, columns):
        sheet.cell(2, columns[title], "Bien")
        sheet.cell(3, columns[unit], "NO-EXISTE")

    preview = upload(edited(export(), spoil))
    assert preview.status_code == 422
    problem = preview.context["plan"].problems[0]
    assert problem.row == 3 and "NO-EXISTE" in problem.message
    assert 'name="token"' not in preview.content.decode()


def test_a_row_of_another_unit_is_not_changed_by_whoever_may_not(
    register, keep, coordinator, unit_head, signed_in, upload
):
    record = keep(coordinator, unit="UOP", title="Ajeno")
    answer = signed_in(coordinator).get(reverse("register_export", args=[register.slug]))
    label = label_of(register.field("title"))
    content = edited(b"".join(answer.streaming_content), lambda s, columns: s.cell(2, columns[label], "Mío"))
    preview = upload(content)
    assert preview.context["plan"].problems and not preview.context["plan"].rows
    record.refresh_from_db()
    assert record.title == "Ajeno"


def test_a_row_changed_by_somebody_after_the_export_is_not_overwritten(
    register, keep, unit_head, export, upload, signed_in, coordinator
):
    record = keep(unit_head)
    content = export()
    step = register.model.workflow.leaving(record.state)[0]
    signed_in(coordinator).post(reverse("register_transition", args=[register.slug, record.pk, step.name]))
    label = label_of(register.field("title"))
    preview = upload(edited(content, lambda sheet, columns: sheet.cell(2, columns[label], "Tarde")))
    assert record.code in preview.context["plan"].problems[0].message
