"""Signing through Firma Perú: the errand of the signer outside, and what is not taken from it."""

import base64
import json
from datetime import timedelta

import pikepdf
import pytest
import requests

from sigor.organisation import clock
from sigor.records.models import AuditEntry, StoredFile
from sigor.records.services import TransitionRefused
from sigor.signatures import links, services
from sigor.signatures.adapters import firma_peru
from sigor.signatures.models import SignerLink
from sigor.signatures.port import NotAvailable, SigningFailed
from tests.conftest import PASSWORD
from tests.signatures import documents, pki
from tests.signatures.signer import FakeSigner, Platform, path


@pytest.fixture
def platform(settings, monkeypatch, authority):
    """Firma Perú is switched on and its platform answers."""
    settings.FIRMA_PERU = True
    settings.FIRMA_PERU_CLIENT_ID = "cliente"
    settings.FIRMA_PERU_CLIENT_SECRET = "secreto-del-cliente"
    fake = Platform()
    monkeypatch.setattr(firma_peru.requests, "post", fake.post)
    return fake


@pytest.fixture
def start(ask, platform, unit_head, seen):
    """A function that begins the signing of a request by the head of the unit."""

    def do(request=None):
        request = request or ask(role="Jefatura de UCC")
        return request, services.start_remote(request, by=unit_head, password=PASSWORD, seen=seen)

    return do


@pytest.fixture
def signer(authority):
    return FakeSigner(authority.person)


def test_the_whole_journey_in_the_browser_of_the_person(client, ask, platform, unit_head, seen, signer):
    request = ask(role="Jefatura de UCC")
    client.force_login(unit_head)
    page = client.post(
        f"/firmas/{request.pk}/firmar/", {"way": "firma_peru", "password": PASSWORD, "seen": seen}
    )
    assert page.status_code == 200
    start = page.context["start"]
    assert f'data-param="{start.param}"' in page.content.decode()
    request.refresh_from_db()
    assert request.state == "started"
    answer = signer.run(start.param)
    assert (answer.status_code, answer.content.decode()) == (200, "Documento firmado y recibido.")
    request.refresh_from_db()
    assert (request.state, request.way, request.level) == ("signed", "firma_peru", "B-B")
    assert request.closed_by == unit_head
    assert "12345678" in request.certificate_subject
    shown = client.get(f"/firmas/{request.pk}/").content.decode()
    assert "Firma Perú" in shown
    assert request.certificate_fingerprint in shown
    entry = AuditEntry.objects.filter(table_name="signatures_signaturerequest").order_by("-id").first()
    assert (entry.actor, entry.after["state"]) == (unit_head.username, "signed")


def test_the_signer_is_told_what_to_sign_how_and_with_what_reason(start, signer, platform):
    _request, begun = start()
    told = json.loads(base64.b64decode(signer.parameters(begun.param).content))
    assert told["signatureFormat"] == "PAdES"
    assert told["signatureLevel"] == "B"
    assert told["signatureReason"] == "Doy V° B°"
    assert told["role"] == "Jefatura de UCC"
    assert told["token"] == platform.token
    assert told["bachtOperation"] is False
    assert told["certificateFilter"] == ".*"
    assert {"signaturePackaging", "documentToSign", "uploadDocumentSigned", "imageToStamp"} <= told.keys()
    assert {"stampPage", "positionx", "positiony"} <= told.keys()
    assert json.loads(base64.b64decode(begun.param)).keys() == {
        "param_url",
        "param_token",
        "document_extension",
    }
    mark = signer.client.get(path(told["imageToStamp"]))
    assert mark.content.startswith(b"\x89PNG")


def test_the_platform_is_asked_over_checked_tls_and_its_secret_goes_nowhere_else(start, signer, platform):
    _request, begun = start()
    page = signer.parameters(begun.param).content.decode()
    assert platform.asked
    for asked in platform.asked:
        assert asked["url"].startswith("https://")
        assert asked["verify"] is True
        assert asked["allow_redirects"] is False
        assert asked["timeout"]
    kept = json.dumps([e.after for e in AuditEntry.objects.all()]) + str(list(SignerLink.objects.values()))
    for secret in ("secreto-del-cliente", platform.token):
        assert secret not in kept
        assert secret not in begun.param
    assert "secreto-del-cliente" not in base64.b64decode(page).decode()


def test_no_secret_of_an_address_is_kept(start, signer):
    _request, begun = start()
    handed = json.loads(base64.b64decode(begun.param))
    signer.told = json.loads(base64.b64decode(signer.parameters(begun.param).content))
    secrets = [handed["param_token"]]
    secrets += [path(a).rstrip("/").rpartition("/")[2] for a in (handed["param_url"], *_addresses(signer))]
    kept = json.dumps([e.after for e in AuditEntry.objects.all()]) + str(list(SignerLink.objects.values()))
    assert len(set(secrets)) == 4
    assert all(len(secret) >= 40 and secret not in kept for secret in secrets)


