"""One version of a document: drafted, reviewed, approved by an act, in force from a day until another takes its place."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.acts.models import Act
from sigor.documents import effects, gates
from sigor.documents.models.documents import Document
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records.lives import NAMED, declared, when, who
from sigor.records.locking import held
from sigor.records.models import Record, StoredFile, record_constraints
from sigor.records.workflow import AUTHORS, Decay, State, Transition, Workflow

IN_FORCE = State("in_force", _("Vigente"), "✓", "success", waiting=True)
SUPERSEDED = State("superseded", _("Sustituida"), "–", "neutral", final=True)
REPEALED = State("repealed", _("Derogada"), "✗", "danger", final=True)
PUBLISHED = ("approved", "repealing")

VERSION_WORKFLOW = Workflow(
    states=(
        State("draft", _("En elaboración"), "✎", "neutral"),
        State("in_review", _("En revisión de las unidades"), "▲", "info", waiting=True),
        State("legal", _("En opinión legal"), "▲", "info", waiting=True),
        State("to_approve", _("Por aprobar"), "▲", "info", waiting=True),
        State("approved", _("Aprobada, por regir"), "◔", "info", final=True),
        State("repealing", _("Vigente hasta su derogación"), "◔", "warning", final=True, brought=True),
        State("discarded", _("Descartada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "send_review",
            _("Enviar a revisión"),
            ("draft",),
            "in_review",
            Permission.EDIT,
            gates=(
                gates.document_is_accepted,
                gates.has_a_file,
                gates.nobody_has_it_out,
                gates.reviews_were_asked,
            ),
            stamp="sent",
        ),
        Transition(
            "take_back", _("Volver a elaborar"), ("in_review",), "draft", Permission.EDIT, needs_reason=True
        ),
        Transition(
            "to_legal",
            _("Pasar a opinión legal"),
            ("in_review",),
            "legal",
            Permission.EDIT,
            asks=("legal_unit",),
            gates=(gates.legal_opinion_is_due, gates.reviews_are_answered, gates.remarks_are_resolved),
        ),
        Transition(
            "to_approval",
            _("Pasar a aprobación"),
            ("in_review",),
            "to_approve",
            Permission.EDIT,
            gates=(gates.no_legal_opinion_is_due, gates.reviews_are_answered, gates.remarks_are_resolved),
        ),
        Transition(
            "opine",
            _("Opinar favorablemente"),
            ("legal",),
            "to_approve",
            Permission.EDIT,
            at="legal_unit",
            asks=("legal_opinion",),
            unlike=(AUTHORS,),
            stamp="opined",
            meaning=_("Doy opinión legal favorable a esta versión, por las razones que escribo"),
        ),
        Transition(
            "observe", _("Observar"), ("legal",), "draft", Permission.EDIT, at="legal_unit", needs_reason=True
        ),
        Transition(
            "approve",
            _("Aprobar"),
            ("to_approve",),
            "approved",
            Permission.APPROVE,
            asks=("effective_on", "approval_act"),
            unlike=(AUTHORS, "opined_by"),
            gates=(gates.approver_is_the_direction, gates.approver_did_not_review),
            stamp="approved",
            effects=(effects.take_the_place_of_the_former,),
            meaning=_("Apruebo esta versión y dispongo su vigencia desde la fecha indicada"),
        ),
        Transition(
            "approve_as_head",
            _("Aprobar como jefatura"),
            ("to_approve",),
            "approved",
            Permission.EDIT,
            asks=("effective_on", "approval_act"),
            unlike=(AUTHORS, "opined_by"),
            gates=(gates.approver_is_the_head, gates.approver_did_not_review),
            stamp="approved",
            effects=(effects.take_the_place_of_the_former,),
            meaning=_("Apruebo esta versión como jefatura y dispongo su vigencia desde la fecha indicada"),
        ),
        Transition("return", _("Devolver"), ("to_approve",), "draft", Permission.APPROVE, needs_reason=True),
        Transition("discard", _("Descartar"), ("draft",), "discarded", Permission.EDIT, needs_reason=True),
    ),
    decays=(
        Decay(("approved",), "waits_until", IN_FORCE),
        Decay(("approved",), "in_force_until", SUPERSEDED),
        Decay(("repealing",), "in_force_until", REPEALED),
    ),
)


class DocumentVersion(Record):
    """What a document says from one day on; once approved neither its file nor its text ever changes."""

    code_prefix = "VER"
    workflow = VERSION_WORKFLOW

    title = models.CharField(_("Título de la versión"), max_length=300)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="versions", verbose_name=_("Documento")
    )
    number = models.PositiveIntegerField(_("N.° de revisión"), editable=False)
    summary = models.TextField(
        _("Qué cambia"), help_text=_("En pocas líneas; se muestra a quien revisa y a quien lee.")
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("Archivo"),
    )
    file_name = models.CharField(_("Nombre del archivo"), max_length=255, blank=True, editable=False)
    text = models.TextField(_("Texto"), blank=True, editable=False)
    out_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("Lo tiene para editar"),
    )  # fmt: skip
    out_at = when()
    legal_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Unidad que da la opinión legal"),
    )
    legal_opinion = models.TextField(
        _("Opinión legal"), blank=True, help_text=_("Con qué informe y, en una frase, por qué procede.")
    )
    effective_on = models.DateField(_("Rige desde"), null=True, blank=True)
    # The last days on which it waits and on which it rules: what it shows follows from them (see the workflow).
    waits_until = models.DateField(_("Espera hasta"), null=True, blank=True, editable=False)
    in_force_until = models.DateField(_("Rige hasta"), null=True, blank=True, editable=False)
    approval_act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="approves_versions",
        verbose_name=_("Acto que la aprueba"),
    )  # fmt: skip
    sent_by = who()
    sent_at = when()
    opined_by = who()
    opined_at = when()
    approved_by = who()
    approved_at = when()
    declared = declared()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("versión de un documento")
        verbose_name_plural = _("versiones de documentos")
        constraints = [
            *record_constraints(VERSION_WORKFLOW),
            NAMED,
            models.UniqueConstraint(name="documents_documentversion_number", fields=["document", "number"]),
            models.UniqueConstraint(
                name="documents_documentversion_one_under_way",
                fields=["document"],
                condition=Q(
                    state__in=["draft", "in_review", "legal", "to_approve"], archived_at__isnull=True
                ),
                violation_error_message=_("Ya hay una versión de este documento en elaboración."),
            ),
            models.UniqueConstraint(
                name="documents_documentversion_one_effect_a_day",
                fields=["document", "effective_on"],
                condition=Q(state="approved"),
                violation_error_message=_("Otra versión de este documento rige desde ese día."),
            ),
            models.CheckConstraint(
                name="documents_documentversion_published_is_whole",
                condition=~Q(state__in=PUBLISHED)
                | Q(
                    file__isnull=False,
                    effective_on__isnull=False,
                    waits_until__isnull=False,
                    approval_act__isnull=False,
                    approved_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="documents_documentversion_in_force_after_effect",
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=F("waits_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.code}/Rev.{self.number}"

    def clean(self) -> None:
        super().clean()
        stored = DocumentVersion._base_manager.filter(pk=self.pk).first() if self.pk else None
        if stored is not None and stored.document_id != self.document_id and self.state != "draft":
            raise ValidationError({"document": _("Una versión no pasa a otro documento.")})
        if self.document_id and (stored is None or stored.document_id != self.document_id):
            # The document is locked: two versions begun at once take two numbers.
            held(Document, self.document_id)
            others = DocumentVersion._base_manager.filter(document=self.document_id)
            last = others.aggregate(last=models.Max("number"))["last"]
            self.number = 0 if last is None else last + 1
        if self.state in PUBLISHED and self.effective_on:
            self.waits_until = self.effective_on - timedelta(days=1)
            if self.approval_act is not None:
                effects.require_an_approving_act(self.approval_act, "approval_act")
