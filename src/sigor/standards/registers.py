"""The registers of systems, norms, requirements, the statement of applicability and legal duties."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Field
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register
from sigor.standards import selectors
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    Clause,
    ComplianceEvaluation,
    Control,
    LegalRequirement,
    ManagementSystem,
    Norm,
    Requirement,
    RequirementTie,
)

LAST_DAY = DateField(_("Rige hasta"), name="in_force_until")


@register
class ManagementSystems(Register):
    slug = "management-systems"
    model = ManagementSystem
    name = _("Sistemas de gestión y su alcance")
    purpose = _("Qué busca cada sistema de gestión, qué abarca, en qué sedes y con qué norma se compara.")
    chapter = chapters.CONTEXT
    clauses = ("9001:4.3", "9001:4.4", "37001:4.3", "37001:4.4", "27001:4.3", "27001:4.4")
    columns = ("code", "title", "acronym", "norm", "sites", "sites_confidence", "state")
    filters = ("unit", "state", "norm", "sites_confidence")
    search = ("code", "title", "acronym", "objective", "scope")
    sections = (
        Section(_("El sistema"), "title", "acronym", "objective", "norm"),
        Section(_("Alcance"), "scope", "sites", "sites_confidence"),
        Section(_("Vigencia y fuente"), "unit", "valid_from", "valid_to", "source", "review_due"),
    )
    due_field = "review_due"


@register
class Norms(Register):
    slug = "norms"
    model = Norm
    name = _("Normas y ediciones")
    purpose = _("Con qué normas se comparan los sistemas: una fila por edición, con su vigencia.")
    chapter = chapters.CONTEXT
    columns = ("code", "title", "edition", "local_name", "serves", "valid_from", "valid_to", "state")
    filters = ("unit", "state", "confirmed", "valid_from")
    search = ("code", "title", "number", "local_name", "note")
    sections = (
        Section(_("La norma"), "title", "number", "edition", "local_name", "serves"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "confirmed", "note"),
        Section(_("Quién la mantiene"), "unit", "review_due"),
    )
    due_field = "review_due"


@register
class Clauses(Register):
    slug = "clauses"
    model = Clause
    name = _("Cláusulas comunes")
    purpose = _("La estructura que comparten las normas: qué pide cada cláusula, en palabras propias.")
    chapter = chapters.CONTEXT
    columns = ("code", "number", "title", "phase", "state")
    filters = ("unit", "state", "phase")
    search = ("code", "number", "title", "asks")
    sections = (
        Section(_("La cláusula"), "number", "title", "asks"),
        Section(_("Dónde está"), "phase", "position", "unit"),
    )
    list_template = "standards/clause_list.html"
    detail_template = "standards/clause_detail.html"


@register
class Requirements(Register):
    slug = "requirements"
    model = Requirement
    name = _("Requisitos de las normas")
    purpose = _("Qué pide cada edición de cada norma en cada numeral, en palabras propias.")
    chapter = chapters.CONTEXT
    columns = ("code", "title", "norm", "number", "clause", "adds", "state")
    filters = ("unit", "state", "norm", "clause", "adds")
    search = ("code", "title", "number", "asks")
    sections = (
        Section(_("El requisito"), "norm", "number", "title", "asks"),
        Section(_("Su cláusula común"), "clause", "adds", "position", "unit"),
    )
    detail_template = "standards/requirement_detail.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"ties": selectors.ties_of([record], user)}


@register
class RequirementTies(Register):
    slug = "requirement-ties"
    model = RequirementTie
    name = _("Correspondencias entre requisitos")
    purpose = _(
        "En qué se parecen los requisitos de dos normas y por qué; sirve para comparar, no da nada por cumplido."
    )
    chapter = chapters.CONTEXT
    columns = ("code", "title", "a", "kind", "b", "state")
    filters = ("unit", "state", "kind", "a", "b")
    search = ("code", "title", "reason")
    sections = (
        Section(_("La comparación"), "title", "a", "kind", "b", "reason"),
        Section(_("Quién la propone"), "unit"),
    )


@register
class AnnexControls(Register):
    slug = "annex-controls"
    model = Control
    name = _("Controles del Anexo A")
    purpose = _("Los controles de referencia de seguridad de la información y para qué sirve cada uno.")
    chapter = chapters.SECURITY
    clauses = ("27001:6.1.3",)
    columns = ("code", "number", "title", "theme", "norm", "state")
    filters = ("unit", "state", "theme", "norm")
    search = ("code", "number", "title", "purpose", "usual_evidence")
    sections = (
        Section(_("El control"), "norm", "number", "title", "theme", "purpose", "usual_evidence"),
        Section(_("Dónde está"), "position", "unit"),
    )


@register
class ApplicabilityStatements(Register):
    slug = "applicability-statements"
    model = ApplicabilityStatement
    name = _("Declaración de aplicabilidad")
    purpose = _(
        "Qué controles del Anexo A aplican, por qué y en qué punto están; una versión por aprobación."
    )
    chapter = chapters.SECURITY
    clauses = ("27001:6.1.3", "27001:8.3")
    columns = ("code", "title", "norm", "number", "effective_on", "state")
    filters = ("unit", "state", "norm", "effective_on")
    search = ("code", "title", "changes")
    sections = (
        Section(_("La versión"), "title", "norm", "number", "effective_on", "changes"),
        Section(_("Quién la mantiene"), "unit"),
    )
    list_template = "standards/statement_list.html"
    detail_template = "standards/statement_detail.html"

    def field(self, name: str) -> Field[Any, Any]:
        """Also the last day of a version, which no column holds: the manager computes it from the next one."""
        return LAST_DAY if name == LAST_DAY.name else super().field(name)

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        rows = selectors.rows_of(record)
        return {
            "themes": selectors.by_theme(rows),
            "tally": selectors.tally(rows),
            "others": [s for s in selectors.versions(record.norm_id, user) if s.pk != record.pk],
            "in_force_until": record.in_force_until,
        }


@register
class ApplicabilityRows(Register):
    slug = "applicability"
    model = Applicability
    name = _("Controles de la declaración")
    purpose = _("Qué dice una versión de la declaración sobre cada control.")
    chapter = chapters.SECURITY
    clauses = ("27001:6.1.3",)
    columns = ("code", "control", "title", "applicable", "implementation", "unit", "state")
    filters = ("unit", "state", "applicable", "implementation")
    search = ("code", "title", "reason", "note")
    sections = (
        Section(_("El control"), "statement", "control", "title"),
        Section(_("Lo que se declara"), "applicable", "reason", "implementation", "planned_for", "note"),
        Section(_("Quién responde"), "unit"),
    )
    parent = "statement"
    in_menu = False


@register
class LegalRequirements(Register):
    slug = "legal-requirements"
    model = LegalRequirement
    name = _("Requisitos legales de los sistemas")
    purpose = _(
        "A qué obligan las leyes a cada sistema y si se cumple; el procedimiento es el PNADP-UTI-GMC-P-001."
    )
    chapter = chapters.CONTEXT
    clauses = ("9001:4.2", "37001:4.2", "27001:4.2")
    columns = ("code", "title", "norm", "article", "system", "unit", "review_due", "state")
    filters = ("unit", "state", "system", "confirmed", "review_due")
    search = ("code", "title", "norm", "article", "duty")
    sections = (
        Section(_("La obligación"), "title", "norm", "article", "duty"),
        Section(_("A quién alcanza"), "system", "unit", "review_due"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "confirmed"),
    )
    due_field = "review_due"


@register
class ComplianceEvaluations(Register):
    slug = "compliance-evaluations"
    model = ComplianceEvaluation
    name = _("Evaluaciones de cumplimiento legal")
    purpose = _("Cuándo se miró si una obligación legal se cumple, y qué se encontró.")
    chapter = chapters.CONTEXT
    clauses = ("9001:9.1", "37001:9.1", "27001:9.1")
    columns = ("code", "title", "evaluated_on", "result", "next_on", "state")
    filters = ("unit", "state", "result", "evaluated_on")
    search = ("code", "title", "finding")
    sections = (
        Section(_("La evaluación"), "requirement", "title", "evaluated_on", "result", "finding"),
        Section(_("Qué sigue"), "next_on", "unit"),
    )
    parent = "requirement"
    in_menu = False
