"""Reading requests for signatures: whose they are, whose turn it is and which bytes are signed next."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.models import StoredFile
from sigor.signatures.models import Kind, Purpose, SignatureRequest
from sigor.signatures.port import Place, Wanted
from sigor.signatures.workflow import OPEN


def requests() -> QuerySet[SignatureRequest]:
    """Every request with what its pages show; `visible_to` says which of them somebody may see."""
    return SignatureRequest.objects.select_related(
        "unit", "file", "sent_file", "signed_file", "signer", "created_by", "record_type"
    ).order_by("-created_at", "-pk")


def visible_to(user: User) -> QuerySet[SignatureRequest]:
    """Those of units the person may see, and those where the person is asked to sign: nobody signs unseen."""
    seen = access.visible(SignatureRequest.objects.all(), user)
    return requests().filter(Q(pk__in=seen.values("pk")) | Q(signer=user))


def waiting_for(user: User, moment: datetime) -> list[SignatureRequest]:
    """What the person is asked to sign and did not yet, the most pressing first."""
    return list(requests().filter(signer=user, state__in=OPEN, expires_at__gt=moment).order_by("expires_at"))


def asked_by(user: User) -> QuerySet[SignatureRequest]:
    """What the person asked others to sign, of what the person may still see."""
    return visible_to(user).filter(created_by=user)


def signed_by(user: User) -> QuerySet[SignatureRequest]:
    return requests().filter(signer=user, state="signed").order_by("-closed_at")


def chain_of(request: SignatureRequest) -> QuerySet[SignatureRequest]:
    """All requests on the same file of the same record, by turn."""
    same = {"record_type": request.record_type_id, "record_id": request.record_id, "file": request.file_id}
    return requests().filter(**same).order_by("order", "pk")


def overdue(moment: datetime) -> QuerySet[SignatureRequest]:
    return SignatureRequest.objects.filter(state__in=OPEN, expires_at__lte=moment).order_by("pk")


def document_of(request: SignatureRequest) -> StoredFile:
    """The bytes that this signature is put on: those of the last one before it, or the file as it came."""
    if request.sent_file is not None and request.state not in OPEN:
        return request.sent_file
    earlier = chain_of(request).filter(order__lt=request.order, signed_file__isnull=False)
    last = earlier.order_by("-order").first()
    return last.signed_file if last is not None and last.signed_file is not None else request.file


def latest_file(request: SignatureRequest) -> StoredFile:
    """The document with every signature it has by now."""
    last = chain_of(request).filter(signed_file__isnull=False).order_by("-order").first()
    return last.signed_file if last is not None and last.signed_file is not None else request.file


def not_yet(request: SignatureRequest) -> str:
    """Whose signature comes first, as a sentence, or nothing when it is this one's turn."""
    return _held_up(request, chain_of(request))


def held_up(waiting: list[SignatureRequest]) -> dict[int, str]:
    """The same for many requests in one question, by id."""
    files, records = {one.file_id for one in waiting}, {one.record_id for one in waiting}
    chains: dict[tuple[int, int, int], list[SignatureRequest]] = {}
    for one in requests().filter(file__in=files, record_id__in=records).order_by("order", "pk"):
        chains.setdefault(_chain(one), []).append(one)
    return {one.pk: _held_up(one, chains[_chain(one)]) for one in waiting}


def _chain(request: SignatureRequest) -> tuple[int, int, int]:
    return request.record_type_id, request.record_id, request.file_id


def _held_up(request: SignatureRequest, chain: Iterable[SignatureRequest]) -> str:
    standing: dict[int, SignatureRequest] = {}
    for one in chain:
        if one.order >= request.order or one.state == "cancelled":
            continue
        # Of several that had the same turn, the one that counts is the one that signed or still may.
        if one.order not in standing or one.state == "signed" or one.state in OPEN:
            standing[one.order] = one
    for _order, one in sorted(standing.items()):
        if one.state == "signed":
            continue
        told = {"who": one.signer_name, "code": one.code}
        if one.get_state().final:
            return (
                _("Antes debía firmar %(who)s (%(code)s), que no firmó: corresponde pedir otra firma.") % told
            )
        return _("Todavía no es su turno: antes firma %(who)s (%(code)s).") % told
    return ""


def wanted(request: SignatureRequest, moment: datetime) -> Wanted:
    """The signature that the request asks for."""
    placed = request.page is not None and request.x is not None and request.y is not None
    of_margin = request.purpose == Purpose.APPROVAL
    before = [
        one
        for one in chain_of(request).filter(order__lt=request.order, state="signed", kind=Kind.DIGITAL)
        if (one.purpose == Purpose.APPROVAL) == of_margin and one.page is None
    ]
    return Wanted(
        code=request.code,
        purpose=request.purpose,
        name=request.signer_name,
        role=request.role,
        moment=moment,
        verification=request.verification,
        place=Place(request.page or 1, request.x or 0, request.y or 0) if placed else None,
        turn=len(before) + 1,
    )


def may_cancel(request: SignatureRequest, user: User) -> bool:
    """Whoever asked may take it back, and whoever may change records of its unit."""
    return request.created_by_id == user.pk or access.may(user, Permission.EDIT, [request.unit_id])
