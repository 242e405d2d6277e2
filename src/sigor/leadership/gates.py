"""What must hold before a step of the policy or of an objective is taken."""

from typing import Any

from django.utils.translation import gettext as _

from sigor.organisation import clock


def policy_is_complete(policy: Any, by: Any) -> str:
    """A policy rules by an act and over at least one management system."""
    if not policy.act.strip():
        return _("No se puede aprobar: falta el acto que la aprueba.")
    if not (policy.quality or policy.anti_bribery or policy.information_security):
        return _("No se puede aprobar: falta decir a qué sistemas de gestión alcanza.")
    return ""


def policy_is_in_force(objective: Any, by: Any) -> str:
    """An objective deploys a policy that rules today."""
    if objective.policy.is_in_force(clock.today()):
        return ""
    return _("No se puede aprobar: la política %(code)s no está en vigor.") % {"code": objective.policy.code}
