"""Files of acts: the types of act and how they are numbered, the file, its acts in order, and what falls due."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.acts import effects, gates
from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated, Role, Unit
from sigor.records.lives import NAMED, Kept, Work, declared, when, who
from sigor.records.locking import held
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import State, Transition, Workflow
from sigor.standards.models import take_code

# What a pattern of numbers may say: RDE N° {numero:03d}-{anio}-MIDIS/PNADP-{unidad}.
PLACES = ("numero", "anio", "unidad")
WELL_FORMED = RegexValidator(
    r"^[^{}]*\{numero(:0[1-6]d)?\}([^{}]*\{(anio|unidad)\})*[^{}]*$",
    _("Escriba {numero} una vez y, después, {anio} o {unidad} donde vayan: «Informe {numero:03d}-{anio}»."),
)
LAST_DAYS = 365


class Series(models.TextChoices):
    UNIT = "unit", _("Una por unidad y año")
    INSTITUTION = "institution", _("Una de la entidad por año")
    NONE = "none", _("Sin número propio: se anota el que trae")


class ActType(Kept, Dated):
    """A type of act: how it is numbered, who signs it and what it brings about."""

    code_prefix = "TACT"
    shared = True

    title = models.CharField(_("Tipo de acto"), max_length=300)
    key = models.CharField(_("Sigla"), max_length=12, help_text=_("Por ejemplo, RDE, INF o MEM."))
    series = models.CharField(_("Numeración"), max_length=20, choices=Series)
    pattern = models.CharField(
        _("Cómo se escribe el número"), max_length=120, blank=True, validators=[WELL_FORMED]
    )
    signed_by = models.CharField(_("Quién lo firma"), max_length=20, choices=Role)
    approves = models.BooleanField(_("Aprueba: pone en vigor lo que se le adjunta"), default=False)
    awaits_reply = models.BooleanField(_("Espera respuesta de quien lo recibe"), default=False)
    template = models.TextField(
        _("Texto de partida"),
        blank=True,
        help_text=_("Un párrafo por línea; {asunto} y {unidad} se reemplazan."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("tipo de acto")
        verbose_name_plural = _("tipos de acto")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("series", Series),
            known_choice("signed_by", Role),
            models.UniqueConstraint(
                name="acts_acttype_one_key_in_use",
                fields=["key"],
                condition=Q(state="in_force", archived_at__isnull=True),
                violation_error_message=_("Ya hay un tipo de acto vigente con esa sigla."),
            ),
            models.CheckConstraint(
                name="acts_acttype_numbered_has_pattern",
                condition=Q(series="none") | ~Q(pattern=""),
                violation_error_message=_("Escriba cómo se escribe el número de esta serie."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        take_code(self, f"TACT-{self.key}")


class Days(models.TextChoices):
    CALENDAR = "calendar", _("Días calendario")
    WORKING = "working", _("Días hábiles")


class ClockRule(Kept, Dated):
    """What falls due because an act of some type was issued: publish it, tell somebody, answer it."""

    code_prefix = "PLZ"
    shared = True

    title = models.CharField(_("Qué se debe hacer"), max_length=300)
    type = models.ForeignKey(
        ActType, models.PROTECT, related_name="clocks", verbose_name=_("Al emitirse un acto de tipo")
    )
    days = models.PositiveSmallIntegerField(_("Plazo"), validators=[MaxValueValidator(LAST_DAYS)])
    counted = models.CharField(_("Cómo se cuenta"), max_length=20, choices=Days)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad que lo hace"))
    publishes = models.BooleanField(
        _("Es publicar en los portales"),
        default=False,
        help_text=_("Va a la cola de publicación, con su paquete."),
    )
    only_approving = models.BooleanField(
        _("Solo si el acto aprueba o modifica algo"),
        default=False,
        help_text=_("Lo que el acto lleva enlazado."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("plazo que nace de un acto")
        verbose_name_plural = _("plazos que nacen de un acto")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("counted", Days),
            models.CheckConstraint(name="acts_clockrule_days", condition=Q(days__lte=LAST_DAYS)),
        ]


FILE_WORKFLOW = Workflow(
    states=(
        State("open", _("En trámite"), "◔", "info"),
        State("closed", _("Concluido"), "✓", "success", final=True),
    ),
    transitions=(
        Transition(
            "close",
            _("Concluir"),
            ("open",),
            "closed",
            Permission.EDIT,
            gates=(gates.nothing_is_pending,),
            stamp="closed",
        ),
        Transition("reopen", _("Reabrir"), ("closed",), "open", Permission.EDIT, needs_reason=True),
    ),
)


class CaseFile(Record):
    """An *expediente*: the acts about one matter, in order, and where it stands."""

    code_prefix = "EXP"
    workflow = FILE_WORKFLOW

    title = models.CharField(_("Asunto del expediente"), max_length=300)
    purpose = models.TextField(_("De qué trata"), blank=True)
    external_code = models.CharField(
        _("Número en el sistema de gestión documental"),
        max_length=80,
        blank=True,
        help_text=_("El que dio el SGD, si lo tiene."),
    )
    closed_by = who()
    closed_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("expediente")
        verbose_name_plural = _("expedientes")
        constraints = [*record_constraints(FILE_WORKFLOW), NAMED]


ACT_WORKFLOW = Workflow(
    states=(
        State("draft", _("Proyecto de acto"), "✎", "neutral"),
        State("awaiting", _("Emitido, espera respuesta"), "▲", "info", waiting=True),
        State("issued", _("Emitido"), "✓", "success", final=True),
        State("annulled", _("Anulado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "issue",
            _("Emitir"),
            ("draft",),
            "issued",
            Permission.EDIT,
            gates=(gates.case_is_open, gates.signed_by_whom_it_should, gates.does_not_await),
            asks=("dated_on",),
            stamp="issued",
            effects=(effects.number, effects.start_clocks, effects.note_in_the_plan),
            meaning=_("Emito este acto con la fecha indicada y respondo por lo que dice"),
        ),
        Transition(
            "send",
            _("Emitir y esperar respuesta"),
            ("draft",),
            "awaiting",
            Permission.EDIT,
            gates=(gates.case_is_open, gates.signed_by_whom_it_should, gates.awaits),
            asks=("dated_on",),
            stamp="issued",
            effects=(effects.number, effects.start_clocks, effects.note_in_the_plan),
            meaning=_("Emito este acto con la fecha indicada, respondo por lo que dice y pido respuesta"),
        ),
        Transition(
            "answer",
            _("Dar por respondido"),
            ("awaiting",),
            "issued",
            Permission.EDIT,
            at="to_unit",
            asks=("answer",),
            stamp="answered",
        ),
        Transition(
            "annul",
            _("Anular"),
            ("awaiting", "issued"),
            "annulled",
            Permission.APPROVE,
            needs_reason=True,
        ),
        Transition(
            "discard", _("Descartar el proyecto"), ("draft",), "annulled", Permission.EDIT, needs_reason=True
        ),
    ),
)


class Act(Record):
    """One act of a file: a report, memorandum, opinion, minutes, resolution or letter."""

    code_prefix = "ACT"
    workflow = ACT_WORKFLOW

    title = models.CharField(_("Asunto"), max_length=300)
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="acts", verbose_name=_("Expediente"))
    type = models.ForeignKey(ActType, models.PROTECT, related_name="acts", verbose_name=_("Tipo de acto"))
    position = models.PositiveIntegerField(_("Orden"), default=0, editable=False)
    number = models.CharField(
        _("Número"),
        max_length=120,
        blank=True,
        help_text=_(
            "Vacío si lo numera el sistema al emitirse; si el acto ya trae número, tal como está escrito."
        ),
    )
    dated_on = models.DateField(_("Fecha del acto"), null=True, blank=True)
    issuer = models.CharField(
        _("Emitido por"),
        max_length=200,
        blank=True,
        help_text=_("Si no es la unidad: por ejemplo, la DGCGPS."),
    )
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Dirigido a la unidad")
    )
    to_outside = models.CharField(_("Dirigido a otra entidad"), max_length=200, blank=True)
    plan_version = models.ForeignKey(
        "plans.PlanVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Versión del plan que aprueba o modifica"),
    )
    reply_due = models.DateField(_("Responder hasta"), null=True, blank=True)
    body = models.TextField(_("Texto"), blank=True, help_text=_("Un párrafo por línea."))
    answer = models.TextField(
        _("Respuesta"), blank=True, help_text=_("En una frase: con qué acto o qué se resolvió.")
    )
    external_code = models.CharField(_("Código en el SGD"), max_length=80, blank=True)
    issued_by = who()
    issued_at = when()
    answered_by = who()
    answered_at = when()
    declared = declared()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("acto")
        verbose_name_plural = _("actos")
        ordering = ["case", "position"]
        constraints = [
            *record_constraints(ACT_WORKFLOW),
            NAMED,
            models.UniqueConstraint(name="acts_act_one_place", fields=["case", "position"]),
            models.CheckConstraint(
                name="acts_act_issued_has_date",
                condition=Q(state__in=["draft", "annulled"]) | Q(dated_on__isnull=False),
            ),
            models.CheckConstraint(
                name="acts_act_reply_after_date",
                condition=Q(reply_due__isnull=True)
                | Q(dated_on__isnull=True)
                | Q(reply_due__gte=F("dated_on")),
                violation_error_message=_(
                    "El plazo de respuesta no puede vencer antes de la fecha del acto."
                ),
            ),
        ]

    def __str__(self) -> str:
        if not self.number:
            return f"{self.code} {self.title}"
        return self.number if self.number[:1].isalpha() else f"{self.type.title} {self.number}"

    def clean(self) -> None:
        super().clean()
        case = CaseFile._default_manager.filter(pk=self.case_id).first()
        if case is None:
            return
        if self._state.adding:
            if case.state != "open":
                raise ValidationError(
                    {"case": _("El expediente %(code)s está concluido.") % {"code": case.code}}
                )
            # The file is locked: two acts added at once take two places.
            held(CaseFile, case.pk)
            last = Act._base_manager.filter(case=case).aggregate(last=models.Max("position"))["last"]
            self.position = (last or 0) + 1
        if self.number and self.type_id:
            same = Act._default_manager.filter(type=self.type_id, number=self.number, issuer=self.issuer)
            if same.exclude(pk=self.pk).exclude(state="annulled").exists():
                raise ValidationError({"number": _("Ya hay un acto de este tipo con ese número.")})


class ActDuty(Work):
    """Something that falls due because an act was issued."""

    code_prefix = "DEB"

    act = models.ForeignKey(Act, models.PROTECT, related_name="duties", verbose_name=_("Acto"))
    rule = models.ForeignKey(
        ClockRule,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("Plazo"),
    )
    proof_link = models.URLField(
        _("Dónde se ve"),
        max_length=500,
        blank=True,
        help_text=_("La página en que quedó publicado, si es el caso."),
    )

    class Meta(Work.Meta):
        verbose_name = _("pendiente de un acto")
        verbose_name_plural = _("pendientes de los actos")
        constraints = [
            *Work.Meta.constraints,
            models.UniqueConstraint(
                name="acts_actduty_once", fields=["act", "rule"], condition=Q(archived_at__isnull=True)
            ),
        ]
