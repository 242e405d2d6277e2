"""Posts exposed to corruption, identified by two units, and the commitments that their holders sign."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.integrity import gates
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.people.models import Holder, Post
from sigor.records.lives import APPROVED, NAMED, Approved, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import Decay, State, Transition, Workflow

YEARLY, LONGEST = 12, 60  # months between commitments


class Sensitivity(models.TextChoices):
    KEY = "key", _("Clave")
    VULNERABLE = "vulnerable", _("Vulnerable")
    BOTH = "both", _("Clave y vulnerable")


def _two_units(step: Transition) -> Transition:
    """Planning and integrity identify posts together, so the second unit decides, not the direction."""
    if step.name == "approve":
        return replace(
            step,
            label=_("Confirmar como segunda unidad"),
            permission=Permission.EDIT,
            gates=(gates.another_unit_confirms,),
        )
    return replace(step, permission=Permission.EDIT) if step.name == "return" else step


SENSITIVE = replace(
    APPROVED,
    transitions=(
        *(_two_units(step) for step in APPROVED.transitions),
        Transition(
            "schedule",
            _("Programar la próxima renovación"),
            ("in_force",),
            "in_force",
            Permission.EDIT,
            asks=("next_commitment_due",),
        ),
    ),
)

SIGNED = State("signed", _("Firmado"), "✓", "success", waiting=True)
EXPIRED = State("expired", _("Vencido"), "●", "danger", waiting=True)

COMMITMENT_WORKFLOW = Workflow(
    states=(
        State("pending", _("Pendiente de firma"), "○", "warning"),
        SIGNED,
        State("replaced", _("Renovado por otro"), "–", "neutral", final=True),
        State("closed", _("Dejado sin efecto"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "close",
            _("Dejar sin efecto"),
            ("pending", "signed"),
            "closed",
            Permission.EDIT,
            needs_reason=True,
        ),
        Transition(
            "sign",
            _("Firmar"),
            ("pending",),
            "signed",
            Permission.SUBMIT,
            gates=(gates.holder_may_sign, gates.signed_on_its_page),
            asks=("meaning", "signed_on", "expires_on"),
            stamp="signed",
        ),
        Transition(
            "replace",
            _("Dar por renovado"),
            ("signed",),
            "replaced",
            Permission.SUBMIT,
            gates=(gates.renewal_is_signed,),
        ),
    ),
    decays=(Decay(("signed",), "expires_on", EXPIRED),),
)


class SensitivePost(Approved):
    """A post that is key or vulnerable to corruption, and what its holders commit themselves to."""

    code_prefix = "PCV"
    workflow = SENSITIVE

    title = models.CharField(_("Puesto clave o vulnerable"), max_length=300)
    post = models.ForeignKey(Post, models.PROTECT, related_name="sensitive", verbose_name=_("Puesto del MPP"))
    kind = models.CharField(_("Clase"), max_length=20, choices=Sensitivity)
    located_in = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Unidad donde está el puesto"),
        help_text=_("Vacío si lo hay en varias unidades."),
    )
    exposure = models.TextField(_("Por qué está expuesto"))
    commitment_text = models.TextField(
        _("Texto del compromiso"),
        help_text=_("Lo que firma quien ocupa el puesto; cada compromiso conserva el texto de su día."),
    )
    commitment_every_months = models.PositiveSmallIntegerField(
        _("Se renueva cada (meses)"),
        default=YEARLY,
        validators=(MinValueValidator(1), MaxValueValidator(LONGEST)),
    )
    next_commitment_due = models.DateField(_("Próxima renovación"), null=True, blank=True)

    class Meta(Approved.Meta):
        verbose_name = _("puesto clave o vulnerable")
        verbose_name_plural = _("puestos claves o vulnerables")
        constraints = [
            *Approved.Meta.constraints,
            known_choice("kind", Sensitivity),
            models.CheckConstraint(
                name="integrity_sensitivepost_months",
                condition=Q(commitment_every_months__range=(1, LONGEST)),
            ),
            models.UniqueConstraint(
                name="integrity_sensitivepost_once",
                fields=["post"],
                condition=Q(archived_at__isnull=True) & ~Q(state="withdrawn"),
                violation_error_message=_("Ese puesto ya está en la lista."),
            ),
        ]


class EthicsCommitment(Record):
    """What one holder of a sensitive post signs; read by that person, the head of the unit and its keeper."""

    code_prefix = "CEI"
    workflow = COMMITMENT_WORKFLOW

    title = models.CharField(_("Compromiso"), max_length=300, help_text=_("No escriba nombres de personas."))
    sensitive_post = models.ForeignKey(
        SensitivePost,
        models.PROTECT,
        related_name="commitments",
        verbose_name=_("Puesto clave o vulnerable"),
    )
    holder = models.ForeignKey(
        Holder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Titular del puesto"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad donde trabaja la persona")
    )
    kept_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad que lo conserva")
    )
    text = models.TextField(_("Texto del compromiso"), blank=True, editable=False)
    due_date = models.DateField(_("Se firma hasta el"))
    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("Renueva a"),
    )
    meaning = models.TextField(_("Sentido de la firma"), blank=True)
    signed_on = models.DateField(_("Firmado el"), null=True, blank=True)
    expires_on = models.DateField(_("Vale hasta el"), null=True, blank=True)
    signed_by = who()
    signed_at = when()

    class Meta:
        verbose_name = _("compromiso de ética e integridad")
        verbose_name_plural = _("compromisos de ética e integridad")
        constraints = [
            *record_constraints(COMMITMENT_WORKFLOW),
            NAMED,
            models.CheckConstraint(name="integrity_ethicscommitment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="integrity_ethicscommitment_signed_whole",
                condition=~Q(state__in=["signed", "replaced"])
                | ~Q(meaning="")
                & Q(
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    signed_on__isnull=False,
                    expires_on__gte=F("signed_on"),
                ),
            ),
            models.UniqueConstraint(
                name="integrity_ethicscommitment_one_pending",
                fields=["sensitive_post", "holder"],
                condition=Q(state="pending", archived_at__isnull=True),
                violation_error_message=_("Esa persona ya tiene un compromiso pendiente en este puesto."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if not self._state.adding or self.sensitive_post_id is None:
            return
        self.text = self.sensitive_post.commitment_text
        if self.sensitive_post.get_state().final:
            told = _now("%(code)s está retirado.") % {"code": self.sensitive_post.code}
            raise ValidationError({"sensitive_post": told})
        if self.renews is not None and (
            self.renews.sensitive_post_id != self.sensitive_post_id or self.renews.holder_id != self.holder_id
        ):
            raise ValidationError(
                {"renews": _now("Solo renueva un compromiso de la misma persona y el mismo puesto.")}
            )
        if self.holder is None:
            return
        if self.holder.post_id != self.sensitive_post.post_id:
            told = _now("%(code)s no ocupa ese puesto.") % {"code": self.holder.code}
            raise ValidationError({"holder": told})
        if self.holder.of_unit_id != self.unit_id:
            told = _now("La persona trabaja en %(unit)s.") % {"unit": self.holder.of_unit}
            raise ValidationError({"unit": told})
