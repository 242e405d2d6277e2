"""Every check constraint of a row in one question to the database; Django asks one, inside a savepoint, for each."""

from collections.abc import Iterable
from contextlib import nullcontext

from django.core.exceptions import FieldError
from django.db import DatabaseError, connections, router, transaction
from django.db.models import BooleanField, CheckConstraint, Model, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE


def all_hold(row: Model, exclude: Iterable[str] | None) -> bool:
    """Whether the row keeps them all. A no may also mean that they are to be asked one by one.

    As in Django, a rule about a field that is left out is not asked, and one that comes to nothing holds.
    """
    using = router.db_for_write(type(row), instance=row)
    values = row._get_field_expression_map(row._meta, exclude)  # type: ignore[attr-defined]
    conditions = [r.condition for r in row._meta.constraints if isinstance(r, CheckConstraint)]
    rules = [condition for condition in conditions if isinstance(condition, Q)]
    if len(rules) < len(conditions):
        return False
    asked = [rule for rule in rules if rule.referenced_base_fields <= values.keys()]
    if not asked:
        return True
    query = Query(None)
    for name, value in values.items():
        query.add_annotation(value, name, select=False)
    query.add_annotation(Value(1), "_check")
    try:
        query.add_q(Q(Coalesce(Q(*asked), True, output_field=BooleanField())))
        with transaction.atomic(using=using) if connections[using].in_atomic_block else nullcontext():
            return query.get_compiler(using=using).execute_sql(SINGLE) is not None
    except (FieldError, DatabaseError):
        return False
