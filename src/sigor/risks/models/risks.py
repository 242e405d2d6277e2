"""Risks and opportunities, the controls that stand against them and what is still to be done about them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.processes.models import Process
from sigor.records.lives import NAMED, Kept, Work, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, Decay, State, Transition, Workflow
from sigor.risks import gates
from sigor.risks.models.scales import HIGHEST_VALUE, VALUE, RiskClass, RiskScale, ScaleLevel, level_of

CONTROLLED_GATES = (
    gates.assessed_with_the_scale_in_force,
    gates.residual_is_assessed,
    gates.treatments_are_finished,
    gates.residual_is_within_appetite,
    gates.bribery_is_guarded_against,
)

RISK_WORKFLOW = Workflow(
    states=(
        State("identified", _("Identificado"), "○", "neutral"),
        State("assessed", _("Evaluado"), "◔", "info"),
        State("in_treatment", _("En tratamiento"), "◑", "warning"),
        State("controlled", _("Controlado"), "✓", "success", waiting=True),
        State("accepted", _("Aceptado"), "■", "returned", waiting=True),
        State("closed", _("Cerrado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "assess",
            _("Dar por evaluado"),
            ("identified",),
            "assessed",
            Permission.EDIT,
            gates=(gates.assessed_with_the_scale_in_force,),
        ),
        Transition(
            "treat",
            _("Pasar a tratamiento"),
            ("assessed",),
            "in_treatment",
            Permission.EDIT,
            gates=(gates.has_a_treatment,),
        ),
        Transition(
            "control",
            _("Dar por controlado"),
            ("assessed", "in_treatment"),
            "controlled",
            Permission.VERIFY,
            unlike=(AUTHORS,),
            gates=CONTROLLED_GATES,
            stamp="controlled",
        ),
        # Who may accept is for the level to say, so the step itself asks for no more than sight of the risk.
        Transition(
            "accept",
            _("Aceptar el riesgo"),
            ("assessed", "in_treatment", "controlled"),
            "accepted",
            Permission.VIEW,
            unlike=(AUTHORS,),
            gates=(
                gates.assessed_with_the_scale_in_force,
                gates.size_is_known,
                gates.bribery_is_guarded_against,
                gates.level_is_for_this_person_to_accept,
            ),
            asks=("acceptance_reason", "accepted_until"),
            stamp="accepted",
        ),
        Transition(
            "review",
            _("Revisado: sigue controlado"),
            ("controlled",),
            "controlled",
            Permission.EDIT,
            gates=CONTROLLED_GATES,
            asks=("review_due",),
        ),
        Transition(
            "reopen",
            _("Volver a evaluar"),
            ("controlled", "accepted"),
            "assessed",
            Permission.EDIT,
            needs_reason=True,
        ),
        Transition(
            "close",
            _("Cerrar"),
            ("identified", "assessed", "in_treatment", "controlled", "accepted"),
            "closed",
            Permission.VERIFY,
            needs_reason=True,
            gates=(gates.treatments_are_finished,),
        ),
    ),
    decays=(
        Decay(
            ("accepted",),
            "accepted_until",
            State("acceptance_expired", _("Aceptación vencida"), "●", "danger", waiting=True),
        ),
    ),
)


def _chosen(label: Any) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """A value that somebody chooses from the scale of the risk."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=VALUE, help_text=_("Un valor de la escala.")
    )


def _score(label: Any, likelihood: str, impact: str) -> models.GeneratedField:
    return models.GeneratedField(
        verbose_name=label,
        expression=F(likelihood) * F(impact),
        output_field=models.PositiveSmallIntegerField(null=True),
        db_persist=True,
    )


class RiskKind(models.TextChoices):
    RISK = "risk", _("Riesgo")
    OPPORTUNITY = "opportunity", _("Oportunidad")


class Response(models.TextChoices):
    AVOID = "avoid", _("Evitar")
    REDUCE = "reduce", _("Reducir")
    SHARE = "share", _("Compartir o transferir")
    ACCEPT = "accept", _("Aceptar")
    EXPLOIT = "exploit", _("Aprovechar")
    ENHANCE = "enhance", _("Potenciar")


