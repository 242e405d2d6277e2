"""Issuing files under a code, and what becomes of them afterwards. Who may call is decided by whom the record belongs to.

The code comes first, because it is printed inside the file; the sha256 of the bytes is bound to it afterwards.
"""

import hashlib
import io
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.copies import codes, selectors
from sigor.copies.marks import mark_of
from sigor.copies.models import ENDED, STEPS, IssuedFile
from sigor.organisation import clock
from sigor.organisation.models import Programme
from sigor.printing.mark import Mark
from sigor.records import files
from sigor.records.actor import acting
from sigor.records.models import StoredFile
from sigor.records.services import TransitionRefused
from sigor.records.ties import tie

PUBLIC = frozenset({"publico", "publica", "uso publico", "informacion publica", "public", "public use"})
Make = Callable[[Mark], bytes]


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is said of a file when it is issued."""

    kind: str
    title: str
    ending: str = "pdf"  # of the name of the file; says its media type
    about: Model | None = None
    classification: str | None = None  # None: the one that the institution's documents bear today
    public: bool | None = None  # whether anybody may read the title; None: as the classification says
    edition: str = ""
    external_code: str = ""
    valid_from: date | None = None  # None: from the day of issue
    valid_to: date | None = None
    series: str = ""  # what it is an issue of; one is in force at a time
    content: str = ""  # a digest of what it says: with the same one, what was issued is given again


@dataclass(frozen=True)
class Origin:
    """What a derived copy was made from."""

    file: StoredFile
    issued: IssuedFile | None = None
    signed: bool = False


@dataclass(frozen=True)
class Issued:
    """An issued file with its very bytes."""

    file: IssuedFile
    data: bytes


def is_public(classification: str) -> bool:
    """Whether the words printed on a document let anybody read it."""
    plain = unicodedata.normalize("NFKD", classification.casefold()).encode("ascii", "ignore").decode()
    return " ".join(plain.split()) in PUBLIC


def classification_of(what: Particulars) -> str:
    """The words that a file bears: those given, or those of the institution's documents today."""
    if what.classification is not None:
        return what.classification
    programme = Programme.objects.on(clock.today()).first()
    return programme.classification if programme else ""


def issue(
    what: Particulars, make: Make, *, by: User | None, keep: bool, origin: Origin | None = None
) -> Issued:
    """Reserve a code, have the file made with it, and bind its bytes: all or nothing.

    `keep` stores the bytes; otherwise only their sha256 and size stay. In a series, the same content gives the
    same code and the same bytes again, and another content supersedes what was in force.
    `by` is nobody where the command line issues.
    """
    with _acting(by):
        latest = _latest_of(what.series) if what.series else None
        same = latest is not None and latest.content == what.content
        if latest is not None and same and (data := _again(latest, make, keep=keep)) is not None:
            return Issued(latest, data)
        reserved = reserve(what, by=by, origin=origin)
        if latest is not None and latest.state == "in_force":
            supersede(latest, replacement=reserved, by=by)  # one of a series is in force at a time
        data = make(mark_of(reserved.code))
        return Issued(bind(reserved, data, by=by, keep=keep), data)


def reserve(what: Particulars, *, by: User | None, origin: Origin | None = None) -> IssuedFile:
    """The first half of issuing: a code to print. Nobody finds it until bytes are bound to it."""
    now = clock.now()
    classification = classification_of(what)
    about = tie(what.about) if what.about is not None else {}
    row = IssuedFile(
        code=codes.new(),
        kind=what.kind,
        title=what.title[:300],
        about_type=about.get("record_type"),
        about_id=about.get("record_id"),
        classification=classification,
        public=is_public(classification) if what.public is None else what.public,
        edition=what.edition[:200],
        external_code=what.external_code.strip(),
        media_type=files.ACCEPTED[what.ending],
        valid_from=what.valid_from,
        valid_to=what.valid_to,
        series=what.series,
        content=what.content,
        reserved_at=now,
        original=origin.file if origin else None,
        copy_of=origin.issued if origin else None,
        signatures_lost=origin.signed if origin else False,
    )
    with _acting(by):
        row.save(force_insert=True)
    return row


def bind(issued: IssuedFile, made: bytes | StoredFile, *, by: User | None, keep: bool = True) -> IssuedFile:
    """The second half: from here on these bytes, and no others, are what the code stands for.

    Bytes that another service has stored already, such as a signed document, are given as their row.
    Raises TransitionRefused.
    """
    now = clock.now()
    with _acting(by):
        fresh = _step(issued, "bind")
        if isinstance(made, bytes):
            fresh.sha256, fresh.size = hashlib.sha256(made).hexdigest(), len(made)
            fresh.file = _store(fresh, made) if keep else None
        else:
            fresh.sha256, fresh.size, fresh.file = made.sha256, made.size, made
        fresh.issued_at, fresh.issued_by = now, by
        fresh.valid_from = fresh.valid_from or now.date()
        fresh.save()
    return fresh


