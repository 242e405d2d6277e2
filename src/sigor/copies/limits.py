"""How often one address may do something open to all in a stretch of time; kept in the database, for all processes."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from sigor.copies.models import LookupWindow

NETWORK = 64  # bits of an IPv6 address that belong to one subscriber
KEPT = timedelta(minutes=30)  # what was counted longer ago is forgotten; no window lasts as long

# One statement counts and asks: a caller past the limit changes nothing, however often it comes.
_COUNT = """
    INSERT INTO copies_lookupwindow AS kept (caller, began_at, count) VALUES (%s, %s, 1)
    ON CONFLICT (caller, began_at) DO UPDATE SET count = kept.count + 1 WHERE kept.count < %s
    RETURNING kept.count
"""


@dataclass(frozen=True)
class Limit:
    """So many in one window: an office behind one address still gets through."""

    purpose: str  # what is done for one purpose does not count for another
    most: int
    window: int  # seconds

    def admit(self, address: str | None, now: datetime) -> bool:
        """Count one more; False when this address has had its share for now."""
        began = datetime.fromtimestamp(now.timestamp() // self.window * self.window, tz=now.tzinfo)
        caller = salted_hmac(self.purpose, _subscriber(address or ""), algorithm="sha256").hexdigest()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [caller, began, self.most])
            return cursor.fetchone() is not None

    def seconds_left(self, now: datetime) -> int:
        """Until the window is over."""
        return self.window - int(now.timestamp()) % self.window


LOOKUPS = Limit("sigor.copies.limits", most=30, window=60)  # codes


def forget(now: datetime) -> None:
    """Drop the windows that are over."""
    over = LookupWindow.objects.filter(began_at__lt=now - KEPT)
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
