"""A copy of a stored PDF says on every page that it is one; the original stays as it is, to the last byte."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import RequestFactory
from django.urls import reverse
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pypdf import PdfReader

from sigor.copies import downloads, selectors, services, stamps
from sigor.copies.models import IssuedFile, Kind
from sigor.organisation.models import Programme
from sigor.records import files
from tests.copies.conftest import a_pdf, text_of
from tests.plans.conftest import on


def told(**more):
    what = {
        "kind": Kind.DOCUMENT,
        "title": "Directiva de archivos",
        "edition": "Versión 3",
        "classification": "USO INTERNO",
    }
    return services.Particulars(**(what | more))


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    """Somebody with a certificate made for the test."""
    folder = tmp_path_factory.mktemp("key")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Persona de prueba")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
    )
    certificate = made.sign(key, hashes.SHA256())
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return signers.SimpleSigner.load(str(folder / "key.pem"), str(folder / "cert.pem"))


@pytest.fixture
def signed(signer):
    """A PDF that somebody signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(a_pdf(pages=2)))
    seen = SigFieldSpec("Firma1", box=(50, 50, 300, 120))
    how = signers.PdfSigner(signers.PdfSignatureMetadata(field_name="Firma1"), signer, new_field_spec=seen)
    writer = IncrementalPdfFileWriter(io.BytesIO(how.sign_pdf(writer).getvalue()))
    unseen = signers.PdfSignatureMetadata(field_name="Firma2")
    return signers.sign_pdf(writer, unseen, signer=signer).getvalue()


@pytest.fixture
def encrypted():
    def make(**passwords):
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
            pdf.save(made, encryption=pikepdf.Encryption(**({"owner": "x", "user": ""} | passwords)))
        return made.getvalue()

    return make


def test_every_page_says_who_took_it_when_and_under_which_code(stored, unit_head):
    original = stored(a_pdf(pages=3))
    with on("2025-06-30"):
        copy = stamps.stamped_copy(original, told(), by=unit_head)
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(copy.data)).pages]
    assert len(pages) == 3
    for page in pages:
        for words in (
            "COPIA NO CONTROLADA", str(unit_head), "unit_head", "30/06/2025 10:00", "Versión 3", "USO INTERNO",
            "Directiva de archivos", copy.file.code, f"/v/{copy.file.code}/",
        ):  # fmt: skip
            assert words in page


def test_the_copy_is_a_row_of_its_own_that_points_to_the_original(stored, unit_head, issued):
    original = issued(data=a_pdf())
    copy = stamps.stamped_copy(original.file, told(), by=unit_head, issued=original)
    row = IssuedFile.objects.get(code=copy.file.code)
    assert (row.kind, row.original, row.copy_of, row.file) == (Kind.COPY, original.file, original, None)
    assert row.code != original.code and row.issued_by == unit_head and not row.signatures_lost
    again = stamps.stamped_copy(original.file, told(), by=unit_head, issued=original)
    assert again.file.code != row.code


def test_the_original_stays_as_it_is(stored, unit_head):
    data = a_pdf(pages=2)
    original = stored(data)
    copy = stamps.stamped_copy(original, told(), by=unit_head)
    assert files.location(original.sha256).read_bytes() == data != copy.data
    assert list(files.verify()) == []


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_band_stands_below_the_page_as_it_is_seen(stored, unit_head, turned):
    copy = stamps.stamped_copy(stored(a_pdf(size=(595, 842), turned=turned)), told(), by=unit_head)
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        left, bottom, right, top = (float(side) for side in pdf.pages[0].mediabox)
        band = stamps.Size(842 if turned % 180 else 595, 842).band
        grown = {
            0: (0, -band, 595, 842),
            90: (0, 0, 595 + band, 842),
            180: (0, 0, 595, 842 + band),
            270: (-band, 0, 595, 842),
        }
        assert (left, bottom, right, top) == pytest.approx(grown[turned], abs=0.01)
    assert "COPIA NO CONTROLADA" in text_of(copy.data)


def test_pages_of_every_size_in_one_file_are_stamped(stored, unit_head):
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for size in ((595, 842), (842, 595), (1191, 842), (300, 420), (595, 842)):
            pdf.add_blank_page(page_size=size)
        pdf.save(made)
    copy = stamps.stamped_copy(stored(made.getvalue()), told(title="T" * 280), by=unit_head)
    for page in PdfReader(io.BytesIO(copy.data)).pages:
        assert copy.file.code in page.extract_text()


def test_what_is_said_in_a_stamp_is_only_words(stored, unit_head):
    odd = 'R&D #set *x* _y_ $z$ @ref \\ `raw` = [c] <b> "q" 漢字 😀'
    copy = stamps.stamped_copy(stored(a_pdf()), told(title=odd), by=unit_head)
    assert "#set *x* _y_ $z$ @ref" in text_of(copy.data)


