"""Sums of facts by area, materialised per slice: reckoned when data are accepted, and again when districts change hands.

Everything is one statement of SQL over sets of slices. Because a slice never changes once it is accepted, its sums
need no other refresh; `differing()` proves it by reckoning them anew.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

SQL = Path(__file__).parent / "sql"


def _text(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def accept(delivery: int, *, at: datetime) -> None:
    """Give the slices of a delivery their editions, supersede those in force before, and reckon the sums."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_text("accept"), {"delivery": delivery, "at": at})
        cursor.execute("SELECT id FROM indicators_slice WHERE delivery_id = %s", [delivery])
        reckon([row[0] for row in cursor.fetchall()])


def take_over_entries(delivery: int) -> None:
    """The filled cells of a unit's sheet as slices with one fact each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_text("entries"), {"delivery": delivery})


def reckon(slices: Sequence[int]) -> None:
    """Make the sums of these slices anew from their facts: all or none."""
    with transaction.atomic(), connection.cursor() as cursor:
        for lot in _lots(slices):
            cursor.execute("DELETE FROM indicators_sum WHERE slice_id = ANY(%s)", [lot])
            cursor.execute(f"INSERT INTO indicators_sum ({COLUMNS}) {_text('sums')}", {"slices": lot})


def reckon_all() -> int:
    """Make all sums anew; of how many slices."""
    slices = _accepted()
    reckon(slices)
    return len(slices)


def districts_changed_hands(since: date) -> int:
    """Make the sums anew of every slice whose period ends on that day or later; of how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id FROM indicators_slice s JOIN indicators_indicator i ON i.id = s.indicator_id "
            "WHERE s.accepted_at IS NOT NULL AND indicators_last_day(s.period, i.frequency) >= %s",
            [since],
        )
        slices = [row[0] for row in cursor.fetchall()]
    reckon(slices)
    return len(slices)


def differing() -> list[dict[str, Any]]:
    """Sums that do not follow from the facts: slice, level and area of each; empty when all is well."""
    fresh = f"SELECT {COLUMNS} FROM ({_text('sums')}) AS fresh ({COLUMNS})"
    wrong: list[tuple[int, str, str]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slice_id, level, area FROM indicators_sum WHERE slice_id IN "
            "(SELECT id FROM indicators_slice WHERE accepted_at IS NULL)"
        )
        wrong += cursor.fetchall()
        for lot in _lots(_accepted()):
            cursor.execute(
                f"WITH fresh AS ({fresh}), "
                f"kept AS (SELECT {COLUMNS} FROM indicators_sum WHERE slice_id = ANY(%(slices)s)) "
                "SELECT slice_id, level, area FROM ((TABLE fresh EXCEPT TABLE kept) UNION (TABLE kept EXCEPT TABLE fresh)) d",
                {"slices": lot},
            )
            wrong += cursor.fetchall()
    return [dict(zip(("slice", "level", "area"), row, strict=True)) for row in sorted(set(wrong))]


def _lots(slices: Sequence[int]) -> Iterator[list[int]]:
    """Some at a time: what is sorted and hashed of a lot stays in memory however many slices there are."""
    return (list(slices[at : at + LOT]) for at in range(0, len(slices), LOT))


def _accepted() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM indicators_slice WHERE accepted_at IS NOT NULL")
        return [row[0] for row in cursor.fetchall()]


LOT = 200
COLUMNS = "slice_id, level, area, person_id, numerator, denominator, facts"
