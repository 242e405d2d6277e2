"""What is wrong in a file, where, and how often; told without repeating what a cell might say of a person."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sigor.indicators.engine.phrases import Phrase, Translate, gettext_noop, said

EXAMPLES = 20  # rows told of each finding; the count says how many there are
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing found: `rows` are the first of `count` rows, as the file or the sheet numbers its lines.

    `sheet` is empty for a CSV; `column` is the heading as the file writes it, empty if it is about no column, and a
    phrase where the heading must not be repeated.
    """

    severity: str  # error | warning
    file: str
    sheet: str
    column: str | Phrase
    rule: str
    told: Phrase
    count: int = 1
    rows: tuple[int, ...] = ()

    def said(self, translate: Translate = gettext_noop) -> str:
        """The sentence, in Spanish or as `translate` has its templates."""
        return said(self.told, translate)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as JSON takes it: `message` and `values` are those of the phrase, to be said later."""
        plain = asdict(self)
        told = plain.pop("told")
        return plain | told | {"rows": list(self.rows)}


@dataclass
class Findings:
    """The findings of one file or sheet as they come up."""

    file: str
    sheet: str = ""
    found: list[Finding] = field(default_factory=list)

    def error(self, rule: str, told: Phrase, **where: Any) -> None:
        self._add(ERROR, rule, told, **where)

    def warning(self, rule: str, told: Phrase, **where: Any) -> None:
        self._add(WARNING, rule, told, **where)

    def _add(
        self, severity: str, rule: str, told: Phrase, *, column: str | Phrase = "",
        lines: Iterable[int] | None = None, count: int | None = None,
    ) -> None:  # fmt: skip
        """With `lines`, nothing is added where there are none, and they are counted unless `count` says more."""
        rows = () if lines is None else tuple(sorted(lines))
        if lines is not None and not rows:
            return
        many = count if count is not None else max(len(rows), 1)
        self.found.append(Finding(severity, self.file, self.sheet, column, rule, told, many, rows[:EXAMPLES]))


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Those for which nothing may be loaded."""
    return [finding for finding in findings if finding.severity == ERROR]
