"""A file is issued once, under a code that was printed in it, and what becomes of it is written down once."""

import hashlib
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from sigor.committee.models import Agreement
from sigor.copies import codes, selectors, services
from sigor.copies.models import IssuedFile, Kind
from sigor.records import audit, files
from sigor.records import services as records
from sigor.records.models import AuditEntry, StoredFile
from sigor.records.services import TransitionRefused
from tests.copies.conftest import a_pdf
from tests.plans.conftest import on


def told(**more):
    return services.Particulars(
        **({"kind": Kind.DOCUMENT, "title": "Directiva", "classification": "PÚBLICO"} | more)
    )


def refused_by_the_database(change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_the_code_is_known_before_the_bytes_and_the_bytes_are_bound_to_it(coordinator):
    seen = []

    def make(mark):
        seen.append((mark.code, mark.address, selectors.find(mark.code)))
        return a_pdf()

    with on("2025-06-30"):
        made = services.issue(told(), make, by=coordinator, keep=True)
    code, address, found = seen[0]
    assert made.file.code == code == codes.read(code) and found is None
    assert address == f"https://sigor.ejemplo.pe/v/{code}/"
    assert made.file.sha256 == hashlib.sha256(made.data).hexdigest() and made.file.size == len(made.data)
    assert made.file.state == "in_force" and made.file.valid_from == date(2025, 6, 30)
    assert made.file.issued_by == coordinator
    assert files.location(made.file.file.sha256).read_bytes() == made.data


def test_of_a_working_print_only_the_hash_is_kept(issued):
    row = issued(kind=Kind.LIST, keep=False)
    assert row.file is None and re.fullmatch("[0-9a-f]{64}", row.sha256) and row.size > 0
    assert not StoredFile.objects.exists()


def test_nothing_remains_of_a_file_that_could_not_be_made(coordinator):
    with pytest.raises(RuntimeError):
        services.issue(
            told(), lambda mark: (_ for _ in ()).throw(RuntimeError("x")), by=coordinator, keep=True
        )
    assert not IssuedFile.objects.exists()


def test_in_two_halves_the_code_stands_for_nothing_until_bytes_are_bound(coordinator, stored):
    row = services.reserve(told(), by=coordinator)
    assert selectors.find(row.code) is None
    signed_elsewhere = stored(a_pdf())
    bound = services.bind(row, signed_elsewhere, by=coordinator)
    assert bound.file == signed_elsewhere and bound.sha256 == signed_elsewhere.sha256
    assert selectors.find(row.code) == row
    with pytest.raises(TransitionRefused):
        services.bind(row, a_pdf(), by=coordinator)


def test_the_same_content_of_a_series_gives_the_same_code_and_bytes(coordinator):
    first = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    again = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    assert (again.file, again.data) == (first.file, first.data)
    assert IssuedFile.objects.count() == 1


def test_another_content_of_a_series_supersedes_what_was_in_force(coordinator):
    first = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    second = services.issue(
        told(series="s", content="b" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    first.file.refresh_from_db()
    assert first.file.state == "superseded" and first.file.superseded_by == second.file
    third = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    assert third.file not in (first.file, second.file)
    first.file.refresh_from_db()
    assert selectors.newest(first.file) == third.file


def test_what_was_annulled_is_not_given_again(coordinator):
    first = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    services.annul(first.file, by=coordinator, reason="Se emitió con otra portada.")
    again = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    assert again.file != first.file and again.file.state == "in_force"


def test_bytes_that_the_store_lost_are_made_again_if_they_come_out_the_same(coordinator):
    data = a_pdf()
    first = services.issue(told(series="s", content="a" * 64), lambda mark: data, by=coordinator, keep=True)
    files.location(first.file.sha256).unlink()
    again = services.issue(told(series="s", content="a" * 64), lambda mark: data, by=coordinator, keep=True)
    assert again.file == first.file and files.location(first.file.sha256).exists()
    files.location(first.file.sha256).unlink()
    other = services.issue(
        told(series="s", content="a" * 64), lambda mark: a_pdf(), by=coordinator, keep=True
    )
    assert other.file != first.file


def test_the_command_line_issues_in_nobodys_name(db):
    made = services.issue(told(), lambda mark: a_pdf(), by=None, keep=False)
    assert made.file.issued_by is None and made.file.state == "in_force"


def test_a_file_is_issued_about_a_record(issued, units, unit_head):
    agreement = records.create(
        Agreement(title="Acuerdo", text="x", unit=units["UCC"], due_date="2025-07-01"), by=unit_head
    )
    row = issued(about=agreement)
    assert row.about == agreement and list(selectors.issued_about(agreement)) == [row]


def test_a_file_is_superseded_repealed_or_annulled_once(issued, coordinator):
    with on("2025-03-03"):
        old, repealed, annulled, new = issued(), issued(), issued(), issued()
    with on("2025-06-30"):
        old = services.supersede(old, replacement=new, by=coordinator)
        repealed = services.repeal(
            repealed, by=coordinator, reason="Lo derogó la RDE 10.", on=date(2025, 6, 15)
        )
        annulled = services.annul(annulled, by=coordinator, reason="Se emitió por error.")
    assert (old.state, old.superseded_by, old.valid_to) == ("superseded", new, date(2025, 6, 30))
    assert (repealed.state, repealed.valid_to, repealed.ended_by) == (
        "repealed",
        date(2025, 6, 15),
        coordinator,
    )
    assert (annulled.state, annulled.valid_to, annulled.reason) == ("annulled", None, "Se emitió por error.")
    for done in (old, repealed, annulled):
        with pytest.raises(TransitionRefused, match="No es posible desde el estado"):
            services.annul(done, by=coordinator, reason="Otra vez")


def test_repealing_and_annulling_ask_for_the_reason_and_nothing_supersedes_itself(issued, coordinator):
    row = issued()
    for step in (services.repeal, services.annul):
        with pytest.raises(TransitionRefused, match="motivo"):
            step(row, by=coordinator, reason="  ")
    with pytest.raises(TransitionRefused):
        services.supersede(row, replacement=row, by=coordinator)


def test_validity_decides_what_is_shown(issued):
    with on("2025-01-31"):
        row = issued(valid_from=date(2025, 3, 1), valid_to=date(2025, 12, 31))
    shown = [
        selectors.shown_state(row, day).code for day in (date(2025, 2, 1), date(2025, 6, 1), date(2026, 1, 1))
    ]
    assert shown == ["not_yet", "in_force", "expired"]


def test_the_code_of_the_sgd_stands_beside_ours_and_is_not_replaced(issued, coordinator):
    row = issued()
    row = services.give_external_code(row, code=" 2025-0012345 ", by=coordinator)
    assert row.external_code == "2025-0012345"
    services.give_external_code(row, code="2025-0012345", by=coordinator)
    with pytest.raises(ValidationError, match="no se reemplaza"):
        services.give_external_code(row, code="2025-0099999", by=coordinator)
    for wrong in ("", " ", "x" * 81):
        with pytest.raises(ValidationError):
            services.give_external_code(issued(), code=wrong, by=coordinator)
    refused_by_the_database(lambda: IssuedFile.objects.filter(pk=row.pk).update(external_code="otro"))
    services.annul(row, by=coordinator, reason="Error")
    late = services.annul(issued(), by=coordinator, reason="Error")
    assert services.give_external_code(late, code="2025-7", by=coordinator).external_code == "2025-7"


@pytest.mark.parametrize(
    "values",
    [
        {"sha256": "0" * 64}, {"title": "Otro"}, {"code": "2222-2222-2222"}, {"public": False}, {"size": 1},
        {"state": "reserved"}, {"valid_from": date(2020, 1, 1)}, {"classification": "SECRETO"}, {"issued_by": None},
    ],
)  # fmt: skip
def test_the_database_itself_keeps_what_was_issued(issued, values):
    row = issued()
    refused_by_the_database(lambda: IssuedFile.objects.filter(pk=row.pk).update(**values))
    refused_by_the_database(lambda: IssuedFile.objects.filter(pk=row.pk).delete())


def test_the_database_itself_keeps_how_it_ended(issued, coordinator):
    row, new = issued(), issued()
    services.supersede(row, replacement=new, by=coordinator)
    for values in (
        {"superseded_by": issued()},
        {"state": "in_force", "superseded_by": None, "ended_at": None},
    ):
        refused_by_the_database(lambda values=values: IssuedFile.objects.filter(pk=row.pk).update(**values))
    refused_by_the_database(lambda: IssuedFile.objects.filter(pk=new.pk).update(state="superseded"))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "poema"},
        {"code": "K7MW-3QXR"},
        {"title": ""},
        {"state": "lost"},
        {"kind": Kind.COPY},
        {"about_id": 7},
    ],
)
def test_the_database_refuses_rows_that_make_no_sense(coordinator, values):
    row = services.reserve(told(), by=coordinator)
    row.pk, row.code = None, codes.new()
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_audit_trail_says_who_issued_and_who_ended(issued, coordinator, director):
    row = issued()
    services.repeal(row, by=director, reason="Lo derogó la RDE 10.")
    entries = AuditEntry.objects.filter(table_name="copies_issuedfile", row_id=str(row.pk)).order_by("id")
    assert [(e.operation, e.actor) for e in entries] == [
        ("INSERT", "coordinator"), ("UPDATE", "coordinator"), ("UPDATE", "director"),
    ]  # fmt: skip
    assert entries[0].after["code"] == row.code and "sha256" in entries[1].after


def test_counting_look_ups_is_no_fact_of_the_institution(db):
    assert "copies_issuedfile" in audit.watched_tables()
    assert "copies_lookupwindow" not in audit.watched_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'copies_lookupwindow'::regclass")
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("words", "public"),
    [("PÚBLICO", True), ("Uso público", True), ("publica", True), ("USO INTERNO", False), ("", False), ("NO PÚBLICO", False)],
)  # fmt: skip
def test_only_a_public_classification_shows_the_title_to_anybody(words, public):
    assert services.is_public(words) is public
