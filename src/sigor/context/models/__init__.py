"""The context of the institution: issues, parties, partners, norms of the sector and changes."""

from sigor.context.models.changes import CHANGE_WORKFLOW, Aspect, ChangeImpact, ChangePlan
from sigor.context.models.issues import Issue, Origin, Pestel, Swot
from sigor.context.models.norms import NORM_WORKFLOW, NormAnalysis
from sigor.context.models.parties import PARTY_WORKFLOW, InterestedParty
from sigor.context.models.partners import (
    DILIGENCE_WORKFLOW,
    Answer,
    DiligenceAnswer,
    DiligenceLevel,
    DiligenceQuestion,
    DiligenceResult,
    DueDiligence,
    Partner,
)

__all__ = [
    "CHANGE_WORKFLOW", "DILIGENCE_WORKFLOW", "NORM_WORKFLOW", "PARTY_WORKFLOW", "Answer", "Aspect", "ChangeImpact",
    "ChangePlan", "DiligenceAnswer", "DiligenceLevel", "DiligenceQuestion", "DiligenceResult", "DueDiligence",
    "InterestedParty", "Issue", "NormAnalysis", "Origin", "Partner", "Pestel", "Swot",
]  # fmt: skip
