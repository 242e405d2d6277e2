"""The yearly plan: version → objective → result → milestone → scheduled deliverable → evidence → quarter."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sigor.analysis.compliance import Denominator as CountedBy
from sigor.analysis.progress import Outcome
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records.lives import declared
from sigor.records.models import Evidence, Record, StoredFile, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow

VERSION_WORKFLOW = Workflow(
    states=(
        State("draft", _("Borrador"), "✎", "neutral"),
        State("in_review", _("En revisión"), "▲", "info"),
        State("approved", _("Aprobada"), "✓", "success", final=True),
        State("discarded", _("Descartada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("send", _("Enviar a aprobación"), ("draft",), "in_review", Permission.PLAN),
        Transition("return", _("Devolver"), ("in_review",), "draft", Permission.APPROVE, needs_reason=True),
        Transition(
            "approve",
            _("Aprobar"),
            ("in_review",),
            "approved",
            Permission.APPROVE,
            unlike=(AUTHORS,),
            asks=("effective_from",),
            meaning=_("Apruebo esta versión del plan y dispongo su vigencia desde la fecha indicada"),
        ),
        Transition("discard", _("Descartar"), ("draft",), "discarded", Permission.PLAN, needs_reason=True),
    ),
)

RULE_WORKFLOW = Workflow(
    states=(
        State("proposed", _("Propuesta, sin acuerdo del Comité"), "○", "warning"),
        State("approved", _("Aprobada por acuerdo"), "✓", "success"),
        State("repealed", _("Sin efecto"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "approve",
            _("Aprobar por acuerdo"),
            ("proposed",),
            "approved",
            Permission.APPROVE,
            unlike=("created_by",),
        ),
        Transition(
            "repeal",
            _("Dejar sin efecto"),
            ("proposed", "approved"),
            "repealed",
            Permission.APPROVE,
            needs_reason=True,
        ),
    ),
)


class Phase(models.TextChoices):
    """The four phases of the PHVA cycle."""

    PLAN = "Planear", _("Planear")
    DO = "Hacer", _("Hacer")
    CHECK = "Verificar", pgettext_lazy("PHVA", "Verificar")
    ACT = "Actuar", _("Actuar")


class Confidence(models.TextChoices):
    """How sure the reader of the annex was of the months of a milestone."""

    CERTAIN = "certain", _("Cierto")
    PROBABLE = "probable", _("Probable")
    UNKNOWN = "unknown", _("Por determinar")


class Plan(models.Model):
    """The plan of one year; what it says is in its versions."""

    year = models.PositiveIntegerField(_("Año"), unique=True)
    title = models.CharField(_("Título"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class PlanVersion(Record):
    """What the plan said from one date on; an approved version never changes."""

    code_prefix = "PLAN"
    workflow = VERSION_WORKFLOW

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Versión"))
    effective_from = models.DateField(_("Rige desde"), null=True, blank=True)
    source_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    source_name = models.CharField(_("Archivo de origen"), max_length=255, blank=True)
    # A reformulation: the version it changes, and why the plan is changed at all.
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reformulations",
        verbose_name=_("Parte de"),
    )
    reason = models.TextField(_("Por qué se reformula"), blank=True)
    declared = declared()

    class Meta:
        constraints = [
            *record_constraints(VERSION_WORKFLOW),
            models.UniqueConstraint(name="plans_planversion_number", fields=["plan", "number"]),
            models.UniqueConstraint(
                name="plans_planversion_one_open_reformulation",
                fields=["plan"],
                condition=Q(based_on__isnull=False, state__in=["draft", "in_review"]),
            ),
            models.CheckConstraint(
                name="plans_planversion_reformulation_has_reason",
                condition=Q(based_on__isnull=True) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="plans_planversion_one_effect_a_day",
                fields=["plan", "effective_from"],
                condition=Q(state="approved"),
            ),
            models.CheckConstraint(
                name="plans_planversion_approved_has_effect",
                condition=~Q(state="approved") | Q(effective_from__isnull=False),
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    @property
    def is_reformulation(self) -> bool:
        return self.based_on_id is not None


class Act(models.Model):
    """One act of the file that approves a version; what is not known stays empty."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="acts")
    order = models.PositiveIntegerField()
    type = models.CharField(_("Tipo"), max_length=80)
    number = models.CharField(_("Número"), max_length=120, blank=True)
    date = models.DateField(_("Fecha"), null=True, blank=True)
    issuer = models.CharField(_("Emite"), max_length=200, blank=True)
    subject = models.CharField(_("Asunto"), max_length=300, blank=True)
    approves = models.BooleanField(_("Aprueba el plan"), default=False)


