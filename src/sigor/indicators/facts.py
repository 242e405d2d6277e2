"""What is kept of the data: who delivered what for which periods, the facts themselves, and their sums.

A *slice* is the data of one indicator in one period as one delivery brought them; for what units enter, of one unit.
It is the part that has editions: a correction brings a whole slice, the former one stays as it was. Facts hang on
slices, sums are reckoned once from the facts of a slice, and boards add up few sums.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.indicators import workflows
from sigor.organisation.models import Dated, Place, Unit
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Record, StoredFile, known_choice, record_constraints


class Origin(models.TextChoices):
    COMPUTED = "computed", _("Lo calcula el sistema")
    IMPORT = "import", _("Archivos que se cargan")
    ENTRY = "entry", _("Lo registran las unidades")


class PersonClass(Dated):
    """A class of person by which data may be told apart."""

    code = models.CharField(_("Código"), max_length=12, unique=True)
    name = models.CharField(_("Nombre"), max_length=120)

    class Meta(Dated.Meta):
        verbose_name = _("clase de persona")

    def __str__(self) -> str:
        return self.name


class Delivery(Record):
    """Data of one or more indicators and periods, as a unit, a file or the system brought them."""

    code_prefix = "DAT"
    workflow = workflows.DELIVERY

    title = models.CharField(_("Entrega"), max_length=300)
    origin = models.CharField(_("Origen"), max_length=8, choices=Origin, editable=False)
    frequency = models.CharField(_("Frecuencia"), max_length=10, editable=False)
    period_from = models.DateField(_("Desde el periodo que empieza el"))
    period_to = models.DateField(_("Hasta el periodo que empieza el"))
    due_date = models.DateField(_("Enviar hasta"), null=True, blank=True)
    correction = models.TextField(
        _("Qué corrige y por qué"),
        blank=True,
        help_text=_("Lo pide toda entrega que cambia cifras que ya tienen conformidad."),
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    file_name = models.CharField(_("Archivo"), max_length=255, blank=True, editable=False)
    findings = models.JSONField(_("Hallazgos"), default=list, editable=False)
    sources = models.JSONField(
        _("De qué sale"), default=list, editable=False
    )  # records a computed figure rests on
    rows = models.PositiveIntegerField(_("Datos"), default=0, editable=False)
    sha256 = models.CharField(_("Huella de los datos"), max_length=64, blank=True, editable=False)
    sent_by = who()
    sent_at = when()
    accepted_by = who()
    accepted_at = when()
    frozen_by = who()
    frozen_at = when()

    class Meta:
        verbose_name = _("entrega de datos")
        verbose_name_plural = _("entregas de datos")
        constraints = [
            *record_constraints(workflows.DELIVERY),
            NAMED,
            known_choice("origin", Origin),
            models.UniqueConstraint(
                name="indicators_delivery_one_sheet",
                fields=["unit", "frequency", "period_from"],
                condition=Q(origin="entry", archived_at__isnull=True, correction="") & ~Q(state="discarded"),
            ),
        ]  # fmt: skip


class Entry(models.Model):
    """One cell of a unit's sheet, with its remark; every change of it is in the audit trail."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="entries")
    indicator = models.ForeignKey("indicators.Indicator", models.PROTECT, related_name="entries")
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unusual = models.BooleanField(
        default=False
    )  # outside what the last values let expect, when it was written
    comment = models.CharField(max_length=500, blank=True)
    follow_up = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="indicators_entry_once", fields=["delivery", "indicator"]),
            models.CheckConstraint(
                name="indicators_entry_not_negative",
                condition=(Q(numerator__isnull=True) | Q(numerator__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery.code} {self.indicator.symbol}"


class Slice(models.Model):
    """The data of one indicator in one period by one delivery; current until a later edition takes its place."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="slices")
    indicator = models.ForeignKey("indicators.Indicator", models.PROTECT, related_name="slices")
    period = models.DateField()  # its first day; the indicator's frequency says the rest
    scope = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # of a unit's own sheet
    method = models.PositiveSmallIntegerField()  # version of the method it was measured by
    edition = models.PositiveSmallIntegerField(null=True)  # given when it is accepted
    accepted_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="indicators_slice_one_of_a_delivery", fields=["delivery", "indicator", "period"]
            ),
            models.UniqueConstraint(
                name="indicators_slice_one_current",
                fields=["indicator", "period", "scope"],
                condition=Q(accepted_at__isnull=False, superseded_at__isnull=True),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="indicators_slice_edition_once",
                fields=["indicator", "period", "scope", "edition"],
                condition=Q(edition__isnull=False),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="indicators_slice_accepted_has_edition",
                condition=Q(accepted_at__isnull=True, edition__isnull=True, superseded_at__isnull=True)
                | Q(accepted_at__isnull=False, edition__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.symbol} {self.period} ed. {self.edition}"


class Fact(models.Model):
    """One number as it came: of a district or of a unit, of a class of persons or of all. Millions of rows."""

    slice = models.ForeignKey(Slice, models.PROTECT, related_name="facts", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(PersonClass, models.PROTECT, null=True, related_name="+", db_index=False)
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    line = models.PositiveIntegerField(null=True)  # of the file

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="indicators_fact_somewhere",
                condition=Q(place__isnull=True) ^ Q(unit__isnull=True),
            ),
            models.UniqueConstraint(
                name="indicators_fact_once",
                fields=["slice", "place", "unit", "person"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slice_id} {self.place_id or self.unit_id}"


class Level(models.TextChoices):
    NATION = "nation", _("País")
    DEPARTMENT = "department", _("Departamento")
    PROVINCE = "province", _("Provincia")
    UNIT = "unit", _("Unidad territorial")
    DISTRICT = "district", _("Distrito")


class Sum(models.Model):
    """Σ numerator and Σ denominator of a slice's facts in one area: derived, made anew by `sums`, never a source."""

    slice = models.ForeignKey(Slice, models.CASCADE, related_name="sums", db_index=False)
    level = models.CharField(max_length=10)
    area = models.CharField(max_length=12, blank=True)  # ubigeo, or id of a unit; empty for the nation
    person = models.ForeignKey(PersonClass, models.PROTECT, null=True, related_name="+", db_index=False)
    numerator = models.DecimalField(max_digits=24, decimal_places=4)
    denominator = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    facts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="indicators_sum_once",  # in the order of the questions: all areas of a level
                fields=["slice", "level", "person", "area"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.slice_id} {self.level} {self.area}"
