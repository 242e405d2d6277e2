"""What must hold among posts, persons, training, readings and communications."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.people.models import (
    Acknowledgement,
    Communication,
    CommunicationRecord,
    EstablishmentEntry,
    Holder,
    Induction,
    Post,
    PostCompetence,
    RequiredReading,
    TrainingAction,
    TrainingNeed,
)
from sigor.people.models.awareness import Audience
from sigor.people.models.holders import HOLDS
from sigor.people.models.parts import COUNTS
from sigor.registers.consistency import rule

NEED_WAITS = 90  # days that a need may wait for an action
NEWCOMER = 30  # days in the post within which an induction must at least be set

COMPETENCE = ("9001:7.2", "37001:7.2", "27001:7.2")
AWARENESS = ("9001:7.3", "37001:7.3", "27001:7.3")


@rule(
    "people-post-without-competences",
    _("Puestos ocupados que no dicen qué competencias exigen"),
    remedy=_("Agregue al puesto las competencias que exige y su nivel."),
    register="posts",
    clauses=COMPETENCE,
)
def post_without_competences(on: date) -> QuerySet[Any]:
    return Post.objects.filter(
        Exists(Holder.objects.filter(HOLDS, post=OuterRef("pk"))),
        ~Exists(PostCompetence.objects.filter(COUNTS, post=OuterRef("pk"))),
        state="in_force",
    )


@rule(
    "people-induction-overdue",
    _("Inducciones pendientes con el plazo vencido"),
    remedy=_("Haga la inducción, adjunte el documento que la prueba y dela por hecha."),
    register="inductions",
    severity="warning",
    clauses=AWARENESS,
)
def induction_overdue(on: date) -> QuerySet[Any]:
    return Induction.objects.filter(state="pending", due_date__lt=on, holder__state="active")


@rule(
    "people-holder-without-induction",
    _("Personas con más de 30 días en el puesto sin inducción hecha ni programada"),
    remedy=_("Registre su inducción con una fecha límite."),
    register="holders",
    severity="warning",
    clauses=AWARENESS,
)
def holder_without_induction(on: date) -> QuerySet[Any]:
    held = Induction.objects.filter(
        holder=OuterRef("pk"), state__in=("pending", "done"), archived_at__isnull=True
    )
    return Holder.objects.filter(~Exists(held), HOLDS, since__lt=on - timedelta(days=NEWCOMER))


@rule(
    "people-need-without-action",
    _("Necesidades de capacitación sin acción del PDP desde hace más de 90 días"),
    remedy=_("Registre la acción del PDP que la atiende, o descarte la necesidad con su motivo."),
    register="training-needs",
    clauses=COMPETENCE,
)
def need_without_action(on: date) -> QuerySet[Any]:
    action = TrainingAction.objects.filter(need=OuterRef("pk"), archived_at__isnull=True)
    return TrainingNeed.objects.filter(
        ~Exists(action.exclude(state="cancelled")),
        state__in=("identified", "planned"),
        identified_on__lt=on - timedelta(days=NEED_WAITS),
    )


@rule(
    "people-effectiveness-not-judged",
    _("Capacitaciones ejecutadas cuya eficacia ya debió juzgarse"),
    remedy=_("Juzgue si fue eficaz; lo hace alguien distinto de quien la dio por ejecutada."),
    register="training-actions",
    clauses=COMPETENCE,
)
def effectiveness_not_judged(on: date) -> QuerySet[Any]:
    return TrainingAction.objects.filter(state="done", effectiveness_due__lt=on)


@rule(
    "people-reading-with-missing-readers",
    _("Lecturas obligatorias vigentes que no todas las personas leyeron a tiempo"),
    remedy=_("Vea quiénes faltan y pídales que la lean y firmen su acuse."),
    register="required-readings",
    severity="warning",
    clauses=AWARENESS,
)
def reading_with_missing_readers(on: date) -> QuerySet[Any]:
    read = Acknowledgement.objects.filter(
        reading=OuterRef(OuterRef("pk")), version=OuterRef(OuterRef("version")), user=OuterRef("user")
    )
    # Who came later has as many days from the first one in the post.
    term = ExpressionWrapper(F("since") + OuterRef("due_days"), output_field=DateField())
    missing = Holder.objects.filter(HOLDS).annotate(term=term).filter(~Exists(read), term__lt=on)
    return RequiredReading.objects.filter(
        Q(Exists(missing), audience=Audience.EVERYBODY)
        | Q(Exists(missing.filter(of_unit=OuterRef("unit"))), audience=Audience.UNIT),
        state="in_force",
        due_date__lt=on,
    )


@rule(
    "people-communication-not-carried-out",
    _("Comunicaciones del SIG no realizadas en su fecha"),
    remedy=_("Realícela, registre cuándo y cómo, y ponga su próxima fecha."),
    register="communications",
    clauses=("9001:7.4", "37001:7.4", "27001:7.4"),
)
def communication_not_carried_out(on: date) -> QuerySet[Any]:
    done = CommunicationRecord.objects.filter(
        communication=OuterRef("pk"),
        state="done",
        archived_at__isnull=True,
        due_date__gte=OuterRef("next_on"),
    )
    return Communication.objects.filter(~Exists(done), state="in_force", next_on__lt=on)


@rule(
    "people-establishment-mismatch",
    _("Líneas del CPE cuyas posiciones ocupadas no coinciden con las personas registradas"),
    remedy=_("Corrija la línea del CPE, o registre o dé de baja a las personas que correspondan."),
    register="establishment-entries",
    severity="warning",
    clauses=("9001:7.1.2",),
)
def establishment_mismatch(on: date) -> QuerySet[Any]:
    there = Q(post__holders__state="active", post__holders__archived_at__isnull=True)
    return (
        EstablishmentEntry.objects.filter(state="in_force", year=on.year)
        .annotate(people=Count("post__holders", filter=there))
        .exclude(people=F("occupied"))
    )
