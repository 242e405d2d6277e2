"""Results: the chain that leads to them, the indicators that measure it, what they should reach and what was seen."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sigor.indicators import workflows
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import (
    Delivery,
    Entry,
    Fact,
    Origin,
    PersonClass,
    Slice,
    Sum,
)
from sigor.leadership.models import Objective
from sigor.organisation.models import Dated, Unit, validity_range
from sigor.records.lives import NAMED, Approved, Kept, declared, when, who
from sigor.records.models import Record, known_choice, record_constraints

__all__ = [
    "Delivery", "Entry", "Fact", "Indicator", "Origin", "PersonClass", "Publication", "Rebase", "Signal", "SignalTerm",
    "Slice", "Subscription", "Sum", "Target", "ValueChainNode",
]  # fmt: skip

SYMBOL = RegexValidator(
    r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$",
    _("Una sigla se escribe con mayúsculas, cifras y guiones: por ejemplo, PAQ-N."),
)


class Stage(models.TextChoices):
    INPUT = "input", _("Insumos")
    ACTIVITY = "activity", _("Actividades")
    PRODUCT = "product", _("Productos")
    INITIAL = "initial", _("Resultados iniciales")
    INTERMEDIATE = "intermediate", _("Resultados intermedios")
    FINAL = "final", _("Resultado final")
    IMPACT = "impact", _("Impacto")


class ValueChainNode(Kept):
    """A link of the value chain: what it is, and which later link it leads to."""

    code_prefix = "CV"
    shared = True

    title = models.CharField(_("Eslabón"), max_length=300)
    stage = models.CharField(_("Nivel"), max_length=14, choices=Stage)
    order = models.PositiveSmallIntegerField(_("Orden"), default=1, validators=[MinValueValidator(1)])
    description = models.TextField(_("En qué consiste"), blank=True)
    leads_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fed_by",
        verbose_name=_("Conduce a"),
        help_text=_("Un eslabón de un nivel posterior; otros se enlazan desde su página."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("eslabón de la cadena de valor")
        verbose_name_plural = _("eslabones de la cadena de valor")
        constraints = [
            *Kept.Meta.constraints,
            known_choice("stage", Stage),
            models.CheckConstraint(name="indicators_valuechainnode_order", condition=Q(order__gte=1)),
        ]

    def clean(self) -> None:
        super().clean()
        stages = Stage.values
        if (
            self.leads_to_id
            and self.leads_to
            and self.stage in stages
            and stages.index(self.leads_to.stage) <= stages.index(self.stage)
        ):
            raise ValidationError(
                {"leads_to": _("Un eslabón conduce a otro de un nivel posterior de la cadena.")}
            )


class Kind(models.TextChoices):
    RATIO = "ratio", _("Razón: numerador entre denominador")
    TOTAL = "total", _("Total")


class Sense(models.TextChoices):
    UP = "up", _("Mejor si sube")
    DOWN = "down", _("Mejor si baja")
    NONE = "none", _("Sin sentido definido")


class Frequency(models.TextChoices):
    MONTH = "month", _("Mensual")
    BIMESTER = "bimester", _("Bimestral")
    QUARTER = "quarter", _("Trimestral")
    HALF = "half", _("Semestral")
    YEAR = "year", _("Anual")


class OverTime(models.TextChoices):
    SUM = "sum", _("Se suma")
    LAST = "last", _("Vale el último")


class Measure(models.TextChoices):
    """What the system itself computes; anything else comes by import or is entered by the units."""

    PLAN_QUARTER = "plan.quarter", _("Plan: entregables verificados entre los que vencían")
    INCENTIVES_PAID = "incentives.paid", _("Incentivos: hogares que cobran entre los elegibles")
    INCENTIVES_AMOUNT = "incentives.amount", _("Incentivos: monto pagado")
    PACKAGE_CHILDREN = "incentives.children", _("Incentivos: niñas y niños que cumplen todos los requisitos")
    PACKAGE_PREGNANT = "incentives.pregnant", _("Incentivos: gestantes que cumplen todos los requisitos")
    SURVEY = "survey.favourable", _("Encuesta: respuestas favorables entre las válidas")
    REGISTER = "register.states", _("Registro: los que están en ciertos estados entre todos")


class Indicator(Approved, Dated):
    """The card of an indicator: what is divided by what, where it comes from, how far it should go, who answers."""

    code_prefix = "IND"
    shared = True

    title = models.CharField(_("Indicador"), max_length=300)
    symbol = models.CharField(
        _("Sigla"), max_length=20, validators=[SYMBOL], help_text=_("La sigla con que viene en los archivos.")
    )
    purpose = models.TextField(_("Qué mide y para qué"))
    node = models.ForeignKey(
        ValueChainNode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("Eslabón de la cadena de valor"),
    )
    objective = models.ForeignKey(
        Objective,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("Objetivo del SIG"),
    )
    kind = models.CharField(_("Tipo"), max_length=6, choices=Kind, default=Kind.RATIO)
    numerator = models.CharField(_("Numerador o total"), max_length=300)
    denominator = models.CharField(
        _("Denominador"), max_length=300, blank=True, help_text=_("Vacío si es un total.")
    )
    factor = models.PositiveIntegerField(
        _("Se multiplica por"),
        default=100,
        validators=[MinValueValidator(1)],
        help_text=_("100 para un porcentaje."),
    )
    unit_of_measure = models.CharField(
        _("Unidad de medida"), max_length=40, help_text=_("%, hogares, S/, días…")
    )
    decimals = models.PositiveSmallIntegerField(
        _("Decimales"), default=1, validators=[MinValueValidator(0), MaxValueValidator(4)]
    )
    counts_people = models.BooleanField(
        _("Cuenta personas u hogares"),
        default=False,
        help_text=_("Sus celdas pequeñas no salen de la institución."),
    )
    sense = models.CharField(
        pgettext_lazy("of an indicator", "Sentido"), max_length=4, choices=Sense, default=Sense.UP
    )
    frequency = models.CharField(_("Frecuencia"), max_length=10, choices=Frequency)
    over_time = models.CharField(
        _("Al juntar periodos"), max_length=4, choices=OverTime, default=OverTime.SUM
    )
    origin = models.CharField(_("Origen de los datos"), max_length=8, choices=Origin)
    measure = models.CharField(
        _("Cálculo"),
        max_length=40,
        choices=Measure,
        blank=True,
        help_text=_("Solo si lo calcula el sistema."),
    )
    parts = models.CharField(
        _("Componentes"),
        max_length=300,
        blank=True,
        help_text=_(
            "De un paquete, los códigos de sus requisitos separados por comas; de un registro, «registro: estados»; "
            "de una encuesta, «código: preguntas»."
        ),
    )
    origin_note = models.CharField(
        _("De dónde sale el dato"), max_length=300, help_text=_("Sistema, registro o archivo.")
    )
    days_after = models.PositiveSmallIntegerField(
        _("Corte: días tras el periodo"), default=15, help_text=_("Cuándo debe estar disponible el dato.")
    )
    target_owner = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("Responde por la meta")
    )
    base_value = models.DecimalField(
        _("Línea de base"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    base_period = models.CharField(_("Periodo de la línea de base"), max_length=40, blank=True)
    method_version = models.PositiveSmallIntegerField(
        _("Versión del método"), default=1, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    method_note = models.TextField(
        _("Qué cambió del método y qué falta confirmar"),
        blank=True,
    )
    on_board = models.BooleanField(_("En el Tablero de Control"), default=False)
    board_order = models.PositiveSmallIntegerField(_("Orden en el tablero"), default=1)
    public = models.BooleanField(_("Se publica"), default=False)

    class Meta(Approved.Meta):
        verbose_name = _("ficha de indicador")
        verbose_name_plural = _("fichas de indicador")
        constraints = [
            *Approved.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("kind", Kind),
            known_choice("sense", Sense),
            known_choice("frequency", Frequency),
            known_choice("over_time", OverTime),
            known_choice("origin", Origin),
            known_choice("measure", Measure, blank=True),
            models.CheckConstraint(
                name="indicators_indicator_ratio_divides",
                condition=Q(kind="ratio") & ~Q(denominator="") | Q(kind="total", denominator=""),
                violation_error_message=_("Una razón dice su denominador; un total no lo tiene."),
            ),
            models.CheckConstraint(
                name="indicators_indicator_computed_says_how",
                condition=Q(origin="computed") & ~Q(measure="") | ~Q(origin="computed") & Q(measure=""),
                violation_error_message=_("Solo lo que calcula el sistema dice con qué cálculo."),
            ),
            models.CheckConstraint(
                name="indicators_indicator_numbers",
                condition=Q(factor__gte=1, decimals__lte=4, method_version__range=(1, 999)),
            ),
            models.UniqueConstraint(
                name="indicators_indicator_symbol_once",
                fields=["symbol"],
                condition=Q(archived_at__isnull=True) & ~Q(state="withdrawn"),
                violation_error_message=_("Otra ficha vigente usa esta sigla."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.base_period and self.base_value is None:
            raise ValidationError({"base_value": _("Falta el valor de la línea de base.")})

    @property
    def is_percentage(self) -> bool:
        return self.kind == Kind.RATIO and self.factor == 100

    def value(self, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """The one place where an indicator's value is computed: Σ numerator ÷ Σ denominator × factor, or Σ.

        None where there is nothing to divide by.
        """
        if numerator is None:
            return None
        if self.kind == Kind.TOTAL:
            return numerator
        return numerator * self.factor / denominator if denominator else None


class Target(Kept):
    """What an indicator should reach in a period, and who said so; it holds until a later one."""

    code_prefix = "META"
    shared = True

    title = models.CharField(_("Meta"), max_length=300)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="targets", verbose_name=_("Indicador")
    )
    since = models.DateField(_("Desde el periodo que empieza el"))
    value = models.DecimalField(_("Valor"), max_digits=20, decimal_places=4)
    source = models.CharField(_("Fuente"), max_length=300)

    class Meta(Kept.Meta):
        verbose_name = _("meta")
        verbose_name_plural = _("metas")
        constraints = [
            *Kept.Meta.constraints,
            models.UniqueConstraint(
                name="indicators_target_once",
                fields=["indicator", "since"],
                condition=Q(archived_at__isnull=True) & ~Q(state="withdrawn"),
                violation_error_message=_("Ya hay una meta desde ese periodo."),
            ),
        ]


class Rebase(Approved):
    """A known change of the process: from this period on its limits are computed anew, because somebody said why."""

    code_prefix = "REB"
    shared = True

    title = models.CharField(_("Cambio"), max_length=300)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="rebases", verbose_name=_("Indicador")
    )
    since = models.DateField(_("Desde el periodo que empieza el"))
    territory = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Unidad territorial"),
        help_text=_("Vacío si vale para el total."),
    )
    reason = models.TextField(_("Por qué cambió el proceso"))

    class Meta(Approved.Meta):
        verbose_name = _("cambio de línea de comparación")
        verbose_name_plural = _("cambios de línea de comparación")
        constraints = [
            *Approved.Meta.constraints,
            models.UniqueConstraint(
                name="indicators_rebase_once",
                fields=["indicator", "since", "territory"],
                condition=Q(archived_at__isnull=True) & ~Q(state="withdrawn"),
                nulls_distinct=False,
                violation_error_message=_("Ese cambio ya está registrado."),
            ),
        ]


class SignalRule(models.TextChoices):
    OUTSIDE = "outside", _("Un punto fuera de los límites")
    RUN = "run", _("Varios seguidos a un mismo lado de la línea central")
    TREND = "trend", _("Varios seguidos en una misma dirección")
    TWO_OF_THREE = "two_of_three", _("Dos de tres cerca de un mismo límite")


class SignalDecision(models.TextChoices):
    ACT = "act", _("Actuar: se abre una no conformidad o mejora")
    WATCH = "watch", _("Vigilar el próximo periodo")
    EXPLAINED = "explained", _("Explicada: causa conocida")
    DATA = "data", _("Error en los datos: se corrigen")


class Signal(Record):
    """A change that chance would hardly make, seen on a control chart: somebody decides what it asks for."""

    code_prefix = "SEN"
    workflow = workflows.SIGNAL
    shared = True

    title = models.CharField(_("Señal"), max_length=300)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="signals", verbose_name=_("Indicador")
    )
    territory = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unidad territorial")
    )
    rule = models.CharField(_("Regla"), max_length=14, choices=SignalRule)
    worse = models.BooleanField(_("Desfavorable"), default=False)
    since = models.DateField(_("Desde el periodo que empieza el"))
    until = models.DateField(_("Hasta el periodo que empieza el"))
    detail = models.TextField(_("Qué se vio"))
    due_date = models.DateField(_("Decidir hasta"))
    decision = models.CharField(_("Decisión"), max_length=10, choices=SignalDecision, blank=True)
    decision_note = models.TextField(_("Fundamento de la decisión"), blank=True)
    decided_by = who()
    decided_at = when()

    class Meta:
        verbose_name = _("señal")
        verbose_name_plural = _("señales")
        constraints = [
            *record_constraints(workflows.SIGNAL),
            NAMED,
            known_choice("rule", SignalRule),
            known_choice("decision", SignalDecision, blank=True),
            models.CheckConstraint(name="indicators_signal_in_order", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="indicators_signal_decided_says_what",
                condition=~Q(state="decided") | ~Q(decision="") & ~Q(decision_note=""),
            ),
            models.UniqueConstraint(
                name="indicators_signal_once",
                fields=["indicator", "territory", "rule", "since", "worse"],
                condition=Q(archived_at__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("Esa señal ya está registrada."),
            ),
        ]


class SignalTerm(Dated):
    """How many days a signal may wait for a decision before it goes to the committee."""

    days = models.PositiveSmallIntegerField(_("Días"))

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="indicators_signalterm_one_at_a_time",
                expressions=[(validity_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days}"


class Publication(Record):
    """Indicators of some periods as they leave the institution: grouped so that no small cell can be found."""

    code_prefix = "PUB"
    workflow = workflows.PUBLICATION
    shared = True

    title = models.CharField(_("Publicación"), max_length=300)
    frequency = models.CharField(_("Frecuencia"), max_length=10, choices=Frequency)
    period_from = models.DateField(_("Desde el periodo que empieza el"))
    period_to = models.DateField(_("Hasta el periodo que empieza el"))
    edition = models.PositiveIntegerField(_("Edición"), default=1, editable=False)
    cell = models.PositiveSmallIntegerField(
        _("Celda mínima"), default=10, validators=[MinValueValidator(3), MaxValueValidator(1000)]
    )
    licence = models.CharField(_("Licencia"), max_length=200, default="CC BY 4.0")
    content = models.JSONField(_("Contenido"), default=dict, editable=False)
    sha256 = models.CharField(_("Huella"), max_length=64, blank=True, editable=False)
    checked_by = who()
    checked_at = when()
    published_by = who()
    published_at = when()
    declared = declared()

    class Meta:
        verbose_name = _("publicación de datos")
        verbose_name_plural = _("publicaciones de datos")
        constraints = [
            *record_constraints(workflows.PUBLICATION),
            NAMED,
            known_choice("frequency", Frequency),
            models.CheckConstraint(name="indicators_publication_cell", condition=Q(cell__range=(3, 1000))),
            models.CheckConstraint(
                name="indicators_publication_in_order",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("El último periodo no puede ser anterior al primero."),
            ),
            models.CheckConstraint(
                name="indicators_publication_two_people",
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("checked_by")),
            ),
        ]


class Subscription(models.Model):
    """Somebody who gets the board by mail after each period, as PDF."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="board_subscription")
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.MONTH)
    since = models.DateField()
    last_sent = models.DateField(
        null=True, blank=True
    )  # the first day of the period in which it was last sent

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="indicators_subscription_known_frequency", condition=Q(frequency__in=Frequency.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_frequency_display()}"

    def is_due(self, period: Period) -> bool:
        """Whether nothing was sent in this period yet."""
        return self.last_sent is None or self.last_sent < period.first
