"""What must hold among nonconformities, their causes and their actions."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from sigor.improvement.models import FINISHED, Cause, ImprovementAction, Nonconformity, Verdict
from sigor.registers.consistency import rule

TO_DO = ("planned", "under_way")
WAITS = 15  # days that reported work waits for its verification


@rule(
    "improvement-plan-overdue",
    _("No conformidades sin plan aprobado cuya fecha ya pasó"),
    remedy=_("Complete las causas y las acciones y envíe el plan, o fije otra fecha y diga por qué."),
    register="nonconformities",
    clauses=("9001:10.2",),
)
def plan_overdue(on: date) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.filter(state__in=("open", "analysis"), plan_due__lt=on)


@rule(
    "improvement-action-overdue",
    _("Acciones de mejora vencidas sin darse por ejecutadas"),
    remedy=_("Dé la acción por ejecutada con su evidencia, o cancélela y diga por qué."),
    register="improvement-actions",
    clauses=("9001:10.2",),
)
def action_overdue(on: date) -> QuerySet[ImprovementAction]:
    return ImprovementAction.objects.filter(state__in=TO_DO, due_date__lt=on)


@rule(
    "improvement-effectiveness-overdue",
    _("Tratamientos terminados cuya eficacia no se juzgó a tiempo"),
    remedy=_("Compruebe si el problema se repitió y cierre, o devuelva a análisis si no fue eficaz."),
    register="nonconformities",
    clauses=("9001:10.2",),
)
def effectiveness_overdue(on: date) -> QuerySet[Nonconformity]:
    return Nonconformity.objects.filter(state="effectiveness", effectiveness_due__lt=on)


@rule(
    "improvement-action-unverified",
    _("Acciones ejecutadas que esperan verificación hace más de 15 días"),
    remedy=_("Verifique la acción o devuélvala; lo hace otra persona que quien la ejecutó."),
    register="improvement-actions",
    severity="warning",
    clauses=("9001:10.2",),
)
def action_unverified(on: date) -> QuerySet[ImprovementAction]:
    return ImprovementAction.objects.filter(
        state="reported", reported_at__date__lt=on - timedelta(days=WAITS)
    )


@rule(
    "improvement-root-cause-unattended",
    _("Causas raíz confirmadas sin ninguna acción"),
    remedy=_("Agregue al plan una acción que ataque la causa raíz."),
    register="causes",
    severity="warning",
    clauses=("9001:10.2",),
)
def root_cause_unattended(on: date) -> QuerySet[Cause]:
    actions = ImprovementAction.objects.filter(cause=OuterRef("pk"), archived_at__isnull=True)
    roots = Cause.objects.filter(verdict=Verdict.ROOT, state="kept", nonconformity__archived_at__isnull=True)
    return roots.exclude(nonconformity__state__in=FINISHED).filter(
        ~Exists(actions.exclude(state="cancelled"))
    )


@rule(
    "improvement-judged-too-early",
    _("Registros cerrados el mismo día en que se verificó su última acción"),
    remedy=_("Reabra el registro y juzgue la eficacia cuando pueda verse el resultado."),
    register="nonconformities",
    clauses=("9001:10.2",),
)
def judged_too_early(on: date) -> QuerySet[Nonconformity]:
    actions = ImprovementAction.objects.filter(
        nonconformity=OuterRef("pk"), archived_at__isnull=True, state="verified"
    )
    judged = Nonconformity.objects.filter(state="closed").annotate(judged_day=TruncDate("judged_at"))
    return judged.filter(Exists(actions.filter(verified_at__date__gte=OuterRef("judged_day"))))
