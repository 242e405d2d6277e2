"""The registers of chapter 8.1, context of the institution."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.context.models import (
    Answer,
    ChangeImpact,
    ChangePlan,
    DiligenceAnswer,
    DiligenceQuestion,
    DueDiligence,
    InterestedParty,
    Issue,
    NormAnalysis,
    Partner,
)
from sigor.context.selectors import impacts_by_aspect, questionnaire
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register


@register
class InterestedParties(Register):
    slug = "interested-parties"
    model = InterestedParty
    name = _("Partes interesadas")
    purpose = _(
        "Quiénes afectan o son afectados por la institución, qué necesitan y esperan, y a qué se obliga ella."
    )
    chapter = chapters.CONTEXT
    clauses = ("9001:4.2", "37001:4.2", "27001:4.2")
    columns = ("code", "title", "kind", "unit", "priority", "review_due", "state")
    filters = ("unit", "state", "kind", "review_due")
    search = ("code", "title", "needs", "expectations", "requirements")
    sections = (
        Section(_("Quién es"), "title", "kind", "unit"),
        Section(_("Qué necesita y espera"), "needs", "expectations", "requirements"),
        Section(_("Cuánto pesa"), "influence", "interest", "review_due"),
    )
    due_field = "review_due"


@register
class Issues(Register):
    slug = "context-issues"
    model = Issue
    name = _("Cuestiones del contexto")
    purpose = _("Qué hay dentro y fuera de la institución que ayuda o estorba a lo que quiere lograr.")
    chapter = chapters.CONTEXT
    clauses = ("9001:4.1", "37001:4.1", "27001:4.1")
    columns = ("code", "title", "swot", "pestel", "origin", "relevance", "unit", "review_due", "state")
    filters = (
        "unit",
        "state",
        "swot",
        "pestel",
        "origin",
        "for_quality",
        "for_integrity",
        "for_security",
        "review_due",
    )
    search = ("code", "title", "effect")
    sections = (
        Section(_("La cuestión"), "title", "swot", "pestel", "unit"),
        Section(_("Cuánto importa"), "relevance", "effect", "review_due"),
        Section(_("A qué sistemas concierne"), "for_quality", "for_integrity", "for_security"),
    )
    due_field = "review_due"
    list_template = "context/issues.html"


@register
class Partners(Register):
    slug = "partners"
    model = Partner
    name = _("Socios de negocio")
    purpose = _("Con quién trabaja la institución y qué tan a fondo debe conocerlo antes de hacerlo.")
    chapter = chapters.CONTEXT
    clauses = ("37001:4.2", "37001:8.2", "37001:8.5")
    columns = ("code", "title", "kind", "diligence_level", "unit", "review_due", "state")
    filters = ("unit", "state", "kind", "diligence_level", "review_due")
    search = ("code", "title", "service")
    sections = (
        Section(_("Quién es"), "title", "kind", "service", "unit"),
        Section(_("Cuánto hay que conocerlo"), "diligence_level", "review_due"),
    )
    due_field = "review_due"


@register
class DueDiligences(Register):
    slug = "due-diligences"
    model = DueDiligence
    name = _("Debidas diligencias")
    purpose = _("Qué se averiguó de un socio de negocio, qué se concluyó y hasta cuándo vale.")
    chapter = chapters.CONTEXT
    clauses = ("37001:8.2",)
    columns = ("code", "title", "partner", "level", "result", "valid_until", "unit", "state")
    filters = ("unit", "state", "level", "result", "valid_until")
    search = ("code", "title", "findings")
    sections = (Section(_("La debida diligencia"), "title", "partner", "level", "unit", "findings"),)
    due_field = "valid_until"
    parent = "partner"
    in_menu = False
    detail_template = "context/diligence.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"questionnaire": questionnaire(record), "answers": Answer.choices}


@register
class DiligenceAnswers(Register):
    slug = "diligence-answers"
    model = DiligenceAnswer
    name = _("Respuestas de la debida diligencia")
    purpose = _("Qué se respondió a cada pregunta, con las palabras con que se preguntó.")
    chapter = chapters.CONTEXT
    clauses = ("37001:8.2",)
    columns = ("code", "title", "answer", "remark", "state")
    filters = ("unit", "state", "answer")
    search = ("code", "title", "remark")
    sections = (
        Section(_("La pregunta"), "title", "diligence", "question", "unit"),
        Section(_("La respuesta"), "answer", "remark"),
    )
    parent = "diligence"
    in_menu = False


@register
class DiligenceQuestions(Register):
    slug = "diligence-questions"
    model = DiligenceQuestion
    name = _("Cuestionario de debida diligencia")
    purpose = _("Qué se pregunta de un socio de negocio según el nivel, y desde cuándo.")
    chapter = chapters.CONTEXT
    clauses = ("37001:8.2",)
    columns = ("code", "title", "level", "valid_from", "valid_to", "state")
    filters = ("unit", "state", "level", "valid_from")
    search = ("code", "title", "guidance")
    sections = (
        Section(_("La pregunta"), "title", "level", "guidance", "unit"),
        Section(_("Desde cuándo y por qué"), "valid_from", "valid_to", "source", "review_due"),
    )
    due_field = "review_due"


@register
class NormAnalyses(Register):
    slug = "norm-analyses"
    model = NormAnalysis
    name = _("Análisis de normativa sectorial")
    purpose = _("Qué normas nuevas salen, qué cambian para la institución y qué se hace al respecto.")
    chapter = chapters.CONTEXT
    clauses = ("9001:4.1", "9001:6.3", "37001:4.1", "27001:4.2")
    columns = ("code", "title", "issuer", "published_on", "action_needed", "unit", "due_date", "state")
    filters = ("unit", "state", "action_needed", "published_on", "due_date")
    search = ("code", "title", "issuer", "affects", "impact")
    sections = (
        Section(_("La norma"), "title", "issuer", "published_on", "in_force_on"),
        Section(_("Qué cambia"), "impact", "affects"),
        Section(_("Qué se hace"), "action_needed", "no_action_reason", "unit", "due_date"),
    )
    due_field = "due_date"


@register
class ChangePlans(Register):
    slug = "changes"
    model = ChangePlan
    name = _("Análisis de cambios y su impacto en los procesos")
    purpose = _("Qué se quiere cambiar, qué toca, quién lo aprobó y qué efecto tuvo.")
    chapter = chapters.CONTEXT
    clauses = ("9001:6.3", "9001:8.5.6", "27001:6.3")
    columns = ("code", "title", "unit", "responsible", "planned_start", "due_date", "state")
    filters = ("unit", "state", "planned_start", "due_date")
    search = ("code", "title", "purpose", "reason", "consequences")
    sections = (
        Section(_("El cambio"), "title", "purpose", "reason", "consequences"),
        Section(_("Quién y cuándo"), "unit", "responsible", "planned_start", "due_date"),
    )
    due_field = "due_date"
    detail_template = "context/change.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"aspects": impacts_by_aspect(record, user)}


@register
class ChangeImpacts(Register):
    slug = "change-impacts"
    model = ChangeImpact
    name = _("Efectos del cambio")
    purpose = _("Aspecto por aspecto, qué toca el cambio y qué se hará para que nada se rompa.")
    chapter = chapters.CONTEXT
    clauses = ("9001:6.3",)
    columns = ("code", "aspect", "title", "touched", "effect", "measure", "state")
    filters = ("unit", "state", "aspect", "touched")
    search = ("code", "title", "what", "effect", "measure")
    sections = (
        Section(_("Qué se analiza"), "title", "change", "aspect", "touched", "unit"),
        Section(_("Qué pasa y qué se hace"), "what", "effect", "measure"),
    )
    parent = "change"
    in_menu = False
