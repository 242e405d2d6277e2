"""What must hold among documents, their versions and what is asked about them."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.documents import retention
from sigor.documents.models import Document, DocumentVersion, RetentionHold, ReviewRequest
from sigor.documents.selectors import in_force
from sigor.registers.consistency import rule

PATIENCE = timedelta(days=90)  # of a version under way that nobody moves
CLAUSES = ("9001:7.5", "37001:7.5", "27001:7.5")


@rule(
    "document-review-overdue",
    _("Documentos vigentes con la revisión periódica vencida"),
    remedy=_("Revise el documento: dé por vigente lo que dice o empiece otra versión."),
    register="documents",
    clauses=CLAUSES,
)
def review_overdue(on: date) -> QuerySet[Document]:
    return Document.objects.filter(state="accepted", review_due__lt=on)


@rule(
    "document-without-version",
    _("Documentos aceptados hace más de 90 días sin ninguna versión vigente"),
    remedy=_("Termine la versión que se elabora, o no acepte la propuesta."),
    register="documents",
    severity="warning",
    clauses=CLAUSES,
)
def without_version(on: date) -> QuerySet[Document]:
    ruling = in_force(on).filter(document=OuterRef("pk"))
    return Document.objects.filter(~Exists(ruling), state="accepted", accepted_at__date__lt=on - PATIENCE)


@rule(
    "document-version-stalled",
    _("Versiones en elaboración o revisión sin cambios desde hace más de 90 días"),
    remedy=_("Continúe la versión o descártela."),
    register="document-versions",
    severity="warning",
    clauses=CLAUSES,
)
def stalled(on: date) -> QuerySet[DocumentVersion]:
    under_way = ("draft", "in_review", "legal", "to_approve")
    return DocumentVersion.objects.filter(state__in=under_way, updated_at__date__lt=on - PATIENCE)


@rule(
    "document-answer-overdue",
    _("Unidades que no respondieron a tiempo la revisión de un documento"),
    remedy=_("Responda: dé su conformidad u observe."),
    register="document-reviews",
    severity="warning",
    clauses=CLAUSES,
)
def answers_overdue(on: date) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(state="asked", due_date__lt=on)


@rule(
    "document-retention-over",
    _("Versiones que ya cumplieron su retención y no están en ningún lote"),
    remedy=_("Prepare una transferencia o eliminación de su serie y liste lo que vence."),
    register="document-versions",
    severity="warning",
    clauses=CLAUSES,
)
def retention_over(on: date) -> QuerySet[DocumentVersion]:
    return retention.unlisted(on)


@rule(
    "retention-hold-review-overdue",
    _("Retenciones por orden cuya fecha de revisión pasó"),
    remedy=_("Revise si la orden sigue haciendo falta: confírmela o levántela."),
    register="retention-holds",
    severity="warning",
    clauses=CLAUSES,
)
def holds_to_review(on: date) -> QuerySet[RetentionHold]:
    return RetentionHold.objects.filter(state="in_force", review_due__lt=on)
