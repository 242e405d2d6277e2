"""What must hold among the records of chapter 8.4, risks."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sigor.records.selectors import standing
from sigor.registers.consistency import rule
from sigor.risks.models import Risk, RiskScale, Treatment, holding
from sigor.risks.safeguards import controls_in_place, partner_checked

UNDER_DECISION = ("assessed", "in_treatment", "controlled")  # assessed, and neither accepted nor closed


def _scales(on: date) -> Exists:
    return Exists(RiskScale.objects.filter(holding(on), risk_class=OuterRef("risk_class")))


@rule(
    "risk-above-appetite-untreated",
    _("Riesgos sobre el apetito sin tratamiento"),
    remedy=_("Registre un tratamiento con responsable y fecha, o sométalo a aceptación."),
    register="risks",
    clauses=("9001:6.1", "27001:6.1.3", "27001:8.3"),
)
def above_appetite_untreated(on: date) -> QuerySet[Any]:
    treated = Treatment.objects.filter(risk=OuterRef("pk"), archived_at__isnull=True).exclude(
        state="cancelled"
    )
    size = Coalesce("residual_score", "inherent_score")
    return Risk.objects.annotate(size=size).filter(
        ~Exists(treated), kind="risk", state__in=UNDER_DECISION, size__gt=F("scale__appetite_score")
    )


@rule(
    "bribery-risk-unguarded",
    _("Riesgos de integridad sin control ni debida diligencia"),
    remedy=_("Registre un control, o enlace la debida diligencia concluida y vigente del socio."),
    register="risks",
    clauses=("37001:4.5", "37001:8.2", "37001:8.3"),
)
def bribery_unguarded(on: date) -> QuerySet[Any]:
    guarded = controls_in_place() | partner_checked(on)
    return Risk.objects.filter(risk_class="integrity", kind="risk").exclude(state="closed").exclude(guarded)


@rule(
    "risk-acceptance-expired",
    _("Riesgos con la aceptación vencida"),
    remedy=_("Vuelva a evaluarlo y decida si se trata o se acepta de nuevo."),
    register="risks",
    clauses=("27001:8.2",),
)
def acceptance_expired(on: date) -> QuerySet[Any]:
    return Risk.objects.filter(standing(Risk.workflow, "acceptance_expired", on))


@rule(
    "risk-scale-not-in-force",
    _("Riesgos evaluados con una escala que ya no rige"),
    remedy=_("Elija la escala vigente de su clase y vuelva a evaluarlo."),
    register="risks",
    severity="warning",
    clauses=("9001:6.1", "27001:8.2"),
)
def assessed_by_an_old_scale(on: date) -> QuerySet[Any]:
    assessed = Risk.objects.filter(state__in=[*UNDER_DECISION, "accepted"])
    return assessed.exclude(scale__in=RiskScale.objects.filter(holding(on)))


@rule(
    "risk-class-without-scale",
    _("Riesgos de una clase sin escala vigente"),
    remedy=_("Apruebe una escala para esa clase: sin ella no se puede evaluar."),
    register="risks",
    clauses=("9001:6.1", "37001:4.5", "27001:6.1.2"),
)
def class_without_scale(on: date) -> QuerySet[Any]:
    return Risk.objects.filter(~_scales(on)).exclude(state="closed")


@rule(
    "risk-review-overdue",
    _("Riesgos con la revisión vencida"),
    remedy=_("Revíselo y ponga la fecha de la próxima revisión."),
    register="risks",
    severity="warning",
    clauses=("9001:6.1", "37001:4.5", "27001:8.2"),
)
def review_overdue(on: date) -> QuerySet[Any]:
    return Risk.objects.filter(review_due__lt=on).exclude(state__in=["accepted", "closed"])


@rule(
    "risk-treatment-overdue",
    _("Tratamientos del riesgo vencidos"),
    remedy=_("Dé el tratamiento por ejecutado, o cambie su fecha con el motivo."),
    register="risk-treatments",
    clauses=("9001:6.1", "27001:8.3"),
)
def treatment_overdue(on: date) -> QuerySet[Any]:
    return Treatment.objects.filter(Q(state__in=["planned", "under_way"]), due_date__lt=on)
