"""How the pages of the incentives write money and shares."""

from django import template

from sigor.incentives import wording

register = template.Library()


@register.filter
def cents(amount: int) -> str:
    """12050 as «S/ 120.50»."""
    return wording.soles(amount)


@register.filter
def percent_of(part: int, whole: int) -> str:
    """A part of a whole as «96.3 %»; a dash where there is no whole."""
    return f"{100 * part / whole:.1f} %" if whole else "—"
