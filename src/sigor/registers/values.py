"""How a value of a field reads: its label and its words, the same in lists, details, history and previews."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field, FloatField, IntegerField, Model
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from sigor.records.models import Record


def label_of(field: Field[Any, Any]) -> str:
    return str(capfirst(str(field.verbose_name)))


def shown(field: Field[Any, Any], value: Any, record: type[Record] | Record | None = None) -> str:
    """The words for a value of this field; nothing at all is an empty string."""
    if value is None or value == "":
        return ""
    if field.name == "state" and record is not None:
        return str(dict(record.workflow.choices).get(value, value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, (int, float, Decimal)):
        return formats.number_format(value)
    if isinstance(value, Record):
        return value.code
    return str(value)


def value_shown(record: Record, name: str) -> str:
    """The words for one field of a record."""
    if name == "state":
        return str(record.get_state().label)
    field = record._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(name)
    return shown(field, getattr(record, name), record)


def is_text(field: Field[Any, Any]) -> bool:
    """Whether the field holds free words, which are ordered and searched without accents or case."""
    return field.get_internal_type() in ("CharField", "TextField") and not field.choices


def is_figure(field: Field[Any, Any]) -> bool:
    """Whether the field holds a quantity, which stands at the right of its column."""
    output = getattr(field, "output_field", field)
    return isinstance(output, (IntegerField, DecimalField, FloatField)) and not field.choices


def related_model(field: Field[Any, Any]) -> type[Model] | None:
    model = field.related_model
    return model if isinstance(model, type) else None
