"""Departments, provinces and districts: loading them, and who attends each."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sigor.organisation.models import Coverage, Place, Unit

DATA = Path(__file__).parent / "data" / "places.json"
SINCE = date(2000, 1, 1)  # before anything the programme counts
KINDS = {2: "department", 4: "province", 6: "district"}


def load() -> int:
    """Add the places of the delivered list that are not there yet; how many were added."""
    return add(Place)


def add(model: Any) -> int:
    """The same into the table as a migration knows it."""
    document: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    source = "{name} {version}, {licence}".format(**document["source"])
    known = set(model.objects.values_list("code", flat=True))
    added = [
        model(
            kind=KINDS[len(code)],
            code=code,
            name=name,
            reniec=reniec or "",
            latitude=_degrees(at[0]) if at else None,
            longitude=_degrees(at[1]) if at else None,
            valid_from=SINCE,
            source=source,
        )
        for group in ("departments", "provinces", "districts")
        for code, name, reniec, *at in document[group]
        if code not in known
    ]
    model.objects.bulk_create(added)
    return len(added)


def _degrees(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def attend(units: Mapping[str, Unit], *, since: date, source: str) -> int:
    """Say from a day on which unit attends each district (code → unit); what held before ends the day before.

    Returns how many districts change hands; those that stay with their unit keep their row.
    """
    held = {row.place.code: row for row in Coverage.objects.on(since).select_related("place")}
    places = {place.code: place for place in Place.objects.on(since).filter(code__in=units)}
    changed = [code for code, unit in units.items() if code not in held or held[code].unit_id != unit.pk]
    ends: dict[str, date | None] = {code: held[code].valid_to if code in held else None for code in changed}
    for row in Coverage.objects.filter(place__code__in=changed, valid_from__gt=since).select_related("place"):
        # What was already said of a later day stays: the new row ends before it.
        before, known = row.valid_from - timedelta(days=1), ends[row.place.code]
        ends[row.place.code] = before if known is None else min(known, before)
    for code in changed:
        if (former := held.get(code)) and former.valid_from < since:
            former.valid_to = since - timedelta(days=1)
            former.save(update_fields=["valid_to"])
        elif former:
            former.delete()
    Coverage.objects.bulk_create(
        Coverage(place=places[code], unit=units[code], valid_from=since, valid_to=ends[code], source=source)
        for code in changed
    )
    return len(changed)
