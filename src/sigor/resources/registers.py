"""The registers of chapter 8.7, facilities and equipment."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register
from sigor.resources.milestones import milestone_of
from sigor.resources.models import (
    AttentionPoint,
    Evaluation,
    FollowUp,
    Intervention,
    ItProject,
    ProjectReport,
    Recommendation,
    ResourceNeed,
)

IN_THE_PLAN = Section(_("Hito del plan al que responde"), "plan_year", "milestone_code")


class PlanTiedRegister(Register):
    """A register whose records name a milestone; their page leads to it."""

    detail_template: ClassVar[str] = "resources/tied.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        milestone = milestone_of(record)
        if milestone is None:
            return {}
        return {"milestone": milestone, "milestone_url": reverse("plan_milestone", args=[milestone.pk])}


@register
class AttentionPoints(PlanTiedRegister):
    slug = "attention-points"
    model = AttentionPoint
    name = _("Puntos de atención y oficinas")
    purpose = _("Dónde se atiende a los usuarios y dónde se trabaja, y en qué estado está cada lugar.")
    chapter = chapters.RESOURCES
    clauses = ("9001:7.1.3", "9001:7.1.4")
    columns = ("code", "title", "kind", "unit", "condition", "accessibility", "state")
    filters = ("unit", "state", "kind", "condition", "accessibility", "review_due")
    search = ("code", "title", "place", "ubigeo")
    sections = (
        Section(_("El lugar"), "title", "kind", "unit"),
        Section(_("Dónde queda"), "place", "ubigeo"),
        Section(_("En qué estado está"), "condition", "accessibility", "review_due"),
        IN_THE_PLAN,
    )
    due_field = "review_due"


@register
class ResourceNeeds(PlanTiedRegister):
    slug = "resource-needs"
    model = ResourceNeed
    name = _("Necesidades de recursos")
    purpose = _("Qué falta para trabajar y atender bien, cuánto costaría y para cuándo se necesita.")
    chapter = chapters.RESOURCES
    clauses = ("9001:7.1", "27001:7.1", "37001:7.1")
    columns = ("code", "title", "point", "unit", "priority", "estimated_cost", "due_date", "state")
    filters = ("unit", "state", "priority", "due_date")
    search = ("code", "title", "what", "point__code")
    sections = (
        Section(_("La necesidad"), "title", "point", "what"),
        Section(_("Cuánto urge y cuánto cuesta"), "priority", "estimated_cost"),
        Section(_("Quién la atiende y para cuándo"), "unit", "due_date"),
        IN_THE_PLAN,
    )
    due_field = "due_date"
    parent = "point"


@register
class ItProjects(PlanTiedRegister):
    slug = "it-projects"
    model = ItProject
    name = _("Proyectos de TI")
    purpose = _("Qué proyectos de tecnología están en marcha, con qué objetivo y cuánto avanzaron.")
    chapter = chapters.RESOURCES
    clauses = ("9001:7.1.3", "27001:8.1")
    columns = ("code", "title", "unit", "starts_on", "ends_on", "state")
    filters = ("unit", "state", "starts_on", "ends_on")
    search = ("code", "title", "objective")
    sections = (
        Section(_("El proyecto"), "title", "objective", "unit"),
        Section(_("Cuándo"), "starts_on", "ends_on"),
        IN_THE_PLAN,
    )
    due_field = "ends_on"


@register
class ProjectReports(Register):
    slug = "project-reports"
    model = ProjectReport
    name = _("Reportes de avance")
    purpose = _("Cuánto había avanzado el proyecto en cada fecha de corte, contra lo previsto.")
    chapter = chapters.RESOURCES
    clauses = ("9001:9.1",)
    columns = ("code", "title", "project", "cut_off", "planned_percent", "achieved_percent", "state")
    filters = ("unit", "state", "cut_off")
    search = ("code", "title", "text", "project__code")
    sections = (
        Section(_("El reporte"), "title", "project", "unit", "cut_off"),
        Section(_("Cuánto avanzó"), "planned_percent", "achieved_percent", "text"),
    )
    parent = "project"
    in_menu = False


@register
class Interventions(PlanTiedRegister):
    slug = "interventions"
    model = Intervention
    name = _("Intervenciones y pilotos")
    purpose = _("Qué intervenciones, pilotos y metodologías se llevan a cabo, con quiénes y dónde.")
    chapter = chapters.RESOURCES
    clauses = ("9001:8.3", "9001:8.5")
    columns = ("code", "title", "kind", "unit", "starts_on", "ends_on", "state")
    filters = ("unit", "state", "kind", "ends_on")
    search = ("code", "title", "objective", "population", "territory")
    sections = (
        Section(_("La intervención"), "title", "kind", "objective", "unit"),
        Section(_("Con quiénes y dónde"), "population", "territory"),
        Section(_("Cuándo"), "starts_on", "ends_on"),
        IN_THE_PLAN,
    )
    due_field = "ends_on"


@register
class FollowUps(Register):
    slug = "follow-ups"
    model = FollowUp
    name = _("Seguimientos")
    purpose = _("Qué se encontró en cada periodo de la intervención.")
    chapter = chapters.RESOURCES
    clauses = ("9001:9.1",)
    columns = ("code", "title", "intervention", "period", "unit", "due_date", "state")
    filters = ("unit", "state", "due_date")
    search = ("code", "title", "period", "findings", "intervention__code")
    sections = (
        Section(_("El seguimiento"), "title", "intervention", "period", "findings"),
        Section(_("Quién lo hace y para cuándo"), "unit", "due_date"),
    )
    due_field = "due_date"
    parent = "intervention"
    in_menu = False


@register
class Evaluations(PlanTiedRegister):
    slug = "evaluations"
    model = Evaluation
    name = _("Evaluaciones")
    purpose = _("Qué se quiso saber, cómo se averiguó, qué se encontró y qué se recomendó.")
    chapter = chapters.RESOURCES
    clauses = ("9001:9.1.3",)
    columns = ("code", "title", "unit", "due_date", "state")
    filters = ("unit", "state", "due_date")
    search = ("code", "title", "question", "results")
    sections = (
        Section(_("La evaluación"), "title", "question", "method"),
        Section(_("Quién la entrega y cuándo"), "unit", "due_date"),
        IN_THE_PLAN,
    )
    due_field = "due_date"


@register
class Recommendations(Register):
    slug = "recommendations"
    model = Recommendation
    name = _("Recomendaciones")
    purpose = _("Qué recomendó la evaluación, qué respondió la gestión y qué se hizo.")
    chapter = chapters.RESOURCES
    clauses = ("9001:9.1.3", "9001:10.1")
    columns = ("code", "title", "evaluation", "unit", "response", "due_date", "state")
    filters = ("unit", "state", "response", "due_date")
    search = ("code", "title", "text", "evaluation__code")
    sections = (
        Section(_("La recomendación"), "title", "evaluation", "text", "issued_on"),
        Section(_("Quién responde y para cuándo"), "unit", "due_date"),
    )
    due_field = "due_date"
    parent = "evaluation"
    in_menu = False
