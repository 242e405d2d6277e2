"""Who reads what names a person: that person, and whoever holds PERSONAL where the record is kept or where she works."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _
from rest_framework import serializers

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access
from sigor.records.models import Record
from sigor.registers.declaration import Register, register_of
from sigor.registers.forms import RecordForm


class PersonalRegister(Register):
    """A register whose records name persons. `kept_in` are paths to units, `own` paths to accounts."""

    private = True
    kept_in: ClassVar[tuple[str, ...]] = ("unit", "of_unit")
    own: ClassVar[tuple[str, ...]] = ("user",)

    def records(self, user: User) -> QuerySet[Any]:
        """Records about this person, and those of people whom this person answers for."""
        rows = self.model._default_manager.filter(archived_at__isnull=True).select_related(*self._related())
        held = access.grants(user)
        if Permission.PERSONAL in held.everywhere:
            return rows
        units = held.units(Permission.PERSONAL)
        about = Q(*((name, user.pk) for name in self.own), _connector=Q.OR)
        return rows.filter(about | Q(*((f"{name}__in", units) for name in self.kept_in), _connector=Q.OR))

    def would_read(self, user: User, record: Record) -> bool:
        """Whether this person would be among the readers of the record as it is about to be kept."""
        units = _reached(record, self.kept_in)
        return access.may(user, Permission.PERSONAL, units) or user.pk in set(_reached(record, self.own))


def _reached(record: Any, paths: Iterable[str]) -> Iterator[int]:
    """The ids at the end of these paths, as far as they lead somewhere."""
    for path in paths:
        *steps, last = path.split("__")
        end = record
        for step in steps:
            end = getattr(end, step, None)
        if (pk := getattr(end, f"{last}_id", None)) is not None:
            yield pk


def refusal(user: User, record: Record) -> str:
    """Why this person may not keep the record: nobody writes about persons what they could not read afterwards."""
    register = register_of(record)
    if not isinstance(register, PersonalRegister) or register.would_read(user, record):
        return ""
    return _("Son datos personales: los registra quien puede leerlos en esa unidad.")


class PersonalForm(RecordForm):
    """A form that refuses what its author could not read afterwards; the workbook uses it too."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.reader = user

    def _open_to(self, user: User, name: str, field: "ModelChoiceField[Any]") -> QuerySet[Any]:
        """A person may work in any unit, not only in those where the author keeps records."""
        if name == "unit" or field.queryset is None or field.queryset.model is not Unit:
            return super()._open_to(user, name, field)
        current = getattr(self.instance, f"{name}_id", None)
        in_force = Unit.objects.on(clock.today()).values("pk")
        return Unit.objects.filter(Q(pk__in=in_force) | Q(pk=current)).order_by("acronym")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (why := refusal(self.reader, self.instance)):
            self.add_error("unit", ValidationError(why))


class PersonalSerializer(serializers.ModelSerializer):
    """The same refusal in the API."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        told = super().validate(attrs)
        model: Any = self.Meta.model
        # A copy of what is kept, with what is told in its place; `record` itself stays as it was read.
        kept = (
            {f.attname: getattr(self.instance, f.attname) for f in _written(model)} if self.instance else {}
        )
        candidate = model(**kept)
        for name, value in told.items():
            setattr(candidate, name, value)
        if why := refusal(self.context["request"].user, candidate):
            raise serializers.ValidationError({"unit": [why]})
        return told


def _written(model: type[Record]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]
