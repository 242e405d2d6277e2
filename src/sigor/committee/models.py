"""The committee: what it agreed, who carries it out and by when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import State, Transition, Workflow

AGREEMENT_WORKFLOW = Workflow(
    states=(
        State("open", _("Abierto"), "○", "neutral"),
        State("done", _("Cumplido, por verificar"), "▲", "info", waiting=True),
        State("closed", _("Cerrado"), "✓", "success", final=True),
        State("annulled", _("Anulado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("fulfil", _("Dar por cumplido"), ("open",), "done", Permission.EDIT),
        # Whoever reported the fulfilment is the last who touched the record.
        Transition("close", _("Cerrar"), ("done",), "closed", Permission.VERIFY, unlike=("updated_by",)),
        Transition("observe", _("Observar"), ("done",), "open", Permission.VERIFY, needs_reason=True),
        Transition("annul", _("Anular"), ("open",), "annulled", Permission.APPROVE, needs_reason=True),
    ),
)


class Agreement(Record):
    """What the committee agreed in a session and a unit must carry out."""

    code_prefix = "AC"
    workflow = AGREEMENT_WORKFLOW

    session = models.CharField(
        _("Sesión o acta"),
        max_length=120,
        blank=True,
        help_text=_("Como figura en el acta; vacío si no consta."),
    )
    session_date = models.DateField(_("Fecha de la sesión"), null=True, blank=True)
    text = models.TextField(_("Acuerdo"))
    due_date = models.DateField(_("Fecha límite"))

    class Meta:
        verbose_name = _("acuerdo del Comité")
        verbose_name_plural = _("acuerdos del Comité")
        constraints = [
            *record_constraints(AGREEMENT_WORKFLOW),
            models.CheckConstraint(
                name="committee_agreement_says_something", condition=~Q(title="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="committee_agreement_due_after_session",
                condition=Q(session_date__isnull=True) | Q(due_date__gte=F("session_date")),
                violation_error_message=_("La fecha límite no puede ser anterior a la sesión."),
            ),
        ]
