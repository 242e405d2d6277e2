"""The registers of chapter 8.5: documents, their versions, what is said of them, their types and series."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.documents import pages, selectors
from sigor.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    Remark,
    RetentionSeries,
    ReviewRequest,
)
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

CLAUSES = ("9001:7.5", "37001:7.5", "27001:7.5")


@register
class Documents(Register):
    slug = "documents"
    model = Document
    name = _("Documentos normativos")
    purpose = _("Qué documentos rigen el trabajo, desde su propuesta hasta su derogación.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "type", "process", "unit", "classification", "review_due", "state")
    filters = ("unit", "state", "type", "process", "classification", "review_due")
    search = ("code", "title", "purpose", "external_code")
    sections = (
        Section(_("El documento"), "type", "title", "process", "unit"),
        Section(_("Para qué"), "purpose"),
        Section(_("Cómo se trata"), "classification", "external_code", "review_due"),
    )
    due_field = "review_due"
    detail_template = "documents/document.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.document_page(record, user)


@register
class DocumentVersions(Register):
    slug = "document-versions"
    model = DocumentVersion
    name = _("Versiones")
    purpose = _("Qué dice cada documento, desde cuándo y por qué acto; lo aprobado no cambia.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "document", "number", "unit", "effective_on", "in_force_until", "state")
    filters = ("unit", "state", "document", "effective_on")
    search = ("code", "title", "summary", "file_name")
    sections = (
        Section(_("La versión"), "document", "title", "summary"),
        Section(_("Quién la elabora"), "unit"),
    )
    parent = "document"
    in_menu = False
    detail_template = "documents/version.html"

    def records(self, user: User) -> QuerySet[Any]:
        return selectors.versions_seen(user).select_related(*self._related(), "out_to")

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.version_page(record, user)


def of_a_version(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """What was said by the person's units, or about versions that they elaborate or opine on."""
    held = access.grants(user)
    if Permission.VIEW in held.everywhere:
        return rows
    units = held.units(Permission.VIEW)
    return rows.filter(Q(unit__in=units) | Q(version__unit__in=units) | Q(version__legal_unit__in=units))


@register
class ReviewRequests(Register):
    slug = "document-reviews"
    model = ReviewRequest
    name = _("Revisiones de las unidades")
    purpose = _("Qué dice cada unidad a la que el texto afecta, y hasta cuándo debe decirlo.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "version", "unit", "due_date", "answer", "state")
    filters = ("unit", "state", "due_date")
    search = ("code", "title", "answer")
    sections = (Section(_("Qué se pide"), "version", "title"), Section(_("A quién"), "unit", "due_date"))
    parent = "version"
    due_field = "due_date"
    readonly = True
    in_menu = False

    def records(self, user: User) -> QuerySet[Any]:
        rows = self.model._default_manager.filter(archived_at__isnull=True).select_related(*self._related())
        return of_a_version(rows, user)


@register
class Remarks(Register):
    slug = "document-remarks"
    model = Remark
    name = _("Observaciones al texto")
    purpose = _("Qué se observa en un lugar del texto, y cómo se resolvió.")
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "version", "paragraph", "unit", "answer", "state")
    filters = ("unit", "state")
    search = ("code", "title", "quote", "answer")
    sections = (
        Section(_("La observación"), "version", "paragraph", "title"),
        Section(_("Quién la hace"), "unit"),
    )
    parent = "version"
    in_menu = False

    def records(self, user: User) -> QuerySet[Any]:
        rows = self.model._default_manager.filter(archived_at__isnull=True).select_related(*self._related())
        return of_a_version(rows, user)


@register
class DocumentTypes(Register):
    slug = "document-types"
    model = DocumentType
    name = _("Tipos de documento")
    purpose = _(
        "Qué documentos hay, cómo se codifican, qué secciones llevan, quién los aprueba y cada cuánto se revisan."
    )
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = (
        "code",
        "title",
        "pattern",
        "approver",
        "legal_opinion",
        "review_months",
        "series",
        "unit",
        "state",
    )
    filters = ("unit", "state", "approver")
    search = ("code", "key", "title")
    sections = (
        Section(_("El tipo"), "key", "title", "pattern", "layout"),
        Section(_("Su vida"), "approver", "legal_opinion", "review_months", "series"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "unit", "review_due"),
    )
    due_field = "review_due"


@register
class AllRetentionSeries(Register):
    slug = "retention-series"
    model = RetentionSeries
    name = _("Series documentales y su retención")
    purpose = _(
        "Cuánto tiempo se guarda cada serie, dónde y qué pasa después; la vigencia de un documento es otra cosa."
    )
    chapter = chapters.DOCUMENTS
    clauses = CLAUSES
    columns = ("code", "title", "office_years", "central_years", "disposition", "location", "unit", "state")
    filters = ("unit", "state", "disposition")
    search = ("code", "title", "location", "source")
    sections = (
        Section(_("La serie"), "title", "location"),
        Section(_("Cuánto se guarda"), "office_years", "central_years", "disposition"),
        Section(_("Vigencia y fuente"), "valid_from", "valid_to", "source", "unit", "review_due"),
    )
    due_field = "review_due"


chapters.add_page(chapters.DOCUMENTS, _("Biblioteca"), "library")