class Objective(models.Model):
    """An objective of the modernisation policy and the axis by which the plan serves it."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="objectives")
    number = models.PositiveIntegerField(_("Nº"))
    name = models.CharField(_("Objetivo de la política"), max_length=300)
    axis = models.CharField(_("Eje"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(name="plans_objective_once", fields=["version", "number"])]


class AlignmentStep(models.Model):
    """One link of the chain from the national plan down to the operating activity."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="alignment")
    order = models.PositiveIntegerField()
    level = models.CharField(_("Nivel"), max_length=200)
    element = models.CharField(_("Elemento"), max_length=400)
    norm = models.CharField(_("Norma"), max_length=200, blank=True)
    objective = models.ForeignKey(Objective, models.CASCADE, null=True, blank=True, related_name="alignment")


class BudgetLine(models.Model):
    """Money assigned to the plan, with its classifier and functional sequence."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="budget")
    classifier = models.CharField(_("Específica de gasto"), max_length=30)
    detail = models.CharField(_("Detalle"), max_length=200)
    functional_sequence = models.CharField(_("Secuencia funcional"), max_length=20)
    funding = models.CharField(_("Fuente de financiamiento"), max_length=120)
    activity = models.CharField(_("Actividad operativa"), max_length=300)
    amount = models.DecimalField(_("Total S/"), max_digits=14, decimal_places=2)


class Result(models.Model):
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="results")
    objective = models.ForeignKey(Objective, models.CASCADE, related_name="results")
    code = models.CharField(_("Nº"), max_length=20)
    name = models.CharField(_("Resultado esperado"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(name="plans_result_once", fields=["version", "code"])]


class Milestone(models.Model):
    """A milestone (*hito*): what is delivered, by whom, how many in the year, and in which PHVA phase."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="milestones")
    result = models.ForeignKey(Result, models.CASCADE, related_name="milestones")
    order = models.PositiveIntegerField()
    code = models.CharField(_("Nº"), max_length=20)
    name = models.CharField(_("Hito"), max_length=300)
    deliverable_type = models.CharField(_("Entregable"), max_length=120)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad responsable"))
    contributors = models.ManyToManyField(
        Unit, related_name="+", blank=True, verbose_name=_("Unidades que contribuyen")
    )
    units_text = models.CharField(_("Responsables según el anexo"), max_length=200, blank=True)
    meta = models.PositiveIntegerField(_("Meta"))
    phase = models.CharField(_("Fase PHVA"), max_length=20, choices=Phase, blank=True)
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    # What the reader of the annex made of the row, and who settled it where it was not certain.
    confidence = models.CharField(max_length=20, choices=Confidence, default=Confidence.CERTAIN)
    alternatives = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True)
    source_line = models.PositiveIntegerField(null=True, blank=True)
    source_text = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plans_milestone_once", fields=["version", "code"]),
            models.UniqueConstraint(name="plans_milestone_one_lineage", fields=["version", "lineage"]),
            models.CheckConstraint(name="plans_milestone_meta_positive", condition=Q(meta__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def to_confirm(self) -> bool:
        return self.confidence != Confidence.CERTAIN and self.confirmed_at is None


class Note(models.Model):
    """A footnote of the annex."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(name="plans_note_once", fields=["version", "number"])]


class NoteMark(models.Model):
    """Where the number of a footnote stands: after `offset` characters of one text of a row."""

    class Place(models.TextChoices):
        RESULT = "result", _("Resultado esperado")
        MILESTONE = "milestone", _("Hito")
        DELIVERABLE = "deliverable", _("Entregable")

    note = models.ForeignKey(Note, models.CASCADE, related_name="marks")
    place = models.CharField(max_length=20, choices=Place)
    offset = models.PositiveIntegerField()
    result = models.ForeignKey(Result, models.CASCADE, null=True, related_name="marks")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="marks")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plans_notemark_one_row",
                condition=Q(place="result", result__isnull=False, milestone__isnull=True)
                | (~Q(place="result") & Q(result__isnull=True, milestone__isnull=False)),
            )
        ]


class Deliverable(models.Model):
    """A scheduled deliverable: so many units of a milestone, due in one month."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="deliverables")
    month = models.PositiveIntegerField(_("Mes"))
    quantity = models.PositiveIntegerField(_("Cantidad"), default=1)
    label = models.CharField(_("Detalle"), max_length=200, blank=True)
    data_cutoff = models.DateField(_("Corte de datos"), null=True, blank=True)
    condition = models.CharField(_("Condición"), max_length=500, blank=True)
    related_code = models.CharField(_("Ver hito"), max_length=20, blank=True)
    # The same commitment keeps its lineage when a later version of the plan carries it on.
    lineage = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plans_deliverable_once_a_month", fields=["milestone", "month"]),
            models.UniqueConstraint(name="plans_deliverable_one_lineage", fields=["milestone", "lineage"]),
            models.CheckConstraint(name="plans_deliverable_month", condition=Q(month__range=(1, 12))),
            models.CheckConstraint(name="plans_deliverable_quantity", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.code} · {self.month:02d}"

    @property
    def unit_id(self) -> int:
        return self.milestone.lead_id


class ChangeReason(models.Model):
    """Why a reformulation changes one deliverable or one milestone, by its lineage."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="change_reasons")
    lineage = models.UUIDField(editable=False)
    text = models.TextField(_("Motivo"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plans_changereason_once", fields=["version", "lineage"]),
            models.CheckConstraint(name="plans_changereason_said", condition=~Q(text="")),
        ]


class Submission(models.Model):
    """Evidence put forward for units of a deliverable; what is decided on it is in `decisions`."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="submissions")
    lineage = models.UUIDField(editable=False, db_index=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="submissions")
    quantity = models.PositiveIntegerField(_("Cantidad"), default=1)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="plans_submission_quantity", condition=Q(quantity__gt=0))]


