"""Work in the background: computing the roll of a bimester."""

from procrastinate.contrib.django import app

from sigor.incentives import services
from sigor.incentives.models import Run


@app.task(name=services.COMPUTING, queue="incentives")
def compute(run_id: int) -> None:
    """Compute a run; one that ended meanwhile is left as it is."""
    services.compute(Run.objects.get(pk=run_id))
