"""What hangs on a record, as its page shows it and as far as the reader may see."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sigor.accounts.models import User
from sigor.records import selectors
from sigor.records.models import Link, Record
from sigor.registers.declaration import Register, all_registers, register_of


@dataclass(frozen=True)
class LinkShown:
    """A tie to another record, read from this one's side."""

    pk: int
    kind: str
    outgoing: bool
    other: Record
    url: str
    register: Register


def links_shown(record: Record, user: User) -> list[LinkShown]:
    """Links in both directions whose other end the reader may see."""
    links = list(selectors.links_of(record))
    wanted: dict[Any, set[int]] = defaultdict(set)
    ends = [(link, *_other_end(link, record)) for link in links]
    for _link, model, pk, _outgoing in ends:
        wanted[model].add(pk)
    visible: dict[tuple[Any, int], Record] = {}
    for model, keys in wanted.items():
        register = register_of(model) if model else None
        if register is not None:
            found = register.records(user).filter(pk__in=keys)
            visible |= {(model, other.pk): other for other in found}
    shown = []
    for link, model, pk, outgoing in ends:
        other, register = visible.get((model, pk)), register_of(model) if model else None
        if other is not None and register is not None:
            kind = Link.Kind(link.kind).label
            shown.append(LinkShown(link.pk, str(kind), outgoing, other, register.url_of(other), register))
    return shown


def _other_end(link: Link, record: Record) -> tuple[Any, int, bool]:
    own = link.record_type.model_class() is type(record) and link.record_id == record.pk
    if own:
        return link.target_type.model_class(), link.target_id, True
    return link.record_type.model_class(), link.record_id, False


def record_with_code(code: str, user: User) -> Record | None:
    """The record with this code, in whichever register the person may see it."""
    for register in all_registers():
        found: Record | None = register.records(user).filter(code__iexact=code.strip()).first()
        if found is not None:
            return found
    return None
