"""What the units concerned and its readers say of a version: a review each, and remarks at places of its text."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.documents import gates
from sigor.documents.models.versions import DocumentVersion
from sigor.organisation.grants import Permission
from sigor.records.lives import NAMED, when, who
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import State, Transition, Workflow

REVIEW_WORKFLOW = Workflow(
    states=(
        State("asked", _("Por revisar"), "▲", "info"),
        State("agreed", _("Conforme"), "✓", "success", final=True),
        State("observed", _("Con observaciones"), "!", "warning", final=True),
        State("cancelled", _("Anulada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "agree",
            _("Dar conformidad"),
            ("asked",),
            "agreed",
            Permission.EDIT,
            gates=(gates.version_is_in_review, gates.reviewer_is_not_the_author),
            asks=("answer",),
            stamp="answered",
        ),
        Transition(
            "observe",
            _("Observar"),
            ("asked",),
            "observed",
            Permission.EDIT,
            gates=(gates.version_is_in_review, gates.reviewer_is_not_the_author),
            asks=("answer",),
            stamp="answered",
        ),
        Transition("cancel", _("Anular"), ("asked",), "cancelled", Permission.VERIFY, needs_reason=True),
    ),
)


class ReviewRequest(Record):
    """A unit that the version touches is asked what it thinks; the unit of the record is the one that answers."""

    code_prefix = "REV"
    workflow = REVIEW_WORKFLOW

    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="reviews", verbose_name=_("Versión")
    )
    due_date = models.DateField(_("Responder hasta"))
    answer = models.TextField(_("Respuesta"), blank=True)
    answered_by = who()
    answered_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("revisión de una unidad")
        verbose_name_plural = _("revisiones de las unidades")
        constraints = [
            *record_constraints(REVIEW_WORKFLOW),
            NAMED,
            models.UniqueConstraint(
                name="documents_reviewrequest_one_open",
                fields=["version", "unit"],
                condition=Q(state="asked", archived_at__isnull=True),
                violation_error_message=_("A esa unidad ya se le pidió revisar esta versión."),
            ),
        ]


REMARK_WORKFLOW = Workflow(
    states=(
        State("open", _("Por resolver"), "○", "warning"),
        State("resolved", _("Resuelta"), "✓", "success", final=True),
    ),
    transitions=(
        Transition(
            "resolve",
            _("Resolver"),
            ("open",),
            "resolved",
            Permission.EDIT,
            at="answering_unit",
            asks=("answer",),
            stamp="resolved",
        ),
        Transition("reopen", _("Reabrir"), ("resolved",), "open", Permission.EDIT, needs_reason=True),
    ),
)


class Remark(Record):
    """Something said about one place of the text; it is answered by resolving it, not by erasing it."""

    code_prefix = "OBS"
    workflow = REMARK_WORKFLOW

    title = models.CharField(_("Observación"), max_length=300)
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="remarks", verbose_name=_("Versión")
    )
    paragraph = models.PositiveIntegerField(
        _("Párrafo"), help_text=_("El número que lleva al margen en la página de la versión.")
    )
    quote = models.TextField(_("Texto observado"), editable=False, blank=True)
    answer = models.TextField(_("Cómo se resolvió"), blank=True)
    answering_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, editable=False, null=True, related_name="+",
        verbose_name=_("Unidad que responde"),
    )  # fmt: skip
    resolved_by = who()
    resolved_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("observación al texto")
        verbose_name_plural = _("observaciones al texto")
        constraints = [*record_constraints(REMARK_WORKFLOW), NAMED]

    def clean(self) -> None:
        super().clean()
        if self._state.adding and self.version_id:
            gates.require_open_to_remarks(self.version)
            self.answering_unit_id = self.version.unit_id
            self.quote = gates.paragraph_of(self.version, self.paragraph)
