"""The hidden sheet: what a row knows beyond its visible cells, kept only while it agrees with them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sigor.analysis.annex.cells import squeeze
from sigor.analysis.annex.json_format import (
    mark_dict,
    note_marks,
    read_alternatives,
    read_mark,
    read_note_marks,
    whole,
)
from sigor.analysis.annex.model import CERTAIN, PROBABLE, UNKNOWN, Annex, Mark, Milestone, NoteMark
from sigor.analysis.annex.sheet_layout import HIDDEN_SHEET, SCHEMA_VERSION, legal, with_marks, without_marks

_PIECE = 30_000
_VISIBLE = 3
_FROM_CELLS = "Leído de las casillas de la hoja."


@dataclass
class Details:
    texts: dict[str, str] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    present: bool = False


def turn_key(code: str, seen: dict[str, int]) -> str:
    """A code repeated in the sheet keeps its own details by its turn."""
    seen[code] = seen.get(code, 0) + 1
    return code if seen[code] == 1 else f"{code} ({seen[code]})"


def fingerprint(milestone: Milestone) -> str:
    """A hash of what the visible cells of the row say."""
    visible = [
        milestone.code,
        squeeze(legal(milestone.name)),
        squeeze(legal(milestone.deliverable)),
        squeeze(legal(milestone.units_text)),
        milestone.meta,
        sorted(milestone.months.items()),
        squeeze(legal(milestone.phva)),
    ]
    return hashlib.sha256(json.dumps(visible, ensure_ascii=True).encode()).hexdigest()


def write_details(book: Workbook, annex: Annex) -> None:
    sheet = book.create_sheet(HIDDEN_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.append(["schema", SCHEMA_VERSION])
    _append(sheet, "annex", "", "", {"year": annex.year, "title": annex.title})
    for objective in annex.objectives:
        names = {"name": objective.name, "axis": objective.axis}
        _append(sheet, "objective", str(objective.number), "", names)
    for result in annex.results:
        _append(sheet, "result", result.code, "", {"name": result.name, "notes": note_marks(result.notes)})
    for number, text in annex.notes:
        _append(sheet, "note", str(number), "", {"text": text})
    seen: dict[str, int] = {}
    for milestone in annex.milestones:
        content = {
            "name": milestone.name,
            "deliverable": milestone.deliverable,
            "units_text": milestone.units_text,
            "units": list(milestone.units),
            "lead": milestone.lead,
            "phva": milestone.phva,
            "marks": [mark_dict(mark) for mark in milestone.marks],
            "confidence": milestone.confidence,
            "alternatives": [list(months) for months in milestone.alternatives],
            "reason": milestone.reason,
            "notes": note_marks(milestone.notes),
            "source_line": milestone.source_line,
            "source_text": milestone.source_text,
        }
        _append(sheet, "row", turn_key(milestone.code, seen), fingerprint(milestone), content)


def _append(sheet: Worksheet, kind: str, key: str, digest: str, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=True)
    row = sheet.max_row + 1
    pieces = [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)]
    for column, value in enumerate([kind, legal(key), digest, *pieces], 1):
        cell = sheet.cell(row, column, value)
        cell.data_type = "s"


def read_details(book: Workbook) -> Details:
    if HIDDEN_SHEET not in book.sheetnames:
        return Details()
    details = Details()
    for values in book[HIDDEN_SHEET].iter_rows(values_only=True):
        texts = ["" if value is None else str(value) for value in values]
        kind, key, digest = (*texts[:_VISIBLE], "", "", "")[:_VISIBLE]
        if kind == "schema":
            details.present = key == SCHEMA_VERSION
            continue
        try:
            content = json.loads("".join(texts[_VISIBLE:]))
        except ValueError:
            continue
        if details.present and isinstance(content, dict):
            _keep(details, kind, key, digest, content)
    return details


def _keep(details: Details, kind: str, key: str, digest: str, content: dict[str, Any]) -> None:
    if kind == "row":
        details.rows[key] = (digest, content)
    elif kind == "result":
        details.results[key] = content
    for name in ("name", "axis", "title", "text"):
        if kind != "row" and isinstance(content.get(name), str):
            details.texts[f"{kind} {key} {name}"] = content[name]


def as_written(found: str, kept: object) -> str:
    """The kept text where the cell still says the same: cells lose line breaks and control signs."""
    found = squeeze(found)
    return kept if isinstance(kept, str) and squeeze(legal(kept)) == found else found


def marked_text(
    value: object, name: str, kept: object, kept_marks: Sequence[NoteMark]
) -> tuple[str, tuple[NoteMark, ...]] | None:
    """The kept text and marks where the cell still shows both, raised or, saved by a plain program, glued."""
    if not isinstance(kept, str):
        return None
    own = tuple(mark for mark in kept_marks if mark.field == name)
    written = with_marks(kept, own)
    clean, marks = without_marks(value, name)
    expected, expected_marks = without_marks(written, name)
    numbers = [mark.number for mark in marks]
    if squeeze(clean) == squeeze(expected) and numbers == [mark.number for mark in expected_marks]:
        return kept, own
    if not marks and squeeze(clean) == squeeze(str(written)):
        return kept, own
    return None


def complete(milestone: Milestone, details: Details, key: str) -> Milestone:
    """The row as read from its cells, with the hidden details that its cells do not contradict."""
    digest, kept = details.rows.get(key, ("", {}))
    if not kept:
        return _changed(milestone, reason=_FROM_CELLS)
    marks = tuple(read_mark(mark) for mark in kept.get("marks") or () if isinstance(mark, dict))
    same_months = milestone.months == {mark.month: mark.quantity for mark in marks}
    by_month = {mark.month: mark for mark in marks}
    if same_months:
        milestone = _changed(milestone, marks=marks)
    else:
        merged = (_with_details(mark, by_month.get(mark.month)) for mark in milestone.marks)
        milestone = _changed(milestone, marks=tuple(merged))
    confidence = kept.get("confidence")
    if same_months and confidence in (CERTAIN, PROBABLE, UNKNOWN):
        milestone = _changed(
            milestone,
            confidence=confidence,
            alternatives=read_alternatives(kept.get("alternatives")),
            reason=str(kept.get("reason") or ""),
        )
    else:
        milestone = _changed(milestone, reason=_FROM_CELLS)
    units = kept.get("units")
    if isinstance(units, list) and kept.get("units_text") == milestone.units_text:
        milestone = _changed(milestone, units=tuple(str(u) for u in units), lead=str(kept.get("lead") or ""))
    if digest == fingerprint(milestone):
        source = str(kept.get("source_text") or "")
        milestone = _changed(
            milestone, source_line=whole(kept.get("source_line")) or None, source_text=source
        )
    return milestone


def _with_details(mark: Mark, kept: Mark | None) -> Mark:
    if kept is None:
        return mark
    return Mark(mark.month, mark.quantity, kept.label, kept.data_cutoff, kept.condition, kept.see)


def _changed(milestone: Milestone, **fields: Any) -> Milestone:
    return Milestone(**{**milestone.__dict__, **fields})


def kept_marks(kept: Mapping[str, Any]) -> tuple[NoteMark, ...]:
    return read_note_marks(kept.get("notes"))
