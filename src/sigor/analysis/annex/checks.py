"""What every reader verifies once the rows are known: codes, metas against marks, certainty."""

import re
from collections.abc import Mapping, Sequence

from sigor.analysis.annex.model import (
    CERTAIN,
    PHASES,
    Finding,
    Mark,
    Milestone,
    NoteMark,
    Result,
    error,
    warning,
)
from sigor.analysis.annex.months import SHORT, names
from sigor.analysis.annex.notes import NoteContent, understand

_CODE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}")


def quantities(meta: int, found: Mapping[int, int | None]) -> dict[int, int]:
    """A mark without a figure is one unit, except a single one, which carries the whole meta."""
    if len(found) == 1 and meta > 1 and set(found.values()) == {None}:
        return dict.fromkeys(found, meta)
    return {month: 1 if quantity is None else quantity for month, quantity in found.items()}


def meta_findings(code: str, where: str, meta: int, found: Mapping[int, int | None]) -> tuple[Finding, ...]:
    settled = quantities(meta, found)
    total = sum(settled.values())
    if total != meta:
        message = (
            f"El hito {code} tiene meta {meta}, pero sus meses suman {total}: no se reparte por suposición."
        )
        return (error(where, "marks-do-not-match-meta", message, code, meta=meta, marks=total),)
    if meta > 1 and len(found) == 1 and set(found.values()) == {None}:
        month = SHORT[next(iter(found)) - 1]
        message = (
            f"El hito {code} tiene meta {meta} y una sola marca: "
            f"se leen las {meta} unidades en {month}. Confírmelo."
        )
        return (warning(where, "marks-fewer-than-meta", message, code, meta=meta, marks=1),)
    return ()


def milestone_findings(milestones: Sequence[Milestone], where: Sequence[str]) -> list[Finding]:
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for milestone, place in zip(milestones, where, strict=True):
        code = milestone.code
        if code and code in seen:
            message = f"El código {code} ya aparece en {seen[code]}."
            findings.append(error(place, "duplicate-code", message, code, first=seen[code]))
        seen.setdefault(code, place)
        if not code:
            message = "La fila tiene meta o meses, pero no tiene código de hito."
            findings.append(error(place, "bad-code", message))
        elif not _CODE.fullmatch(code):
            message = f"«{code}» no es un código de hito: se espera objetivo.resultado.hito, como 1.1.1."
            findings.append(error(place, "bad-code", message, code))
        elif milestone.result and not code.startswith(f"{milestone.result}."):
            message = (
                f"El hito {code} está bajo el resultado {milestone.result}: el código no le corresponde."
            )
            findings.append(error(place, "bad-code", message, code, result=milestone.result))
        if milestone.phva and milestone.phva not in PHASES:
            message = f"«{milestone.phva}» no es una fase del ciclo: {', '.join(PHASES)}."
            findings.append(error(place, "unknown-phva", message, code, phase=milestone.phva))
        if milestone.confidence != CERTAIN and (milestone.marks or milestone.alternatives):
            findings.append(_ambiguous(milestone, place))
    return findings


def _ambiguous(milestone: Milestone, place: str) -> Finding:
    chosen = names(tuple(m.month for m in milestone.marks)) or "ninguna"
    others = " / ".join(names(months) for months in milestone.alternatives[:6]) or "sin otra lectura"
    more = f" y {len(milestone.alternatives) - 6} más" if len(milestone.alternatives) > 6 else ""
    message = (
        f"Los meses del hito {milestone.code} están por confirmar. Lectura elegida: {chosen}. "
        f"Otras posibles: {others}{more}. {milestone.reason}"
    )
    return warning(
        place, "ambiguous-months", message, milestone.code, alternatives=len(milestone.alternatives)
    )


def note_findings(
    notes: Mapping[int, str],
    milestones: Sequence[Milestone],
    results: Sequence[Result],
    places: Sequence[str],
) -> list[Finding]:
    findings: list[Finding] = []
    used: set[int] = set()
    owners: list[tuple[str, str, tuple[NoteMark, ...]]] = [
        (f"resultado {r.code}", "", r.notes) for r in results
    ] + [(place, m.code, m.notes) for m, place in zip(milestones, places, strict=True)]
    for place, code, marks in owners:
        for mark in marks:
            used.add(mark.number)
            if mark.number not in notes:
                message = f"Se llama a la nota al pie {mark.number}, que no está en el anexo."
                findings.append(warning(place, "note-missing", message, code, note=mark.number))
    for number in sorted(set(notes) - used):
        message = f"Ningún texto de la tabla llama a la nota al pie {number}."
        findings.append(warning(f"nota {number}", "note-unused", message, note=number))
    return findings


def detailed(
    marks: Sequence[Mark], year: int, own: Sequence[NoteContent], inherited: Sequence[NoteContent]
) -> tuple[Mark, ...]:
    """Marks with what the notes say of each month; a condition reaches every mark under the note."""
    condition = " ".join(dict.fromkeys(c.condition for c in (*own, *inherited) if c.condition))
    entries = {e.month: e for content in own for e in content.entries if e.year == year}
    done = []
    for mark in marks:
        entry = entries.get(mark.month)
        done.append(
            Mark(
                mark.month,
                mark.quantity,
                entry.label if entry else "",
                entry.data_cutoff if entry else None,
                condition,
                entry.see if entry else "",
            )
        )
    return tuple(done)


def contents(notes: Mapping[int, str], marks: Sequence[NoteMark]) -> list[NoteContent]:
    return [understand(notes[mark.number]) for mark in marks if mark.number in notes]
