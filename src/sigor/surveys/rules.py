"""What must hold among surveys and their waves."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.registers.consistency import rule
from sigor.surveys import selectors
from sigor.surveys.models import Survey, Wave

SATISFACTION = ("9001:9.1.2",)


@rule(
    "wave-answers-missing",
    _("Mediciones cuyo recojo terminó y cuyas respuestas nadie envió"),
    remedy=_("Cargue el archivo de respuestas y envíelo, o cancele la medición."),
    register="survey-waves",
    clauses=SATISFACTION,
)
def answers_missing(on: date) -> QuerySet[Wave]:
    return Wave._default_manager.filter(state="open", archived_at__isnull=True, ended_on__lt=on)


@rule(
    "survey-not-put",
    _("Encuestas vigentes sin ninguna medición cerrada en doce meses"),
    remedy=_("Programe su medición, o retire la encuesta."),
    register="surveys",
    severity="warning",
    clauses=SATISFACTION,
)
def survey_not_put(on: date) -> QuerySet[Survey]:
    lately = selectors.counting().filter(
        survey=OuterRef("pk"), ended_on__gt=date(on.year - 1, on.month, min(on.day, 28))
    )
    return Survey._default_manager.filter(~Exists(lately), state="in_force", archived_at__isnull=True)
