"""The process map and the matrix of requirements: what each process does to keep each requirement."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated
from sigor.processes import gates
from sigor.records.lives import NAMED, Kept, when, who
from sigor.records.models import Record, record_constraints
from sigor.records.selectors import evidence_of
from sigor.records.workflow import AUTHORS, Decay, State, Transition, Workflow
from sigor.standards.models import Requirement, take_code

DEEPEST = 4


class Process(Kept, Dated):
    """A process of the map; the unit is its owner."""

    class Kind(models.TextChoices):
        STRATEGIC = "strategic", _("Estratégico")
        MISSIONAL = "missional", _("Misional")
        SUPPORT = "support", _("De apoyo")

    code_prefix = "PRC"
    shared = True

    title = models.CharField(_("Nombre del proceso"), max_length=300)
    key = models.CharField(
        _("Código del proceso"), max_length=40, help_text=_("El del Mapa de Procesos: M01, M01.02…")
    )
    kind = models.CharField(_("Tipo"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("Pertenece al proceso"),
    )
    level = models.PositiveSmallIntegerField(
        _("Nivel"),
        default=0,
        validators=[MaxValueValidator(DEEPEST)],
        help_text=_("0 para los procesos del mapa."),
    )
    objective = models.TextField(_("Objetivo"), blank=True)
    scope = models.TextField(_("Alcance"), blank=True)
    inputs = models.TextField(_("Entradas"), blank=True)
    products = models.TextField(_("Productos"), blank=True)
    recipients = models.TextField(_("Receptores"), blank=True)
    confirmed = models.BooleanField(_("Confirmado por la entidad"), default=False)

    class Meta(Kept.Meta):
        verbose_name = _("proceso")
        verbose_name_plural = _("procesos")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="processes_process_known_kind",
                condition=Q(kind__in=["strategic", "missional", "support"]),
            ),
            models.CheckConstraint(
                name="processes_process_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("Un proceso no pertenece a sí mismo."),
            ),
            models.CheckConstraint(name="processes_process_level", condition=Q(level__range=(0, DEEPEST))),
            models.UniqueConstraint(
                name="processes_process_one_key_in_use",
                fields=["key"],
                condition=Q(state="in_force", archived_at__isnull=True),
                violation_error_message=_("Ya hay un proceso vigente con ese código."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        take_code(self, self.key)
        self._refuse_circles()

    def _refuse_circles(self) -> None:
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk in seen and self.pk is not None:
                raise ValidationError({"parent": _("Ese proceso pertenece a este: elija otro.")})
            seen.add(above.pk)
            above = above.parent


TO_RENEW = State("to_renew", _("Por renovar"), "◔", "warning")
CONCLUDED = ("met", "partly", "not_met", "not_applicable")


def _conclude(
    name: str, label: object, *, asks: tuple[str, ...] = (), gated: bool = False, needs_reason: bool = False
) -> Transition:
    """One of the conclusions of an evaluation; whoever wrote the control does not evaluate it."""
    return Transition(
        name,
        label,
        ("pending", *(code for code in CONCLUDED if code != name)),
        name,
        Permission.VERIFY,
        needs_reason=needs_reason,
        unlike=(AUTHORS,),
        gates=(gates.has_evidence_in_force,) if gated else (),
        asks=asks,
        stamp="evaluated",
    )


CONTROL_WORKFLOW = Workflow(
    states=(
        State("pending", _("Por evaluar"), "○", "neutral"),
        State("met", _("Cumple"), "✓", "success", waiting=True),
        State("partly", _("Cumple en parte"), "◐", "warning", waiting=True),
        State("not_met", _("No cumple"), "✗", "danger"),
        State("not_applicable", _("No aplica"), "–", "neutral", waiting=True),
        State("withdrawn", _("Retirado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "withdraw",
            _("Retirar"),
            ("pending", *CONCLUDED),
            "withdrawn",
            Permission.EDIT,
            needs_reason=True,
        ),
        _conclude("met", _("Cumple"), asks=("evidence_note", "valid_until"), gated=True),
        _conclude("partly", _("Cumple en parte"), asks=("evidence_note", "valid_until")),
        _conclude("not_met", _("No cumple"), needs_reason=True),
        _conclude("not_applicable", _("No aplica"), needs_reason=True),
        Transition(
            "reassess", _("Volver a evaluar"), CONCLUDED, "pending", Permission.EDIT, needs_reason=True
        ),
    ),
    decays=(Decay(("met", "partly"), "valid_until", TO_RENEW),),
)


class RequirementControl(Record):
    """A row of the matrix of requirements: what a process does so that a requirement is met, and the proof."""

    code_prefix = "MRC"
    shared = True
    workflow = CONTROL_WORKFLOW
    proven_until = "valid_until"

    title = models.CharField(_("Control"), max_length=300, help_text=_("Nombre corto de lo que se hace."))
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, related_name="controls", verbose_name=_("Requisito")
    )
    process = models.ForeignKey(Process, models.PROTECT, related_name="controls", verbose_name=_("Proceso"))
    product = models.CharField(_("Producto o servicio"), max_length=300, blank=True)
    control = models.TextField(_("Qué se hace"))
    control_owner = models.CharField(_("Quién lo hace"), max_length=200, help_text=_("Puesto o rol."))
    frequency = models.CharField(_("Cada cuánto"), max_length=120, blank=True)
    evidence_note = models.TextField(_("Qué lo prueba"), blank=True)
    valid_until = models.DateField(
        _("Probado hasta"), null=True, blank=True, help_text=_("Después de este día queda «Por renovar».")
    )
    evaluated_by = who()
    evaluated_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("control de requisito")
        verbose_name_plural = _("controles de requisitos")
        constraints = [
            *record_constraints(CONTROL_WORKFLOW),
            NAMED,
            models.UniqueConstraint(
                name="processes_requirementcontrol_once",
                fields=["requirement", "process"],
                condition=~Q(state="withdrawn"),
                violation_error_message=_("Ese proceso ya tiene un control para este requisito."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.state == "met" and self.pk and self.valid_until:
            ends = [use.evidence.valid_until for use in evidence_of(self)]
            longest = max((day for day in ends if day), default=None)
            if longest and None not in ends and self.valid_until > longest:
                raise ValidationError(
                    {
                        "valid_until": _("La evidencia adjunta solo prueba hasta el %(day)s.")
                        % {"day": longest.strftime("%d/%m/%Y")}
                    }
                )
