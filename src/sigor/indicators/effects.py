"""What steps bring about: accepted data count on the boards, a published set takes the place of the former one."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from sigor.indicators import sums
from sigor.organisation import clock
from sigor.records import services

LOOKING = "indicators.look"  # the task that looks at the charts


def count_in(delivery: Any, by: Any) -> None:
    """Its slices get their edition, the former ones are superseded, and the sums are reckoned."""
    if delivery.origin == "entry":
        sums.take_over_entries(delivery.pk)
    sums.accept(delivery.pk, at=clock.now())
    shown = sorted(set(delivery.slices.values_list("indicator", flat=True)))
    transaction.on_commit(partial(_look_later, shown, by.pk))


def _look_later(indicators: list[int], by: int) -> None:
    app.configure_task(LOOKING).defer(indicators=[*indicators], by=by)


def withdraw_former(publication: Any, by: Any) -> None:
    """Only one edition of a period is public at a time."""
    others = type(publication)._default_manager.filter(
        state="published",
        frequency=publication.frequency,
        period_from__lte=publication.period_to,
        period_to__gte=publication.period_from,
    )
    for former in others.exclude(pk=publication.pk):
        reason = _("La reemplaza %(code)s.") % {"code": publication.code}
        services.adjust(former, by=by, reason=reason, state="withdrawn")
