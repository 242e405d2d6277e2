"""One row of the worksheet: its code, texts, meta and month cells, each with what is wrong in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from sigor.analysis.annex import checks
from sigor.analysis.annex import sheet_layout as layout
from sigor.analysis.annex.cells import read_units
from sigor.analysis.annex.model import PHASES, Finding, Mark, Milestone, NoteMark, error, warning
from sigor.analysis.annex.months import plain
from sigor.analysis.annex.runs import X
from sigor.analysis.annex.sheet_columns import Columns, Grid, cell_text, code_text
from sigor.analysis.annex.sheet_details import (
    Details,
    as_written,
    complete,
    kept_marks,
    marked_text,
    turn_key,
)

_PHASES = {plain(phase): phase for phase in PHASES} | {plain(phase)[0]: phase for phase in PHASES}


@dataclass(frozen=True)
class Place:
    row: int
    columns: Columns
    grid: Grid
    formulas: frozenset[tuple[int, int]]

    def value(self, role: int) -> object:
        column = self.columns.roles.get(role)
        return self.grid.get((self.row, column)) if column else None

    def where(self, role: int) -> str:
        column = self.columns.roles.get(role)
        if column is None:
            return f"fila {self.row}"
        return f"fila {self.row}, columna {self.columns.titles[column]}"

    def address(self, role: int) -> str:
        return f"{get_column_letter(self.columns.roles[role])}{self.row}"

    def is_formula(self, role: int) -> bool:
        column = self.columns.roles.get(role)
        return column is not None and (self.row, column) in self.formulas


@dataclass(frozen=True)
class ReadRow:
    milestone: Milestone
    findings: tuple[Finding, ...]


def read_milestone(
    place: Place,
    order: int,
    objective: int,
    result: str,
    notes: Mapping[int, str],
    inherited: tuple[NoteMark, ...],
    details: Details,
    seen: dict[str, int],
    year: int,
) -> ReadRow | None:
    """The milestone of a row, or nothing where the row has neither a code nor anything to schedule."""
    findings: list[Finding] = []
    months = _months(place, findings)
    if place.value(layout.CODE) is None and place.value(layout.META) is None and not months:
        return None
    code = _code(place, findings)
    key = turn_key(code, seen)
    kept = details.rows.get(key, ("", {}))[1]
    name, name_marks = _marked(place, layout.NAME, "milestone", kept, notes)
    deliverable, deliverable_marks = _marked(place, layout.DELIVERABLE, "deliverable", kept, notes)
    units_text = as_written(cell_text(place.value(layout.UNITS)), kept.get("units_text"))
    units, lead = read_units(units_text)
    meta = _meta(place, code, findings)
    marks = tuple(Mark(m, q) for m, q in checks.quantities(meta, months).items())
    own = checks.contents(notes, (*name_marks, *deliverable_marks))
    milestone = Milestone(
        code,
        order,
        objective,
        result,
        name,
        deliverable,
        units,
        units_text,
        lead,
        meta,
        _phase(place, kept),
        checks.detailed(marks, year, own, checks.contents(notes, inherited)),
        notes=(*name_marks, *deliverable_marks),
    )
    milestone = complete(milestone, details, key)
    if not milestone.units:
        message = f"No se reconoce la unidad responsable del hito {code}."
        findings.append(warning(place.where(layout.UNITS), "unit-unclear", message, code))
    undecided = not milestone.marks and milestone.alternatives
    if meta and not undecided and not any(f.rule in _UNREAD for f in findings):
        findings.extend(checks.meta_findings(code, place.where(layout.META), meta, months))
    return ReadRow(milestone, tuple(findings))


_UNREAD = ("text-in-month-cell", "formula-in-cell")


def _marked(
    place: Place, role: int, name: str, kept: Mapping[str, object], notes: Mapping[int, str]
) -> tuple[str, tuple[NoteMark, ...]]:
    value = place.value(role)
    kept_text = kept.get("name" if name == "milestone" else "deliverable")
    known = marked_text(value or "", name, kept_text, kept_marks(kept))
    return known or layout.marked_cell(value, name, frozenset(notes))


def _code(place: Place, findings: list[Finding]) -> str:
    value = place.value(layout.CODE)
    code, printed = code_text(value), str(value)
    if value is not None and code != printed:
        message = f"El código «{printed}» se leyó como {code}."
        findings.append(warning(place.where(layout.CODE), "code-normalised", message, code, printed=printed))
    return code


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == int(value) else None
    text = cell_text(value)
    return int(text) if text.isdecimal() and len(text) <= 6 else None


def _meta(place: Place, code: str, findings: list[Finding]) -> int:
    value = place.value(layout.META)
    where = place.where(layout.META)
    if place.is_formula(layout.META):
        message = f"La meta del hito {code} es una fórmula ({place.address(layout.META)}): escriba el número."
        findings.append(error(where, "formula-in-cell", message, code, cell=place.address(layout.META)))
        return 0
    meta = _whole(value)
    if meta is None or meta < 1:
        shown = cell_text(value) or "vacía"
        message = f"La meta del hito {code} no es un número entero mayor que cero: {shown}."
        findings.append(error(where, "bad-meta", message, code))
        return 0
    return meta


def _months(place: Place, findings: list[Finding]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    code = code_text(place.value(layout.CODE))
    for month in range(1, 13):
        role = layout.FIRST_MONTH + month - 1
        value = place.value(role)
        if value is None:
            continue
        address = place.address(role)
        if place.is_formula(role):
            message = f"La casilla {address} tiene una fórmula: escriba x o la cantidad."
            findings.append(error(place.where(role), "formula-in-cell", message, code, cell=address))
            continue
        text = cell_text(value)
        quantity = _whole(value)
        if len(text) == 1 and text in X:
            found[month] = None
        elif quantity is None or quantity < 0:
            message = f"La casilla {address} dice «{text}»: se espera x o una cantidad."
            findings.append(error(place.where(role), "text-in-month-cell", message, code, cell=address))
        elif quantity:
            found[month] = quantity
    return found


def _phase(place: Place, kept: Mapping[str, object]) -> str:
    text = as_written(cell_text(place.value(layout.PHVA)), kept.get("phva"))
    return _PHASES.get(plain(text), text)
