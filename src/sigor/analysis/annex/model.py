"""What a yearly schedule annex is made of, whatever file it came from."""

from dataclasses import dataclass, field
from datetime import date

CERTAIN, PROBABLE, UNKNOWN = "certain", "probable", "unknown"
ERROR, WARNING = "error", "warning"
PHASES = ("Planear", "Hacer", "Verificar", "Actuar")


class UnreadableFile(Exception):
    """The bytes are not the format at all; the text is one Spanish sentence for people."""


@dataclass(frozen=True)
class NoteMark:
    number: int
    field: str
    offset: int


@dataclass(frozen=True)
class Mark:
    month: int
    quantity: int
    label: str = ""
    data_cutoff: date | None = None
    condition: str = ""
    see: str = ""


@dataclass(frozen=True)
class Milestone:
    code: str
    order: int
    objective: int
    result: str
    name: str
    deliverable: str
    units: tuple[str, ...]
    units_text: str
    lead: str
    meta: int
    phva: str = ""
    marks: tuple[Mark, ...] = ()
    confidence: str = CERTAIN
    alternatives: tuple[tuple[int, ...], ...] = ()
    reason: str = ""
    notes: tuple[NoteMark, ...] = ()
    source_line: int | None = None
    source_text: str = ""

    @property
    def months(self) -> dict[int, int]:
        return {mark.month: mark.quantity for mark in self.marks}


@dataclass(frozen=True)
class Objective:
    number: int
    name: str
    axis: str


@dataclass(frozen=True)
class Result:
    code: str
    objective: int
    name: str
    notes: tuple[NoteMark, ...] = ()


@dataclass(frozen=True)
class Finding:
    severity: str
    where: str
    rule: str
    message: str
    code: str = ""
    params: dict[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Annex:
    year: int
    title: str
    objectives: tuple[Objective, ...] = ()
    results: tuple[Result, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == WARNING)

    @property
    def total_meta(self) -> int:
        return sum(m.meta for m in self.milestones)

    @property
    def total_marks(self) -> int:
        return sum(len(m.marks) for m in self.milestones)


def error(where: str, rule: str, message: str, code: str = "", **params: str | int) -> Finding:
    return Finding(ERROR, where, rule, message, code, params)


def warning(where: str, rule: str, message: str, code: str = "", **params: str | int) -> Finding:
    return Finding(WARNING, where, rule, message, code, params)
