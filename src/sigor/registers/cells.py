"""A value of a field as a workbook holds it, and what people write in its place.

Between workbook and database a value has one plain text (dates as ISO, choices by code, units by acronym,
records by code): two values are equal when their texts are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from sigor.accounts.models import User
from sigor.organisation.models import Unit
from sigor.records.models import Record
from sigor.registers.declaration import Register
from sigor.registers.values import label_of, related_model, shown, value_shown

Field: TypeAlias = "models.Field[Any, Any]"
LONGEST = 32_767  # characters in a cell
WRITTEN_DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")
EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
YES, NO = ("si", "yes", "x", "1", "verdadero", "true"), ("no", "0", "falso", "false")


class CellProblem(Exception):
    """What is written in a cell cannot be taken; the message says why."""


def fold(text: str) -> str:
    """Without accents, case or spare spaces: how people's writing is compared."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def text_of(record: Record, name: str) -> str:
    """The plain text of a record's field."""
    return _plain(getattr(record, name))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Unit):
        return value.acronym
    if isinstance(value, Record):
        return value.code
    if isinstance(value, User):
        return value.username
    return tidy(str(value))


def tidy(text: str) -> str:
    """What is left of a text after a journey through a workbook."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()[:LONGEST].strip()


def to_cell(record: Record, name: str, field: Field) -> Any:
    """What a workbook shows for a field: words for people, dates and numbers as such."""
    if name == "state":
        return value_shown(record, name)
    value = getattr(record, name)
    if isinstance(value, User):
        return value.username
    if value is None or (isinstance(value, (date, datetime)) and not isinstance(value, datetime)):
        return value
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and not field.choices:
        return value
    return tidy(shown(field, value, record)) or None


def read(field: Field, raw: Any) -> str:
    """The plain text of what somebody wrote in a cell of this field. Raises CellProblem."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return ""
    if raw in EXCEL_ERRORS:
        raise CellProblem(_("La celda contiene un error de cálculo (%(value)s).") % {"value": raw})
    if field.choices:
        return _choice(field, raw)
    if isinstance(field, models.DateField):
        return _date(raw)
    if isinstance(field, models.BooleanField):
        return _boolean(raw)
    if isinstance(field, models.IntegerField):
        return _integer(raw)
    if isinstance(field, (models.DecimalField, models.FloatField)):
        return _decimal(raw)
    if isinstance(raw, (date, datetime)):
        return raw.strftime("%d/%m/%Y")
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return tidy(str(raw))


def _choice(field: Field, raw: Any) -> str:
    written = fold(str(raw))
    for code, _label in field.flatchoices:
        if written == fold(str(code)):
            return str(code)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in field.flatchoices:
                if written == fold(str(label)):
                    return str(code)
    allowed = ", ".join(str(label) for _code, label in field.flatchoices)
    raise CellProblem(
        _("«%(value)s» no es una opción. Opciones: %(allowed)s.") % {"value": raw, "allowed": allowed}
    )


def _date(raw: Any) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    for pattern in WRITTEN_DATES:
        try:
            return datetime.strptime(str(raw).strip(), pattern).date().isoformat()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise CellProblem(_("«%(value)s» no es una fecha (dd/mm/aaaa).") % {"value": raw})


def _boolean(raw: Any) -> str:
    written = fold(str(raw))
    if written in YES:
        return "1"
    if written in NO:
        return "0"
    raise CellProblem(_("Escriba Sí o No en lugar de «%(value)s».") % {"value": raw})


def _integer(raw: Any) -> str:
    number = _number(raw)
    if number != number.to_integral_value():
        raise CellProblem(_("«%(value)s» no es un número entero.") % {"value": raw})
    return str(int(number))


def _decimal(raw: Any) -> str:
    return format(_number(raw).normalize(), "f")


def _number(raw: Any) -> Decimal:
    try:
        number = Decimal(str(raw).replace(",", "").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, (bool, date)) or not number.is_finite() or abs(number) > Decimal("1e18"):
        raise CellProblem(_("«%(value)s» no es un número.") % {"value": raw})
    return number


def form_value(field: Field, text: str, units: Mapping[str, int], codes: Mapping[str, int]) -> str:
    """The plain text as the register's form expects it. Raises CellProblem for an unknown unit or code."""
    related = related_model(field)
    if related is None or not text:
        return text
    known = units if related is Unit else codes
    if fold(text) not in known:
        what = _("la unidad") if related is Unit else _("la cuenta") if related is User else _("el registro")
        raise CellProblem(_("No existe %(what)s «%(value)s».") % {"what": what, "value": text})
    return str(known[fold(text)])


def headings(register: Register, names: list[str]) -> dict[str, str]:
    """Heading, folded and in every language -> field."""
    found = {fold(name): name for name in names}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(label_of(register.field(name))): name for name in names}
    return found
