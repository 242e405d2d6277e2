"""Units as a dated tree, who holds which role in them, who stands in for whom, and days off."""

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    """SQL daterange(valid_from, valid_to, '[]'): both ends belong to the validity."""

    function = "daterange"


def validity_range() -> DateRange:
    return DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


D = TypeVar("D", bound="Dated")


class DatedQuerySet(models.QuerySet[D]):
    """Rows that hold between two dates, both included."""

    def on(self, day: date) -> Self:
        """Rows in force on that day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Dated(models.Model):
    """Validity from/to with a source: everything that a decree can change carries these."""

    valid_from = models.DateField(_("Vigente desde"))
    valid_to = models.DateField(_("Vigente hasta"), null=True, blank=True)
    source = models.CharField(_("Fuente"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_valid_range",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            )
        ]


class Unit(Dated):
    """An organisational unit; a reorganisation closes the row and opens another."""

    class Kind(models.TextChoices):
        DIRECTION = "direction", _("Dirección")
        COORDINATION = "coordination", _("Coordinación")
        UNIT = "unit", _("Unidad")
        TERRITORIAL = "territorial", _("Unidad territorial")
        CONTROL = "control", _("Órgano de control")

    acronym = models.CharField(_("Sigla"), max_length=30)
    name = models.CharField(_("Nombre"), max_length=200)
    kind = models.CharField(_("Clase"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Depende de")
    )
    confirmed = models.BooleanField(_("Confirmada"), default=False)

    class Meta(Dated.Meta):
        verbose_name = _("unidad")
        verbose_name_plural = _("unidades")
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="organisation_unit_one_acronym_at_a_time",
                expressions=[("acronym", RangeOperators.EQUAL), (validity_range(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="organisation_unit_not_its_own_parent",
                condition=~Q(parent=F("id")) | Q(parent__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.acronym


class Role(models.TextChoices):
    """What a person is in a unit; what a role may do is in `grants`."""

    COORDINATOR = "coordinator", _("Coordinación de modernización")
    DIRECTOR = "director", _("Dirección Ejecutiva")
    UNIT_HEAD = "unit_head", _("Jefatura de unidad")
    OFFICER = "officer", _("Especialista de unidad")
    AUDITOR = "auditor", _("Auditoría")
    ADMINISTRATOR = "administrator", _("Administración del sistema")


class Membership(Dated):
    """A person's role in a unit between two dates."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Rol"), max_length=20, choices=Role)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="organisation_membership_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (validity_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"


class Delegation(Dated):
    """An *encargatura*: a membership exercised by somebody else between two dates."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="delegations")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations")
    resolution_number = models.CharField(_("Resolución"), max_length=80, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(name="organisation_delegation_ends", condition=Q(valid_to__isnull=False)),
        ]


class Holiday(models.Model):
    """A day on which the public sector does not work, with where that is said."""

    date = models.DateField(_("Fecha"), unique=True)
    name = models.CharField(_("Nombre"), max_length=200)
    source = models.CharField(_("Fuente"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("feriado")
        verbose_name_plural = _("feriados")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Programme(Dated):
    """The institution as its documents name it in a period: name, mottoes and the marks on each page."""

    name = models.CharField(_("Nombre"), max_length=300)
    acronym = models.CharField(_("Sigla"), max_length=30)
    decade_motto = models.CharField(_("Lema del decenio"), max_length=200, blank=True)
    year_motto = models.CharField(_("Lema del año"), max_length=200, blank=True)
    classification = models.CharField(_("Clasificación"), max_length=60, blank=True)
    control_note = models.CharField(_("Nota de copia"), max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("programa")
        verbose_name_plural = _("programas")

    def __str__(self) -> str:
        return self.acronym


class Place(Dated):
    """A department, province or district, under both of its codes; a new district is a new row, an old one is closed."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Departamento")
        PROVINCE = "province", _("Provincia")
        DISTRICT = "district", _("Distrito")

    kind = models.CharField(_("Clase"), max_length=12, choices=Kind)
    code = models.CharField(_("Ubigeo INEI"), max_length=6)  # 2, 4 or 6 digits
    reniec = models.CharField(_("Ubigeo RENIEC"), max_length=6, blank=True)
    name = models.CharField(_("Nombre"), max_length=120)
    latitude = models.DecimalField(_("Latitud"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("Longitud"), max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("lugar")
        verbose_name_plural = _("lugares")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="organisation_place_code",
                condition=Q(kind="department", code__regex=r"^\d{2}$")
                | Q(kind="province", code__regex=r"^\d{4}$")
                | Q(kind="district", code__regex=r"^\d{6}$"),
            ),
            ExclusionConstraint(
                name="organisation_place_one_code_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), (validity_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Coverage(Dated):
    """Which territorial unit attends a district between two dates."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="coverage")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="coverage")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="organisation_coverage_one_unit_at_a_time",
                expressions=[("place", RangeOperators.EQUAL), (validity_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.unit}"
