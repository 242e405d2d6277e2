"""Files of answers: what is read, and every way in which one is refused, with its column and its lines."""

import io
import zipfile
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from openpyxl import Workbook, load_workbook

from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused
from sigor.records.services import TransitionRefused
from sigor.surveys import answers, selectors, services
from sigor.surveys.models import Response, Wave
from tests.surveys.conftest import HEADINGS, csv_of

GOOD = [["UCC", "", 5, 4, 3], ["uop", "2.5", "1", "NS", ""], ["", "1", "4", "nr", "2"]]


def said(outcome):
    return {(one.column, one.count, tuple(one.lines)) for one in outcome.findings}


def test_a_file_is_kept_line_by_line_without_what_was_not_answered(wave, load, units):
    outcome = load(wave(), GOOD)
    assert outcome.findings == () and outcome.wave.rows == 3 and outcome.wave.file_name == "respuestas.csv"
    assert list(Response.objects.values_list("line", "unit", "weight", "answers").order_by("line")) == [
        (2, units["UCC"].pk, 1, {"SAT": 5, "TRATO": 4, "TIEMPO": 3}),
        (3, units["UOP"].pk, 2.5, {"SAT": 1}),
        (4, None, 1, {"SAT": 4, "TIEMPO": 2}),
    ]


def test_the_template_goes_out_and_comes_back(wave, survey, surveyor):
    one = wave()
    book = load_workbook(io.BytesIO(answers.template(selectors.asked(survey))))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    for row in GOOD:
        sheet.append(row)
    filled = io.BytesIO()
    book.save(filled)
    outcome = services.take_in(one, by=surveyor, stream=filled, file_name="respuestas.xlsx")
    assert outcome.findings == () and outcome.wave.rows == 3


def test_excel_keeps_whole_numbers_as_decimals_and_dates_are_no_answers(wave, surveyor):
    book = Workbook()
    for row in (HEADINGS, ["UCC", 1.5, 4.0, 5, 3.5], ["UCC", None, date(2025, 4, 5), True, 5]):
        book.active.append(row)
    filled = io.BytesIO()
    book.save(filled)
    outcome = services.take_in(wave(), by=surveyor, stream=filled, file_name="r.xlsx")
    assert said(outcome) == {("TIEMPO", 1, (2,)), ("SAT", 1, (3,)), ("TRATO", 1, (3,))}


def test_semicolons_and_windows_1252_are_read(wave, surveyor):
    text = "UNIDAD;SAT;TRATO;TIEMPO\nUCC;4;5;1\n"
    outcome = services.take_in(
        wave(), by=surveyor, stream=io.BytesIO(text.encode("cp1252")), file_name="r.csv"
    )
    assert outcome.wave.rows == 1


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["UCC", "", 6, 0, 5], ["UCC", "", 6, 1, 5]], {("SAT", 2, (2, 3)), ("TRATO", 1, (2,))}),
        ([["NADIE", "", 5, 5, 5]], {("UNIDAD", 1, (2,))}),
        ([["UCC", "0", 5, 5, 5], ["UCC", "-1", 5, 5, 5]], {("PESO", 2, (2, 3))}),
        ([["UCC", "1,5", 5, 5, 5]], {("PESO", 1, (2,))}),
        (
            [["UCC", "NaN", 5, 5, 5], ["UCC", "1e9", 5, 5, 5], ["UCC", "Infinity", 5, 5, 5]],
            {("PESO", 3, (2, 3, 4))},
        ),
        ([["UCC", "", "bueno", "4.0", "²"]], {("SAT", 1, (2,)), ("TRATO", 1, (2,)), ("TIEMPO", 1, (2,))}),
        ([], {("", 1, (1,))}),
    ],
)
def test_what_is_wrong_is_told_by_column_and_line_and_nothing_is_kept(wave, load, rows, told):
    one = wave()
    load(one, GOOD)
    outcome = load(one, rows)
    assert said(outcome) == told
    one.refresh_from_db()
    assert one.rows == 3 and one.responses.count() == 3  # as before


@pytest.mark.parametrize(
    "heading", ["DNI", "Nombres y apellidos", "celular", "observaciones", "Hogar", "SAT2"]
)
def test_a_column_that_nobody_asked_for_is_refused_whatever_it_says(wave, load, heading):
    outcome = load(wave(), [[*GOOD[0], "12345678"]], [*HEADINGS, heading])
    (found,) = outcome.findings
    assert (
        found.column == heading.upper() and "12345678" not in found.message and not Response.objects.exists()
    )


def test_a_column_without_a_heading_hides_nothing(wave, load):
    outcome = load(wave(), [["UCC", "", 5, "Nombre", 4, 5]], ["unidad", "peso", "SAT", "", "TRATO", "TIEMPO"])
    assert [one.column for one in outcome.findings] == ["columna 4"]


def test_a_missing_and_a_doubled_column_are_told(wave, load):
    outcome = load(wave(), [["UCC", 5, 5]], ["unidad", "SAT", "sat"])
    assert {one.column for one in outcome.findings} == {"SAT", "TRATO", "TIEMPO"}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"unidad,SAT\x00", "r.csv"),
        (b'unidad,"SAT\nUCC,5', "r.csv"),
        (b"no es un libro", "r.xlsx"),
        (csv_of(GOOD), "r.pdf"),
        (csv_of(GOOD), "r"),
    ],
)
def test_what_is_no_such_file_is_refused(wave, surveyor, data, name):
    with pytest.raises(FileRefused):
        services.take_in(wave(), by=surveyor, stream=io.BytesIO(data), file_name=name)


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(wave, surveyor):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (90 << 20))
    assert bomb.tell() < 1 << 20
    with pytest.raises(FileRefused):
        services.take_in(wave(), by=surveyor, stream=bomb, file_name="r.xlsx")


def test_more_answers_than_people_are_refused(wave, load):
    with pytest.raises(TransitionRefused, match="marco"):
        load(wave(population_size=2), GOOD)


def test_only_the_unit_that_holds_the_survey_brings_answers(wave, unit_head):
    with pytest.raises(AccessDenied):
        services.take_in(wave(), by=unit_head, stream=io.BytesIO(csv_of(GOOD)), file_name="r.csv")


def test_once_sent_the_answers_stay_whoever_asks(wave, load, surveyor):
    one = wave()
    sent = records.transition(load(one, GOOD).wave, "send", by=surveyor)
    with pytest.raises(TransitionRefused):
        load(sent, GOOD[:1])
    row = Response.objects.first()
    for statement in (
        lambda: Response.objects.filter(pk=row.pk).delete(),
        lambda: Response.objects.filter(pk=row.pk).update(answers={"SAT": 1}),
        lambda: Response.objects.create(wave=sent, line=99, answers={}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
    assert Wave.objects.get().responses.count() == 3
