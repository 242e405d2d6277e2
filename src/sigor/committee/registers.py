"""The registers of chapter 8.10, evaluation of performance, that the committee keeps."""

from django.utils.translation import gettext_lazy as _

from sigor.committee.models import Agreement
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register


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
