"""Editing a draft in place: cells as typed or pasted, two people at once, and what a bad cell gets."""

import json

import pytest
from django.db import DatabaseError, transaction

from sigor.plans.models import Deliverable
from tests.conftest import PASSWORD

from .conftest import on


@pytest.fixture
def post(client, coordinator, draft):
    client.force_login(coordinator)

    def act(cells, revision=None):
        draft.refresh_from_db()
        body = {"revision": draft.revision if revision is None else revision, "cells": cells}
        return client.post(
            f"/plan/version/{draft.pk}/celdas/", json.dumps(body), content_type="application/json"
        )

    return act


def test_cells_are_set_cleared_and_totals_come_back(post, draft):
    milestone = draft.milestones.get(code="1.1.2")
    answer = post([[milestone.pk, 5, 0], [milestone.pk, 9, 1]]).json()
    assert list(milestone.deliverables.values_list("month", "quantity")) == [(9, 1)]
    assert answer["months"][4] == 7
    assert answer["months"][8] == 2
    assert answer["year"] == 40


def test_a_schedule_that_no_longer_sums_to_the_meta_is_said_at_once(post, draft):
    milestone = draft.milestones.get(code="1.1.2")
    gaps = post([[milestone.pk, 9, 1]]).json()["gaps"]
    assert any("1.1.2" in gap and "suma 2" in gap for gap in gaps)


@pytest.mark.parametrize(
    "cells", [[["x", 1, 1]], [[1, 13, 1]], [[1, 1, -1]], [[1, 1, 1000]], [[999999, 1, 1]], "nada", [[1, 2]]]
)
def test_a_bad_cell_changes_nothing_and_says_what_was_wrong(post, draft, cells):
    before = list(Deliverable.objects.order_by("id").values_list("month", "quantity"))
    milestone = draft.milestones.get(code="1.1.2")
    if isinstance(cells, list) and len(cells[0]) == 3 and cells[0][0] == 1:
        cells[0][0] = milestone.pk
    answer = post([[milestone.pk, 9, 1], *cells] if isinstance(cells, list) else cells)
    assert answer.status_code in (400, 422)
    assert answer.json()["problem"]
    assert list(Deliverable.objects.order_by("id").values_list("month", "quantity")) == before


def test_two_people_do_not_overwrite_each_other_unseen(post, draft):
    milestone = draft.milestones.get(code="1.1.2")
    seen = draft.revision
    assert post([[milestone.pk, 9, 1]], revision=seen).status_code == 200
    second = post([[milestone.pk, 9, 3]], revision=seen)
    assert second.status_code == 409
    assert "mientras usted lo editaba" in second.json()["problem"]
    assert milestone.deliverables.get(month=9).quantity == 1


def test_the_texts_of_a_milestone_are_edited_with_its_units(client, coordinator, draft, units):
    client.force_login(coordinator)
    milestone = draft.milestones.get(code="1.2.1")
    values = {
        "revision": draft.revision, "name": "Rediseño de la VCC", "deliverable_type": "Informe", "lead": units["UCC"].pk,
        "contributors": [units["UTI"].pk], "units_text": "UCC/UTI", "meta": 1, "phase": "Actuar",
    }  # fmt: skip
    assert client.post(f"/plan/hito/{milestone.pk}/", values).status_code == 302
    milestone.refresh_from_db()
    assert milestone.name == "Rediseño de la VCC"
    assert [u.acronym for u in milestone.contributors.all()] == ["UTI"]
    stale = client.post(f"/plan/hito/{milestone.pk}/", values)
    assert "mientras usted lo editaba" in stale.content.decode()


def test_the_life_of_a_version_on_its_page(client, draft, coordinator, director):
    client.force_login(coordinator)
    milestone = draft.milestones.get(code="1.1.1")
    client.post(f"/plan/hito/{milestone.pk}/confirmar/", {"months": "5"})
    client.post(f"/plan/version/{draft.pk}/paso/send/")
    draft.refresh_from_db()
    assert draft.state == "in_review"
    refused = client.post(
        f"/plan/version/{draft.pk}/paso/approve/", {"effective_from": "2025-01-01", "password": PASSWORD}
    )
    assert refused.status_code == 403
    client.force_login(director)
    client.post(f"/plan/version/{draft.pk}/paso/return/", {"reason": ""})
    draft.refresh_from_db()
    assert draft.state == "in_review"
    client.post(
        f"/plan/version/{draft.pk}/paso/approve/", {"effective_from": "2025-01-01", "password": PASSWORD}
    )
    draft.refresh_from_db()
    assert draft.state == "approved"
    with on("2025-06-16"):
        page = client.get("/plan/2025/").content.decode()
    assert "Set-25" in page
    assert "no constan en la fuente" in page


@pytest.mark.parametrize(
    "table", ["plans_milestone", "plans_deliverable", "plans_objective", "plans_result", "plans_note"]
)
def test_the_database_itself_refuses_to_change_an_approved_version(plan_version, table):
    from django.db import connection

    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with (
            pytest.raises(DatabaseError, match="approved version"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_acts_are_recorded_with_what_is_known_and_nothing_more(client, draft, coordinator):
    client.force_login(coordinator)
    client.post(
        f"/plan/version/{draft.pk}/actos/", {"type": "Resolución de Dirección Ejecutiva", "approves": "on"}
    )
    act = draft.acts.get()
    assert (act.number, act.date, act.approves) == ("", None, True)
    assert "no consta" in client.get(f"/plan/version/{draft.pk}/").content.decode()


def test_the_chain_and_the_money_are_entered_on_a_draft_and_go_with_the_next_version(
    client, draft, coordinator
):
    from sigor.analysis import annex
    from sigor.plans import importing

    client.force_login(coordinator)
    objective = draft.objectives.get(number=2)
    step = {"alignment-level": "PEI", "alignment-element": "OEI.08", "alignment-objective": objective.pk}
    assert client.post(f"/plan/version/{draft.pk}/alineamiento/", step).status_code == 302
    wrong = client.post(f"/plan/version/{draft.pk}/presupuesto/", {"budget-detail": "x"})
    assert wrong.status_code == 422
    data = importing.as_file(draft, "xlsx")
    again = importing.import_annex(
        by=coordinator, read=annex.read("p.xlsx", data), data=data, file_name="p.xlsx", accept_warnings=True
    )
    assert again.alignment.get().objective.number == 2
    assert again.alignment.get().objective.version == again
    assert again.budget.get().functional_sequence == draft.budget.get().functional_sequence


def test_the_preview_of_an_export_says_zero_differences_with_the_version_it_came_from(
    client, draft, coordinator
):
    from io import BytesIO

    from sigor.plans import importing

    client.force_login(coordinator)
    file = BytesIO(importing.as_file(draft, "xlsx"))
    file.name = "plan.xlsx"
    page = client.post("/plan/importar/", {"file": file}, follow=True).content.decode()
    assert "Diferencias con PLAN-2025-V01: 0" in page
