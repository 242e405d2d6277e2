"""Work that the clock asks for: what was counted of those who came is forgotten every hour."""

from procrastinate.contrib.django import app

from sigor.copies import limits
from sigor.organisation import clock


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="forget_lookups")
def forget_lookups(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    limits.forget(clock.now())
