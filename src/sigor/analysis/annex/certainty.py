"""Which months a row marks, how sure that is, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigor.analysis.annex.model import CERTAIN, PROBABLE, UNKNOWN
from sigor.analysis.annex.months import names
from sigor.analysis.annex.runs import Run, placements

Months = tuple[int, ...]


@dataclass(frozen=True)
class Evidence:
    """A row as found: its run, the months its note states (note number first) and where others see it."""

    code: str
    run: Run
    stated: Months = ()
    note: int = 0
    seen: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Reading:
    months: Months
    confidence: str
    alternatives: tuple[Months, ...]
    reason: str
    contradicts_note: bool = False


def decide(rows: Sequence[Evidence], complete: bool) -> tuple[Reading, ...]:
    """Two passes: what each row says alone, then what the certain rows say about the others.

    `certain` is a promise. It needs a heading with the twelve months in order, and then either a single
    placement with a separator of one *or* two blanks, or a note that states the months and fits the run.
    A single placement that holds only for a separator of one blank is certain if a note elsewhere names
    the same month for that milestone, and probable otherwise.
    """
    alone = [_alone(row) for row in rows]
    leads: dict[int, set[int]] = {}
    for row, reading in zip(rows, alone, strict=True):
        if reading.confidence == CERTAIN and row.run.cells is None and not row.run.trimmed:
            leads.setdefault(row.run.gaps[0], set()).add(reading.months[0])
    examples = {
        lead: [
            row.code
            for row, reading in zip(rows, alone, strict=True)
            if reading.confidence == CERTAIN and row.run.gaps[0] == lead and row.run.cells is None
        ]
        for lead in leads
    }
    settled = [
        _by_lead(row, reading, leads, examples)
        if reading.confidence == UNKNOWN and reading.alternatives
        else reading
        for row, reading in zip(rows, alone, strict=True)
    ]
    return tuple(settled) if complete else tuple(_without_heading(reading) for reading in settled)


def _alone(row: Evidence) -> Reading:
    run = row.run
    if not run.readable:
        return Reading((), UNKNOWN, (), "Las casillas de los meses no se pueden leer.")
    fits = placements(run)
    if not run.quantities:
        return Reading((), UNKNOWN, (), "La fila no tiene ninguna marca en los meses.")
    if not fits:
        return Reading((), UNKNOWN, (), "Los blancos de la fila no caben en doce casillas.")
    if row.stated:
        return _stated(row, fits)
    if run.cells is not None:
        return Reading(fits[0], CERTAIN, (), "La fila conserva sus doce casillas separadas por tabuladores.")
    if run.perhaps_collapsed:
        return _collapsed(fits)
    if len(fits) == 1:
        return Reading(fits[0], CERTAIN, (), _why_single(run))
    return _short_separator(row, fits)


def _stated(row: Evidence, fits: tuple[Months, ...]) -> Reading:
    left = tuple(months for months in fits if set(row.stated) <= set(months))
    if not left:
        reason = (
            f"La nota al pie {row.note} indica {names(row.stated)}, "
            "pero los blancos de la fila no lo permiten."
        )
        return Reading((), UNKNOWN, fits, reason, contradicts_note=True)
    if len(left) == 1 and (len(row.stated) == len(left[0]) or not row.run.perhaps_collapsed):
        alone = " y, por sí solos, dan la misma lectura" if len(fits) == 1 else ""
        reason = (
            f"La nota al pie {row.note} indica los meses ({names(row.stated)}) y los blancos de la fila son "
            f"compatibles{alone}."
        )
        return Reading(left[0], CERTAIN, (), reason)
    return Reading((), UNKNOWN, left, f"La nota al pie {row.note} solo indica {names(row.stated)}.")


def _collapsed(fits: tuple[Months, ...]) -> Reading:
    reason = "A la fila le faltan los blancos finales y pudo perder también los intermedios."
    if len(fits) == 1:
        return Reading(fits[0], PROBABLE, (), reason + " Con blancos intactos es la única lectura.")
    return Reading((), UNKNOWN, fits, reason)


def _why_single(run: Run) -> str:
    if not run.trimmed and run.blanks == 13:
        return "13 blancos = un separador y doce casillas de un blanco: todas las casillas quedan contadas."
    if run.trimmed:
        return "Aunque faltan los blancos finales, las marcas solo caben de una manera en doce casillas."
    return (
        f"{run.blanks} blancos en la fila: con casillas de uno o dos blancos, y separador de uno o dos, "
        "las marcas solo caben de una manera."
    )


def _short_separator(row: Evidence, fits: tuple[Months, ...]) -> Reading:
    short = placements(row.run, separators=(1,))
    if len(short) != 1:
        return Reading((), UNKNOWN, fits, "Los blancos de la fila admiten varias lecturas.")
    others = tuple(months for months in fits if months != short[0])
    named = [note for note, month in row.seen if month in short[0]]
    base = f"Con un separador de un blanco solo cabe {names(short[0])}"
    single = len(short[0]) == 1 and not row.run.trimmed
    if single and named and all(month in short[0] for _, month in row.seen):
        return Reading(
            short[0], CERTAIN, (), f"{base}, y la nota al pie {named[0]} nombra ese mes para este hito."
        )
    return Reading(short[0], PROBABLE, others, f"{base}; con un separador de dos también {_listed(others)}.")


def _by_lead(
    row: Evidence, reading: Reading, leads: Mapping[int, set[int]], examples: Mapping[int, list[str]]
) -> Reading:
    """A row that begins with the same blanks as rows already certain probably begins in their month."""
    if reading.contradicts_note or row.run.trimmed:
        return reading
    lead = row.run.gaps[0]
    firsts = leads.get(lead, set())
    left = [months for months in reading.alternatives if months[0] in firsts]
    if len(firsts) != 1 or len(left) != 1:
        return reading
    others = tuple(months for months in reading.alternatives if months != left[0])
    codes = ", ".join(examples[lead])
    reason = (
        f"Los blancos admiten {_listed(reading.alternatives)}. Se elige {names(left[0])}: "
        f"empieza con los mismos {lead} blancos que las filas ciertas {codes}."
    )
    return Reading(left[0], PROBABLE, others, reason)


def _listed(options: Sequence[Months]) -> str:
    shown = [" y ".join(names((m,)) for m in months) for months in options[:6]]
    more = f" y {len(options) - 6} lecturas más" if len(options) > 6 else ""
    return " / ".join(shown) + more


def _without_heading(reading: Reading) -> Reading:
    if reading.confidence != CERTAIN:
        return reading
    reason = f"{reading.reason} Falta confirmar la cabecera de los doce meses."
    return Reading(reading.months, PROBABLE, (), reason)
