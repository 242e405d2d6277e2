"""Months and quarters as the plan writes them."""

from django import template

from sigor.organisation.periods import month_label, month_name
from sigor.organisation.periods import roman as roman_numeral

register = template.Library()


@register.filter
def month(number: int) -> str:
    return month_name(int(number))


@register.filter
def month_of(number: int, year: int) -> str:
    return month_label(year, int(number))


@register.filter
def roman(number: int) -> str:
    return roman_numeral(int(number))


@register.filter
def month_x(number: int) -> int:
    """Where the label of a month starts on the line of the year."""
    return 40 * (int(number) - 1) + 4
