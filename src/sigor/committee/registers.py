"""The registers of chapter 8.10, evaluation of performance, that the committee keeps."""

from django.utils.translation import gettext_lazy as _

from sigor.committee.models import Agreement, Member
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

chapters.add_page(chapters.EVALUATION, _("Agenda del Comité"), "committee_agenda")


@register
class Agreements(Register):
    slug = "agreements"
    model = Agreement
    name = _("Acuerdos del Comité")
    purpose = _("Qué acordó el Comité, qué unidad lo cumple y para cuándo.")
    chapter = chapters.EVALUATION
    clauses = ("9001:9.1", "9001:9.3")
    columns = ("code", "title", "unit", "session", "due_date", "state")
    filters = ("unit", "state", "due_date")
    search = ("code", "title", "text", "session")
    sections = (
        Section(_("El acuerdo"), "title", "text"),
        Section(_("La sesión"), "session", "session_date"),
        Section(_("Quién lo cumple y cuándo"), "unit", "due_date"),
    )
    due_field = "due_date"


@register
class Members(Register):
    slug = "committee-members"
    model = Member
    name = _("Integrantes del Comité")
    purpose = _("Quién ocupa cada asiento del Comité, desde cuándo, por qué acto y quién lo suple.")
    chapter = chapters.EVALUATION
    clauses = ("9001:5.3", "37001:5.3", "27001:5.3")
    columns = ("code", "title", "seat", "kind", "person", "unit", "valid_from", "valid_to", "state")
    filters = ("unit", "state", "kind", "valid_from")
    search = ("code", "title", "seat", "source")
    sections = (
        Section(_("El asiento"), "title", "seat", "alternate_of"),
        Section(_("Quién lo ocupa"), "person", "unit"),
        Section(_("Desde cuándo y por qué acto"), "valid_from", "valid_to", "source"),
    )
