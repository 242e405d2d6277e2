"""Retention: what is due when, what keeps it, who decides, and what is left of a file that was eliminated."""

import json
import os
import time
from datetime import date
from io import BytesIO

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.urls import reverse

from sigor.documents import publication, retention, rules
from sigor.documents.models import (
    DisposalBatch,
    DisposalItem,
    DocumentVersion,
    RetentionHold,
    RetentionSeries,
)
from sigor.organisation import clock
from sigor.organisation.models import Role
from sigor.records import files, leftovers, services, tasks, words
from sigor.records.access import AccessDenied
from sigor.records.cli import files_group
from sigor.records.models import AuditEntry, FileWords
from sigor.records.services import TransitionRefused
from tests.documents.conftest import FIRST, SECOND
from tests.plans.conftest import on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story")]
LATER = "2031-02-03"  # a version that ruled until June 2025, two and three years: due on 1 January 2031


@pytest.fixture
def series(coordinator, units):
    return services.create(
        RetentionSeries(
            title="Directivas",
            office_years=2,
            central_years=3,
            disposition="eliminate",
            unit=units["UPPM"],
            valid_from=date(2025, 1, 1),
        ),
        by=coordinator,
    )


@pytest.fixture
def kind(document_type, series):
    return document_type(series=series)


@pytest.fixture
def former(approved):
    """A version that ruled until the end of June 2025, when another took its place."""
    first = approved("2025-06-02")
    with on("2025-06-16"):
        approved("2025-07-01", SECOND)
    first.refresh_from_db()
    assert first.in_force_until == date(2025, 6, 30)
    return first


@pytest.fixture
def batch(series, coordinator, units):
    """A function that prepares a batch on a day and lists what is due."""

    def make(kind="elimination", day=LATER, by=coordinator, **told):
        with on(day):
            values = {"cut_date": date.fromisoformat(day), "location": "Archivo central"} | told
            made = DisposalBatch(title="Lote", kind=kind, series=series, unit=units["UCC"], **values)
            made = services.create(made, by=by)
            retention.list_due(batch=made, by=by)
            made.refresh_from_db()
            return made

    return make


@pytest.fixture
def carried_out(coordinator, director, django_capture_on_commit_callbacks):
    """A function that takes a batch to its end, and lets happen what waits for the commit."""

    def finish(batch, day=LATER):
        with on(day):
            batch = services.transition(batch, "send", by=coordinator)
            batch = services.transition(batch, "approve", by=director)
            with django_capture_on_commit_callbacks(execute=True):
                return services.transition(batch, "carry_out", by=coordinator)

    return finish


def refusal(batch, step, by, day=LATER):
    with on(day):
        return services.refused(batch, batch.workflow.transition(step), by=by)


