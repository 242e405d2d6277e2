"""What the system communicates, to whom, how and when, and whether that was done."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.people.models.parts import FIRST_YEAR, LAST_YEAR, YEARS
from sigor.records.lives import NAMED, Kept, Work, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import State, Transition, Workflow

MOST_PEOPLE = 10_000_000


class Scope(models.TextChoices):
    INTERNAL = "internal", _("Interna")
    EXTERNAL = "external", _("Externa")


class Systems(models.TextChoices):
    ALL = "all", _("Los tres sistemas")
    QUALITY = "quality", _("Calidad")
    ANTIBRIBERY = "antibribery", _("Antisoborno")
    SECURITY = "security", _("Seguridad de la información")


class Communication(Kept):
    """One row of the matrix of communications."""

    code_prefix = "MCOM"
    shared = True

    title = models.CharField(_("Qué se comunica"), max_length=300)
    scope = models.CharField(_("Ámbito"), max_length=20, choices=Scope)
    systems = models.CharField(_("Sistema de gestión"), max_length=20, choices=Systems)
    audience = models.CharField(_("A quién"), max_length=300)
    channel = models.CharField(_("Cómo (canal)"), max_length=300)
    sender = models.CharField(
        _("Quién comunica (cargo)"), max_length=200, help_text=_("El cargo; la unidad se elige aparte.")
    )
    frequency = models.CharField(_("Cuándo (frecuencia)"), max_length=120)
    next_on = models.DateField(
        _("Próxima fecha"), null=True, blank=True, help_text=_("Al cumplirla, ponga la siguiente.")
    )

    class Meta(Kept.Meta):
        verbose_name = _("comunicación del SIG")
        verbose_name_plural = _("comunicaciones del SIG")
        constraints = [
            *Kept.Meta.constraints,
            known_choice("scope", Scope),
            known_choice("systems", Systems),
        ]


CARRIED_OUT = Workflow(
    states=(
        State("planned", _("Programada"), "○", "neutral"),
        State("done", _("Realizada"), "✓", "success", final=True),
        State("not_done", _("No realizada"), "●", "danger", final=True),
    ),
    transitions=(
        Transition(
            "carry_out",
            _("Dar por realizada"),
            ("planned",),
            "done",
            Permission.EDIT,
            asks=("done_on", "how"),
            stamp="carried_out",
        ),
        Transition(
            "miss",
            _("No se realizó"),
            ("planned",),
            "not_done",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


class CommunicationRecord(Record):
    """One time that a communication was due: what was said, when and how."""

    code_prefix = "COMR"
    workflow = CARRIED_OUT

    title = models.CharField(_("Qué se comunicó"), max_length=300)
    communication = models.ForeignKey(
        Communication, models.PROTECT, related_name="times", verbose_name=_("Comunicación")
    )
    due_date = models.DateField(_("Fecha prevista"))
    done_on = models.DateField(_("Realizada el"), null=True, blank=True)
    how = models.TextField(_("Cómo se hizo"), blank=True)
    carried_out_by = who()
    carried_out_at = when()

    class Meta:
        verbose_name = _("comunicación realizada")
        verbose_name_plural = _("comunicaciones realizadas")
        constraints = [
            *record_constraints(CARRIED_OUT),
            NAMED,
            models.CheckConstraint(
                name="people_communicationrecord_done_on_a_day",
                condition=~Q(state="done") | (Q(done_on__isnull=False) & ~Q(how="")),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        whole = getattr(self, "communication", None)
        if whole is not None and whole.get_state().final:
            raise ValidationError({"communication": _("%(code)s está retirada.") % {"code": whole.code}})


class InternalCommunicationAction(Work):
    """An action of the yearly plan of internal communication, with the people it meant to reach and did reach."""

    code_prefix = "PCI"

    title = models.CharField(_("Acción de comunicación interna"), max_length=300)
    year = models.PositiveSmallIntegerField(_("Año del plan"), validators=YEARS)
    audience = models.CharField(_("A quiénes"), max_length=300)
    channel = models.CharField(_("Canal"), max_length=300)
    reach_planned = models.PositiveIntegerField(
        _("Personas por alcanzar"), validators=(MaxValueValidator(MOST_PEOPLE),)
    )
    reach_achieved = models.PositiveIntegerField(
        _("Personas alcanzadas"), null=True, blank=True, validators=(MaxValueValidator(MOST_PEOPLE),)
    )

    class Meta(Work.Meta):
        verbose_name = _("acción de comunicación interna")
        verbose_name_plural = _("plan de comunicación interna")
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(
                name="people_internalcommunicationaction_year",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
            ),
            models.CheckConstraint(
                name="people_internalcommunicationaction_reach",
                condition=Q(reach_planned__lte=MOST_PEOPLE)
                & (Q(reach_achieved__isnull=True) | Q(reach_achieved__lte=MOST_PEOPLE)),
            ),
        ]
