"""Valid values for any declared field, made from what the field itself says, and records made of them."""

import json
import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.validators import EmailValidator, MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

from sigor.accounts.models import User
from sigor.acts import models as acts
from sigor.documents.models import types
from sigor.indicators import models as indicators
from sigor.organisation.models import Unit
from sigor.records import services
from sigor.records.models import Record
from sigor.registers.declaration import Register, register_of
from sigor.surveys import models as surveys

START, DAYS = date(2025, 6, 2), 90
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
LARGEST = 100  # of numbers whose field says nothing else

# What a field asks for beyond its type: by the pattern it is checked against…
BY_PATTERN: dict[str, Callable[[int], str]] = {
    r"^[0-9]{6}$": lambda number: f"{number:06d}",
    r"^[A-Z][A-Z0-9]{0,7}$": lambda number: f"K{number}",
    acts.WELL_FORMED.regex.pattern: lambda number: f"N{number} {{numero:03d}}-{{anio}}",
    r"^\d{4}-B[1-6]$": lambda number: f"{2000 + number % 100}-B{1 + number % 6}",
    r"^H[0-9A-HJKMNP-TV-Z]{11}$": lambda number: (
        f"H7K2MQXA4T{LETTERS[number // 22 % 22]}{LETTERS[number % 22]}"
    ),
    types.PATTERN.regex.pattern: lambda number: f"C{number}-{{numero:03d}}",
    indicators.SYMBOL.regex.pattern: lambda number: f"IND-{number}",
    surveys.SYMBOL.regex.pattern: lambda number: f"P_{number}",
}
# … or, where no pattern says it, by «app.model.field».
BY_NAME: dict[str, Callable[[int], Any]] = {
    "acts.act.reply_due": lambda number: START + timedelta(days=DAYS + number),  # after any date of the act
    "indicators.indicator.kind": lambda _number: "ratio",  # has a denominator
    "indicators.indicator.origin": lambda _number: "import",  # is not computed
    "indicators.indicator.measure": lambda _number: "",
    "surveys.question.lowest": lambda number: number % 2,
    "surveys.question.highest": lambda number: 5 + number % 6,
    "surveys.question.favourable_from": lambda number: 2 + number % 4,
    "surveys.wave.population_size": lambda number: 5_000 + number,  # more than answered
}
# What nobody fills in and a record still needs, by model: how it came to be.
GIVEN: dict[str, dict[str, Any]] = {
    "indicators.delivery": {"origin": "import", "frequency": "bimester"},
    "surveys.wave": {"rows": 40},
}


class Samples:
    """Makes different valid records of any register, and whatever records they name, by one person in one unit."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units, self.numbers = units, count(1)
        self._wholes: dict[tuple[str, int], Record] = {}

    def keep(self, register: Register, by: User, unit: str = "UCC", **changes: Any) -> Record:
        """Another record of the register, through the door that everybody uses."""
        given = GIVEN.get(register.model._meta.label_lower, {})
        return services.create(register.model(**given, **self.values(register, by, unit, **changes)), by=by)

    def values(self, register: Register, by: User, unit: str = "UCC", **changes: Any) -> dict[str, Any]:
        """A value for each field that people fill in; no two calls give the same."""
        number = next(self.numbers)
        given = {
            name: self._value(register, name, by, unit, number)
            for name in register.fields()
            if name not in changes
        }
        return {name: (given | changes)[name] for name in register.fields()}

    def asked(
        self, register: Register, names: tuple[str, ...], by: User, unit: str = "UCC"
    ) -> dict[str, Any]:
        """Values for fields that a step asks for; none of them may be missing."""
        number = next(self.numbers)
        return {name: self._value(register, name, by, unit, number, needed=True) for name in names}

    def _value(
        self, register: Register, name: str, by: User, unit: str, number: int, *, needed: bool = False
    ) -> Any:
        field = register.field(name)
        related = field.related_model
        if related is None:
            return plain_value(field, number)
        if related is Unit:
            return self.units[unit]
        if related is User:
            return by
        if field.null and not needed and (name != register.parent or related is register.model):
            return None
        other = register_of(related)
        assert other is not None, f"{field}: contracts cannot invent a {related.__name__}"
        key = (f"{other.slug} {by.pk}", self.units[unit].pk)
        if told_apart_by(field):
            return self.keep(other, by, unit)
        if key not in self._wholes:
            self._wholes[key] = self.keep(other, by, unit)
        return self._wholes[key]


def told_apart_by(field: models.Field) -> bool:
    """Whether two records with the same value here might collide: then each gets a record of its own."""
    if field.unique:
        return True
    for rule in field.model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and (rule.expressions or field.name in rule.fields):
            others = [field.model._meta.get_field(name) for name in rule.fields]
            if not any(other.get_internal_type() in ("CharField", "TextField") for other in others):
                return True
    return False


def plain_value(field: models.Field, number: int) -> Any:
    """A value for a field that names no other row."""
    if special := BY_NAME.get(str(field).lower()):
        return special(number)
    for rule in field.validators:
        if isinstance(rule, RegexValidator) and rule.regex.pattern in BY_PATTERN:
            return BY_PATTERN[rule.regex.pattern](number)
        if isinstance(rule, EmailValidator):
            return f"muestra{number}@ejemplo.pe"
    if field.choices:
        codes = [code for code, _label in field.flatchoices if code not in ("", None)]
        return codes[number % len(codes)]
    if isinstance(field, models.BooleanField):
        return number % 2 == 0
    if isinstance(field, models.DateTimeField):
        return timezone.make_aware(datetime.combine(START + timedelta(days=number % DAYS), time(9)))
    if isinstance(field, models.DateField):
        return START + timedelta(days=number % DAYS)
    if isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)):
        low, high = limits(field)
        return (Decimal if isinstance(field, models.DecimalField) else int)(low + number % (high - low + 1))
    if isinstance(field, models.URLField):
        return f"https://ejemplo.pe/{number}"
    if isinstance(field, models.JSONField):
        return field.get_default() or {"número": number}
    words, tail = f"{field.verbose_name} número", f" {number}"
    return words[: (field.max_length or LARGEST) - len(tail)].rstrip() + tail


def limits(field: models.Field) -> tuple[int, int]:
    """The least and the most that samples of a number take: what the field says, or a hundred of them."""
    lows = [math.ceil(v.limit_value) for v in field.validators if isinstance(v, MinValueValidator)]
    highs = [int(v.limit_value) for v in field.validators if isinstance(v, MaxValueValidator)]
    if isinstance(field, models.DecimalField):
        highs.append(10 ** (field.max_digits - field.decimal_places) - 1)
    low = max([0, *lows])
    return low, min([max(LARGEST, low + LARGEST), *highs])


def form_data(values: dict[str, Any], **changes: Any) -> dict[str, str]:
    """The same values as a browser would send them."""
    data = {}
    for name, value in (values | changes).items():
        if value is None or value is False:
            continue
        data[name] = _as_typed(value)
    return data


def _as_typed(value: Any) -> str:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return "on" if value is True else str(value)


def api_body(values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same values as a script sends them to the API: other rows by what people call them."""
    return {name: _as_told(value) for name, value in (values | changes).items()}


def _as_told(value: Any) -> Any:
    if isinstance(value, Unit):
        return value.acronym
    if isinstance(value, Record):
        return value.code
    if isinstance(value, User):
        return value.username
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value
