"""What must hold among systems, norms, the statement of applicability and legal duties."""

from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.records.models import EvidenceUse
from sigor.registers.consistency import rule
from sigor.standards.models import (
    Applicability,
    ApplicabilityStatement,
    ComplianceEvaluation,
    LegalRequirement,
    ManagementSystem,
    Norm,
    RequirementTie,
)
from sigor.standards.selectors import legal_in_force

TIE_PATIENCE = timedelta(days=30)  # a comparison is proposed and reviewed within a month


@rule(
    "standards-system-without-norm",
    _("Sistemas de gestión sin una norma vigente"),
    remedy=_("Indique en el sistema la edición de la norma que rige hoy."),
    register="management-systems",
    clauses=("9001:4.4", "37001:4.4", "27001:4.4"),
)
def systems_without_norm(on: date) -> QuerySet[ManagementSystem]:
    held = Norm.objects.on(on).filter(state="in_force", archived_at__isnull=True)
    systems = ManagementSystem.objects.on(on).filter(state="in_force")
    return systems.exclude(norm__in=held.values("pk")) | systems.filter(norm__isnull=True)


@rule(
    "standards-tie-not-reviewed",
    _("Correspondencias propuestas hace más de 30 días y sin revisar"),
    remedy=_("Otra persona la revisa o la retira."),
    register="requirement-ties",
    severity="warning",
)
def ties_not_reviewed(on: date) -> QuerySet[RequirementTie]:
    return RequirementTie.objects.filter(state="proposed", created_at__date__lt=on - TIE_PATIENCE)


def _rows_in_force(on: date) -> QuerySet[Applicability]:
    """The rows of each statement that holds on that day, of controls that apply."""
    newer = ApplicabilityStatement.objects.filter(
        norm=OuterRef("norm"),
        state="in_force",
        archived_at__isnull=True,
        effective_on__lte=on,
        effective_on__gt=OuterRef("effective_on"),
    )
    held = ApplicabilityStatement.objects.filter(
        ~Exists(newer), state="in_force", archived_at__isnull=True, effective_on__lte=on
    )
    return Applicability.objects.filter(
        statement__in=held.values("pk"), state="in_force", applicable=Applicability.Applicable.YES
    )


@rule(
    "standards-applicable-without-evidence",
    _("Controles declarados como implementados sin evidencia"),
    remedy=_("Adjunte al control de la declaración el documento que lo prueba."),
    register="applicability",
    clauses=("27001:6.1.3", "27001:8.3"),
)
def implemented_without_evidence(on: date) -> QuerySet[Applicability]:
    kind = ContentType.objects.get_for_model(Applicability)
    proof = EvidenceUse.objects.filter(record_type=kind, record_id=OuterRef("pk")).filter(
        Q(evidence__valid_until__isnull=True) | Q(evidence__valid_until__gte=on)
    )
    done = ("implemented", "partial")
    return _rows_in_force(on).filter(~Exists(proof), implementation__in=done)


@rule(
    "standards-applicable-without-date",
    _("Controles que aplican, sin implementar y sin fecha"),
    remedy=_("Ponga fecha al control en la próxima versión de la declaración, o impleméntelo."),
    register="applicability",
    clauses=("27001:6.1.3", "27001:8.3"),
)
def not_implemented_without_date(on: date) -> QuerySet[Applicability]:
    undone = ("not_started", "planned")
    return _rows_in_force(on).filter(implementation__in=undone, planned_for__isnull=True)


@rule(
    "standards-applicable-late",
    _("Controles cuya fecha de implementación pasó"),
    remedy=_("Implemente el control o fije otra fecha en la próxima versión de la declaración."),
    register="applicability",
    severity="warning",
    clauses=("27001:8.3",),
)
def implementation_late(on: date) -> QuerySet[Applicability]:
    undone = ("not_started", "planned", "partial")
    return _rows_in_force(on).filter(implementation__in=undone, planned_for__lt=on)


@rule(
    "standards-legal-not-evaluated",
    _("Requisitos legales sin evaluar o con la evaluación vencida"),
    remedy=_("Evalúe si se cumple y registre la evaluación con la fecha de la próxima."),
    register="legal-requirements",
    clauses=("9001:9.1", "37001:9.1", "27001:9.1"),
)
def legal_not_evaluated(on: date) -> QuerySet[LegalRequirement]:
    held = ComplianceEvaluation.objects.filter(
        requirement=OuterRef("pk"), archived_at__isnull=True, evaluated_on__lte=on
    ).exclude(state="annulled")
    current = held.filter(Q(next_on__isnull=True) | Q(next_on__gte=on))
    return legal_in_force(on).filter(Q(~Exists(current)) | Q(review_due__lt=on))


@rule(
    "standards-legal-not-kept",
    _("Requisitos legales que la última evaluación da por no cumplidos"),
    remedy=_("Registre la acción que lo corrige y vuelva a evaluar."),
    register="legal-requirements",
    clauses=("9001:9.1", "37001:9.1", "27001:9.1"),
)
def legal_not_kept(on: date) -> QuerySet[LegalRequirement]:
    held = ComplianceEvaluation.objects.filter(archived_at__isnull=True, evaluated_on__lte=on).exclude(
        state="annulled"
    )
    later = held.filter(requirement=OuterRef("requirement"), evaluated_on__gt=OuterRef("evaluated_on"))
    last = held.filter(~Exists(later), result=ComplianceEvaluation.Result.FAILS)
    return legal_in_force(on).filter(pk__in=last.values("requirement"))
