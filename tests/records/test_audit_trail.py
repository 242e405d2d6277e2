"""The audit trail: every change is there, in the same transaction, chained, and nobody can touch it."""

import hashlib
import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from sigor.context.models import InterestedParty
from sigor.organisation.models import Unit
from sigor.records import audit, services
from sigor.records.actor import acting
from sigor.records.models import AuditEntry


@pytest.fixture
def party(coordinator, units):
    party = InterestedParty(title="Hogares", unit=units["UPPM"], kind="external", influence=4, interest=5)
    return services.create(party, by=coordinator, reason="Prueba")


def entries_of(record):
    return AuditEntry.objects.filter(table_name=record._meta.db_table, row_id=str(record.pk)).order_by("id")


def test_a_creation_says_who_when_why_from_where_and_what(party, coordinator):
    entry = entries_of(party).get()
    assert (entry.operation, entry.actor, entry.actor_id, entry.reason) == (
        "INSERT",
        "coordinator",
        coordinator.pk,
        "Prueba",
    )
    assert entry.after["title"] == "Hogares"
    assert entry.before is None
    assert entry.source


def test_a_change_keeps_only_what_changed_before_and_after(party, coordinator):
    services.change(party, by=coordinator, values={"influence": 5}, revision=1, reason="Subió")
    entry = entries_of(party).last()
    assert entry.before["influence"] == 4
    assert entry.after["influence"] == 5
    assert "title" not in entry.after


def test_bulk_updates_and_raw_sql_are_there_too(party):
    InterestedParty.objects.filter(pk=party.pk).update(needs="de paso")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE context_interestedparty SET needs = 'por SQL' WHERE id = %s", [party.pk])
    assert [e.after.get("needs") for e in entries_of(party)][1:] == ["de paso", "por SQL"]


def test_a_change_that_is_undone_leaves_no_entry(party):
    before = AuditEntry.objects.count()
    with transaction.atomic():
        InterestedParty.objects.filter(pk=party.pk).update(needs="se deshace")
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == before


def test_passwords_and_second_factors_never_reach_the_trail(coordinator):
    coordinator.set_password("otra-clave-larga-2")
    coordinator.save()
    entry = entries_of(coordinator).last()
    assert entry.after["password"] == "***"
    assert coordinator.password not in json.dumps([e.after for e in entries_of(coordinator)])


def test_signing_in_alone_is_no_change_of_the_person(coordinator, client):
    before = entries_of(coordinator).count()
    client.force_login(coordinator)
    assert entries_of(coordinator).count() == before


def test_the_chain_is_gapless_and_verifies(party, coordinator):
    services.change(party, by=coordinator, values={"influence": 5}, revision=1)
    audit.seal()
    found = audit.verify()
    assert found.intact
    assert found.entries == AuditEntry.objects.count()
    assert found.head == AuditEntry.objects.order_by("-position").first().hash


def test_each_hash_covers_the_entry_and_the_one_before(party):
    audit.seal()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, previous_hash, hash, audit_text(e) FROM audit_entry e ORDER BY position"
        )
        rows = cursor.fetchall()
    previous = ""
    for place, (position, linked, stored, text) in enumerate(rows, start=1):
        assert (position, linked) == (place, previous)
        assert stored == hashlib.sha256(text.encode()).hexdigest()
        previous = stored


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nadie'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT INTO audit_entry (at, actor, source, reason, table_name, row_id, operation) VALUES (now(), '', '', '', '', '', '')",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_write ON context_interestedparty",
        "CREATE OR REPLACE FUNCTION audit_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    ],
)
def test_the_role_of_the_application_can_do_nothing_to_the_trail(party, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_role_of_the_application_is_no_superuser_and_owns_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("sigor_app", False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'"
        )
        assert cursor.fetchone() == (0,)


def test_every_table_with_facts_has_the_trigger(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_write'")
        watched = {row[0] for row in cursor.fetchall()}
    assert watched == set(audit.watched_tables())
    assert {
        "plans_deliverable",
        "organisation_membership",
        "records_evidence",
        "accounts_user",
        "plans_milestone_contributors",
    } <= watched


def test_an_anchor_on_file_reveals_a_chain_that_was_rewritten_whole(party, settings, tmp_path):
    from datetime import date

    settings.STATE = tmp_path
    audit.seal()
    line = audit.anchor(on=date(2025, 6, 16))
    assert audit.verify().intact
    forged = line | {"hash": "0" * 64}
    audit.anchor_file().write_text(json.dumps(forged) + "\n")
    found = audit.verify()
    assert (found.intact, found.first_broken) == (False, line["position"])
    gone = line | {"position": line["position"] + 5}
    audit.anchor_file().write_text(json.dumps(gone) + "\n")
    assert not audit.verify().intact


def test_the_page_of_the_trail_is_for_those_who_audit(client, auditor, unit_head, party):
    client.force_login(unit_head)
    assert client.get("/bitacora/").status_code == 403
    client.force_login(auditor)
    page = client.get("/bitacora/?tabla=context_interestedparty&verificar=1").content.decode()
    assert "coordinator" in page


def test_acting_names_the_person_for_the_whole_transaction_and_no_longer(units, coordinator, planner):
    unit = units["UCC"]
    with acting(coordinator):
        Unit.objects.filter(pk=unit.pk).update(name="Uno")
    with acting(planner):
        Unit.objects.filter(pk=unit.pk).update(name="Dos")
    assert [e.actor for e in entries_of(unit)][-2:] == ["coordinator", "planner"]


def test_only_the_owner_of_the_tables_attaches_the_triggers(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        audit.attach()


def test_the_models_have_no_change_without_a_migration(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
