"""The statement of applicability, version by version, and what each says about each control."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.lives import DRAFT, IN_REVIEW, NAMED, Approved
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import AUTHORS, Decay, State, Transition, Workflow
from sigor.standards import gates
from sigor.standards.models.norms import Control, Norm

LAST_NUMBER = 9999  # of a version

IN_FORCE = State("in_force", _("Vigente"), "✓", "success", final=True)
SUPERSEDED = State("superseded", _("Reemplazada"), "–", "neutral")
DISCARDED = State("withdrawn", _("Descartada"), "–", "neutral", final=True)

# What was approved never opens again: a new version starts as a copy, and replaces it from its own day on.
STATEMENT_WORKFLOW = Workflow(
    states=(DRAFT, IN_REVIEW, IN_FORCE, DISCARDED),
    transitions=(
        Transition("send", _("Enviar a aprobación"), ("draft",), "in_review", Permission.EDIT),
        Transition(
            "approve",
            _("Aprobar"),
            ("in_review",),
            "in_force",
            Permission.APPROVE,
            unlike=(AUTHORS, "updated_by"),
            gates=(
                gates.no_row_was_written_by_the_approver,
                gates.every_control_has_a_row,
                gates.every_row_has_its_reason,
                gates.every_row_agrees_with_itself,
                gates.later_than_the_one_in_force,
            ),
            stamp="approved",
        ),
        Transition("return", _("Devolver"), ("in_review",), "draft", Permission.APPROVE, needs_reason=True),
        Transition("discard", _("Descartar"), ("draft",), "withdrawn", Permission.EDIT, needs_reason=True),
    ),
    decays=(Decay(("in_force",), "in_force_until", SUPERSEDED),),
)


class StatementManager(models.Manager["ApplicabilityStatement"]):
    """Statements with the last day on which each holds: the day before the next approved one takes effect."""

    def get_queryset(self) -> QuerySet["ApplicabilityStatement"]:
        later = ApplicabilityStatement._base_manager.filter(
            norm=OuterRef("norm"),
            state="in_force",
            archived_at__isnull=True,
            effective_on__gt=OuterRef("effective_on"),
        ).order_by("effective_on")
        eve = models.ExpressionWrapper(
            Subquery(later.values("effective_on")[:1]) - timedelta(days=1),
            output_field=models.DateTimeField(),
        )
        last_day = Cast(eve, models.DateField())
        return super().get_queryset().annotate(in_force_until=last_day)  # type: ignore[no-redef]


class ApplicabilityStatement(Approved):
    """One version of the statement of applicability: which controls apply, why, and how far they are."""

    code_prefix = "SOA"
    shared = True
    workflow = STATEMENT_WORKFLOW
    # Computed by the manager; nobody writes it.
    in_force_until: date | None = None

    norm = models.ForeignKey(Norm, models.PROTECT, related_name="statements", verbose_name=_("Norma"))
    number = models.PositiveIntegerField(
        _("Versión"), validators=[MinValueValidator(1), MaxValueValidator(LAST_NUMBER)]
    )
    effective_on = models.DateField(_("Rige desde"))
    changes = models.TextField(_("Resumen de los cambios"), blank=True)

    objects = StatementManager()

    class Meta(Approved.Meta):
        verbose_name = _("declaración de aplicabilidad")
        verbose_name_plural = _("declaraciones de aplicabilidad")
        constraints = [
            *record_constraints(STATEMENT_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="standards_applicabilitystatement_number", condition=Q(number__range=(1, LAST_NUMBER))
            ),
            models.UniqueConstraint(
                name="standards_applicabilitystatement_once",
                fields=["norm", "number"],
                violation_error_message=_("Esa versión de la declaración ya existe."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.archived_at and self.state == "in_force":
            raise ValidationError(_("Una declaración aprobada no se archiva."))


ROW_WORKFLOW = Workflow(
    states=(
        State("in_force", _("Considerado"), "✓", "success"),
        State("withdrawn", _("Retirado"), "–", "neutral", waiting=True),
    ),
    transitions=(
        Transition("withdraw", _("Retirar"), ("in_force",), "withdrawn", Permission.EDIT, needs_reason=True),
        Transition("restore", _("Restituir"), ("withdrawn",), "in_force", Permission.EDIT, needs_reason=True),
    ),
)


class Applicability(Record):
    """What one version of the statement says about one control."""

    class Applicable(models.TextChoices):
        YES = "yes", _("Sí")
        NO = "no", _("No")

    class Implementation(models.TextChoices):
        NOT_STARTED = "not_started", _("Sin iniciar")
        PLANNED = "planned", _("Programado")
        PARTIAL = "partial", _("Parcial")
        IMPLEMENTED = "implemented", _("Implementado")
        NOT_APPLICABLE = "not_applicable", _("No aplica")

    code_prefix = "APL"
    shared = True
    workflow = ROW_WORKFLOW

    statement = models.ForeignKey(
        ApplicabilityStatement, models.PROTECT, related_name="rows", verbose_name=_("Declaración")
    )
    control = models.ForeignKey(
        Control, models.PROTECT, related_name="+", verbose_name=_("Control del Anexo A")
    )
    applicable = models.CharField(_("Aplica"), max_length=3, choices=Applicable, default=Applicable.YES)
    reason = models.TextField(
        _("Justificación"), blank=True, help_text=_("Por qué se incluye o se excluye; se exige al aprobar.")
    )
    implementation = models.CharField(
        _("Implementación"), max_length=20, choices=Implementation, default=Implementation.NOT_STARTED
    )
    planned_for = models.DateField(_("Implementar hasta"), null=True, blank=True)
    note = models.TextField(_("Nota"), blank=True)

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("control en la declaración")
        verbose_name_plural = _("controles en la declaración")
        constraints = [
            *record_constraints(ROW_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="standards_applicability_known_answer", condition=Q(applicable__in=["yes", "no"])
            ),
            models.CheckConstraint(
                name="standards_applicability_known_implementation",
                condition=Q(
                    implementation__in=[
                        "not_started",
                        "planned",
                        "partial",
                        "implemented",
                        "not_applicable",
                    ]
                ),
            ),
            models.UniqueConstraint(
                name="standards_applicability_once",
                fields=["statement", "control"],
                violation_error_message=_("Ese control ya está en la declaración."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self._require_a_draft()

    def _require_a_draft(self) -> None:
        """What a version says is only changed, added or moved while it is a draft."""
        concerned: set[Any] = {self.statement_id}
        if self.pk:
            concerned |= set(
                Applicability._base_manager.filter(pk=self.pk).values_list("statement", flat=True)
            )
        closed = ApplicabilityStatement._base_manager.filter(pk__in=concerned).exclude(state="draft").first()
        if closed is not None:
            raise ValidationError(
                _("La declaración %(code)s no está en borrador: sus controles ya no se modifican.")
                % {"code": closed.code}
            )
