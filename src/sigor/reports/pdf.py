"""The quarterly report as a sequence of blocks, which Word prints too, and as an archival PDF by typst."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sigor.printing.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Cover,
    Heading,
    Look,
    Narrative,
    Paragraph,
    Span,
    Table,
)
from sigor.printing.mark import Mark
from sigor.printing.pdf import FONTS, printable, render
from sigor.reports.charts import alternative, bars_svg, columns_svg
from sigor.reports.content import AxisSection, Bar, Figure, Line, QuarterReport

HASH_START = 12
PROPERTY = 255  # characters Word allows in a property of the file


def blocks(report: QuarterReport, mark: Mark | None = None) -> Iterator[Block]:
    """The report in reading order; both writers follow it, so they cannot drift apart."""
    words = report.labels
    yield _cover(report)
    yield Heading(words["result"])
    yield Paragraph(f"{words['rule']}: {report.rule_title}", "card-title", lock="rule")
    for text in filter(None, (report.rule_text, report.rule_status)):
        yield Paragraph(text, "card", lock="rule")
    yield _readings(report)
    if report.sensitivity_sentence:
        yield Paragraph(report.sensitivity_sentence, lock="sensitivity")
    yield from _chart(report, words["axes_chart"], [axis.bar for axis in report.axes], bars_svg)
    yield Heading(words["axes"])
    if not report.axes:
        yield Paragraph(words["none_axes"], "muted")
    for axis in report.axes:
        yield from _axis(report, axis)
    yield Heading(words["units"])
    yield from _chart(report, words["units"], report.units, bars_svg)
    yield _bars(report, words["units"], words["unit"], report.units, words["none_units"])
    yield Heading(words["late"])
    yield _lines(report, words["late_table"], report.late, words["none_late"])
    yield Heading(words["accumulated"])
    yield from _chart(report, words["accumulated"], report.accumulated, columns_svg)
    title, empty = words["accumulated"], words["none_accumulated"]
    yield _bars(report, title, words["period"], report.accumulated, empty)
    yield Heading(words["evidence"])
    yield _evidence(report)
    yield Heading(words["budget"])
    yield _budget(report)
    if report.edition > 1:
        yield Heading(words["changes"])
        for change in report.changes:
            yield Paragraph(change, bullet=True)
        if not report.changes:
            yield Paragraph(words["none_changes"], "muted")
    yield Heading(words["annex"], numbered=False)
    yield _lines(report, words["annex_table"], report.schedule, words["none_schedule"])
    yield Heading(words["check"], numbered=False)
    yield Paragraph(words["check_text"])
    for label, text in (
        ("verify_at", report.verify_base_url),
        ("document_code", report.document_code),
        ("audit_head", report.audit_head),
    ):
        if text:
            yield Paragraph(f"{words[label]}: {text}", "muted", lock=label)
    if mark:
        # Also here: what stands at the foot of a page is neither read aloud nor a link.
        yield Paragraph(mark.sentence, "muted", lock="verify")


def furniture(report: QuarterReport, mark: Mark | None = None) -> dict[str, Any]:
    """What stands at the head and foot of every page, and in the properties of the file.

    A mark says by itself where the copy is verified.
    """
    words = report.labels
    address = f"{words['verify_at']} {report.verify_base_url}{report.document_code}"
    as_given = ("mottoes", "programme", "unit", "classification", "control_note", "language")
    return {
        **{name: getattr(report, name) for name in as_given},
        **{name: words[name] for name in ("page", "of", "table", "chart")},
        "title": f"{report.title} – {report.quarter_label}"[:PROPERTY],
        "subject": f"{report.quarter_label} · {words['edition']} {report.edition}",
        "author": f"{report.programme} – {report.unit}"[:PROPERTY],
        "address": "" if mark else address,
        "region": "PE" if report.language == "es" else "US",
        "base_url": report.verify_base_url,
    }


def render_pdf(report: QuarterReport, mark: Mark | None = None) -> bytes:
    """The report as PDF/A-2a and PDF/UA-1; the same content under the same mark gives the same bytes."""
    report = printable(report)
    return render(blocks(report, mark), furniture(report, mark), moment=report.frozen_at, mark=mark)


def _cover(report: QuarterReport) -> Cover:
    words = report.labels
    chosen = next((reading for reading in report.readings if reading.chosen), None)
    edition = f"{words['edition']} {report.edition}"
    facts = (
        (words["state"], report.state_label),
        (words["cutoff"], report.cutoff),
        (words["as_of"], report.as_of),
        (words["frozen"], f"{report.frozen_at_label} {words['by']} {report.frozen_by}"),
        (words["edition_reason"], report.edition_reason),
    )
    tally: tuple[Span, ...] = ()
    if chosen:
        between = Span(f" {words['of']} ")
        tally = (_figure(chosen.verified), between, _figure(chosen.due), Span(f" {words['result_tally']}"))
    notes = (chosen.label, f"{words['goal_minimum']} {report.goal_label}") if chosen else ()
    return Cover(
        title=report.title,
        subtitle=f"{report.quarter_label} · {edition}",
        facts=tuple((label, text) for label, text in facts if text),
        verdict=report.verdict_sentence,
        headline=_figure(chosen.ratio) if chosen else None,
        tally=tally,
        notes=notes,
    )


def _readings(report: QuarterReport) -> Block:
    words = report.labels
    numbers = ("due", -2.2), ("verified", -2.4), ("ratio", -2.3), ("needed", -2.4)
    rows: list[tuple[Cell, ...]] = []
    for reading in report.readings:
        look: Look = "strong" if reading.chosen else "plain"
        applied = (Span(words["chosen"], "muted"),) if reading.chosen else ()
        cells = _cells(reading.due, reading.verified, reading.ratio, reading.needed)
        met = Span(words["yes" if reading.meets else "no"], look)
        rows.append(((Span(reading.label, look), *applied), *cells, (met,)))
    columns = _columns(words, ("reading", 5.2), *numbers, ("verdict", 2.5))
    return _table(words["readings"], columns, rows, words["none_readings"])


def _axis(report: QuarterReport, axis: AxisSection) -> Iterator[Block]:
    words = report.labels
    yield Heading(f"{words['axis']} {axis.number}. {axis.name}", level=2)
    total = replace(axis.bar, label=words["axis_total"])
    caption = f"{words['axis_results']} {axis.number}"
    yield from _chart(report, f"{words['axis_chart']} {axis.number}", [total, *axis.results], bars_svg)
    yield _bars(report, caption, words["expected_result"], (*axis.results, total), "")
    if not axis.results:
        yield Paragraph(words["none_results"], "muted")
    paragraphs = tuple(part.strip() for part in re.split(r"\n\s*\n|\n", axis.narrative) if part.strip())
    yield Narrative(f"narrative:{axis.number}", words["analysis"], paragraphs, words["narrative_empty"])


def _bars(report: QuarterReport, caption: str, first: str, bars: Sequence[Bar], empty: str) -> Block:
    numbers = _columns(report.labels, ("due", -2.6), ("verified", -2.9), ("ratio", -2.9))
    rows = [_cells(bar.label, bar.due, bar.verified, bar.ratio) for bar in bars]
    return _table(caption, ((first, 8.6), *numbers), rows, empty)


def _lines(report: QuarterReport, caption: str, lines: Sequence[Line], empty: str) -> Block:
    words = report.labels
    first = (("milestone", 5.2), ("unit", 1.9), ("month", 1.5), ("quantity", -2.1))
    columns = _columns(words, *first, ("state", 2.5), ("detail", 3.8))
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        late = (Span(f"{line.days} {words['days']}", "muted"),) if line.days else ()
        rows.append(
            (
                (Span(f"{line.code} {line.milestone}"), Span(line.deliverable, "muted")),
                (Span(line.unit),),
                (Span(line.month),),
                (_figure(line.quantity),),
                (Span(f"{line.state_mark} {line.state}".strip()), *late),
                (Span(line.detail),),
            )
        )
    return _table(caption, columns, rows, empty)


def _evidence(report: QuarterReport) -> Block:
    columns = _columns(
        report.labels,
        ("evidence_of", 3.1),
        ("document", 4.1),
        ("hash", 2.6),
        ("submitted", 2.5),
        ("verified_by", 2.5),
        ("quantity", -2.2),
    )
    rows = [
        (
            (Span(line.milestone), Span(line.month, "muted")),
            (Span(f"{line.type} {line.number}"), Span(line.date, "muted"), Span(line.file_name, "muted")),
            (Span(line.sha256[:HASH_START], "figure", line.code),),
            (Span(line.submitted_by), Span(line.submitted_at, "muted")),
            (Span(line.verified_by), Span(line.verified_at, "muted")),
            (_figure(line.quantity),),
        )
        for line in report.evidence
    ]
    return _table(report.labels["evidence_table"], columns, rows, report.labels["none_evidence"])


def _budget(report: QuarterReport) -> Block:
    words = report.labels
    columns = _columns(words, ("classifier", 3.6), ("spent_on", 6.2), ("sequence", 3.4), ("amount", -3.8))
    rows = [
        _cells(line.classifier, line.detail, line.functional_sequence, line.amount) for line in report.budget
    ]
    if rows and report.budget_total:
        rows.append(((Span(words["total"], "strong"),), *_cells("", "", report.budget_total)))
    return _table(words["budget_table"], columns, rows, words["none_budget"])


def _chart(
    report: QuarterReport, caption: str, bars: Sequence[Bar], draw: Callable[..., str]
) -> Iterator[Block]:
    if bars:
        svg = draw(bars, goal=report.goal, goal_text=report.goal_label, labels=report.labels, font=FONTS[0])
        yield Chart(caption, svg, alternative(bars, goal=report.goal_label, labels=report.labels))


def _cells(*contents: str | Figure) -> tuple[Cell, ...]:
    return tuple((_figure(one) if isinstance(one, Figure) else Span(one),) for one in contents)


def _columns(words: Mapping[str, str], *columns: tuple[str, float]) -> tuple[Column, ...]:
    return tuple((words[name], width) for name, width in columns)


def _table(caption: str, columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]], empty: str) -> Block:
    return Table(caption, columns, tuple(rows)) if rows else Paragraph(empty, "muted")


def _figure(figure: Figure) -> Span:
    return Span(figure.text, "figure", figure.code)
