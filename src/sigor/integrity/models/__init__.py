"""Ethics and integrity: the model and its components, the yearly programme, sensitive posts and commitments."""

from sigor.integrity.models.commitments import EthicsCommitment, SensitivePost
from sigor.integrity.models.programme import (
    IntegrityAction,
    IntegrityComponent,
    IntegrityModel,
    Stage,
)

__all__ = [
    "EthicsCommitment",
    "IntegrityAction",
    "IntegrityComponent",
    "IntegrityModel",
    "SensitivePost",
    "Stage",
]
