"""The follow-up matrix as it stood on a day, whatever happened since."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from sigor.improvement import selectors
from sigor.improvement.models import Cause, Nonconformity
from sigor.plans.models import Deliverable, Milestone, Objective, Plan, PlanVersion, Result
from sigor.plans.selectors import end_of_day
from sigor.records import services
from sigor.records.asof import rows_on
from tests.improvement.conftest import on


def matrix(user, day):
    return selectors.matrix_on(user, end_of_day(date.fromisoformat(day)))


def change(record, by, day, **values):
    record = type(record).objects.get(pk=record.pk)
    with on(day):
        return services.change(record, by=by, values=values, revision=record.revision)


def test_a_day_shows_what_was_known_then(story):
    whole = story.treated()
    story.do(whole.actions.get(), "2025-05-05")
    story.step(whole, "finish", story.head, "2025-05-06", effectiveness_due=date(2025, 6, 16))
    (april,), (may,) = matrix(story.head, "2025-04-30"), matrix(story.head, "2025-05-31")
    assert (april.state.code, april.percent, april.actions[0].state.code) == ("treatment", 0, "planned")
    assert (may.state.code, may.percent, may.actions[0].state.code) == ("effectiveness", 100, "verified")
    assert matrix(story.head, "2025-03-02") == []


def test_a_day_keeps_the_words_of_that_day(story):
    whole = story.analysed()
    cause, action = whole.causes.get(verdict="root"), whole.actions.get()
    before = matrix(story.head, "2025-03-10")
    change(whole, story.head, "2025-05-02", title="Otro título", correction="Otra corrección")
    change(cause, story.head, "2025-05-02", title="Otra causa")
    change(action, story.head, "2025-05-02", owner="Otra jefatura", due_date=date(2025, 9, 30))
    assert matrix(story.head, "2025-03-10") == before
    (now,) = matrix(story.head, "2025-05-02")
    assert (now.title, now.correction, now.roots) == ("Otro título", "Otra corrección", ["Otra causa"])
    assert (now.actions[0].owner, now.actions[0].due) == ("Otra jefatura", date(2025, 9, 30))


def test_the_matrix_of_today_says_what_the_records_say(story):
    for state in ("open", "analysis", "plan_review", "treatment", "effectiveness", "closed", "dismissed"):
        story.at(state)
    rows = {row.pk: row for row in matrix(story.coordinator, "2025-06-30")}
    assert set(rows) == set(Nonconformity.objects.values_list("pk", flat=True))
    for record in Nonconformity.objects.prefetch_related("causes", "actions"):
        row = rows[record.pk]
        assert (row.code, row.title, row.kind, row.source) == (
            record.code, record.title, record.get_kind_display(), record.get_source_display()
        )  # fmt: skip
        assert (row.unit, row.correction, row.state) == (
            record.unit.acronym,
            record.correction,
            record.get_state(),
        )
        assert row.effectiveness == record.get_effectiveness_display()
        assert row.roots == [c.title for c in record.causes.order_by("code") if c.is_root]
        assert [(a.code, a.title, a.owner, a.due, a.state) for a in row.actions] == [
            (a.code, a.title, a.owner, a.due_date, a.get_state()) for a in record.actions.order_by("code")
        ]


def test_cancelled_actions_are_told_but_not_counted(story):
    whole = story.treated()
    story.do(whole.actions.get(), "2025-04-01")
    story.step(story.act(whole), "cancel", story.coordinator, "2025-04-01")
    (row,) = matrix(story.head, "2025-04-30")
    assert row.percent == 100 and [a.state.code for a in row.actions] == ["verified", "cancelled"]


def test_an_action_counts_where_it_belonged_that_day(story):
    whole, loose = story.analysed(), story.act(None)
    assert len(matrix(story.head, "2025-03-20")[0].actions) == 1
    change(loose, story.head, "2025-05-02", nonconformity=whole)
    assert len(matrix(story.head, "2025-03-20")[0].actions) == 1
    assert len(matrix(story.head, "2025-05-02")[0].actions) == 2
    change(loose, story.head, "2025-06-02", nonconformity=None)
    assert len(matrix(story.head, "2025-05-02")[0].actions) == 2
    assert len(matrix(story.head, "2025-06-02")[0].actions) == 1


def test_what_was_archived_later_is_still_in_the_picture_of_before(story):
    whole = story.analysed()
    with on("2025-05-02"):
        services.archive(whole, by=story.head, reason="Duplicada")
    assert [row.code for row in matrix(story.head, "2025-04-30")] == [whole.code]
    assert matrix(story.head, "2025-05-02") == []


def test_everybody_sees_the_matrix_of_their_own_units(story, other_head, auditor, client):
    whole = story.analysed()
    assert matrix(other_head, "2025-06-30") == []
    assert [row.code for row in matrix(auditor, "2025-06-30")] == [whole.code]
    client.force_login(other_head)
    with on("2025-06-30"):
        assert whole.code not in client.get(reverse("improvement_matrix")).content.decode()


@pytest.mark.parametrize("name", ["improvement_matrix", "improvement_matrix_file"])
def test_whoever_may_see_no_records_is_refused(name, administrator, client):
    client.force_login(administrator)
    assert client.get(reverse(name)).status_code == 403


def test_rows_come_with_the_types_of_their_fields_and_say_what_was_archived(story):
    whole = story.closed()
    with on("2025-06-20"):
        services.archive(whole, by=story.coordinator, reason="Prueba")
    (row,) = rows_on(Nonconformity, end_of_day(date(2025, 6, 17)))
    stored = Nonconformity.objects.get(pk=whole.pk)
    for field in Nonconformity._meta.concrete_fields:
        if field.attname not in ("archived_at", "revision", "updated_at", "updated_by_id"):
            assert row[field.attname] == getattr(stored, field.attname), field.attname
    assert row["archived"] is False
    assert rows_on(Nonconformity, end_of_day(date(2025, 6, 20)))[0]["archived"] is True
    assert rows_on(Cause, end_of_day(date(2025, 6, 17)), []) == []


def test_a_change_past_the_product_counts_from_when_it_was_made(story):
    from sigor.organisation import clock

    whole = story.open()
    Nonconformity.objects.filter(pk=whole.pk).update(title="Por SQL")
    assert rows_on(Nonconformity, end_of_day(date(2025, 6, 30)))[0]["title"] == whole.title
    assert rows_on(Nonconformity, end_of_day(clock.today()))[0]["title"] == "Por SQL"


@pytest.fixture
def plan(units, coordinator):
    """A plan in force whose milestone delivers the matrix in February and July."""
    plan = Plan.objects.create(year=2025, title="Plan", unit=units["UPPM"])
    now = end_of_day(date(2025, 1, 2))
    version = PlanVersion.objects.create(
        plan=plan, number=1, title="V1", code="PLAN-2025-0001", state="draft", unit=units["UPPM"],
        effective_from=date(2025, 1, 1), created_at=now, updated_at=now, created_by=coordinator,
        updated_by=coordinator,
    )  # fmt: skip
    objective = Objective.objects.create(version=version, number=3, name="O", axis="E")
    result = Result.objects.create(version=version, objective=objective, code="3.1", name="R")
    milestone = Milestone.objects.create(
        version=version, result=result, order=1, code="3.1.3", name="Mejoras", deliverable_type="Matriz",
        lead=units["UPPM"], meta=2,
    )  # fmt: skip
    for month in (2, 7):
        Deliverable.objects.create(milestone=milestone, month=month)
    PlanVersion.objects.filter(pk=version.pk).update(state="approved")
    return plan


def test_the_days_to_choose_are_those_of_the_plan_in_force(plan, story, client):
    assert selectors.cuts(2025, date(2025, 6, 30)) == [date(2025, 2, 28), date(2025, 7, 31)]
    assert selectors.cuts(2024, date(2024, 6, 30)) == []
    client.force_login(story.head)
    with on("2025-06-30"):
        page = client.get(reverse("improvement_matrix")).content.decode()
    assert "?al=2025-02-28" in page and "?al=2025-07-31" not in page and "aún no llega" in page


def test_the_page_shows_the_day_asked_for(story, client):
    whole = story.analysed()
    change(whole, story.head, "2025-05-02", title="Otro título")
    client.force_login(story.head)
    with on("2025-06-30"):
        old = client.get(reverse("improvement_matrix"), {"al": "2025-04-30"}).content.decode()
        new = client.get(reverse("improvement_matrix")).content.decode()
    assert "Demora en derivar alertas" in old and "Otro título" not in old
    assert "Otro título" in new


def test_the_workbook_says_the_day_and_the_same_lines(story, client):
    whole = story.treated()
    story.act(whole, title="=1+1")
    client.force_login(story.head)
    with on("2025-06-30"):
        answer = client.get(reverse("improvement_matrix_file"), {"al": "2025-04-30"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    sheet = book.worksheets[0]
    assert "Matriz de seguimiento" in sheet["A1"].value and "2025" in sheet["A2"].value
    assert sheet.freeze_panes == "B6" and sheet.page_setup.paperSize in (9, "9")
    lines = [[c.value for c in line] for line in sheet.iter_rows(min_row=6)]
    assert [line[0] for line in lines] == [whole.code, whole.code]
    assert lines[1][8] == "=1+1" and sheet.cell(7, 9).data_type == "s"
    assert lines[0][12] == 0 and lines[0][13] == "En tratamiento"


def test_the_matrix_asks_as_much_for_many_records_as_for_few(story):
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            matrix(story.head, "2025-06-30")
        return len(questions)

    story.analysed()
    asked()
    few = asked()
    for _number in range(5):
        story.analysed()
    assert asked() == few
