"""The integrity model in its nine components, how far each one is, and what is done about them in a year."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.organisation.models import Dated
from sigor.records.lives import Approved, Kept, Work
from sigor.records.models import known_choice

COMPONENTS = 9
FIRST_YEAR, LAST_YEAR = 2020, 2100
SETTLED = ("integrity_model_id", "number", "title", "asks")  # what only a new model changes


class Stage(models.TextChoices):
    NOT_ASSESSED = "not_assessed", _("Sin evaluar")
    INITIAL = "initial", _("Inicial")
    INSTITUTIONALISATION = "institutionalisation", _("Institucionalización")
    STANDARDISATION = "standardisation", _("Estandarización")


class IntegrityModel(Approved, Dated):
    """The integrity model that a norm establishes; another model is another record."""

    code_prefix = "MDI"
    shared = True

    title = models.CharField(_("Modelo de integridad"), max_length=300)

    class Meta(Approved.Meta):
        verbose_name = _("modelo de integridad")
        verbose_name_plural = _("modelos de integridad")
        constraints = [*Approved.Meta.constraints, *Dated.Meta.constraints]


class IntegrityComponent(Kept):
    """One of the nine components of a model and the stage that the institution has reached in it."""

    code_prefix = "CMI"
    shared = True

    title = models.CharField(_("Componente"), max_length=300)
    integrity_model = models.ForeignKey(
        IntegrityModel, models.PROTECT, related_name="components", verbose_name=_("Modelo de integridad")
    )
    number = models.PositiveSmallIntegerField(
        _("Nº"), validators=(MinValueValidator(1), MaxValueValidator(COMPONENTS))
    )
    asks = models.TextField(_("Qué pide"))
    stage = models.CharField(_("Etapa alcanzada"), max_length=30, choices=Stage, default=Stage.NOT_ASSESSED)
    progress_note = models.TextField(
        _("Qué lo sustenta"), blank=True, help_text=_("Adjunte los documentos como evidencia.")
    )

    class Meta(Kept.Meta):
        verbose_name = _("componente del modelo de integridad")
        verbose_name_plural = _("componentes del modelo de integridad")
        constraints = [
            *Kept.Meta.constraints,
            known_choice("stage", Stage),
            models.CheckConstraint(
                name="integrity_integritycomponent_number", condition=Q(number__range=(1, COMPONENTS))
            ),
            models.UniqueConstraint(
                name="integrity_integritycomponent_once",
                fields=["integrity_model", "number"],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("El modelo ya tiene un componente con ese número."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.integrity_model_id is None or self.integrity_model.state == "draft":
            return
        model = self.integrity_model
        if model.get_state().final:
            raise ValidationError(_now("%(code)s está retirado.") % {"code": model.code})
        kept = type(self)._default_manager.filter(pk=self.pk).first()
        if kept is None or any(getattr(kept, name) != getattr(self, name) for name in SETTLED):
            raise ValidationError(
                _now("%(code)s ya no es un borrador: de sus componentes solo cambia la etapa.")
                % {"code": model.code}
            )


class IntegrityAction(Work):
    """An action of the yearly integrity programme."""

    code_prefix = "PAI"

    title = models.CharField(_("Acción"), max_length=300)
    year = models.PositiveSmallIntegerField(
        _("Año"), validators=(MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR))
    )
    component = models.ForeignKey(
        IntegrityComponent,
        models.PROTECT,
        related_name="actions",
        verbose_name=_("Componente al que sirve"),
    )
    period = models.CharField(
        _("Periodo"), max_length=120, blank=True, help_text=_("Por ejemplo, II trimestre.")
    )
    product = models.CharField(_("Producto"), max_length=300)

    class Meta(Work.Meta):
        verbose_name = _("acción del programa de integridad")
        verbose_name_plural = _("acciones del programa de integridad")
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                name="integrity_integrityaction_year", condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))
            ),
        ]
