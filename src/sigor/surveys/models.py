"""What is kept of surveys: drivers, designs with their questions, waves, and the answers of people nobody can name."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.organisation.models import Dated, Unit
from sigor.processes.models import Process
from sigor.records.lives import NAMED, Approved, Kept, when, who
from sigor.records.models import Record, StoredFile, known_choice, record_constraints
from sigor.surveys.workflows import SURVEY, WAVE

LOWEST, HIGHEST = 0, 100  # of any scale
SYMBOL = RegexValidator(
    r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
    _("El código de una pregunta se escribe con mayúsculas, cifras y guion bajo: por ejemplo, TRATO_1."),
)
RESERVED = ("UNIDAD", "PESO")  # the other columns of a file of answers


class Driver(Kept, Dated):
    """What people judge a service by, as the norm on the quality of services names it."""

    code_prefix = "COND"
    shared = True

    title = models.CharField(_("Conductor"), max_length=120)
    meaning = models.TextField(_("Qué abarca"))
    order = models.PositiveSmallIntegerField(_("Orden"), default=1)

    class Meta(Kept.Meta):
        verbose_name = _("conductor de la satisfacción")
        verbose_name_plural = _("conductores de la satisfacción")
        constraints = [*Kept.Meta.constraints, *Dated.Meta.constraints]


class Mode(models.TextChoices):
    FACE = "face", _("Cara a cara")
    PHONE = "phone", _("Por teléfono")
    WEB = "web", _("En línea")
    PAPER = "paper", _("En papel")
    MIXED = "mixed", _("Mixta")


class Survey(Approved):
    """What is asked of whom and how they are chosen; another design is approved again."""

    code_prefix = "ENC"
    workflow = SURVEY
    shared = True

    title = models.CharField(_("Encuesta"), max_length=300)
    purpose = models.TextField(_("Para qué se pregunta"))
    population = models.TextField(
        _("A quiénes representa"), help_text=_("Por ejemplo, titulares de hogares abonados.")
    )
    process = models.ForeignKey(
        Process,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Proceso o servicio que se valora"),
    )
    mode = models.CharField(_("Cómo se pregunta"), max_length=5, choices=Mode)
    sampling = models.TextField(
        _("Cómo se elige a quién preguntar"), help_text=_("Marco, estratos, salto sistemático, reemplazos.")
    )
    fewest = models.PositiveSmallIntegerField(
        _("Respuestas mínimas para mostrar un porcentaje"),
        default=30,
        validators=[MinValueValidator(10), MaxValueValidator(1000)],
    )
    source = models.CharField(_("Procedimiento o norma que la pide"), max_length=300, blank=True)

    class Meta(Approved.Meta):
        verbose_name = _("encuesta")
        verbose_name_plural = _("encuestas")
        constraints = [
            *record_constraints(SURVEY),
            NAMED,
            known_choice("mode", Mode),
            models.CheckConstraint(name="surveys_survey_fewest", condition=Q(fewest__range=(10, 1000))),
        ]  # fmt: skip


class Question(Kept):
    """One closed question; once its answers were closed in a wave neither its words nor its scale change."""

    code_prefix = "PREG"
    shared = True

    title = models.CharField(_("Pregunta"), max_length=300, help_text=_("Como se lee a quien responde."))
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="questions", verbose_name=_("Encuesta"))
    symbol = models.CharField(
        _("Código en el archivo"),
        max_length=20,
        validators=[SYMBOL],
        help_text=_("El encabezado de su columna."),
    )
    order = models.PositiveSmallIntegerField(_("Orden"), default=1)
    driver = models.ForeignKey(
        Driver,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("Conductor"),
        help_text=_("Vacío si pregunta por el conjunto."),
    )
    lowest = models.PositiveSmallIntegerField(
        _("La escala va de"), default=1, validators=[MaxValueValidator(HIGHEST)]
    )
    highest = models.PositiveSmallIntegerField(
        _("La escala llega a"), default=5, validators=[MaxValueValidator(HIGHEST)]
    )
    favourable_from = models.PositiveSmallIntegerField(
        _("Es favorable desde"),
        default=4,
        validators=[MaxValueValidator(HIGHEST)],
        help_text=_("4 si cuentan las dos respuestas más altas de cinco."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("pregunta de encuesta")
        verbose_name_plural = _("preguntas de encuesta")
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                name="surveys_question_scale",
                condition=Q(lowest__gte=LOWEST, highest__lte=HIGHEST, lowest__lt=F("favourable_from"))
                & Q(favourable_from__lte=F("highest")),
                violation_error_message=_("Lo favorable empieza por encima del inicio de la escala y dentro de ella."),
            ),
            models.UniqueConstraint(
                name="surveys_question_symbol_once",
                fields=["survey", "symbol"],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("La encuesta ya tiene una pregunta con ese código."),
            ),
        ]  # fmt: skip

    def clean(self) -> None:
        super().clean()
        if self.symbol in RESERVED:
            raise ValidationError({"symbol": _now("Ese encabezado es de otra columna del archivo.")})
        if self.pk is None or not self.survey.waves.filter(state="closed").exists():
            return
        former = type(self)._default_manager.get(pk=self.pk)
        asked = ("title", "symbol", "lowest", "highest", "favourable_from", "survey_id")
        if any(getattr(former, name) != getattr(self, name) for name in asked):
            raise ValidationError(
                _now("Ya hay respuestas cerradas a esta pregunta: retírela y registre otra con otro código.")
            )


class Wave(Record):
    """One time that a survey was put: when, to how many of how many, and the answers that came back."""

    code_prefix = "MED"
    workflow = WAVE
    shared = True

    title = models.CharField(_("Medición"), max_length=300)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="waves", verbose_name=_("Encuesta"))
    started_on = models.DateField(_("Recojo desde"))
    ended_on = models.DateField(_("Recojo hasta"))
    population_size = models.PositiveIntegerField(
        _("Cuántos son en total"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("El tamaño del marco; vacío si no se conoce."),
    )
    planned = models.PositiveIntegerField(
        _("Respuestas previstas"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    conduct = models.TextField(_("Cómo se hizo y qué la limita"), blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("Corrige la medición"),
        help_text=_("Una medición cerrada no se cambia: otra toma su lugar."),
    )
    correction = models.TextField(_("Qué corrige y por qué"), blank=True)
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Huella del archivo"),
    )
    file_name = models.CharField(_("Archivo"), max_length=255, blank=True, editable=False)
    rows = models.PositiveIntegerField(_("Respuestas"), default=0, editable=False)
    loaded_by = who(_("Cargó las respuestas"))
    sent_by = who()
    sent_at = when()
    closed_by = who()
    closed_at = when()

    class Meta:
        verbose_name = _("medición")
        verbose_name_plural = _("mediciones")
        constraints = [
            *record_constraints(WAVE),
            NAMED,
            models.CheckConstraint(
                name="surveys_wave_in_order",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message=_("El recojo no puede terminar antes de empezar."),
            ),
            models.CheckConstraint(
                name="surveys_wave_correction_says_why",
                condition=Q(corrects__isnull=True) | ~Q(correction=""),
                violation_error_message=_("Diga qué corrige y por qué."),
            ),
            models.CheckConstraint(
                name="surveys_wave_of_somebody",
                condition=(Q(population_size__isnull=True) | Q(population_size__gte=1))
                & (Q(planned__isnull=True) | Q(planned__gte=1)),
            ),
            models.CheckConstraint(
                name="surveys_wave_closed_with_answers", condition=~Q(state="closed") | Q(rows__gt=0)
            ),
            models.CheckConstraint(
                name="surveys_wave_two_people",
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("sent_by")) & ~Q(closed_by=F("loaded_by")),
            ),
        ]  # fmt: skip

    def clean(self) -> None:
        super().clean()
        if self.population_size and self.rows > self.population_size:
            raise ValidationError({"population_size": _now("Hay más respuestas que personas en el marco.")})
        if self.corrects_id is None or self.corrects is None:
            return
        if self.corrects.survey_id != self.survey_id or self.corrects.state != "closed":
            raise ValidationError(
                {"corrects": _now("Solo se corrige una medición cerrada de la misma encuesta.")}
            )


class Response(models.Model):
    """What one person answered, by symbol of the question: a number of its scale, nothing that tells who it was."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="responses")
    line = models.PositiveIntegerField()  # of the file
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    weight = models.DecimalField(max_digits=14, decimal_places=6, default=1)
    answers = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="surveys_response_line_once", fields=["wave", "line"]),
            models.CheckConstraint(name="surveys_response_weighs", condition=Q(weight__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} · {self.line}"
