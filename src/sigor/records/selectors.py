"""Reading what hangs on a record: history, evidence, comments and links in both directions."""

from collections.abc import Sequence
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Max, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from sigor.accounts.models import User
from sigor.records.models import AuditEntry, Comment, EvidenceUse, Link, Record
from sigor.records.ties import tie
from sigor.records.workflow import Decay, Workflow


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


def _content_changes() -> QuerySet[AuditEntry]:
    """Entries that wrote or changed what a record says; those of steps hold a new state (an entry holds what changed)."""
    return AuditEntry.objects.filter(
        Q(operation="INSERT") | Q(operation="UPDATE") & ~Q(after__has_key="state")
    )


def wrote(record: Record, user: User) -> bool:
    """Whether the person wrote or changed the content of the record, at any time."""
    rows = _content_changes().filter(table_name=record._meta.db_table, row_id=str(record.pk))
    return rows.filter(actor_id=user.pk).exists()


def written_by(model: type[Record], user: User) -> Exists:
    """The same question for many records, as a condition of their query."""
    rows = _content_changes().filter(table_name=model._meta.db_table, actor_id=user.pk)
    return Exists(rows.filter(row_id=Cast(OuterRef("pk"), CharField())))


def longest_evidence(record: Record) -> date | None:
    """The day until which the evidence put forward proves something; None when none of it expires."""
    found = EvidenceUse.objects.filter(**tie(record)).aggregate(until=Max("evidence__valid_until"))
    until: date | None = found["until"]
    return until


def standing(workflow: Workflow, code: str, on: date) -> Q:
    """Records that show this state on a day, decay included."""
    found = Q(pk__in=[])
    if any(state.code == code for state in workflow.states):
        found = Q(state=code) & ~_decayed(workflow.decays, (code,), on)
    for place, decay in enumerate(workflow.decays):
        if decay.state.code == code:
            over = Q(state__in=decay.sources, **{f"{decay.field}__lt": on})
            found |= over & ~_decayed(workflow.decays[place + 1 :], decay.sources, on)
    return found


def _decayed(decays: Sequence[Decay], sources: Sequence[str], on: date) -> Q:
    """Records kept in one of these states that show another one by now."""
    found = Q(pk__in=[])
    for decay in decays:
        if touched := [state for state in sources if state in decay.sources]:
            found |= Q(state__in=touched, **{f"{decay.field}__lt": on})
    return found
