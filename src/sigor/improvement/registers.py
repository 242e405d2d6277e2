"""The registers of chapter 8.11, improvement."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.improvement import selectors
from sigor.improvement.models import Cause, ImprovementAction, Nonconformity
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

CLAUSES = ("9001:10.2", "9001:10.1", "9001:8.7", "37001:10.1", "27001:10.2")


@register
class Nonconformities(Register):
    slug = "nonconformities"
    model = Nonconformity
    name = _("No conformidades y mejoras")
    purpose = _("Qué no salió como debía o puede salir mejor, por qué, qué se hace y si dio resultado.")
    chapter = chapters.IMPROVEMENT
    clauses = CLAUSES
    columns = ("code", "title", "kind", "source", "unit", "next_due", "effectiveness", "state")
    filters = ("unit", "state", "kind", "source", "process", "next_due")
    search = ("code", "title", "description", "correction", "where")
    sections = (
        Section(
            _("Qué pasó"),
            "title",
            "kind",
            "source",
            "no_signal_reason",
            "detected_on",
            "where",
            "description",
        ),
        Section(_("Qué requisito y qué proceso"), "requirement", "process"),
        Section(_("Qué se hizo de inmediato"), "correction", "corrected_on"),
        Section(_("Quién responde y hasta cuándo"), "unit", "plan_due"),
    )
    due_field = "next_due"
    detail_template = "improvement/nonconformity.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return selectors.page_of(record, user)


@register
class Causes(Register):
    slug = "causes"
    model = Cause
    name = _("Causas")
    purpose = _("Por qué ocurrió: las causas consideradas, con su veredicto y su sustento.")
    chapter = chapters.IMPROVEMENT
    clauses = ("9001:10.2", "37001:10.1", "27001:10.2")
    columns = ("code", "title", "nonconformity", "category", "verdict", "unit", "state")
    filters = ("unit", "state", "category", "verdict")
    search = ("code", "title", "why")
    sections = (
        Section(_("La causa"), "nonconformity", "title", "category", "parent"),
        Section(_("Qué se concluyó"), "verdict", "why"),
        Section(_("Quién la analiza"), "unit"),
    )
    parent = "nonconformity"
    in_menu = False


@register
class ImprovementActions(Register):
    slug = "improvement-actions"
    model = ImprovementAction
    name = _("Acciones y tareas")
    purpose = _("Qué se hará, quién lo hace y para cuándo; lo verifica otra persona.")
    chapter = chapters.IMPROVEMENT
    clauses = ("9001:10.2", "9001:10.1", "37001:10.1", "27001:10.2")
    columns = ("code", "title", "nonconformity", "kind", "owner", "unit", "due_date", "state")
    filters = ("unit", "state", "kind", "due_date")
    search = ("code", "title", "description", "owner", "result")
    sections = (
        Section(_("La acción"), "title", "kind", "description"),
        Section(_("A qué responde"), "nonconformity", "cause"),
        Section(_("Quién la hace y hasta cuándo"), "owner", "unit", "due_date", "resources"),
        Section(_("Dónde se ve que se hizo"), "evidence_at"),
    )
    parent = "nonconformity"
    due_field = "due_date"


chapters.add_page(chapters.IMPROVEMENT, _("Matriz de seguimiento"), "improvement_matrix")
