"""What templates need everywhere: states, figures and fields that look the same on every page."""

from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class Shown(Protocol):
    """Anything with a shape, a word and a tone."""

    @property
    def mark(self) -> str: ...
    @property
    def label(self) -> Any: ...
    @property
    def tone(self) -> str: ...


@register.filter
def tone_of_message(level: str) -> str:
    return {"error": "danger", "success": "success", "warning": "warning"}.get(level, "info")


@register.filter
def show_state(state: Shown) -> SafeString:
    """A state as shape + word + colour."""
    return format_html(
        '<span class="state t-{}"><span aria-hidden="true">{}</span>{}</span>',
        state.tone,
        state.mark,
        state.label,
    )


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    return {"field": bound}


@register.filter
def ratio_percent(ratio: float | Decimal | None) -> str:
    """A threshold, 0.8, as «80 %»; nothing to divide is a dash."""
    if ratio is None:
        return "—"
    value = Decimal(str(ratio)) * 100
    return f"{value:.0f} %" if value == value.to_integral() else f"{value:.1f} %"


@register.filter
def soles(amount: float | Decimal) -> str:
    """60000 as «S/ 60,000.00»."""
    return f"S/ {amount:,.2f}"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def share(part: int, whole: int) -> str:
    """A part of a whole on a line 100 long."""
    return f"{min(100, 100 * part / whole):.2f}" if whole else "0"


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The address's own query with some keys changed; None takes a key away."""
    asked = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            asked.pop(key, None)
        else:
            asked[key] = value
    return f"?{asked.urlencode()}"


@register.filter
def state_label(record: Any, code: str) -> str:
    """The word for a state of this record, by its code."""
    return str(record.workflow.state(code).label)
