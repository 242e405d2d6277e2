"""Why a step of a nonconformity, a cause or an action cannot be taken yet: one sentence each."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.records.selectors import evidence_of

IMPROVEMENT = "improvement"
BRANCHES = 2  # categories of causes that an analysis looks into, at least


def causes_of(nonconformity: Any) -> list[Any]:
    """The causes considered that stand today, by code."""
    rows = (c for c in nonconformity.causes.all() if c.archived_at is None and c.state != "withdrawn")
    return sorted(rows, key=lambda c: c.code)


def actions_of(nonconformity: Any) -> list[Any]:
    """The actions of the plan that were not cancelled, by code."""
    rows = (a for a in nonconformity.actions.all() if a.archived_at is None and a.state != "cancelled")
    return sorted(rows, key=lambda a: a.code)


def roots_of(nonconformity: Any) -> list[Any]:
    """The confirmed root causes."""
    return [c for c in causes_of(nonconformity) if c.is_root]


def day(value: Any) -> str:
    return formats.date_format(value, "DATE_FORMAT")


# Before the analysis


def correction_is_recorded(nonconformity: Any, by: Any) -> str:
    """What happened is dealt with before its causes are; an opportunity has nothing to correct."""
    if nonconformity.kind == IMPROVEMENT or nonconformity.correction.strip():
        return ""
    return _("No se puede analizar: registre primero la corrección, lo que se hizo de inmediato.")


# Before the plan is sent


def two_branches_considered(nonconformity: Any, by: Any) -> str:
    """Causes of at least two categories were considered, so that the first idea is not the only one."""
    if nonconformity.kind == IMPROVEMENT:
        return ""
    if len({c.category for c in causes_of(nonconformity)}) >= BRANCHES:
        return ""
    return _(
        "No se puede enviar el plan: considere causas de al menos dos categorías (método, personas, recursos…)."
    )


def root_cause_confirmed(nonconformity: Any, by: Any) -> str:
    if nonconformity.kind == IMPROVEMENT or roots_of(nonconformity):
        return ""
    return _("No se puede enviar el plan: ninguna causa está confirmada como causa raíz.")


def plan_has_actions(nonconformity: Any, by: Any) -> str:
    """There is something to do, and something new where an earlier plan did not work."""
    actions = actions_of(nonconformity)
    if not actions:
        return _("No se puede enviar el plan: no tiene ninguna acción.")
    judged = nonconformity.judged_at
    if judged is not None and all(a.created_at <= judged for a in actions):
        return _(
            "No se puede enviar el plan: la eficacia ya se juzgó una vez; agregue al menos una acción nueva."
        )
    return ""


def actions_have_owner_and_date(nonconformity: Any, by: Any) -> str:
    for action in actions_of(nonconformity):
        if not action.owner.strip():
            return _("No se puede enviar el plan: la acción %(code)s no dice quién la hace.") % {
                "code": action.code
            }
        if action.due_date is None:
            return _("No se puede enviar el plan: la acción %(code)s no tiene fecha límite.") % {
                "code": action.code
            }
    return ""


def root_causes_have_actions(nonconformity: Any, by: Any) -> str:
    attended = {a.cause_id for a in actions_of(nonconformity)}
    for cause in roots_of(nonconformity):
        if cause.pk not in attended:
            return _("No se puede enviar el plan: la causa raíz %(code)s no tiene ninguna acción.") % {
                "code": cause.code
            }
    return ""


def actions_attack_root_causes(nonconformity: Any, by: Any) -> str:
    """An action that names a cause names one that was confirmed as a root cause."""
    for action in actions_of(nonconformity):
        if action.cause is not None and not action.cause.is_root:
            return _(
                "No se puede enviar el plan: la acción %(action)s responde a %(cause)s, que no es causa raíz."
            ) % {"action": action.code, "cause": action.cause.code}
    return ""


# Before the effectiveness is judged


def actions_are_verified(nonconformity: Any, by: Any) -> str:
    """Every action verified or cancelled, and at least one verified."""
    actions = actions_of(nonconformity)
    for action in actions:
        if action.state != "verified":
            return _("No se puede pasar a eficacia: la acción %(code)s no está verificada.") % {
                "code": action.code
            }
    return "" if actions else _("No se puede pasar a eficacia: el plan no tiene acciones verificadas.")


# Before closing


def effectiveness_day_has_come(nonconformity: Any, by: Any) -> str:
    due = nonconformity.effectiveness_due
    if due is None:
        return _("No se puede cerrar: aún no se fijó la fecha para juzgar la eficacia.")
    if clock.today() < due:
        return _("No se puede cerrar: la eficacia se juzga desde el %(day)s.") % {"day": day(due)}
    return ""


def actions_verified_by_somebody_else(nonconformity: Any, by: Any) -> str:
    for action in actions_of(nonconformity):
        if action.state != "verified":
            return _("No se puede cerrar: la acción %(code)s no está verificada.") % {"code": action.code}
        if action.verified_by_id == action.reported_by_id:
            return _("No se puede cerrar: la acción %(code)s la verificó quien la hizo.") % {
                "code": action.code
            }
    return ""


def judge_did_none_of_the_work(nonconformity: Any, by: Any) -> str:
    for action in actions_of(nonconformity):
        if action.reported_by_id == by.pk:
            return _(
                "No se puede cerrar: usted dio por ejecutada la acción %(code)s; la eficacia la juzga otra persona."
            ) % {"code": action.code}
    return ""


# Before reopening


def no_other_open_for_the_same(nonconformity: Any, by: Any) -> str:
    """The same finding has at most one open record."""
    if nonconformity.state != "closed" or nonconformity.about_id is None:
        return ""
    others = type(nonconformity)._default_manager.filter(
        rule=nonconformity.rule,
        about_type=nonconformity.about_type_id,
        about_id=nonconformity.about_id,
        archived_at__isnull=True,
    )
    other = others.exclude(state__in=("closed", "dismissed")).order_by("code").first()
    if other is None:
        return ""
    return _("No se puede reabrir: %(code)s ya trata el mismo hallazgo.") % {"code": other.code}


# Of the parts


def parts_are_open(nonconformity: Any, *, causes: bool, adding: bool) -> str:
    """Why the causes (or the actions) of a nonconformity cannot change in its present state."""
    if nonconformity is None:
        return ""
    state, code = nonconformity.state, nonconformity.code
    if state == "closed":
        return _("%(code)s está cerrada: reábrala para cambiar sus causas o acciones.") % {"code": code}
    if state == "dismissed":
        return _("%(code)s no procede: registre otra si el problema sigue.") % {"code": code}
    if state == "plan_review":
        return _("El plan de %(code)s espera aprobación: pida que lo devuelvan para cambiarlo.") % {
            "code": code
        }
    if state == "effectiveness":
        return _("%(code)s espera el juicio de eficacia: si no fue eficaz, volverá a análisis.") % {
            "code": code
        }
    if state == "treatment" and causes:
        return _("El plan de %(code)s ya se aprobó: sus causas no cambian sin reabrir el análisis.") % {
            "code": code
        }
    if state == "treatment" and not adding:
        return _(
            "El plan de %(code)s ya se aprobó: agregue otra acción, cancele esta o pida reabrir el análisis."
        ) % {"code": code}
    return ""


def cause_may_be_withdrawn(cause: Any, by: Any) -> str:
    """Nothing stands on it: no cause below it and no action that answers to it."""
    if refusal := parts_are_open(cause.nonconformity, causes=True, adding=False):
        return refusal
    below = (
        cause.children.exclude(state="withdrawn").filter(archived_at__isnull=True).order_by("code").first()
    )
    if below is not None:
        return _("No se puede retirar: la causa %(code)s depende de esta.") % {"code": below.code}
    return cause_answered_by(cause, _("No se puede retirar: la acción %(code)s responde a esta causa."))


def cause_answered_by(cause: Any, sentence: str) -> str:
    """The sentence with the code of the first action that answers to the cause, or nothing."""
    rows = cause.actions.exclude(state="cancelled").filter(archived_at__isnull=True)
    action = rows.order_by("code").first()
    return "" if action is None else sentence % {"code": action.code}


def whole_is_under_way(action: Any, by: Any) -> str:
    """What belongs to a closed or dismissed whole is no longer done."""
    whole = action.nonconformity
    if whole is None or whole.state not in ("closed", "dismissed"):
        return ""
    return parts_are_open(whole, causes=False, adding=False)


def plan_is_not_under_review(action: Any, by: Any) -> str:
    """What somebody is deciding on does not change under them."""
    whole = action.nonconformity
    if whole is None or whole.state != "plan_review":
        return ""
    return parts_are_open(whole, causes=False, adding=False)


def evidence_is_put_forward(action: Any, by: Any) -> str:
    """A document is attached or the record says where the proof is."""
    if action.evidence_at.strip() or evidence_of(action).exists():
        return ""
    return _("No se puede dar por ejecutada: adjunte la evidencia o escriba dónde está.")


def last_verification(nonconformity: Any) -> Any:
    """The day on which the last action was verified; None when none was."""
    moments = [a.verified_at for a in actions_of(nonconformity) if a.verified_at is not None]
    return timezone.localdate(max(moments)) if moments else None
