"""The registers of files and acts."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.acts import selectors
from sigor.acts.models import Act, ActDuty, ActType, CaseFile, ClockRule
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

CLAUSES = ("9001:7.5", "37001:7.5", "27001:7.5")


@register
class CaseFiles(Register):
    slug = "case-files"
    model = CaseFile
    name = _("Expedientes")
    purpose = _("Qué actos hubo sobre un asunto, en qué orden, quién lo tiene ahora y desde cuándo.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "unit", "external_code", "created_at", "state")
    filters = ("unit", "state")
    search = ("code", "title", "purpose", "external_code")
    sections = (
        Section(_("El expediente"), "title", "purpose"),
        Section(_("Quién lo lleva"), "unit", "external_code"),
    )
    detail_template = "acts/case.html"

    def records(self, user: User) -> QuerySet[Any]:
        """Those of the person's units, and those with an act addressed to them."""
        rows = self.model._default_manager.filter(archived_at__isnull=True).select_related(*self._related())
        held = access.grants(user)
        if Permission.VIEW in held.everywhere:
            return rows
        units = held.units(Permission.VIEW)
        addressed = Act._default_manager.filter(to_unit__in=units).exclude(state="draft")
        return rows.filter(Q(unit__in=units) | Q(pk__in=addressed.values("case")))

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return selectors.page_of(record, user)


@register
class Acts(Register):
    slug = "acts"
    model = Act
    name = _("Actos")
    purpose = _("Qué se dijo o se resolvió, con qué número y fecha, y a quién.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "type", "number", "dated_on", "case", "unit", "to_unit", "reply_due", "state")
    filters = ("unit", "state", "type", "dated_on", "reply_due")
    search = ("code", "title", "number", "issuer", "to_outside", "external_code")
    sections = (
        Section(_("El acto"), "case", "type", "title", "number", "dated_on", "issuer"),
        Section(_("Sobre qué versión del plan"), "plan_version"),
        Section(_("A quién va"), "to_unit", "to_outside", "reply_due"),
        Section(_("Qué dice"), "body"),
        Section(_("Quién lo emite"), "unit", "external_code"),
    )
    parent = "case"
    due_field = "reply_due"
    detail_template = "acts/act.html"

    def records(self, user: User) -> QuerySet[Any]:
        """Those of the person's units; those addressed to them once they were issued."""
        rows = self.model._default_manager.filter(archived_at__isnull=True).select_related(*self._related())
        held = access.grants(user)
        if Permission.VIEW in held.everywhere:
            return rows
        units = held.units(Permission.VIEW)
        return rows.filter(Q(unit__in=units) | Q(to_unit__in=units) & ~Q(state="draft"))


@register
class ActDuties(Register):
    slug = "act-duties"
    model = ActDuty
    name = _("Pendientes de los actos")
    purpose = _(
        "Qué hay que hacer porque se emitió un acto: publicarlo, comunicarlo, responderlo; hasta cuándo."
    )
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "act", "unit", "due_date", "proof_link", "state")
    filters = ("unit", "state", "due_date")
    search = ("code", "title", "proof_link")
    sections = (
        Section(_("Qué hay que hacer"), "title", "act"),
        Section(_("Quién y hasta cuándo"), "unit", "due_date"),
        Section(_("Dónde se ve"), "proof_link"),
    )
    due_field = "due_date"


@register
class ActTypes(Register):
    slug = "act-types"
    model = ActType
    name = _("Tipos de acto y su numeración")
    purpose = _("Qué actos hay, cómo se numeran, quién los firma y qué ponen en vigor.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "series", "pattern", "signed_by", "approves", "awaits_reply", "unit", "state")
    filters = ("unit", "state", "series", "approves")
    search = ("code", "title", "key", "pattern")
    sections = (
        Section(_("El tipo"), "key", "title", "signed_by", "approves", "awaits_reply"),
        Section(_("Su número"), "series", "pattern"),
        Section(_("Texto de partida"), "template"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "unit", "review_due"),
    )
    due_field = "review_due"


@register
class ClockRules(Register):
    slug = "act-clocks"
    model = ClockRule
    name = _("Plazos que nacen de un acto")
    purpose = _("Qué vence, y cuándo, al emitirse un acto: publicar al día siguiente, oficiar, responder.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = (
        "code",
        "title",
        "type",
        "days",
        "counted",
        "owner",
        "only_approving",
        "publishes",
        "unit",
        "state",
    )
    filters = ("unit", "state", "type")
    sections = (
        Section(_("El plazo"), "title", "type", "days", "counted", "only_approving", "publishes"),
        Section(_("Quién lo cumple"), "owner", "unit"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "review_due"),
    )
    due_field = "review_due"


chapters.add_page(chapters.DOCUMENTS, _("Por publicar"), "publication_queue")
