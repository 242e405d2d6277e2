"""Months, quarters, bimesters and working days, as the programme counts and writes them."""

from calendar import monthrange
from collections.abc import Container
from datetime import date, timedelta

from django.utils.translation import get_language

MONTHS = {
    "es": ("Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Set", "Oct", "Nov", "Dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
ROMAN = ("I", "II", "III", "IV", "V", "VI")


def _language() -> str:
    return "en" if (get_language() or "es").startswith("en") else "es"


def month_name(month: int) -> str:
    """«Set», the way Peru abbreviates it."""
    return MONTHS[_language()][month - 1]


def month_label(year: int, month: int) -> str:
    """«Set-25», the head of a column of the annex."""
    return f"{month_name(month)}-{year % 100:02d}"


def quarter_of(month: int) -> int:
    return (month - 1) // 3 + 1


def quarter_months(quarter: int) -> tuple[int, int, int]:
    return (3 * quarter - 2, 3 * quarter - 1, 3 * quarter)


def roman(number: int) -> str:
    """I to VI: quarters and bimesters are written in Roman numerals."""
    return ROMAN[number - 1]


def bimester_of(month: int) -> int:
    return (month + 1) // 2


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def quarter_end(year: int, quarter: int) -> date:
    return month_end(year, 3 * quarter)


def add_working_days(start: date, days: int, holidays: Container[date]) -> date:
    """The working day that lies `days` working days after `start` (days >= 0)."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def working_days_between(start: date, end: date, holidays: Container[date]) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not later."""
    days = 0
    day = start
    while day < end:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days += 1
    return days


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
