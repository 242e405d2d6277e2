"""Finding any record by its code or title, across all registers, in one question to the database."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from sigor.accounts.models import User
from sigor.registers.declaration import all_registers
from sigor.registers.declaration import get as register_named
from sigor.registers.filters import having_words


@dataclass(frozen=True)
class Hit:
    code: str
    title: str
    url: str
    register: str


def search(user: User, text: str, limit: int = 20) -> list[Hit]:
    """Records this person may see whose code or title holds every word of the text; codes first."""
    if not text.strip():
        return []
    parts = [_found(register.slug, register.records(user), text.strip()) for register in all_registers()]
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True).order_by("rank", "code")[:limit]
    hits = []
    for row in rows:
        register = register_named(row["register"])
        if register is not None:
            hits.append(Hit(row["code"], row["title"], register.url_of(row["pk"]), str(register.name)))
    return hits


def _found(slug: str, records: QuerySet[Any], text: str) -> QuerySet[Any, dict[str, Any]]:
    rank = Case(
        When(code__iexact=text, then=Value(0)),
        When(code__istartswith=text, then=Value(1)),
        When(title__unaccent__istartswith=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    matching = records.filter(having_words(text, ("code", "title")))
    return matching.order_by().values("pk", "code", "title", register=Value(slug), rank=rank)
