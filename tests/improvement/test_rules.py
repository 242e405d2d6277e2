"""What the system's check finds among nonconformities, causes and actions."""

from datetime import date

import pytest

from sigor.improvement.models import ImprovementAction, Nonconformity
from sigor.records import services
from sigor.registers import consistency
from tests.improvement.conftest import on


def found(code: str, day: str, user=None) -> set[str]:
    rule = consistency.get(code)
    assert rule is not None
    return {row.code for row in rule.rows(user, date.fromisoformat(day))}


def test_a_plan_is_late_from_the_day_after_its_date_until_it_is_sent(story):
    whole = story.analysed()
    assert found("improvement-plan-overdue", "2025-03-31") == set()
    assert found("improvement-plan-overdue", "2025-04-01") == {whole.code}
    story.step(whole, "send_plan", story.head)
    assert found("improvement-plan-overdue", "2025-04-01") == set()


def test_an_action_is_late_until_it_is_reported(story, other_head):
    action = story.act(None)
    assert found("improvement-action-overdue", "2025-04-30") == set()
    assert found("improvement-action-overdue", "2025-05-01") == {action.code}
    assert found("improvement-action-overdue", "2025-05-01", other_head) == set()
    story.do(action)
    assert found("improvement-action-overdue", "2025-05-01") == set()


def test_effectiveness_is_late_from_the_day_after_it_could_be_judged(story):
    whole = story.finished()
    assert found("improvement-effectiveness-overdue", "2025-06-16") == set()
    assert found("improvement-effectiveness-overdue", "2025-06-17") == {whole.code}


def test_reported_work_waits_fifteen_days_for_its_verification(story):
    action = story.act(None, evidence_at="Archivo")
    story.step(action, "report", story.head, "2025-04-10", result="Hecho")
    assert found("improvement-action-unverified", "2025-04-25") == set()
    assert found("improvement-action-unverified", "2025-04-26") == {action.code}


def test_a_root_cause_whose_action_was_cancelled_is_unattended(story):
    whole = story.treated()
    assert found("improvement-root-cause-unattended", "2025-04-01") == set()
    story.step(whole.actions.get(), "cancel", story.coordinator)
    assert found("improvement-root-cause-unattended", "2025-04-01") == {whole.causes.get(verdict="root").code}


def test_no_record_is_judged_on_the_day_of_its_last_verification(story):
    whole = story.closed()
    assert found("improvement-judged-too-early", "2025-06-30") == set()
    ImprovementAction.objects.filter(nonconformity=whole).update(verified_at=whole.judged_at)
    assert found("improvement-judged-too-early", "2025-06-30") == {whole.code}


@pytest.mark.parametrize("model", [Nonconformity, ImprovementAction])
def test_what_was_archived_breaks_no_rule(story, model):
    record = story.open() if model is Nonconformity else story.act(None)
    with on("2025-03-20"):
        services.archive(record, by=story.head, reason="Duplicada")
    assert (
        found("improvement-plan-overdue", "2025-06-30") | found("improvement-action-overdue", "2025-06-30")
        == set()
    )
