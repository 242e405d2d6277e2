"""Reformulating the plan: a branch, its changes, what they do to the quarters, and evidence that follows them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sigor.plans import changes, reformulation, selectors, services
from sigor.plans.comparison import comparison
from sigor.plans.models import Deliverable, PlanVersion
from sigor.plans.status import status
from sigor.records.access import AccessDenied
from sigor.records.services import EditedMeanwhile, TransitionRefused

from .conftest import WHY, mark, milestone, on


def figures(found, quarter):
    effect = found.quarters[quarter - 1]
    return tuple((r.verified, r.due, r.percent) for r in (effect.without, effect.with_it))


# -- the branch -------------------------------------------------------------------------------------


def test_a_branch_says_what_the_plan_in_force_says_under_the_same_lineages(plan_version, branch):
    assert (branch.code, branch.based_on, branch.reason, branch.state) == (
        "PLAN-2025-V02",
        plan_version,
        WHY,
        "draft",
    )
    assert changes.schedule_of(branch) == changes.schedule_of(plan_version)
    assert not changes.read(branch).changes
    for rows in ("objectives", "results", "milestones", "notes", "alignment", "budget"):
        assert getattr(branch, rows).count() == getattr(plan_version, rows).count()
    texts = [
        [(m.code, m.name, m.units_text, m.source_text, sorted(u.pk for u in m.contributors.all())) for m in v.milestones.order_by("order")]
        for v in (plan_version, branch)
    ]  # fmt: skip
    assert texts[0] == texts[1]
    marks = [
        sorted(
            (k.place, k.offset, k.note.number, str(k.milestone and k.milestone.code))
            for n in v.notes.all()
            for k in n.marks.all()
        )
        for v in (plan_version, branch)
    ]
    assert marks[0] == marks[1] != []
    fields = ("lineage", "month", "quantity", "label", "condition", "related_code", "data_cutoff")
    details = [
        set(Deliverable.objects.filter(milestone__version=v).values_list(*fields))
        for v in (plan_version, branch)
    ]
    assert details[0] == details[1]


def test_one_reformulation_is_open_at_a_time_and_the_second_says_which(branch, coordinator):
    with on("2025-06-21"), pytest.raises(reformulation.ReformulationRefused, match="PLAN-2025-V02"):
        reformulation.branch(plan=branch.plan, by=coordinator, reason="Otra")
    second = changes.copied(branch, number=9, code="PLAN-2025-V09")
    with pytest.raises(IntegrityError, match="one_open_reformulation"), transaction.atomic():
        second.save()


def test_a_branch_needs_a_reason_an_approved_plan_and_a_year_that_lasts(draft, plan_version, coordinator):
    with on("2025-06-20"), pytest.raises(reformulation.ReformulationRefused, match="por qué"):
        reformulation.branch(plan=plan_version.plan, by=coordinator, reason=" ")
    with on("2026-01-02"), pytest.raises(reformulation.ReformulationRefused, match="ya terminó"):
        reformulation.branch(plan=plan_version.plan, by=coordinator, reason=WHY)


def test_a_plan_without_an_approved_version_is_not_reformulated(draft, coordinator):
    with on("2025-06-20"), pytest.raises(reformulation.ReformulationRefused, match="aprobada"):
        reformulation.branch(plan=draft.plan, by=coordinator, reason=WHY)


@pytest.mark.parametrize("who", ["unit_head", "director", "auditor", "administrator", "territorial_officer"])
def test_only_who_runs_the_plan_reformulates_it(request, client, who, plan_version):
    person = request.getfixturevalue(who)
    with on("2025-06-20"):
        with pytest.raises(AccessDenied):
            reformulation.branch(plan=plan_version.plan, by=person, reason=WHY)
        client.force_login(person)
        assert client.post("/plan/2025/reformular/", {"reason": WHY}).status_code == 403
        assert "Reformular el plan vigente" not in client.get("/plan/versiones/").content.decode()
    assert PlanVersion.objects.count() == 1


def test_a_unit_head_neither_sees_nor_changes_an_open_reformulation(client, branch, unit_head, coordinator):
    deliverable = mark(branch, "1.2.1", 5)
    with on("2025-06-21"):
        for verb, more in [
            (reformulation.move_deliverable, {"deliverable": deliverable, "month": 7}),
            (reformulation.requantify_deliverable, {"deliverable": deliverable, "quantity": 2}),
            (reformulation.withdraw_deliverable, {"deliverable": deliverable}),
            (reformulation.add_deliverable, {"milestone": deliverable.milestone, "month": 9}),
            (reformulation.withdraw_milestone, {"milestone": deliverable.milestone}),
            (reformulation.undo_change, {"version": branch, "lineage": str(deliverable.lineage)}),
            (reformulation.rebase, {"version": branch}),
        ]:
            with pytest.raises(AccessDenied):
                verb(by=unit_head, **more)
        client.force_login(unit_head)
        address = f"/plan/version/{branch.pk}/reformulacion/"
        assert client.get(address).status_code == 404
        assert client.post(f"{address}mover/", {"deliverable": deliverable.pk, "month": 7}).status_code == 404
        assert client.get(f"/api/v1/versiones/{branch.pk}/reformulacion/").status_code == 404
    assert not changes.read(branch).changes


# -- the story: 1.1.4 from April to July ----------------------------------------------------------------


def test_moving_1_1_4_from_april_to_july_before_and_after_its_approval(
    all_of_quarter_two_but_1_1_4, moved, approve, client, unit_head
):
    with on("2025-06-20", hour=14):
        found = comparison(moved)
    assert figures(found, 2) == ((10, 16, "62.5 %"), (10, 10, "100.0 %"))
    assert figures(found, 3) == ((0, 8, "0.0 %"), (0, 14, "0.0 %"))
    assert [q.changes for q in found.quarters] == [False, True, True, False]
    assert found.quarters[1].turns
    assert not found.quarters[2].turns
    assert [(q.without.due, q.with_it.due) for q in found.quarters] == [(4, 4), (16, 10), (8, 14), (12, 12)]
    assert (found.meta.before, found.meta.after) == (40, 40)
    assert (found.scheduled.before, found.scheduled.after) == (40, 40)
    assert found.budget.before == found.budget.after == 60000
    load = {w.unit: w for w in found.load}
    assert (load["UOP"].before, load["UOP"].after) == ((0, 6, 0, 1), (0, 0, 6, 1))
    assert [w.unit for w in found.load if w.before != w.after] == ["UOP"]
    (row,) = found.annex
    assert (row.code, row.before, row.after, row.kind, row.reason) == (
        "1.1.4",
        "Abr-25 (6)",
        "Jul-25 (6)",
        "Se mueve",
        WHY,
    )
    assert found.missing == ()
    assert (found.effective_from, found.effect_is_assumed) == (date(2025, 6, 20), True)
    assert "El trimestre II pasa de 10 de 16 (62.5 %) a 10 de 10 (100.0 %)" in found.sentence

    approved = approve(moved, "2025-06-25")
    sentence = "Sin la reformulación v2, este trimestre sería 10 de 16 (62.5 %)."
    client.force_login(unit_head)
    with on("2025-06-26"):
        page = " ".join(client.get("/plan/2025/trimestre/2/").content.decode().split())
        assert "10 de 10 verificadas, 100.0 %" in page
        assert sentence in page
        assert f"/plan/version/{approved.pk}/reformulacion/" in page
        shown = client.get(f"/plan/version/{approved.pk}/reformulacion/").content.decode()
        assert WHY in shown
        assert "Jul-25 (6)" in shown
        assert "Hacer un cambio" not in shown
        said = client.get("/api/v1/planes/2025/estado/").json()["quarters"]
    assert [q["version"] for q in said] == ["PLAN-2025-V01", *["PLAN-2025-V02"] * 3]
    assert said[0]["without"] == []
    (without,) = said[1]["without"]
    assert (without["sentence"], without["version"], without["number"]) == (sentence, "PLAN-2025-V01", 2)
    assert without["readings"]["units"] == {
        "due": 16,
        "verified": 10,
        "ratio": 0.625,
        "meets": False,
        "needed": 13,
    }
    with on("2025-06-26"):
        found = comparison(approved)
    assert figures(found, 2) == ((10, 16, "62.5 %"), (10, 10, "100.0 %"))
    assert (found.effective_from, found.effect_is_assumed, found.missing) == (date(2025, 6, 25), False, ())


def test_a_reformulation_that_rules_after_the_quarter_does_not_change_it(
    all_of_quarter_two_but_1_1_4, moved, approve, client, coordinator
):
    plan = moved.plan
    with on("2025-07-03"):
        found = comparison(moved)
    assert figures(found, 2) == ((10, 16, "62.5 %"), (10, 16, "62.5 %"))
    assert (found.quarters[1].reached, found.quarters[2].reached) == (False, True)
    approve(moved, "2025-07-03", "2025-07-10")
    quarter = status(plan, date(2025, 7, 15))["quarters"]
    assert quarter[1]["readings"]["units"]["due"] == 16
    assert (quarter[1]["version"], quarter[1]["without"]) == ("PLAN-2025-V01", [])
    assert quarter[2]["readings"]["units"]["due"] == 14
    client.force_login(coordinator)
    with on("2025-07-15"):
        second = client.get("/plan/2025/trimestre/2/").content.decode()
        third = client.get("/plan/2025/trimestre/3/").content.decode()
        listed = client.get("/plan/2025/lista/?trimestre=2").content.decode()
        matrix = client.get("/plan/2025/").content.decode()
    assert "Sin la reformulación" not in second
    assert "Sin la reformulación v2, este trimestre sería 0 de 8 (0.0 %)." in third
    assert "11 entregables" in listed  # what the quarter was counted from, by the version that counts it
    assert "1.1.4, Jul: " in matrix
    assert "10 de 16" in " ".join(matrix.split())


def test_the_days_before_it_rules_show_the_former_schedule(moved, approve, client, unit_head):
    approve(moved, "2025-06-25", "2025-07-01")
    client.force_login(unit_head)
    with on("2025-07-05"):
        for day, month in [("2025-06-30", "Abr"), ("2025-07-01", "Jul")]:
            page = client.get(f"/plan/2025/?al={day}").content.decode()
            assert f"1.1.4, {month}: " in page
        cells = client.get("/api/v1/planes/2025/matriz/?al=2025-06-30").json()
        assert [c["month"] for c in cells if c["milestone"] == "1.1.4"] == [4]
        cells = client.get("/api/v1/planes/2025/matriz/").json()
        assert [c["month"] for c in cells if c["milestone"] == "1.1.4"] == [7]


def test_a_second_reformulation_says_what_each_of_them_changed(
    all_of_quarter_two_but_1_1_4, moved, approve, coordinator
):
    approve(moved, "2025-06-21")
    with on("2025-06-22"):
        again = reformulation.branch(plan=moved.plan, by=coordinator, reason="Carga de julio")
        assert again.based_on == moved
        reformulation.move_deliverable(
            deliverable=mark(again, "2.2.3", 7), by=coordinator, month=8, reason="Estudio"
        )
    approve(again, "2025-06-23")
    second = status(moved.plan, date(2025, 6, 24))["quarters"][1]
    assert [w["sentence"] for w in second["without"]] == [
        "Sin la reformulación v3, este trimestre sería 10 de 10 (100.0 %).",
        "Sin ninguna reformulación, este trimestre sería 10 de 16 (62.5 %).",
    ]


# -- evidence -----------------------------------------------------------------------------------------


def test_evidence_follows_a_deliverable_that_is_moved(
    plan_version, submit, other_head, coordinator, branch, approve, client
):
    with on("2025-06-18"):
        services.verify(submission=submit("1.1.4", 4, other_head, 2), by=coordinator)
        waiting = submit("1.1.4", 4, other_head, 1)
        client.force_login(other_head)
        client.post(f"/plan/entregable/{waiting.deliverable_id}/comentar/", {"text": "Va la tercera."})
    with on("2025-06-21"):
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7, reason=WHY
        )
    approved = approve(branch, "2025-06-22")
    here, before = mark(approved, "1.1.4", 7), mark(plan_version, "1.1.4", 4)
    assert here.lineage == before.lineage
    with on("2025-06-23"):
        cell = selectors.cell_of(here, date(2025, 6, 23))
        assert (cell.progress.verified, cell.progress.waiting) == (2, 1)
        client.force_login(coordinator)
        page = client.get(f"/plan/entregable/{here.pk}/").content.decode()
        assert "v1: Abr-25 (6)" in page  # the former commitment is not forgotten
        assert "Va la tercera." in page
        # A decision on what was sent for April is shown where the commitment stands now.
        done = client.post(f"/plan/envio/{waiting.pk}/verificar/")
        assert done.url == f"/plan/entregable/{here.pk}/"
        # Who opened the page of the former version sends for the commitment as it stands.
        old = client.get(f"/plan/entregable/{before.pk}/").content.decode()
        assert "La versión vigente del plan (v2) lo programa para Jul-25, cantidad 6." in old
        assert "Enviar evidencia" not in old
        assert submit("1.1.4", 4, other_head, 3).deliverable == here
    assert selectors.cell_of(here, date(2025, 6, 23)).progress.waiting == 3


def test_the_unit_that_takes_a_milestone_over_opens_what_was_sent_before(
    plan_version, submit, unit_head, other_head, coordinator, branch, approve, client, units
):
    with on("2025-06-18"):
        sent = submit("1.2.1", 5, unit_head)
    row = milestone(branch, "1.2.1")
    client.force_login(other_head)
    address = f"/plan/envio/{sent.pk}/archivo/"
    with on("2025-06-21"):
        assert client.get(address).status_code == 404
        reformulation.change_milestone(
            milestone=row, by=coordinator, values={"lead": units["UOP"]}, contributors=[], revision=branch.revision, reason="Pasa a la UOP",
        )  # fmt: skip
        assert client.get(address).status_code == 404
    approve(branch, "2025-06-22")
    with on("2025-06-23"):
        assert client.get(address).status_code == 200
        client.force_login(unit_head)
        assert client.get(address).status_code == 200


@pytest.fixture
def verified_in_full(plan_version, submit, unit_head, coordinator):
    with on("2025-06-18"):
        services.verify(submission=submit("1.2.1", 5, unit_head), by=coordinator)
    return ("1.2.1", 5)


def test_what_is_verified_in_full_is_neither_moved_nor_withdrawn(verified_in_full, branch, coordinator):
    done = mark(branch, *verified_in_full)
    with on("2025-06-21"):
        with pytest.raises(TransitionRefused, match=r"1\.2\.1 de May-25 ya está verificado.*no se mueve"):
            reformulation.move_deliverable(deliverable=done, by=coordinator, month=8)
        with pytest.raises(TransitionRefused, match="no se retira"):
            reformulation.withdraw_milestone(milestone=done.milestone, by=coordinator)
        with pytest.raises(TransitionRefused, match="no se mueve"):
            services.set_schedule(
                version=branch, by=coordinator, cells=[(done.milestone_id, 5, 0), (done.milestone_id, 8, 1)]
            )
        with pytest.raises(TransitionRefused, match="no se retira"):
            services.set_schedule(version=branch, by=coordinator, cells=[(done.milestone_id, 5, 0)])
    assert not changes.read(branch).changes


def test_what_has_evidence_is_moved_but_not_withdrawn_nor_made_less_than_it(
    submit, other_head, branch, coordinator
):
    with on("2025-06-18"):
        submit("1.1.4", 4, other_head, 2)
    six = mark(branch, "1.1.4", 4)
    with on("2025-06-21"):
        with pytest.raises(TransitionRefused, match="puede moverse, no retirarse"):
            reformulation.withdraw_milestone(milestone=six.milestone, by=coordinator)
        with pytest.raises(TransitionRefused, match="ya tiene 2 unidades"):
            reformulation.requantify_deliverable(deliverable=six, by=coordinator, quantity=1)
        reformulation.requantify_deliverable(deliverable=six, by=coordinator, quantity=2)
        reformulation.move_deliverable(deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7)
    assert mark(branch, "1.1.4", 7).quantity == 2


def test_evidence_that_is_taken_back_stands_against_nothing(submit, other_head, branch, coordinator):
    with on("2025-06-18"):
        services.withdraw(submission=submit("1.1.4", 4, other_head, 2), by=other_head)
    with on("2025-06-21"):
        reformulation.withdraw_milestone(
            milestone=milestone(branch, "1.1.4"), by=coordinator, reason="Sin efecto"
        )
    assert not branch.milestones.filter(code="1.1.4").exists()


def test_evidence_that_arrives_while_the_branch_is_prepared_keeps_it_from_being_approved(
    submit, unit_head, branch, coordinator, director
):
    with on("2025-06-21"):
        reformulation.withdraw_milestone(
            milestone=milestone(branch, "1.2.1"), by=coordinator, reason="Sin efecto"
        )
        services.send_for_approval(version=branch, by=coordinator)
    with on("2025-06-22"):
        submit("1.2.1", 5, unit_head)
        with pytest.raises(TransitionRefused, match="puede moverse, no retirarse"):
            services.approve_version(
                version=branch, by=director, effective_from=date(2025, 6, 22), confirmed=True
            )
    branch.refresh_from_db()
    assert branch.state == "in_review"


def test_nothing_is_sent_for_what_was_withdrawn_or_is_not_owed_yet(
    submit, unit_head, branch, coordinator, approve, client, cell
):
    former = cell("1.2.1", 5)
    with on("2025-06-21"):
        reformulation.withdraw_milestone(
            milestone=milestone(branch, "1.2.1"), by=coordinator, reason="Sin efecto"
        )
        reformulation.add_deliverable(
            milestone=milestone(branch, "1.2.2"), by=coordinator, month=9, reason="Segundo informe"
        )
    approved = approve(branch, "2025-06-22", "2025-07-01")
    new = mark(approved, "1.2.2", 9)
    with on("2025-06-25"), pytest.raises(services.SubmissionRefused, match="rige desde el 01/07/2025"):
        services.submit(
            deliverable=new, by=unit_head, quantity=1, stream=None, file_name="a.pdf", type="Informe"
        )
    with on("2025-07-02"):
        with pytest.raises(services.SubmissionRefused, match="fue retirado"):
            submit("1.2.1", 5, unit_head)
        client.force_login(unit_head)
        page = client.get(f"/plan/entregable/{former.pk}/").content.decode()
        assert "La versión vigente del plan (v2) no lo pide." in page


# -- changes --------------------------------------------------------------------------------------------


def test_a_move_keeps_the_row_and_all_it_says(moved, plan_version):
    here, before = mark(moved, "1.1.4", 7), mark(plan_version, "1.1.4", 4)
    assert here.lineage == before.lineage
    assert here.condition == before.condition != ""


def test_a_move_typed_in_the_grid_is_the_same_move(branch, coordinator):
    row = milestone(branch, "1.1.4")
    lineage = mark(branch, "1.1.4", 4).lineage
    with on("2025-06-21"):
        services.set_schedule(version=branch, by=coordinator, cells=[(row.pk, 4, 0), (row.pk, 7, 6)])
    assert mark(branch, "1.1.4", 7).lineage == lineage
    assert [changes.read(branch).words(c) for c in changes.read(branch).changes.told] == [
        "1.1.4: Abr-25 → Jul-25"
    ]


@pytest.mark.parametrize("cells", [[(4, 0), (7, 6)], [(7, 6), (4, 0)]], ids=["empty first", "fill first"])
def test_a_move_typed_cell_by_cell_is_the_same_move_too(branch, coordinator, cells):
    row = milestone(branch, "1.1.4")
    lineage = mark(branch, "1.1.4", 4).lineage
    with on("2025-06-21"):
        for month, quantity in cells:
            services.set_schedule(version=branch, by=coordinator, cells=[(row.pk, month, quantity)])
    assert mark(branch, "1.1.4", 7).lineage == lineage
    assert mark(branch, "1.1.4", 7).condition
    with on("2025-06-22"):  # and typed back, nothing was changed
        for month, quantity in [(7, 0), (4, 6)]:
            services.set_schedule(version=branch, by=coordinator, cells=[(row.pk, month, quantity)])
    assert not changes.read(branch).changes


def test_a_move_in_a_first_draft_keeps_the_commitment_as_well(draft, coordinator):
    row = milestone(draft, "1.1.4")
    before = mark(draft, "1.1.4", 4)
    with on("2025-01-31"):
        services.set_schedule(version=draft, by=coordinator, cells=[(row.pk, 4, 0), (row.pk, 7, 6)])
    assert mark(draft, "1.1.4", 7).pk == before.pk


def test_adding_withdrawing_and_requantifying_let_the_meta_follow_with_the_same_reason(branch, coordinator):
    with on("2025-06-21"):
        reformulation.add_deliverable(
            milestone=milestone(branch, "1.2.2"), by=coordinator, month=9, quantity=2, reason="Más informes"
        )
        reformulation.withdraw_deliverable(
            deliverable=mark(branch, "2.2.2", 9), by=coordinator, reason="Menos viajes"
        )
        reformulation.requantify_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, quantity=4, reason="Cuatro bastan"
        )
        found = comparison(branch)
    assert {m.code: m.meta for m in branch.milestones.filter(code__in=["1.2.2", "2.2.2", "1.1.4"])} == {
        "1.1.4": 4,
        "1.2.2": 3,
        "2.2.2": 5,
    }
    assert (found.meta.before, found.meta.after) == (40, 39)
    assert (found.scheduled.before, found.scheduled.after) == (40, 39)
    assert found.missing == ()
    assert [(r.code, r.kind, r.before, r.after, r.reason) for r in found.annex] == [
        ("1.1.4", "Se modifica", "Meta: 6", "Meta: 4", "Cuatro bastan"),
        ("1.1.4", "Cambia la cantidad", "Abr-25 (6)", "Abr-25 (4)", "Cuatro bastan"),
        ("1.2.2", "Se modifica", "Meta: 1", "Meta: 3", "Más informes"),
        ("1.2.2", "Se agrega", "—", "Set-25 (2)", "Más informes"),
        ("2.2.2", "Se modifica", "Meta: 6", "Meta: 5", "Menos viajes"),
        ("2.2.2", "Se retira", "Set-25 (1)", "—", "Menos viajes"),
    ]
    assert [r.code for r in found.annex if r.follows] == ["1.1.4", "1.2.2", "2.2.2"]


def test_a_meta_that_follows_its_months_asks_for_no_reason_of_its_own_but_another_one_does(
    branch, coordinator
):
    with on("2025-06-21"):
        reformulation.requantify_deliverable(deliverable=mark(branch, "1.1.4", 4), by=coordinator, quantity=4)
        assert comparison(branch).missing == ("Falta el motivo del cambio 1.1.4: Abr-25, cantidad de 6 a 4.",)
        branch.refresh_from_db()
        row = milestone(branch, "1.1.4")
        reformulation.change_milestone(
            milestone=row, by=coordinator, values={"phase": "Actuar"}, contributors=[], revision=branch.revision
        )  # fmt: skip
        assert [m for m in comparison(branch).missing if "Fase PHVA" in m]


def test_a_month_that_is_taken_and_the_only_deliverable_are_refused_in_words(branch, coordinator):
    with on("2025-06-21"):
        with pytest.raises(reformulation.ReformulationRefused, match="ya tiene un entregable en Mar-25"):
            reformulation.move_deliverable(deliverable=mark(branch, "2.2.2", 5), by=coordinator, month=3)
        with pytest.raises(reformulation.ReformulationRefused, match="retire el hito completo"):
            reformulation.withdraw_deliverable(deliverable=mark(branch, "1.2.1", 5), by=coordinator)
        with pytest.raises(reformulation.ReformulationRefused, match="1 a 999"):
            reformulation.requantify_deliverable(
                deliverable=mark(branch, "1.1.4", 4), by=coordinator, quantity=0
            )
        with pytest.raises(reformulation.ReformulationRefused, match="mes del año"):
            reformulation.move_deliverable(deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=13)


def test_each_change_is_undone_alone(branch, coordinator):
    with on("2025-06-21"):
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7, reason=WHY
        )
        reformulation.add_deliverable(
            milestone=milestone(branch, "1.2.2"), by=coordinator, month=9, reason=WHY
        )
        reformulation.withdraw_deliverable(deliverable=mark(branch, "2.2.2", 9), by=coordinator, reason=WHY)
        reformulation.withdraw_milestone(milestone=milestone(branch, "2.2.4"), by=coordinator, reason=WHY)
        branch.refresh_from_db()
        reformulation.change_milestone(
            milestone=milestone(branch, "1.2.1"), by=coordinator, values={"name": "VCC"}, contributors=[], revision=branch.revision
        )  # fmt: skip
        while told := changes.read(branch).changes.told:
            before = len(told)
            reformulation.undo_change(version=branch, lineage=told[-1].lineage, by=coordinator)
            assert len(changes.read(branch).changes.told) < before
        with pytest.raises(reformulation.ReformulationRefused, match="no hay qué deshacer"):
            reformulation.undo_change(version=branch, lineage="nada", by=coordinator)
    assert changes.schedule_of(branch) == changes.schedule_of(branch.based_on)
    assert branch.notes.get(number=12).marks.count() == branch.based_on.notes.get(number=12).marks.count()


def test_a_version_that_is_no_reformulation_has_its_own_ways(draft, coordinator):
    with on("2025-01-31"), pytest.raises(reformulation.ReformulationRefused, match="no es una reformulación"):
        reformulation.move_deliverable(deliverable=mark(draft, "1.1.4", 4), by=coordinator, month=7)


def test_two_people_do_not_overwrite_each_other_unseen(branch, coordinator):
    seen = branch.revision
    with on("2025-06-21"):
        reformulation.move_deliverable(
            deliverable=mark(branch, "1.1.4", 4), by=coordinator, month=7, revision=seen
        )
        with pytest.raises(EditedMeanwhile):
            reformulation.move_deliverable(
                deliverable=mark(branch, "1.1.4", 7), by=coordinator, month=8, revision=seen
            )