def _addresses(signer: FakeSigner) -> tuple[str, str]:
    return signer.told["documentToSign"], signer.told["uploadDocumentSigned"]


def test_each_address_works_once(start, signer, bytes_of, document):
    request, begun = start()
    first = signer.parameters(begun.param)
    assert first.status_code == 200
    assert signer.parameters(begun.param).status_code == 404
    signer.told = json.loads(base64.b64decode(first.content))
    assert signer.client.head(path(signer.told["documentToSign"])).status_code == 200
    fetched = signer.document()
    assert b"".join(fetched.streaming_content) == bytes_of(document)
    assert signer.document().status_code == 404
    assert signer.give_back(b"%PDF-1.7 nada").status_code == 422
    assert signer.give_back(signer.sign(bytes_of(document))).status_code == 404
    request.refresh_from_db()
    assert request.state == "started"


def test_each_address_ends_after_minutes(start, signer, bytes_of, document, settings):
    _request, begun = start()
    late = clock.now() + timedelta(minutes=settings.FIRMA_PERU_MINUTES, seconds=1)
    with clock.at(late):
        assert signer.parameters(begun.param).status_code == 404
    signer.told = json.loads(base64.b64decode(signer.parameters(begun.param).content))
    with clock.at(late):
        assert signer.document().status_code == 404
        assert signer.give_back(signer.sign(bytes_of(document))).status_code == 404


def test_an_address_needs_its_token_beside_it(start, signer):
    _request, begun = start()
    handed = json.loads(base64.b64decode(begun.param))
    for token in ("", "1626476967"):
        answer = signer.client.post(path(handed["param_url"]), {"param_token": token})
        assert answer.status_code == 404
    assert signer.client.get(path(handed["param_url"])).status_code == 405
    assert signer.parameters(begun.param).status_code == 200


def test_beginning_again_ends_the_addresses_given_before(start, signer):
    request, begun = start()
    _request, again = start(request)
    assert signer.parameters(begun.param).status_code == 404
    assert signer.run(again.param).status_code == 200


def test_an_address_of_one_request_brings_nothing_to_another(start, ask, keep, signer, unit_head, platform):
    _request, begun = start()
    other = ask(file=keep(documents.report("Otro informe")), file_name="otro.pdf")
    other_start = services.start_remote(other, by=unit_head, password=PASSWORD, seen=other.file.sha256)
    signer.run(begun.param)
    other.refresh_from_db()
    assert other.state == "started"
    assert signer.parameters(other_start.param).status_code == 200


def test_addresses_die_with_their_request(start, signer, coordinator):
    request, begun = start()
    services.cancel(request, by=coordinator, reason="Cambió el informe")
    assert signer.parameters(begun.param).status_code == 404


def test_guessed_addresses_open_nothing(client, db):
    for place in ("parametros", "documento", "firmado"):
        answer = (client.get if place == "documento" else client.post)(f"/firmas/local/{place}/adivinado/")
        assert answer.status_code == 404


# -- what comes back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"alter": lambda _d: documents.report("Otro informe")}, "no es el documento que se envió"),
        ({"alter": documents.rewritten}, "no es el documento que se envió"),
        ({"alter": documents.with_a_page_more}, "trae cambios además de la firma"),
        ({"alter": documents.with_a_note}, "trae cambios además de la firma"),
        ({"alter": documents.drawn_over}, "trae cambios además de la firma"),
        ({"reason": "Apruebo"}, "La firma dice «Apruebo» y se pidió «Doy V° B°»"),
        ({"spoil": lambda s: s[: len(documents.report())]}, "no es el documento que se envió"),
        ({"spoil": documents.with_a_page_more}, "trae cambios además de la firma"),
        ({"spoil": documents.with_a_note}, "trae cambios además de la firma"),
        ({"spoil": lambda s: s + b"\n%cola"}, "no cubre todo el documento"),
        ({"spoil": lambda s: s[:-20]}, "no se puede leer"),
        ({"spoil": lambda _s: b"no es un pdf"}, "no es el documento que se envió"),
        ({"spoil": lambda _s: b""}, "no es el documento que se envió"),
    ],
)
def test_what_is_not_the_document_with_one_signature_is_refused_and_nothing_is_lost(
    start, signer, bytes_of, document, unit_head, bent, words
):
    request, begun = start()
    kept = StoredFile.objects.count()
    for name, value in bent.items():
        setattr(signer, name, value)
    answer = signer.run(begun.param)
    assert answer.status_code == 422
    _refused(request, answer, words, kept, unit_head)
    assert bytes_of(document) == documents.report()
    # And the person can sign after all.
    again = services.start_remote(request, by=unit_head, password=PASSWORD, seen=document.sha256)
    assert FakeSigner(signer.holder).run(again.param).status_code == 200


