"""Why an act is not issued or answered yet, or its file not concluded: one sentence each."""

from typing import Any

from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.organisation.grants import roles_held
from sigor.organisation.models import Role


def case_is_open(act: Any, by: Any) -> str:
    """Nothing is issued in a file that was concluded."""
    if act.case.state == "open":
        return ""
    return _("El expediente %(code)s está concluido: reábralo para emitir otro acto.") % {
        "code": act.case.code
    }


def signed_by_whom_it_should(act: Any, by: Any) -> str:
    """An act of ours is issued by the role that signs its type; one that comes from outside is only noted."""
    if act.issuer:
        return (
            ""
            if act.number
            else _("Anote el número que trae el acto: lo emitió %(who)s.") % {"who": act.issuer}
        )
    wanted = act.type.signed_by
    if any(role.role == wanted for role in roles_held(by, clock.today())):
        return ""
    return _("Lo emite quien ejerce: %(role)s.") % {"role": Role(wanted).label}


def awaits(act: Any, by: Any) -> str:
    """What waits for an answer says whose."""
    if not act.type.awaits_reply:
        return _("Un acto de este tipo no espera respuesta: use «Emitir».")
    if act.to_unit_id is None and not act.to_outside.strip():
        return _("Diga a quién va dirigido.")
    return ""


def does_not_await(act: Any, by: Any) -> str:
    """The step without an answer is for acts that expect none."""
    if act.type.awaits_reply:
        return _("Un acto de este tipo espera respuesta: use «Emitir y esperar respuesta».")
    return ""


def nothing_is_pending(case: Any, by: Any) -> str:
    """A file is concluded when no act waits and nothing that an act brought about is left to do."""
    left = (
        case.acts.filter(archived_at__isnull=True, state__in=("draft", "awaiting"))
        .order_by("position")
        .first()
    )
    if left is not None:
        return _("No se puede concluir: %(act)s está en «%(state)s».") % {
            "act": left,
            "state": left.get_state().label,
        }
    for act in case.acts.filter(archived_at__isnull=True):
        duty = (
            act.duties.filter(archived_at__isnull=True).exclude(state__in=("verified", "cancelled")).first()
        )
        if duty is not None:
            return _("No se puede concluir: %(code)s «%(title)s» está pendiente.") % {
                "code": duty.code,
                "title": duty.title,
            }
    return ""
