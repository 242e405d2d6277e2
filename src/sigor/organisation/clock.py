"""The one place that asks what time it is; everything below receives the date as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("set", default=None)


def now() -> datetime:
    """The present moment in Lima; in a demonstration, the same time of day on its simulated date."""
    if (moment := _set.get()) is not None:
        return moment
    moment = timezone.localtime()
    simulated = settings.SIMULATED_TODAY
    if simulated is None:
        return moment
    return moment + timedelta(days=(simulated - moment.date()).days)


def today() -> date:
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Set the clock, to tell a synthetic story or to test; refused where real people work."""
    if not settings.LOCAL:
        raise RuntimeError("the clock is only set in demonstrations and tests")
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
