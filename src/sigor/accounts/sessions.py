"""How long a session lasts, and the open sessions of one person."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from sigor.accounts.models import User

STARTED, SEEN = "session_started", "session_seen"  # seconds since 1970
TOUCH_EVERY = 60  # seconds; a write on every request would buy nothing


def start(session: SessionBase, now: datetime) -> None:
    session[STARTED] = session[SEEN] = int(now.timestamp())


def touch(session: SessionBase, now: datetime) -> None:
    """Remember that the person is still there."""
    if STARTED not in session:
        start(session, now)
    elif now.timestamp() - session[SEEN] >= TOUCH_EVERY:
        session[SEEN] = int(now.timestamp())


def ended(data: SessionBase | dict[str, int], now: datetime) -> bool:
    """Whether the session has been idle too long or has lasted a whole working day."""
    at = now.timestamp()
    idle = at - data.get(SEEN, at)
    age = at - data.get(STARTED, at)
    return idle > settings.SESSION_IDLE_AGE or age > settings.SESSION_COOKIE_AGE


def open_sessions(*, user: User, now: datetime) -> list[Session]:
    """Sessions in which the person is signed in and that still work."""
    found = []
    for session in Session.objects.filter(expire_date__gt=now):
        data = session.get_decoded()
        own = (
            data.get(SESSION_KEY) == str(user.pk)
            and data.get(HASH_SESSION_KEY) == user.get_session_auth_hash()
        )
        if own and not ended(data, now):
            found.append(session)
    return found


def close_others(*, user: User, keep: str | None, now: datetime) -> int:
    """End the person's sessions except the one with key `keep`; returns how many ended."""
    keys = [session.pk for session in open_sessions(user=user, now=now) if session.pk != keep]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)
