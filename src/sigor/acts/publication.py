"""What waits to be published in the transparency portals, and the package that is published."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from sigor.accounts.models import User
from sigor.acts.models import Act, ActDuty
from sigor.acts.papers import paper
from sigor.registers.declaration import register_of

OPEN = ("planned", "under_way", "reported")
EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Attached:
    """A file that is published with an act."""

    name: str
    title: str
    path: Path


_sources: list[Callable[[Act], Iterable[Attached]]] = []


def published_with(source: Callable[[Act], Iterable[Attached]]) -> Callable[[Act], Iterable[Attached]]:
    """Decorator for packages above this one: what they publish with an act."""
    _sources.append(source)
    return source


def queue(user: User) -> QuerySet[Any]:
    """Duties to publish that are not done, the most pressing first, as far as the person may see."""
    register = register_of(ActDuty)
    if register is None:
        raise LookupError(ActDuty)
    rows = register.records(user).filter(rule__publishes=True, state__in=OPEN)
    return rows.select_related("act__type", "act__unit", "unit").order_by("due_date", "code")


def days_left(duty: ActDuty, on: date) -> int:
    return (duty.due_date - on).days


def package(duty: ActDuty, *, by: User) -> bytes:
    """The act as PDF, what it approves, and a sheet of data: ready to be put on a portal."""
    act = duty.act
    attached = [found for source in _sources for found in source(act)]
    sheet = {
        "titulo": act.title,
        "tipo": act.type.title,
        "numero": act.number,
        "fecha": act.dated_on.isoformat() if act.dated_on else None,
        "unidad": act.unit.name,
        "publicar_hasta": duty.due_date.isoformat(),
        "archivos": ["acto.pdf", *(one.name for one in attached)],
        "titulos": {one.name: one.title for one in attached},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        told = json.dumps(sheet, ensure_ascii=False, indent=2)
        for name, data in (("datos.json", told.encode()), ("acto.pdf", paper(act, "pdf", by=by))):
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), data)
        for one in attached:
            archive.write(one.path, one.name)
    return packed.getvalue()
