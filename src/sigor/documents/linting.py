"""The linter of normative texts with what the system knows on the day: units in force, documents and their codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sigor.analysis.normative import Finding, Known, KnownNorm, Metadata, check, fill, parse
from sigor.documents.models import Document, DocumentVersion
from sigor.organisation.selectors import units_by_acronym
from sigor.standards.models import ManagementSystem

TONES = {"error": "danger", "warning": "warning", "hint": "info"}


@dataclass(frozen=True)
class Doubt:
    """A finding as a person reads it."""

    finding: Finding
    message: str
    remedy: str

    @property
    def tone(self) -> str:
        return TONES[str(self.finding.severity.value)]

    def as_dict(self) -> dict[str, Any]:
        found = self.finding
        return {
            "rule": found.rule,
            "severity": str(found.severity.value),
            "lines": list(found.lines),
            "quote": found.quote,
            "message": self.message,
            "remedy": self.remedy,
        }


def known_on(day: date, metadata: Metadata | None = None) -> Known:
    """What a text may take for granted on a day."""
    units = {acronym: unit.name for acronym, unit in units_by_acronym(day).items()}
    systems = ManagementSystem.objects.on(day).values_list("acronym", "title")
    own = {
        document.code: KnownNorm(title=document.title, in_force_to=document.repealed_on)
        for document in Document.objects.filter(state__in=("accepted", "repealed"))
    }
    return Known(
        on=day, acronyms=dict(systems) | units, units=units, norms=own, metadata=metadata or Metadata()
    )


def doubts_about(lines: Sequence[str], known: Known) -> list[Doubt]:
    """What the linter doubts of a text, in its order and in the reader's language."""
    found = check(parse(lines), known)
    told = [(finding, fill(finding, _)) for finding in found]
    return [Doubt(finding, words.message, words.remedy) for finding, words in told]


def doubts_of(version: DocumentVersion, day: date) -> list[Doubt]:
    """The same of a version, against what the register says of it; lines are its paragraphs."""
    metadata = Metadata(version.document.code, str(version.number), version.document.title)
    return doubts_about(version.text.split("\n") if version.text else [], known_on(day, metadata))
