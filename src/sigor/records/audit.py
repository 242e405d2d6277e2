"""The audit trail: which tables it watches, what the application may do with it, and its proof."""

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

SQL = Path(__file__).with_name("sql") / "audit.sql"

# Tables of machinery, whose rows are not facts of the institution.
UNWATCHED: tuple[str, ...] = (
    "audit_entry",
    "django_migrations",
    "django_session",
    "django_content_type",
    "auth_permission",
)
UNWATCHED += ("records_codecounter", "records_recordwords", "records_filewords")
UNWATCHED += ("copies_lookupwindow",)
# Rows by the million that never change, and what is derived from them; who holds their hash is watched.
UNWATCHED += ("incentives_line", "indicators_fact", "indicators_sum", "surveys_response")
UNWATCHED_PREFIXES = ("axes_", "procrastinate_")
HIDDEN = {
    "accounts_user": "password",
    "accounts_invitation": "token_hash",
    "accounts_accesstoken": "token_hash",
    "mfa_authenticator": "data",
    "socialaccount_socialtoken": "token,token_secret",
}
IGNORED = {"accounts_user": "last_login", "mfa_authenticator": "last_used_at"}


def watched_tables() -> list[str]:
    return sorted(
        name
        for name in connection.introspection.table_names()
        if name not in UNWATCHED and not name.startswith(UNWATCHED_PREFIXES)
    )


def attach() -> None:
    """Put the trigger on every watched table and narrow the application role's rights. Idempotent."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL.read_text(encoding="utf-8"))
        for table in watched_tables():
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION audit_write(%s, %s)",
                [HIDDEN.get(table, ""), IGNORED.get(table, "")],
            )
        _grant_application_role(cursor)


def _grant_application_role(cursor: Any) -> None:
    """The role `sigor_app`, where it exists, works with every table but only reads the trail."""
    role = settings.APPLICATION_ROLE
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
    if cursor.fetchone() is None:
        return
    name = connection.ops.quote_name(role)
    cursor.execute(
        f"GRANT USAGE ON SCHEMA public TO {name};"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name};"
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};"
        f"REVOKE ALL ON audit_entry FROM {name}; GRANT SELECT ON audit_entry TO {name};"
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}"
    )


@dataclass(frozen=True)
class Verification:
    """What a check of the whole chain found. `first_broken` is a position, or None."""

    entries: int
    head: str
    intact: bool
    first_broken: int | None
    message: str = ""

    def as_dict(self) -> dict[str, Any]:
        found = {"entries": self.entries, "head": self.head, "intact": self.intact}
        return found | {"first_broken": self.first_broken, "message": self.message}


def verify() -> Verification:
    """Recompute every link outside the database and compare the chain with the anchors on file."""
    expected, previous = 1, ""
    anchors = {a["position"]: a["hash"] for a in read_anchors()}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.position, e.previous_hash, e.hash, audit_text(e) FROM audit_entry e "
            "ORDER BY e.position NULLS LAST, e.id"
        )
        for position, linked, stored, text in cursor:
            if position != expected:
                message = f"entry {expected} is missing or was never chained"
                return Verification(expected - 1, previous, False, expected, message)
            if linked != previous or stored != hashlib.sha256(text.encode()).hexdigest():
                return Verification(position, stored, False, position, f"entry {position} was altered")
            if anchors.get(position, stored) != stored:
                return Verification(
                    position, stored, False, position, f"entry {position} differs from its anchor"
                )
            expected, previous = position + 1, stored
    if beyond := [p for p in anchors if p >= expected]:
        message = f"entries up to {max(beyond)} were anchored and are gone"
        return Verification(expected - 1, previous, False, expected, message)
    return Verification(expected - 1, previous, True, None)


def seal() -> None:
    """Chain now what the open transaction has written so far, instead of at its commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS audit_seal IMMEDIATE")
        cursor.execute("SET CONSTRAINTS audit_seal DEFERRED")


def head() -> tuple[int, str]:
    """Position and hash of the last link."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, hash FROM audit_entry WHERE position IS NOT NULL ORDER BY 1 DESC LIMIT 1"
        )
        return cursor.fetchone() or (0, "")


def anchor_file() -> Path:
    return settings.STATE / "audit" / "anchors.jsonl"


def read_anchors() -> list[dict[str, Any]]:
    path = anchor_file()
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        # A power cut can leave the last line half written; it anchored nothing yet.
        with contextlib.suppress(json.JSONDecodeError):
            found.append(json.loads(line))
    return found


def anchor(*, on: date) -> dict[str, Any]:
    """Write the head of the chain where the database cannot reach it."""
    position, value = head()
    line = {"date": on.isoformat(), "position": position, "hash": value}
    path = anchor_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    if position and line not in read_anchors():
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return line
