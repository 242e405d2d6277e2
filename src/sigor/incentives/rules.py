"""What must hold among the records of the incentives."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.incentives.models import AlertClock, HouseholdAlert, Reconciliation, Run
from sigor.registers.consistency import rule

STALLED_DAYS = 15  # that a run or a difference may wait for somebody's decision


@rule(
    "household-alert-not-referred",
    _("Alertas de hogares que ya debieron derivarse"),
    remedy=_("Derívela al servicio que corresponde y registre a quién y cuándo."),
    register="household-alerts",
    clauses=("9001:8.7",),
)
def alerts_not_referred(on: date) -> QuerySet[Any]:
    clock = AlertClock.objects.on(on).first()
    if clock is None:
        return HouseholdAlert.objects.none()
    old = Q(raised_on__lte=on - timedelta(days=clock.days), state__in=("planned", "under_way"))
    return HouseholdAlert.objects.filter(old, referred_on__isnull=True)


@rule(
    "reconciliation-open",
    _("Conciliaciones con diferencias sin resolver"),
    remedy=_("Resuelva las diferencias, abra una no conformidad si corresponde y escriba la conclusión."),
    register="incentive-reconciliations",
    clauses=("9001:8.7", "37001:8.3"),
)
def differences_open(on: date) -> QuerySet[Any]:
    return Reconciliation.objects.filter(state="open", created_at__date__lt=on - timedelta(days=STALLED_DAYS))


@rule(
    "incentive-run-waiting",
    _("Liquidaciones que esperan una decisión"),
    remedy=_("Verifíquela, apruébela, obsérvela o descártela."),
    register="incentive-runs",
    severity="warning",
    clauses=("9001:8.5",),
)
def runs_waiting(on: date) -> QuerySet[Any]:
    waiting = Q(state__in=("draft", "checked", "approved", "observed"))
    return Run.objects.filter(waiting, updated_at__date__lt=on - timedelta(days=STALLED_DAYS))
