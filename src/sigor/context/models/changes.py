"""Changes, planned: what each is for, what it touches and what is done so that nothing breaks."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.context import gates
from sigor.context.models.partners import PART_KEPT, part_workflow
from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow

CHANGE_WORKFLOW = Workflow(
    states=(
        State("proposed", _("Propuesto"), "○", "neutral"),
        State("assessed", _("Analizado, por aprobar"), "▲", "info", waiting=True),
        State("approved", _("Aprobado, por iniciar"), "✓", "info", waiting=True),
        State("under_way", _("En curso"), "◔", "warning", waiting=True),
        State("implemented", _("Implementado, por revisar"), "▲", "info", waiting=True),
        State("reviewed", _("Revisado"), "✓", "success", final=True),
        State("cancelled", _("Cancelado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "assess",
            _("Dar por analizado"),
            ("proposed",),
            "assessed",
            Permission.EDIT,
            gates=(gates.every_aspect_is_answered, gates.what_is_touched_is_looked_after),
            stamp="assessed",
        ),
        Transition(
            "approve",
            _("Aprobar (Dirección Ejecutiva)"),
            ("assessed",),
            "approved",
            Permission.APPROVE,
            unlike=(AUTHORS,),
            stamp="approved",
        ),
        Transition(
            "endorse",
            _("Aprobar (coordinación)"),
            ("assessed",),
            "approved",
            Permission.VERIFY,
            unlike=(AUTHORS, "assessed_by"),
            stamp="approved",
        ),
        Transition("start", _("Iniciar"), ("approved",), "under_way", Permission.EDIT, stamp="started"),
        Transition(
            "implement",
            _("Dar por implementado"),
            ("under_way",),
            "implemented",
            Permission.EDIT,
            asks=("result",),
            stamp="implemented",
        ),
        Transition(
            "review",
            _("Revisar sus efectos"),
            ("implemented",),
            "reviewed",
            Permission.VERIFY,
            unlike=("implemented_by",),
            asks=("effects",),
            stamp="reviewed",
        ),
        Transition(
            "return",
            _("Volver a analizar"),
            ("assessed", "approved"),
            "proposed",
            Permission.EDIT,
            needs_reason=True,
        ),
        Transition(
            "cancel",
            _("Cancelar"),
            ("proposed", "assessed", "approved", "under_way"),
            "cancelled",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


class ChangePlan(Record):
    """A change that is made on purpose: thought through, approved by somebody else, carried out and judged."""

    code_prefix = "CAM"
    workflow = CHANGE_WORKFLOW

    title = models.CharField(_("Cambio"), max_length=300)
    purpose = models.TextField(_("Para qué"), blank=True)
    reason = models.TextField(_("Por qué ahora"), blank=True)
    consequences = models.TextField(_("Consecuencias previstas"), blank=True)
    responsible = models.CharField(_("Responsable"), max_length=200, blank=True, help_text=_("Puesto o rol."))
    planned_start = models.DateField(_("Inicio previsto"), null=True, blank=True)
    due_date = models.DateField(_("Fecha límite"))
    result = models.TextField(_("Qué se hizo"), blank=True)
    effects = models.TextField(_("Efectos observados"), blank=True)
    assessed_by = who()
    assessed_at = when()
    approved_by = who()
    approved_at = when()
    started_by = who()
    started_at = when()
    implemented_by = who()
    implemented_at = when()
    reviewed_by = who()
    reviewed_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("cambio")
        verbose_name_plural = _("cambios")
        constraints = [
            *record_constraints(CHANGE_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="context_changeplan_ends_after_it_starts",
                condition=Q(planned_start__isnull=True) | Q(due_date__gte=F("planned_start")),
                violation_error_message=_("La fecha límite no puede ser anterior al inicio previsto."),
            ),
            models.CheckConstraint(
                name="context_changeplan_starts_approved",
                condition=~Q(state__in=["approved", "under_way", "implemented", "reviewed"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.state in ("proposed", "assessed"):
            self.approved_by = self.approved_at = None  # an approval does not outlive what it approved


IMPACT_WORKFLOW = part_workflow(gates.its_change_is_a_proposal)


class Aspect(models.TextChoices):
    PROCESS = "process", _("Procesos")
    DOCUMENT = "document", _("Documentos")
    RISK = "risk", _("Riesgos")
    PEOPLE = "people", _("Personas")
    BUDGET = "budget", _("Presupuesto")
    SYSTEMS = "systems", _("Sistemas de información")


class Touched(models.TextChoices):
    YES = "yes", _("Sí")
    NO = "no", _("No")


class ChangeImpact(Record):
    """What a change does to one aspect; «not touched» is an answer too."""

    code_prefix = "CAI"
    workflow = IMPACT_WORKFLOW

    title = models.CharField(
        _("Qué se analiza"), max_length=300, help_text=_("Por ejemplo: M02, o Ningún documento.")
    )
    change = models.ForeignKey(ChangePlan, models.PROTECT, related_name="impacts", verbose_name=_("Cambio"))
    aspect = models.CharField(_("Aspecto"), max_length=10, choices=Aspect)
    touched = models.CharField(_("¿Lo toca?"), max_length=3, choices=Touched)
    what = models.TextField(
        _("Qué toca"), blank=True, help_text=_("El registro mismo (proceso, documento, riesgo…) se enlaza.")
    )
    effect = models.TextField(_("Efecto"), blank=True)
    measure = models.TextField(_("Qué se hará"), blank=True)

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("efecto del cambio")
        verbose_name_plural = _("efectos del cambio")
        constraints = [
            *record_constraints(IMPACT_WORKFLOW),
            NAMED,
            known_choice("aspect", Aspect),
            known_choice("touched", Touched),
            models.UniqueConstraint(
                name="context_changeimpact_once",
                fields=["change", "aspect", "title"],
                condition=Q(state=PART_KEPT, archived_at__isnull=True),
                violation_error_message=_("Ese aspecto del cambio ya tiene una línea con ese nombre."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.change_id is not None and (refusal := gates.its_change_is_a_proposal(self, None)):
            raise ValidationError(refusal)
