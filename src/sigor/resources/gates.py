"""What must hold before projects, interventions and evaluations are closed."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

WHOLE = Decimal(100)  # per cent


def progress_is_whole(project: Any, by: Any) -> str:
    """A project is closed by a report that it reached the whole, or early and with a reason."""
    last = project.reports.filter(archived_at__isnull=True).exclude(state="annulled")
    report = last.order_by("-cut_off", "-pk").first()
    if report is None:
        return _("No se puede cerrar: el proyecto no tiene reportes de avance.")
    if report.achieved_percent < WHOLE:
        return _("No se puede cerrar: el último reporte (%(code)s) dice %(percent)s %%.") % {
            "code": report.code,
            "percent": f"{report.achieved_percent.normalize():f}",
        }
    return ""


def follow_ups_are_verified(intervention: Any, by: Any) -> str:
    """Nothing of an intervention is left open behind it."""
    pending = intervention.follow_ups.filter(archived_at__isnull=True)
    first = pending.exclude(state__in=("verified", "cancelled")).order_by("code").first()
    if first is None:
        return ""
    return _("No se puede cerrar: el seguimiento %(code)s no está verificado.") % {"code": first.code}


def recommendations_are_settled(evaluation: Any, by: Any) -> str:
    """Every recommendation was rejected with a reason, or implemented and verified."""
    pending = evaluation.recommendations.filter(archived_at__isnull=True)
    first = pending.exclude(state__in=("verified", "rejected")).order_by("code").first()
    if first is None:
        return ""
    return _("No se puede cerrar: la recomendación %(code)s está en «%(state)s».") % {
        "code": first.code,
        "state": first.get_state().label,
    }
