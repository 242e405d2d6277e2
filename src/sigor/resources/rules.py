"""What must hold among the records of chapter 8.7, facilities and equipment."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.registers.consistency import rule
from sigor.resources.models import Evaluation, ItProject, ProjectReport, Recommendation, ResourceNeed

SIX_MONTHS = 183  # days
DAYS_TO_ANSWER = 30


@rule(
    "it-project-without-report",
    _("Proyectos de TI en curso sin reporte en los últimos seis meses"),
    remedy=_("Registre un reporte de avance con su fecha de corte, o suspenda el proyecto."),
    register="it-projects",
    clauses=("9001:9.1",),
)
def it_projects_without_report(on: date) -> QuerySet[ItProject]:
    since = on - timedelta(days=SIX_MONTHS)
    reports = ProjectReport._default_manager.filter(
        project=OuterRef("pk"), cut_off__range=(since, on), archived_at__isnull=True
    )
    begun = ItProject._default_manager.filter(state="under_way", starts_on__lte=since)
    return begun.filter(~Exists(reports.exclude(state="annulled")))


@rule(
    "resource-need-overdue",
    _("Necesidades de recursos vencidas sin atender"),
    remedy=_("Dela por atendida con lo que se hizo, cambie su fecha o descártela con el motivo."),
    register="resource-needs",
    clauses=("9001:7.1",),
)
def resource_needs_overdue(on: date) -> QuerySet[ResourceNeed]:
    return ResourceNeed._default_manager.filter(state__in=("identified", "approved"), due_date__lt=on)


@rule(
    "evaluation-unanswered",
    _("Evaluaciones con recomendaciones sin respuesta después de 30 días"),
    remedy=_("Responda cada recomendación: acéptela, acéptela en parte o rechácela con su razón."),
    register="evaluations",
    clauses=("9001:9.1.3", "9001:10.1"),
)
def evaluations_unanswered(on: date) -> QuerySet[Evaluation]:
    unanswered = Recommendation._default_manager.filter(
        evaluation=OuterRef("pk"),
        state="issued",
        issued_on__lt=on - timedelta(days=DAYS_TO_ANSWER),
        archived_at__isnull=True,
    )
    return Evaluation._default_manager.filter(Exists(unanswered))
