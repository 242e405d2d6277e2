"""Sensitive posts in figures, without a word about who holds them."""

from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from sigor.integrity.models import EthicsCommitment, SensitivePost
from sigor.people.models import Holder
from sigor.records.selectors import standing


def commitments_in(code: str, on: date) -> QuerySet[EthicsCommitment]:
    """Commitments that stand so on that day: pending, signed, or expired."""
    shows = standing(EthicsCommitment.workflow, code, on)
    return EthicsCommitment._default_manager.filter(shows, archived_at__isnull=True)


def holders_on(on: date) -> QuerySet[Holder]:
    """Everybody who is in a post on that day."""
    begun = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    return Holder._default_manager.filter(begun, archived_at__isnull=True)


def posts_in_force() -> QuerySet[SensitivePost]:
    return SensitivePost._default_manager.filter(state="in_force", archived_at__isnull=True)


def posts_without_commitment(on: date) -> QuerySet[SensitivePost]:
    """Confirmed posts for which no signed commitment holds on that day."""
    signed = commitments_in("signed", on).filter(sensitive_post=OuterRef("pk"))
    return posts_in_force().filter(~Exists(signed))


def with_figures(posts: QuerySet[SensitivePost], on: date) -> QuerySet[Any]:
    """The posts with how many hold each one, how their commitments stand and what comes next; one question."""
    return posts.annotate(
        holders=_count(holders_on(on), "post", OuterRef("post")),
        signed=_count(commitments_in("signed", on), "sensitive_post", OuterRef("pk")),
        pending=_count(commitments_in("pending", on), "sensitive_post", OuterRef("pk")),
        expired=_count(commitments_in("expired", on), "sensitive_post", OuterRef("pk")),
        next_due=Least(
            "next_commitment_due",
            _first(commitments_in("pending", on), "due_date"),
            _first(commitments_in("signed", on), "expires_on"),
        ),
    )


def _count(rows: QuerySet[Any], field: str, key: OuterRef) -> Coalesce:
    counted = rows.filter(**{field: key}).order_by().values(field).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _first(rows: QuerySet[EthicsCommitment], day: str) -> Subquery:
    of_post = rows.filter(sensitive_post=OuterRef("pk")).order_by().values("sensitive_post")
    return Subquery(of_post.annotate(first=Min(day)).values("first"), output_field=DateField())
