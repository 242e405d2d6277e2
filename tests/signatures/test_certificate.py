"""Signing with the certificate of the institution: what the file then proves, and that nothing before it is lost."""

import io

import pikepdf
import pytest
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from sigor.organisation import clock
from sigor.records.models import StoredFile
from sigor.records.services import EditedMeanwhile
from sigor.signatures import sandbox, services
from sigor.signatures.adapters import certificate
from sigor.signatures.checks import SignatureRejected
from sigor.signatures.port import NotAvailable, Place, SigningFailed
from sigor.signatures.verdicts import summary, verdict
from tests.conftest import PASSWORD
from tests.signatures import documents, pki


def verdicts_of(data: bytes):
    report = sandbox.inspect(data, moment=clock.now())
    return [verdict(one) for one in report["signatures"]]


def test_a_signature_with_a_timestamp_is_pades_b_t_and_valid(ask, sign, bytes_of, unit_head):
    request = sign(ask(role="Jefatura de UCC"))
    assert (request.state, request.way, request.level) == ("signed", "certificate", "B-T")
    assert request.closed_by == unit_head
    assert request.timestamp_time is not None
    assert request.certificate_subject.count("Agente automatizado")
    assert "Doy V° B°" in request.meaning
    (one,) = verdicts_of(bytes_of(request.signed_file))
    assert one.state.code == "valid", one
    assert (one.level, one.reason, one.stamp_trusted) == ("PAdES B-T", "Doy V° B°", True)
    assert one.coverage == "Cubre todo el archivo."


def test_without_a_timestamping_service_it_is_b_b_and_says_so(ask, sign, monkeypatch):
    monkeypatch.setattr(certificate, "timestamper", lambda: None)
    request = sign(ask())
    assert (request.level, request.timestamp_time) == ("B-B", None)
    assert request.get_level_display() == "PAdES B-B, sin sello de tiempo"
    assert request.signing_time is not None


def test_the_former_bytes_stay_and_the_signed_file_begins_with_them(ask, sign, document, bytes_of):
    request = sign(ask())
    before, after = bytes_of(document), bytes_of(request.signed_file)
    assert after.startswith(before)
    assert len(after) > len(before)
    assert StoredFile.objects.filter(pk__in=[document.pk, request.signed_file_id]).count() == 2


def test_two_signatures_one_after_another_are_both_valid(ask, sign, bytes_of, legal_head):
    first = ask()
    second = ask(signer=legal_head, purpose="approver", signer_document=pki.OTHER_DNI)
    first = sign(first)
    second = sign(second)
    assert second.sent_file == first.signed_file
    found = verdicts_of(bytes_of(second.signed_file))
    assert [one.state.code for one in found] == ["valid", "valid"]
    assert [one.reason for one in found] == ["Doy V° B°", "Apruebo"]
    assert found[0].later == "Después solo se agregaron otras firmas."
    assert summary(found) == "Todas las firmas son válidas (2)."


def test_an_archival_document_of_ours_stays_one_that_others_read(ask, sign, bytes_of):
    request = sign(ask(purpose="author", verification="Verifique en https://ejemplo.pe con el código ABCD"))
    with pikepdf.open(io.BytesIO(bytes_of(request.signed_file))) as pdf:
        assert len(pdf.pages) == 2
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2A"
        (widget,) = pdf.pages[0].Annots
        assert widget.FT == "/Sig"
        assert int(widget.F) & 4, "it prints"
        fonts = widget.AP.N.Resources.XObject.Drawing.Resources.Font
        described = [font.DescendantFonts[0].FontDescriptor for _name, font in fonts.items()]
        assert described
        assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in described), "fonts go along"


def test_a_visa_goes_into_the_margin_and_a_block_where_it_was_asked_for(ask, sign, bytes_of, legal_head):
    visa = sign(ask())
    block = sign(
        ask(signer=legal_head, purpose="approver", signer_document=pki.OTHER_DNI, place=Place(-1, 120, 200))
    )
    with pikepdf.open(io.BytesIO(bytes_of(block.signed_file))) as pdf:
        margin = [float(side) for side in pdf.pages[0].Annots[0].Rect]
        placed = [float(side) for side in pdf.pages[1].Annots[0].Rect]
    assert margin[2] < 57, "within two centimetres from the edge"
    assert placed[2] - placed[0] > placed[3] - placed[1], "it lies flat"
    assert abs(placed[0] - 120 * 72 / 25.4) < 2
    assert visa.order == 1


