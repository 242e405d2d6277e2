"""The organisation of JUNTOS as data: units, the programme's name by period, days off."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import holidays

from sigor.organisation.models import Holiday, Programme, Unit

JUNTOS = Path(__file__).with_name("juntos")
HOLIDAY_YEARS = range(2024, 2028)


def territorial_acronym(name: str) -> str:
    """«Madre de Dios» as UT-MADRE-DE-DIOS."""
    plain = name.upper().translate(str.maketrans("ÁÉÍÓÚ", "AEIOU"))
    return f"UT-{plain.replace(' ', '-')}"


def load() -> dict[str, Unit]:
    """Create the units that are missing; returns all by acronym."""
    said: dict[str, Any] = json.loads((JUNTOS / "organisation.json").read_text(encoding="utf-8"))
    since = date.fromisoformat(said["since"])
    units: dict[str, Unit] = {}
    for acronym, parent, name, kind, confirmed in said["units"]:
        values = {
            "name": name,
            "kind": kind,
            "parent": units.get(parent),
            "confirmed": confirmed,
            "source": said["source"] if confirmed else "Material público; por confirmar",
        }
        units[acronym], _made = Unit.objects.get_or_create(acronym=acronym, valid_from=since, defaults=values)
    for name in said["territorial_units"]:
        acronym = territorial_acronym(name)
        values = {
            "name": f"Unidad Territorial {name}",
            "kind": Unit.Kind.TERRITORIAL,
            "parent": units["CT"],
            "source": said["territorial_source"],
        }
        units[acronym], _made = Unit.objects.get_or_create(acronym=acronym, valid_from=since, defaults=values)
    programme = said["programme"]
    for period in programme["periods"]:
        values = {"acronym": programme["acronym"], "name": programme["name"], **period}
        Programme.objects.get_or_create(valid_from=values.pop("valid_from"), defaults=values)
    _load_holidays()
    return units


def _load_holidays() -> None:
    known = set(Holiday.objects.values_list("date", flat=True))
    found = holidays.country_holidays("PE", years=HOLIDAY_YEARS, language="es")
    source = (
        "Feriados nacionales del Perú (biblioteca holidays); agregue los días no laborables que se decreten"
    )
    Holiday.objects.bulk_create(
        Holiday(date=day, name=name, source=source) for day, name in sorted(found.items()) if day not in known
    )
