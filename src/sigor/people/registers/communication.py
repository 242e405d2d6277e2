"""Registers of communication: the matrix, each time it was done, and the yearly internal plan."""

from django.utils.translation import gettext_lazy as _

from sigor.people.models import Communication, CommunicationRecord, InternalCommunicationAction
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

COMMUNICATION = ("9001:7.4", "37001:7.4", "27001:7.4")


@register
class Communications(Register):
    slug = "communications"
    model = Communication
    name = _("Matriz de comunicaciones del SIG")
    purpose = _("Qué se comunica, cuándo, a quién, cómo y quién lo hace.")
    chapter = chapters.PEOPLE
    clauses = COMMUNICATION
    columns = ("code", "title", "frequency", "audience", "channel", "unit", "scope", "next_on", "state")
    filters = ("scope", "systems", "unit", "next_on", "state")
    search = ("code", "title", "audience", "channel", "sender")
    sections = (
        Section(_("Qué se comunica"), "title", "scope", "systems"),
        Section(_("A quién y cómo"), "audience", "channel"),
        Section(_("Quién"), "unit", "sender"),
        Section(_("Cuándo"), "frequency", "next_on", "review_due"),
    )
    due_field = "next_on"


@register
class CommunicationRecords(Register):
    slug = "communication-records"
    model = CommunicationRecord
    name = _("Comunicaciones realizadas")
    purpose = _("Cada vez que tocaba comunicar: si se hizo, cuándo y cómo.")
    chapter = chapters.PEOPLE
    clauses = COMMUNICATION
    columns = ("code", "title", "communication", "unit", "due_date", "done_on", "state")
    filters = ("communication", "unit", "due_date", "state")
    search = ("code", "title", "how")
    sections = (
        Section(_("La comunicación"), "title", "communication", "unit"),
        Section(_("Cuándo"), "due_date"),
    )
    due_field = "due_date"
    parent = "communication"
    in_menu = False


@register
class InternalCommunicationActions(Register):
    slug = "internal-communication-actions"
    model = InternalCommunicationAction
    name = _("Plan de comunicación interna")
    purpose = _("Qué se comunica al personal en el año, por qué canal y a cuántas personas llegó.")
    chapter = chapters.PEOPLE
    clauses = ("9001:7.3", *COMMUNICATION)
    columns = (
        "code",
        "title",
        "year",
        "channel",
        "reach_planned",
        "reach_achieved",
        "unit",
        "due_date",
        "state",
    )
    filters = ("year", "unit", "due_date", "state")
    search = ("code", "title", "audience", "channel")
    sections = (
        Section(_("La acción"), "title", "year", "audience", "channel"),
        Section(_("Alcance"), "reach_planned", "reach_achieved"),
        Section(_("Quién y cuándo"), "unit", "due_date"),
    )
    due_field = "due_date"
