"""Projects of technology, interventions and pilots: what is under way and how far it has come."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, Work, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, Gate, State, Transition, Workflow
from sigor.resources import gates
from sigor.resources.milestones import PlanTied

PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class InterventionKind(models.TextChoices):
    INTERVENTION = "intervention", _("Intervención")
    PILOT = "pilot", _("Piloto")
    METHODOLOGY = "methodology", _("Metodología")


def carried_out(close: Gate, early: Any) -> Workflow:
    """The life of something that is carried out: `close` must hold, or it is closed `early` with a reason."""
    return Workflow(
        states=(
            State("proposed", _("Propuesto"), "○", "neutral"),
            State("under_way", _("En curso"), "◔", "info"),
            State("suspended", _("Suspendido"), "▲", "warning"),
            State("closed", _("Cerrado"), "✓", "success", final=True),
        ),
        transitions=(
            Transition("start", _("Iniciar"), ("proposed",), "under_way", Permission.EDIT),
            Transition(
                "suspend",
                _("Suspender"),
                ("proposed", "under_way"),
                "suspended",
                Permission.EDIT,
                needs_reason=True,
            ),
            Transition("resume", _("Reanudar"), ("suspended",), "under_way", Permission.EDIT),
            Transition(
                "close",
                _("Cerrar"),
                ("under_way",),
                "closed",
                Permission.VERIFY,
                unlike=("updated_by",),
                gates=(close,),
                stamp="closed",
            ),
            Transition(
                "close_early",
                early,
                ("under_way", "suspended"),
                "closed",
                Permission.VERIFY,
                needs_reason=True,
                unlike=("updated_by",),
                stamp="closed",
            ),
        ),
    )


PROJECT_WORKFLOW = carried_out(gates.progress_is_whole, _("Cerrar sin llegar al 100 %"))
INTERVENTION_WORKFLOW = carried_out(gates.follow_ups_are_verified, _("Cerrar con seguimientos pendientes"))

REPORT_WORKFLOW = Workflow(
    states=(
        State("presented", _("Presentado"), "▲", "info"),
        State("checked", _("Conforme"), "✓", "success", waiting=True),
        State("annulled", _("Anulado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "annul", _("Anular"), ("presented", "checked"), "annulled", Permission.EDIT, needs_reason=True
        ),
        Transition(
            "check",
            _("Dar conformidad"),
            ("presented",),
            "checked",
            Permission.VERIFY,
            unlike=(AUTHORS,),
            stamp="checked",
        ),
    ),
)


class CarriedOut(PlanTied, Record):
    """What projects and interventions share: two dates, and who closed them."""

    starts_on = models.DateField(_("Fecha de inicio"))
    ends_on = models.DateField(_("Término previsto"))
    closed_by = who()
    closed_at = when()

    class Meta:
        abstract = True
        constraints = [
            NAMED,
            *PlanTied.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("El término no puede ser anterior al inicio."),
            ),
        ]


class ItProject(CarriedOut):
    """A project of information technology of the digital government plan."""

    code_prefix = "PTI"
    workflow = PROJECT_WORKFLOW

    title = models.CharField(_("Proyecto"), max_length=300)
    objective = models.TextField(_("Objetivo"))

    class Meta(CarriedOut.Meta):
        verbose_name = _("proyecto de TI")
        verbose_name_plural = _("proyectos de TI")
        constraints = [*record_constraints(PROJECT_WORKFLOW), *CarriedOut.Meta.constraints]


class ProjectReport(Record):
    """How far a project had come on a day, against what was planned for that day."""

    code_prefix = "RPT"
    workflow = REPORT_WORKFLOW

    title = models.CharField(_("Reporte"), max_length=300)
    project = models.ForeignKey(
        ItProject, models.PROTECT, related_name="reports", verbose_name=_("Proyecto de TI")
    )
    cut_off = models.DateField(_("Fecha de corte"))
    planned_percent = models.DecimalField(
        _("Avance previsto (%)"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    achieved_percent = models.DecimalField(
        _("Avance logrado (%)"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    text = models.TextField(_("Qué se hizo y qué falta"))
    checked_by = who()
    checked_at = when()

    class Meta:
        verbose_name = _("reporte de avance")
        verbose_name_plural = _("reportes de avance")
        constraints = [
            *record_constraints(REPORT_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="resources_projectreport_percents",
                condition=Q(planned_percent__range=(0, 100), achieved_percent__range=(0, 100)),
            ),
            models.UniqueConstraint(
                name="resources_projectreport_once_a_cut_off",
                fields=["project", "cut_off"],
                condition=Q(archived_at__isnull=True) & ~Q(state="annulled"),
                violation_error_message=_("El proyecto ya tiene un reporte con esa fecha de corte."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.project_id and self.project.get_state().final:
            raise ValidationError(
                {
                    "project": _now("El proyecto %(code)s está cerrado: sus reportes ya no cambian.")
                    % {"code": self.project.code}
                }
            )


class Intervention(CarriedOut):
    """An intervention, a pilot or a methodology that is followed up."""

    code_prefix = "IYP"
    workflow = INTERVENTION_WORKFLOW

    title = models.CharField(_("Intervención o piloto"), max_length=300)
    kind = models.CharField(_("Tipo"), max_length=20, choices=InterventionKind)
    objective = models.TextField(_("Objetivo"))
    population = models.CharField(_("Población"), max_length=300, blank=True)
    territory = models.CharField(_("Ámbito territorial"), max_length=300, blank=True)

    class Meta(CarriedOut.Meta):
        verbose_name = _("intervención o piloto")
        verbose_name_plural = _("intervenciones y pilotos")
        constraints = [
            *record_constraints(INTERVENTION_WORKFLOW),
            *CarriedOut.Meta.constraints,
            known_choice("kind", InterventionKind),
        ]


class FollowUp(Work):
    """What was found of an intervention in one period."""

    code_prefix = "SIP"

    title = models.CharField(_("Seguimiento"), max_length=300)
    intervention = models.ForeignKey(
        Intervention, models.PROTECT, related_name="follow_ups", verbose_name=_("Intervención o piloto")
    )
    period = models.CharField(_("Periodo"), max_length=60, help_text=_("Por ejemplo, I bimestre 2025."))
    findings = models.TextField(_("Hallazgos"), blank=True)

    class Meta(Work.Meta):
        verbose_name = _("seguimiento de una intervención")
        verbose_name_plural = _("seguimientos de intervenciones")
        constraints = [*Work.Meta.constraints]

    def clean(self) -> None:
        super().clean()
        if self.intervention_id and self.intervention.get_state().final:
            raise ValidationError(
                {
                    "intervention": _now("%(code)s está cerrada: sus seguimientos ya no cambian.")
                    % {"code": self.intervention.code}
                }
            )
