"""Induction, what everybody must read, and the word of each person that they read and understood it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.people.models.holders import HOLDS, Holder
from sigor.records.lives import NAMED, Approved, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.selectors import evidence_of
from sigor.records.workflow import State, Transition, Workflow


def proof_attached(induction: Any, by: Any) -> str:
    """Gate: an induction that nothing proves did not happen."""
    if evidence_of(induction).exists():
        return ""
    return str(_("No se puede dar por hecha: falta adjuntar el documento que la prueba."))


INDUCTION_WORKFLOW = Workflow(
    states=(
        State("pending", _("Pendiente"), "○", "warning"),
        State("done", _("Hecha"), "✓", "success"),
        State("annulled", _("Anulada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "complete",
            _("Dar por hecha"),
            ("pending",),
            "done",
            Permission.EDIT,
            gates=(proof_attached,),
            asks=("done_on",),
            stamp="completed",
        ),
        Transition("reopen", _("Reabrir"), ("done",), "pending", Permission.EDIT, needs_reason=True),
        Transition("annul", _("Anular"), ("pending",), "annulled", Permission.EDIT, needs_reason=True),
    ),
)


class Induction(Record):
    """The induction of one person: by when, on what, and when it took place."""

    code_prefix = "INDUC"
    workflow = INDUCTION_WORKFLOW

    title = models.CharField(_("Inducción"), max_length=300)
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="inductions", verbose_name=_("Persona"))
    of_unit = models.ForeignKey(
        Unit, models.PROTECT, blank=True, editable=False, related_name="+", verbose_name=_("Unidad entonces")
    )
    due_date = models.DateField(_("Fecha límite"))
    topics = models.TextField(
        _("Temas"), blank=True, help_text=_("Política del SIG, RISC, código de ética, funciones del puesto…")
    )
    done_on = models.DateField(_("Hecha el"), null=True, blank=True)
    completed_by = who()
    completed_at = when()

    class Meta:
        verbose_name = _("inducción")
        verbose_name_plural = _("inducciones")
        constraints = [
            *record_constraints(INDUCTION_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="people_induction_done_on_a_day", condition=~Q(state="done") | Q(done_on__isnull=False)
            ),
        ]

    def clean(self) -> None:
        super().clean()
        holder = getattr(self, "holder", None)
        if holder is not None and self.of_unit_id is None:
            self.of_unit_id = holder.of_unit_id


class ReadingKind(models.TextChoices):
    POLICY = "policy", _("Política")
    RISC = "risc", _("Reglamento interno (RISC)")
    CODE_OF_ETHICS = "code_of_ethics", _("Código de ética")
    OTHER = "other", _("Otra")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Todas las personas")
    UNIT = "unit", _("Las personas de la unidad que la registra")


class RequiredReading(Approved):
    """A text that people must read and understand; a new version is read again."""

    code_prefix = "LECT"
    shared = True

    title = models.CharField(_("Lectura"), max_length=300)
    kind = models.CharField(_("Clase"), max_length=20, choices=ReadingKind)
    version = models.CharField(
        _("Versión"), max_length=60, help_text=_("Al cambiar de versión, todas las personas vuelven a leer.")
    )
    text = models.TextField(
        _("Qué hay que comprender"),
        help_text=_("En pocas líneas y con sus palabras; dónde está el documento completo."),
    )
    audience = models.CharField(_("Quiénes la leen"), max_length=20, choices=Audience)
    from_date = models.DateField(_("Obliga desde"))
    due_days = models.PositiveSmallIntegerField(
        _("Plazo para leer (días)"), validators=(MinValueValidator(1), MaxValueValidator(365))
    )
    due_date = models.GeneratedField(
        verbose_name=_("Leída a más tardar el"),
        expression=ExpressionWrapper(F("from_date") + F("due_days"), output_field=models.DateField()),
        output_field=models.DateField(),
        db_persist=True,
    )

    class Meta(Approved.Meta):
        verbose_name = _("lectura obligatoria")
        verbose_name_plural = _("lecturas obligatorias")
        constraints = [
            *Approved.Meta.constraints,
            known_choice("kind", ReadingKind),
            known_choice("audience", Audience),
            models.CheckConstraint(name="people_requiredreading_term", condition=Q(due_days__range=(1, 365))),
            models.CheckConstraint(
                name="people_requiredreading_says_something", condition=~Q(text="") & ~Q(version="")
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.pk is None or not self.acknowledgements.filter(version=self.version).exists():
            return
        before = type(self).objects.filter(pk=self.pk).values_list("title", "text").first()
        if before != (self.title, self.text):
            raise ValidationError(
                {"version": _("Cambió lo que se lee: ponga otra versión, para que se vuelva a leer.")}
            )


ACKNOWLEDGED = Workflow(states=(State("acknowledged", _("Leído y comprendido"), "✓", "success", final=True),))


class Acknowledgement(Record):
    """The word of one person, given by that person in the system, that a reading was read and understood."""

    code_prefix = "ACUSE"
    workflow = ACKNOWLEDGED

    title = models.CharField(_("Lectura y versión"), max_length=300)
    reading = models.ForeignKey(
        RequiredReading, models.PROTECT, related_name="acknowledgements", verbose_name=_("Lectura")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("Quién leyó"),
    )
    of_unit = models.ForeignKey(
        Unit, models.PROTECT, blank=True, editable=False, related_name="+", verbose_name=_("Unidad entonces")
    )
    version = models.CharField(_("Versión leída"), max_length=60)
    statement = models.TextField(_("Lo que declaró"))
    acknowledged_on = models.DateField(_("Leída el"))

    class Meta:
        verbose_name = _("acuse de lectura")
        verbose_name_plural = _("acuses de lectura")
        constraints = [
            *record_constraints(ACKNOWLEDGED),
            NAMED,
            models.CheckConstraint(
                name="people_acknowledgement_by_the_reader", condition=Q(user=F("created_by"))
            ),
            models.CheckConstraint(
                name="people_acknowledgement_says_what", condition=~Q(statement="") & ~Q(version="")
            ),
            models.UniqueConstraint(
                name="people_acknowledgement_once",
                fields=["reading", "user", "version"],
                violation_error_message=_("Esa persona ya acusó la lectura de esa versión."),
            ),
        ]

    def clean(self) -> None:
        """Nobody reads for somebody else: the reader is whoever writes."""
        super().clean()
        if self.pk is None:
            self.user_id = self.created_by_id
            own = Holder.objects.filter(HOLDS, user=self.user_id).values_list("of_unit_id", flat=True).first()
            self.of_unit_id = own or self.unit_id
