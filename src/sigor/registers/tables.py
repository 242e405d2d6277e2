"""From a declaration to a table: every column sorts, and equal values keep a fixed order."""

from functools import cache
from types import new_class
from typing import Any

import django_tables2 as tables
from django.contrib.postgres.lookups import Unaccent
from django.db.models import Case, Expression, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Collate, Lower, Replace
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records.models import Record
from sigor.registers.declaration import Register
from sigor.registers.due import due_mark
from sigor.registers.values import is_figure, is_text, label_of, related_model, value_shown
from sigor.ui.templatetags.ui import show_state


def order_of(register: Register, name: str, *, descending: bool) -> list[Any]:
    """What to order by so that people find what they look for: words as in Spanish, states as they follow."""
    expression = _sort_key(register, name)
    return [expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True), "pk"]


def _sort_key(register: Register, name: str) -> Expression | F:
    field = register.field(name)
    if name == "state":
        return _position(name, [state.code for state in register.model.workflow.states])
    if field.choices:
        return _position(name, [code for code, _label in field.flatchoices])
    if related := related_model(field):
        name = (
            f"{name}__acronym"
            if related is Unit
            else f"{name}__code"
            if issubclass(related, Record)
            else name
        )
        return F(name)
    return spanish_order(name) if is_text(field) else F(name)


def _position(name: str, codes: list[Any]) -> Case:
    whens = [When(Q(**{name: code}), then=Value(at)) for at, code in enumerate(codes)]
    return Case(*whens, default=Value(len(codes)), output_field=IntegerField())


def spanish_order(name: str) -> Collate:
    """Without accents or case, ñ after n; the same on every host, whatever its locale."""
    return Collate(Unaccent(Replace(Lower(name), Value("ñ"), Value("n~"))), "C")


class FieldColumn(tables.Column):
    """One field of the register's records."""

    def __init__(self, register: Register, name: str) -> None:
        self.register, self.name = register, name
        field = register.field(name)
        look = "nowrap" if name in ("code", "state") else "num" if is_figure(field) else ""
        attrs = {"th": {"class": look}, "td": {"class": look}} if look else {}
        super().__init__(verbose_name=label_of(field), accessor=name, attrs=attrs)

    def render(self, record: Record) -> Any:
        if self.name == "state":
            return show_state(record.get_state())
        words = value_shown(record, self.name)
        if self.name in ("code", "title"):
            return format_html('<a href="{}">{}</a>', self.register.url_of(record), words)
        if self.name == self.register.due_field and (mark := due_mark(self.register, record, clock.today())):
            return format_html('<span class="nowrap">{}</span> {}', words, show_state(mark))
        return words

    def order(self, queryset: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        return queryset.order_by(*order_of(self.register, self.name, descending=is_descending)), True


class PickColumn(tables.Column):
    """A box to tick, named after the record it picks."""

    def render(self, record: Record) -> Any:
        return format_html(
            '<input type="checkbox" name="pick" value="{}" aria-label="{}">',
            record.pk,
            _("Elegir %(code)s") % {"code": record.code},
        )


class RecordTable(tables.Table):
    """Rows of a register; `columns_shown` are those the reader chose."""

    pick = PickColumn(verbose_name=_("Elegir"), orderable=False, empty_values=())

    class Meta:
        template_name = "ui/table.html"
        attrs = {"class": "stack"}
        order_by_field = "sort"


def table_of(register: Register) -> type[tables.Table]:
    """The table of a register, with a column for every field it can show."""
    return _table_of(register, get_language())


@cache
def _table_of(register: Register, language: str | None) -> type[tables.Table]:
    """Made once for each language, for the headings are in it."""
    base = register.table_class or RecordTable
    # The library does not inherit Meta: a class without its own gets the defaults.
    columns = {name: FieldColumn(register, name) for name in register.shown()} | {"Meta": base.Meta}
    made: type[tables.Table] = new_class(
        f"{register.model.__name__}Table", (base,), {}, lambda ns: ns.update(columns)
    )
    return made
