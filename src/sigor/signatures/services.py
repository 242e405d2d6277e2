"""The one way to ask for signatures, to give them and to refuse them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access, files
from sigor.records.actor import acting, session_of
from sigor.records.models import Record, StoredFile
from sigor.records.services import EditedMeanwhile, TransitionRefused, next_number
from sigor.records.ties import tie
from sigor.signatures import checks, links, sandbox, selectors
from sigor.signatures.checks import SignatureRejected
from sigor.signatures.models import Kind, Level, SignatureRequest, SignerLink, Way
from sigor.signatures.port import NotAvailable, Place, SigningFailed, adapter
from sigor.signatures.wording import meaning_of, why_unreadable
from sigor.signatures.workflow import WORKFLOW

CODE = "FIR"
PDF = "application/pdf"


class WrongPassword(Exception):
    """The password given again is not that of the account."""


@dataclass(frozen=True)
class RemoteStart:
    """What the page of a signature outside needs; it holds secrets and is shown once."""

    script: str
    port: int
    param: str


def request_signature(
    record: Any,
    *,
    by: User,
    file: StoredFile,
    file_name: str,
    signer: User,
    purpose: str,
    kind: str = Kind.DIGITAL,
    role: str = "",
    order: int | None = None,
    unit: Unit | None = None,
    signer_name: str = "",
    signer_document: str = "",
    verification: str = "",
    place: Place | None = None,
    expires_at: datetime | None = None,
) -> SignatureRequest:
    """Ask a person to sign a PDF of a record, after those who were asked before.

    `file` is the document or what an earlier signer of it left. `unit` answers for a record that has none of
    its own. Raises AccessDenied, ValidationError.
    """
    unit = unit or record.unit
    access.require(by, Permission.EDIT, [unit.pk])
    if isinstance(record, Record):
        access.require_sight(by, record)
    now = clock.now()
    _require_signable(file, kind, now)
    with acting(by):
        request = SignatureRequest(
            **tie(record),
            code=f"{CODE}-{now.year}-{next_number(CODE, now.year):04d}",
            unit=unit,
            file=_first_of(record, file),
            file_name=file_name[-255:],
            kind=kind,
            purpose=purpose,
            role=role.strip(),
            signer=signer,
            signer_name=(signer_name or signer.full_name).strip(),
            signer_document=signer_document.strip().upper(),
            verification=verification.strip(),
            page=place.page if place else None,
            x=place.x if place else None,
            y=place.y if place else None,
            expires_at=expires_at or now + timedelta(days=settings.SIGNING_REQUEST_DAYS),
            created_at=now,
            created_by=by,
        )
        request.order = _turn(request, order)
        if not signer.is_active:
            raise ValidationError({"signer": _("La cuenta de %(who)s está cerrada.") % {"who": signer}})
        request.full_clean()
        request.save(force_insert=True)
    return request


def _require_signable(file: StoredFile, kind: str, now: datetime) -> None:
    """Only what can be read can be signed; a digital signature needs a PDF that still admits one."""
    if kind == Kind.INTERNAL:
        return
    if file.media_type != PDF:
        raise ValidationError({"file": _("Solo se firman archivos PDF.")})
    report = sandbox.inspect(_read(file), moment=now)
    if "problem" in report:
        raise ValidationError({"file": why_unreadable(report["problem"])})
    if report["locked"]:
        raise ValidationError({"file": _("Una firma anterior cerró este documento: no admite más firmas.")})


def _first_of(record: Any, file: StoredFile) -> StoredFile:
    """The file as it was before the signatures that it already carries here."""
    left = SignatureRequest.objects.filter(**tie(record), signed_file=file).select_related("file").first()
    return left.file if left else file


def _turn(request: SignatureRequest, order: int | None) -> int:
    chain = selectors.chain_of(request).exclude(state="cancelled")
    if order is None:
        return (chain.aggregate(last=Max("order"))["last"] or 0) + 1
    if chain.filter(order__gt=order, state="signed").exists():
        raise ValidationError({"order": _("Ya se firmó después de ese turno.")})
    return order


def refused(request: SignatureRequest, name: str, *, by: User, reason: str | None = None) -> str:
    """Why this person cannot take this step now, or an empty string. Pages show it beside the step."""
    step, state = WORKFLOW.transition(name), request.get_state()
    if state.code not in step.sources:
        return _("No es posible: la solicitud está %(state)s.") % {"state": str(state.label).lower()}
    if name == "cancel":
        if not selectors.may_cancel(request, by):
            return _("Solo la anula quien la pidió o quien responde por la unidad.")
    elif request.signer_id != by.pk:
        return _("Solo %(who)s puede hacerlo: a nadie más se le pidió.") % {"who": request.signer_name}
    if name in ("start", "sign") and (why := selectors.not_yet(request)):
        return why
    if step.needs_reason and reason is not None and not reason.strip():
        return _("Escriba el motivo.")
    return ""


def refuse(request: SignatureRequest, *, by: User, reason: str) -> SignatureRequest:
    """The person asked says no, and why. Raises TransitionRefused."""
    return _close(request, "refuse", by=by, reason=reason)


def cancel(request: SignatureRequest, *, by: User, reason: str) -> SignatureRequest:
    """Take the request back before it was signed. Raises TransitionRefused."""
    return _close(request, "cancel", by=by, reason=reason)


def _close(request: SignatureRequest, name: str, *, by: User, reason: str) -> SignatureRequest:
    with acting(by, reason=reason.strip()):
        fresh = _locked(request)
        if why := refused(fresh, name, by=by, reason=reason):
            raise TransitionRefused(why)
        fresh.state, fresh.reason = WORKFLOW.transition(name).target, reason.strip()
        fresh.closed_at, fresh.closed_by = clock.now(), by
        fresh.full_clean()
        fresh.save()
        links.end_all(fresh, now=clock.now())
    return fresh


def expire_overdue(*, now: datetime) -> int:
    """Close what nobody signed in time; returns how many. No person does this: the clock does."""
    closed = 0
    with session_of(AnonymousUser(), "task"), transaction.atomic():
        for request in selectors.overdue(now).select_for_update():
            request.state, request.closed_at = WORKFLOW.transition("expire").target, now
            request.save(update_fields=["state", "closed_at"])
            links.end_all(request, now=now)
            closed += 1
    return closed


def approve_internally(request: SignatureRequest, *, by: User, password: str, seen: str) -> SignatureRequest:
    """Give one's word here, without a certificate: «conformidad interna», which is no digital signature.

    `seen` is the sha256 of the document that was read. Raises WrongPassword, EditedMeanwhile,
    TransitionRefused.
    """
    _same_person(by, password)
    with acting(by):
        fresh = _locked(request)
        document = _ready(fresh, by=by, seen=seen, kind=Kind.INTERNAL)
        fresh.sent_file = document
        _signed(fresh, by=by, way=Way.INTERNAL, level=Level.INTERNAL)
    return fresh


def sign_with_certificate(
    request: SignatureRequest, *, by: User, password: str, seen: str
) -> SignatureRequest:
    """Sign with the institution's certificate at the word of the person asked.

    Raises WrongPassword, EditedMeanwhile, TransitionRefused, NotAvailable, SigningFailed, SignatureRejected.
    """
    _same_person(by, password)
    document = _ready(request, by=by, seen=seen, kind=Kind.DIGITAL)
    key, now = adapter(Way.CERTIFICATE), clock.now()
    asked = selectors.wanted(request, now)
    expected = key.expected(asked.name, request.signer_document)
    before = _read(document)
    after = key.sign(before, asked)
    facts = _examined(request, by, before, after, expected, asked.reason, now)

    def ready(fresh: SignatureRequest) -> None:
        _ready(fresh, by=by, seen=seen, kind=Kind.DIGITAL)
        fresh.sent_file = document

    return _accept(request, after, facts, by=by, way=Way.CERTIFICATE, ready=ready)


def start_remote(request: SignatureRequest, *, by: User, password: str, seen: str) -> RemoteStart:
    """Let the person's own signer in for a few minutes. What is sent is settled here.

    Raises WrongPassword, EditedMeanwhile, TransitionRefused, NotAvailable, SigningFailed.
    """
    _same_person(by, password)
    outside, now = adapter(Way.FIRMA_PERU), clock.now()
    _ready(request, by=by, seen=seen, kind=Kind.DIGITAL, step="start")
    outside.expected(request.signer_name, request.signer_document)
    outside.check()
    with acting(by):
        fresh = _locked(request)
        fresh.sent_file = _ready(fresh, by=by, seen=seen, kind=Kind.DIGITAL, step="start")
        fresh.state, fresh.way, fresh.started_at = "started", Way.FIRMA_PERU, now
        fresh.problem, fresh.problem_at = "", None
        fresh.full_clean()
        fresh.save()
        invitation = links.issue(fresh, to=by, now=now)
    told = outside.invitation(
        parameters_url=_address("signer_parameters", invitation.address), token=invitation.token
    )
    return RemoteStart(**told)


def remote_parameters(address: str, token: str) -> str:
    """What the signer outside is told when it asks. Raises LinkRefused, NotAvailable, SigningFailed."""
    now = clock.now()
    errand = links.take_parameters(address, token, now=now)
    request = errand.link.request
    try:
        told: str = adapter(Way.FIRMA_PERU).parameters(
            selectors.wanted(request, now),
            document_url=_address("signer_document", errand.document),
            return_url=_address("signer_return", errand.back),
            mark_url=_address("signer_mark"),
        )
    except (NotAvailable, SigningFailed) as why:
        _note(request, errand.link.issued_to, str(why))
        raise
    return told


def remote_document(secret: str) -> tuple[StoredFile, str]:
    """The document that was settled when the signing began, and its name. Raises LinkRefused."""
    request = links.take_document(secret, now=clock.now()).request
    assert request.sent_file is not None
    return request.sent_file, request.file_name


def receive_signed(secret: str, data: bytes) -> SignatureRequest:
    """Take what the signer outside brings back, if it is what was asked; otherwise nothing of it is kept.

    Raises LinkRefused, SignatureRejected; the state then stays, and the refusal stands in the audit trail.
    """
    now = clock.now()
    link = links.take_return(secret, data, now=now)
    request, by = link.request, link.issued_to
    assert request.sent_file is not None
    outside = adapter(Way.FIRMA_PERU)
    asked = selectors.wanted(request, now)
    expected = outside.expected(request.signer_name, request.signer_document)
    try:
        facts = _examined(request, by, _read(request.sent_file), data, expected, asked.reason, now)
        taken = _accept(request, data, facts, by=by, way=Way.FIRMA_PERU, ready=_still(link))
    except (SignatureRejected, TransitionRefused) as why:
        with acting(by, reason=str(why)):
            links.tell_outcome(link, str(why))
        raise
    with acting(by):
        links.tell_outcome(link, "accepted")
    return taken


def _still(link: SignerLink) -> Callable[[SignatureRequest], None]:
    """Whether the signing that this address belongs to is still under way."""

    def ready(fresh: SignatureRequest) -> None:
        if fresh.state != "started" or fresh.sent_file_id != link.request.sent_file_id:
            raise TransitionRefused(_("La firma ya no está en curso: la solicitud cambió mientras tanto."))

    return ready


def _same_person(by: User, password: str) -> None:
    if not by.check_password(password):
        raise WrongPassword


def _ready(request: SignatureRequest, *, by: User, seen: str, kind: str, step: str = "sign") -> StoredFile:
    """The document to be signed now by this person, who saw it with this sha256."""
    if why := refused(request, step, by=by):
        raise TransitionRefused(why)
    if request.kind != kind:
        raise TransitionRefused(
            _("Esta solicitud pide una firma digital.")
            if request.digital
            else _("Esta solicitud pide una conformidad interna, no una firma digital.")
        )
    document = selectors.document_of(request)
    if document.sha256 != seen:
        raise EditedMeanwhile(_("El documento cambió desde que lo abrió: léalo de nuevo."))
    return document


def _examined(
    request: SignatureRequest,
    by: User,
    before: bytes,
    after: bytes,
    expected: Any,
    reason: str,
    now: datetime,
) -> dict[str, Any]:
    """The facts of the new signature; a rejection is written down, the bytes are not."""
    try:
        return checks.examine(before, after, expected=expected, reason=reason, moment=now)
    except SignatureRejected as why:
        _note(request, by, str(why))
        raise


def _note(request: SignatureRequest, by: User, why: str) -> None:
    """Write down on the request, and so in the trail, why a signature did not come about."""
    with acting(by, reason=why):
        fresh = _locked(request)
        if not fresh.get_state().final:
            fresh.problem, fresh.problem_at = why[:500], clock.now()
            fresh.save(update_fields=["problem", "problem_at"])


def _accept(
    request: SignatureRequest,
    data: bytes,
    facts: dict[str, Any],
    *,
    by: User,
    way: str,
    ready: Callable[[SignatureRequest], None],
) -> SignatureRequest:
    """Keep the signed bytes as a file of their own and what the signature proves."""
    with acting(by):
        fresh = _locked(request)
        ready(fresh)
        fresh.signed_file = files.store(io.BytesIO(data), "firmado.pdf", at=clock.now())
        fresh.signing_time = _moment(facts["declared_at"])
        stamped = facts["timestamp_at"] and facts["timestamp_trusted"]
        fresh.timestamp_time = _moment(facts["timestamp_at"]) if stamped else None
        fresh.certificate_subject = facts["subject"]
        fresh.certificate_issuer = facts["issuer"]
        fresh.certificate_serial = facts["serial"]
        fresh.certificate_fingerprint = facts["fingerprint"]
        # A timestamp that nobody here trusts proves no time.
        _signed(fresh, by=by, way=way, level=facts["level"] if stamped else Level.B_B)
        links.end_all(fresh, now=clock.now())
    return fresh


def _signed(fresh: SignatureRequest, *, by: User, way: str, level: str) -> None:
    fresh.state, fresh.way, fresh.level = "signed", way, level
    fresh.closed_at, fresh.closed_by = clock.now(), by
    fresh.problem, fresh.problem_at = "", None
    fresh.meaning = meaning_of(fresh, way)
    fresh.full_clean()
    fresh.save()


def _locked(request: SignatureRequest) -> SignatureRequest:
    return selectors.requests().select_for_update(of=("self",)).get(pk=request.pk)


def _read(file: StoredFile) -> bytes:
    return files.location(file.sha256).read_bytes()


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _address(name: str, *arguments: str) -> str:
    """An address as the person's machine reaches this system: never by what a request claims to be its host."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse(name, args=arguments)
