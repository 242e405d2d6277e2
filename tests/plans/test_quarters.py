"""The quarter: counted by the rule, frozen as an edition, restated as the next, and known as of any day."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from sigor.plans import quarters, selectors, services
from sigor.plans.models import Figure, QuarterEdition
from sigor.plans.status import status
from sigor.records.access import AccessDenied

from .conftest import on


def as_of(version, day):
    return status(version.plan, date.fromisoformat(day))["quarters"]


def test_the_plan_owes_4_16_8_and_12_units_and_quarter_one_needs_all_four(plan_version):
    found = as_of(plan_version, "2025-01-31")
    assert [q["readings"]["units"]["due"] for q in found] == [4, 16, 8, 12]
    assert [q["readings"]["marks"]["due"] for q in found] == [4, 11, 8, 12]
    assert [q["readings"]["units"]["needed"] for q in found] == [4, 13, 7, 10]


def test_with_1_1_4_late_the_command_says_exactly_what_was_promised(all_of_quarter_two_but_1_1_4):
    second = as_of(all_of_quarter_two_but_1_1_4, "2025-06-30")[1]
    assert second["readings"] == {
        "units": {"due": 16, "verified": 10, "ratio": 0.625, "meets": False, "needed": 13},
        "marks": {"due": 11, "verified": 10, "ratio": 0.9091, "meets": True, "needed": 9},
        "milestones": {"due": 11, "verified": 10, "ratio": 0.9091, "meets": True, "needed": 9},
    }
    assert second["verdict_depends_on_reading"] is True
    assert (second["state"], second["edition"]) == ("open", None)


def test_what_was_known_on_a_day_does_not_change_with_what_came_after(
    plan_version, submit, unit_head, coordinator
):
    with on("2025-05-20"):
        submission = submit("1.2.1", 5, unit_head)
    with on("2025-06-10"):
        services.verify(submission=submission, by=coordinator)
    verified = [
        as_of(plan_version, d)[1]["readings"]["units"]["verified"]
        for d in ("2025-06-09", "2025-06-10", "2025-12-31")
    ]
    assert verified == [0, 1, 1]


def test_what_is_verified_after_the_cut_off_does_not_count_unless_the_rule_gives_days(
    plan_version, submit, unit_head, coordinator, rule
):
    with on("2025-06-25"):
        submission = submit("1.2.1", 5, unit_head)
    with on("2025-07-03"):
        services.verify(submission=submission, by=coordinator)
    assert as_of(plan_version, "2025-07-31")[1]["readings"]["units"]["verified"] == 0
    type(rule).objects.filter(pk=rule.pk).update(grace_days=5)
    assert as_of(plan_version, "2025-07-31")[1]["readings"]["units"]["verified"] == 1
    assert as_of(plan_version, "2025-07-02")[1]["readings"]["units"]["verified"] == 0


def test_a_quarter_is_frozen_once_from_its_last_day_and_by_who_runs_the_plan(
    plan_version, coordinator, unit_head
):
    with on("2025-06-29"), pytest.raises(quarters.FreezeRefused, match="aún no termina"):
        quarters.freeze(plan=plan_version.plan, quarter=2, by=coordinator)
    with on("2025-06-30"), pytest.raises(AccessDenied):
        quarters.freeze(plan=plan_version.plan, quarter=2, by=unit_head)
    with on("2025-06-30"):
        quarters.freeze(plan=plan_version.plan, quarter=2, by=coordinator)
        with pytest.raises(quarters.FreezeRefused, match="ya está congelado"):
            quarters.freeze(plan=plan_version.plan, quarter=2, by=coordinator)


def test_a_restatement_is_edition_two_with_reason_and_changes_and_edition_one_stays(
    all_of_quarter_two_but_1_1_4, cell, coordinator
):
    plan = all_of_quarter_two_but_1_1_4.plan
    with on("2025-06-30", hour=18):
        first = quarters.freeze(plan=plan, quarter=2, by=coordinator)
        quarters.write_narrative(edition=first, axis=1, text="Se avanzó.", by=coordinator)
    submission = cell("2.1.1", 5).submissions.get()
    with on("2025-07-10"):
        services.return_(submission=submission, by=coordinator, reason="Anulado")
        with pytest.raises(quarters.FreezeRefused, match="motivo"):
            quarters.restate(plan=plan, quarter=2, by=coordinator, reason=" ")
        second = quarters.restate(plan=plan, quarter=2, by=coordinator, reason="Se anuló un informe")
    first.refresh_from_db()
    assert first.figures["total"]["readings"]["units"]["verified"] == 10
    assert second.figures["total"]["readings"]["units"]["verified"] == 9
    assert (second.number, second.reason) == (2, "Se anuló un informe")
    assert any("2.1.1" in change for change in second.changes)
    assert second.narratives.get().text == "Se avanzó."
    with pytest.raises(quarters.FreezeRefused):
        quarters.write_narrative(edition=first, axis=1, text="Otra cosa", by=coordinator)
    assert as_of(all_of_quarter_two_but_1_1_4, "2025-07-05")[1]["edition"] == 1
    assert as_of(all_of_quarter_two_but_1_1_4, "2025-07-10")[1]["edition"] == 2


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize(
    "table", ["plans_quarteredition", "plans_figure", "plans_submission", "plans_decision"]
)
def test_the_database_itself_refuses_to_change_what_was_frozen_or_decided(
    all_of_quarter_two_but_1_1_4, coordinator, table, statement
):
    from django.db import connection

    with on("2025-06-30"):
        quarters.freeze(plan=all_of_quarter_two_but_1_1_4.plan, quarter=2, by=coordinator)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_every_figure_of_an_edition_has_its_own_code_and_leads_to_its_records(
    all_of_quarter_two_but_1_1_4, coordinator, client
):
    with on("2025-06-30"):
        edition = quarters.freeze(plan=all_of_quarter_two_but_1_1_4.plan, quarter=2, by=coordinator)
        figure = Figure.objects.get(edition=edition, key="total:units:ratio")
        assert figure.text == "62.5 %"
        assert len(set(edition.printed.values_list("code", flat=True))) == edition.printed.count()
        client.force_login(coordinator)
        page = client.get(f"/prueba/{figure.code}/").content.decode()
    assert "62.5 %" in page
    evidence = edition.figures["rows"][1]["evidence"] or edition.figures["rows"][2]["evidence"]
    assert evidence[0]["sha256"] in page
    assert str(coordinator) in page


def test_the_page_says_the_three_readings_and_that_the_verdict_depends_on_them(
    all_of_quarter_two_but_1_1_4, coordinator, client
):
    client.force_login(coordinator)
    with on("2025-06-30"):
        page = " ".join(client.get("/plan/2025/trimestre/2/").content.decode().split())
    assert "10 de 16 verificadas, 62.5 %" in page
    assert "90.9 %" in page
    assert "El resultado depende de la lectura" in page
    assert "Por marcas del cronograma cumpliría (10 de 11, 90.9 %)" in page


def test_the_breakdowns_add_up_to_the_quarter(all_of_quarter_two_but_1_1_4):
    version = all_of_quarter_two_but_1_1_4
    board = selectors.board(version, date(2025, 6, 30))
    view = quarters.view(board, 2, selectors.rule_for(2025, 2))
    for groups in (view.axes, view.results, view.units):
        assert sum(g.compliance.reading.due for g in groups) == view.compliance.reading.due
        assert sum(g.compliance.reading.verified for g in groups) == view.compliance.reading.verified
    assert [g.compliance.reading.due for g in view.accumulated] == [4, 20]


def test_an_edition_is_plain_data_that_a_later_change_of_names_cannot_reach(
    all_of_quarter_two_but_1_1_4, coordinator
):
    with on("2025-06-30"):
        edition = quarters.freeze(plan=all_of_quarter_two_but_1_1_4.plan, quarter=2, by=coordinator)
    kept = json.dumps(edition.figures, sort_keys=True)
    coordinator.full_name = "Otro nombre"
    coordinator.save()
    assert json.dumps(QuarterEdition.objects.get(pk=edition.pk).figures, sort_keys=True) == kept


def test_a_rule_is_approved_only_with_the_number_of_an_agreement_and_by_another_person(
    rule, coordinator, director
):
    from sigor.records.services import TransitionRefused

    with pytest.raises(TransitionRefused, match="número del acuerdo"):
        services.approve_rule(rule=rule, by=director, agreement_number=" ", agreement_date=None)
    with pytest.raises((AccessDenied, TransitionRefused)):
        services.approve_rule(
            rule=rule, by=coordinator, agreement_number="Acuerdo de prueba", agreement_date=None
        )
    approved = services.approve_rule(
        rule=rule, by=director, agreement_number="Acuerdo de prueba", agreement_date=None
    )
    assert approved.state == "approved"
    with pytest.raises(DatabaseError), transaction.atomic():
        type(rule).objects.filter(pk=rule.pk).update(agreement_number="")


def test_the_rule_of_a_quarter_is_the_approved_one_in_force_at_its_end(rule, coordinator, director, units):
    from decimal import Decimal

    marks = services.propose_rule(
        by=coordinator, unit_id=units["UPPM"].pk,
        values={"denominator": "marks", "threshold": Decimal("0.9"), "grace_days": 0, "valid_from": date(2025, 7, 1)},
    )  # fmt: skip
    assert selectors.rule_for(2025, 2) == rule
    assert selectors.rule_for(2025, 3) == marks  # nothing approved: the newest proposal, and pages say so
    services.approve_rule(rule=rule, by=director, agreement_number="Acuerdo de prueba", agreement_date=None)
    assert selectors.rule_for(2025, 3) == rule
