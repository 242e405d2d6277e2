"""Causes form a tree, actions are verified by others, and neither changes under a decision."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from sigor.improvement.models import Cause, ImprovementAction
from sigor.records import services
from sigor.registers.declaration import get
from sigor.registers.planning import UPDATE, plan_import
from sigor.registers.xlsx import workbook_of
from tests.improvement.conftest import on


def change(record, by, **values):
    record = type(record).objects.get(pk=record.pk)
    return services.change(record, by=by, values=values, revision=record.revision)


def test_a_cause_explains_another_of_the_same_record_only(story):
    foreign = story.cause(story.open())
    with pytest.raises(ValidationError) as caught:
        story.cause(story.open(), parent=foreign)
    assert "parent" in caught.value.message_dict


def test_causes_do_not_explain_each_other_in_a_circle(story):
    whole = story.open()
    first = story.cause(whole)
    second = story.cause(whole, parent=first)
    third = story.cause(whole, parent=second)
    with pytest.raises(ValidationError, match="no se explica por sí misma"):
        change(first, story.head, parent=third)


def test_a_tree_has_eight_levels_at_most_wherever_it_grows(story):
    whole, above = story.open(), None
    for _level in range(8):
        above = story.cause(whole, parent=above)
    with pytest.raises(ValidationError, match="8 niveles"):
        story.cause(whole, parent=above)
    top = story.cause(whole)
    with pytest.raises(ValidationError, match="8 niveles"):
        change(whole.causes.order_by("pk").first(), story.head, parent=top)


def test_a_verdict_has_grounds(story):
    with pytest.raises(ValidationError, match="con qué evidencia"):
        story.cause(story.open(), verdict="confirmed", why="")


def test_an_action_answers_to_a_cause_of_its_own_record(story):
    whole = story.open()
    with pytest.raises(ValidationError, match="otra no conformidad"):
        story.act(whole, cause=story.root(story.open()))
    with pytest.raises(ValidationError, match="otra no conformidad"):
        story.act(None, cause=story.root(whole))


def test_an_action_added_to_an_approved_plan_answers_to_a_root_cause(story):
    whole = story.treated()
    with pytest.raises(ValidationError, match="causa raíz"):
        story.act(whole, cause=whole.causes.get(verdict="considered"))
    assert story.act(whole, cause=whole.causes.get(verdict="root")).cause.is_root


def test_a_cause_with_an_action_is_neither_withdrawn_nor_moved(story):
    whole = story.analysed()
    cause, action = whole.causes.get(verdict="root"), whole.actions.get()
    with pytest.raises(ValidationError, match=action.code):
        change(cause, story.head, nonconformity=story.open())
    with pytest.raises(services.TransitionRefused, match=action.code):
        story.step(cause, "withdraw", story.head)


def test_a_cause_that_explains_others_is_not_withdrawn(story):
    whole = story.open()
    above = story.cause(whole)
    below = story.cause(whole, parent=above)
    with pytest.raises(services.TransitionRefused, match=below.code):
        story.step(above, "withdraw", story.head)


@pytest.mark.parametrize("state", ["plan_review", "effectiveness", "closed", "dismissed"])
def test_under_a_decision_parts_are_neither_added_nor_changed(story, state):
    whole = story.at(state)
    for attempt in (
        lambda: story.cause(whole),
        lambda: story.act(whole),
        lambda: change(whole.causes.first(), story.head, title="Otra"),
    ):
        with pytest.raises(ValidationError, match=whole.code):
            attempt()


@pytest.mark.parametrize("state", ["plan_review", "dismissed"])
def test_an_action_waiting_to_be_done_keeps_its_content_too(story, state):
    whole = story.at(state)
    with pytest.raises(ValidationError, match=whole.code):
        change(whole.actions.get(), story.head, due_date=date(2025, 12, 31))


def test_the_refusal_says_how_to_go_on(story):
    with pytest.raises(ValidationError, match="reábrala"):
        story.act(story.closed())


def test_an_approved_plan_takes_new_actions_and_keeps_the_old_ones(story):
    whole = story.treated()
    old = whole.actions.get()
    assert story.act(whole, title="Una más").state == "planned"
    with pytest.raises(ValidationError, match="reabrir el análisis"):
        change(old, story.head, due_date=date(2025, 12, 31))
    with pytest.raises(ValidationError, match="reabrir el análisis"):
        story.cause(whole)
    assert change(old, story.head, evidence_at="Expediente 12").evidence_at == "Expediente 12"


def test_an_action_does_not_slip_into_or_out_of_an_approved_plan(story):
    whole, loose = story.treated(), story.act(None)
    assert change(loose, story.head, nonconformity=whole).nonconformity == whole
    with pytest.raises(ValidationError, match=whole.code):
        change(loose, story.head, nonconformity=None)
    closed = story.closed()
    with pytest.raises(ValidationError, match=closed.code):
        change(story.act(None), story.head, nonconformity=closed)


def test_nothing_is_reported_without_evidence(story, client):
    action = story.act(story.treated())
    with pytest.raises(services.TransitionRefused, match="adjunte la evidencia o escriba dónde está"):
        story.step(action, "report", story.head, result="Hecho")
    with on("2025-04-01"):
        evidence = services.keep_evidence(
            by=story.head, unit_id=action.unit_id, stream=BytesIO(b"hola"), file_name="a.txt", type="Informe"
        )
        services.attach(action, by=story.head, evidence=evidence)
    assert story.step(action, "report", story.head, result="Hecho").state == "reported"


def test_whoever_reported_an_action_does_not_verify_it_and_the_database_agrees(story, person):
    both = person("both", "coordinator", "UCC")
    action = change(story.act(story.treated()), both, evidence_at="Archivo")
    action = story.step(action, "report", both, result="Hecho")
    with pytest.raises(services.TransitionRefused, match="otra persona"):
        story.step(action, "verify", both)
    assert story.step(action, "verify", story.coordinator).verified_by == story.coordinator


def test_a_plan_under_review_loses_no_action(story):
    whole = story.planned()
    with pytest.raises(services.TransitionRefused, match="espera aprobación"):
        story.step(whole.actions.get(), "cancel", story.coordinator)


def test_what_was_dismissed_is_not_carried_out_but_may_be_cancelled(story):
    action = story.at("dismissed").actions.get()
    with pytest.raises(services.TransitionRefused, match="no procede"):
        story.step(action, "start", story.head)
    assert story.step(action, "cancel", story.coordinator).state == "cancelled"


def test_the_date_that_presses_follows_the_state(story):
    due = {state: story.at(state).next_due for state in ("open", "treatment", "effectiveness", "closed")}
    assert due == {
        "open": date(2025, 3, 31), "treatment": date(2025, 4, 30), "effectiveness": date(2025, 6, 16), "closed": None,
    }  # fmt: skip


def imported(register, record, user, **cells):
    """The plan of bringing back the record's own workbook with some cells changed."""
    book = load_workbook(BytesIO(workbook_of(register, [record], user=user)))
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for label, value in cells.items():
        sheet.cell(2, heads[label]).value = value
    changed = BytesIO()
    book.save(changed)
    return plan_import(changed, register, verb=UPDATE, user=user)


