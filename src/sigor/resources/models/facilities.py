"""Where people are attended and work, and what those places need."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, Kept, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow
from sigor.resources.milestones import PlanTied

UBIGEO = r"^[0-9]{6}$"


class PointKind(models.TextChoices):
    HEADQUARTERS = "headquarters", _("Sede central")
    OFFICE = "office", _("Oficina de unidad territorial")
    ATTENTION = "attention", _("Punto de atención a usuarios")
    ITINERANT = "itinerant", _("Lugar de atención itinerante")


class Condition(models.TextChoices):
    NOT_ASSESSED = "not_assessed", _("Sin evaluar")
    GOOD = "good", _("Bueno")
    FAIR = "fair", _("Regular")
    POOR = "poor", _("Malo")


class Accessibility(models.TextChoices):
    NOT_ASSESSED = "not_assessed", _("Sin evaluar")
    FULL = "full", _("Accesible")
    PARTIAL = "partial", _("Accesible en parte")
    NONE = "none", _("No accesible")


class Priority(models.TextChoices):
    HIGH = "high", _("Alta")
    MEDIUM = "medium", _("Media")
    LOW = "low", _("Baja")


NEED_WORKFLOW = Workflow(
    states=(
        State("identified", _("Identificada"), "○", "warning"),
        State("approved", _("Aprobada, por atender"), "◔", "info", waiting=True),
        State("attended", _("Atendida"), "✓", "success", final=True),
        State("discarded", _("Descartada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "discard",
            _("Descartar"),
            ("identified", "approved"),
            "discarded",
            Permission.EDIT,
            needs_reason=True,
        ),
        Transition(
            "approve",
            _("Aprobar"),
            ("identified",),
            "approved",
            Permission.APPROVE,
            unlike=(AUTHORS,),
            stamp="approved",
        ),
        Transition(
            "attend",
            _("Dar por atendida"),
            ("approved",),
            "attended",
            Permission.SUBMIT,
            asks=("result",),
            stamp="attended",
        ),
    ),
)


class AttentionPoint(PlanTied, Kept):
    """An office or a place where users are attended, with the state in which it is."""

    code_prefix = "PAO"

    title = models.CharField(_("Punto u oficina"), max_length=300)
    kind = models.CharField(_("Tipo"), max_length=20, choices=PointKind)
    place = models.CharField(_("Dirección o referencia"), max_length=300)
    ubigeo = models.CharField(
        _("UBIGEO"),
        max_length=6,
        validators=[RegexValidator(UBIGEO, _("El UBIGEO tiene seis cifras, con los ceros de la izquierda."))],
        help_text=_("Código INEI del distrito, seis cifras."),
    )
    condition = models.CharField(
        _("Estado de conservación"), max_length=20, choices=Condition, default=Condition.NOT_ASSESSED
    )
    accessibility = models.CharField(
        _("Accesibilidad"), max_length=20, choices=Accessibility, default=Accessibility.NOT_ASSESSED
    )

    class Meta(Kept.Meta):
        verbose_name = _("punto de atención u oficina")
        verbose_name_plural = _("puntos de atención y oficinas")
        constraints = [
            *Kept.Meta.constraints,
            *PlanTied.Meta.constraints,
            known_choice("kind", PointKind),
            known_choice("condition", Condition),
            known_choice("accessibility", Accessibility),
            models.CheckConstraint(name="resources_attentionpoint_ubigeo", condition=Q(ubigeo__regex=UBIGEO)),
        ]


class ResourceNeed(PlanTied, Record):
    """Something that is lacking to work or to attend people well; the unit answers for it."""

    code_prefix = "NRE"
    workflow = NEED_WORKFLOW

    title = models.CharField(_("Necesidad"), max_length=300)
    point = models.ForeignKey(
        AttentionPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("Punto u oficina"),
        help_text=_("Vacío si no es de un lugar."),
    )
    what = models.TextField(_("Qué se necesita y para qué"))
    priority = models.CharField(_("Prioridad"), max_length=20, choices=Priority)
    estimated_cost = models.DecimalField(
        _("Costo estimado (S/)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    due_date = models.DateField(_("Fecha límite"))
    result = models.TextField(_("Cómo se atendió"), blank=True)
    approved_by = who()
    approved_at = when()
    attended_by = who()
    attended_at = when()

    class Meta:
        verbose_name = _("necesidad de recursos")
        verbose_name_plural = _("necesidades de recursos")
        constraints = [
            *record_constraints(NEED_WORKFLOW),
            NAMED,
            *PlanTied.Meta.constraints,
            known_choice("priority", Priority),
            models.CheckConstraint(
                name="resources_resourceneed_cost_not_negative",
                condition=Q(estimated_cost__isnull=True) | Q(estimated_cost__gte=0),
                violation_error_message=_("El costo estimado no puede ser negativo."),
            ),
        ]
