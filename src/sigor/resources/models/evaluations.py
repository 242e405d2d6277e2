"""Evaluations, what they recommend and what the management does about it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow
from sigor.resources import gates
from sigor.resources.milestones import PlanTied

EVALUATION_WORKFLOW = Workflow(
    states=(
        State("planned", _("Programada"), "○", "neutral"),
        State("under_way", _("En curso"), "◔", "info"),
        State("delivered", _("Con resultados"), "▲", "info", waiting=True),
        State("closed", _("Cerrada"), "✓", "success", final=True),
        State("cancelled", _("Cancelada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("start", _("Iniciar"), ("planned",), "under_way", Permission.EDIT),
        Transition(
            "deliver",
            _("Entregar los resultados"),
            ("under_way",),
            "delivered",
            Permission.SUBMIT,
            asks=("results",),
            stamp="delivered",
        ),
        Transition(
            "close",
            _("Cerrar"),
            ("delivered",),
            "closed",
            Permission.VERIFY,
            unlike=("delivered_by",),
            gates=(gates.recommendations_are_settled,),
            stamp="closed",
        ),
        Transition(
            "return", _("Devolver"), ("delivered",), "under_way", Permission.VERIFY, needs_reason=True
        ),
        Transition(
            "cancel",
            _("Cancelar"),
            ("planned", "under_way"),
            "cancelled",
            Permission.VERIFY,
            needs_reason=True,
        ),
    ),
)

RECOMMENDATION_WORKFLOW = Workflow(
    states=(
        State("issued", _("Pendiente de respuesta"), "○", "warning"),
        State("answered", _("Aceptada, por implementar"), "◔", "info", waiting=True),
        State("implemented", _("Implementada, por verificar"), "▲", "info", waiting=True),
        State("verified", _("Verificada"), "✓", "success", final=True),
        State("rejected", _("Rechazada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "answer",
            _("Aceptar y responder"),
            ("issued",),
            "answered",
            Permission.EDIT,
            unlike=(AUTHORS,),
            asks=("response", "response_text"),
            stamp="answered",
        ),
        Transition(
            "reject",
            _("Rechazar con su razón"),
            ("issued",),
            "rejected",
            Permission.EDIT,
            unlike=(AUTHORS,),
            asks=("response_text",),
            stamp="answered",
        ),
        Transition(
            "implement",
            _("Dar por implementada"),
            ("answered",),
            "implemented",
            Permission.SUBMIT,
            asks=("result",),
            stamp="reported",
        ),
        Transition(
            "verify",
            _("Verificar"),
            ("implemented",),
            "verified",
            Permission.VERIFY,
            unlike=("reported_by",),
            stamp="verified",
        ),
        Transition(
            "return", _("Devolver"), ("implemented",), "answered", Permission.VERIFY, needs_reason=True
        ),
    ),
)


class Response(models.TextChoices):
    """How a recommendation that is not rejected was taken up; rejection and waiting are states."""

    ACCEPTED = "accepted", _("Aceptada")
    PARTLY = "partly", _("Aceptada en parte")


class Evaluation(PlanTied, Record):
    """A question put to the facts, the way it is answered and what was found."""

    code_prefix = "EVA"
    workflow = EVALUATION_WORKFLOW

    title = models.CharField(_("Evaluación"), max_length=300)
    question = models.TextField(_("Pregunta que responde"))
    method = models.TextField(_("Método"), blank=True)
    due_date = models.DateField(_("Entrega prevista"))
    results = models.TextField(_("Resultados"), blank=True)
    delivered_by = who()
    delivered_at = when()
    closed_by = who()
    closed_at = when()

    class Meta:
        verbose_name = _("evaluación")
        verbose_name_plural = _("evaluaciones")
        constraints = [*record_constraints(EVALUATION_WORKFLOW), NAMED, *PlanTied.Meta.constraints]


class Recommendation(Record):
    """What an evaluation recommends; its unit answers, does it or rejects it with a reason."""

    code_prefix = "REV"
    workflow = RECOMMENDATION_WORKFLOW

    title = models.CharField(_("Recomendación"), max_length=300)
    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="recommendations", verbose_name=_("Evaluación")
    )
    text = models.TextField(_("Qué recomienda"))
    issued_on = models.DateField(_("Emitida el"))
    due_date = models.DateField(_("Fecha límite"))
    response = models.CharField(_("Respuesta de la gestión"), max_length=20, choices=Response, blank=True)
    response_text = models.TextField(_("Fundamento de la respuesta"), blank=True)
    answered_by = who()
    answered_at = when()
    result = models.TextField(_("Cómo se implementó"), blank=True)
    reported_by = who()
    reported_at = when()
    verified_by = who()
    verified_at = when()

    class Meta:
        verbose_name = _("recomendación")
        verbose_name_plural = _("recomendaciones")
        constraints = [
            *record_constraints(RECOMMENDATION_WORKFLOW),
            NAMED,
            known_choice("response", Response, blank=True),
            models.CheckConstraint(
                name="resources_recommendation_due_after_issue",
                condition=Q(due_date__gte=F("issued_on")),
                violation_error_message=_("La fecha límite no puede ser anterior a la emisión."),
            ),
            models.CheckConstraint(
                name="resources_recommendation_answered",
                condition=Q(state="issued")
                | Q(state="rejected", response="") & ~Q(response_text="")
                | ~Q(state="rejected") & ~Q(response="") & ~Q(response_text=""),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.evaluation_id and self.evaluation.get_state().final:
            raise ValidationError(
                {
                    "evaluation": _now("%(code)s está cerrada: sus recomendaciones ya no cambian.")
                    % {"code": self.evaluation.code}
                }
            )
