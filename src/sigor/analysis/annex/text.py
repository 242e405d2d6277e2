"""Reads the annex from the text layer of the approved plan, where columns are lost and only blanks remain."""

import re
from dataclasses import replace

from sigor.analysis.annex import checks
from sigor.analysis.annex.cells import compact_code, read_units, squeeze
from sigor.analysis.annex.certainty import Evidence, Reading, decide
from sigor.analysis.annex.model import Annex, Finding, Mark, Milestone, Objective, Result, error, warning
from sigor.analysis.annex.notes import unglue
from sigor.analysis.annex.pages import find_table, split_lines
from sigor.analysis.annex.phva import Cycle, cross_check, read_cycle
from sigor.analysis.annex.rows import RawRow, Table, read_rows

_LINE = re.compile(r"línea (\d+)")


def read_text(text: str) -> Annex:
    if not text.strip():
        return Annex(0, "", findings=(error("archivo", "empty-file", "El archivo está vacío."),))
    lines = split_lines(text)
    page = find_table(lines)
    table = read_rows(page.lines)
    if not table.rows:
        message = "No se encontró ninguna fila de hitos: el texto no contiene el cronograma del anexo."
        return Annex(page.year, page.title, findings=(error("archivo", "no-annex-found", message),))
    notes = dict(page.notes)
    known = frozenset(notes)
    results = tuple(_results(table, known))
    cycle = read_cycle(lines)
    drafts = [_draft(row, order, table, known, cycle) for order, row in enumerate(table.rows, 1)]
    places = [f"línea {row.line}" for row in table.rows]
    findings = [*page.findings, *table.findings]
    evidence = _evidence(table.rows, drafts, notes, page.year, findings)
    readings = decide(evidence, page.complete)
    by_code = {result.code: result for result in results}
    milestones = []
    for draft, row, reading, place in zip(drafts, table.rows, readings, places, strict=True):
        milestones.append(_marked(draft, row, reading, notes, by_code.get(draft.result), page.year))
        findings.extend(_row_findings(draft, row, reading, place))
    findings.extend(checks.milestone_findings(milestones, places))
    findings.extend(checks.note_findings(notes, milestones, results, places))
    findings.extend(cycle.findings)
    findings.extend(cross_check(cycle, milestones))
    return Annex(
        page.year,
        page.title,
        tuple(_objectives(table)),
        results,
        tuple(milestones),
        page.notes,
        tuple(sorted(findings, key=_position)),
    )


def _position(finding: Finding) -> int:
    found = _LINE.match(finding.where)
    return int(found.group(1)) if found else 0


def _objectives(table: Table) -> list[Objective]:
    numbers = dict.fromkeys((*table.objectives, *(o for o in table.result_objective.values() if o)))
    return [
        Objective(n, squeeze(" ".join(table.objectives.get(n, []))), squeeze(" ".join(table.axes.get(n, []))))
        for n in numbers
    ]


def _results(table: Table, known: frozenset[int]) -> list[Result]:
    found = []
    for code, objective in table.result_objective.items():
        name, marks = unglue(squeeze(" ".join(table.results.get(code, []))), "result", known)
        found.append(Result(code, objective, name, marks))
    return found


def _draft(row: RawRow, order: int, table: Table, known: frozenset[int], cycle: Cycle) -> Milestone:
    name, name_marks = unglue(row.body.name, "milestone", known)
    deliverable, deliverable_marks = unglue(row.body.deliverable, "deliverable", known)
    units, lead = read_units(row.body.units_text)
    return Milestone(
        row.code,
        order,
        row.objective,
        row.result,
        name,
        deliverable,
        units,
        row.body.units_text,
        lead,
        row.meta or 0,
        cycle.phase(row.code),
        notes=(*name_marks, *deliverable_marks),
        source_line=row.line,
        source_text=row.text,
    )


def _evidence(
    rows: list[RawRow], drafts: list[Milestone], notes: dict[int, str], year: int, findings: list[Finding]
) -> list[Evidence]:
    seen: dict[str, list[tuple[int, int]]] = {}
    stated: list[tuple[tuple[int, ...], int]] = []
    for row, draft in zip(rows, drafts, strict=True):
        months: set[int] = set()
        first = 0
        for mark in draft.notes:
            for content in checks.contents(notes, (mark,)):
                for entry in content.entries:
                    if entry.year != year:
                        message = (
                            f"La nota al pie {mark.number} habla de {entry.year}, que no es el año del plan."
                        )
                        findings.append(warning(f"línea {row.line}", "note-outside-year", message, row.code))
                        continue
                    months.add(entry.month)
                    first = first or mark.number
                    if entry.see:
                        seen.setdefault(entry.see, []).append((mark.number, entry.month))
        stated.append((tuple(sorted(months)), first))
    return [
        Evidence(row.code, row.run, months, note, tuple(seen.get(row.code, ())))
        for row, (months, note) in zip(rows, stated, strict=True)
    ]


def _marked(
    draft: Milestone, row: RawRow, reading: Reading, notes: dict[int, str], result: Result | None, year: int
) -> Milestone:
    found = dict(zip(reading.months, row.run.quantities, strict=False))
    settled = checks.quantities(draft.meta, found)
    own = checks.contents(notes, draft.notes)
    inherited = checks.contents(notes, result.notes if result else ())
    marks = checks.detailed([Mark(m, q) for m, q in settled.items()], year, own, inherited)
    return replace(
        draft,
        marks=marks,
        confidence=reading.confidence,
        alternatives=reading.alternatives,
        reason=reading.reason,
    )


def _row_findings(draft: Milestone, row: RawRow, reading: Reading, place: str) -> list[Finding]:
    found: list[Finding] = []
    code = row.code
    if compact_code(row.printed_code) != row.printed_code:
        message = f"El código «{row.printed_code}» se leyó como {code}."
        found.append(
            warning(f"línea {row.code_line}", "code-normalised", message, code, printed=row.printed_code)
        )
    if not row.body.deliverable_known:
        message = f"El entregable del hito {code} no es de un tipo conocido: «{draft.deliverable}». Revíselo."
        found.append(warning(place, "deliverable-unknown", message, code))
    if not draft.units:
        message = f"No se reconoce la unidad responsable del hito {code}."
        found.append(warning(place, "unit-unclear", message, code))
    if row.meta is None:
        return found
    if row.meta == 0:
        message = f"La meta del hito {code} no es un número entero mayor que cero: 0."
        found.append(error(place, "bad-meta", message, code))
    if not row.run.readable:
        message = f"Hay texto en las casillas de los meses del hito {code}."
        found.append(error(place, "text-in-month-cell", message, code))
        return found
    if reading.contradicts_note:
        found.append(error(place, "note-contradicts-run", f"Hito {code}: {reading.reason}", code))
    elif row.run.quantities and not reading.months and not reading.alternatives:
        message = f"Las marcas del hito {code} no caben en doce casillas de meses."
        found.append(error(place, "bad-run", message, code))
    # Even where the months are unknown the marks can be counted.
    counted: dict[int, int | None] = dict(enumerate(row.run.quantities, 1))
    months = dict(zip(reading.months, row.run.quantities, strict=False)) or counted
    findings = checks.meta_findings(code, place, draft.meta, months)
    if not reading.months:
        findings = tuple(f for f in findings if f.rule != "marks-fewer-than-meta")
    found.extend(findings)
    return found