def test_a_workbook_does_not_move_the_state(story):
    whole = story.treated()
    plan = imported(get("nonconformities"), whole, story.head, Estado="Cerrada")
    assert not plan.rows and any("no se cambia desde la planilla" in note for note in plan.notes)


@pytest.mark.parametrize("state", ["closed", "effectiveness", "plan_review"])
def test_a_workbook_does_not_edit_what_waits_or_is_closed(story, state):
    plan = imported(get("nonconformities"), story.at(state), story.head, Título="Otro")
    assert not plan.acceptable and plan.problems


def test_a_workbook_does_not_edit_the_plan_that_was_approved(story):
    whole = story.treated()
    plan = imported(get("improvement-actions"), whole.actions.get(), story.head, Título="Otra")
    assert not plan.acceptable and "ya se aprobó" in plan.problems[0].message
    plan = imported(get("causes"), whole.causes.first(), story.head, Causa="Otra")
    assert not plan.acceptable and "ya se aprobó" in plan.problems[0].message


def test_the_page_draws_the_tree_with_its_verdicts_and_the_actions_with_who_verified(story, client):
    whole = story.finished()
    client.force_login(story.head)
    page = client.get(reverse("register_detail", args=["nonconformities", whole.pk])).content.decode()
    for words in ("Árbol de causas", "Confirmada como causa raíz", "Considerada", f"por {story.coordinator}"):
        assert words in page
    assert "Agregar causa" not in page and "Agregar acción" not in page
    other = client.get(
        reverse("register_detail", args=["nonconformities", story.analysed().pk])
    ).content.decode()
    assert "Agregar causa" in other and "Agregar acción" in other


def test_actions_of_another_unit_are_counted_but_not_told(story, client):
    whole = story.analysed()
    with on("2025-03-07"):
        hidden = services.create(
            ImprovementAction(
                title="Asunto de otra unidad", nonconformity=whole, kind="corrective", owner="TI",
                due_date=date(2025, 5, 1), unit=story.units["UTI"],
            ),
            by=story.coordinator,
        )  # fmt: skip
    client.force_login(story.head)
    page = client.get(reverse("register_detail", args=["nonconformities", whole.pk])).content.decode()
    assert hidden.title not in page and "1 acción de otra unidad" in page
    client.force_login(story.coordinator)
    page = client.get(reverse("register_detail", args=["nonconformities", whole.pk])).content.decode()
    assert hidden.title in page


def test_the_database_refuses_a_closing_that_nobody_judged(story):
    from django.db import IntegrityError, transaction

    whole = story.finished()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(whole).objects.filter(pk=whole.pk).update(state="closed")
    action = whole.actions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImprovementAction.objects.filter(pk=action.pk).update(verified_by=action.reported_by)
    assert Cause.objects.filter(nonconformity=whole).count() == 2
