"""Work that the clock asks for: the head of the audit trail is written outside the database every night."""

from procrastinate.contrib.django import app

from sigor.organisation import clock
from sigor.records import audit


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="anchor_audit_trail")
def anchor_audit_trail(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    audit.anchor(on=clock.today())
