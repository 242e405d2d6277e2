"""A register, declared: what it shows, finds and asks for. The rest of the package does the work."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import ModelForm
from django.urls import reverse
from django_filters import FilterSet
from django_tables2 import Table
from rest_framework.serializers import ModelSerializer

from sigor.accounts.models import User
from sigor.records import access
from sigor.records.models import Record
from sigor.registers import chapters


class Section:
    """A titled group of fields, in the order in which they are read and filled in."""

    def __init__(self, title: Any, *fields: str) -> None:
        self.title = title
        self.fields = fields


class Register:
    """How people work with one kind of record.

    Ways out, in this order: an attribute, another class (`form_class`…), another template, another view.
    """

    slug: ClassVar[str]  # part of addresses and of the API; never translated
    model: ClassVar[type[Record]]
    name: ClassVar[Any]  # plural, as the menu shows it
    purpose: ClassVar[Any]  # one sentence: what this register is for
    chapter: ClassVar[Any]  # group of the menu
    clauses: ClassVar[tuple[str, ...]] = ()  # "norm:clause"
    columns: ClassVar[tuple[str, ...]] = ("code", "title", "unit", "state")
    filters: ClassVar[tuple[str, ...]] = ("unit", "state")
    search: ClassVar[tuple[str, ...]] = ("code", "title")
    sections: ClassVar[tuple[Section, ...]]
    due_field: ClassVar[str] = ""  # the date that brings a record to people's trays
    readonly: ClassVar[bool] = False
    parent: ClassVar[str] = ""  # the field of the record this one is a part of
    in_menu: ClassVar[bool] = True  # parts are reached from the record they belong to
    private: ClassVar[bool] = False  # names persons: fewer people read it than its unit would let

    form_class: ClassVar[type[ModelForm[Any]] | None] = None
    table_class: ClassVar[type[Table] | None] = None
    filter_class: ClassVar[type[FilterSet] | None] = None
    serializer_class: ClassVar[type[ModelSerializer[Any]] | None] = None
    list_template: ClassVar[str] = "registers/list.html"
    detail_template: ClassVar[str] = "registers/detail.html"

    def records(self, user: User) -> QuerySet[Any]:
        """The one door to read: records in use that this person may see."""
        rows = self.model._default_manager.filter(archived_at__isnull=True)
        return access.visible_records(rows.select_related(*self._related()), user)

    def fields(self) -> list[str]:
        """Names of the fields that people fill in, in reading order."""
        return [name for section in self.sections for name in section.fields]

    def shown(self) -> list[str]:
        """Names of every field a list or a workbook can show: the usual columns, then the rest."""
        return list(dict.fromkeys([*self.columns, *self.fields()]))

    def field(self, name: str) -> Field[Any, Any]:
        found = self.model._meta.get_field(name)
        if not isinstance(found, Field):
            raise TypeError(f"{self.slug}: «{name}» is not a column of {self.model.__name__}")
        return found

    def url_of(self, record: Record | int) -> str:
        """The page of a record, given it or its id."""
        return reverse("register_detail", args=[self.slug, record if isinstance(record, int) else record.pk])

    def parts(self) -> list[tuple[Register, str]]:
        """The registers whose records are parts of this one's, each with the field that says so."""
        return [
            (other, other.parent)
            for other in _registers.values()
            if other.parent and other.field(other.parent).related_model is self.model
        ]

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        """What a register's own detail template needs besides what every record's page has."""
        return {}

    def _related(self) -> list[str]:
        declared = [name for name in self.shown() if isinstance(self.field(name), ForeignKey)]
        return list(dict.fromkeys(["unit", *declared]))


_registers: dict[str, Register] = {}
R = TypeVar("R", bound=type[Register])


def register(declared: R) -> R:
    """Class decorator: make a register known under its slug."""
    known = _registers.get(declared.slug)
    if known is not None and type(known).__qualname__ != declared.__qualname__:
        raise ValueError(f"two registers want the slug «{declared.slug}»")
    _registers[declared.slug] = declared()
    return declared


def forget(slug: str) -> None:
    """Take a register out again; for tests that declare one at run time."""
    _registers.pop(slug, None)


def all_registers() -> list[Register]:
    """Every register, in the order of declaration."""
    return list(_registers.values())


def by_chapter() -> list[Register]:
    """The registers that people open from the menu, in the order of the chapters of the SIG model."""
    order = {str(chapter): at for at, chapter in enumerate(chapters.ORDER)}
    shown = [register for register in _registers.values() if register.in_menu]
    return sorted(shown, key=lambda register: order.get(str(register.chapter), len(order)))


def get(slug: str) -> Register | None:
    return _registers.get(slug)


def register_of(record: Model | type[Model]) -> Register | None:
    """The register in which people work with this record (or model), if there is one."""
    model = record if isinstance(record, type) else type(record)
    return next((r for r in _registers.values() if r.model is model), None)
