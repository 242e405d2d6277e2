"""What a reformulation must satisfy before it rules, what the database keeps of it, and the version beneath it."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from sigor.analysis import annex
from sigor.organisation.models import Membership, Role
from sigor.plans import changes, importing, quarters, reformulation, selectors, services
from sigor.plans.comparison import comparison
from sigor.plans.models import ChangeReason, PlanVersion, Submission
from sigor.records.services import TransitionRefused, transition

from .conftest import WHY, mark, milestone, on

# -- gates ----------------------------------------------------------------------------------------------


def test_it_is_not_sent_while_a_change_lacks_its_reason_and_the_refusal_names_it(branch, coordinator):
    with on("2025-06-21"):
        with pytest.raises(TransitionRefused, match="no cambia nada"):
            services.send_for_approval(version=branch, by=coordinator)
        row = milestone(branch, "1.1.4")
        services.set_schedule(version=branch, by=coordinator, cells=[(row.pk, 4, 0), (row.pk, 7, 6)])
        with pytest.raises(TransitionRefused, match=r"Falta el motivo del cambio 1\.1\.4: Abr-25 → Jul-25"):
            services.send_for_approval(version=branch, by=coordinator)
        with pytest.raises(TransitionRefused, match="Escriba el motivo"):
            services.explain_change(
                version=branch, lineage=str(mark(branch, "1.1.4", 7).lineage), by=coordinator, text=" "
            )
        with pytest.raises(TransitionRefused, match="no cambia eso"):
            services.explain_change(
                version=branch, lineage=str(mark(branch, "1.2.1", 5).lineage), by=coordinator, text=WHY
            )
        services.explain_change(
            version=branch, lineage=str(mark(branch, "1.1.4", 7).lineage), by=coordinator, text=WHY
        )
        assert services.send_for_approval(version=branch, by=coordinator).state == "in_review"
    kept = ChangeReason.objects.get()
    assert (kept.text, kept.by) == (WHY, coordinator)


def test_giving_a_reason_does_not_make_an_open_grid_stale(moved, coordinator):
    seen = moved.revision
    with on("2025-06-21"):
        services.explain_change(
            version=moved, lineage=str(mark(moved, "1.1.4", 7).lineage), by=coordinator, text="Otro"
        )
        services.set_schedule(version=moved, by=coordinator, cells=[], revision=seen)


def test_money_alone_may_be_reformulated(branch, coordinator, approve):
    with on("2025-06-21"):
        line = {**branch.budget.values().get(), "amount": 5000}
        line = {
            k: line[k]
            for k in ("classifier", "detail", "functional_sequence", "funding", "activity", "amount")
        }
        services.add_budget_line(version=branch, by=coordinator, values=line)
        found = comparison(branch)
    assert found.missing == ()
    assert (found.budget.before, found.budget.after, found.budget.difference) == (60000, 65000, 5000)
    (row,) = found.budget.rows
    assert (row.before, row.after) == (60000, 65000)
    assert approve(branch, "2025-06-22").state == "approved"


def test_whoever_prepared_it_does_not_approve_it(moved, coordinator, units):
    Membership.objects.create(
        user=coordinator, unit=units["DE"], role=Role.DIRECTOR, valid_from=date(2020, 1, 1)
    )
    coordinator.__dict__.pop("_grants", None)
    with on("2025-06-21"):
        services.send_for_approval(version=moved, by=coordinator)
        with pytest.raises(TransitionRefused, match="otra persona"):
            services.approve_version(
                version=moved, by=coordinator, effective_from=date(2025, 6, 21), confirmed=True
            )


def test_who_only_gave_a_reason_prepared_it_too(branch, coordinator, second_coordinator, units):
    with on("2025-06-21"):
        reformulation.move_deliverable(deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7)
        services.explain_change(
            version=branch, lineage=str(mark(branch, "1.1.4", 7).lineage), by=second_coordinator, text=WHY
        )
        Membership.objects.create(
            user=second_coordinator, unit=units["DE"], role=Role.DIRECTOR, valid_from=date(2020, 1, 1)
        )
        second_coordinator.__dict__.pop("_grants", None)
        services.send_for_approval(version=branch, by=coordinator)
        with pytest.raises(TransitionRefused, match="otra persona"):
            services.approve_version(
                version=branch, by=second_coordinator, effective_from=date(2025, 6, 21), confirmed=True
            )


@pytest.mark.parametrize(
    ("effect", "why"),
    [
        ("2025-06-20", "antes de aprobarse: lo que ya vencía seguirá vencido"),
        ("2024-12-31", "antes de aprobarse"),
        ("2026-01-01", "El plan 2025 ya habrá terminado"),
    ],
)
def test_it_rules_forward_and_within_its_year(moved, coordinator, director, effect, why):
    with on("2025-06-21"):
        services.send_for_approval(version=moved, by=coordinator)
        with pytest.raises(TransitionRefused, match=why):
            services.approve_version(
                version=moved, by=director, effective_from=date.fromisoformat(effect), confirmed=True
            )


def test_it_rules_from_after_the_version_it_changes(moved, approve, coordinator, director):
    approve(moved, "2025-06-21", "2025-08-01")
    with on("2025-06-25"):
        again = reformulation.branch(plan=moved.plan, by=coordinator, reason=WHY)
        assert again.based_on == moved  # what was approved last, though it does not rule yet
        reformulation.move_deliverable(
            deliverable=mark(again, "1.1.4", 7), by=coordinator, month=9, reason=WHY
        )
        services.send_for_approval(version=again, by=coordinator)
        with pytest.raises(TransitionRefused, match=r"PLAN-2025-V02 rige todavía.*desde el 02/08/2025"):
            services.approve_version(
                version=again, by=director, effective_from=date(2025, 8, 1), confirmed=True
            )
        assert services.approve_version(
            version=again, by=director, effective_from=date(2025, 8, 2), confirmed=True
        )


def test_a_frozen_quarter_is_not_reached_and_its_edition_stays(
    all_of_quarter_two_but_1_1_4, moved, coordinator, director, client
):
    plan = moved.plan
    with on("2025-06-30", hour=16):
        edition = quarters.freeze(plan=plan, quarter=2, by=coordinator)
    kept = json.dumps(edition.figures, sort_keys=True)
    with on("2025-06-30", hour=17):
        found = comparison(moved)
        services.send_for_approval(version=moved, by=coordinator)
        with pytest.raises(TransitionRefused, match=r"trimestre II está congelado.*01/07/2025"):
            services.approve_version(
                version=moved, by=director, effective_from=date(2025, 6, 30), confirmed=True
            )
        with pytest.raises(DatabaseError, match="frozen quarter"), transaction.atomic():
            PlanVersion.objects.filter(pk=moved.pk).update(state="approved", effective_from=date(2025, 6, 30))
        services.approve_version(version=moved, by=director, effective_from=date(2025, 7, 1), confirmed=True)
    second = found.quarters[1]
    assert (second.reached, second.edition, second.changes) == (False, edition, False)
    assert (second.frozen.verified, second.frozen.due, second.frozen.percent) == (10, 16, "62.5 %")
    edition.refresh_from_db()
    assert json.dumps(edition.figures, sort_keys=True) == kept
    client.force_login(coordinator)
    with on("2025-07-10"):
        page = client.get(f"/plan/version/{moved.pk}/reformulacion/").content.decode()
        assert "Congelado: la edición 1 (10 de 16, 62.5 %) se queda como está." in page
        again = quarters.restate(plan=plan, quarter=2, by=coordinator, reason="Nada cambió")
    assert again.figures["total"] == edition.figures["total"]
    assert "without" not in again.figures


def test_nothing_is_put_where_nobody_would_count_it(branch, coordinator, director):
    with on("2025-06-21"):
        quarters.freeze(plan=branch.plan, quarter=1, by=coordinator)
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=2, reason=WHY
        )
        with pytest.raises(TransitionRefused, match="nadie lo contaría"):
            services.send_for_approval(version=branch, by=coordinator)
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 2), by=coordinator, month=6, reason=WHY
        )
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.3", 8), by=coordinator, month=5, reason=WHY
        )
        services.send_for_approval(version=branch, by=coordinator)
        with pytest.raises(TransitionRefused, match=r"1\.1\.3: Ago-25 → May-25: el trimestre II"):
            services.approve_version(
                version=branch, by=director, effective_from=date(2025, 7, 1), confirmed=True
            )
        assert services.approve_version(
            version=branch, by=director, effective_from=date(2025, 6, 30), confirmed=True
        )


def test_a_frozen_quarter_keeps_what_it_would_have_been(
    all_of_quarter_two_but_1_1_4, moved, approve, coordinator
):
    approve(moved, "2025-06-25")
    with on("2025-06-30", hour=18):
        edition = quarters.freeze(plan=moved.plan, quarter=2, by=coordinator)
    (kept,) = edition.figures["without"]
    assert kept["sentence"] == "Sin la reformulación v2, este trimestre sería 10 de 16 (62.5 %)."
    assert kept["readings"]["units"]["due"] == 16
    assert {r["code"] for r in kept["rows"]} >= {"1.1.4", "1.1.1"}
    figure = edition.printed.get(key="without-1:units:ratio")
    assert (figure.text, figure.label) == ("62.5 %", kept["sentence"])
    submission = Submission.objects.get(deliverable__milestone__code="2.1.1")
    with on("2025-07-10"):
        services.return_(submission=submission, by=coordinator, reason="Anulado")
        second = quarters.restate(plan=moved.plan, quarter=2, by=coordinator, reason="Anulado")
    assert second.figures["total"]["readings"]["units"]["verified"] == 9
    assert second.figures["without"][0]["readings"]["units"]["verified"] == 9


def test_a_decided_reformulation_is_kept_by_the_database_itself(moved, approve):
    approve(moved, "2025-06-25")
    for statement in (
        "UPDATE plans_planversion SET effective_from = '2025-01-02' WHERE based_on_id IS NOT NULL",
        "UPDATE plans_planversion SET reason = 'otra cosa' WHERE based_on_id IS NOT NULL",
        "UPDATE plans_planversion SET state = 'draft' WHERE based_on_id IS NOT NULL",
        "UPDATE plans_changereason SET text = 'otra cosa'",
        "DELETE FROM plans_changereason",
        "UPDATE plans_budgetline SET amount = 1",
    ):
        with (
            pytest.raises(DatabaseError, match="approved version"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# -- the version it is based on changed ------------------------------------------------------------------


@pytest.fixture
def import_again(coordinator, director):
    """Approve the plan's own annex as a later version, one of its names and a meta changed."""

    def act(version, day, **other):
        with on(day, hour=11):
            read = importing.as_annex(version)
            rows = tuple(replace(m, **other) if m.code == "1.2.1" else m for m in read.milestones)
            found = importing.import_annex(
                by=coordinator, read=replace(read, milestones=rows), data=b"sintetico,1\n", file_name="plan.csv", accept_warnings=True
            )  # fmt: skip
            services.send_for_approval(version=found, by=coordinator)
            return services.approve_version(
                version=found, by=director, effective_from=date.fromisoformat(day), confirmed=True
            )

    return act


