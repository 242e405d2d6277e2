"""What people need to learn, the actions of the PDP that teach it, who attended and whether it worked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.people.models.holders import Holder
from sigor.people.models.parts import COUNTS, FIRST_YEAR, LAST_YEAR, PART, YEARS
from sigor.people.models.posts import Competence
from sigor.records.lives import CANCELLED, NAMED, PLANNED, UNDER_WAY, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import State, Transition, Workflow


def attended_to(need: Any, by: Any) -> str:
    """Gate: an action of the PDP must say that it meets the need."""
    if need.actions.filter(archived_at__isnull=True).exclude(state="cancelled").exists():
        return ""
    message = _("No se puede dar por programada: ninguna acción del PDP atiende %(code)s.")
    return str(message % {"code": need.code})


MOST_HOURS = 400

NEED_WORKFLOW = Workflow(
    states=(
        State("identified", _("Identificada"), "○", "warning"),
        State("planned", _("Programada en el PDP"), "✓", "success"),
        State("dismissed", _("Descartada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "plan",
            _("Dar por programada"),
            ("identified",),
            "planned",
            Permission.EDIT,
            gates=(attended_to,),
        ),
        Transition(
            "reopen",
            _("Volver a identificada"),
            ("planned",),
            "identified",
            Permission.EDIT,
            needs_reason=True,
        ),
        Transition(
            "dismiss", _("Descartar"), ("identified",), "dismissed", Permission.EDIT, needs_reason=True
        ),
    ),
)


class NeedSource(models.TextChoices):
    GAP = "gap", _("Brecha de competencia")
    PERFORMANCE = "performance", _("Evaluación de desempeño")
    NORM = "norm", _("Norma o requisito nuevo")
    RISK = "risk", _("Riesgo, hallazgo o incidente")
    OTHER = "other", _("Otra")


class TrainingNeed(Record):
    """Something that people must learn, and how that came to be known."""

    code_prefix = "NECAP"
    workflow = NEED_WORKFLOW

    title = models.CharField(_("Necesidad de capacitación"), max_length=300)
    source = models.CharField(_("De dónde surge"), max_length=20, choices=NeedSource)
    competence = models.ForeignKey(
        Competence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("Competencia por fortalecer"),
    )
    description = models.TextField(_("Qué se necesita y para quiénes"), blank=True)
    identified_on = models.DateField(_("Identificada el"))

    class Meta:
        verbose_name = _("necesidad de capacitación")
        verbose_name_plural = _("necesidades de capacitación")
        constraints = [*record_constraints(NEED_WORKFLOW), NAMED, known_choice("source", NeedSource)]


def attendance_recorded(action: Any, by: Any) -> str:
    """Gate: what was taught was taught to somebody."""
    if action.attendances.filter(COUNTS).exists():
        return ""
    return str(_("No se puede dar por ejecutada: no tiene asistencia registrada."))


def time_to_judge(action: Any, by: Any) -> str:
    """Gate: whether it worked is seen later, on the day that was set."""
    if action.effectiveness_due is None or clock.today() >= action.effectiveness_due:
        return ""
    message = _("La eficacia se juzga desde el %(day)s: todavía no se puede saber si sirvió.")
    return str(message % {"day": formats.date_format(action.effectiveness_due, "DATE_FORMAT")})


ACTION_WORKFLOW = Workflow(
    states=(
        PLANNED,
        UNDER_WAY,
        State("done", _("Ejecutada, por evaluar su eficacia"), "▲", "info", waiting=True),
        State("judged", _("Eficacia juzgada"), "✓", "success", final=True),
        CANCELLED,
    ),
    transitions=(
        Transition("start", _("Iniciar"), ("planned",), "under_way", Permission.EDIT),
        Transition(
            "report",
            _("Dar por ejecutada"),
            ("planned", "under_way"),
            "done",
            Permission.EDIT,
            gates=(attendance_recorded,),
            asks=("result",),
            stamp="reported",
        ),
        Transition("reopen", _("Reabrir"), ("done",), "under_way", Permission.EDIT, needs_reason=True),
        Transition(
            "judge",
            _("Juzgar la eficacia"),
            ("done",),
            "judged",
            Permission.EDIT,
            unlike=("reported_by",),
            gates=(time_to_judge,),
            asks=("effectiveness", "effectiveness_note"),
            stamp="judged",
        ),
        Transition(
            "cancel",
            _("Cancelar"),
            ("planned", "under_way"),
            "cancelled",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


class Modality(models.TextChoices):
    ON_SITE = "on_site", _("Presencial")
    REMOTE = "remote", _("Virtual")
    MIXED = "mixed", _("Mixta")


class Effectiveness(models.TextChoices):
    EFFECTIVE = "effective", _("Eficaz")
    PARTLY = "partly", _("Eficaz en parte")
    INEFFECTIVE = "ineffective", _("No eficaz")


class TrainingAction(Record):
    """An action of the PDP of a year; somebody other than who reported it says later whether it worked."""

    code_prefix = "PDP"
    workflow = ACTION_WORKFLOW

    title = models.CharField(_("Acción de capacitación"), max_length=300)
    year = models.PositiveSmallIntegerField(_("Año del PDP"), validators=YEARS)
    provider = models.CharField(_("Proveedor o facilitador"), max_length=200, blank=True)
    hours = models.PositiveSmallIntegerField(
        _("Horas"), validators=(MinValueValidator(1), MaxValueValidator(MOST_HOURS))
    )
    modality = models.CharField(_("Modalidad"), max_length=20, choices=Modality)
    target = models.TextField(
        _("A quiénes va dirigida"), blank=True, help_text=_("Puestos o unidades; sin nombres de personas.")
    )
    need = models.ForeignKey(
        TrainingNeed,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("Necesidad que atiende"),
    )
    starts_on = models.DateField(_("Empieza el"), null=True, blank=True)
    due_date = models.DateField(_("Fecha límite"))
    result = models.TextField(_("Resultado"), blank=True)
    effectiveness_criterion = models.TextField(_("Cómo se sabrá si fue eficaz"), blank=True)
    effectiveness_due = models.DateField(
        _("La eficacia se juzga desde"), help_text=_("Un día posterior, cuando ya se pueda ver el efecto.")
    )
    effectiveness = models.CharField(
        _("Eficacia"),
        max_length=20,
        choices=Effectiveness,
        blank=True,
        help_text=_("Vacía mientras no se juzga."),
    )
    effectiveness_note = models.TextField(_("Qué se observó al juzgar la eficacia"), blank=True)
    next_on = models.DateField(_("Próxima fecha"), null=True, blank=True, editable=False)
    reported_by = who()
    reported_at = when()
    judged_by = who()
    judged_at = when()

    class Meta:
        verbose_name = _("acción del PDP")
        verbose_name_plural = _("acciones del PDP")
        constraints = [
            *record_constraints(ACTION_WORKFLOW),
            NAMED,
            known_choice("modality", Modality),
            known_choice("effectiveness", Effectiveness, blank=True),
            models.CheckConstraint(
                name="people_trainingaction_judged_says_how",
                condition=~Q(state="judged") | (~Q(effectiveness="") & ~Q(effectiveness_note="")),
            ),
            models.CheckConstraint(
                name="people_trainingaction_figures",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR), hours__range=(1, MOST_HOURS)),
            ),
            models.CheckConstraint(
                name="people_trainingaction_dates",
                condition=Q(starts_on__isnull=True) | Q(due_date__gte=F("starts_on")),
                violation_error_message=_("La fecha límite no puede ser anterior al inicio."),
            ),
            models.CheckConstraint(
                name="people_trainingaction_judged_later",
                condition=Q(effectiveness_due__gte=F("due_date")),
                violation_error_message=_("La eficacia se juzga después de ejecutada la acción."),
            ),
        ]

    def clean(self) -> None:
        """What is looked at next: first that it is done, then whether it worked."""
        super().clean()
        dates = {"planned": self.due_date, "under_way": self.due_date, "done": self.effectiveness_due}
        self.next_on = dates.get(self.state)


class Attended(models.TextChoices):
    YES = "yes", _("Asistió")
    NO = "no", _("No asistió")
    EXCUSED = "excused", _("Justificó su inasistencia")


class Attendance(Record):
    """Whether a person attended an action, and with what score."""

    code_prefix = "ASIS"
    workflow = PART

    title = models.CharField(
        _("Cómo consta"), max_length=300, help_text=_("Por ejemplo: lista de asistencia, constancia.")
    )
    action = models.ForeignKey(
        TrainingAction, models.PROTECT, related_name="attendances", verbose_name=_("Acción del PDP")
    )
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="attendances", verbose_name=_("Persona"))
    of_unit = models.ForeignKey(
        Unit, models.PROTECT, blank=True, editable=False, related_name="+", verbose_name=_("Unidad entonces")
    )
    attended = models.CharField(_("Asistencia"), max_length=20, choices=Attended)
    score = models.DecimalField(
        _("Nota"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=(MinValueValidator(0), MaxValueValidator(20)),
        help_text=_("De 0 a 20; vacía si no hubo evaluación."),
    )

    class Meta:
        verbose_name = _("asistencia")
        verbose_name_plural = _("asistencias")
        constraints = [
            *record_constraints(PART),
            NAMED,
            known_choice("attended", Attended),
            models.CheckConstraint(
                name="people_attendance_score", condition=Q(score__isnull=True) | Q(score__range=(0, 20))
            ),
            models.UniqueConstraint(
                name="people_attendance_once",
                fields=["action", "holder"],
                condition=COUNTS,
                violation_error_message=_("La asistencia de esa persona a esa acción ya está registrada."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        action, holder = getattr(self, "action", None), getattr(self, "holder", None)
        if action is not None and not action.get_state().editable:
            raise ValidationError(
                {
                    "action": _("%(code)s ya no admite cambios en su asistencia: está en «%(state)s».")
                    % {"code": action.code, "state": action.get_state().label}
                }
            )
        if holder is not None and self.of_unit_id is None:
            self.of_unit_id = holder.of_unit_id
