"""Norms of the sector as they appear: what each changes and what is done about it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.context import gates
from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import State, Transition, Workflow

NORM_WORKFLOW = Workflow(
    states=(
        State("registered", _("Por analizar"), "○", "neutral"),
        State("analysed", _("Analizada, por atender"), "◔", "warning"),
        State("attended", _("Atendida"), "✓", "success", final=True),
        State("not_applicable", _("No aplica"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "analyse",
            _("Dar por analizada"),
            ("registered",),
            "analysed",
            Permission.EDIT,
            asks=("impact", "action_needed"),
            stamp="analysed",
        ),
        Transition(
            "attend",
            _("Dar por atendida"),
            ("analysed",),
            "attended",
            Permission.VERIFY,
            unlike=("analysed_by",),
            gates=(gates.norm_is_attended,),
            stamp="attended",
        ),
        Transition(
            "return", _("Volver a analizar"), ("analysed",), "registered", Permission.EDIT, needs_reason=True
        ),
        Transition(
            "discard",
            _("No aplica"),
            ("registered", "analysed"),
            "not_applicable",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


class ActionNeeded(models.TextChoices):
    YES = "yes", _("Sí")
    NO = "no", _("No")


class NormAnalysis(Record):
    """A norm of the sector, what it means for the institution and whether something must be done."""

    code_prefix = "ANS"
    workflow = NORM_WORKFLOW

    title = models.CharField(_("Norma"), max_length=300, help_text=_("Número y nombre, como se publicó."))
    issuer = models.CharField(_("Quién la emite"), max_length=200, blank=True)
    published_on = models.DateField(_("Publicada el"), null=True, blank=True)
    in_force_on = models.DateField(_("Vigente desde"), null=True, blank=True)
    affects = models.TextField(
        _("A quiénes afecta"), blank=True, help_text=_("Unidades y procesos, como los nombra la institución.")
    )
    impact = models.TextField(_("Qué cambia para la institución"), blank=True)
    action_needed = models.CharField(
        _("¿Hay que hacer algo?"), max_length=3, choices=ActionNeeded, blank=True
    )
    no_action_reason = models.TextField(
        _("Por qué no hay que hacer nada"), blank=True, help_text=_("Solo si no hay que hacer nada.")
    )
    due_date = models.DateField(_("Fecha límite"), help_text=_("Hasta cuándo debe estar atendida."))
    analysed_by = who()
    analysed_at = when()
    attended_by = who()
    attended_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("análisis de normativa sectorial")
        verbose_name_plural = _("análisis de normativa sectorial")
        constraints = [
            *record_constraints(NORM_WORKFLOW),
            NAMED,
            known_choice("action_needed", ActionNeeded, blank=True),
            models.CheckConstraint(
                name="context_normanalysis_in_force_after_published",
                condition=Q(published_on__isnull=True)
                | Q(in_force_on__isnull=True)
                | Q(in_force_on__gte=F("published_on")),
                violation_error_message=_("Una norma no rige antes de publicarse: revise las fechas."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.state in ("analysed", "attended") and not (self.impact.strip() and self.action_needed):
            raise ValidationError(_("Una norma analizada conserva qué cambia y si hay que hacer algo."))