def test_the_copy_claims_neither_the_standard_nor_the_title_of_its_original(stored, unit_head):
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf, io.BytesIO() as made:
        with pdf.open_metadata() as facts:
            facts["pdfaid:part"], facts["pdfaid:conformance"], facts["dc:title"] = "2", "A", "Original"
        pdf.save(made)
        original = stored(made.getvalue())
    copy = stamps.stamped_copy(original, told(), by=unit_head)
    with pikepdf.open(io.BytesIO(copy.data)) as pdf, pdf.open_metadata() as facts:
        assert "pdfaid:part" not in facts
        assert facts["dc:title"] == "COPIA NO CONTROLADA – Directiva de archivos"
        assert facts["dc:identifier"] == copy.file.code


def test_of_a_signed_original_the_copy_says_that_it_carries_no_signatures(stored, signed, unit_head, client):
    original = stored(signed)
    assert "valen solo en el original" in stamps.warning(original)
    copy = stamps.stamped_copy(original, told(), by=unit_head)
    assert copy.file.signatures_lost
    assert "Persona de prueba" in text_of(copy.data), "what the signature looked like stays"
    assert "Las firmas digitales valen solo en el original" in re.sub(r"\s+", " ", text_of(copy.data))
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        assert not stamps.is_signed(pdf) and "/AcroForm" not in pdf.Root
    assert files.location(original.sha256).read_bytes() == signed
    page = client.get(reverse("verify_code", args=[copy.file.code])).content.decode()
    assert "esta copia no las conserva" in page


def test_an_original_without_signatures_brings_no_warning(stored):
    assert stamps.warning(stored(a_pdf())) == ""


def test_a_copy_on_paper_tells_what_became_of_its_original(issued, unit_head, coordinator, client):
    old, new = issued(data=a_pdf()), issued(data=a_pdf())
    copy = stamps.stamped_copy(old.file, told(), by=unit_head, issued=old)
    address = reverse("verify_code", args=[copy.file.code])
    page = client.get(address).content.decode()
    assert "Auténtica" in page and old.code in page and "ya no está vigente" not in page
    services.supersede(old, replacement=new, by=coordinator)
    assert "El original ya no está vigente: reemplazado" in client.get(address).content.decode()


@pytest.mark.parametrize("user", ["", "secreto"])
def test_a_protected_pdf_is_refused_in_words(stored, unit_head, encrypted, user):
    with pytest.raises(stamps.CannotStamp, match="protegido"):
        stamps.stamped_copy(stored(encrypted(user=user)), told(), by=unit_head)
    assert not IssuedFile.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        b"%PDF-1.7\n" + b"\x00\x01garbage" * 50,
        b"%PDF-1.7\ntrailer<</Root 9 0 R>>",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 x]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    ],
)
def test_a_broken_pdf_is_refused_in_words(stored, unit_head, broken):
    with pytest.raises(stamps.CannotStamp):
        stamps.stamped_copy(stored(broken), told(), by=unit_head)
    assert not IssuedFile.objects.exists()


def test_pages_of_impossible_sizes_and_other_files_are_refused(stored, unit_head):
    for size in ((10, 10), (595, 60)):
        with pytest.raises(stamps.CannotStamp, match="tamaño"):
            stamps.stamped_copy(stored(a_pdf(size=size)), told(), by=unit_head)
    with pytest.raises(stamps.CannotStamp, match="PDF"):
        stamps.stamped_copy(stored(b"hola\n", "nota.txt"), told(), by=unit_head)


def test_an_original_that_the_store_lost_is_refused(stored, unit_head):
    original = stored(a_pdf())
    files.location(original.sha256).unlink()
    with pytest.raises(stamps.CannotStamp, match="almacén"):
        stamps.stamped_copy(original, told(), by=unit_head)


def test_a_page_hands_the_copy_over_or_says_why_not(
    stored, unit_head, encrypted, django_assert_max_num_queries
):
    request = RequestFactory().get("/")
    request.user = unit_head
    given = downloads.stamped_download(
        request, original=stored(a_pdf()), what=told(), file_name="Directiva N.° 3.pdf"
    )
    row = IssuedFile.objects.get()
    assert (
        given.status_code == 200
        and "no-store" in given["Cache-Control"]
        and given["Content-Type"] == "application/pdf"
    )
    assert f"directiva-n-3-copia-no-controlada-{row.code}.pdf" in given["Content-Disposition"]
    refused = downloads.stamped_download(
        request, original=stored(encrypted(user="x")), what=told(), file_name="Directiva.pdf"
    )
    assert refused.status_code == 422 and "protegido" in refused.content.decode()


def test_copies_of_a_record_are_found_with_it(stored, unit_head, units):
    copy = stamps.stamped_copy(stored(a_pdf()), told(about=units["UCC"]), by=unit_head)
    assert list(selectors.issued_about(units["UCC"])) == [copy.file]


def test_a_copy_bears_the_classification_of_the_institution_where_none_is_given(stored, unit_head):
    Programme.objects.create(
        name="Programa", acronym="P", valid_from=date(2020, 1, 1), classification="USO INTERNO"
    )
    copy = stamps.stamped_copy(stored(a_pdf()), told(classification=None), by=unit_head)
    assert copy.file.classification == "USO INTERNO" and "USO INTERNO" in text_of(copy.data)
