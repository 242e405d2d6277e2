"""Work that the clock asks for: requests that nobody signed in time are closed every night."""

from procrastinate.contrib.django import app

from sigor.organisation import clock
from sigor.signatures import services


@app.periodic(cron="35 0 * * *")
@app.task(queueing_lock="close_overdue_signatures")
def close_overdue_signatures(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    services.expire_overdue(now=clock.now())