def test_an_rsa_and_a_curve_key_both_sign(ask, sign, settings, authority):
    settings.SIGNING_P12.write_bytes(authority.other.pkcs12())
    assert sign(ask()).certificate_subject.count("OTRA PERSONA")


def test_who_gives_a_wrong_password_signs_nothing(ask, institution, unit_head, seen):
    request = ask()
    with pytest.raises(services.WrongPassword):
        services.sign_with_certificate(request, by=unit_head, password="otra", seen=seen)
    request.refresh_from_db()
    assert request.state == "requested"


def test_who_read_another_document_signs_nothing(ask, institution, unit_head):
    with pytest.raises(EditedMeanwhile):
        services.sign_with_certificate(ask(), by=unit_head, password=PASSWORD, seen="0" * 64)


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ("expired", "estaba vencido"),
        ("stranger", "no lo emitió una autoridad"),
        ("for_entering", "no es un certificado de firma"),
    ],
)
def test_a_certificate_that_is_no_good_is_refused_and_nothing_is_kept(
    ask, sign, settings, authority, holder, words
):
    settings.SIGNING_P12.write_bytes(getattr(authority, holder).pkcs12())
    request, kept = ask(), StoredFile.objects.count()
    with pytest.raises(SignatureRejected, match=words):
        sign(request)
    request.refresh_from_db()
    assert (request.state, request.signed_file) == ("requested", None)
    assert words in request.problem
    assert StoredFile.objects.count() == kept


def test_without_trusted_authorities_nothing_is_signed(ask, sign, settings):
    settings.SIGNING_TRUST = None
    with pytest.raises(SignatureRejected):
        sign(ask())


def test_without_its_certificate_the_installation_says_so(ask, sign, settings):
    request = ask()
    settings.SIGNING_P12 = None
    with pytest.raises(NotAvailable, match="no está configurado"):
        sign(request)


def test_a_wrong_passphrase_is_told_without_telling_it(ask, sign, settings):
    settings.SIGNING_P12_PASSPHRASE = "secreta-equivocada"
    with pytest.raises(NotAvailable) as told:
        sign(ask())
    assert "secreta" not in str(told.value)


def test_when_the_timestamping_service_is_silent_nothing_is_signed(ask, sign, monkeypatch, authority):
    class Silent(type(authority.timestamper())):
        async def async_request_tsa_response(self, req):
            raise TimestampRequestError("nobody answers")

    silent = authority.timestamper()
    silent.__class__ = Silent
    monkeypatch.setattr(certificate, "timestamper", lambda: silent)
    request = ask()
    with pytest.raises(SigningFailed, match="sello de tiempo no respondió"):
        sign(request)
    request.refresh_from_db()
    assert request.state == "requested"


def test_a_timestamp_that_nobody_here_trusts_is_refused(ask, sign, monkeypatch, authority):
    unknown = pki.make(pki.name("Otro reloj"), curve=False, stamps=True)
    untrusted = pki.Authority(**{**vars(authority), "clock": unknown}).timestamper()
    monkeypatch.setattr(certificate, "timestamper", lambda: untrusted)
    with pytest.raises(SignatureRejected, match="sello de tiempo"):
        sign(ask())


def test_a_document_signed_elsewhere_before_keeps_that_signature(ask, sign, keep, bytes_of, authority):
    outside = documents.signed(documents.report(), authority.person, reason="Soy el autor del documento")
    request = sign(ask(file=keep(outside)))
    assert [one.state.code for one in verdicts_of(bytes_of(request.signed_file))] == ["valid", "valid"]


def test_the_timestamping_service_is_the_one_of_the_settings(settings):
    assert certificate.timestamper() is None
    settings.SIGNING_TSA_URL = "https://tsa.ejemplo.pe/"
    assert (certificate.timestamper().url, certificate.timestamper().auth) == (
        "https://tsa.ejemplo.pe/",
        None,
    )
    settings.SIGNING_TSA_USER, settings.SIGNING_TSA_PASSWORD = "usuario", "clave"
    assert certificate.timestamper().auth == ("usuario", "clave")
