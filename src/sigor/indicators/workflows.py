"""The lives of a delivery of data, of a signal and of a publication: who may take each step, and after whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sigor.indicators import effects, gates
from sigor.organisation.grants import Permission
from sigor.records.workflow import Decay, State, Transition, Workflow

P = Permission

DELIVERY = Workflow(
    states=(
        State("draft", _("Borrador"), "○", "neutral"),
        State("sent", _("Enviada"), "▲", "info", waiting=True),
        State("observed", _("Observada"), "↩", "returned"),
        State("accepted", _("Conforme (preliminar)"), "◔", "success", waiting=True),
        State("frozen", _("Congelada"), "✓", "success", final=True),
        State("discarded", _("Descartada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "send",
            _("Enviar"),
            ("draft", "observed"),
            "sent",
            P.SUBMIT,
            gates=(gates.has_data, gates.without_errors, gates.explained, gates.says_what_it_corrects),
            stamp="sent",
        ),
        Transition("observe", _("Observar"), ("sent",), "observed", P.VERIFY, needs_reason=True),
        Transition(
            "accept",
            pgettext_lazy("to data", "Dar conformidad"),
            ("sent",),
            "accepted",
            P.VERIFY,
            unlike=("sent_by",),
            gates=(gates.says_what_it_corrects, gates.begun_from_what_rules),
            stamp="accepted",
            effects=(effects.count_in,),
        ),
        Transition("freeze", _("Congelar"), ("accepted",), "frozen", P.VERIFY, stamp="frozen"),
        Transition(
            "discard", _("Descartar"), ("draft", "sent", "observed"), "discarded", P.SUBMIT, needs_reason=True
        ),
    ),
)

SIGNAL = Workflow(
    states=(
        State("open", _("Por decidir"), "▲", "warning"),
        State("decided", _("Decidida"), "✓", "success", final=True),
        State("gone", _("Ya no se sostiene"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "decide",
            _("Decidir"),
            ("open",),
            "decided",
            P.EDIT,
            asks=("decision", "decision_note"),
            stamp="decided",
        ),
        # A later edition of the data may take a signal back; what was seen stays in its history.
        Transition(
            "lapse",
            pgettext_lazy("of a signal", "Dejar sin efecto"),
            ("open",),
            "gone",
            P.VERIFY,
            needs_reason=True,
        ),
    ),
    decays=(Decay(("open",), "due_date", State("to_committee", _("Para el Comité"), "!", "danger")),),
)

PUBLICATION = Workflow(
    states=(
        State("draft", _("Borrador"), "○", "neutral"),
        State("checked", _("Revisada"), "▲", "info", waiting=True),
        State("published", _("Publicada"), "✓", "success", waiting=True),
        State("withdrawn", _("Retirada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "check", _("Dar por revisada"), ("draft",), "checked", P.VERIFY, gates=(gates.is_prepared,), stamp="checked"
        ),
        Transition("return", _("Devolver"), ("checked",), "draft", P.VERIFY, needs_reason=True),
        Transition(
            "publish",
            _("Publicar"),
            ("checked",),
            "published",
            P.APPROVE,
            unlike=("created_by", "checked_by"),
            gates=(gates.is_prepared,),
            stamp="published",
            effects=(effects.withdraw_former,),
            meaning=_("Publico estos datos, revisados para que no identifiquen a nadie"),
        ),
        Transition("withdraw", _("Retirar"), ("draft", "checked", "published"), "withdrawn", P.VERIFY, needs_reason=True),
    ),
)  # fmt: skip
