"""What stands between the institution and a bribery risk: controls that work, and partners that were checked.

Conditions on risks, used by the gate of one risk and by the rule over all of them.
"""

from datetime import date

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from sigor.context.models import DiligenceResult, DueDiligence
from sigor.records.models import Link
from sigor.records.selectors import standing


def controls_in_place() -> Q:
    """Risks with a control in use that was not found to be ineffective."""
    controls = apps.get_model("risks", "RiskControl")._default_manager.filter(
        risk=OuterRef("pk"), state="in_force", archived_at__isnull=True
    )
    return Q(Exists(controls.exclude(effectiveness="ineffective")))


def partner_checked(on: date) -> Q:
    """Risks linked, either way, to a due diligence that was concluded, was not a refusal and holds on a day."""
    checks = DueDiligence.objects.filter(
        standing(DueDiligence.workflow, "concluded", on), archived_at__isnull=True
    ).exclude(result=DiligenceResult.REJECTED)
    risk = ContentType.objects.get_for_model(apps.get_model("risks", "Risk"))
    check = ContentType.objects.get_for_model(DueDiligence)
    links = Link.objects.filter(removed_at__isnull=True)
    outgoing = links.filter(
        record_type=risk, record_id=OuterRef("pk"), target_type=check, target_id__in=checks.values("pk")
    )
    incoming = links.filter(
        target_type=risk, target_id=OuterRef("pk"), record_type=check, record_id__in=checks.values("pk")
    )
    return Q(Exists(outgoing)) | Q(Exists(incoming))
