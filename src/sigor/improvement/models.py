"""Nonconformities and improvements: what happened, why, what is done about it and whether that worked."""

from datetime import date

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.analysis.improvement import CircularTree, levels
from sigor.improvement import gates, workflows
from sigor.records.lives import NAMED, Work, when, who
from sigor.records.models import Record, known_choice, record_constraints

LEVELS = 8  # of a tree of causes, at most
FINISHED = ("closed", "dismissed")


class NonconformityKind(models.TextChoices):
    NONCONFORMITY = "nonconformity", _("No conformidad")
    OBSERVATION = "observation", _("Observación")
    IMPROVEMENT = "improvement", _("Oportunidad de mejora")


class Source(models.TextChoices):
    DATA_ANALYSIS = "data_analysis", _("Análisis de datos")
    MANAGEMENT_REVIEW = "management_review", _("Revisión por la dirección")
    AUDIT = "audit", _("Auditoría")
    SUPERVISION = "supervision", _("Supervisión")
    RISK = "risk", _("Riesgos y oportunidades")
    SATISFACTION = "satisfaction", _("Satisfacción de los usuarios")
    COMPLAINT = "complaint", _("Queja o reclamo")
    INDICATOR = "indicator", _("Indicador")
    OUTPUT = "output", _("Salida no conforme")
    SYSTEM_CHECK = "system_check", _("Revisión del sistema")
    OTHER = "other", _("Otra fuente")


class Effectiveness(models.TextChoices):
    EFFECTIVE = "effective", _("Eficaz")
    NOT_EFFECTIVE = "not_effective", _("No eficaz")


class Category(models.TextChoices):
    METHOD = "method", _("Método")
    PEOPLE = "people", _("Personas")
    RESOURCES = "resources", _("Recursos y equipos")
    INFORMATION = "information", _("Información")
    ENVIRONMENT = "environment", _("Entorno")
    SUPPLIER = "supplier", _("Proveedor o tercero")
    NORM = "norm", _("Norma o documento")


class Verdict(models.TextChoices):
    CONSIDERED = "considered", _("Considerada")
    CONFIRMED = "confirmed", _("Confirmada")
    ROOT = "root", _("Confirmada como causa raíz")
    DISCARDED = "discarded", _("Descartada")


class ActionKind(models.TextChoices):
    CORRECTION = "correction", _("Corrección")
    CORRECTIVE = "corrective", _("Acción correctiva")
    PREVENTIVE = "preventive", _("Acción preventiva")
    IMPROVEMENT = "improvement", _("Mejora")


class Prompted(models.Model):
    """Opened because of another record: which one, and by which rule of the system's check it was found."""

    rule = models.CharField(_("Regla"), max_length=80, blank=True, editable=False)
    about_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    about_id = models.BigIntegerField(null=True, blank=True, editable=False)
    about = GenericForeignKey("about_type", "about_id")

    class Meta:
        abstract = True


def one_open_per_finding(finished: tuple[str, ...]) -> models.UniqueConstraint:
    """The same record and rule are dealt with once at a time."""
    return models.UniqueConstraint(
        name="%(app_label)s_%(class)s_one_open_per_finding",
        fields=["rule", "about_type", "about_id"],
        condition=Q(about_id__isnull=False, archived_at__isnull=True) & ~Q(state__in=finished),
        violation_error_message=_("Este hallazgo ya se está tratando en otro registro."),
    )


