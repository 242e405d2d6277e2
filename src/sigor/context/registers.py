"""The registers of chapter 8.1, context of the institution."""

from django.utils.translation import gettext_lazy as _

from sigor.context.models import InterestedParty
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