def supersede(
    issued: IssuedFile, *, replacement: IssuedFile, by: User | None, reason: str = "", on: date | None = None
) -> IssuedFile:
    """Another issued file takes its place. Raises TransitionRefused."""
    if replacement.pk == issued.pk:
        raise TransitionRefused(_("Un archivo no se reemplaza a sí mismo."))
    return _end(issued, "supersede", by=by, reason=reason, on=on, replacement=replacement)


def repeal(issued: IssuedFile, *, by: User | None, reason: str, on: date | None = None) -> IssuedFile:
    """It no longer rules, and nothing takes its place. Raises TransitionRefused."""
    return _end(issued, "repeal", by=by, reason=_given(reason), on=on)


def annul(issued: IssuedFile, *, by: User | None, reason: str) -> IssuedFile:
    """It should not have been issued. Raises TransitionRefused."""
    return _end(issued, "annul", by=by, reason=_given(reason))


def give_external_code(issued: IssuedFile, *, code: str, by: User | None) -> IssuedFile:
    """Keep the code that the state's document system gave it, beside ours; one that is there stays.

    Raises ValidationError.
    """
    code = code.strip()
    if not code or len(code) > IssuedFile._meta.get_field("external_code").max_length:  # type: ignore[operator]
        raise ValidationError(_("Escriba el código del SGD, de hasta 80 caracteres."))
    with _acting(by):
        fresh = _locked(issued)
        if fresh.external_code not in ("", code):
            raise ValidationError(
                _("Ya tiene el código %(code)s del SGD, que no se reemplaza.") % {"code": fresh.external_code}
            )
        fresh.external_code = code
        fresh.save(update_fields=["external_code"])
    return fresh


# -- the parts ------------------------------------------------------------------------------------------


@contextmanager
def _acting(by: User | None) -> Iterator[None]:
    """One transaction, in the person's name where there is one."""
    with acting(by) if by is not None else transaction.atomic():
        yield


def _latest_of(series: str) -> IssuedFile | None:
    """The newest issue of a series that still counts; whoever issues the same one at this moment waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"copies:{series}"])
    return selectors.latest(series)


def _again(latest: IssuedFile, make: Make, *, keep: bool) -> bytes | None:
    """The very bytes that were issued: those kept, or made anew where only their hash is; None if lost."""
    if latest.file_id is not None:
        path = files.location(latest.sha256)
        if path.exists() and _is(latest, kept := path.read_bytes()):
            return kept
    made = make(mark_of(latest.code))
    if not _is(latest, made):
        return None
    if keep:
        _store(latest, made)  # the store had lost it
    return made


def _is(issued: IssuedFile, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == issued.sha256


def _store(issued: IssuedFile, data: bytes) -> StoredFile:
    ending = next(ending for ending, media in files.ACCEPTED.items() if media == issued.media_type)
    return files.store(io.BytesIO(data), f"{issued.code}.{ending}", at=clock.now())


def _given(reason: str) -> str:
    if not reason.strip():
        raise TransitionRefused(_("Escriba el motivo."))
    return reason.strip()


def _locked(issued: IssuedFile) -> IssuedFile:
    return IssuedFile.objects.select_for_update(of=("self",)).get(pk=issued.pk)


def _step(issued: IssuedFile, name: str) -> IssuedFile:
    """The row, locked and in the state that the step leads to. Raises TransitionRefused."""
    fresh = _locked(issued)
    source, target = STEPS[name]
    if fresh.state != source.code:
        raise TransitionRefused(
            _("No es posible desde el estado «%(state)s».") % {"state": selectors.kept_state(fresh).label}
        )
    fresh.state = target.code
    return fresh


def _end(
    issued: IssuedFile,
    name: str,
    *,
    by: User | None,
    reason: str,
    on: date | None = None,
    replacement: IssuedFile | None = None,
) -> IssuedFile:
    now = clock.now()
    with _acting(by):
        fresh = _step(issued, name)
        fresh.superseded_by, fresh.reason = replacement, reason
        fresh.ended_at, fresh.ended_by = now, by
        if name != "annul":
            assert fresh.valid_from is not None
            last = max(on or now.date(), fresh.valid_from)
            fresh.valid_to = min(last, fresh.valid_to) if fresh.valid_to else last
        assert fresh.state in ENDED
        fresh.save()
    return fresh
