"""Rows as they stood at a moment, put together from the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey

from sigor.records.models import Record

# An entry holds only the columns that changed: the newest word on each column, up to the moment, makes the
# row. Services write the moment of each change themselves (`updated_at`, by the clock of the product, which a
# demonstration sets, and left as it is by a second change at the same moment); what came past the services,
# and so left the revision alone, counts from the moment of its entry.
_ROWS = """
    WITH told AS (
        SELECT id, row_id, after, CASE
            WHEN after ->> 'revision' IS NULL THEN at
            ELSE max((after ->> 'updated_at')::timestamptz) OVER (PARTITION BY row_id ORDER BY id)
        END AS moment
        FROM audit_entry WHERE table_name = %s{among}
    )
    SELECT row_id, jsonb_object_agg(word.key, word.value ORDER BY told.id)
    FROM told, LATERAL jsonb_each(told.after) word
    WHERE told.moment <= %s
    GROUP BY row_id
    ORDER BY row_id::bigint
"""


def rows_on(model: type[Record], moment: datetime, ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """The values of each record's columns at the moment, by id; those that did not exist yet are left out.

    Foreign keys come by their column (`unit_id`); `archived` says whether the record was withdrawn by then.
    `ids` keeps to some records: whoever shows rows asks first which of them the reader may see.
    """
    among: list[Any] = [] if ids is None else [[str(pk) for pk in ids]]
    told = [model._meta.db_table, *among, moment]
    sql = _ROWS.format(among=" AND row_id = ANY(%s)" if among else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        found = [json.loads(row) if isinstance(row, str) else row for _pk, row in cursor.fetchall()]
    return [_values(model, row) for row in found]


def _values(model: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    values = {f.attname: _value(f, row.get(f.column or f.attname)) for f in model._meta.concrete_fields}
    return values | {"archived": values["archived_at"] is not None}


def _value(field: Field[Any, Any], value: Any) -> Any:
    """What the trail holds as text or number, as the field itself would hold it."""
    if value is None:
        return None
    if isinstance(field, ForeignKey):
        return field.target_field.to_python(value)
    return getattr(field, "output_field", field).to_python(value)
