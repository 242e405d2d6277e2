"""Business partners and the due diligence done on each, as deep as the bribery risk that it brings."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.context import gates
from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated
from sigor.records.lives import NAMED, Kept, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, Decay, Gate, State, Transition, Workflow

PART_KEPT = "kept"


def part_workflow(gate: Gate) -> Workflow:
    """The life of a part: it belongs to its whole until it is taken out of it."""
    return Workflow(
        states=(
            State(PART_KEPT, _("Forma parte"), "✓", "success"),
            State("removed", _("Quitado"), "–", "neutral", final=True),
        ),
        transitions=(
            Transition(
                "remove",
                _("Quitar"),
                (PART_KEPT,),
                "removed",
                Permission.EDIT,
                needs_reason=True,
                gates=(gate,),
            ),
        ),
    )


class DiligenceLevel(models.TextChoices):
    """How deep a due diligence goes: as deep as the bribery risk asks."""

    LOW = "low", _("Baja")
    MEDIUM = "medium", _("Media")
    HIGH = "high", _("Alta")


class PartnerKind(models.TextChoices):
    SUPPLIER = "supplier", _("Proveedor")
    CONTRACTOR = "contractor", _("Consultor o locador")
    PAYER = "payer", _("Entidad pagadora")
    PUBLIC_ENTITY = "public_entity", _("Entidad pública aliada")
    COOPERATION = "cooperation", _("Cooperación u organización social")
    OTHER = "other", _("Otro")


class Partner(Kept):
    """Somebody the institution does business with."""

    code_prefix = "SN"

    title = models.CharField(_("Socio de negocio"), max_length=300)
    kind = models.CharField(_("Tipo"), max_length=15, choices=PartnerKind)
    service = models.TextField(_("Qué provee o hace"), blank=True)
    diligence_level = models.CharField(
        _("Nivel de debida diligencia"),
        max_length=6,
        choices=DiligenceLevel,
        help_text=_("El que pide el riesgo de soborno que trae."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("socio de negocio")
        verbose_name_plural = _("socios de negocio")
        constraints = [
            *Kept.Meta.constraints,
            known_choice("kind", PartnerKind),
            known_choice("diligence_level", DiligenceLevel),
        ]


class DiligenceQuestion(Kept, Dated):
    """What is asked in a due diligence of one level, between two dates."""

    code_prefix = "PDD"
    shared = True

    title = models.CharField(_("Pregunta"), max_length=300)
    level = models.CharField(_("Nivel"), max_length=6, choices=DiligenceLevel)
    guidance = models.TextField(_("Qué se comprueba"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("pregunta de debida diligencia")
        verbose_name_plural = _("preguntas de debida diligencia")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("level", DiligenceLevel),
        ]


DILIGENCE_WORKFLOW = Workflow(
    states=(
        State("open", _("Abierta"), "○", "neutral"),
        State("under_review", _("Por concluir"), "▲", "info", waiting=True),
        State("concluded", _("Concluida"), "✓", "success", waiting=True),
        State("annulled", _("Anulada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "send",
            _("Enviar a conclusión"),
            ("open",),
            "under_review",
            Permission.EDIT,
            gates=(gates.every_question_is_answered,),
        ),
        Transition(
            "conclude",
            _("Concluir"),
            ("under_review",),
            "concluded",
            Permission.VERIFY,
            unlike=(AUTHORS, "updated_by"),
            gates=(gates.every_question_is_answered,),
            asks=("result", "valid_until"),
            stamp="concluded",
        ),
        Transition("renew", _("Volver a abrir"), ("concluded",), "open", Permission.EDIT, needs_reason=True),
        Transition("return", _("Devolver"), ("under_review",), "open", Permission.VERIFY, needs_reason=True),
        Transition(
            "annul",
            _("Anular"),
            ("open", "under_review", "concluded"),
            "annulled",
            Permission.VERIFY,
            needs_reason=True,
        ),
    ),
    decays=(
        Decay(("concluded",), "valid_until", State("expired", _("Vencida"), "●", "danger", waiting=True)),
    ),
)


class DiligenceResult(models.TextChoices):
    ACCEPTED = "accepted", _("Aceptado")
    CONDITIONS = "accepted_with_conditions", _("Aceptado con condiciones")
    REJECTED = "rejected", _("Rechazado")


class DueDiligence(Record):
    """What was asked of a partner, what came out and until when it holds."""

    code_prefix = "DD"
    workflow = DILIGENCE_WORKFLOW
    proven_until = "valid_until"

    title = models.CharField(_("Debida diligencia"), max_length=300)
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="diligences", verbose_name=_("Socio de negocio")
    )
    level = models.CharField(_("Nivel"), max_length=6, choices=DiligenceLevel)
    findings = models.TextField(
        _("Hallazgos y condiciones"), blank=True, help_text=_("Lo que se encontró y lo que se le pide.")
    )
    result = models.CharField(_("Conclusión"), max_length=25, choices=DiligenceResult, blank=True)
    valid_until = models.DateField(_("Vale hasta"), null=True, blank=True)
    concluded_by = who()
    concluded_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("debida diligencia")
        verbose_name_plural = _("debidas diligencias")
        constraints = [
            *record_constraints(DILIGENCE_WORKFLOW),
            NAMED,
            known_choice("level", DiligenceLevel),
            known_choice("result", DiligenceResult, blank=True),
            models.CheckConstraint(
                name="context_duediligence_concluded_with_a_result",
                condition=~Q(state="concluded") | ~Q(result="") & Q(valid_until__isnull=False),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if (
            self.result == DiligenceResult.CONDITIONS
            and self.state == "concluded"
            and not self.findings.strip()
        ):
            raise ValidationError(
                {"result": _("Con condiciones: anótelas en «Hallazgos y condiciones» antes de concluir.")}
            )


ANSWER_WORKFLOW = part_workflow(gates.its_diligence_is_open)


class Answer(models.TextChoices):
    YES = "yes", _("Sí")
    NO = "no", _("No")
    NOT_APPLICABLE = "na", _("No aplica")


class DiligenceAnswer(Record):
    """What was found out about one question, worded as it was when it was asked."""

    code_prefix = "RDD"
    workflow = ANSWER_WORKFLOW

    title = models.CharField(_("Pregunta"), max_length=300)
    diligence = models.ForeignKey(
        DueDiligence, models.PROTECT, related_name="answers", verbose_name=_("Debida diligencia")
    )
    question = models.ForeignKey(
        DiligenceQuestion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("Pregunta del cuestionario"),
        help_text=_("Vacía si es una pregunta propia de este caso."),
    )
    answer = models.CharField(_("Respuesta"), max_length=3, choices=Answer)
    remark = models.TextField(_("Observación"), blank=True, help_text=_("Obligatoria si la respuesta es No."))

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("respuesta de debida diligencia")
        verbose_name_plural = _("respuestas de debida diligencia")
        constraints = [
            *record_constraints(ANSWER_WORKFLOW),
            NAMED,
            known_choice("answer", Answer),
            models.UniqueConstraint(
                name="context_diligenceanswer_once",
                fields=["diligence", "question"],
                condition=Q(state=PART_KEPT, archived_at__isnull=True),
                violation_error_message=_("Esa pregunta ya tiene respuesta en esta debida diligencia."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.diligence_id is not None and (refusal := gates.its_diligence_is_open(self, None)):
            raise ValidationError(refusal)
        if self.answer == Answer.NO and not self.remark.strip():
            raise ValidationError({"remark": _("Explique por qué la respuesta es No.")})
