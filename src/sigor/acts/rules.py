"""What must hold among files, acts and what they bring about."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.acts.models import Act, ActDuty
from sigor.registers.consistency import rule

PATIENCE = timedelta(days=15)  # for an answer whose act gives no date


@rule(
    "act-answer-overdue",
    _("Actos que esperan respuesta con el plazo vencido"),
    remedy=_("La unidad que lo recibió responde, o quien lo envió anota la respuesta."),
    register="acts",
    clauses=("9001:7.5",),
)
def answers_overdue(on: date) -> QuerySet[Act]:
    waiting = Act.objects.filter(state="awaiting")
    return waiting.filter(reply_due__lt=on) | waiting.filter(
        reply_due__isnull=True, dated_on__lt=on - PATIENCE
    )


@rule(
    "act-duty-overdue",
    _("Publicaciones y comunicaciones de actos con el plazo vencido"),
    remedy=_("Cumpla el pendiente y adjunte la constancia, o anote dónde quedó publicado."),
    register="act-duties",
    clauses=("9001:7.4", "9001:7.5"),
)
def duties_overdue(on: date) -> QuerySet[ActDuty]:
    return ActDuty.objects.filter(state__in=("planned", "under_way"), due_date__lt=on)
