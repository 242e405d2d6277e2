"""How a role stands: as many people as it needs, fewer, or nobody."""

from django.utils.translation import gettext_lazy as _

from sigor.records.workflow import State

EMPTY = State("empty", _("Sin persona asignada"), "●", "danger")
SHORT = State("short", _("Faltan personas"), "◔", "warning")
COMPLETE = State("complete", _("Completo"), "✓", "success")


def standing_of(holders: int, needed: int) -> State:
    """The mark of a role that so many hold and so many are needed for."""
    if holders == 0:
        return EMPTY
    return SHORT if holders < needed else COMPLETE
