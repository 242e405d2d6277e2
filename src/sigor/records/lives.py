"""The three lives that most records lead, with the fields that each one needs.

`Kept` is in use until it is withdrawn and is reviewed now and then; `Approved` holds because somebody else
approved it; `Work` is done by one person and verified by another.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.models import Record, record_constraints
from sigor.records.workflow import AUTHORS, Decay, State, Transition, Workflow

DRAFT = State("draft", _("Borrador"), "○", "neutral")
IN_REVIEW = State("in_review", _("En revisión"), "▲", "info", waiting=True)
IN_FORCE = State("in_force", _("Vigente"), "✓", "success", waiting=True)
IN_USE = State("in_force", _("Vigente"), "✓", "success")
TO_REVIEW = State("to_review", _("Por revisar"), "◔", "warning")
WITHDRAWN = State("withdrawn", _("Retirado"), "–", "neutral", final=True)

KEPT = Workflow(
    states=(IN_USE, WITHDRAWN),
    transitions=(
        Transition(
            "review",
            _("Revisado: sigue vigente"),
            ("in_force",),
            "in_force",
            Permission.EDIT,
            asks=("review_due",),
            stamp="reviewed",
        ),
        Transition("withdraw", _("Retirar"), ("in_force",), "withdrawn", Permission.EDIT, needs_reason=True),
        Transition("restore", _("Restituir"), ("withdrawn",), "in_force", Permission.EDIT, needs_reason=True),
    ),
    decays=(Decay(("in_force",), "review_due", TO_REVIEW),),
)

APPROVED = Workflow(
    states=(DRAFT, IN_REVIEW, IN_FORCE, WITHDRAWN),
    transitions=(
        Transition("send", _("Enviar a aprobación"), ("draft",), "in_review", Permission.EDIT),
        Transition(
            "approve",
            _("Aprobar"),
            ("in_review",),
            "in_force",
            Permission.APPROVE,
            unlike=(AUTHORS, "updated_by"),
            stamp="approved",
        ),
        Transition("return", _("Devolver"), ("in_review",), "draft", Permission.APPROVE, needs_reason=True),
        Transition("revise", _("Modificar"), ("in_force",), "draft", Permission.EDIT, needs_reason=True),
        Transition(
            "withdraw", _("Retirar"), ("draft", "in_force"), "withdrawn", Permission.EDIT, needs_reason=True
        ),
    ),
)

PLANNED = State("planned", _("Programado"), "○", "neutral")
UNDER_WAY = State("under_way", _("En curso"), "◔", "info")
REPORTED = State("reported", _("Ejecutado, por verificar"), "▲", "info", waiting=True)
VERIFIED = State("verified", _("Verificado"), "✓", "success", final=True)
CANCELLED = State("cancelled", _("Cancelado"), "–", "neutral", final=True)

WORK = Workflow(
    states=(PLANNED, UNDER_WAY, REPORTED, VERIFIED, CANCELLED),
    transitions=(
        Transition("start", _("Iniciar"), ("planned",), "under_way", Permission.EDIT),
        Transition(
            "report",
            _("Dar por ejecutado"),
            ("planned", "under_way"),
            "reported",
            Permission.SUBMIT,
            asks=("result",),
            stamp="reported",
        ),
        Transition(
            "verify",
            _("Verificar"),
            ("reported",),
            "verified",
            Permission.VERIFY,
            unlike=("reported_by",),
            stamp="verified",
        ),
        Transition("return", _("Devolver"), ("reported",), "under_way", Permission.VERIFY, needs_reason=True),
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

NAMED = models.CheckConstraint(name="%(app_label)s_%(class)s_named", condition=~Q(title=""))


def who(label: Any = None) -> Any:
    """Who took a step; filled in by the step itself (`Transition.stamp`), or by a service that then names it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=label,
    )


def when() -> Any:
    """The moment of a step; filled in by the step itself."""
    return models.DateTimeField(null=True, blank=True, editable=False)


def declared() -> Any:
    """What was declared with the last step that has a meaning; filled in by the step (`Transition.meaning`)."""
    return models.TextField(_("Declaración"), blank=True, editable=False)


class Kept(Record):
    """In use until withdrawn; after the review date it shows «por revisar» until somebody reviews it."""

    workflow = KEPT

    review_due = models.DateField(_("Próxima revisión"), null=True, blank=True)
    reviewed_by = who()
    reviewed_at = when()

    class Meta(Record.Meta):
        abstract = True
        constraints = [*record_constraints(KEPT), NAMED]


class Approved(Record):
    """Drafted by some, approved by somebody else; what is in force does not change under its approval."""

    workflow = APPROVED

    approved_by = who()
    approved_at = when()

    class Meta(Record.Meta):
        abstract = True
        constraints = [*record_constraints(APPROVED), NAMED]


class Work(Record):
    """Something to be done by a date, reported by whoever did it and verified by somebody else."""

    workflow = WORK

    due_date = models.DateField(_("Fecha límite"))
    result = models.TextField(_("Resultado"), blank=True)
    reported_by = who()
    reported_at = when()
    verified_by = who()
    verified_at = when()

    class Meta(Record.Meta):
        abstract = True
        constraints = [*record_constraints(WORK), NAMED]
