"""How many codes one address may look up in a minute; kept in the database, so that all processes count together."""

import ipaddress
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from sigor.copies.models import LookupWindow

WINDOW = 60  # seconds
MOST = 30  # codes in one window: an office behind one address still gets through
NETWORK = 64  # bits of an IPv6 address that belong to one subscriber

# One statement counts and asks: a caller past the limit changes nothing, however often it comes.
_COUNT = """
    INSERT INTO copies_lookupwindow AS kept (caller, began_at, count) VALUES (%s, %s, 1)
    ON CONFLICT (caller, began_at) DO UPDATE SET count = kept.count + 1 WHERE kept.count < %s
    RETURNING kept.count
"""


def admit(address: str | None, now: datetime) -> bool:
    """Count one more look-up; False when this address has had its share for now."""
    began = datetime.fromtimestamp(now.timestamp() // WINDOW * WINDOW, tz=now.tzinfo)
    caller = salted_hmac("sigor.copies.limits", _subscriber(address or ""), algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [caller, began, MOST])
        return cursor.fetchone() is not None


def seconds_left(now: datetime) -> int:
    """Until the window is over."""
    return WINDOW - int(now.timestamp()) % WINDOW


def forget(now: datetime) -> None:
    """Drop the windows that are over."""
    over = LookupWindow.objects.filter(began_at__lt=now - timedelta(seconds=2 * WINDOW))
    over.delete()


def _subscriber(address: str) -> str:
    """The address, or of a long one the network that it is in: whoever has one of those has billions."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, NETWORK), strict=False))
    return str(known)
