"""The annex as JSON: the shape the command line promises, read back without differences."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sigor.analysis.annex import checks
from sigor.analysis.annex.cells import read_units
from sigor.analysis.annex.model import (
    CERTAIN,
    PROBABLE,
    UNKNOWN,
    Annex,
    Finding,
    Mark,
    Milestone,
    NoteMark,
    Objective,
    Result,
    UnreadableFile,
    error,
)

REQUIRED = ("code", "name", "deliverable", "units", "meta")


def as_dict(annex: Annex) -> dict[str, Any]:
    return {
        "year": annex.year,
        "title": annex.title,
        "objectives": [{"number": o.number, "name": o.name, "axis": o.axis} for o in annex.objectives],
        "results": [
            {"code": r.code, "objective": r.objective, "name": r.name, "notes": note_marks(r.notes)}
            for r in annex.results
        ],
        "notes": [{"number": number, "text": text} for number, text in annex.notes],
        "findings": [finding_dict(finding) for finding in annex.findings],
        "milestones": [milestone_dict(milestone) for milestone in annex.milestones],
    }


def finding_dict(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "where": finding.where,
        "rule": finding.rule,
        "message": finding.message,
        "code": finding.code,
        "params": dict(finding.params),
    }


def note_marks(notes: tuple[NoteMark, ...]) -> list[dict[str, Any]]:
    return [{"number": n.number, "field": n.field, "offset": n.offset} for n in notes]


def mark_dict(mark: Mark) -> dict[str, Any]:
    return {
        "month": mark.month,
        "quantity": mark.quantity,
        "label": mark.label,
        "data_cutoff": mark.data_cutoff.isoformat() if mark.data_cutoff else None,
        "condition": mark.condition,
        "see": mark.see,
    }


def milestone_dict(milestone: Milestone) -> dict[str, Any]:
    return {
        "code": milestone.code,
        "order": milestone.order,
        "objective": milestone.objective,
        "result": milestone.result,
        "name": milestone.name,
        "deliverable": milestone.deliverable,
        "lead": milestone.lead,
        "units": list(milestone.units),
        "units_text": milestone.units_text,
        "meta": milestone.meta,
        "phva": milestone.phva,
        "months": {str(month): quantity for month, quantity in milestone.months.items()},
        "marks": [mark_dict(mark) for mark in milestone.marks],
        "confidence": milestone.confidence,
        "alternatives": [list(months) for months in milestone.alternatives],
        "reason": milestone.reason,
        "notes": note_marks(milestone.notes),
        "source_line": milestone.source_line,
        "source_text": milestone.source_text,
    }


def write_json(annex: Annex) -> bytes:
    return (json.dumps(as_dict(annex), ensure_ascii=False, indent=1) + "\n").encode()


def read_json(data: bytes) -> Annex:
    if not data.strip():
        return Annex(0, "", findings=(error("archivo", "empty-file", "El archivo está vacío."),))
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as exception:
        raise UnreadableFile("El archivo JSON no está escrito en UTF-8.") from exception
    except json.JSONDecodeError as exception:
        place = f"línea {exception.lineno}, columna {exception.colno}"
        raise UnreadableFile(f"El archivo no es JSON válido: error en la {place}.") from exception
    except (RecursionError, ValueError) as exception:
        raise UnreadableFile("El archivo JSON no se puede leer.") from exception
    return _annex(found if isinstance(found, dict) else {})


def whole(value: object, default: int = 0) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def read_note_marks(value: object) -> tuple[NoteMark, ...]:
    return tuple(
        NoteMark(whole(n.get("number")), _text(n.get("field")), whole(n.get("offset"))) for n in _dicts(value)
    )


def read_mark(value: Mapping[str, Any]) -> Mark:
    try:
        cutoff = date.fromisoformat(value.get("data_cutoff") or "")
    except (TypeError, ValueError):
        cutoff = None
    return Mark(
        whole(value.get("month")),
        whole(value.get("quantity"), 1),
        _text(value.get("label")),
        cutoff,
        _text(value.get("condition")),
        _text(value.get("see")),
    )


def read_alternatives(value: object) -> tuple[tuple[int, ...], ...]:
    if not isinstance(value, list):
        return ()
    return tuple(tuple(m for m in months if whole(m)) for months in value if isinstance(months, list))


def _annex(found: dict[str, Any]) -> Annex:
    findings: list[Finding] = []
    milestones: list[Milestone] = []
    places: list[str] = []
    listed = found.get("milestones")
    if not isinstance(listed, list) or not listed:
        message = "El archivo no trae la lista «milestones» con los hitos del anexo."
        findings.append(error("archivo", "no-annex-found", message))
    for order, item in enumerate(listed if isinstance(listed, list) else [], 1):
        place = f"hito {order} de la lista"
        if not isinstance(item, dict):
            findings.append(error(place, "bad-code", "El elemento de la lista no es un hito."))
            continue
        milestones.append(_milestone(item, order, place, findings))
        places.append(place)
    results = tuple(
        Result(
            _text(r.get("code")),
            whole(r.get("objective")),
            _text(r.get("name")),
            read_note_marks(r.get("notes")),
        )
        for r in _dicts(found.get("results"))
    )
    notes = tuple((whole(n.get("number")), _text(n.get("text"))) for n in _dicts(found.get("notes")))
    findings.extend(checks.milestone_findings(milestones, places))
    findings.extend(checks.note_findings(dict(notes), milestones, results, places))
    if milestones and not whole(found.get("year")):
        findings.append(error("archivo", "missing-column", "Falta el año del plan («year»).", column="year"))
    return Annex(
        whole(found.get("year")),
        _text(found.get("title")),
        tuple(
            Objective(whole(o.get("number")), _text(o.get("name")), _text(o.get("axis")))
            for o in _dicts(found.get("objectives"))
        ),
        results,
        tuple(milestones),
        notes,
        tuple(findings),
    )


def _milestone(item: dict[str, Any], order: int, place: str, findings: list[Finding]) -> Milestone:
    code = _text(item.get("code"))
    for key in REQUIRED:
        if key not in item:
            message = f"Al hito {code or order} le falta «{key}»."
            findings.append(error(place, "missing-column", message, code, column=key))
    if not isinstance(item.get("meta"), int) or whole(item.get("meta")) < 1:
        message = f"La meta del hito {code or order} no es un número entero mayor que cero."
        findings.append(error(place, "bad-meta", message, code))
    units_text = _text(item.get("units_text"))
    listed = item.get("units")
    units = tuple(u for u in listed if isinstance(u, str)) if isinstance(listed, list) else ()
    units = units or read_units(units_text)[0]
    confidence = _text(item.get("confidence")) or CERTAIN
    milestone = Milestone(
        code,
        whole(item.get("order"), order),
        whole(item.get("objective"), int(code[0]) if code[:1].isdecimal() else 0),
        _text(item.get("result")) or code.rpartition(".")[0],
        _text(item.get("name")),
        _text(item.get("deliverable")),
        units,
        units_text or "/".join(units),
        _text(item.get("lead")) or (units[0] if units else ""),
        whole(item.get("meta")),
        _text(item.get("phva")),
        _marks(item, code, place, findings),
        confidence if confidence in (CERTAIN, PROBABLE, UNKNOWN) else UNKNOWN,
        read_alternatives(item.get("alternatives")),
        _text(item.get("reason")),
        read_note_marks(item.get("notes")),
        whole(item.get("source_line")) or None,
        _text(item.get("source_text")),
    )
    if milestone.marks or not (milestone.confidence == UNKNOWN and milestone.alternatives):
        findings.extend(checks.meta_findings(code, place, milestone.meta, dict(milestone.months)))
    return milestone


def _marks(item: dict[str, Any], code: str, place: str, findings: list[Finding]) -> tuple[Mark, ...]:
    months = item.get("months") if isinstance(item.get("months"), dict) else {}
    marks = [read_mark(mark) for mark in _dicts(item.get("marks"))]
    counted = {str(mark.month): mark.quantity for mark in marks}
    if marks and months and counted != months:
        message = f"En el hito {code}, «months» y «marks» no dicen lo mismo; se toma «marks»."
        findings.append(error(place, "marks-do-not-match-months", message, code))
    if not marks and months:
        marks = [
            Mark(int(month) if month.isdecimal() else 0, whole(quantity))
            for month, quantity in months.items()
            if isinstance(month, str)
        ]
    for mark in marks:
        if not 1 <= mark.month <= 12:
            message = f"El hito {code} nombra un mes que no existe: {mark.month}."
            findings.append(error(place, "unknown-month", message, code, month=mark.month))
        elif mark.quantity < 1:
            message = f"La cantidad del hito {code} en el mes {mark.month} no es un número mayor que cero."
            findings.append(error(place, "text-in-month-cell", message, code, month=mark.month))
    return tuple(mark for mark in marks if 1 <= mark.month <= 12 and mark.quantity >= 1)
