"""Looking at the charts after new data: what changed beyond chance becomes a signal that somebody must decide on."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.indicators import readings, selectors, wording
from sigor.indicators.models import Indicator, Sense, Signal, SignalRule, SignalTerm
from sigor.indicators.readings import Reading
from sigor.organisation import clock
from sigor.records import services
from sigor.records.actor import acting

DAYS = 30  # where no term was set


def look(*, by: User, indicators: Iterable[Indicator] | None = None) -> list[Signal]:
    """Raise the signals that the charts show now and nobody was told of: of the whole and of each unit."""
    cards = list(indicators) if indicators is not None else list(selectors.in_force())
    raised = []
    with acting(by), transaction.atomic():
        for card in cards:
            if card.sense == Sense.NONE:
                continue  # nobody has to decide on what is neither good nor bad
            whole = readings.reading(card)
            apart = [one for one in readings.unit_readings(card) if _goes_its_own_way(one, whole)]
            for reading in (whole, *apart):
                if (signal := _signal(reading)) is not None and not _known(signal):
                    raised.append(services.bring_about(signal, by=by))
    return raised


def _goes_its_own_way(unit: Reading, whole: Reading) -> bool:
    """A unit that moves as the whole does has nothing of its own to decide on."""
    return unit.chart.variation != whole.chart.variation


def term() -> int:
    """How many days a signal may wait today."""
    found = SignalTerm.objects.on(clock.today()).first()
    return found.days if found else DAYS


def _signal(reading: Reading) -> Signal | None:
    found = wording.leading_signal(reading.chart)
    if found is None:
        return None
    indicator = reading.indicator
    first, last = (reading.periods[at] for at in (found.indices[0], found.indices[-1]))
    where = reading.name or _("el conjunto")
    return Signal(
        title=_("%(symbol)s en %(where)s: %(what)s") % {"symbol": indicator.symbol, "where": where, "what": reading.variation.label},
        unit=indicator.target_owner,
        indicator=indicator,
        territory_id=int(reading.area) if reading.area else None,
        rule=SignalRule(found.rule),
        worse=wording.is_worse(indicator, found.direction),
        since=first.first,
        until=last.first,
        detail=reading.sentence,
        due_date=clock.today() + timedelta(days=term()),
    )  # fmt: skip


def _known(signal: Signal) -> bool:
    """Whether the same change was already told, by this rule or another, since it began."""
    same = Signal._default_manager.filter(
        indicator=signal.indicator,
        territory=signal.territory_id,
        worse=signal.worse,
        archived_at__isnull=True,
        until__gte=signal.since,
    )
    return same.exists()
