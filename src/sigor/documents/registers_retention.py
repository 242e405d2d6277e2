"""The registers of retention: orders to keep, and batches of transfer or elimination with what they list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.documents.models import DisposalBatch, DisposalItem, RetentionHold
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

CLAUSES = ("9001:7.5", "37001:7.5", "27001:7.5")


@register
class RetentionHolds(Register):
    slug = "retention-holds"
    model = RetentionHold
    name = _("Retenciones por orden")
    purpose = _("Qué no se transfiere ni se elimina por ahora, por qué y quién lo ordenó.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "series", "document", "since", "act", "review_due", "unit", "state")
    filters = ("unit", "state", "series", "since", "review_due")
    search = ("code", "title", "grounds")
    sections = (
        Section(_("Qué se retiene"), "title", "series", "document"),
        Section(_("Por qué"), "grounds", "since", "act", "review_due", "unit"),
    )
    due_field = "review_due"


@register
class DisposalBatches(Register):
    slug = "disposal-batches"
    model = DisposalBatch
    name = _("Transferencias y eliminaciones")
    purpose = _(
        "Qué versiones cumplieron su tiempo y pasan al archivo central o se eliminan, con qué aprobación."
    )
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "kind", "series", "cut_date", "unit", "state")
    filters = ("unit", "state", "kind", "series", "cut_date")
    search = ("code", "title", "location")
    sections = (
        Section(_("El lote"), "title", "kind", "series", "cut_date"),
        Section(_("A dónde y quién"), "location", "unit"),
    )
    detail_template = "documents/batch.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {
            "may_list": record.state == "draft" and access.may(user, Permission.EDIT, [record.unit_id]),
        }


@register
class DisposalItems(Register):
    slug = "disposal-items"
    model = DisposalItem
    name = _("Versiones del lote")
    purpose = _("Qué versiones van en el lote, cuándo venció cada una y qué pasó con ella.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "batch", "version", "due_on", "location", "legibility_on", "outcome", "state")
    filters = ("unit", "state", "due_on")
    search = ("code", "title", "location", "outcome")
    sections = (
        Section(_("La versión"), "batch", "version", "title", "unit"),
        Section(_("Dónde está y cómo se lee"), "location", "moved_on", "legibility_on", "legibility"),
    )
    parent = "batch"
    readonly = True
    in_menu = False
