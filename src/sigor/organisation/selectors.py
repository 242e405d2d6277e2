"""Reading units, people's roles and days off."""

from datetime import date

from sigor.organisation.models import Holiday, Unit


def units_by_acronym(on: date) -> dict[str, Unit]:
    """Units in force that day, by acronym."""
    return {unit.acronym: unit for unit in Unit.objects.on(on)}


def holidays_between(start: date, end: date) -> frozenset[date]:
    return frozenset(Holiday.objects.filter(date__range=(start, end)).values_list("date", flat=True))
