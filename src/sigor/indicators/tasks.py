"""Work in the background: looking at the charts after new data, and sending the board by mail."""

from procrastinate.contrib.django import app

from sigor.accounts.models import User
from sigor.indicators import effects, mailing, watching
from sigor.indicators.models import Indicator


@app.task(name=effects.LOOKING, queue="indicators")
def look(indicators: list[int], by: int) -> None:
    """Raise the signals that new data show, on behalf of who accepted them."""
    watching.look(
        by=User.objects.get(pk=by), indicators=Indicator.objects.filter(pk__in=indicators, state="in_force")
    )


@app.periodic(cron="30 6 * * *")
@app.task(queueing_lock="send_boards")
def send_boards(timestamp: int) -> None:
    """`timestamp` is the moment the scheduler meant, in Unix seconds."""
    mailing.send_due()
