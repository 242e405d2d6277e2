"""Months and quarters as the plan writes them."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from sigor.organisation.periods import month_label, month_name
from sigor.organisation.periods import roman as roman_numeral
from sigor.plans.models import Milestone

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
def units_wrapped(milestone: Milestone) -> SafeString:
    """The units as printed in the annex, free to break after each bar."""
    printed = milestone.units_text or milestone.lead.acronym
    return format_html_join("", "{}<wbr>", ((part,) for part in printed.replace("/", "/\0").split("\0")))


@register.filter
def month_x(number: int) -> int:
    """Where the label of a month starts on the line of the year."""
    return 44 * (int(number) - 1) + 20
