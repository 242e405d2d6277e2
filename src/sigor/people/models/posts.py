"""Posts of the MPP with the competences they need, and the CPE: how many there are and what they cost."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.people.models.parts import (
    COUNTS,
    FIRST_YEAR,
    HIGHEST_LEVEL,
    LAST_YEAR,
    LEVEL_HELP,
    LEVELS,
    LOWEST_LEVEL,
    PART,
    YEARS,
)
from sigor.records.lives import NAMED, Approved, Kept
from sigor.records.models import Record, known_choice, record_constraints

MOST_POSITIONS = 5000


class Post(Kept):
    """A post as its profile describes it; the profile says nothing of who holds it."""

    code_prefix = "PUE"
    shared = True

    title = models.CharField(_("Puesto"), max_length=300)
    mission = models.TextField(_("Misión del puesto"), blank=True)
    education = models.TextField(_("Formación académica"), blank=True)
    experience = models.TextField(_("Experiencia"), blank=True)
    knowledge = models.TextField(_("Conocimientos"), blank=True)
    level = models.CharField(_("Nivel y valorización"), max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("puesto")
        verbose_name_plural = _("puestos")


class CompetenceKind(models.TextChoices):
    GENERAL = "general", _("General")
    TECHNICAL = "technical", _("Técnica")
    INTEGRITY = "integrity", _("De integridad")
    SECURITY = "security", _("De seguridad de la información")


class Competence(Kept):
    """Something that people must know or be able to do."""

    code_prefix = "COMP"
    shared = True

    title = models.CharField(_("Competencia"), max_length=300)
    kind = models.CharField(_("Clase"), max_length=20, choices=CompetenceKind)
    description = models.TextField(_("En qué consiste"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("competencia")
        verbose_name_plural = _("competencias")
        constraints = [*Kept.Meta.constraints, known_choice("kind", CompetenceKind)]


class PostCompetence(Record):
    """How much of a competence a post asks for."""

    code_prefix = "PUCO"
    workflow = PART
    shared = True

    title = models.CharField(_("Para qué la necesita"), max_length=300)
    post = models.ForeignKey(Post, models.PROTECT, related_name="required", verbose_name=_("Puesto"))
    competence = models.ForeignKey(
        Competence, models.PROTECT, related_name="required", verbose_name=_("Competencia")
    )
    required_level = models.PositiveSmallIntegerField(
        _("Nivel requerido"), validators=LEVELS, help_text=LEVEL_HELP
    )

    class Meta:
        verbose_name = _("competencia del puesto")
        verbose_name_plural = _("competencias del puesto")
        constraints = [
            *record_constraints(PART),
            NAMED,
            models.CheckConstraint(
                name="people_postcompetence_scale",
                condition=Q(required_level__range=(LOWEST_LEVEL, HIGHEST_LEVEL)),
            ),
            models.UniqueConstraint(
                name="people_postcompetence_once",
                fields=["post", "competence"],
                condition=COUNTS,
                violation_error_message=_("El puesto ya pide esa competencia."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        post = getattr(self, "post", None)
        if post is not None and post.get_state().final:
            raise ValidationError({"post": _("%(code)s está retirado.") % {"code": post.code}})


class EstablishmentEntry(Approved):
    """One line of the CPE: how many positions of a post there are in a year, how many are taken, what each costs."""

    code_prefix = "CPE"

    title = models.CharField(_("Denominación en el CPE"), max_length=300)
    post = models.ForeignKey(Post, models.PROTECT, related_name="establishment", verbose_name=_("Puesto"))
    year = models.PositiveSmallIntegerField(_("Año"), validators=YEARS)
    positions = models.PositiveIntegerField(
        _("Posiciones"), validators=(MinValueValidator(1), MaxValueValidator(MOST_POSITIONS))
    )
    occupied = models.PositiveIntegerField(
        _("Posiciones ocupadas"), validators=(MinValueValidator(0), MaxValueValidator(MOST_POSITIONS))
    )
    monthly_value = models.DecimalField(_("Valor mensual (S/)"), max_digits=12, decimal_places=2)
    budget_source = models.CharField(_("Fuente presupuestal"), max_length=200, blank=True)

    class Meta(Approved.Meta):
        verbose_name = _("línea del CPE")
        verbose_name_plural = _("líneas del CPE")
        constraints = [
            *Approved.Meta.constraints,
            models.CheckConstraint(
                name="people_establishmententry_year", condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))
            ),
            models.CheckConstraint(
                name="people_establishmententry_positions",
                condition=Q(positions__range=(1, MOST_POSITIONS)),
            ),
            models.CheckConstraint(
                name="people_establishmententry_occupied_fits",
                condition=Q(occupied__gte=0, occupied__lte=F("positions")),
                violation_error_message=_("No puede haber más posiciones ocupadas que posiciones."),
            ),
            models.CheckConstraint(
                name="people_establishmententry_value",
                condition=Q(monthly_value__gte=0),
                violation_error_message=_("El valor mensual no puede ser negativo."),
            ),
            models.UniqueConstraint(
                name="people_establishmententry_once",
                fields=["post", "year"],
                condition=~Q(state="withdrawn") & Q(archived_at__isnull=True),
                violation_error_message=_("Ese puesto ya tiene su línea del CPE en ese año."),
            ),
        ]
