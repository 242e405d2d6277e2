"""What is wrong in a file, where, and how often; told without repeating what a cell might say of a person."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

EXAMPLES = 20  # rows told of each finding; the count says how many there are
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing found: `rows` are the first of `count` rows, as the file or the sheet numbers its lines.

    `sheet` is empty for a CSV; `column` is the heading as the file writes it, empty if it is about no column.
    """

    severity: str  # error | warning
    file: str
    sheet: str
    column: str
    rule: str
    message: str
    count: int = 1
    rows: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as JSON takes it."""
        return asdict(self) | {"rows": list(self.rows)}


@dataclass
class Findings:
    """The findings of one file or sheet as they come up."""

    file: str
    sheet: str = ""
    found: list[Finding] = field(default_factory=list)

    def error(self, rule: str, message: str, **where: Any) -> None:
        self._add(ERROR, rule, message, **where)

    def warning(self, rule: str, message: str, **where: Any) -> None:
        self._add(WARNING, rule, message, **where)

    def _add(
        self, severity: str, rule: str, message: str, *, column: str = "", lines: Iterable[int] | None = None,
        count: int | None = None,
    ) -> None:  # fmt: skip
        """With `lines`, nothing is added where there are none, and they are counted unless `count` says more."""
        told = () if lines is None else tuple(sorted(lines))
        if lines is not None and not told:
            return
        many = count if count is not None else max(len(told), 1)
        self.found.append(
            Finding(severity, self.file, self.sheet, column, rule, message, many, told[:EXAMPLES])
        )


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Those for which nothing may be loaded."""
    return [finding for finding in findings if finding.severity == ERROR]
