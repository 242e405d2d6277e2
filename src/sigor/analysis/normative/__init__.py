"""A linter for normative texts: directives, procedures and plans read line by line and checked for slips."""

from sigor.analysis.normative.messages import TEMPLATES, Template, Words, fill
from sigor.analysis.normative.model import (
    Block,
    Finding,
    Kind,
    Known,
    KnownNorm,
    Label,
    Line,
    Metadata,
    NormativeText,
    Scheme,
    Severity,
)
from sigor.analysis.normative.parsing import parse
from sigor.analysis.normative.registry import RULES, Rule, check

__all__ = [
    "RULES",
    "TEMPLATES",
    "Block",
    "Finding",
    "Kind",
    "Known",
    "KnownNorm",
    "Label",
    "Line",
    "Metadata",
    "NormativeText",
    "Rule",
    "Scheme",
    "Severity",
    "Template",
    "Words",
    "check",
    "fill",
    "parse",
]