def test_an_annex_that_is_imported_again_carries_its_commitments_on(
    plan_version, import_again, submit, unit_head
):
    with on("2025-06-18"):
        submit("1.2.1", 5, unit_head)
    later = import_again(plan_version, "2025-06-20", name="Rediseño")
    assert changes.schedule_of(later).marks == changes.schedule_of(plan_version).marks
    assert selectors.cell_of(mark(later, "1.2.1", 5), date(2025, 6, 21)).progress.waiting == 1


def test_when_another_version_was_approved_it_is_refused_until_it_is_brought_up_to_date(
    moved, import_again, coordinator, director, client
):
    with on("2025-06-21"):
        services.send_for_approval(version=moved, by=coordinator)
    later = import_again(moved.based_on, "2025-06-22", name="Rediseño de la VCC")
    client.force_login(coordinator)
    with on("2025-06-23"):
        with pytest.raises(
            TransitionRefused, match=r"se aprobó PLAN-2025-V03 \(1\.2\.1: Hito: .* → Rediseño de la VCC\)"
        ):
            services.approve_version(
                version=moved, by=director, effective_from=date(2025, 6, 23), confirmed=True
            )
        transition(moved, "return", by=director, reason="Póngala al día")
        address = f"/plan/version/{moved.pk}/reformulacion/"
        assert "Poner al día" in client.get(address).content.decode()
        client.post(f"{address}poner-al-dia/")
        moved.refresh_from_db()
        assert moved.based_on == later
        found = comparison(moved)
        assert [(r.code, r.kind, r.reason) for r in found.annex] == [("1.1.4", "Se mueve", WHY)]
        assert milestone(moved, "1.2.1").name == "Rediseño de la VCC"
        with pytest.raises(reformulation.ReformulationRefused, match="ya parte de lo último"):
            reformulation.rebase(version=moved, by=coordinator)
        services.send_for_approval(version=moved, by=coordinator)
        services.approve_version(version=moved, by=director, effective_from=date(2025, 6, 23), confirmed=True)


