"""What must hold between the requirements in force, the controls of the matrix and the processes."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.organisation.selectors import heads_on
from sigor.processes.models import CONTROL_WORKFLOW, TO_RENEW, Process, RequirementControl
from sigor.processes.selectors import controls_in_use
from sigor.records.models import EvidenceUse
from sigor.records.selectors import standing
from sigor.registers.consistency import rule
from sigor.standards.models import Requirement
from sigor.standards.selectors import requirements_in_force


@rule(
    "processes-requirement-without-control",
    _("Requisitos vigentes sin control declarado"),
    remedy=_("Registre en la matriz qué hace algún proceso para cumplirlo, o que no aplica y por qué."),
    register="requirements",
    clauses=("9001:4.4", "37001:4.4"),
)
def requirements_without_control(on: date) -> QuerySet[Requirement]:
    return requirements_in_force(on).filter(~Exists(controls_in_use().filter(requirement=OuterRef("pk"))))


@rule(
    "processes-control-to-renew",
    _("Controles cuya prueba venció"),
    remedy=_("Adjunte evidencia vigente y vuelva a evaluar el control."),
    register="requirement-controls",
    clauses=("9001:9.1", "37001:9.1"),
)
def controls_to_renew(on: date) -> QuerySet[RequirementControl]:
    return RequirementControl.objects.filter(standing(CONTROL_WORKFLOW, TO_RENEW.code, on))


def _proof(on: date) -> QuerySet[Any]:
    kind = ContentType.objects.get_for_model(RequirementControl)
    return EvidenceUse.objects.filter(record_type=kind, record_id=OuterRef("pk")).filter(
        Q(evidence__valid_until__isnull=True) | Q(evidence__valid_until__gte=on)
    )


@rule(
    "processes-met-without-evidence",
    _("Requisitos dados por cumplidos sin evidencia vigente"),
    remedy=_("Adjunte la evidencia o vuelva a evaluar el control."),
    register="requirement-controls",
    clauses=("9001:7.5", "37001:7.5"),
)
def met_without_evidence(on: date) -> QuerySet[RequirementControl]:
    return RequirementControl.objects.filter(~Exists(_proof(on)), state="met")


@rule(
    "processes-control-not-met",
    _("Requisitos que no se cumplen"),
    remedy=_("Registre la no conformidad o la acción que lo corrige y enlácela con el control."),
    register="requirement-controls",
    severity="warning",
    clauses=("9001:10.2", "37001:10.1"),
)
def controls_not_met(on: date) -> QuerySet[RequirementControl]:
    return RequirementControl.objects.filter(state="not_met")


@rule(
    "processes-unit-without-head",
    _("Procesos cuya unidad dueña no tiene jefatura registrada"),
    remedy=_("Registre quién ejerce la jefatura de la unidad, o cambie el dueño del proceso."),
    register="processes",
    severity="warning",
    clauses=("9001:5.3",),
)
def processes_without_head(on: date) -> QuerySet[Process]:
    heads = heads_on(on).filter(unit=OuterRef("unit"))
    return Process.objects.on(on).filter(~Exists(heads), state="in_force")