def _refused(request, answer, words, kept, person):
    import re

    sentence = answer.content.decode()
    assert re.search(words, sentence), sentence
    assert sentence.endswith(".") and "\n" not in sentence
    request.refresh_from_db()
    assert (request.state, request.signed_file, request.problem) == ("started", None, sentence)
    assert StoredFile.objects.count() == kept
    entry = AuditEntry.objects.filter(table_name="signatures_signaturerequest").order_by("-id").first()
    assert (entry.reason, entry.actor, entry.after["problem"]) == (sentence, person.username, sentence)
    link = SignerLink.objects.get(request=request, returned_at__isnull=False)
    assert link.outcome == sentence


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ("other", "Firmó OTRA PERSONA FIR 87654321 y se pidió la firma de 12345678"),
        ("stranger", "no lo emitió una autoridad"),
        ("expired", "estaba vencido"),
        ("for_entering", "no es un certificado de firma"),
    ],
)
def test_the_signature_of_another_or_of_nobody_is_refused(start, signer, authority, unit_head, holder, words):
    request, begun = start()
    kept = StoredFile.objects.count()
    signer.holder = getattr(authority, holder)
    _refused(request, signer.run(begun.param), words, kept, unit_head)


def test_two_new_signatures_are_one_too_many(start, signer, authority, unit_head):
    request, begun = start()
    signer.alter = lambda document: documents.signed(document, authority.other, field="Intruso")
    kept = StoredFile.objects.count()
    _refused(request, signer.run(begun.param), "más de una firma nueva", kept, unit_head)


def test_a_file_without_any_signature_is_refused(start, signer, unit_head):
    request, begun = start()
    kept = StoredFile.objects.count()
    signer.sign = documents.with_a_note
    _refused(request, signer.run(begun.param), "no trae una firma nueva", kept, unit_head)


def test_a_stamp_that_hides_the_page_is_refused(start, signer, unit_head, authority):
    request, begun = start()
    kept = StoredFile.objects.count()
    signer.sign = lambda document: documents.signed(
        document, authority.person, field="Enorme", box=(0, 0, 595, 842)
    )
    _refused(request, signer.run(begun.param), "tapa el documento", kept, unit_head)


def test_a_signature_that_closes_the_document_is_refused(start, signer, unit_head, authority):
    request, begun = start()
    kept = StoredFile.objects.count()
    signer.sign = lambda document: documents.signed(document, authority.person, closes=True)
    _refused(request, signer.run(begun.param), "cierra el documento", kept, unit_head)


def test_a_certification_is_refused(start, signer, unit_head, authority):
    request, begun = start()
    kept = StoredFile.objects.count()
    signer.sign = lambda document: documents.signed(document, authority.person, certify=True)
    _refused(request, signer.run(begun.param), "trae cambios además de la firma", kept, unit_head)


