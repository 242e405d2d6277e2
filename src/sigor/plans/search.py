"""Finding milestones of approved plans, and versions, by code or title."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.plans import selectors
from sigor.plans.models import Milestone

VERSIONS = 4  # as many of one plan are looked through for each hit


@dataclass(frozen=True)
class Hit:
    code: str
    title: str
    url: str
    register: str


def search_plan(user: User, text: str, limit: int) -> list[Hit]:
    """Milestones that this person may see, the newest plan first; each leads to its first open month.

    One that several versions carry is found once: as approved last, or in a draft when nothing is approved.
    """
    if not text.strip():
        return []
    rows = (
        Milestone.objects.filter(version__state=selectors.PUBLISHED)
        if not selectors.may_prepare(user)
        else (Milestone.objects.exclude(version__state="discarded"))
    )
    matching = Q()
    for word in text.split():
        matching &= Q(code__istartswith=word) | Q(name__unaccent__icontains=word)
    found = rows.filter(matching).select_related("version__plan").prefetch_related("deliverables")
    hits: list[Hit] = []
    seen: set[UUID] = set()
    # «approved» is the first of the states that are searched
    newest = found.order_by("-version__plan__year", "version__state", "-version__number", "order")
    for milestone in newest[: VERSIONS * limit]:
        if milestone.lineage in seen or len(hits) == limit:
            continue
        seen.add(milestone.lineage)
        first = min(milestone.deliverables.all(), key=lambda d: d.month, default=None)
        url = (
            reverse("deliverable", args=[first.pk])
            if first
            else reverse("plan_version", args=[milestone.version_id])
        )
        label = _("Plan %(year)d") % {"year": milestone.version.plan.year}
        hits.append(Hit(milestone.code, milestone.name, url, f"{label} · v{milestone.version.number}"))
    return hits