class Nonconformity(Record, Prompted):
    """Something that is not as it must be, or could be better: corrected, explained, treated and judged."""

    code_prefix = "NC"
    workflow = workflows.NONCONFORMITY

    kind = models.CharField(_("Tipo"), max_length=20, choices=NonconformityKind)
    source = models.CharField(_("Fuente"), max_length=20, choices=Source)
    requirement = models.ForeignKey(
        "standards.Requirement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="nonconformities",
        verbose_name=_("Requisito"),
        help_text=_("El que no se cumple o se quiere cumplir mejor."),
    )
    process = models.ForeignKey(
        "processes.Process",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="nonconformities",
        verbose_name=_("Proceso"),
    )
    detected_on = models.DateField(_("Fecha de detección"))
    description = models.TextField(
        _("Descripción"), help_text=_("Qué se encontró y con qué evidencia; sin causas ni culpables.")
    )
    no_signal_reason = models.CharField(
        _("Por qué, si no nace de una señal"),
        max_length=300,
        blank=True,
        help_text=_("Si la fuente es un indicador y su gráfico no muestra una señal."),
    )
    where = models.CharField(
        _("Dónde"), max_length=200, blank=True, help_text=_("Lugar, trámite o sistema en que se encontró.")
    )
    correction = models.TextField(
        _("Corrección"), blank=True, help_text=_("Lo que se hizo de inmediato para remediarlo.")
    )
    corrected_on = models.DateField(_("Fecha de la corrección"), null=True, blank=True)
    plan_due = models.DateField(
        _("Plan listo hasta"), help_text=_("Día hasta el cual deben estar las causas y el plan de acciones.")
    )
    planned_by = who()
    planned_at = when()
    effectiveness_due = models.DateField(
        _("Eficacia por juzgar desde"),
        null=True,
        blank=True,
        help_text=_("Día desde el cual se podrá ver si las acciones dieron resultado."),
    )
    effectiveness = models.CharField(
        _("Eficacia"), max_length=20, choices=Effectiveness, blank=True, editable=False
    )
    effectiveness_note = models.TextField(
        _("Juicio de eficacia"), blank=True, help_text=_("Qué se comprobó y con qué datos.")
    )
    judged_by = who()
    judged_at = when()
    # The date that presses in the present state. While the plan is carried out it is the plan's last date as
    # it stood when the record itself was last touched; each action presses by its own date besides.
    next_due = models.DateField(_("Próxima fecha"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("no conformidad o mejora")
        verbose_name_plural = _("no conformidades y mejoras")
        constraints = [
            *record_constraints(workflows.NONCONFORMITY),
            NAMED,
            known_choice("kind", NonconformityKind),
            known_choice("source", Source),
            known_choice("effectiveness", Effectiveness, blank=True),
            one_open_per_finding(FINISHED),
            models.CheckConstraint(
                name="improvement_nonconformity_of_an_indicator_says_why",
                condition=~Q(source="indicator") | Q(about_id__isnull=False) | ~Q(no_signal_reason=""),
                violation_error_message=_(
                    "Una no conformidad que nace de un indicador cita su señal, o dice por qué no."
                ),
            ),
            models.CheckConstraint(
                name="improvement_nonconformity_corrected_after_detected",
                condition=Q(corrected_on__isnull=True) | Q(corrected_on__gte=F("detected_on")),
                violation_error_message=_("La corrección no puede ser anterior a la detección."),
            ),
            models.CheckConstraint(
                name="improvement_nonconformity_plan_after_detected",
                condition=Q(plan_due__gte=F("detected_on")),
                violation_error_message=_("El plan no puede vencer antes de la detección."),
            ),
            models.CheckConstraint(
                name="improvement_nonconformity_closed_is_judged",
                condition=~Q(state="closed")
                | (
                    Q(effectiveness="effective", effectiveness_due__isnull=False, judged_by__isnull=False)
                    & ~Q(effectiveness_note="")
                ),
                violation_error_message=_("No se cierra sin haber juzgado la eficacia."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.source == Source.INDICATOR and self.about_id is None and not self.no_signal_reason.strip():
            raise ValidationError(
                {"no_signal_reason": _("Ábrala desde la señal del indicador, o diga por qué no hay una.")}
            )
        stored = type(self)._default_manager.filter(pk=self.pk).values_list("state", flat=True)
        self._take_judgement(was=stored.first() if self.pk else None)
        if self.state == "effectiveness":
            self._judge_after_the_last_verification()
        self.next_due = self._pressing()

    def _take_judgement(self, was: str | None) -> None:
        """What the step says about effectiveness; a judgement lasts until the next one is due."""
        if self.state == "closed":
            self.effectiveness = Effectiveness.EFFECTIVE
        elif was == "effectiveness" and self.state == "analysis":
            self.effectiveness = Effectiveness.NOT_EFFECTIVE
        elif self.state == "effectiveness" or (was == "closed" and self.state != was):
            self.effectiveness = ""

    def _judge_after_the_last_verification(self) -> None:
        last = gates.last_verification(self)
        if last and self.effectiveness_due and self.effectiveness_due <= last:
            raise ValidationError(
                {
                    "effectiveness_due": _(
                        "Debe ser posterior al %(day)s, cuando se verificó la última acción."
                    )
                    % {"day": gates.day(last)}
                }
            )

    def _pressing(self) -> date | None:
        if self.state in FINISHED:
            return None
        if self.state == "effectiveness":
            return self.effectiveness_due
        if self.state == "treatment":
            return max((a.due_date for a in gates.actions_of(self)), default=self.plan_due)
        return self.plan_due


class Cause(Record):
    """A cause considered, in the tree of causes of one nonconformity."""

    code_prefix = "CAU"
    workflow = workflows.CAUSE

    title = models.CharField(
        _("Causa"), max_length=300, help_text=_("Responda «¿por qué ocurrió?» en una frase.")
    )
    nonconformity = models.ForeignKey(
        Nonconformity, models.PROTECT, related_name="causes", verbose_name=_("No conformidad o mejora")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("Explica a la causa"),
        help_text=_("La causa de la que esta es el porqué; vacío si explica directamente lo que pasó."),
    )
    category = models.CharField(_("Categoría"), max_length=20, choices=Category)
    verdict = models.CharField(_("Veredicto"), max_length=20, choices=Verdict, default=Verdict.CONSIDERED)
    why = models.TextField(
        _("Sustento"), blank=True, help_text=_("Con qué evidencia se confirma o se descarta.")
    )

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("causa")
        verbose_name_plural = _("causas")
        constraints = [
            *record_constraints(workflows.CAUSE),
            NAMED,
            known_choice("category", Category),
            known_choice("verdict", Verdict),
            models.CheckConstraint(
                name="improvement_cause_verdict_has_grounds",
                condition=Q(verdict="considered") | ~Q(why=""),
                violation_error_message=_("Diga con qué evidencia se confirma o se descarta la causa."),
            ),
        ]

    @property
    def is_root(self) -> bool:
        """Confirmed, and nothing further explains it: what an action must attack."""
        return self.verdict == Verdict.ROOT

    def clean(self) -> None:
        super().clean()
        stored = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        wholes = {self.nonconformity_id, stored.nonconformity_id if stored else self.nonconformity_id}
        for pk in wholes:
            whole = Nonconformity._default_manager.filter(pk=pk).first() if pk else None
            if refusal := gates.parts_are_open(whole, causes=True, adding=stored is None):
                raise ValidationError(refusal)
        self._keep_to_the_tree()
        if stored is not None and stored.nonconformity_id != self.nonconformity_id:
            told = _("La acción %(code)s responde a esta causa: no se mueve a otra no conformidad.")
            if refusal := gates.cause_answered_by(stored, str(told)):
                raise ValidationError({"nonconformity": refusal})

    def _keep_to_the_tree(self) -> None:
        """A tree of one nonconformity, without circles and not too deep to be read."""
        above = self.parent
        if above is None and not self.pk:
            return
        if above is not None and above.nonconformity_id != self.nonconformity_id:
            raise ValidationError({"parent": _("Esa causa es de otra no conformidad.")})
        if above is not None and above.state == "withdrawn":
            raise ValidationError({"parent": _("Esa causa se retiró del análisis.")})
        rows = type(self)._default_manager.filter(nonconformity=self.nonconformity_id)
        parents: dict[int, int | None] = dict(rows.values_list("pk", "parent_id"))
        parents[self.pk or 0] = self.parent_id
        if self.pk and self.children.exclude(nonconformity=self.nonconformity_id).exists():
            raise ValidationError({"nonconformity": _("Mueva antes las causas que dependen de esta.")})
        try:
            deepest = levels(parents)
        except CircularTree as circle:
            raise ValidationError({"parent": _("Una causa no se explica por sí misma.")}) from circle
        if deepest > LEVELS:
            raise ValidationError(
                {
                    "parent": _("El árbol de causas llega a %(levels)d niveles como máximo.")
                    % {"levels": LEVELS}
                }
            )


class ImprovementAction(Work, Prompted):
    """Something to do about a nonconformity, or a task of its own; verified by whoever did not do it."""

    # What a plan says of an action; once approved it stands. Where the evidence is, is known later.
    CONTENT = (
        "title", "unit_id", "nonconformity_id", "cause_id", "kind", "owner", "due_date",
        "description", "resources", "archived_at",
    )  # fmt: skip

    code_prefix = "AM"
    workflow = workflows.ACTION

    nonconformity = models.ForeignKey(
        Nonconformity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("No conformidad o mejora"),
        help_text=_("Vacío si es una tarea suelta."),
    )
    cause = models.ForeignKey(
        Cause,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("Causa raíz que ataca"),
    )
    kind = models.CharField(_("Tipo"), max_length=20, choices=ActionKind)
    owner = models.CharField(
        _("Quién la hace"), max_length=200, blank=True, help_text=_("El puesto o rol, no la persona.")
    )
    description = models.TextField(_("Qué se hará"), blank=True)
    resources = models.TextField(_("Recursos"), blank=True)
    evidence_at = models.CharField(
        _("Dónde está la evidencia"),
        max_length=300,
        blank=True,
        help_text=_("Expediente, carpeta o sistema, si no se adjunta aquí."),
    )

    class Meta(Work.Meta):
        verbose_name = _("acción de mejora")
        verbose_name_plural = _("acciones de mejora")
        constraints = [
            *Work.Meta.constraints,
            known_choice("kind", ActionKind),
            one_open_per_finding(("verified", "cancelled")),
            models.CheckConstraint(
                name="improvement_improvementaction_verified_by_other",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("reported_by")),
                violation_error_message=_("La verifica otra persona que quien la hizo."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        stored = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        if stored is None or any(getattr(stored, name) != getattr(self, name) for name in self.CONTENT):
            self._ask_the_wholes(stored)
        if self.cause is None:
            return
        if self.cause.nonconformity_id != self.nonconformity_id:
            raise ValidationError({"cause": _("Esa causa es de otra no conformidad.")})
        # While causes are being analysed any may be named; the plan is not sent before it is a root cause.
        if not self.cause.is_root and self.nonconformity and self.nonconformity.state == "treatment":
            raise ValidationError({"cause": _("Elija una causa confirmada como causa raíz.")})

    def _ask_the_wholes(self, stored: "ImprovementAction | None") -> None:
        """What belongs to a plan changes only while that plan may change."""
        moved = stored is not None and stored.nonconformity_id != self.nonconformity_id
        asked = {self.nonconformity_id: stored is None or moved}
        if stored is not None:
            asked[stored.nonconformity_id] = False
        for pk, adding in asked.items():
            whole = Nonconformity._default_manager.filter(pk=pk).first() if pk else None
            if refusal := gates.parts_are_open(whole, causes=False, adding=adding):
                raise ValidationError(refusal)
