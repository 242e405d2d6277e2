"""How anything hangs on a record."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model


def tie(record: Model) -> dict[str, Any]:
    """The two columns by which evidence, comments and links point to this record."""
    return {"record_type": ContentType.objects.get_for_model(record), "record_id": record.pk}