class Decision(models.Model):
    """A verification, a return with its reason, or a withdrawal by whoever submitted."""

    OUTCOMES = [
        (Outcome.VERIFIED.value, _("Verificado")),
        (Outcome.RETURNED.value, _("Devuelto")),
        (Outcome.WITHDRAWN.value, _("Retirado")),
    ]

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=OUTCOMES)
    reason = models.TextField(_("Motivo"), blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plans_decision_return_has_reason", condition=~Q(outcome="returned") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="plans_decision_outcome", condition=Q(outcome__in=[o.value for o in Outcome])
            ),
        ]


class ComplianceRule(Record):
    """How the quarter is counted: what is the denominator, what counts, until when, and how much is enough."""

    code_prefix = "REGLA"
    workflow = RULE_WORKFLOW

    class Denominator(models.TextChoices):
        UNITS = CountedBy.UNITS.value, _("Unidades de meta")
        MARKS = CountedBy.MARKS.value, _("Marcas del cronograma")
        MILESTONES = CountedBy.MILESTONES.value, _("Hitos")

    number = models.PositiveIntegerField(_("Versión"), unique=True)
    denominator = models.CharField(
        _("Denominador"), max_length=20, choices=Denominator, default=Denominator.UNITS
    )
    threshold = models.DecimalField(_("Umbral"), max_digits=5, decimal_places=4, default=Decimal("0.8"))
    grace_days = models.PositiveIntegerField(
        _("Días tras el cierre"),
        default=0,
        help_text=_("Cuenta lo verificado hasta tantos días calendario después del fin del trimestre."),
    )
    valid_from = models.DateField(_("Rige desde"))
    agreement_number = models.CharField(_("Acuerdo del Comité"), max_length=120, blank=True)
    agreement_date = models.DateField(_("Fecha del acuerdo"), null=True, blank=True)
    source = models.CharField(_("Fuente"), max_length=300, blank=True)

    class Meta:
        constraints = [
            *record_constraints(RULE_WORKFLOW),
            models.CheckConstraint(
                name="plans_compliancerule_threshold", condition=Q(threshold__gt=0, threshold__lte=1)
            ),
            models.CheckConstraint(
                name="plans_compliancerule_approved_by_agreement",
                condition=~Q(state="approved") | ~Q(agreement_number=""),
            ),
        ]


class QuarterEdition(models.Model):
    """The figures of a quarter as frozen at one moment. Never changed: a correction is a new edition."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    rule = models.ForeignKey(ComplianceRule, models.PROTECT, related_name="+")
    quarter = models.PositiveIntegerField(_("Trimestre"))
    number = models.PositiveIntegerField(_("Edición"))
    cutoff = models.DateTimeField(_("Corte"))
    figures = models.JSONField()
    reason = models.TextField(_("Motivo"), blank=True)
    changes = models.JSONField(default=list)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    audit_position = models.BigIntegerField()
    audit_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plans_quarteredition_once", fields=["plan", "quarter", "number"]),
            models.CheckConstraint(name="plans_quarteredition_quarter", condition=Q(quarter__range=(1, 4))),
            models.CheckConstraint(
                name="plans_quarteredition_restated_has_reason", condition=Q(number=1) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.year}-T{self.quarter} ed. {self.number}"


class Figure(models.Model):
    """One number of an edition, under a short code that leads to its proof."""

    edition = models.ForeignKey(QuarterEdition, models.PROTECT, related_name="printed")
    code = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=120)
    label = models.CharField(max_length=300)
    text = models.CharField(max_length=60)
    deliverables = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="plans_figure_once", fields=["edition", "key"])]


class Narrative(models.Model):
    """What the office says of one axis in one edition of the quarterly report."""

    edition = models.ForeignKey(QuarterEdition, models.PROTECT, related_name="narratives")
    axis = models.PositiveIntegerField(_("Eje"))
    text = models.TextField(_("Texto"), blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="plans_narrative_once", fields=["edition", "axis"])]
