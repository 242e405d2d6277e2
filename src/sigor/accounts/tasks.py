"""Housekeeping of sign-in: ended sessions and old attempts are swept every night."""

from django.core.management import call_command
from procrastinate.contrib.django import app

KEPT_ATTEMPTS = 90  # days


@app.periodic(cron="20 0 * * *")
@app.task(queueing_lock="sweep_sessions")
def sweep_sessions(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    call_command("clearsessions")
    call_command("axes_reset_logs", age=KEPT_ATTEMPTS)
