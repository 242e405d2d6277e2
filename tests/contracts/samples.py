"""Valid values for any declared field, made from what the field itself says."""

from datetime import date, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from sigor.organisation.models import Unit
from sigor.registers.declaration import Register

START = date(2025, 6, 2)


def values_for(register: Register, *, unit: Unit, number: int = 1) -> dict[str, Any]:
    """A value for each field that people fill in; different numbers give different records."""
    return {name: _value(register.field(name), unit, number) for name in register.fields()}


def _value(field: models.Field, unit: Unit, number: int) -> Any:
    if field.related_model is Unit:
        return unit
    if field.related_model is not None:
        assert field.null, f"{field}: contracts cannot invent another record"
        return None
    if field.choices:
        codes = [code for code, _label in field.flatchoices]
        return codes[number % len(codes)]
    if isinstance(field, models.BooleanField):
        return number % 2 == 0
    if isinstance(field, models.DateField):
        return START + timedelta(days=number)
    if isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)):
        low = next((v.limit_value for v in field.validators if isinstance(v, MinValueValidator)), 0)
        high = next((v.limit_value for v in field.validators if isinstance(v, MaxValueValidator)), 100)
        return low + number % (high - low + 1)
    return f"{field.verbose_name} número {number}"[: field.max_length]


def form_data(values: dict[str, Any], **changes: Any) -> dict[str, str]:
    """The same values as a browser or a script would send them."""
    data = {}
    for name, value in (values | changes).items():
        if isinstance(value, models.Model):
            value = value.pk
        if value is None or value is False:
            continue
        data[name] = value.isoformat() if isinstance(value, date) else "on" if value is True else str(value)
    return data