def verified():
    done = CliRunner().invoke(files_group, ["verify", "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_years_count_from_the_end_of_the_year_in_which_it_stopped_ruling(former, batch):
    for kind, eve, day in (
        ("transfer", date(2027, 12, 31), date(2028, 1, 1)),
        ("elimination", date(2030, 12, 31), date(2031, 1, 1)),
    ):
        assert list(retention.over(eve, kind=kind)) == []
        assert list(retention.over(day, kind=kind)) == [former]
    assert [item.due_on for item in batch().items.all()] == [date(2031, 1, 1)]


def test_a_batch_without_anything_due_is_not_sent(former, batch, coordinator):
    empty = batch(day="2030-12-31")
    assert "ninguna versión" in refusal(empty, "send", coordinator)
    early = batch(day="2026-01-02", cut_date=date(2031, 1, 2))
    assert early.items.get().version == former
    assert "todavía no vence" in refusal(early, "send", coordinator, day="2026-01-02")
    assert refusal(early, "send", coordinator) == "", "the day it is due it is sent"


def test_what_is_kept_longer_meanwhile_is_not_due_any_more(former, batch, series, coordinator):
    made = batch()
    services.change(series, by=coordinator, values={"central_years": 9}, revision=series.revision)
    made.refresh_from_db()
    assert "vence el 01/01/2037" in refusal(made, "send", coordinator)


def test_a_series_kept_for_ever_is_transferred_and_never_eliminated(former, batch, series, coordinator):
    services.change(series, by=coordinator, values={"disposition": "conserve"}, revision=series.revision)
    assert "conservación permanente" in refusal(batch(), "send", coordinator)
    assert (
        retention.due(DisposalBatch(kind="transfer", series=series, cut_date=date(2031, 1, 2))).count() == 0
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_an_order_to_keep_stops_every_step_until_it_is_lifted(
    former, batch, series, coordinator, director, units, act_type, issued, narrow
):
    made = batch()
    with on(LATER):
        hold = services.create(
            RetentionHold(
                title="Proceso judicial",
                series=series,
                document=former.document if narrow else None,
                grounds="Lo pidió el juzgado",
                since=clock.today(),
                act=issued(act_type("OF"), date(2031, 2, 3)),
                review_due=date(2031, 3, 1),
                unit=units["UCC"],
            ),
            by=coordinator,
        )
        assert hold.code in refusal(made, "send", coordinator)
        hold = services.transition(hold, "lift", by=coordinator, reason="Terminó el proceso")
        made = services.transition(made, "send", by=coordinator)
        made = services.transition(made, "approve", by=director)
        RetentionHold.objects.filter(pk=hold.pk).update(state="in_force")
        with pytest.raises(TransitionRefused, match=hold.code):
            services.transition(made, "carry_out", by=coordinator)
    assert list(rules.holds_to_review(date(2031, 3, 1))) == []
    assert list(rules.holds_to_review(date(2031, 3, 2))) == [hold]
    former.file.refresh_from_db()
    assert former.file.disposed_at is None and files.location(former.file.sha256).exists()


def test_the_direction_approves_what_others_prepared_and_somebody_else_carries_it_out(
    former, batch, coordinator, director, unit_head, units, person
):
    made = batch()
    assert "No tiene permiso" in refusal(sent(made, coordinator), "approve", coordinator)
    with on(LATER):
        made = services.transition(made, "approve", by=director)
    both = person("both", Role.COORDINATOR, "UPPM-CMG")
    DisposalBatch.objects.filter(pk=made.pk).update(approved_by=both)
    made.refresh_from_db()
    assert "otra persona" in refusal(made, "carry_out", both)
    assert refusal(made, "carry_out", unit_head) == ""


def sent(batch, by):
    with on(LATER):
        return services.transition(batch, "send", by=by)


def test_who_lists_or_takes_out_does_not_approve(former, batch, coordinator, units, person):
    director = person("acting", Role.DIRECTOR, "DE")
    made = batch()
    with on(LATER):
        (item,) = made.items.all()
        services.transition(item, "take_out", by=director, reason="Se discute")
        assert retention.list_due(batch=made, by=coordinator) == [], "what was taken out stays out"
        item = DisposalItem.objects.get()
        assert item.state == "taken_out" and "ninguna versión" in refusal(made, "send", coordinator)
        other = batch()
        assert other.items.get().version == former, "another batch may list it"
        sent(other, coordinator)
    made.refresh_from_db()
    DisposalBatch.objects.filter(pk=made.pk).update(state="sent")
    made.refresh_from_db()
    assert "otra persona" in refusal(made, "approve", director)


def test_nothing_is_taken_out_of_a_batch_that_was_sent(former, batch, coordinator):
    made = sent(batch(), coordinator)
    with on(LATER), pytest.raises(TransitionRefused, match="ya no se retira"):
        services.transition(made.items.get(), "take_out", by=coordinator, reason="Tarde")


def test_an_eliminated_file_leaves_a_tombstone(former, batch, carried_out, coordinator, client):
    path, row = files.location(former.file.sha256), former.file
    words.read(row)
    before = DocumentVersion.objects.filter(pk=former.pk).values().get()
    made = carried_out(batch())
    row.refresh_from_db()
    assert not path.exists()
    assert row.disposed_by == made.code and row.disposed_at is not None and row.size == len(FIRST.encode())
    assert not FileWords.objects.filter(file=row).exists()
    assert DocumentVersion.objects.filter(pk=former.pk).values().get() == before
    assert made.items.get().state == "eliminated"
    assert AuditEntry.objects.filter(
        table_name="records_storedfile", row_id=str(row.pk), operation="UPDATE"
    ).exists()
    words.index_missing()
    tasks.read_file(row.pk)
    assert not FileWords.objects.filter(file=row).exists(), "nobody reads what is gone"
    published = [attached.name for attached in publication.approved_by(former.approval_act)]
    assert f"{former.document.code}-rev{former.number}.txt" not in published
    client.force_login(coordinator)
    told = f"Eliminado el 03/02/2031 por {coordinator} (lote {made.code})."
    with on(LATER):
        page = client.get(reverse("register_detail", args=["document-versions", former.pk]))
        assert page.status_code == 200 and told in page.content.decode()
        assert FIRST.split("\n")[1] in page.content.decode(), "its text stays"
        assert "Descargar" not in page.content.decode()
        for name in ("version_file", "version_copy"):
            answer = client.get(reverse(name, args=[former.pk]))
            assert answer.status_code == 410 and told in answer.content.decode()


def test_disposed_files_are_counted_apart_and_never_missing(former, batch, carried_out):
    path = files.location(former.file.sha256)
    data, (_code, was) = path.read_bytes(), verified()
    carried_out(batch())
    code, told = verified()
    assert code == 0 and told["intact"]
    assert (told["files"], told["disposed"]) == (was["files"] - 1, 1) and was["disposed"] == 0
    path.write_bytes(data)
    make_old(path)
    code, told = verified()
    assert code == 1 and [p["problem"] for p in told["problems"]] == ["disposed"]


def make_old(path):
    os.utime(path, (time.time() - 2 * leftovers.AGE,) * 2)


def test_nothing_happens_to_the_bytes_if_the_transaction_fails(
    former, batch, coordinator, director, django_capture_on_commit_callbacks
):
    made = sent(batch(), coordinator)

    def carry_out_and_fail():
        with transaction.atomic():
            services.transition(made, "carry_out", by=coordinator)
            assert files.location(former.file.sha256).exists(), "bytes go after the commit, not before"
            raise RuntimeError

    with on(LATER):
        made = services.transition(made, "approve", by=director)
        with django_capture_on_commit_callbacks(execute=True) as waiting, pytest.raises(RuntimeError):
            carry_out_and_fail()
    assert waiting == []
    former.file.refresh_from_db()
    made.refresh_from_db()
    assert former.file.disposed_at is None and made.state == "approved"
    assert files.location(former.file.sha256).exists() and verified()[0] == 0


def test_bytes_that_are_evidence_too_stay_and_the_item_says_so(
    former, batch, carried_out, unit_head, units, client
):
    services.keep_evidence(
        by=unit_head,
        unit_id=units["UCC"].pk,
        stream=BytesIO(FIRST.encode()),
        file_name="a.txt",
        type="Informe",
    )
    item = carried_out(batch()).items.get()
    former.file.refresh_from_db()
    assert item.state == "stays" and "evidencia" in item.outcome
    assert former.file.disposed_at is None and files.location(former.file.sha256).exists()
    client.force_login(unit_head)
    with on(LATER):
        assert client.get(reverse("version_file", args=[former.pk])).status_code == 200
        page = client.get(reverse("register_detail", args=["document-versions", former.pk])).content.decode()
    assert item.outcome in page


def test_bytes_of_a_version_that_rules_stay(former, batch, carried_out, approved):
    with on("2025-07-07"):
        third = approved("2025-08-01", FIRST)
    assert third.file_id == former.file_id
    item = next(i for i in carried_out(batch()).items.all() if i.version_id == former.pk)
    assert item.state == "stays" and str(third) in item.outcome
    assert files.location(former.file.sha256).exists()


def test_the_same_bytes_handed_in_again_are_kept_again(former, batch, carried_out, unit_head, units):
    made = carried_out(batch())
    with on(LATER):
        services.keep_evidence(
            by=unit_head,
            unit_id=units["UCC"].pk,
            stream=BytesIO(FIRST.encode()),
            file_name="a.txt",
            type="Informe",
        )
    former.file.refresh_from_db()
    assert former.file.disposed_at is None and files.location(former.file.sha256).exists()
    assert verified()[0] == 0
    assert retention.fate_of(former).eliminated.batch == made, "the version stays eliminated"


def test_a_transfer_notes_where_and_when_and_later_checks_whether_it_reads(
    former, batch, carried_out, coordinator, client
):
    made = batch("transfer", location="")
    assert "a dónde" in refusal(made, "send", coordinator)
    with on(LATER):
        made = services.change(made, by=coordinator, values={"location": "Estante 4"}, revision=made.revision)
    item = carried_out(made).items.get()
    assert (item.state, item.location, item.moved_on) == ("transferred", "Estante 4", date(2031, 2, 3))
    assert item.due_on == date(2028, 1, 1) and files.location(former.file.sha256).exists()
    with on(LATER):
        asked = {"legibility_on": date(2031, 2, 3), "legibility": "partial"}
        services.transition(item, "check_again", by=coordinator, reason="Prueba anual", values=asked)
        client.force_login(coordinator)
        page = client.get(reverse("register_detail", args=["document-versions", former.pk])).content.decode()
    assert "Estante 4" in page and "Se lee en parte" in page
    assert batch("transfer").items.count() == 0, "it is transferred once"
    assert batch().items.count() == 1, "and then eliminated when its whole time is over"


def test_a_batch_that_is_cancelled_lets_go_of_what_it_listed(former, batch, coordinator):
    made = batch()
    with on(LATER):
        services.transition(made, "cancel", by=coordinator, reason="Otra fecha")
    assert made.items.get().state == "taken_out" and batch().items.get().version == former


def test_the_check_names_what_is_over_and_in_no_batch(former, batch, carried_out):
    assert list(rules.retention_over(date(2030, 12, 31))) == []
    assert list(rules.retention_over(date(2031, 2, 3))) == [former]
    made = batch()
    assert list(rules.retention_over(date(2031, 2, 3))) == []
    carried_out(made)
    assert list(rules.retention_over(date(2031, 2, 3))) == []


def test_only_who_may_write_in_the_unit_lists(former, batch, other_head, auditor, unit_head, client):
    made = batch(day="2030-01-02")
    address = reverse("batch_list_due", args=[made.pk])
    with on(LATER):
        for person in (other_head, auditor):
            with pytest.raises(AccessDenied):
                retention.list_due(batch=made, by=person)
        client.force_login(other_head)
        assert client.post(address).status_code == 404
        assert client.get(reverse("register_detail", args=["disposal-batches", made.pk])).status_code == 404
        client.force_login(auditor)
        assert client.post(address).status_code == 403
        client.force_login(unit_head)
        page = client.get(reverse("register_detail", args=["disposal-batches", made.pk])).content.decode()
        assert address in page
        assert client.post(address, follow=True).status_code == 200
