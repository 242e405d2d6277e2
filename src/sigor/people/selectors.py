"""Reading across posts and persons: gaps of competence and what each person still has to do.

Nothing that these give by post or by unit names a person.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest

from sigor.accounts.models import User
from sigor.organisation.grants import roles_held
from sigor.people.models import (
    Acknowledgement,
    Attendance,
    HeldCompetence,
    Holder,
    Induction,
    PostCompetence,
    RequiredReading,
)
from sigor.people.models.awareness import Audience
from sigor.people.models.holders import HOLDS
from sigor.people.models.parts import COUNTS
from sigor.people.models.training import Attended

FEWEST_TOLD = 3  # of fewer people no level is told: it would be known whose it is


def holders() -> QuerySet[Holder]:
    """People who are in a post."""
    return Holder.objects.filter(HOLDS)


def gaps_by_post() -> QuerySet[Any]:
    """Each competence that a post in use asks for, against those who hold the post; the widest gaps first.

    Adds `people`, `assessed`, `below` (people under the required level), `lowest` and `average` level held
    and `widest` (required − lowest, never negative); the levels are None for fewer than FEWEST_TOLD assessed.
    """
    held = Q(
        post__holders__state="active",
        post__holders__archived_at__isnull=True,
        post__holders__held__state="in_force",
        post__holders__held__archived_at__isnull=True,
        post__holders__held__competence=F("competence"),
    )
    level = "post__holders__held__level"
    there = Q(post__holders__state="active", post__holders__archived_at__isnull=True)
    rows = PostCompetence.objects.filter(
        COUNTS, post__archived_at__isnull=True, post__state="in_force"
    ).annotate(
        people=Count("post__holders", filter=there, distinct=True),
        assessed=Count("post__holders__held", filter=held, distinct=True),
        below=Count(
            "post__holders__held", filter=held & Q(**{f"{level}__lt": F("required_level")}), distinct=True
        ),
        lowest_of_all=Min(level, filter=held),
        average_of_all=Avg(level, filter=held),
    )
    enough = Q(assessed__gte=FEWEST_TOLD)
    return (
        rows.annotate(
            lowest=Case(When(enough, then=F("lowest_of_all"))),
            average=Case(When(enough, then=F("average_of_all"))),
        )
        .annotate(widest=Case(When(enough, then=Greatest(F("required_level") - F("lowest"), 0))))
        .select_related("post", "competence")
        .order_by("-below", "post__code", "competence__code")
    )


def gaps_of(holder: Holder) -> QuerySet[Any]:
    """What a person's post asks for, with the level `held` (None if not assessed), `assessed_on` and the `gap`."""
    own = HeldCompetence.objects.filter(COUNTS, holder=holder, competence=OuterRef("competence"))
    return (
        PostCompetence.objects.filter(COUNTS, post=holder.post_id)
        .annotate(held=Subquery(own.values("level")[:1]), assessed_on=Subquery(own.values("assessed_on")[:1]))
        .annotate(
            gap=Case(When(held__isnull=False, then=Greatest(F("required_level") - F("held"), Value(0))))
        )
        .select_related("competence")
        .order_by("competence__code")
    )


def attendance_at(action: Any) -> dict[str, int]:
    """How many people are on the list of an action and how many attended."""
    return Attendance.objects.filter(COUNTS, action=action).aggregate(
        listed=Count("pk"), attended=Count("pk", filter=Q(attended=Attended.YES))
    )


def readings_in_force(on: date) -> QuerySet[RequiredReading]:
    """Readings that oblige on that day."""
    return RequiredReading.objects.filter(
        state="in_force", archived_at__isnull=True, from_date__lte=on
    ).order_by("code")


@dataclass(frozen=True)
class ReadingOf:
    """A reading that one person must do, with the acknowledgement that person gave of its present version."""

    reading: RequiredReading
    acknowledged: Acknowledgement | None
    overdue: bool


def readings_of(user: User, on: date) -> list[ReadingOf]:
    """The readings in force that oblige this person."""
    units = {role.unit_id for role in roles_held(user, on)}
    units |= set(holders().filter(user=user).values_list("of_unit_id", flat=True))
    obliging = readings_in_force(on).filter(Q(audience=Audience.EVERYBODY) | Q(unit__in=units))
    given = {
        (kept.reading_id, kept.version): kept
        for kept in Acknowledgement.objects.filter(user=user, reading__in=obliging)
    }
    found = [(reading, given.get((reading.pk, reading.version))) for reading in obliging]
    return [
        ReadingOf(reading, kept, overdue=kept is None and reading.due_date < on) for reading, kept in found
    ]


def obliged_by(reading: RequiredReading) -> Q:
    """The holders that a reading obliges."""
    return Q() if reading.audience == Audience.EVERYBODY else Q(of_unit=reading.unit_id)


def has_read(reading: RequiredReading) -> Exists:
    """Whether a holder acknowledged the present version; who has no account has not."""
    return Exists(
        Acknowledgement.objects.filter(reading=reading, version=reading.version, user=OuterRef("user"))
    )


def readers_of(reading: RequiredReading, on: date) -> dict[str, int]:
    """How many people a reading obliges and how many of them have read it."""
    return (
        holders()
        .filter(obliged_by(reading), since__lte=on)
        .annotate(has_read=has_read(reading))
        .aggregate(obliged=Count("pk"), read=Count("pk", filter=Q(has_read=True)))
    )


def with_duties(rows: QuerySet[Any], readings: list[RequiredReading], on: date) -> QuerySet[Any]:
    """Holders with what each one lacks: `no_induction`, `no_training` this year, `unread_0`, `unread_1`…"""
    inducted = Induction.objects.filter(holder=OuterRef("pk"), state="done", archived_at__isnull=True)
    trained = Attendance.objects.filter(
        COUNTS, holder=OuterRef("pk"), attended=Attended.YES, action__year=on.year
    )
    lacking: dict[str, Any] = {"no_induction": ~Exists(inducted), "no_training": ~Exists(trained)}
    for at, reading in enumerate(readings):
        unread = ~has_read(reading)
        obliged = obliged_by(reading)
        lacking[f"unread_{at}"] = (
            Case(When(obliged, then=unread), default=Value(False), output_field=BooleanField())
            if obliged
            else ExpressionWrapper(Q(unread), output_field=BooleanField())
        )
    return rows.annotate(**lacking)


def pending_by_unit(readings: list[RequiredReading], on: date) -> QuerySet[Any, dict[str, Any]]:
    """Per unit the number of people in a post and of those who lack each thing; no names."""
    names = ["no_induction", "no_training", *(f"unread_{at}" for at in range(len(readings)))]
    return (
        with_duties(holders(), readings, on)
        .values(acronym=F("of_unit__acronym"))
        .annotate(
            people=Count("pk"),
            **{f"{name}_count": Count("pk", filter=Q(**{name: True})) for name in names},
        )
        .order_by("acronym")
    )


def lacking_something(readings: list[RequiredReading]) -> Q:
    """Of holders `with_duties`, those who lack anything."""
    names = ["no_induction", "no_training", *(f"unread_{at}" for at in range(len(readings)))]
    return Q(*((name, True) for name in names), _connector=Q.OR)
