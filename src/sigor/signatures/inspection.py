"""What the signatures of a PDF prove, worked out by pyHanko in a process of its own.

Knows nothing of Django, of the database or of the network: bytes and trusted certificates come in, plain values
go out (`sandbox` runs it). Whoever shows the answer finds the words for it.
"""

import hashlib
import io
import json
import logging
import re
import resource
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffPolicy, DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from sigor.signatures.differences import ONLY_SIGNATURES

MOST_SIGNATURES = 40
LONGEST = 500  # characters of anything that the file says
MEMORY = 1 << 30  # bytes
SECONDS = 20  # of processor

PADES = "/ETSI.CAdES.detached"
COVERS: dict[SignatureCoverageLevel | None, str] = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}
REVOKED = (AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE)
WEAK = (AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
# What a file that is not as it should be makes the libraries raise: each means «it cannot be read».
UNREADABLE = (
    PdfError,
    SignatureValidationError,
    SigningError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    OSError,
    OverflowError,
    ArithmeticError,
)


class Unreadable(Exception):
    """The file cannot be looked into; the message is one word for why."""


def inspect(
    data: bytes, *, moment: datetime, trusted: Sequence[asn1_x509.Certificate], sent: int | None = None
) -> dict[str, Any]:
    """What the file is and what each of its signatures proves at `moment`.

    With `sent`, the length of the document that somebody was given to sign, also what was added to it.
    Raises Unreadable.
    """
    reader = _open(data)
    try:
        before = _open(data[:sent]) if sent is not None else None
        fields = list(enumerate_sig_fields(reader, filled_status=True))
        if len(fields) > MOST_SIGNATURES:
            raise Unreadable("too_many")
        store = _store(reader)
        found = [_signature(reader, name, field, moment, trusted, store) for name, _value, field in fields]
        found.sort(key=lambda one: one["revision"])
        _archived(found)
        report: dict[str, Any] = {
            "pages": int(reader.root["/Pages"]["/Count"]),
            "locked": any(one["locks"] for one in found),
            "signatures": found,
        }
        if before is not None and sent is not None:
            report["added"] = _added(reader, before, sent, found)
    except UNREADABLE as problem:
        raise Unreadable("malformed") from problem
    return report


def _open(data: bytes) -> PdfFileReader:
    if not data.startswith(b"%PDF-"):
        raise Unreadable("not_pdf")
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if reader.encrypted:
            raise Unreadable("encrypted")
        if reader.xrefs.hybrid_xrefs_present:
            raise Unreadable("hybrid")
        return reader
    except UNREADABLE as problem:
        raise Unreadable("malformed") from problem


def _store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _context(
    moment: datetime, trusted: Sequence[asn1_x509.Certificate], store: DocumentSecurityStore | None
) -> ValidationContext:
    """What to trust at that moment. Nothing is fetched: only what the file itself brings is asked."""
    known: dict[str, Any] = {"trust_roots": list(trusted), "moment": moment, "revocation_mode": "soft-fail"}
    return store.as_validation_context(known) if store is not None else ValidationContext(**known)


def _signature(
    reader: PdfFileReader,
    name: str,
    field: Any,
    moment: datetime,
    trusted: Sequence[asn1_x509.Certificate],
    store: DocumentSecurityStore | None,
) -> dict[str, Any]:
    """One signature or document timestamp. What cannot be read is told as broken and proves nothing."""
    blank = {"field": _text(name), "revision": 0, "broken": True, "locks": False, "kind": "signature"}
    try:
        one = EmbeddedPdfSignature(reader, field, name)
        told = blank | {"broken": False, "revision": one.signed_revision, "padded": _clean_padding(one)}
        told |= _holder(one.signer_cert)
        if one.sig_object_type == "/DocTimeStamp":
            return told | _document_timestamp(one, moment, trusted, store)
        return told | _ordinary(one, moment, trusted, store)
    except UNREADABLE:
        return blank


def _ordinary(
    one: EmbeddedPdfSignature,
    moment: datetime,
    trusted: Sequence[asn1_x509.Certificate],
    store: DocumentSecurityStore | None,
) -> dict[str, Any]:
    status = validate_pdf_signature(one, _context(moment, trusted, store))
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.valid and stamp.intact
    reference = moment
    if stamp is not None and stamp.trusted:
        # The chain is asked about the moment that the timestamp proves, not about today.
        reference = stamp.timestamp
        at_signing = validate_pdf_signature(one, _context(reference, trusted, store), skip_diff=True)
        trust = _trust(at_signing, reference)
    else:
        trust = _trust(status, reference)
    pades = _entry(one.sig_object, "/SubFilter", "") == PADES
    declared = one.self_reported_timestamp
    return {
        "intact": status.intact and status.valid,
        "covers": COVERS.get(status.coverage, "part"),
        "later": _later(one, status),
        "trust": trust,
        "pades": pades,
        "level": ("B-T" if stamped else "B-B") if pades else "",
        "evidence": store is not None and bool(store.crls or store.ocsps),
        "reason": _text(_entry(one.sig_object, "/Reason", "")),
        "name": _text(_entry(one.sig_object, "/Name", "")),
        "declared_at": declared.isoformat() if declared is not None and declared.tzinfo else None,
        "timestamp_at": stamp.timestamp.isoformat() if stamp is not None and stamped else None,
        "timestamp_trusted": bool(stamp is not None and stamp.trusted),
        "timestamp_by": _common_name(stamp.signing_cert) if stamp is not None else "",
        "locks": one.docmdp_level == MDPPerm.NO_CHANGES,
        "share": _share_of_page(one),
    }


def _document_timestamp(
    one: EmbeddedPdfSignature,
    moment: datetime,
    trusted: Sequence[asn1_x509.Certificate],
    store: DocumentSecurityStore | None,
) -> dict[str, Any]:
    status = validate_pdf_timestamp(one, _context(moment, trusted, store))
    good = status.intact and status.valid
    return {
        "kind": "timestamp",
        "intact": good,
        "covers": COVERS.get(status.coverage, "part"),
        "later": "none" if status.coverage == SignatureCoverageLevel.ENTIRE_FILE else _reviewed(one, None),
        "trust": "trusted" if status.trusted else "untrusted",
        "level": "",
        "reason": "",
        "timestamp_at": status.timestamp.isoformat() if good else None,
        "timestamp_trusted": bool(status.trusted),
        "timestamp_by": _common_name(one.signer_cert),
    }


def _archived(found: Iterable[dict[str, Any]]) -> None:
    """Raise the level of signatures whose proof the file carries: validation data, and a timestamp over it."""
    stamps = [one for one in found if one["kind"] == "timestamp" and one.get("timestamp_at")]
    for one in found:
        if one.get("level") == "B-T" and one["evidence"]:
            later = any(stamp["revision"] > one["revision"] for stamp in stamps)
            one["level"] = "B-LTA" if later else "B-LT"


def _later(one: EmbeddedPdfSignature, status: PdfSignatureStatus) -> str:
    """What happened to the file after this signature."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "none"
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return "changed"
    return _reviewed(one, one.docmdp_level)


def _reviewed(one: EmbeddedPdfSignature, allowed: MDPPerm | None) -> str:
    if one.signed_revision == one.reader.xrefs.total_revisions - 1:
        return "appended"  # bytes that are no revision of the document, and that nobody signed
    if _clears(ONLY_SIGNATURES, one.reader, one.signed_revision, allowed):
        return "signatures"
    return "forms" if _clears(DEFAULT_DIFF_POLICY, one.reader, one.signed_revision, allowed) else "changed"


def _clears(policy: DiffPolicy, reader: PdfFileReader, base: int, allowed: MDPPerm | None = None) -> bool:
    try:
        result = policy.review_file(reader, base, doc_mdp=allowed)
    except UNREADABLE:
        return False
    return isinstance(result, DiffResult) and result.modification_level != ModificationLevel.OTHER


def _trust(status: PdfSignatureStatus, reference: datetime) -> str:
    """Whether the certificate leads to a trusted root and was good then; otherwise the nearest word for why not."""
    certificate, why = status.signing_cert, status.trust_problem_indic
    if not (status.intact and status.valid):
        return "unknown"
    if status.trusted:
        return "trusted"
    if why in REVOKED:
        return "revoked"
    if why in WEAK:
        return "weak"
    if why == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return "untrusted"
    if certificate.not_valid_after < reference:
        return "expired"
    if certificate.not_valid_before > reference:
        return "not_yet"
    return "not_for_signing" if why == AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE else "chain"


def _added(
    reader: PdfFileReader, before: PdfFileReader, sent: int, found: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """What the file has more than the document that begins it: nothing but signatures, and which."""
    known, total = before.xrefs.total_revisions, reader.xrefs.total_revisions
    start = reader.xrefs.get_startxref_for_revision
    # The newer sections must build on the very ones that were sent, and lie after them.
    builds_on = (
        total > known
        and start(known - 1) == before.xrefs.get_startxref_for_revision(known - 1)
        and all(start(number) >= sent for number in range(known, total))
    )
    earlier = {name for name, _value, _field in enumerate_sig_fields(before, filled_status=True)}
    return {
        "only_signatures": builds_on and _clears(ONLY_SIGNATURES, reader, known - 1),
        "sealed": any(
            one.get("covers") == "file" and one["intact"] for one in found if one["field"] not in earlier
        ),
        "fields": [
            one["field"] for one in found if one["field"] not in earlier and one["kind"] == "signature"
        ],
    }


def _clean_padding(one: EmbeddedPdfSignature) -> bool:
    """The room left behind a signature is empty: nothing hides where no signature looks."""
    content = one.pkcs7_content
    size = len(cms.ContentInfo.load(content).dump())
    return not any(content[size:])


def _share_of_page(one: EmbeddedPdfSignature) -> float:
    """How much of its page the visible part of a signature covers, from 0 to 1; what cannot be told counts as all."""
    try:
        widgets = [one.sig_field, *(kid.get_object() for kid in _entry(one.sig_field, "/Kids", ()))]
        return max(_share(one.reader, widget) for widget in widgets)
    except (KeyError, ValueError, TypeError, IndexError):
        return 1.0


def _share(reader: PdfFileReader, widget: Any) -> float:
    rectangle = _entry(widget, "/Rect", (0, 0, 0, 0))
    page = _entry(widget, "/P", None) or reader.find_page_for_modification(0)[0].get_object()
    while "/MediaBox" not in page:
        page = page["/Parent"]
    return round(_area(rectangle) / max(1.0, _area(page["/MediaBox"])), 3)


def _area(sides: Any) -> float:
    left, bottom, right, top = (float(side) for side in sides)
    return abs((right - left) * (top - bottom))


def _entry(found: Any, key: str, otherwise: Any) -> Any:
    """The value of an entry itself, wherever in the file it stands (`get` would give the reference to it)."""
    try:
        return found[key]
    except KeyError:
        return otherwise


def _holder(certificate: asn1_x509.Certificate) -> dict[str, Any]:
    names = certificate.subject.native
    return {
        "subject": _words(certificate.subject),
        "common_name": _common_name(certificate),
        "given": _text(f"{_one(names.get('given_name'))} {_one(names.get('surname'))}".strip()),
        "organisation": _one(names.get("organization_name")),
        "identity": _one(names.get("serial_number")),
        "issuer": _words(certificate.issuer),
        "issuer_name": _one(certificate.issuer.native.get("common_name")) or _words(certificate.issuer),
        "serial": format(certificate.serial_number, "x"),
        "fingerprint": hashlib.sha256(certificate.dump()).hexdigest(),
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_until": certificate.not_valid_after.isoformat(),
    }


def _common_name(certificate: asn1_x509.Certificate) -> str:
    return _one(certificate.subject.native.get("common_name")) or _words(certificate.subject)


def _words(name: asn1_x509.Name) -> str:
    """A distinguished name without its labels, what is nearest to the person first."""
    parts = [str(pair["value"].native) for group in reversed(list(name.chosen)) for pair in group]
    return _text(", ".join(parts))


def _one(value: Any) -> str:
    """A name that may be given several times."""
    return _text(" ".join(str(v) for v in value) if isinstance(value, list) else value or "")


def _text(value: Any) -> str:
    """Words of the file, without what could disturb a page, and no longer than a page needs."""
    if isinstance(value, generic.ByteStringObject):
        value = value.original_bytes.decode("latin-1")
    return re.sub(r"[\x00-\x1f\x7f-\x9f​-‏‪-‮⁦-⁩]+", " ", str(value)).strip()[:LONGEST]


def certificates_in(folder: Path | None) -> list[asn1_x509.Certificate]:
    """The trusted certificates that a folder holds, as PEM or DER; files that are none are left out."""
    found: list[asn1_x509.Certificate] = []
    for path in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []:
        if path.suffix.lower() in (".pem", ".crt", ".cer", ".der"):
            try:
                found += load_certs_from_pemder([str(path)])
            except (ValueError, TypeError, OSError):
                continue
    return found


def answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The report on the file, or one word for why there is none."""
    trusted = certificates_in(Path(asked["trust"]) if asked["trust"] else None)
    try:
        moment = datetime.fromisoformat(asked["moment"])
        return inspect(data, moment=moment, trusted=trusted, sent=asked["sent"])
    except Unreadable as why:
        return {"problem": str(why)}
    except RecursionError:
        return {"problem": "too_deep"}
    except MemoryError:
        return {"problem": "too_big"}


def narrow() -> None:
    """Give up, before reading anything, whatever a hostile file could abuse."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(
            what, (limit, hard) if hard == resource.RLIM_INFINITY else (min(limit, hard), hard)
        )


def main() -> None:
    narrow()
    logging.disable(logging.CRITICAL)
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    sys.stdout.write(json.dumps(answer(asked, data)))


if __name__ == "__main__":
    main()
