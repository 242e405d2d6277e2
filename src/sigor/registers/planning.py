"""What a workbook would do to a register: row by row, before anything is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from django.db import models
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.selectors import units_by_acronym
from sigor.records import access
from sigor.records.models import Record
from sigor.registers.cells import CellProblem, fold, form_value, read, text_of
from sigor.registers.declaration import Register, register_of
from sigor.registers.forms import RecordForm, form_of
from sigor.registers.reading import Row, Sheet, read_sheet
from sigor.registers.values import label_of, related_model, shown
from sigor.registers.xlsx import row_hash

ADD, UPDATE = "add", "update"


@dataclass(frozen=True)
class CellChange:
    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Problem:
    """Something that keeps the workbook from being accepted, and where it is."""

    row: int
    column: str
    message: str


@dataclass
class PlannedRow:
    """One row of the workbook: what it would add or change."""

    number: int
    code: str = ""
    title: str = ""
    record: Record | None = None
    form: RecordForm | None = None
    changes: list[CellChange] = field(default_factory=list)


@dataclass
class ImportPlan:
    """The difference between a workbook and a register."""

    register: Register
    verb: str
    rows: list[PlannedRow] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def acceptable(self) -> bool:
        return bool(self.rows) and not self.problems

    def digest(self) -> str:
        """Equal for two plans that would do the same to the same revisions."""
        told = [
            (
                r.number,
                r.code,
                r.record.revision if r.record else 0,
                [(c.name, c.before, c.after) for c in r.changes],
            )
            for r in self.rows
        ]
        return hashlib.sha256(json.dumps([self.verb, told]).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """What names in a workbook can mean to this person today."""

    units: Mapping[str, int]
    codes: Mapping[str, Mapping[str, int]]  # field -> code -> id


def known_to(register: Register, user: User) -> Known:
    units = {fold(acronym): unit.pk for acronym, unit in units_by_acronym(clock.today()).items()}
    codes: dict[str, dict[str, int]] = {}
    for name in register.fields():
        related = related_model(register.field(name))
        other = register_of(related) if related else None
        if related is User:
            people = User.objects.filter(is_active=True).values_list("username", "pk")
            codes[name] = {fold(username): pk for username, pk in people}
        elif other is not None:
            codes[name] = {fold(code): pk for code, pk in other.records(user).values_list("code", "pk")}
    return Known(units, codes)


def plan_import(stream: IO[bytes], register: Register, *, verb: str, user: User) -> ImportPlan:
    """Compare a workbook with the register. Raises FileRefused."""
    sheet = read_sheet(stream, register)
    plan = ImportPlan(register, verb)
    known = known_to(register, user)
    if sheet.unknown:
        plan.notes.append(_("Columnas que no se leen: %(names)s.") % {"names": ", ".join(sheet.unknown)})
    if verb == ADD:
        for row in sheet.rows:
            _plan_addition(plan, row, known, user)
    else:
        _plan_updates(plan, sheet, known, user)
    return plan


def _plan_addition(plan: ImportPlan, row: Row, known: Known, user: User) -> None:
    if (code := row.cells.get("code")) and code.raw:
        message = _("El código lo pone el sistema: deje la celda vacía o elija «Actualizar».")
        plan.problems.append(Problem(row.number, code.column, message))
        return
    texts = _texts(plan, row)
    if texts is None:
        return
    register = plan.register
    form = build_form(register, texts, known, user, None, plan.problems, row)
    if form is None:
        return
    planned = PlannedRow(row.number, title=texts.get("title", ""), form=form)
    planned.changes = [
        CellChange(name, label_of(register.field(name)), "", _words(register, name, texts[name]))
        for name in register.fields()
        if texts.get(name)
    ]
    plan.rows.append(planned)


def _plan_updates(plan: ImportPlan, sheet: Sheet, known: Known, user: User) -> None:
    if "code" not in sheet.columns:
        plan.problems.append(Problem(1, "", _("Para actualizar hace falta la columna «Código».")))
        return
    if not sheet.marks:
        plan.notes.append(
            _("La planilla no viene de una exportación: no se sabe si alguien cambió algo después.")
        )
    codes = {str(row.cells["code"].raw or "").strip() for row in sheet.rows}
    records = {r.code: r for r in plan.register.records(user).filter(code__in=codes)}
    seen: set[str] = set()
    for row in sheet.rows:
        cell = row.cells["code"]
        code = str(cell.raw or "").strip()
        record = records.get(code)
        if record is None or code in seen:
            message = (
                _("Falta el código.") if not code else _("El código %(code)s está repetido.") % {"code": code}
            )
            if code and record is None:
                message = _("No existe %(code)s o no está a su alcance.") % {"code": code}
            plan.problems.append(Problem(row.number, cell.column, message))
            continue
        seen.add(code)
        _plan_update(plan, row, sheet, record, known, user)
    if missing := [code for code in sheet.marks if code not in codes]:
        plan.notes.append(
            _("Registros exportados que ya no están en la planilla y se quedan como están: %(count)d.")
            % {"count": len(missing)}
        )


def _plan_update(plan: ImportPlan, row: Row, sheet: Sheet, record: Record, known: Known, user: User) -> None:
    register = plan.register
    texts = _texts(plan, row)
    if texts is None:
        return
    current = {name: text_of(record, name) for name in register.fields()}
    mark = sheet.marks.get(record.code)
    wanted = current | texts
    untouched = mark is not None and row_hash(wanted[n] for n in register.fields()) == mark.hash
    if untouched or wanted == current:
        plan.unchanged += 1
        _check_state(plan, row, record, mark is None or mark.revision == record.revision)
        return
    changed = [name for name in register.fields() if wanted[name] != current[name]]
    if message := _refusal(record, user, mark.revision if mark else None):
        plan.problems.append(Problem(row.number, row.cells["code"].column, message))
        return
    changes = [
        CellChange(
            name,
            label_of(register.field(name)),
            _words(register, name, current[name]),
            _words(register, name, wanted[name]),
        )
        for name in changed
    ]
    title = record.title  # before the form moves what the workbook says into the record
    form = build_form(register, wanted, known, user, record, plan.problems, row)
    if form is not None:
        plan.rows.append(PlannedRow(row.number, record.code, title, record, form, changes))


def _check_state(plan: ImportPlan, row: Row, record: Record, current: bool) -> None:
    """A state changed by hand is told, not taken: states change by steps."""
    cell = row.cells.get("state")
    if cell is None or not current or not cell.raw:
        return
    if fold(str(cell.raw)) not in (fold(str(record.get_state().label)), fold(record.state)):
        plan.notes.append(
            _("Fila %(row)d: el estado de %(code)s no se cambia desde la planilla.")
            % {"row": row.number, "code": record.code}
        )


def _refusal(record: Record, user: User, exported: int | None) -> str:
    if not access.may(user, Permission.EDIT, [record.unit_id]):
        return _("No puede modificar registros de %(unit)s.") % {"unit": record.unit}
    if not record.get_state().editable:
        return _("%(code)s está cerrado y ya no se modifica.") % {"code": record.code}
    if exported is not None and exported != record.revision:
        return _("%(who)s modificó %(code)s después de la exportación; exporte de nuevo.") % {
            "who": record.updated_by,
            "code": record.code,
        }
    return ""


def _texts(plan: ImportPlan, row: Row) -> dict[str, str] | None:
    """The plain texts of the row's fields, or None when some cell cannot be taken."""
    texts, problems = {}, []
    for name in plan.register.fields():
        cell = row.cells.get(name)
        if cell is None:
            continue
        try:
            if cell.formula:
                raise CellProblem(_("La celda contiene una fórmula; péguela como valor."))
            texts[name] = read(plan.register.field(name), cell.raw)
        except CellProblem as problem:
            problems.append(Problem(row.number, cell.column, str(problem)))
    plan.problems += problems
    return None if problems else texts


def build_form(
    register: Register,
    texts: Mapping[str, str],
    known: Known,
    user: User,
    record: Record | None,
    problems: list[Problem],
    row: Row,
) -> RecordForm | None:
    """The register's own form over these texts; None, and the problems noted, when it does not pass."""
    data, columns = {}, {name: cell.column for name, cell in row.cells.items()}
    for name, text in texts.items():
        field = register.field(name)
        try:
            data[name] = form_value(field, text, known.units, known.codes.get(name, {}))
            if isinstance(field, models.BooleanField):
                data[name] = "on" if text == "1" else ""
        except CellProblem as problem:
            problems.append(Problem(row.number, columns.get(name, ""), str(problem)))
            return None
    form = form_of(register)(data=data, instance=record or register.model(), user=user)
    if form.is_valid():
        return form
    for name, messages in form.errors.items():
        label = label_of(register.field(name)) if name in register.fields() else ""
        where = columns.get(name, "") or label
        problems += [Problem(row.number, where, f"{label}: {m}" if label else str(m)) for m in messages]
    return None


def _words(register: Register, name: str, text: str) -> str:
    """How a plain text reads in a preview."""
    field = register.field(name)
    if related_model(field) is not None or not text:
        return text
    return shown(field, field.to_python(text))
