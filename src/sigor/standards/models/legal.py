"""Legal duties of the management systems, and each look at whether they are kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated
from sigor.records.lives import NAMED, Kept, when, who
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow
from sigor.standards.models.norms import ManagementSystem


class LegalRequirement(Kept, Dated):
    """A legal duty that a management system must keep, and when it is looked at again."""

    code_prefix = "RL"
    shared = True

    title = models.CharField(_("Requisito legal"), max_length=300)
    norm = models.CharField(_("Norma legal"), max_length=300)
    valid_from = models.DateField(  # type: ignore[assignment]
        _("Vigente desde"), null=True, blank=True, help_text=_("Vacío si no consta.")
    )
    article = models.CharField(_("Artículo"), max_length=120, blank=True)
    duty = models.TextField(_("A qué obliga"))
    system = models.ForeignKey(
        ManagementSystem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_requirements",
        verbose_name=_("Sistema de gestión"),
    )
    confirmed = models.BooleanField(_("Texto y vigencia confirmados"), default=False)

    class Meta(Kept.Meta):
        verbose_name = _("requisito legal")
        verbose_name_plural = _("requisitos legales")
        constraints = [*Kept.Meta.constraints, *Dated.Meta.constraints]


EVALUATION_WORKFLOW = Workflow(
    states=(
        State("recorded", _("Registrada, por confirmar"), "○", "info"),
        State("confirmed", _("Confirmada"), "✓", "success", final=True),
        State("annulled", _("Anulada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("annul", _("Anular"), ("recorded",), "annulled", Permission.EDIT, needs_reason=True),
        Transition(
            "confirm",
            _("Confirmar"),
            ("recorded",),
            "confirmed",
            Permission.VERIFY,
            unlike=(AUTHORS, "updated_by"),
            stamp="confirmed",
        ),
    ),
)


class ComplianceEvaluation(Record):
    """One look at whether a legal duty is kept."""

    class Result(models.TextChoices):
        COMPLIES = "complies", _("Cumple")
        PARTLY = "partly", _("Cumple en parte")
        FAILS = "fails", _("No cumple")

    code_prefix = "ECL"
    shared = True
    workflow = EVALUATION_WORKFLOW

    requirement = models.ForeignKey(
        LegalRequirement, models.PROTECT, related_name="evaluations", verbose_name=_("Requisito legal")
    )
    evaluated_on = models.DateField(_("Evaluado el"))
    result = models.CharField(_("Resultado"), max_length=20, choices=Result)
    finding = models.TextField(_("Qué se encontró"))
    next_on = models.DateField(_("Próxima evaluación"), null=True, blank=True)
    confirmed_by = who()
    confirmed_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("evaluación de cumplimiento legal")
        verbose_name_plural = _("evaluaciones de cumplimiento legal")
        constraints = [
            *record_constraints(EVALUATION_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="standards_complianceevaluation_known_result",
                condition=Q(result__in=["complies", "partly", "fails"]),
            ),
            models.CheckConstraint(
                name="standards_complianceevaluation_next_after",
                condition=Q(next_on__isnull=True) | Q(next_on__gte=F("evaluated_on")),
                violation_error_message=_("La próxima evaluación no puede ser anterior a esta."),
            ),
        ]
