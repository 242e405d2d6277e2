"""What is kept of the incentives: versions of the rules, runs, their lines once closed, reconciliations, household work.

The extracts and results themselves are files (`engine.pipeline`); here is who did what with them and their hashes.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sigor.incentives.engine import cases, rules
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.codes import CONCEPTS
from sigor.incentives.workflows import RECONCILIATION, RULES, RUN
from sigor.organisation.models import Dated, validity_range
from sigor.records.lives import NAMED, Work, declared, when, who
from sigor.records.models import Record, known_choice, record_constraints

BIMESTER = RegexValidator(r"^\d{4}-B[1-6]$", _("Un bimestre se escribe como 2025-B2."))
HOUSEHOLD = RegexValidator(
    r"^H[0-9A-HJKMNP-TV-Z]{11}$", _("Un seudónimo de hogar empieza con H y tiene doce signos.")
)


def delivered_rules() -> dict[str, Any]:
    """The document a new version begins with: the last one approved, or the one that comes with the product."""
    last = RuleVersion._default_manager.filter(state="approved").order_by("-approved_at").first()
    return last.document if last else rules.RuleSet.read().document


def delivered_cases() -> list[dict[str, Any]]:
    """The worked cases a new version begins with: those of the last one approved, or the ones that come along."""
    last = RuleVersion._default_manager.filter(state="approved").order_by("-approved_at").first()
    return last.cases if last else cases.delivered()


class RuleVersion(Record):
    """The rules of the incentives as one dated document; two people besides its author stand for it."""

    code_prefix = "RIN"
    workflow = RULES
    shared = True

    change_reason = models.TextField(_("Qué cambia y por qué"))
    document = models.JSONField(_("Documento"), default=delivered_rules, editable=False)
    sha256 = models.CharField(_("Huella"), max_length=64, editable=False)
    cases_sha256 = models.CharField(max_length=64, editable=False)
    cases = models.JSONField(_("Casos resueltos"), default=delivered_cases, editable=False)
    failing_cases = models.JSONField(_("Casos que no salen"), default=list, editable=False)
    simulation = models.JSONField(_("Efecto simulado"), null=True, editable=False)
    endorsed_by = who()
    endorsed_at = when()
    approved_by = who()
    approved_at = when()
    declared = declared()

    class Meta(Record.Meta):
        verbose_name = _("versión de reglas")
        constraints = [
            *record_constraints(RULES),
            NAMED,
            models.CheckConstraint(
                name="incentives_ruleversion_two_people",
                condition=Q(approved_by__isnull=True)
                | Q(endorsed_by__isnull=False) & ~Q(approved_by=F("endorsed_by")),
            ),
        ]

    @property
    def rule_set(self) -> rules.RuleSet:
        """The document, which was checked when it was kept."""
        return rules.RuleSet(self.document)

    def clean(self) -> None:
        try:
            rule_set = rules.RuleSet.of(self.document)
        except rules.RulesRefused as refused:
            raise ValidationError(refused.problems) from refused
        fingerprint = rule_set.sha256 + cases.fingerprint(self.cases)
        if self.sha256 != fingerprint[:64] or self.cases_sha256 != fingerprint[64:]:
            self.sha256, self.cases_sha256 = fingerprint[:64], fingerprint[64:]
            self.failing_cases = cases.failing(rule_set, self.cases)


class Run(Record):
    """The roll of one bimester: what came in, under which rules, what followed, and the four people behind it."""

    code_prefix = "LIQ"
    workflow = RUN
    shared = True

    bimester = models.CharField(_("Bimestre"), max_length=7, validators=[BIMESTER])
    rules = models.ForeignKey(RuleVersion, models.PROTECT, related_name="runs", verbose_name=_("Reglas"))
    edition = models.PositiveIntegerField(_("Edición"), default=1, editable=False)
    identity = models.JSONField(
        _("Identidad"), default=dict, editable=False
    )  # hashes of all that decides the result
    findings = models.JSONField(_("Hallazgos"), default=list, editable=False)
    totals = models.JSONField(_("Totales"), default=dict, editable=False)
    manifest_sha256 = models.CharField(_("Huella del manifiesto"), max_length=64, blank=True, editable=False)
    difference = models.JSONField(_("Frente a la edición anterior"), null=True, editable=False)
    problem = models.CharField(_("Qué pasó"), max_length=300, blank=True, editable=False)
    checked_by = who()
    checked_at = when()
    approved_by = who()
    approved_at = when()
    closed_by = who()
    closed_at = when()
    declared = declared()

    class Meta(Record.Meta):
        verbose_name = _("liquidación")
        verbose_name_plural = _("liquidaciones")
        constraints = [
            *record_constraints(RUN),
            NAMED,
            models.UniqueConstraint(
                name="incentives_run_one_closed_edition", fields=["bimester", "edition"], condition=Q(state="closed")
            ),
            models.CheckConstraint(
                name="incentives_run_four_people",
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("created_by")))
                & (Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")) & ~Q(approved_by=F("checked_by")))
                & (
                    Q(closed_by__isnull=True)
                    | ~Q(closed_by=F("created_by")) & ~Q(closed_by=F("checked_by")) & ~Q(closed_by=F("approved_by"))
                ),
            ),
            models.CheckConstraint(
                name="incentives_run_closed_by_steps",
                condition=~Q(state="closed")
                | Q(checked_by__isnull=False, approved_by__isnull=False, closed_by__isnull=False),
            ),
        ]  # fmt: skip

    @property
    def when(self) -> Bimester:
        return Bimester.read(self.bimester)

    @property
    def folder(self) -> Path:
        """Where the files of the run are, or will be."""
        return Path(settings.INCENTIVES_ROOT) / f"run-{self.pk}"


class Line(models.Model):
    """One payment of a closed run. A later edition adds what it pays more, or what is to be recovered (negative)."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="lines")
    bimester = models.CharField(max_length=7)
    edition = models.PositiveIntegerField()
    household = models.CharField(max_length=12)
    concept = models.CharField(max_length=8)
    unit = models.CharField(max_length=40)  # acronym of the territorial unit in the second month
    cents = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="incentives_line_paid_once", fields=["household", "bimester", "concept", "edition"]
            ),
            models.CheckConstraint(name="incentives_line_known_concept", condition=Q(concept__in=CONCEPTS)),
            models.CheckConstraint(
                name="incentives_line_first_edition_pays", condition=Q(edition__gt=1) | Q(cents__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.bimester} {self.concept}"


class Reconciliation(Record):
    """The roll beside the operational system's list and the bank's return, difference by difference."""

    code_prefix = "CON"
    workflow = RECONCILIATION
    shared = True

    run = models.ForeignKey(
        Run, models.PROTECT, related_name="reconciliations", verbose_name=_("Liquidación")
    )
    operational_sha256 = models.CharField(max_length=64, editable=False)
    bank_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    result = models.JSONField(_("Resultado"), default=dict, editable=False)
    conclusion = models.TextField(_("Conclusión"), blank=True)
    settled_by = who()
    settled_at = when()

    class Meta(Record.Meta):
        verbose_name = _("conciliación")
        verbose_name_plural = _("conciliaciones")
        constraints = [*record_constraints(RECONCILIATION), NAMED]

    @property
    def folder(self) -> Path:
        return Path(settings.INCENTIVES_ROOT) / f"reconciliation-{self.pk}"


class VisitOutcome(models.TextChoices):
    ATTENDED = "attended", pgettext_lazy("of a visit", "Atendida")
    ABSENT = "absent", _("Nadie en casa")
    MOVED = "moved", _("Ya no vive ahí")
    REFUSED = "refused", _("No quiso atender")


class HomeVisit(Work):
    """A visit to a household: planned for a day, reported with what was found."""

    code_prefix = "VIS"

    household = models.CharField(_("Hogar (seudónimo)"), max_length=12, validators=[HOUSEHOLD])
    priority = models.PositiveSmallIntegerField(
        _("Prioridad"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    route = models.CharField(pgettext_lazy("of a visit", "Ruta"), max_length=80, blank=True)
    outcome = models.CharField(_("Cómo fue"), max_length=10, choices=VisitOutcome, blank=True)

    class Meta(Work.Meta):
        verbose_name = _("visita")
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                name="incentives_homevisit_priority",
                condition=Q(priority__isnull=True) | Q(priority__gte=1, priority__lte=5),
            ),
            known_choice("outcome", VisitOutcome, blank=True),
        ]


class HouseholdAlert(Work):
    """Something seen in a household that another service must attend; after fifteen days it must be referred."""

    code_prefix = "ALE"

    household = models.CharField(_("Hogar (seudónimo)"), max_length=12, validators=[HOUSEHOLD])
    raised_on = models.DateField(_("Detectada el"))
    description = models.TextField(_("Qué se vio"))
    referred_to = models.CharField(_("Derivada a"), max_length=120, blank=True)
    referred_on = models.DateField(_("Derivada el"), null=True, blank=True)

    class Meta(Work.Meta):
        verbose_name = _("alerta")
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                name="incentives_householdalert_referred_after",
                condition=Q(referred_on__isnull=True) | Q(referred_on__gte=F("raised_on")),
            ),
        ]


class AlertClock(Dated):
    """How many days an alert may wait before it must have been referred."""

    days = models.PositiveSmallIntegerField(_("Días"))

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            ExclusionConstraint(
                name="incentives_alertclock_one_at_a_time",
                expressions=[(validity_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days}"
