"""Who holds a post and what that person is able to do: personal data, read only by those who need it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.people.models.parts import COUNTS, HIGHEST_LEVEL, LEVEL_HELP, LEVELS, LOWEST_LEVEL, PART
from sigor.people.models.posts import Competence, Post
from sigor.records.lives import NAMED
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import State, Transition, Workflow

HOLDER_WORKFLOW = Workflow(
    states=(
        State("active", _("En el puesto"), "✓", "success"),
        State("left", _("Dejó el puesto"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("leave", _("Dar por terminado"), ("active",), "left", Permission.EDIT, asks=("until",)),
    ),
)
HOLDS = Q(state="active", archived_at__isnull=True)  # people who count as being in their post


class Holder(Record):
    """A person in a post; the unit that keeps the register is not the person's own unit."""

    code_prefix = "SERV"
    workflow = HOLDER_WORKFLOW

    title = models.CharField(
        _("Servidor o servidora"),
        max_length=300,
        help_text=_("Solo lo leen quien lleva este registro, la jefatura de la persona y ella misma."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Cuenta"),
        help_text=_("La cuenta con la que entra al sistema, si tiene."),
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="holders", verbose_name=_("Puesto"))
    of_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad donde trabaja")
    )
    since = models.DateField(_("En el puesto desde"))
    until = models.DateField(_("En el puesto hasta"), null=True, blank=True)

    class Meta:
        verbose_name = _("servidor o servidora")
        verbose_name_plural = _("servidores")
        constraints = [
            *record_constraints(HOLDER_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="people_holder_dates",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("La fecha de salida no puede ser anterior a la de ingreso."),
            ),
            models.CheckConstraint(
                name="people_holder_left_on_a_day", condition=~Q(state="left") | Q(until__isnull=False)
            ),
            models.UniqueConstraint(
                name="people_holder_once_per_post",
                fields=["user", "post"],
                condition=HOLDS,
                violation_error_message=_("Quien usa esa cuenta ya figura en ese puesto."),
            ),
        ]


class HeldCompetence(Record):
    """The level of a competence that a person showed when assessed."""

    code_prefix = "EVCO"
    workflow = PART

    title = models.CharField(
        _("Cómo se evaluó"), max_length=300, help_text=_("Por ejemplo: evaluación de desempeño, prueba.")
    )
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="held", verbose_name=_("Persona"))
    competence = models.ForeignKey(
        Competence, models.PROTECT, related_name="held", verbose_name=_("Competencia")
    )
    level = models.PositiveSmallIntegerField(_("Nivel demostrado"), validators=LEVELS, help_text=LEVEL_HELP)
    assessed_on = models.DateField(_("Evaluada el"))

    class Meta:
        verbose_name = _("competencia demostrada")
        verbose_name_plural = _("competencias demostradas")
        constraints = [
            *record_constraints(PART),
            NAMED,
            models.CheckConstraint(
                name="people_heldcompetence_scale", condition=Q(level__range=(LOWEST_LEVEL, HIGHEST_LEVEL))
            ),
            models.UniqueConstraint(
                name="people_heldcompetence_once",
                fields=["holder", "competence"],
                condition=COUNTS,
                violation_error_message=_(
                    "Esa persona ya tiene evaluada esa competencia: cambie el nivel en su registro."
                ),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        holder = getattr(self, "holder", None)
        if holder is not None and holder.get_state().final:
            raise ValidationError({"holder": _("%(code)s ya dejó el puesto.") % {"code": holder.code}})
