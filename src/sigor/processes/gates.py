"""Why a requirement cannot be given as met yet, in one sentence."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.records import selectors


def has_evidence_in_force(control: Any, by: Any) -> str:
    """At least one document attached that still proves something today."""
    uses = selectors.evidence_of(control)
    valid = Q(evidence__valid_until__isnull=True) | Q(evidence__valid_until__gte=clock.today())
    if uses.filter(valid).exists():
        return ""
    if uses.exists():
        return _("No se puede dar por cumplido: toda la evidencia adjunta ya venció.")
    return _("No se puede dar por cumplido: adjunte primero una evidencia vigente.")
