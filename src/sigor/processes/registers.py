"""The registers of chapter 8.3: the process map and the matrix of requirements."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.processes.models import Process, RequirementControl
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register


@register
class Processes(Register):
    slug = "processes"
    model = Process
    name = _("Mapa de procesos")
    purpose = _("Qué procesos tiene el Programa, de qué tipo son, qué entregan y qué unidad es su dueña.")
    chapter = chapters.PROCESSES
    clauses = ("9001:4.4", "37001:4.4", "27001:4.4")
    columns = ("code", "title", "kind", "parent", "level", "unit", "confirmed", "state")
    filters = ("unit", "state", "kind", "parent", "confirmed")
    search = ("code", "key", "title", "objective", "products")
    sections = (
        Section(_("El proceso"), "key", "title", "kind", "parent", "level", "unit"),
        Section(_("Para qué y hasta dónde"), "objective", "scope"),
        Section(_("De qué a qué"), "inputs", "products", "recipients"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "confirmed", "review_due"),
    )
    due_field = "review_due"


@register
class RequirementControls(Register):
    slug = "requirement-controls"
    model = RequirementControl
    name = _("Matriz de requisitos de calidad y antisoborno")
    purpose = _(
        "Qué hace cada proceso para cumplir cada requisito, quién lo hace y hasta cuándo está probado."
    )
    chapter = chapters.PROCESSES
    clauses = ("9001:4.4", "9001:8.1", "37001:8.1")
    columns = (
        "code",
        "title",
        "requirement",
        "process",
        "control_owner",
        "unit",
        "valid_until",
        "state",
    )
    filters = ("unit", "state", "process", "requirement", "valid_until")
    search = ("code", "title", "product", "control", "control_owner")
    sections = (
        Section(_("El requisito y el proceso"), "requirement", "process", "product"),
        Section(_("El control"), "title", "control", "control_owner", "frequency", "unit"),
        Section(_("La prueba"), "evidence_note", "valid_until"),
    )
    due_field = "valid_until"
    detail_template = "processes/control_detail.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"clause": record.requirement.clause}