def test_another_format_than_pades_is_refused(start, signer, unit_head, authority):
    from pyhanko.sign.fields import SigSeedSubFilter

    request, begun = start()
    kept = StoredFile.objects.count()
    signer.sign = lambda document: documents.signed(
        document, authority.person, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    _refused(request, signer.run(begun.param), "PAdES", kept, unit_head)


def test_a_file_past_the_limit_is_refused_before_it_is_read(start, signer, settings):
    request, begun = start()
    settings.MAX_FILE_SIZE = 10_000
    answer = signer.run(begun.param)
    assert answer.status_code == 413
    assert "límite" in answer.content.decode()
    request.refresh_from_db()
    assert (request.state, request.signed_file) == ("started", None)


def test_where_a_timestamp_was_asked_for_one_must_come(start, signer, settings, unit_head, authority):
    settings.FIRMA_PERU_LEVEL = "T"
    request, begun = start()
    kept = StoredFile.objects.count()
    _refused(request, signer.run(begun.param), "sello de tiempo", kept, unit_head)
    _request, again = start(request)
    signer.sign = lambda document: documents.signed(
        document, authority.person, field="ConHora", timestamper=authority.timestamper()
    )
    assert signer.run(again.param).status_code == 200
    request.refresh_from_db()
    assert request.level == "B-T"


def test_by_name_where_the_installation_takes_names(ask, platform, settings, unit_head, seen, signer, start):
    settings.SIGNING_IDENTITY = "name"
    request = ask(signer_document="", signer_name="Jefatura Unidad")
    _request, begun = start(request)
    assert signer.run(begun.param).status_code == 200
    other = ask(signer_document="", signer_name="Otra Jefatura", order=2)
    request.refresh_from_db()
    begun = services.start_remote(other, by=unit_head, password=PASSWORD, seen=request.signed_file.sha256)
    signer.sign = lambda document: documents.signed(document, signer.holder, field="Otra")
    assert "se pidió la firma de Otra Jefatura" in signer.run(begun.param).content.decode()


def test_what_comes_back_after_the_request_was_taken_back_is_not_taken(
    start, signer, coordinator, bytes_of, document
):
    request, begun = start()
    signer.told = json.loads(base64.b64decode(signer.parameters(begun.param).content))
    services.cancel(request, by=coordinator, reason="Cambió")
    assert signer.give_back(signer.sign(bytes_of(document))).status_code == 404
    request.refresh_from_db()
    assert request.state == "cancelled"


def test_a_signature_over_one_that_was_there_goes_on_from_it(start, ask, signer, sign, legal_head, bytes_of):
    first = ask()
    second = ask(signer=legal_head, signer_document=pki.DNI, purpose="approver")
    first = sign(first)
    begun = services.start_remote(second, by=legal_head, password=PASSWORD, seen=first.signed_file.sha256)
    assert signer.run(begun.param).status_code == 200
    second.refresh_from_db()
    after = bytes_of(second.signed_file)
    assert after.startswith(bytes_of(first.signed_file))
    with pikepdf.open(__import__("io").BytesIO(after)) as pdf:
        assert len(pdf.Root.AcroForm.Fields) == 2


# -- when it is not there --------------------------------------------------------------------------


def test_it_is_off_unless_it_is_switched_on_and_the_page_says_so(client, ask, unit_head, seen):
    request = ask()
    client.force_login(unit_head)
    page = client.get(f"/firmas/{request.pk}/")
    assert "Firma Perú no está activada en este sistema." in page.content.decode()
    assert "firmaperu" not in page.content.decode()
    assert "firmaperu" not in page["Content-Security-Policy"]
    answer = client.post(
        f"/firmas/{request.pk}/firmar/", {"way": "firma_peru", "password": PASSWORD, "seen": seen}
    )
    assert answer.status_code == 409
    request.refresh_from_db()
    assert request.state == "requested"


def test_only_the_page_that_starts_the_signer_may_reach_the_platform(client, ask, platform, unit_head, seen):
    request = ask()
    client.force_login(unit_head)
    assert "firmaperu" not in client.get(f"/firmas/{request.pk}/")["Content-Security-Policy"]
    page = client.post(
        f"/firmas/{request.pk}/firmar/", {"way": "firma_peru", "password": PASSWORD, "seen": seen}
    )
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self' https://apps.firmaperu.gob.pe"
    assert "https://127.0.0.1:48596" in policy["connect-src"]
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("FIRMA_PERU_CLIENT_SECRET", "", "falta FIRMA_PERU_CLIENT_SECRET"),
        ("FIRMA_PERU_TOKEN_URL", "http://plataforma.ejemplo.pe/", "https"),
        ("FIRMA_PERU_SCRIPT_URL", "http://plataforma.ejemplo.pe/x.js", "https"),
        ("FIRMA_PERU_LEVEL", "Z", "B, T o LTA"),
    ],
)
def test_a_half_configured_platform_is_not_used(start, settings, setting, value, words):
    setattr(settings, setting, value)
    with pytest.raises(NotAvailable, match=words):
        start()


def test_a_platform_that_refuses_or_is_silent_stops_the_signing_at_once(start, platform, ask, monkeypatch):
    request = ask()
    platform.status = 401
    with pytest.raises(SigningFailed, match="respuesta 401"):
        start(request)

    def silent(*args, **given):
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(firma_peru.requests, "post", silent)
    with pytest.raises(SigningFailed, match="no responde"):
        start(request)
    request.refresh_from_db()
    assert request.state == "requested"


def test_when_the_platform_falls_silent_in_between_the_page_tells(start, signer, platform):
    request, begun = start()
    platform.status = 503
    assert signer.parameters(begun.param).status_code == 503
    request.refresh_from_db()
    assert (request.state, "respuesta 503" in request.problem) == ("started", True)


def test_only_who_was_asked_starts_it(ask, platform, director, seen):
    with pytest.raises(TransitionRefused, match="a nadie más"):
        services.start_remote(ask(), by=director, password=PASSWORD, seen=seen)


def test_two_uses_of_one_address_at_the_same_moment_cannot_both_succeed(start):
    _request, begun = start()
    handed = json.loads(base64.b64decode(begun.param))
    address = path(handed["param_url"]).rstrip("/").rpartition("/")[2]
    links.take_parameters(address, handed["param_token"], now=clock.now())
    with pytest.raises(links.LinkRefused):
        links.take_parameters(address, handed["param_token"], now=clock.now())
