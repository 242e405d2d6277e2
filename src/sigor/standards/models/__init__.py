"""The standards as reference matter, the statement of applicability and the legal duties: what is kept."""

from sigor.standards.models.legal import ComplianceEvaluation, LegalRequirement
from sigor.standards.models.norms import (
    Clause,
    Confidence,
    Control,
    ManagementSystem,
    Norm,
    Phase,
    Requirement,
    RequirementTie,
    take_code,
)
from sigor.standards.models.statements import Applicability, ApplicabilityStatement

__all__ = [
    "Applicability",
    "ApplicabilityStatement",
    "Clause",
    "ComplianceEvaluation",
    "Confidence",
    "Control",
    "LegalRequirement",
    "ManagementSystem",
    "Norm",
    "Phase",
    "Requirement",
    "RequirementTie",
    "take_code",
]
