"""What the next session of the committee must deal with: signals nobody decided on in time, and agreements."""

from datetime import date
from typing import Any

from sigor.accounts.models import User
from sigor.committee.models import Agreement
from sigor.indicators.boards import open_signals
from sigor.records import access


def agenda(user: User, on: date) -> dict[str, Any]:
    """The matters by kind, as far as this person may see them, the oldest first."""
    agreements = access.visible(
        Agreement._default_manager.filter(archived_at__isnull=True, state__in=("open", "done")), user
    ).select_related("unit")
    signals = open_signals()
    return {
        "signals": list(signals.filter(due_date__lt=on).order_by("due_date", "pk")),
        "signals_in_time": signals.filter(due_date__gte=on).count(),
        "overdue": list(agreements.filter(state="open", due_date__lt=on).order_by("due_date", "pk")),
        "to_close": list(agreements.filter(state="done").order_by("due_date", "pk")),
        "coming": list(agreements.filter(state="open", due_date__gte=on).order_by("due_date", "pk")),
    }
