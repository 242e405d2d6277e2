"""The institution's own certificate, a PKCS#12 file outside the database, used through pyHanko."""

import hashlib
import io
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils import content, layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigAuthType, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.stamp import StaticStampStyle

from sigor.signatures import stamp
from sigor.signatures.models import Way
from sigor.signatures.port import Expected, NotAvailable, SigningFailed, Wanted

TIMEOUT = 15  # seconds for the timestamping service


class InstitutionCertificate:
    """Signs here, for a person who has just given the password again."""

    way = Way.CERTIFICATE

    def unavailable(self) -> str:
        path: Path | None = settings.SIGNING_P12
        if path is None:
            return _("El certificado institucional no está configurado en este sistema.")
        if not path.is_file():
            return _("No se encuentra el certificado institucional: avise a quien administra el sistema.")
        return ""

    def expected(self, name: str, document: str) -> Expected:
        """The very certificate of the installation: the person is vouched for by the password, not by it."""
        certificate = _holder_of(_key())
        return Expected(
            fingerprint=hashlib.sha256(certificate.dump()).hexdigest(), timestamp=timestamper() is not None
        )

    def sign(self, document: bytes, wanted: Wanted) -> bytes:
        key = _key()
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(document), strict=True)
            field, style = _visible(writer.prev, wanted, _holder_of(key))
            metadata = PdfSignatureMetadata(
                field_name=wanted.code,
                reason=wanted.reason,
                name=wanted.name,
                subfilter=SigSeedSubFilter.PADES,
                prop_auth_time=0,
                prop_auth_type=SigAuthType.PASSWORD,
            )
            signer = SignerAt(
                metadata, key, timestamper=timestamper(), stamp_style=style, new_field_spec=field
            )
            signer.moment = wanted.moment
            signed: bytes = signer.sign_pdf(writer).getvalue()
            return signed
        except TimestampRequestError as failed:
            raise SigningFailed(
                _("El servicio de sello de tiempo no respondió; no se firmó nada. Inténtelo más tarde.")
            ) from failed
        except (PdfError, SigningError, layout.LayoutError, ValueError, KeyError, OSError) as failed:
            raise SigningFailed(_("Este PDF no admite una firma; no se firmó nada.")) from failed


class SignerAt(PdfSigner):
    """pyHanko's signer, told what time it is: the product has one clock."""

    moment: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def timestamper() -> TimeStamper | None:
    """The timestamping authority of the installation, if it has one."""
    if not settings.SIGNING_TSA_URL:
        return None
    account = (settings.SIGNING_TSA_USER, settings.SIGNING_TSA_PASSWORD)
    return RequestsHTTPTimeStamper(
        settings.SIGNING_TSA_URL, timeout=TIMEOUT, auth=account if account[0] else None
    )


def _key() -> SimpleSigner:
    """The key with its certificate and what leads from it to a root."""
    path: Path | None = settings.SIGNING_P12
    if (why := InstitutionCertificate().unavailable()) or path is None:
        raise NotAvailable(why)
    try:
        data = path.read_bytes()
        key = SimpleSigner.load_pkcs12_data(data, [], settings.SIGNING_P12_PASSPHRASE.encode() or None)
    except (OSError, ValueError) as failed:
        raise NotAvailable(
            _("No se pudo abrir el certificado institucional: avise a quien administra el sistema.")
        ) from failed
    key.embed_roots = False
    return key


def _holder_of(key: SimpleSigner) -> x509.Certificate:
    assert key.signing_cert is not None
    return key.signing_cert


def _visible(
    reader: PdfFileReader, wanted: Wanted, certificate: x509.Certificate
) -> tuple[SigFieldSpec, StaticStampStyle | None]:
    """The field of the signature and how it looks; without room in the margin it has no visible part."""
    field = partial(SigFieldSpec, wanted.code, readable_field_name=f"{wanted.reason} — {wanted.name}")
    pages = int(reader.root["/Pages"]["/Count"])
    page = stamp.page_of(wanted, pages)
    left, bottom, width, height = _size(reader, page)
    where = stamp.box(wanted, width, height)
    if where is None:
        return field(), None
    corners = (where.left, where.bottom, where.right, where.top)
    shifted = [round(side + (left, bottom)[number % 2]) for number, side in enumerate(corners)]
    drawn = stamp.draw(wanted, where, _holder(certificate))
    style = StaticStampStyle(
        background=Drawing(drawn),
        border_width=0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
    )
    return field(on_page=page, box=(shifted[0], shifted[1], shifted[2], shifted[3])), style


def _size(reader: PdfFileReader, page: int) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of what is shown of a page, in points."""
    node = reader.find_page_for_modification(page)[0].get_object()
    while "/CropBox" not in node and "/MediaBox" not in node and "/Parent" in node:
        node = node["/Parent"]
    shown = node["/CropBox"] if "/CropBox" in node else node["/MediaBox"]
    x1, y1, x2, y2 = (float(side) for side in shown)
    return min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)


def _holder(certificate: x509.Certificate) -> str:
    names = certificate.subject.native
    name = names.get("organization_name") or names.get("common_name") or ""
    return name if isinstance(name, str) else " ".join(name)


class Drawing(content.PdfContent):
    """A page made by typst, as the look of a signature."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.page = page

    def render(self) -> bytes:
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.page)))
        self.resources.xobject["/Drawing"] = drawn
        x1, y1, x2, y2 = (float(side) for side in drawn.get_object()["/BBox"])
        self.box = layout.BoxConstraints(width=abs(x2 - x1), height=abs(y2 - y1))
        return b"/Drawing Do"
