"""PDF files of all kinds: one of ours, and those that a hostile hand would make of it."""

import io
from datetime import UTC, datetime
from functools import cache

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper

from sigor.printing.blocks import Cover, Heading, Paragraph
from sigor.printing.pdf import render
from tests.signatures.pki import Holder

FURNITURE = {
    "mottoes": ["Año de prueba"],
    "programme": "Programa de prueba",
    "unit": "UPPM",
    "classification": "Uso interno",
    "control_note": "",
    "language": "es",
    "region": "PE",
    "page": "Página",
    "of": "de",
    "table": "Tabla",
    "chart": "Gráfico",
    "title": "Informe",
    "subject": "Informe de prueba",
    "author": "UPPM",
    "address": "",
    "base_url": "https://ejemplo.pe/prueba/",
}
WORDS = "El programa cumplió lo previsto en el trimestre, según consta en los registros. " * 12


@cache
def report(title: str = "Informe trimestral") -> bytes:
    """A document of this system: PDF/A-2a by typst, two pages."""
    blocks = [Cover(title, "Trimestre II", (("Unidad", "UPPM"),)), Heading("Resultados")]
    blocks += [Paragraph(WORDS) for _number in range(6)]
    return render(blocks, FURNITURE, moment=datetime(2025, 6, 30, tzinfo=UTC))


def signed(
    document: bytes,
    by: Holder,
    *,
    reason: str = "Doy V° B°",
    field: str = "Firma1",
    timestamper: TimeStamper | None = None,
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
    box: tuple[int, int, int, int] | None = None,
    certify: bool = False,
    closes: bool = False,
) -> bytes:
    """The document with one more signature, as any signing program would leave it."""
    metadata = PdfSignatureMetadata(
        field_name=field,
        reason=reason,
        subfilter=subfilter,
        certify=certify,
        docmdp_permissions=MDPPerm.NO_CHANGES if certify or closes else MDPPerm.FILL_FORMS,
    )
    lock = FieldMDPSpec(FieldMDPAction.ALL) if closes else None
    spec = SigFieldSpec(
        field,
        box=box,
        field_mdp_spec=lock,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if closes else None,
    )
    signer = PdfSigner(metadata, by.signer(), timestamper=timestamper, new_field_spec=spec)
    return signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document))).getvalue()


def rewritten(document: bytes) -> bytes:
    """The same content, written anew: not one byte need be where it was."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        pdf.save(out, static_id=True)
    return out.getvalue()


def _updated(document: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_page_more(document: bytes) -> bytes:
    """An incremental update that adds a page: every former byte is still there."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Page"),
                generic.pdf_name("/MediaBox"): generic.ArrayObject(
                    map(generic.NumberObject, (0, 0, 200, 200))
                ),
                generic.pdf_name("/Contents"): writer.add_object(
                    generic.StreamObject(stream_data=b"0 0 m 9 9 l S")
                ),
                generic.pdf_name("/Resources"): generic.DictionaryObject(),
            }
        )
        writer.insert_page(page)

    return _updated(document, change)


def with_a_note(document: bytes) -> bytes:
    """An incremental update that lays a note over the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.find_page_for_modification(0)[0].get_object()
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 500, 500))),
                generic.pdf_name("/Contents"): generic.pdf_string("otra cosa"),
            }
        )
        page[generic.pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
        writer.update_container(page)

    return _updated(document, change)


def drawn_over(document: bytes) -> bytes:
    """An incremental update that paints over the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        paint = writer.add_object(generic.StreamObject(stream_data=b"0 0 500 500 re f"))
        writer.add_stream_to_page(0, paint)

    return _updated(document, change)


def encrypted(document: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="duena", user="duena"))
    return out.getvalue()


def nested(levels: int = 200_000) -> bytes:
    """A catalogue that holds arrays within arrays."""
    body = b"[" * levels + b"]" * levels
    head = b"%PDF-1.7\n"
    first = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Deep " + body + b" >>\nendobj\n"
    second = b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    at = [len(head), len(head) + len(first)]
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in at)
    start = len(head) + len(first) + len(second)
    trailer = b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return head + first + second + table + trailer
