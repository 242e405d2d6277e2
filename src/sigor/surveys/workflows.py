"""The lives of a survey and of one of its waves: who may take each step, and after whom."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sigor.organisation.grants import Permission
from sigor.records.lives import APPROVED
from sigor.records.workflow import State, Transition, Workflow
from sigor.surveys import gates

P = Permission

SURVEY = replace(
    APPROVED,
    transitions=tuple(
        replace(step, gates=(gates.asks_something,)) if step.name in ("send", "approve") else step
        for step in APPROVED.transitions
    ),
)

WAVE = Workflow(
    states=(
        State("open", _("En campo"), "◔", "info"),
        State("sent", _("Por verificar"), "▲", "info", waiting=True),
        State("closed", _("Cerrada"), "✓", "success", final=True),
        State("cancelled", _("Cancelada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "send",
            _("Enviar las respuestas"),
            ("open",),
            "sent",
            P.SUBMIT,
            gates=(gates.survey_is_approved, gates.has_answers, gates.field_work_is_over),
            stamp="sent",
        ),
        Transition("return", _("Devolver"), ("sent",), "open", P.VERIFY, needs_reason=True),
        Transition(
            "close",
            pgettext_lazy("of a wave", "Cerrar"),
            ("sent",),
            "closed",
            P.VERIFY,
            unlike=("sent_by", "loaded_by"),
            gates=(gates.has_answers, gates.what_it_corrects_still_rules),
            stamp="closed",
        ),
        Transition("cancel", _("Cancelar"), ("open", "sent"), "cancelled", P.EDIT, needs_reason=True),
    ),
)
