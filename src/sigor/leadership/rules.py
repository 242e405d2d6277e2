"""What must hold among the records of chapter 8.2, leadership and authority."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.leadership import selectors
from sigor.leadership.models import Objective, Policy, SigRole
from sigor.registers.consistency import rule


@rule(
    "policy-not-in-force",
    _("Políticas que deberían regir y no rigen"),
    remedy=_("Complete su aprobación, o retírela si otra la reemplazó."),
    register="policies",
    clauses=("9001:5.2", "37001:5.2", "27001:5.2"),
)
def policies_not_in_force(on: date) -> QuerySet[Policy]:
    """Begun by its dates but not approved, or approved and past its dates without being withdrawn."""
    unapproved = Q(state__in=("draft", "in_review"))
    return Policy.objects.filter(Q(valid_from__lte=on) & (unapproved | Q(state="in_force", valid_to__lt=on)))


@rule(
    "objective-without-indicator",
    _("Objetivos del SIG sin indicador"),
    remedy=_("Escriba con qué indicador se mide el objetivo."),
    register="sig-objectives",
    clauses=("9001:6.2", "37001:6.2", "27001:6.2"),
)
def objectives_without_indicator(on: date) -> QuerySet[Objective]:
    return Objective._default_manager.filter(indicator="").exclude(state="withdrawn")


@rule(
    "role-without-holder",
    _("Roles del SIG sin persona asignada"),
    remedy=_("Asigne a quien lo asume, o retire el rol si ya no hace falta."),
    register="sig-roles",
    clauses=("9001:5.3", "37001:5.3", "27001:5.3"),
)
def roles_without_holder(on: date) -> QuerySet[SigRole]:
    return selectors.roles_without_holder(on)


@rule(
    "role-short-of-holders",
    _("Roles del SIG con menos personas de las que requieren"),
    remedy=_("Complete las asignaciones o corrija cuántas personas requiere."),
    register="sig-roles",
    severity="warning",
    clauses=("9001:5.3", "37001:5.3", "27001:5.3"),
)
def roles_short_of_holders(on: date) -> QuerySet[SigRole]:
    held = selectors.with_holders(selectors.roles_in_use(), on)
    return held.filter(holders_today__gt=0, holders_today__lt=F("holders_needed"))
