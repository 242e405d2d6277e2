"""The library of evidence: studies found, assessed, and selected or discarded with a reason."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import State, Transition, Workflow

LOWEST, HIGHEST = 1, 5
SCALE = (MinValueValidator(LOWEST), MaxValueValidator(HIGHEST))
SCALE_HELP = _("De 1 (baja) a 5 (alta).")
CRITERIA = ("relevance", "quality", "applicability")
OLDEST, NEWEST = 1950, 2100

STUDY_WORKFLOW = Workflow(
    states=(
        State("found", _("Encontrado"), "○", "neutral"),
        State("assessed", _("Evaluado"), "◔", "info"),
        State("selected", _("Seleccionado"), "✓", "success"),
        State("discarded", _("Descartado"), "–", "neutral"),
    ),
    transitions=(
        Transition(
            "assess", _("Evaluar"), ("found",), "assessed", Permission.EDIT, asks=CRITERIA, stamp="assessed"
        ),
        Transition(
            "select",
            _("Seleccionar"),
            ("assessed",),
            "selected",
            Permission.EDIT,
            asks=("selection_reason",),
            stamp="selected",
        ),
        Transition(
            "discard",
            _("Descartar"),
            ("assessed",),
            "discarded",
            Permission.EDIT,
            asks=("selection_reason",),
            stamp="discarded",
        ),
        Transition(
            "reconsider",
            _("Volver a evaluar"),
            ("assessed", "selected", "discarded"),
            "found",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


def _criterion(label: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=SCALE, help_text=SCALE_HELP
    )


class StudyKind(models.TextChoices):
    SYSTEMATIC_REVIEW = "systematic_review", _("Revisión sistemática")
    IMPACT_EVALUATION = "impact_evaluation", _("Evaluación de impacto")
    ADMINISTRATIVE_DATA = "administrative_data", _("Análisis de datos administrativos")
    OTHER = "other", _("Otro")


class Study(Record):
    """A study from outside or an analysis of own data, and what it is good for here."""

    code_prefix = "ESTU"
    workflow = STUDY_WORKFLOW
    shared = True

    title = models.CharField(_("Estudio"), max_length=300)
    authors = models.CharField(_("Autores o institución"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(
        _("Año"), validators=(MinValueValidator(OLDEST), MaxValueValidator(NEWEST))
    )
    kind = models.CharField(_("Clase"), max_length=30, choices=StudyKind)
    origin = models.CharField(
        _("Procedencia"), max_length=300, blank=True, help_text=_("Quién lo hizo llegar o dónde se encontró.")
    )
    url = models.CharField(_("Dirección o ubicación"), max_length=500, blank=True)
    question = models.TextField(_("Pregunta que responde"), blank=True)
    method = models.TextField(_("Método"), blank=True)
    findings = models.TextField(_("Hallazgos"), blank=True)
    relevance = _criterion(_("Pertinencia"))
    quality = _criterion(_("Calidad"))
    applicability = _criterion(_("Aplicabilidad"))
    selection_reason = models.TextField(_("Por qué se seleccionó o descartó"), blank=True)
    used_for = models.TextField(
        _("Decisiones que sustentó"),
        blank=True,
        help_text=_("En breve; si la decisión es un registro, enlácela con «Sustenta»."),
    )
    assessed_by = who()
    assessed_at = when()
    selected_by = who()
    selected_at = when()
    discarded_by = who()
    discarded_at = when()

    class Meta:
        verbose_name = _("estudio")
        verbose_name_plural = _("biblioteca de evidencia")
        constraints = [
            *record_constraints(STUDY_WORKFLOW),
            NAMED,
            known_choice("kind", StudyKind),
            models.CheckConstraint(name="people_study_year", condition=Q(year__range=(OLDEST, NEWEST))),
            models.CheckConstraint(
                name="people_study_scales",
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (LOWEST, HIGHEST)})
                        for name in CRITERIA
                    )
                ),
            ),
            models.CheckConstraint(
                name="people_study_assessed_by_all_criteria",
                condition=Q(state="found") | Q(**{f"{name}__isnull": False for name in CRITERIA}),
                violation_error_message=_("Un estudio evaluado tiene los tres criterios."),
            ),
            models.CheckConstraint(
                name="people_study_decided_with_a_reason",
                condition=~Q(state__in=("selected", "discarded")) | ~Q(selection_reason=""),
                violation_error_message=_("Diga por qué se seleccionó o se descartó el estudio."),
            ),
        ]
