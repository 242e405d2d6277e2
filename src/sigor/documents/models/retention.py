"""What keeps and what ends the keeping of versions: holds by order, batches of transfer or elimination, their items."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.acts.models import Act
from sigor.documents import retention_gates as gates
from sigor.documents.models.documents import Document
from sigor.documents.models.types import RetentionSeries
from sigor.documents.models.versions import DocumentVersion
from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, TO_REVIEW, when, who
from sigor.records.locking import held
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, Decay, State, Transition, Workflow

HOLD_WORKFLOW = Workflow(
    states=(
        State("in_force", _("Vigente"), "!", "warning"),
        State("lifted", _("Levantada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "review",
            _("Revisada: sigue vigente"),
            ("in_force",),
            "in_force",
            Permission.EDIT,
            asks=("review_due",),
            stamp="reviewed",
        ),
        Transition(
            "lift",
            _("Levantar"),
            ("in_force",),
            "lifted",
            Permission.VERIFY,
            needs_reason=True,
            stamp="lifted",
        ),
    ),
    decays=(Decay(("in_force",), "review_due", TO_REVIEW),),
)


class RetentionHold(Record):
    """An order to keep a series, or one document of it; while in force nothing of it is transferred or eliminated."""

    code_prefix = "RXO"
    workflow = HOLD_WORKFLOW

    title = models.CharField(_("Qué se retiene"), max_length=300)
    series = models.ForeignKey(
        RetentionSeries, models.PROTECT, related_name="holds", verbose_name=_("Serie documental")
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name=_("Solo este documento"),
        help_text=_("Vacío: toda la serie."),
    )
    grounds = models.TextField(_("Por qué se retiene"))
    since = models.DateField(_("Desde cuándo"))
    act = models.ForeignKey(Act, models.PROTECT, related_name="holds", verbose_name=_("Acto que lo ordena"))
    review_due = models.DateField(_("Revisar si sigue haciendo falta"), null=True, blank=True)
    reviewed_by = who()
    reviewed_at = when()
    lifted_by = who()
    lifted_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("retención por orden")
        verbose_name_plural = _("retenciones por orden")
        constraints = [*record_constraints(HOLD_WORKFLOW), NAMED]

    def clean(self) -> None:
        super().clean()
        if not self.series_id:
            return
        # The series is locked: a batch of it that is being carried out sees this order, or comes before it.
        held(RetentionSeries, self.series_id)
        if self.document is not None and self.document.type.series_id not in (None, self.series_id):
            raise ValidationError({"document": _("El documento es de otra serie.")})


class BatchKind(models.TextChoices):
    TRANSFER = "transfer", _("Transferencia al archivo central")
    ELIMINATION = "elimination", _("Eliminación")


BATCH_WORKFLOW = Workflow(
    states=(
        State("draft", _("En preparación"), "✎", "neutral"),
        State("sent", _("Por aprobar"), "▲", "info", waiting=True),
        State("approved", _("Aprobado, por ejecutar"), "◔", "warning", waiting=True),
        State("carried_out", _("Ejecutado"), "✓", "success", final=True),
        State("cancelled", _("Anulado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "send",
            _("Enviar a la Dirección"),
            ("draft",),
            "sent",
            Permission.EDIT,
            gates=gates.BEFORE_EACH_STEP,
            stamp="sent",
        ),
        Transition(
            "approve",
            _("Aprobar"),
            ("sent",),
            "approved",
            Permission.APPROVE,
            unlike=(AUTHORS, "sent_by"),
            gates=gates.BEFORE_EACH_STEP,
            stamp="approved",
        ),
        Transition("return", _("Devolver"), ("sent",), "draft", Permission.APPROVE, needs_reason=True),
        Transition(
            "carry_out",
            _("Ejecutar"),
            ("approved",),
            "carried_out",
            Permission.EDIT,
            unlike=("approved_by",),
            gates=gates.BEFORE_EACH_STEP,
            stamp="carried_out",
            effects=(gates.carry_out,),
        ),
        Transition(
            "cancel",
            _("Anular"),
            ("draft", "sent", "approved"),
            "cancelled",
            Permission.VERIFY,
            needs_reason=True,
            effects=(gates.let_go,),
        ),
    ),
)


class DisposalBatch(Record):
    """Versions of one series whose time is over on a day, to be transferred or eliminated together."""

    code_prefix = "TRE"
    workflow = BATCH_WORKFLOW

    title = models.CharField(_("Lote"), max_length=300)
    kind = models.CharField(_("Qué se hace"), max_length=20, choices=BatchKind)
    series = models.ForeignKey(
        RetentionSeries, models.PROTECT, related_name="batches", verbose_name=_("Serie documental")
    )
    cut_date = models.DateField(_("Fecha de corte"), help_text=_("Se lista lo que ya venció ese día."))
    location = models.CharField(_("A dónde pasa lo que se transfiere"), max_length=300, blank=True)
    listed_at = when()  # each listing is a change of the batch: whoever lists is an author of it
    sent_by = who()
    sent_at = when()
    approved_by = who()
    approved_at = when()
    carried_out_by = who()
    carried_out_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("transferencia o eliminación")
        verbose_name_plural = _("transferencias y eliminaciones")
        constraints = [
            *record_constraints(BATCH_WORKFLOW),
            NAMED,
            known_choice("kind", BatchKind),
            models.CheckConstraint(
                name="documents_disposalbatch_four_eyes",
                condition=~Q(state="carried_out")
                | Q(approved_by__isnull=False, carried_out_by__isnull=False)
                & ~Q(approved_by=models.F("carried_out_by")),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.pk and self.items.filter(state="listed", archived_at__isnull=True).exists():
            kept = DisposalBatch._base_manager.values_list("kind", "series_id").get(pk=self.pk)
            if kept != (self.kind, self.series_id):
                raise ValidationError(
                    _("Ya hay versiones listadas: anule este lote y prepare otro de otra clase o serie.")
                )


class Legibility(models.TextChoices):
    GOOD = "good", _("Se lee bien")
    PARTIAL = "partial", _("Se lee en parte")
    LOST = "lost", _("No se lee")


def _check(name: str, state: str) -> Transition:
    return Transition(
        name,
        _("Anotar si se lee"),
        (state,),
        state,
        Permission.EDIT,
        asks=("legibility_on", "legibility"),
        stamp="checked",
    )


ITEM_WORKFLOW = Workflow(
    states=(
        State("listed", _("Listada"), "○", "info"),
        State("taken_out", _("Retirada del lote"), "–", "neutral", final=True),
        State("transferred", _("Transferida"), "✓", "success", brought=True),
        State("eliminated", _("Eliminada"), "✗", "danger", final=True, brought=True),
        State("stays", _("Se conserva: el archivo sirve en otro lugar"), "!", "warning", final=True, brought=True),
    ),
    transitions=(
        Transition(
            "take_out",
            _("Retirar del lote"),
            ("listed",),
            "taken_out",
            Permission.EDIT,
            needs_reason=True,
            gates=(gates.batch_is_prepared,),
            effects=(gates.note_in_the_batch,),
            stamp="taken_out",
        ),
        _check("check", "listed"),
        _check("check_again", "transferred"),
        Transition(
            "relocate",
            _("Anotar dónde está ahora"),
            ("transferred",),
            "transferred",
            Permission.EDIT,
            asks=("location", "moved_on"),
        ),
    ),
)  # fmt: skip


class DisposalItem(Record):
    """One version of a batch: when its time was over, and what became of it."""

    code_prefix = "TREI"
    workflow = ITEM_WORKFLOW

    batch = models.ForeignKey(DisposalBatch, models.PROTECT, related_name="items", verbose_name=_("Lote"))
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="disposals", verbose_name=_("Versión")
    )
    due_on = models.DateField(_("Venció el"), null=True, blank=True, editable=False)
    location = models.CharField(_("Dónde está"), max_length=300, blank=True)
    moved_on = models.DateField(_("Transferida el"), null=True, blank=True)
    legibility_on = models.DateField(_("Última prueba de lectura"), null=True, blank=True)
    legibility = models.CharField(_("Cómo se lee"), max_length=20, choices=Legibility, blank=True)
    outcome = models.TextField(_("Qué pasó"), blank=True, editable=False)
    checked_by = who()
    checked_at = when()
    taken_out_by = who()
    taken_out_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("versión de un lote")
        verbose_name_plural = _("versiones de un lote")
        constraints = [
            *record_constraints(ITEM_WORKFLOW),
            NAMED,
            known_choice("legibility", Legibility, blank=True),
            models.UniqueConstraint(
                name="documents_disposalitem_one_open",
                fields=["version"],
                condition=Q(state="listed", archived_at__isnull=True),
                violation_error_message=_("La versión ya está en un lote."),
            ),
        ]