class Risk(Record):
    """Something that may happen and would help or hurt what a unit or a process is for."""

    code_prefix = "RIE"
    workflow = RISK_WORKFLOW

    title = models.CharField(_("Evento"), max_length=300, help_text=_("Qué puede ocurrir, en una frase."))
    kind = models.CharField(_("Tipo"), max_length=12, choices=RiskKind, default=RiskKind.RISK)
    risk_class = models.CharField(_("Clase"), max_length=30, choices=RiskClass)
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="risks", verbose_name=_("Proceso")
    )
    scale = models.ForeignKey(
        RiskScale,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="risks",
        verbose_name=_("Escala"),
        help_text=_("Vacía: la vigente de su clase."),
    )
    cause = models.TextField(_("Causa"), blank=True)
    effect = models.TextField(_("Consecuencia"), blank=True)
    inherent_likelihood = _chosen(_("Probabilidad inherente"))
    inherent_impact = _chosen(_("Impacto inherente"))
    inherent_score = _score(_("Puntaje inherente"), "inherent_likelihood", "inherent_impact")
    inherent_level = models.CharField(_("Nivel inherente"), max_length=300, blank=True, editable=False)
    residual_likelihood = _chosen(_("Probabilidad residual"))
    residual_impact = _chosen(_("Impacto residual"))
    residual_score = _score(_("Puntaje residual"), "residual_likelihood", "residual_impact")
    level = models.CharField(_("Nivel"), max_length=300, blank=True, editable=False)
    response = models.CharField(_("Respuesta"), max_length=12, choices=Response, blank=True)
    review_due = models.DateField(_("Próxima revisión"), null=True, blank=True)
    controlled_by = who()
    controlled_at = when()
    acceptance_reason = models.TextField(_("Por qué se acepta"), blank=True)
    accepted_until = models.DateField(_("Aceptado hasta"), null=True, blank=True)
    accepted_by = who()
    accepted_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("riesgo u oportunidad")
        verbose_name_plural = _("riesgos y oportunidades")
        constraints = [
            *record_constraints(RISK_WORKFLOW),
            NAMED,
            known_choice("kind", RiskKind),
            known_choice("risk_class", RiskClass),
            known_choice("response", Response, blank=True),
            *(
                models.CheckConstraint(
                    name=f"risks_risk_{name}",
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, HIGHEST_VALUE)}),
                )
                for name in (
                    "inherent_likelihood",
                    "inherent_impact",
                    "residual_likelihood",
                    "residual_impact",
                )
            ),
            models.CheckConstraint(
                name="risks_risk_assessed_before_it_goes_on",
                condition=Q(state__in=["identified", "closed"])
                | Q(inherent_likelihood__isnull=False, inherent_impact__isnull=False),
                violation_error_message=_("Un riesgo evaluado conserva sus valores inherentes."),
            ),
            models.CheckConstraint(
                name="risks_risk_accepted_until_a_day",
                condition=~Q(state="accepted") | Q(accepted_until__isnull=False) & ~Q(acceptance_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["risk_class", "scale", "inherent_likelihood", "inherent_impact"],
                name="risks_inherent",
            ),
            models.Index(
                fields=["risk_class", "scale", "residual_likelihood", "residual_impact"],
                name="risks_residual",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.scale_id is None and self.risk_class and self.state != "closed":
            self.scale = RiskScale.in_force(self.risk_class, clock.today())
        # A draft is nobody's scale yet; the step that assesses refuses it.
        wrong = self.scale is not None and self.scale.risk_class != self.risk_class
        if self.scale is not None and wrong and self.scale.state != "draft":
            raise ValidationError(
                {"scale": _("La escala %(code)s es de otra clase de riesgo.") % {"code": self.scale.code}}
            )
        parts = self.scale.parts_in_use() if self.scale is not None else []
        self._refuse_values_outside(parts)
        inherent = _product(self.inherent_likelihood, self.inherent_impact)
        residual = _product(self.residual_likelihood, self.residual_impact)
        if (
            self.kind == RiskKind.RISK
            and residual is not None
            and inherent is not None
            and residual > inherent
        ):
            raise ValidationError(
                {"residual_likelihood": _("El riesgo residual no puede ser mayor que el inherente.")}
            )
        self.inherent_level = _title(level_of(parts, inherent))
        self.level = _title(level_of(parts, inherent if residual is None else residual))
        self._keep_acceptance()

    def level_today(self) -> ScaleLevel | None:
        """The level of what is left of the risk, or of the whole while its controls were not measured."""
        if self.scale is None:
            return None
        residual = _product(self.residual_likelihood, self.residual_impact)
        inherent = _product(self.inherent_likelihood, self.inherent_impact)
        return level_of(self.scale.parts_in_use(), inherent if residual is None else residual)

    def _refuse_values_outside(self, parts: list[ScaleLevel]) -> None:
        wrong = {}
        for axis in ("likelihood", "impact"):
            allowed = [part.value for part in parts if part.axis == axis]
            for name in (f"inherent_{axis}", f"residual_{axis}"):
                value = getattr(self, name)
                if allowed and value is not None and value not in allowed:
                    wrong[name] = _("%(value)d no está en la escala %(code)s. Valores: %(allowed)s.") % {
                        "value": value,
                        "code": self.scale.code if self.scale else "",
                        "allowed": ", ".join(map(str, allowed)),
                    }
        if wrong:
            raise ValidationError(wrong)

    def _keep_acceptance(self) -> None:
        """An acceptance belongs to the state: a risk that is looked at again has none."""
        if self.state != "accepted":
            self.acceptance_reason, self.accepted_until = "", None
            self.accepted_by = self.accepted_at = None
            return
        if (
            self.accepted_until
            and self.accepted_at
            and self.accepted_until < timezone.localdate(self.accepted_at)
        ):
            raise ValidationError({"accepted_until": _("La aceptación debe durar hasta hoy o más.")})


def _product(likelihood: int | None, impact: int | None) -> int | None:
    return None if likelihood is None or impact is None else likelihood * impact


def _title(part: ScaleLevel | None) -> str:
    return "" if part is None else part.title


class ControlKind(models.TextChoices):
    PREVENTIVE = "preventive", _("Preventivo")
    DETECTIVE = "detective", _("Detectivo")
    CORRECTIVE = "corrective", _("Correctivo")


class Effectiveness(models.TextChoices):
    NOT_ASSESSED = "not_assessed", _("Sin evaluar")
    EFFECTIVE = "effective", _("Eficaz")
    PARTLY = "partly", _("Eficaz en parte")
    INEFFECTIVE = "ineffective", _("Ineficaz")


class RiskControl(Kept):
    """What is done, every time, so that a risk does not happen, is noticed or does less harm."""

    code_prefix = "CRI"

    title = models.CharField(_("Control"), max_length=300)
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="controls", verbose_name=_("Riesgo"))
    kind = models.CharField(_("Tipo de control"), max_length=12, choices=ControlKind)
    how = models.TextField(_("Cómo se hace"), blank=True)
    owner = models.CharField(_("Quién lo hace"), max_length=200, blank=True, help_text=_("Puesto o rol."))
    frequency = models.CharField(_("Cada cuánto"), max_length=120, blank=True)
    effectiveness = models.CharField(
        _("Eficacia"), max_length=12, choices=Effectiveness, default=Effectiveness.NOT_ASSESSED
    )

    class Meta(Kept.Meta):
        verbose_name = _("control del riesgo")
        verbose_name_plural = _("controles del riesgo")
        constraints = [
            *Kept.Meta.constraints,
            known_choice("kind", ControlKind),
            known_choice("effectiveness", Effectiveness),
        ]

    def clean(self) -> None:
        super().clean()
        _refuse_closed(self)


class Treatment(Work):
    """Something to be done once, by a date, so that a risk becomes smaller or an opportunity is taken."""

    code_prefix = "TRA"

    title = models.CharField(_("Tratamiento"), max_length=300)
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="treatments", verbose_name=_("Riesgo"))
    owner = models.CharField(_("Responsable"), max_length=200, help_text=_("Puesto o rol."))
    resources = models.TextField(_("Recursos"), blank=True)

    class Meta(Work.Meta):
        verbose_name = _("tratamiento del riesgo")
        verbose_name_plural = _("tratamientos del riesgo")
        constraints = [*Work.Meta.constraints]

    def clean(self) -> None:
        super().clean()
        _refuse_closed(self)


def _refuse_closed(part: RiskControl | Treatment) -> None:
    if part.risk_id is not None and (refusal := gates.its_risk_is_open(part)):
        raise ValidationError(refusal)
