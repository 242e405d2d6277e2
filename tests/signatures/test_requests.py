"""Who is asked, whose turn it is, how a request ends, and what the database itself keeps."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from sigor.organisation import clock
from sigor.organisation.models import Role
from sigor.records import audit
from sigor.records.access import AccessDenied
from sigor.records.models import AuditEntry
from sigor.records.services import TransitionRefused
from sigor.signatures import selectors, services
from sigor.signatures.models import SignatureRequest
from sigor.signatures.port import NotAvailable
from tests.conftest import PASSWORD
from tests.signatures import documents, pki


def entries_of(request):
    return AuditEntry.objects.filter(
        table_name="signatures_signaturerequest", row_id=str(request.pk)
    ).order_by("id")


def test_a_request_says_who_asked_whom_for_what_on_which_bytes(ask, coordinator, unit_head, document, record):
    request = ask(role="Jefatura de UCC")
    assert request.code.startswith("FIR-")
    assert (request.created_by, request.signer, request.file, request.record) == (
        coordinator,
        unit_head,
        document,
        record,
    )
    assert (request.state, request.order, request.signer_name) == ("requested", 1, "Unit head")
    assert request.unit == record.unit


def test_the_trail_keeps_each_step_with_its_person_and_reason(ask, unit_head, coordinator):
    request = services.refuse(ask(), by=unit_head, reason="Falta un anexo")
    asked, refused = entries_of(request)
    assert (asked.actor, asked.operation) == (coordinator.username, "INSERT")
    assert (refused.actor, refused.reason) == (unit_head.username, "Falta un anexo")
    assert refused.after["state"] == "refused"


def test_tables_of_facts_are_watched(db):
    watched = audit.watched_tables()
    assert {"signatures_signaturerequest", "signatures_signerlink"} <= set(watched)


def test_only_who_may_change_records_of_the_unit_asks(ask, other_head, auditor):
    for stranger in (other_head, auditor):
        with pytest.raises(AccessDenied):
            ask(by=stranger)


def test_nobody_is_asked_whose_account_is_closed(ask, unit_head):
    unit_head.is_active = False
    with pytest.raises(ValidationError, match="cerrada"):
        ask(signer=unit_head)


@pytest.mark.parametrize(
    ("made", "name", "words"),
    [
        (lambda: b"a,b\n1,2\n", "cuadro.csv", "Solo se firman archivos PDF"),
        (lambda: documents.encrypted(documents.report()), "clave.pdf", "protegido con contraseña"),
        (lambda: documents.report()[:9000], "cortado.pdf", "dañado"),
        (documents.nested, "hondo.pdf", "anidada"),
    ],
)
def test_what_cannot_be_signed_is_refused_when_it_is_asked_for(ask, keep, made, name, words):
    with pytest.raises(ValidationError, match=words):
        ask(file=keep(made(), name))


def test_a_document_that_a_signature_closed_takes_no_more(ask, keep, authority):
    closed = documents.signed(documents.report(), authority.person, certify=True)
    with pytest.raises(ValidationError, match="no admite más firmas"):
        ask(file=keep(closed))


# -- turns -----------------------------------------------------------------------------------------


def test_signers_follow_one_another(ask, sign, legal_head):
    first = ask()
    second = ask(signer=legal_head, signer_document=pki.OTHER_DNI)
    assert (first.order, second.order) == (1, 2)
    with pytest.raises(TransitionRefused, match=f"antes firma Unit head \\({first.code}\\)"):
        sign(second)
    sign(first)
    assert sign(second).state == "signed"


def test_who_refuses_holds_up_those_after_until_another_signs_in_that_turn(
    ask, sign, unit_head, legal_head, director
):
    first = ask()
    second = ask(signer=legal_head)
    services.refuse(first, by=unit_head, reason="No estoy de acuerdo")
    with pytest.raises(TransitionRefused, match="no firmó"):
        sign(second)
    sign(ask(signer=director, order=1))
    assert sign(second).sent_file != second.file


def test_a_request_that_was_taken_back_holds_nobody_up(ask, sign, coordinator, legal_head):
    first, second = ask(), ask(signer=legal_head)
    services.cancel(first, by=coordinator, reason="Sobra")
    assert sign(second).state == "signed"


def test_one_turn_has_one_signer(ask, legal_head):
    ask(order=1)
    with pytest.raises(ValidationError):
        ask(signer=legal_head, order=1)


def test_nobody_is_put_before_a_signature_that_is_there(ask, sign, legal_head):
    sign(ask(order=2))
    with pytest.raises(ValidationError, match="Ya se firmó después"):
        ask(signer=legal_head, order=1)


def test_asking_with_the_signed_file_goes_on_with_its_chain(ask, sign, legal_head, document):
    first = sign(ask())
    second = ask(signer=legal_head, file=first.signed_file)
    assert (second.file, second.order) == (document, 2)
    assert selectors.document_of(second) == first.signed_file


def test_another_document_of_the_same_record_has_turns_of_its_own(ask, keep, sign):
    ask()
    other = ask(file=keep(documents.report("Otro informe")), file_name="otro.pdf")
    assert other.order == 1
    assert sign(other).state == "signed"


# -- who may what ----------------------------------------------------------------------------------


def test_nobody_else_signs_refuses_or_gives_their_word(ask, institution, coordinator, director, seen):
    request = ask()
    word = ask(kind="internal")
    for other in (coordinator, director):
        with pytest.raises(TransitionRefused, match="a nadie más se le pidió"):
            services.sign_with_certificate(request, by=other, password=PASSWORD, seen=seen)
        with pytest.raises(TransitionRefused, match="a nadie más"):
            services.refuse(request, by=other, reason="Yo no")
        with pytest.raises(TransitionRefused):
            services.approve_internally(word, by=other, password=PASSWORD, seen=seen)


def test_nobody_sees_requests_of_units_they_may_not_see(ask, other_head, legal_head, auditor, unit_head):
    request = ask(signer=legal_head)
    for reader in (unit_head, legal_head, auditor):
        assert request in selectors.visible_to(reader)
    assert request not in selectors.visible_to(other_head)
    assert not selectors.asked_by(other_head)


def test_who_moved_to_another_unit_no_longer_sees_what_they_asked_for(ask, person, units):
    officer = person("officer", Role.OFFICER, "UCC")
    request = ask(by=officer)
    assert request in selectors.asked_by(officer)
    officer.memberships.update(unit=units["UOP"])
    del officer.__dict__["_grants"]
    assert request not in selectors.asked_by(officer)


def test_only_who_asked_or_answers_for_the_unit_takes_it_back(ask, legal_head, other_head, coordinator):
    request = ask(signer=legal_head)
    for other in (legal_head, other_head):
        with pytest.raises(TransitionRefused, match="Solo la anula"):
            services.cancel(request, by=other, reason="No procede")
    assert services.cancel(request, by=coordinator, reason="No procede").state == "cancelled"


def test_refusing_and_cancelling_take_a_reason(ask, unit_head, coordinator):
    request = ask()
    with pytest.raises(TransitionRefused, match="motivo"):
        services.refuse(request, by=unit_head, reason="  ")
    with pytest.raises(TransitionRefused, match="motivo"):
        services.cancel(request, by=coordinator, reason="")


# -- one's word, without a certificate -------------------------------------------------------------


def test_internal_approval_is_personal_and_is_not_called_a_digital_signature(ask, unit_head, seen, document):
    request = ask(kind="internal", purpose="approver")
    done = services.approve_internally(request, by=unit_head, password=PASSWORD, seen=seen)
    assert (done.state, done.way, done.level, done.signed_file) == ("signed", "internal", "internal", None)
    assert done.sent_file == document
    assert "no es una firma digital" in done.meaning
    assert document.sha256 in done.meaning
    assert done.get_level_display() == "Conformidad interna (no es firma digital)"


def test_internal_approval_asks_for_the_password(ask, unit_head, seen):
    with pytest.raises(services.WrongPassword):
        services.approve_internally(ask(kind="internal"), by=unit_head, password="no", seen=seen)


def test_a_request_for_a_digital_signature_is_not_met_by_a_word_nor_the_other_way(
    ask, institution, unit_head, seen
):
    signature, word = ask(order=2), ask(kind="internal", order=1)
    with pytest.raises(TransitionRefused, match="conformidad interna"):
        services.sign_with_certificate(word, by=unit_head, password=PASSWORD, seen=seen)
    services.approve_internally(word, by=unit_head, password=PASSWORD, seen=seen)
    with pytest.raises(TransitionRefused, match="pide una firma digital"):
        services.approve_internally(signature, by=unit_head, password=PASSWORD, seen=seen)


def test_a_word_in_between_leaves_the_bytes_as_they_are(ask, sign, unit_head, legal_head, director):
    first = sign(ask())
    word = ask(signer=legal_head, kind="internal")
    services.approve_internally(word, by=legal_head, password=PASSWORD, seen=first.signed_file.sha256)
    last = sign(ask(signer=director))
    assert last.sent_file == first.signed_file


# -- time ------------------------------------------------------------------------------------------


def test_what_nobody_signed_in_time_is_over_at_once_and_closed_at_night(ask, sign, unit_head):
    request = ask(expires_at=clock.now() + timedelta(hours=1))
    with clock.at(clock.now() + timedelta(hours=2)):
        assert request.get_state().code == "expired"
        assert selectors.waiting_for(unit_head, clock.now()) == []
        with pytest.raises(TransitionRefused, match="vencida"):
            sign(request)
        assert services.expire_overdue(now=clock.now()) == 1
    request.refresh_from_db()
    assert (request.state, request.closed_by) == ("expired", None)
    assert entries_of(request).last().source == "task"


def test_a_request_lasts_as_long_as_the_installation_says(ask, settings):
    settings.SIGNING_REQUEST_DAYS = 5
    request = ask()
    assert request.expires_at - request.created_at == timedelta(days=5)


# -- what the database keeps -----------------------------------------------------------------------


def refused_by_the_database(change, error=IntegrityError):
    with pytest.raises(error), transaction.atomic():
        change()


def test_the_database_keeps_a_closed_request_as_it_is(ask, sign):
    rows = SignatureRequest.objects.filter(pk=sign(ask()).pk)
    refused_by_the_database(lambda: rows.update(meaning="otra cosa"), DatabaseError)
    refused_by_the_database(lambda: rows.update(state="requested"), DatabaseError)
    refused_by_the_database(lambda: rows.delete(), DatabaseError)


def test_the_database_keeps_what_was_asked(ask, legal_head, keep):
    rows = SignatureRequest.objects.filter(pk=ask().pk)
    other = keep(documents.report("Otro informe"))
    for change in ({"signer": legal_head}, {"file": other}, {"purpose": "author"}, {"order": 3}):
        refused_by_the_database(lambda change=change: rows.update(**change), DatabaseError)


def test_the_database_takes_no_signature_without_its_facts(ask, document, unit_head):
    rows = SignatureRequest.objects.filter(pk=ask().pk)
    now = clock.now()
    signed = {
        "state": "signed",
        "closed_at": now,
        "closed_by": unit_head,
        "sent_file": document,
        "meaning": "Doy V° B°",
        "way": "certificate",
        "level": "B-B",
    }
    refused_by_the_database(lambda: rows.update(**signed))  # no signed file, no certificate
    refused_by_the_database(lambda: rows.update(**signed | {"way": "internal", "level": "internal"}))
    refused_by_the_database(lambda: rows.update(state="refused", closed_at=now))  # no reason
    refused_by_the_database(lambda: rows.update(state="started"))  # nothing was sent
    refused_by_the_database(lambda: rows.update(state="cancelled", reason="Sobra"))  # no moment
    refused_by_the_database(lambda: rows.update(state="otro"))
    refused_by_the_database(lambda: rows.update(level="B-T"))


def test_the_database_takes_no_signature_by_another(ask, document, legal_head):
    rows = SignatureRequest.objects.filter(pk=ask(kind="internal").pk)
    told = {"way": "internal", "level": "internal", "meaning": "Sí", "sent_file": document}
    refused_by_the_database(
        lambda: rows.update(state="signed", closed_at=clock.now(), closed_by=legal_head, **told)
    )


def test_a_person_without_identity_document_cannot_sign_outside_unless_the_name_is_enough(
    ask, settings, unit_head, seen
):
    settings.FIRMA_PERU = True
    settings.FIRMA_PERU_CLIENT_ID = settings.FIRMA_PERU_CLIENT_SECRET = "x"
    request = ask(signer_document="")
    with pytest.raises(NotAvailable, match="documento de identidad"):
        services.start_remote(request, by=unit_head, password=PASSWORD, seen=seen)
