"""The sheets of the units: who owes which, the reporting rate, and the grid that one fills in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.indicators import expected, selectors, wording
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery
from sigor.indicators.forms import SheetForm
from sigor.indicators.models import Frequency, Indicator
from sigor.indicators.selectors import Value
from sigor.organisation.grants import Permission
from sigor.printing import plots
from sigor.records import access
from sigor.registers.declaration import register_of

SHEETS_SHOWN = 120


@dataclass(frozen=True)
class Line:
    """One card of the grid, with what its last values let expect."""

    card: Indicator
    numerator: str
    denominator: str
    comment: str
    follow_up: bool
    unusual: bool
    last: tuple[str, ...]  # in words, oldest first
    spark: str  # SVG
    range: str
    value: str
    error: str


def url_of(delivery: Delivery) -> str:
    register = register_of(delivery)
    assert register is not None
    return register.url_of(delivery)


def overview(user: User) -> dict[str, Any]:
    """The sheets that this person may see, newest periods first, and how reporting stands in each period."""
    rows = Delivery._default_manager.filter(origin="entry", archived_at__isnull=True).exclude(
        state="discarded"
    )
    visible = access.visible_records(rows.select_related("unit"), user).order_by(
        "-period_from", "unit__acronym", "pk"
    )
    found = [
        {
            "delivery": delivery,
            "period": wording.period(Period.of(delivery.frequency, delivery.period_from)),
            "url": url_of(delivery),
            "may_fill": delivery.state in ("draft", "observed")
            and access.may(user, Permission.SUBMIT, [delivery.unit_id]),
            "on_time": _on_time(delivery),
        }
        for delivery in visible[:SHEETS_SHOWN]
    ]
    rates = [
        {
            "rate": rate,
            "name": wording.period(rate.period),
            "sent": _percent(rate.sent, rate.expected),
            "on_time": _percent(rate.on_time, rate.expected),
        }
        for frequency in Frequency.values
        for rate in reversed(selectors.reporting(frequency)[-12:])
    ]
    return {"sheets": found, "rates": rates}


def _on_time(delivery: Delivery) -> wording.Mark | None:
    if delivery.sent_at is None or delivery.due_date is None:
        return None
    late = timezone.localdate(delivery.sent_at) > delivery.due_date
    return wording.Mark("!", _("Tarde"), "warning") if late else wording.Mark("✓", _("A tiempo"), "success")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else wording.DASH


def grid(
    delivery: Delivery, cards: Sequence[Indicator], form: SheetForm, errors: dict[str, Any]
) -> dict[str, Any]:
    """Everything that the grid shows: what is there or was just typed, and what to expect."""
    entries = {entry.indicator_id: entry for entry in delivery.entries.all()}
    before = expected.before(cards, delivery)
    lines = []
    for card in cards:
        entry, values = entries.get(card.pk), before[card.pk]
        likely = expected.of(value.value for value in values if value.value is not None)
        typed = form.is_bound
        lines.append(
            Line(
                card=card,
                numerator=form.typed(card, "n") if typed else _plain(entry.numerator if entry else None),
                denominator=form.typed(card, "d") if typed else _plain(entry.denominator if entry else None),
                comment=form.typed(card, "c") if typed else (entry.comment if entry else ""),
                follow_up=bool(form.typed(card, "f")) if typed else bool(entry and entry.follow_up),
                unusual=bool(entry and entry.unusual),
                last=tuple(f"{wording.period(value.period)}: {wording.said(card, value.value)}" for value in values),
                spark=_spark(card, values),
                range=_range(card, likely),
                value=wording.said(card, card.value(entry.numerator, entry.denominator)) if entry else "",
                error=str(errors.get(card.symbol, "")),
            )
        )  # fmt: skip
    return {
        "delivery": delivery,
        "delivery_url": url_of(delivery),
        "period": wording.period(Period.of(delivery.frequency, delivery.period_from)),
        "lines": lines,
        "may_fill": delivery.state in ("draft", "observed"),
    }


def _plain(value: Decimal | None) -> str:
    """A number as it is typed, without needless zeros."""
    return "" if value is None else f"{value.normalize():f}"


def _range(card: Indicator, likely: expected.Range) -> str:
    if likely.low is None or likely.high is None:
        return wording.DASH
    low = max(Decimal(0), likely.low)
    high = min(Decimal(100), likely.high) if card.is_percentage else likely.high
    return f"{wording.said(card, low)} – {wording.said(card, high)}"


def _spark(card: Indicator, values: Sequence[Value]) -> str:
    if not values:
        return ""
    told = ", ".join(wording.said(card, value.value) for value in values)
    texts = plots.Texts(_("Últimos valores de %(s)s") % {"s": card.symbol}, told, _("Sin datos"))
    return plots.sparkline(
        [None if value.value is None else float(value.value) for value in values],
        texts,
        key=f"serie-{card.pk}",
    )
