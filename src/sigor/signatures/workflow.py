"""The life of a request for a signature.

A step belongs to a person and not to a role: who must sign takes it, or who asked. The permission beside a
step is only what it takes to be offered it at all; `services.refused` asks the rest.
"""

from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.workflow import State, Transition, Workflow

OPEN = ("requested", "started")
EXPIRED = State("expired", _("Vencida"), "●", "danger", final=True)
AGREED = State("signed", _("Conforme"), "✓", "success", final=True)  # a word given here is no signature

WORKFLOW = Workflow(
    states=(
        State("requested", _("Por firmar"), "○", "warning"),
        State("started", _("En firma"), "◔", "info"),
        State("signed", _("Firmada"), "✓", "success", final=True),
        State("refused", _("Rechazada"), "↩", "returned", final=True),
        State("cancelled", _("Anulada"), "–", "neutral", final=True),
        EXPIRED,
    ),
    transitions=(
        Transition("start", _("Firmar con Firma Perú"), OPEN, "started", Permission.VIEW),
        Transition("sign", _("Firmar"), OPEN, "signed", Permission.VIEW),
        Transition("refuse", _("Rechazar"), OPEN, "refused", Permission.VIEW, needs_reason=True),
        Transition("cancel", _("Anular"), OPEN, "cancelled", Permission.EDIT, needs_reason=True),
        Transition("expire", _("Dar por vencida"), OPEN, "expired", Permission.VIEW),
    ),
)
CLOSED = tuple(WORKFLOW.final_states())
