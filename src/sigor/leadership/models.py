"""Leadership and authority: the policy, its objectives, the roles of the SIG and who holds them."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.leadership import gates
from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated, validity_range
from sigor.records.lives import APPROVED, NAMED, Approved, Kept, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import Gate, State, Transition, Workflow
from sigor.standards.models import ManagementSystem

FEWEST, MOST = 1, 50  # people that one role may need

MEASURED = Transition(
    "measured",
    _("Medido: fijar la próxima medición"),
    ("in_force",),
    "in_force",
    Permission.SUBMIT,
    asks=("due_date",),
    stamp="measured",
)


def approved_once(*conditions: Gate, more: tuple[Transition, ...] = ()) -> Workflow:
    """The life of what holds by approval, with these conditions before it is approved."""
    steps = [
        replace(step, gates=conditions) if step.name == "approve" else step for step in APPROVED.transitions
    ]
    return replace(APPROVED, transitions=(*steps, *more))


POLICY_WORKFLOW = approved_once(gates.policy_is_complete)
OBJECTIVE_WORKFLOW = approved_once(gates.policy_is_in_force, more=(MEASURED,))

HOLDING_WORKFLOW = Workflow(
    states=(
        State("assigned", _("Asignado"), "✓", "success"),
        State("ended", _("Terminado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("end", _("Terminar"), ("assigned",), "ended", Permission.EDIT, asks=("valid_to",)),
    ),
)


class Frequency(models.TextChoices):
    MONTHLY = "monthly", _("Mensual")
    QUARTERLY = "quarterly", _("Trimestral")
    HALF_YEARLY = "half_yearly", _("Semestral")
    YEARLY = "yearly", _("Anual")


class Policy(Approved, Dated):
    """The policy of the integrated system, as an act approved it."""

    code_prefix = "POL"
    workflow = POLICY_WORKFLOW
    shared = True

    title = models.CharField(_("Política"), max_length=300)
    statement = models.TextField(
        _("Qué declara"), help_text=_("Resumen propio; el texto aprobado se adjunta como evidencia.")
    )
    act = models.CharField(
        _("Acto que la aprueba"), max_length=200, blank=True, help_text=_("Como figura en el documento.")
    )
    quality = models.BooleanField(_("Alcanza al SGC (calidad)"), default=False)
    anti_bribery = models.BooleanField(_("Alcanza al SGAS (antisoborno)"), default=False)
    information_security = models.BooleanField(
        _("Alcanza al SGSI (seguridad de la información)"), default=False
    )

    class Meta(Approved.Meta):
        verbose_name = _("política")
        verbose_name_plural = _("políticas")
        constraints = [*Approved.Meta.constraints, *Dated.Meta.constraints]

    def is_in_force(self, on: date) -> bool:
        """Whether the policy is approved and rules on that day."""
        begun = self.valid_from <= on
        return self.state == "in_force" and begun and (self.valid_to is None or self.valid_to >= on)


class Objective(Approved):
    """What the integrated system wants to reach, by which indicator and how far."""

    code_prefix = "OSIG"
    workflow = OBJECTIVE_WORKFLOW
    shared = True

    title = models.CharField(_("Objetivo"), max_length=300)
    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="objectives", verbose_name=_("Política que despliega")
    )
    system = models.ForeignKey(
        ManagementSystem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Sistema de gestión"),
        help_text=_("Vacío si el objetivo es de todo el SIG."),
    )
    indicator = models.CharField(_("Indicador"), max_length=300, blank=True)
    target = models.CharField(_("Meta"), max_length=300, help_text=_("Cuánto y para cuándo."))
    frequency = models.CharField(_("Frecuencia de medición"), max_length=20, choices=Frequency)
    source = models.CharField(_("Fuente de los datos"), max_length=300, blank=True)
    due_date = models.DateField(_("Próxima medición"), null=True, blank=True)
    measured_by = who()
    measured_at = when()

    class Meta(Approved.Meta):
        verbose_name = _("objetivo del SIG")
        verbose_name_plural = _("objetivos del SIG")
        constraints = [*Approved.Meta.constraints, known_choice("frequency", Frequency)]


class SigRole(Kept):
    """A role in the integrated system: what it answers for and what it may decide."""

    code_prefix = "ROL"
    shared = True

    title = models.CharField(_("Rol"), max_length=300)
    responsibilities = models.TextField(_("Responsabilidades"))
    authority = models.TextField(_("Autoridad"), blank=True, help_text=_("Qué puede decidir por sí mismo."))
    clause_reference = models.CharField(
        _("Cláusulas que lo piden"), max_length=200, blank=True, help_text=_("Por ejemplo, 37001:5.3.2.")
    )
    holders_needed = models.PositiveSmallIntegerField(
        _("Personas que requiere"),
        default=FEWEST,
        validators=(MinValueValidator(FEWEST), MaxValueValidator(MOST)),
    )

    class Meta(Kept.Meta):
        verbose_name = _("rol del SIG")
        verbose_name_plural = _("roles del SIG")
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                name="leadership_sigrole_needs_somebody", condition=Q(holders_needed__range=(FEWEST, MOST))
            ),
        ]


class RoleHolding(Record, Dated):
    """Who holds a role between two dates: a person of the system, or the post when there is no account."""

    code_prefix = "ASIG"
    workflow = HOLDING_WORKFLOW
    shared = True

    title = models.CharField(_("Asignación"), max_length=300)
    role = models.ForeignKey(SigRole, models.PROTECT, related_name="holdings", verbose_name=_("Rol"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Persona"),
        help_text=_("Su cuenta; vacío si aún no tiene."),
    )
    post = models.CharField(_("Puesto o cargo"), max_length=200, blank=True)
    source = models.CharField(_("Acto de designación"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("asignación de un rol")
        verbose_name_plural = _("asignaciones de roles")
        constraints = [
            *record_constraints(HOLDING_WORKFLOW),
            NAMED,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="leadership_roleholding_somebody",
                condition=Q(person__isnull=False) | ~Q(post=""),
                violation_error_message=_("Escriba quién lo asume: la persona o el puesto."),
            ),
            models.CheckConstraint(
                name="leadership_roleholding_ended_has_day",
                condition=~Q(state="ended") | Q(valid_to__isnull=False),
            ),
            ExclusionConstraint(
                name="leadership_roleholding_once_at_a_time",
                expressions=[
                    # Always true; forms, which know neither the code nor the archive, leave the rule to the service.
                    ("code", RangeOperators.NOT_EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (validity_range(), RangeOperators.OVERLAPS),
                ],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("Esa persona ya tiene este rol en esas fechas."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        # A holding can still be ended when its role is withdrawn.
        if self.role_id and self.role.get_state().final and self.state != "ended":
            raise ValidationError({"role": _now("El rol %(code)s está retirado.") % {"code": self.role.code}})
