"""The quarterly report as an editable Word file: figures locked, narrative free."""

from sigor.printing import word
from sigor.printing.mark import Mark
from sigor.printing.pdf import printable
from sigor.reports.content import QuarterReport
from sigor.reports.pdf import blocks, furniture


def render_word(report: QuarterReport, mark: Mark | None = None) -> bytes:
    """The report as .docx; the same content under the same mark gives the same bytes."""
    report = printable(report)
    return word.render(
        blocks(report, mark),
        furniture(report, mark),
        moment=report.frozen_at,
        status=report.state_label,
        mark=mark,
    )
