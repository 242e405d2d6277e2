"""Registers of training: needs, actions of the PDP and attendance."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.people import selectors
from sigor.people.models import Attendance, TrainingAction, TrainingNeed
from sigor.people.registers.holders import OfAPerson, PersonTable
from sigor.people.registers.posts import COMPETENCE
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register


@register
class TrainingNeeds(Register):
    slug = "training-needs"
    model = TrainingNeed
    name = _("Necesidades de capacitación")
    purpose = _("Qué hace falta aprender, de dónde surge y si el PDP ya lo atiende.")
    chapter = chapters.PEOPLE
    clauses = COMPETENCE
    columns = ("code", "title", "source", "competence", "unit", "identified_on", "state")
    filters = ("source", "unit", "state", "identified_on")
    search = ("code", "title", "description", "competence__title")
    sections = (
        Section(_("La necesidad"), "title", "description"),
        Section(_("De dónde surge"), "source", "competence", "identified_on", "unit"),
    )


@register
class TrainingActions(Register):
    slug = "training-actions"
    model = TrainingAction
    name = _("Acciones del PDP")
    purpose = _("Qué capacitación se da, a quiénes, quién asistió y si sirvió.")
    chapter = chapters.PEOPLE
    clauses = COMPETENCE
    columns = ("code", "title", "year", "hours", "modality", "unit", "next_on", "effectiveness", "state")
    filters = ("year", "modality", "unit", "due_date", "effectiveness", "effectiveness_due", "state")
    search = ("code", "title", "provider", "target", "need__title")
    sections = (
        Section(_("La acción"), "title", "year", "need", "target"),
        Section(_("Cómo se da"), "provider", "modality", "hours", "starts_on", "due_date", "unit"),
        Section(_("Eficacia"), "effectiveness_criterion", "effectiveness_due"),
    )
    due_field = "next_on"
    detail_template = "people/training_action.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"attendance": selectors.attendance_at(record)}


@register
class Attendances(OfAPerson):
    slug = "attendances"
    model = Attendance
    name = _("Asistencias")
    purpose = _("Quién asistió a cada acción del PDP y con qué nota.")
    chapter = chapters.PEOPLE
    clauses = COMPETENCE
    columns = ("code", "action", "holder", "of_unit", "attended", "score", "title", "state")
    filters = ("action", "holder", "of_unit", "attended", "state", "unit")
    search = ("code", "title", "action__title")
    sections = (
        Section(_("Quién y a qué"), "action", "holder"),
        Section(_("Su participación"), "attended", "score", "title", "unit"),
    )
    parent = "action"
    in_menu = False
    table_class = PersonTable
