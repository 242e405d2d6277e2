"""Controlled documents: their types, the documents, their versions, what others say of them, how long they are kept."""

from sigor.documents.models.documents import Classification, Document, LastRead
from sigor.documents.models.retention import DisposalBatch, DisposalItem, RetentionHold
from sigor.documents.models.reviews import Remark, ReviewRequest
from sigor.documents.models.types import DocumentType, RetentionSeries
from sigor.documents.models.versions import DocumentVersion

__all__ = [
    "Classification",
    "DisposalBatch",
    "DisposalItem",
    "Document",
    "DocumentType",
    "DocumentVersion",
    "LastRead",
    "Remark",
    "RetentionHold",
    "RetentionSeries",
    "ReviewRequest",
]
