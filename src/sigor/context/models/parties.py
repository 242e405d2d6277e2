"""Interested parties: who is affected by the institution, what they need and what it owes them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import State, Transition, Workflow

LOWEST, HIGHEST = 1, 5
SCALE = (MinValueValidator(LOWEST), MaxValueValidator(HIGHEST))

PARTY_WORKFLOW = Workflow(
    states=(
        State("current", _("Vigente"), "✓", "success"),
        State("in_review", _("En revisión"), "◔", "warning"),
        State("withdrawn", _("Retirada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("review", _("Poner en revisión"), ("current",), "in_review", Permission.EDIT),
        Transition("confirm", _("Confirmar vigencia"), ("in_review",), "current", Permission.EDIT),
        Transition(
            "withdraw",
            _("Retirar"),
            ("current", "in_review"),
            "withdrawn",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


class InterestedParty(Record):
    """Somebody who affects the institution or is affected by it, with what they need and expect."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("Interna")
        EXTERNAL = "external", _("Externa")
        PARTNER = "partner", _("Socio de negocio")

    code_prefix = "PI"
    workflow = PARTY_WORKFLOW

    title = models.CharField(_("Parte interesada"), max_length=300)
    kind = models.CharField(_("Tipo"), max_length=20, choices=Kind)
    needs = models.TextField(_("Necesidades"), blank=True)
    expectations = models.TextField(_("Expectativas"), blank=True)
    requirements = models.TextField(_("Requisitos"), blank=True)
    influence = models.PositiveSmallIntegerField(
        _("Influencia"), validators=SCALE, help_text=_("De 1 (baja) a 5 (alta).")
    )
    interest = models.PositiveSmallIntegerField(
        _("Interés"), validators=SCALE, help_text=_("De 1 (bajo) a 5 (alto).")
    )
    priority = models.GeneratedField(
        verbose_name=_("Prioridad"),
        expression=F("influence") * F("interest"),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    review_due = models.DateField(_("Próxima revisión"), null=True, blank=True)

    class Meta:
        verbose_name = _("parte interesada")
        verbose_name_plural = _("partes interesadas")
        constraints = [
            *record_constraints(PARTY_WORKFLOW),
            models.CheckConstraint(name="context_interestedparty_named", condition=~Q(title="")),
            models.CheckConstraint(
                name="context_interestedparty_known_kind",
                condition=Q(kind__in=["internal", "external", "partner"]),
            ),
            models.CheckConstraint(
                name="context_interestedparty_scales",
                condition=Q(influence__range=(LOWEST, HIGHEST), interest__range=(LOWEST, HIGHEST)),
            ),
        ]
