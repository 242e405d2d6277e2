"""Reading units, people's roles and days off."""

from datetime import date

from django.db.models import QuerySet

from sigor.organisation.models import Holiday, Membership, Role, Unit


def units_by_acronym(on: date) -> dict[str, Unit]:
    """Units in force that day, by acronym."""
    return {unit.acronym: unit for unit in Unit.objects.on(on)}


def holidays_between(start: date, end: date) -> frozenset[date]:
    return frozenset(Holiday.objects.filter(date__range=(start, end)).values_list("date", flat=True))


def heads_on(on: date) -> QuerySet[Membership]:
    """Who is at the head of a unit that day, among people whose account is open."""
    heads = (Role.UNIT_HEAD, Role.DIRECTOR)
    return Membership.objects.on(on).filter(role__in=heads, user__is_active=True)
