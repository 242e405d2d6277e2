"""Scales as data: which values likelihood and impact take, which levels their product gives, who accepts each."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.analysis.risk_scales import Level, Matrix
from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated, validity_range
from sigor.records.lives import APPROVED, NAMED, Approved
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import State, Transition, Workflow
from sigor.risks import gates

# Of likelihood or impact: room for any scale in use, so that a slip of the hand is noticed.
HIGHEST_VALUE = 25
HIGHEST_SCORE = HIGHEST_VALUE * HIGHEST_VALUE
VALUE = (MinValueValidator(1), MaxValueValidator(HIGHEST_VALUE))
SCORE = (MinValueValidator(1), MaxValueValidator(HIGHEST_SCORE))

GATES = {
    "approve": (gates.scale_holds_together, gates.no_other_scale_that_day),
    "revise": (gates.no_open_risk_uses_it,),
}
SCALE_WORKFLOW = replace(
    APPROVED,
    transitions=(
        *(replace(step, gates=GATES.get(step.name, ())) for step in APPROVED.transitions),
        Transition(
            "end",
            _("Poner fin a su vigencia"),
            ("in_force",),
            "in_force",
            Permission.APPROVE,
            asks=("valid_to",),
        ),
    ),
)


class RiskClass(models.TextChoices):
    """The three classes of risk that the plan names."""

    PERFORMANCE = "performance", _("Desempeño")
    INTEGRITY = "integrity", _("Integridad")
    INFORMATION_SECURITY = "information_security", _("Seguridad de la información")


class OneAtATime(ExclusionConstraint):
    """An exclusion that forms leave to the services when they do not hold the fields of its condition."""

    # Django (5.2) asks the condition of fields that the form has left out, and fails.
    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        if exclude and self._expression_refs_exclude(model, self.condition, exclude):  # type: ignore[attr-defined]
            return
        super().validate(model, instance, exclude=exclude, using=using)


def holding(on: date, prefix: str = "") -> Q:
    """Scales that are approved and valid on a day; `prefix` leads to the scale («scale__»)."""
    return Q(
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on}),
        **{f"{prefix}state": "in_force", f"{prefix}archived_at": None, f"{prefix}valid_from__lte": on},
    )


class RiskScale(Approved, Dated):
    """How risks of one class are assessed between two dates."""

    code_prefix = "ERI"
    shared = True
    workflow = SCALE_WORKFLOW

    title = models.CharField(_("Nombre de la escala"), max_length=300)
    risk_class = models.CharField(_("Clase de riesgo"), max_length=30, choices=RiskClass)
    appetite_score = models.PositiveSmallIntegerField(
        _("Apetito de riesgo"),
        validators=SCORE,
        help_text=_("El puntaje residual más alto que se admite sin tratamiento."),
    )

    class Meta(Approved.Meta):
        verbose_name = _("escala de riesgo")
        verbose_name_plural = _("escalas de riesgo")
        constraints = [
            *Approved.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("risk_class", RiskClass),
            models.CheckConstraint(
                name="risks_riskscale_appetite", condition=Q(appetite_score__range=(1, HIGHEST_SCORE))
            ),
            OneAtATime(
                name="risks_riskscale_one_in_force",
                expressions=[
                    ("risk_class", RangeOperators.EQUAL),
                    (validity_range(), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="in_force", archived_at__isnull=True),
                violation_error_message=_("Ya hay una escala vigente de esta clase en esas fechas."),
            ),
        ]

    @classmethod
    def in_force(cls, risk_class: str, on: date) -> "RiskScale | None":
        """The scale by which risks of a class are assessed on a day; None while there is none."""
        return cls.objects.filter(holding(on), risk_class=risk_class).order_by("-valid_from", "-pk").first()

    def holds(self, on: date) -> bool:
        """Whether risks may be assessed with it on a day."""
        ends = self.valid_to is None or self.valid_to >= on
        return self.state == "in_force" and self.archived_at is None and self.valid_from <= on and ends

    def matrix(self) -> Matrix:
        """The scale as arithmetic."""
        return matrix_of(self.parts_in_use())

    def parts_in_use(self) -> "list[ScaleLevel]":
        """Values and levels that count, in order; one question to the database."""
        found = self.parts.filter(state=KEPT_PART, archived_at__isnull=True)
        return list(found.order_by("axis", "value", "min_score", "pk"))


KEPT_PART = "kept"
PART_WORKFLOW = Workflow(
    states=(
        State(KEPT_PART, _("Forma parte"), "✓", "success"),
        State("removed", _("Quitado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "remove",
            _("Quitar"),
            (KEPT_PART,),
            "removed",
            Permission.EDIT,
            needs_reason=True,
            gates=(gates.its_scale_is_a_draft,),
        ),
    ),
)


class Axis(models.TextChoices):
    LIKELIHOOD = "likelihood", _("Probabilidad")
    IMPACT = "impact", _("Impacto")
    LEVEL = "level", _("Nivel de riesgo")


class Acceptance(models.TextChoices):
    UNIT_HEAD = "unit_head", _("La jefatura de la unidad")
    DIRECTOR = "director", _("La Dirección Ejecutiva")
    NOBODY = "nobody", _("Nadie: debe tratarse")


class ScaleLevel(Record):
    """One value of likelihood or impact, or one level with its range of scores and who may accept it."""

    code_prefix = "VER"
    shared = True
    workflow = PART_WORKFLOW

    title = models.CharField(_("Etiqueta"), max_length=300, help_text=_("Por ejemplo: Muy alta, Medio."))
    scale = models.ForeignKey(RiskScale, models.PROTECT, related_name="parts", verbose_name=_("Escala"))
    axis = models.CharField(_("Qué es"), max_length=12, choices=Axis)
    value = models.PositiveSmallIntegerField(
        _("Valor"),
        null=True,
        blank=True,
        validators=VALUE,
        help_text=_("Solo para probabilidad e impacto."),
    )
    min_score = models.PositiveSmallIntegerField(
        _("Puntaje desde"), null=True, blank=True, validators=SCORE, help_text=_("Solo para niveles.")
    )
    max_score = models.PositiveSmallIntegerField(
        _("Puntaje hasta"), null=True, blank=True, validators=SCORE, help_text=_("Solo para niveles.")
    )
    meaning = models.TextField(_("Qué significa"), blank=True)
    acceptance = models.CharField(
        _("Quién puede aceptarlo"),
        max_length=12,
        choices=Acceptance,
        blank=True,
        help_text=_("Solo para niveles: de quién es la decisión de aceptar un riesgo de este nivel."),
    )

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("valor o nivel de la escala")
        verbose_name_plural = _("valores y niveles de la escala")
        constraints = [
            *record_constraints(PART_WORKFLOW),
            NAMED,
            known_choice("axis", Axis),
            known_choice("acceptance", Acceptance, blank=True),
            models.CheckConstraint(
                name="risks_scalelevel_bounds",
                condition=Q(
                    Q(value__isnull=True) | Q(value__range=(1, HIGHEST_VALUE)),
                    Q(min_score__isnull=True) | Q(min_score__range=(1, HIGHEST_SCORE)),
                    Q(max_score__isnull=True) | Q(max_score__range=(1, HIGHEST_SCORE)),
                ),
            ),
            models.CheckConstraint(
                name="risks_scalelevel_complete",
                condition=Q(axis="level", min_score__isnull=False, max_score__isnull=False)
                & ~Q(acceptance="")
                | Q(axis__in=["likelihood", "impact"], value__isnull=False),
                violation_error_message=_(
                    "Una probabilidad o un impacto llevan su valor; un nivel, sus dos puntajes y quién puede aceptarlo."
                ),
            ),
            models.CheckConstraint(
                name="risks_scalelevel_range",
                condition=Q(min_score__isnull=True)
                | Q(max_score__isnull=True)
                | Q(max_score__gte=F("min_score")),
                violation_error_message=_("El puntaje final no puede ser menor que el inicial."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.scale_id is None:
            return
        if self.scale.state != "draft":
            raise ValidationError(
                _("La escala %(code)s está en «%(state)s»: sus valores solo cambian mientras es borrador.")
                % {"code": self.scale.code, "state": self.scale.get_state().label}
            )
        if self.state == KEPT_PART:
            self._refuse_clashes()

    def band(self) -> Level | None:
        """The level as arithmetic; None for a value of an axis."""
        if self.axis != "level" or self.min_score is None or self.max_score is None:
            return None
        return Level(self.title, self.min_score, self.max_score)

    def _refuse_clashes(self) -> None:
        band = self.band()
        for other in self.scale.parts_in_use():
            if other.pk == self.pk or other.axis != self.axis:
                continue
            if self.axis != "level" and other.value == self.value:
                raise ValidationError(
                    {"value": _("La escala ya tiene ese valor: %(other)s.") % {"other": other}}
                )
            there = other.band()
            if band is not None and there is not None and band.meets(there):
                raise ValidationError(
                    {
                        "min_score": _("Se cruza con «%(other)s», de %(low)d a %(high)d.")
                        % {"other": there.label, "low": there.lowest, "high": there.highest}
                    }
                )


def matrix_of(parts: list[ScaleLevel]) -> Matrix:
    """The parts of a scale as arithmetic."""
    return Matrix(
        tuple(p.value for p in parts if p.axis == "likelihood" and p.value is not None),
        tuple(p.value for p in parts if p.axis == "impact" and p.value is not None),
        tuple(band for p in parts if (band := p.band()) is not None),
    )


def level_of(parts: list[ScaleLevel], score: int | None) -> ScaleLevel | None:
    """The level of a score; None when nothing was assessed or no level covers it."""
    covering = [
        p for p in parts if score is not None and (band := p.band()) is not None and band.covers(score)
    ]
    return covering[0] if covering else None
