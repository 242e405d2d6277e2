"""What chapter 8.4 keeps: scales with their values and levels, and risks with their controls and treatments."""

from sigor.risks.models.risks import RISK_WORKFLOW, Risk, RiskControl, RiskKind, Treatment
from sigor.risks.models.scales import RiskClass, RiskScale, ScaleLevel, holding

__all__ = [
    "RISK_WORKFLOW", "Risk", "RiskClass", "RiskControl", "RiskKind", "RiskScale", "ScaleLevel", "Treatment", "holding",
]  # fmt: skip
