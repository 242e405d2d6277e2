"""What must hold among the records of chapter 8.9, ethics and integrity."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.integrity import selectors
from sigor.integrity.models import IntegrityAction, IntegrityComponent, SensitivePost, Stage
from sigor.registers.consistency import rule


@rule(
    "integrity-component-not-assessed",
    _("Componentes del modelo de integridad sin evaluar"),
    remedy=_("Diga qué etapa alcanzó la institución y qué documentos lo sustentan."),
    register="integrity-components",
    severity="warning",
    clauses=("37001:4.4",),
)
def components_not_assessed(on: date) -> QuerySet[IntegrityComponent]:
    in_use = IntegrityComponent._default_manager.filter(state="in_force", stage=Stage.NOT_ASSESSED)
    return in_use.filter(integrity_model__state="in_force", integrity_model__archived_at__isnull=True)


@rule(
    "sensitive-post-without-commitment",
    _("Puestos claves o vulnerables sin compromiso firmado que valga hoy"),
    remedy=_("Registre el compromiso de quien ocupa el puesto y pídale que lo firme."),
    register="sensitive-posts",
    clauses=("37001:7.2.2", "37001:7.3"),
)
def sensitive_posts_without_commitment(on: date) -> QuerySet[SensitivePost]:
    return selectors.posts_without_commitment(on)


@rule(
    "integrity-action-overdue",
    _("Acciones del programa de integridad vencidas"),
    remedy=_("Dé la acción por ejecutada con su resultado, cambie su fecha o cancélela con el motivo."),
    register="integrity-actions",
    clauses=("37001:6.2",),
)
def integrity_actions_overdue(on: date) -> QuerySet[IntegrityAction]:
    return IntegrityAction._default_manager.filter(state__in=("planned", "under_way"), due_date__lt=on)