def test_bringing_up_to_date_carries_every_kind_of_change_and_the_money(
    branch, import_again, coordinator, units
):
    with on("2025-06-21"):
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7, reason=WHY
        )
        reformulation.add_deliverable(
            milestone=milestone(branch, "1.2.2"), by=coordinator, month=9, reason=WHY
        )
        reformulation.withdraw_milestone(milestone=milestone(branch, "2.2.4"), by=coordinator, reason=WHY)
        branch.refresh_from_db()
        reformulation.change_milestone(
            milestone=milestone(branch, "1.1.1"), by=coordinator, values={"lead": units["UTI"]},
            contributors=[units["UAJ"].pk], revision=branch.revision, reason=WHY,
        )  # fmt: skip
        services.add_budget_line(
            version=branch, by=coordinator, values={"classifier": "2.3.1", "detail": "Útiles", "functional_sequence": "00124",
                                                    "funding": "RO", "activity": "Acciones", "amount": 100},
        )  # fmt: skip
        services.add_alignment(
            version=branch, by=coordinator,
            values={"level": "PEI", "element": "OEI.08", "objective": branch.objectives.get(number=2)},
        )  # fmt: skip
        before = [(r.code, r.kind, r.before, r.after, r.reason) for r in comparison(branch).annex]
    import_again(branch.based_on, "2025-06-22", name="Rediseño de la VCC")
    with on("2025-06-23"):
        reformulation.rebase(version=branch, by=coordinator)
        branch.refresh_from_db()
        found = comparison(branch)
    assert [(r.code, r.kind, r.before, r.after, r.reason) for r in found.annex] == before
    assert len(before) == 5
    assert found.missing == ()
    assert (found.budget.before, found.budget.after) == (60000, 60100)
    assert branch.alignment.get().objective == branch.objectives.get(number=2)


