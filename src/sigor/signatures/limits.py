"""How many files one caller may have checked in a stretch of time; kept in the database, shared by all processes."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from sigor.signatures.models import ValidationWindow

WINDOW = 600  # seconds
MOST = 20  # files in one window: an office behind one address still gets through

# One statement counts and asks: a caller past the limit changes nothing, however often it comes.
_COUNT = """
    INSERT INTO signatures_validationwindow AS kept (caller, began_at, count) VALUES (%s, %s, 1)
    ON CONFLICT (caller, began_at) DO UPDATE SET count = kept.count + 1 WHERE kept.count < %s
    RETURNING kept.count
"""


def admit(caller: str, now: datetime) -> bool:
    """Count one more file of this caller; False when it has had its share for now."""
    began = datetime.fromtimestamp(now.timestamp() // WINDOW * WINDOW, tz=now.tzinfo)
    key = salted_hmac("sigor.signatures.limits", caller, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, began, MOST])
        return cursor.fetchone() is not None


def forget(now: datetime) -> None:
    """Drop the windows that are over."""
    over = ValidationWindow.objects.filter(began_at__lt=now - timedelta(seconds=2 * WINDOW))
    over.delete()
