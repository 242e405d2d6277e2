"""The register of studies: what is known elsewhere and what it was used for here."""

from django.utils.translation import gettext_lazy as _

from sigor.people.models import Study
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register


@register
class Studies(Register):
    slug = "studies"
    model = Study
    name = _("Biblioteca de evidencia")
    purpose = _("Qué estudios hay, qué valen para el Programa y qué decisiones sustentaron.")
    chapter = chapters.PEOPLE
    clauses = ("9001:7.1.6",)
    columns = ("code", "title", "authors", "year", "kind", "relevance", "quality", "applicability", "state")
    filters = ("kind", "year", "unit", "state")
    search = ("code", "title", "authors", "question", "findings", "used_for")
    sections = (
        Section(_("El estudio"), "title", "authors", "year", "kind", "origin", "url"),
        Section(_("Qué dice"), "question", "method", "findings"),
        Section(_("Criterios"), "relevance", "quality", "applicability", "selection_reason"),
        Section(_("Para qué sirvió"), "used_for", "unit"),
    )
