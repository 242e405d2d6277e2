"""The committee: who sits on it, what it agreed, who carries it out and by when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated, Unit, validity_range
from sigor.records.lives import NAMED
from sigor.records.models import Record, known_choice, record_constraints
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


class MemberKind(models.TextChoices):
    TITULAR = "titular", _("Miembro titular")
    ALTERNATE = "alternate", _("Miembro suplente")


MEMBER_WORKFLOW = Workflow(
    states=(
        State("in_office", _("En funciones"), "✓", "success"),
        State("ended", _("Terminado"), "–", "neutral", final=True),
        State("abolished", _("Asiento suprimido"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("end", _("Terminar"), ("in_office",), "ended", Permission.EDIT, asks=("valid_to",)),
        # A seat that was done away with is not an empty seat.
        Transition(
            "abolish",
            _("Suprimir el asiento"),
            ("in_office",),
            "abolished",
            Permission.EDIT,
            needs_reason=True,
            asks=("valid_to",),
        ),
    ),
)


class Member(Record, Dated):
    """Who takes a seat of the committee between two dates, in person or as somebody's alternate."""

    code_prefix = "MCO"
    workflow = MEMBER_WORKFLOW
    shared = True

    title = models.CharField(_("Designación"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unidad que representa"))
    seat = models.CharField(
        _("Asiento"),
        max_length=120,
        blank=True,
        help_text=_("Por ejemplo, Presidencia. El suplente ocupa el asiento de su titular."),
    )
    kind = models.CharField(
        _("Titular o suplente"), max_length=20, choices=MemberKind, default=MemberKind.TITULAR, editable=False
    )
    alternate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alternates",
        verbose_name=_("Suplente de"),
        help_text=_("El titular a quien suple; vacío si es titular."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Persona"),
        help_text=_("Su cuenta; vacío si aún no tiene."),
    )
    source = models.CharField(_("Acto de designación"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("integrante del Comité")
        verbose_name_plural = _("integrantes del Comité")
        constraints = [
            *record_constraints(MEMBER_WORKFLOW),
            NAMED,
            *Dated.Meta.constraints,
            known_choice("kind", MemberKind),
            models.CheckConstraint(
                name="committee_member_alternate_names_titular",
                condition=Q(kind="titular", alternate_of__isnull=True)
                | Q(kind="alternate", alternate_of__isnull=False),
            ),
            models.CheckConstraint(name="committee_member_has_seat", condition=~Q(seat="")),
            models.CheckConstraint(
                name="committee_member_ended_has_day",
                condition=Q(state="in_office") | Q(valid_to__isnull=False),
            ),
            ExclusionConstraint(
                name="committee_member_one_at_a_time",
                expressions=[
                    (Lower("seat"), RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (validity_range(), RangeOperators.OVERLAPS),
                ],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("Ese asiento ya tiene titular o suplente en esas fechas."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.seat = " ".join(self.seat.split())
        titular = self.alternate_of
        self.kind = MemberKind.TITULAR if titular is None else MemberKind.ALTERNATE
        if titular is None:
            if not self.seat:
                raise ValidationError({"seat": _now("Escriba qué asiento ocupa.")})
            return
        if titular.pk == self.pk or titular.kind != MemberKind.TITULAR:
            raise ValidationError(
                {"alternate_of": _now("Elija a un titular: los suplentes no tienen suplente.")}
            )
        self.seat = titular.seat
