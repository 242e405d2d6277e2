"""What must hold among the records of the committee."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from sigor.committee.models import Member, MemberKind
from sigor.registers.consistency import rule


@rule(
    "seat-without-titular",
    _("Asientos del Comité sin titular"),
    remedy=_("Registre a quien ocupa el asiento; si ya no existe, hágalo constar como suprimido."),
    register="committee-members",
    clauses=("9001:5.3", "9001:9.3"),
)
def seats_without_titular(on: date) -> QuerySet[Member]:
    """Of each seat that nobody takes on that day, the last who took it."""
    titulars = Member.objects.annotate(place=Lower("seat")).filter(
        kind=MemberKind.TITULAR, archived_at__isnull=True
    )
    same_seat = titulars.filter(place=OuterRef("place"))
    newer = Q(valid_from__gt=OuterRef("valid_from"), valid_from__lte=on)
    gone = titulars.filter(valid_from__lte=on, valid_to__lt=on).exclude(state="abolished")
    return gone.filter(~Exists(same_seat.on(on)), ~Exists(same_seat.filter(newer)))


@rule(
    "titular-without-alternate",
    _("Titulares del Comité sin suplente"),
    remedy=_("Registre a quien lo suple, con el acto que lo designa."),
    register="committee-members",
    severity="warning",
    clauses=("9001:5.3",),
)
def titulars_without_alternate(on: date) -> QuerySet[Member]:
    alternates = Member.objects.on(on).filter(alternate_of=OuterRef("pk"), archived_at__isnull=True)
    return Member.objects.on(on).filter(~Exists(alternates), kind=MemberKind.TITULAR)