def test_what_cannot_be_carried_is_named_and_the_branch_stays_as_it_is(
    branch, import_again, coordinator, director
):
    with on("2025-06-21"):
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.2.1", 5), by=coordinator, month=7, reason=WHY
        )
    kept = changes.schedule_of(branch)
    import_again(branch.based_on, "2025-06-22", marks=(annex.Mark(9, 1),))
    with on("2025-06-23"):
        reformulation.rebase(version=branch, by=coordinator)  # the same commitment: it moves from there
    branch.refresh_from_db()
    assert [changes.read(branch).words(c) for c in changes.read(branch).changes.told] == [
        "1.2.1: Set-25 → Jul-25"
    ]
    import_again(branch.based_on, "2025-06-24", marks=(annex.Mark(7, 2), annex.Mark(8, 2)), meta=4)
    with (
        on("2025-06-25"),
        pytest.raises(reformulation.ReformulationRefused, match=r"1\.2\.1: Set-25 → Jul-25"),
    ):
        reformulation.rebase(version=branch, by=coordinator)
    assert changes.schedule_of(branch).marks == kept.marks


# -- discarding -------------------------------------------------------------------------------------------


def test_a_discarded_branch_keeps_what_it_would_have_changed_and_leaves_room_for_another(
    moved, coordinator, auditor, client
):
    with on("2025-06-21"):
        transition(moved, "discard", by=coordinator, reason="El Comité no la recomendó")
        client.force_login(auditor)
        page = client.get(f"/plan/version/{moved.pk}/reformulacion/").content.decode()
        assert "Jul-25 (6)" in page
        assert WHY in page
        assert "Descartada" in page
        again = reformulation.branch(plan=moved.plan, by=coordinator, reason="Otra vez")
    assert (again.code, again.based_on) == ("PLAN-2025-V03", moved.based_on)
    with pytest.raises(DatabaseError), transaction.atomic():
        ChangeReason.objects.all().delete()
