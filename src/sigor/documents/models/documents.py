"""A controlled document, from its proposal to its repeal; what it says is in its versions."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.acts.models import Act
from sigor.documents import effects, gates
from sigor.documents.models.types import DocumentType
from sigor.organisation.grants import Permission
from sigor.processes.models import Process
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Numbering, Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow

NO_PROCESS = "GEN"  # stands for the process in the code of a document that serves none in particular

DOCUMENT_WORKFLOW = Workflow(
    states=(
        State("proposed", _("Propuesto"), "○", "neutral"),
        State("accepted", _("En el sistema"), "✓", "success"),
        State("rejected", _("No se acepta"), "–", "neutral", final=True),
        State("repealed", _("Derogado"), "✗", "danger", final=True),
    ),
    transitions=(
        Transition(
            "accept",
            _("Aceptar la propuesta"),
            ("proposed",),
            "accepted",
            Permission.VERIFY,
            unlike=(AUTHORS,),
            stamp="accepted",
        ),
        Transition(
            "reject", _("No aceptar"), ("proposed",), "rejected", Permission.VERIFY, needs_reason=True
        ),
        Transition(
            "review",
            _("Revisado: sigue vigente"),
            ("accepted",),
            "accepted",
            Permission.EDIT,
            asks=("review_due",),
            gates=(gates.has_a_version_in_force,),
            stamp="reviewed",
        ),
        Transition(
            "repeal",
            _("Derogar"),
            ("accepted",),
            "repealed",
            Permission.APPROVE,
            needs_reason=True,
            asks=("repealed_on", "repeal_act"),
            gates=(gates.no_version_under_way,),
            effects=(effects.end_the_version_in_force,),
            stamp="repealed",
        ),
    ),
)


class Classification(models.TextChoices):
    PUBLIC = "public", _("Público")
    INTERNAL = "internal", _("Uso interno")
    RESTRICTED = "restricted", _("Restringido")


class Document(Record):
    """Something that rules how work is done; it is known by a code that never changes."""

    code_prefix = "DOC"
    shared = True
    workflow = DOCUMENT_WORKFLOW

    title = models.CharField(_("Documento"), max_length=300)
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="documents", verbose_name=_("Tipo"))
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("Proceso")
    )
    purpose = models.TextField(_("Para qué hace falta"))
    classification = models.CharField(
        _("Clasificación"), max_length=20, choices=Classification, default=Classification.INTERNAL
    )
    external_code = models.CharField(
        _("Código anterior o externo"),
        max_length=80,
        blank=True,
        help_text=_("El que ya tenía o el del SGD."),
    )
    review_due = models.DateField(_("Próxima revisión"), null=True, blank=True)
    repealed_on = models.DateField(_("Derogado desde"), null=True, blank=True)
    repeal_act = models.ForeignKey(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeals",
        verbose_name=_("Acto que lo deroga"),
    )
    accepted_by = who()
    accepted_at = when()
    reviewed_by = who()
    reviewed_at = when()
    repealed_by = who()
    repealed_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("documento normativo")
        verbose_name_plural = _("documentos normativos")
        constraints = [
            *record_constraints(DOCUMENT_WORKFLOW),
            NAMED,
            known_choice("classification", Classification),
            models.CheckConstraint(
                name="documents_document_repealed_by_an_act",
                condition=~Q(state="repealed") | Q(repealed_on__isnull=False, repeal_act__isnull=False),
            ),
        ]

    def numbering(self, year: int) -> Numbering:
        """One series for each beginning of a code that the type's pattern gives; it never starts anew."""
        begins = self.type.pattern.split("{numero", 1)[0].format(
            unidad=self.unit.acronym,
            proceso=self.process.key if self.process else NO_PROCESS,
            tipo=self.type.key,
        )
        ending = "{numero" + self.type.pattern.split("{numero", 1)[1]
        pattern = begins.replace("{", "{{").replace("}", "}}") + ending.replace("{numero", "{number")
        return Numbering(f"documento:{begins}", 0, pattern)

    def clean(self) -> None:
        super().clean()
        if self.state == "repealed" and self.repeal_act is not None:
            effects.require_an_approving_act(self.repeal_act, "repeal_act")
        if self.pk and self.state != "proposed":
            kept = (
                Document._base_manager.filter(pk=self.pk)
                .values_list("type_id", "process_id", "unit_id")
                .first()
            )
            if kept and kept[0] != self.type_id:
                raise ValidationError({"type": _("El tipo es parte del código, que ya no cambia.")})


class LastRead(models.Model):
    """The version of a document that a person saw last, to say what changed since."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    version: Any = models.ForeignKey("documents.DocumentVersion", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="documents_lastread_once", fields=["user", "document"])]
