"""What must hold among the records of the context."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from sigor.context.models import (
    ChangePlan,
    DiligenceResult,
    DueDiligence,
    InterestedParty,
    Issue,
    NormAnalysis,
    Partner,
)
from sigor.registers.consistency import rule

START_DELAY = 30  # days after its planned start from which an approved change is waiting too long
REVIEW_DELAY = 60  # days after a change was implemented by which its effects are judged


@rule(
    "issue-review-overdue",
    _("Cuestiones del contexto con la revisión vencida"),
    remedy=_("Confirme si la cuestión sigue vigente y ponga la fecha de la próxima revisión."),
    register="context-issues",
    severity="warning",
    clauses=("9001:4.1", "37001:4.1", "27001:4.1"),
)
def issue_review_overdue(on: date) -> QuerySet[Any]:
    return Issue.objects.filter(state="in_force", review_due__lt=on)


@rule(
    "issue-factor-against-origin",
    _("Oportunidades o amenazas clasificadas como «De la organización»"),
    remedy=_("Elija el factor externo del que viene, o clasifíquela como fortaleza o debilidad."),
    register="context-issues",
    severity="warning",
    clauses=("9001:4.1",),
)
def issue_factor_against_origin(on: date) -> QuerySet[Any]:
    return Issue.objects.filter(state="in_force", origin="external", pestel="organizational")


@rule(
    "party-review-overdue",
    _("Partes interesadas con la revisión vencida"),
    remedy=_("Confirme sus necesidades y expectativas y ponga la fecha de la próxima revisión."),
    register="interested-parties",
    severity="warning",
    clauses=("9001:4.2", "37001:4.2", "27001:4.2"),
)
def party_review_overdue(on: date) -> QuerySet[Any]:
    return InterestedParty.objects.filter(review_due__lt=on).exclude(state="withdrawn")


def _diligences() -> QuerySet[DueDiligence]:
    return DueDiligence.objects.filter(partner=OuterRef("pk"), archived_at__isnull=True)


@rule(
    "partner-without-diligence",
    _("Socios de nivel medio o alto sin debida diligencia concluida"),
    remedy=_("Registre la debida diligencia, responda el cuestionario y llévela a conclusión."),
    register="partners",
    clauses=("37001:8.2",),
)
def partner_without_diligence(on: date) -> QuerySet[Any]:
    concluded = _diligences().filter(state="concluded")
    return Partner.objects.filter(
        ~Exists(concluded), state="in_force", diligence_level__in=["medium", "high"]
    )


@rule(
    "partner-diligence-not-holding",
    _("Socios en uso con la debida diligencia vencida o que los rechazó"),
    remedy=_("Renueve la debida diligencia; si lo rechazó, retire al socio."),
    register="partners",
    clauses=("37001:8.2", "37001:8.5"),
)
def partner_diligence_not_holding(on: date) -> QuerySet[Any]:
    concluded = _diligences().filter(state="concluded").order_by("-concluded_at", "-pk")
    last = {
        "last_result": Subquery(concluded.values("result")[:1]),
        "last_until": Subquery(concluded.values("valid_until")[:1]),
    }
    broken = Q(last_result=DiligenceResult.REJECTED) | Q(last_until__lt=on)
    return Partner.objects.annotate(**last).filter(broken, state="in_force")


@rule(
    "norm-analysis-overdue",
    _("Normas del sector sin atender después de su fecha límite"),
    remedy=_("Analícela y enlace la acción que la atiende, o diga por qué no hay que hacer nada."),
    register="norm-analyses",
    clauses=("9001:4.1", "9001:6.3"),
)
def norm_analysis_overdue(on: date) -> QuerySet[Any]:
    return NormAnalysis.objects.filter(state__in=["registered", "analysed"], due_date__lt=on)


@rule(
    "change-approved-not-started",
    _("Cambios aprobados que no empezaron en el mes siguiente a su inicio previsto"),
    remedy=_("Inícielo, o devuélvalo a análisis con nuevas fechas."),
    register="changes",
    severity="warning",
    clauses=("9001:6.3",),
)
def change_not_started(on: date) -> QuerySet[Any]:
    late = on - timedelta(days=START_DELAY)
    return ChangePlan.objects.filter(state="approved", planned_start__lt=late)


@rule(
    "change-not-reviewed",
    _("Cambios implementados hace más de 60 días sin revisar sus efectos"),
    remedy=_("Otra persona revisa los efectos del cambio y los anota."),
    register="changes",
    clauses=("9001:6.3", "9001:8.5.6"),
)
def change_not_reviewed(on: date) -> QuerySet[Any]:
    late = on - timedelta(days=REVIEW_DELAY)
    return ChangePlan.objects.filter(state="implemented", implemented_at__date__lt=late)
