"""What hangs on a record, as its page shows it and as far as the reader may see: links, uses and parts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, QuerySet, Value

from sigor.accounts.models import User
from sigor.records import selectors
from sigor.records.models import Link, Record
from sigor.records.workflow import State
from sigor.registers.declaration import Register, all_registers, register_of
from sigor.registers.declaration import get as register_named
from sigor.registers.values import label_of, related_model

USES_SHOWN = 5  # records of one register that name another; the rest are in the register's list


@dataclass(frozen=True)
class Other:
    """A record at the other end, with no more than a page says of it."""

    pk: int
    code: str
    title: str
    unit: str
    state: State
    url: str
    register: Register


@dataclass(frozen=True)
class LinkShown:
    """A tie to another record, read from this one's side."""

    pk: int
    kind: str
    outgoing: bool
    other: Other

    @property
    def url(self) -> str:
        return self.other.url

    @property
    def register(self) -> Register:
        return self.other.register


@dataclass(frozen=True)
class Use:
    """Records of one register that name this one in one of their fields."""

    register: Register
    label: str
    records: list[Other]
    more: bool


def values_of(register: Register, rows: QuerySet[Any], **beside: Any) -> QuerySet[Any, dict[str, Any]]:
    """What a page says of records, in columns that a union of registers shares; see `told`."""
    return rows.order_by().values(
        "pk",
        "code",
        "title",
        "state",
        unit_acronym=F("unit__acronym"),
        register=Value(register.slug),
        **beside,
    )


def told(row: dict[str, Any]) -> Other:
    """A row of `values_of` as the record it speaks of."""
    register = register_named(row["register"])
    if register is None:
        raise LookupError(row["register"])
    state = register.model.workflow.state(row["state"])
    return Other(
        row["pk"], row["code"], row["title"], row["unit_acronym"], state, register.url_of(row["pk"]), register
    )


def united(parts: list[QuerySet[Any, dict[str, Any]]]) -> Iterable[dict[str, Any]]:
    """One question to the database, however many registers it is about."""
    if len(parts) < 2:
        return parts[0] if parts else []
    return parts[0].union(*parts[1:], all=True)


def links_shown(record: Record, user: User) -> list[LinkShown]:
    """Links in both directions whose other end the reader may see."""
    ends = [(link, *_other_end(link, record)) for link in selectors.links_of(record)]
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for _link, model, pk, _outgoing in ends:
        if model is not None:
            wanted[model].add(pk)
    parts, models = [], {}
    for model, keys in wanted.items():
        register = register_of(model)
        if register is not None:
            models[register.slug] = model
            parts.append(values_of(register, register.records(user).filter(pk__in=keys)))
    visible = {(models[row["register"]], row["pk"]): told(row) for row in united(parts)}
    return [
        LinkShown(link.pk, str(Link.Kind(link.kind).label), outgoing, visible[model, pk])
        for link, model, pk, outgoing in ends
        if model is not None and (model, pk) in visible
    ]


def _other_end(link: Link, record: Record) -> tuple[type[Model] | None, int, bool]:
    own = link.record_type.model_class() is type(record) and link.record_id == record.pk
    if own:
        return link.target_type.model_class(), link.target_id, True
    return link.record_type.model_class(), link.record_id, False


def named_by(record: Record, user: User) -> dict[str, Other]:
    """The records that this one names, by the field that names each, as far as the reader may see them."""
    register = register_of(record)
    if register is None:
        return {}
    parts, fields = [], {}
    for name in register.shown():
        key = getattr(record, register.field(name).attname)
        other = _register_named_in(register, name) if key else None
        if other is not None:
            fields[name] = (other.slug, key)
            parts.append(values_of(other, other.records(user).filter(pk=key)))
    visible = {(row["register"], row["pk"]): told(row) for row in united(parts)}
    return {name: visible[end] for name, end in fields.items() if end in visible}


def _register_named_in(register: Register, name: str) -> Register | None:
    model = related_model(register.field(name))
    return register_of(model) if model is not None and issubclass(model, Record) else None


def naming(model: type[Model]) -> list[tuple[Register, str]]:
    """Every register and field whose records name a record of this model, parts left aside."""
    return [
        (register, name)
        for register in all_registers()
        for name in register.shown()
        if register.field(name).related_model is model and name != register.parent
    ]


def used_in(record: Record, user: User) -> list[Use]:
    """Where the record is used: records that name it in a field and that the reader may see."""
    fields = naming(type(record))
    parts = [
        values_of(register, register.records(user).filter(**{name: record}), field=Value(name)).order_by(
            "-pk"
        )[: USES_SHOWN + 1]
        for register, name in fields
    ]
    found: dict[tuple[str, str], list[Other]] = defaultdict(list)
    for row in united(parts):
        found[row["register"], row["field"]].append(told(row))
    uses = []
    for register, name in fields:
        if records := found.get((register.slug, name)):
            records.sort(key=lambda other: other.code)
            label = label_of(register.field(name))
            uses.append(Use(register, label, records[:USES_SHOWN], len(records) > USES_SHOWN))
    return uses


def counts_of(registers: Iterable[Register], user: User) -> dict[str, int]:
    """How many records of each register the person may see, by slug."""
    parts = [
        register.records(user).order_by().values(register=Value(register.slug)).annotate(count=Count("pk"))
        for register in registers
    ]
    return {row["register"]: row["count"] for row in united(parts)}


def record_with_code(code: str, user: User) -> Record | None:
    """The record with this code, in whichever register the person may see it."""
    parts = [
        register.records(user)
        .filter(code__iexact=code.strip())
        .order_by()
        .values("pk", register=Value(register.slug))
        for register in all_registers()
    ]
    for row in united(parts):
        register = register_named(row["register"])
        if register is not None:
            found: Record | None = register.records(user).filter(pk=row["pk"]).first()
            return found
    return None
