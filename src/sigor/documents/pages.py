"""What the pages of a document and of a version show besides what every record's page has."""

from typing import Any

from sigor.accounts.models import User
from sigor.analysis.wording.comparing import only_changes
from sigor.documents import retention, selectors
from sigor.documents.forms import FileForm, ReadingForm, ReviewForm
from sigor.documents.models import Document, DocumentVersion
from sigor.documents.models.versions import PUBLISHED
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access

UNDER_WAY = ("draft", "in_review", "legal", "to_approve")


def document_page(document: Document, user: User) -> dict[str, Any]:
    """Its versions, which one rules, and what changed since this person last read it."""
    today = clock.today()
    versions = list(
        selectors.versions_seen(user)
        .filter(document=document)
        .defer("text")
        .select_related("document", "unit", "approval_act__type")
        .order_by("-number")
    )
    shelf = selectors.shelves([document], user, today)[0]
    under_way = any(version.state in UNDER_WAY for version in versions)
    may_write = access.may(user, Permission.EDIT, [document.unit_id])
    return {
        "versions": versions,
        "shelf": shelf,
        "may_begin": may_write and document.state in ("proposed", "accepted") and not under_way,
    }


def version_page(version: DocumentVersion, user: User) -> dict[str, Any]:
    """Its text with the remarks, what changed from the former version, and what people can do with it now."""
    lines, unplaced = selectors.lines_of(version, user)
    former = selectors.former_of(version)
    passages = selectors.compared(former, version) if former is not None and version.text else []
    may_write = access.may(user, Permission.EDIT, [version.unit_id])
    in_hand = may_write and version.state == "draft"
    return {
        "lines": lines,
        "unplaced": unplaced,
        "former": former,
        "fate": retention.fate_of(version),
        "changes": only_changes(passages),
        "in_hand": in_hand,
        "is_out_to_me": version.out_to_id == user.pk,
        "file_form": FileForm(auto_id="archivo_%s") if in_hand else None,
        "review_form": ReviewForm(auto_id="revision_%s", version=version)
        if may_write and version.state in ("draft", "in_review")
        else None,
        "may_remark": version.state in UNDER_WAY and access.grants(user).anywhere(Permission.EDIT),
        "reading_form": ReadingForm(auto_id="lectura_%s")
        if may_write and version.state in PUBLISHED
        else None,
        "reviews": list(
            version.reviews.filter(archived_at__isnull=True)
            .select_related("unit", "answered_by")
            .order_by("code")
        ),
    }
