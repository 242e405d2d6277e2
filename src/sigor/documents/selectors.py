"""Reading the library: which version rules on a day, what changed since a person last read, who rests on a document."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from sigor.accounts.models import User
from sigor.analysis.wording.comparing import Passage, compare
from sigor.documents.models import Document, DocumentVersion, LastRead, Remark
from sigor.documents.models.versions import PUBLISHED, VERSION_WORKFLOW
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records.selectors import standing
from sigor.registers.declaration import register_of
from sigor.registers.filters import having_words


def in_force(on: date) -> QuerySet[DocumentVersion]:
    """The versions that rule on a day: at most one of each document."""
    ruling = standing(VERSION_WORKFLOW, "in_force", on) | Q(
        state="repealing", in_force_until__gte=on, waits_until__lt=on
    )
    return DocumentVersion.objects.filter(ruling, archived_at__isnull=True)


def published() -> Q:
    return Q(state__in=PUBLISHED)


def versions_seen(user: User) -> QuerySet[Any]:
    """Approved versions for everybody who may see records; drafts for their unit and the units asked about them."""
    rows = DocumentVersion.objects.filter(archived_at__isnull=True)
    held = access.grants(user)
    if Permission.VIEW in held.everywhere:
        return rows
    units = held.units(Permission.VIEW)
    if not units:
        return rows.none()
    return rows.filter(
        published()
        | Q(unit__in=units)
        | Q(legal_unit__in=units)
        | Q(pk__in=DocumentVersion.objects.filter(reviews__unit__in=units).values("pk"))
    )


@dataclass(frozen=True)
class Shelf:
    """One document of the library as it stands on a day for one reader."""

    document: Document
    current: DocumentVersion | None
    coming: DocumentVersion | None
    read: DocumentVersion | None

    @property
    def is_new(self) -> bool:
        """Whether the reader has not seen the version that rules."""
        return self.current is not None and self.read != self.current

    @property
    def changed_since(self) -> DocumentVersion | None:
        """The former version that the reader saw, to compare with."""
        return self.read if self.is_new and self.read is not None else None


def documents_seen(user: User) -> QuerySet[Any]:
    register = register_of(Document)
    if register is None:
        raise LookupError(Document)
    return register.records(user)


def library(user: User, *, text: str = "", kind: str = "", process: str = "") -> QuerySet[Any]:
    """The documents in the system, by code, as far as the person may see."""
    rows = (
        documents_seen(user)
        .filter(state__in=("accepted", "repealed"))
        .select_related("type", "process", "unit")
    )
    if text.strip():
        rows = rows.filter(having_words(text, ("code", "title", "external_code")))
    if kind:
        rows = rows.filter(type__key=kind)
    if process:
        rows = rows.filter(process__key=process)
    return rows.order_by("code")


def shelves(documents: Iterable[Document], user: User, on: date) -> list[Shelf]:
    """How each document stands; three questions to the database, however many they are."""
    listed = list(documents)
    light = DocumentVersion.objects.defer("text").select_related("document", "unit")
    current = {
        v.document_id: v
        for v in in_force(on).filter(document__in=listed).defer("text").select_related("document")
    }
    coming: dict[int, DocumentVersion] = {}
    for version in light.filter(document__in=listed, state="approved", effective_on__gt=on).order_by(
        "-effective_on"
    ):
        coming[version.document_id] = version
    read = {
        seen.document_id: seen.version
        for seen in LastRead.objects.filter(user=user, document__in=listed).select_related(
            "version__document"
        )
    }
    return [Shelf(d, current.get(d.pk), coming.get(d.pk), read.get(d.pk)) for d in listed]


def compared(before: DocumentVersion, after: DocumentVersion) -> list[Passage]:
    """The text of two versions side by side."""
    return compare(before.text.split("\n"), after.text.split("\n"))


def former_of(version: DocumentVersion) -> DocumentVersion | None:
    """The approved version before this one."""
    rows = DocumentVersion.objects.filter(
        document=version.document_id, state__in=PUBLISHED, number__lt=version.number
    )
    return rows.order_by("-number").first()


@dataclass(frozen=True)
class Line:
    """A paragraph of a version with what was said about it."""

    number: int
    text: str
    remarks: list[Remark]


def lines_of(version: DocumentVersion, user: User) -> tuple[list[Line], list[Remark]]:
    """The text by paragraphs with the remarks that the person may see, and those at places that it no longer has."""
    register = register_of(Remark)
    if register is None:
        raise LookupError(Remark)
    said: dict[int, list[Remark]] = defaultdict(list)
    for remark in register.records(user).filter(version=version).order_by("code"):
        said[remark.paragraph].append(remark)
    texts = version.text.split("\n") if version.text else []
    lines = [Line(n, text, said.pop(n, [])) for n, text in enumerate(texts, 1)]
    return lines, [remark for place in sorted(said) for remark in said[place]]
