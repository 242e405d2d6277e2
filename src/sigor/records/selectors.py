"""Reading what hangs on a record: history, evidence, comments and links in both directions."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from sigor.records.models import AuditEntry, Comment, EvidenceUse, Link
from sigor.records.ties import tie


def history_of(record: Model) -> QuerySet[AuditEntry]:
    """Every change of the row, newest first."""
    return AuditEntry.objects.filter(table_name=record._meta.db_table, row_id=str(record.pk)).order_by("-id")


def evidence_of(record: Model) -> QuerySet[EvidenceUse]:
    return (
        EvidenceUse.objects.filter(**tie(record))
        .select_related("evidence__file", "evidence__created_by")
        .order_by("-created_at")
    )


def comments_on(record: Model) -> QuerySet[Comment]:
    return (
        Comment.objects.filter(**tie(record))
        .select_related("created_by", "resolved_by")
        .order_by("created_at")
    )


def links_of(record: Model) -> QuerySet[Link]:
    """Links from and to the record; whoever shows them must first ask whether the reader may see the other end."""
    kind = ContentType.objects.get_for_model(record)
    return Link.objects.filter(
        Q(record_type=kind, record_id=record.pk) | Q(target_type=kind, target_id=record.pk),
        removed_at__isnull=True,
    ).select_related("record_type", "target_type")
