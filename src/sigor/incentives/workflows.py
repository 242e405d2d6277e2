"""The lives of a version of the rules, of a run and of a reconciliation: who may take each step, and after whom."""

from django.utils.translation import gettext_lazy as _

from sigor.incentives import effects, gates
from sigor.organisation.grants import Permission
from sigor.records.workflow import AUTHORS, State, Transition, Workflow

P = Permission

RULES = Workflow(
    states=(
        State("draft", _("Borrador"), "○", "neutral"),
        State("in_review", _("En revisión"), "▲", "info", waiting=True),
        State("endorsed", _("Con conformidad técnica"), "◔", "info", waiting=True),
        State("approved", _("Aprobada"), "✓", "success", final=True),
        State("withdrawn", _("Retirada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "send", _("Enviar a revisión"), ("draft",), "in_review", P.EDIT, gates=(gates.cases_pass, gates.was_simulated)
        ),
        Transition(
            "endorse", _("Dar conformidad técnica"), ("in_review",), "endorsed", P.VERIFY, unlike=(AUTHORS,), stamp="endorsed"
        ),
        Transition(
            "approve",
            _("Aprobar las reglas"),
            ("endorsed",),
            "approved",
            P.APPROVE,
            unlike=(AUTHORS, "endorsed_by"),
            stamp="approved",
            meaning=_("Apruebo estas reglas de los incentivos y su vigencia"),
        ),
        Transition("return", _("Devolver"), ("in_review", "endorsed"), "draft", P.VERIFY, needs_reason=True),
        Transition("withdraw", _("Retirar"), ("draft", "in_review"), "withdrawn", P.EDIT, needs_reason=True),
    ),
)  # fmt: skip

RUN = Workflow(
    states=(
        State("preparing", _("En cálculo"), "◔", "info"),
        State("draft", _("Calculada"), "○", "neutral", waiting=True),
        State("observed", _("Observada"), "↩", "returned", waiting=True),
        State("checked", _("Verificada"), "▲", "info", waiting=True),
        State("approved", _("Aprobada"), "✓", "success", waiting=True),
        State("closed", _("Cerrada"), "✓", "success", final=True),
        State("refused", _("Datos rechazados"), "!", "danger", final=True),
        State("discarded", _("Descartada"), "–", "neutral", final=True),
    ),
    transitions=(
        # The first two are taken by the computation itself, on behalf of who began it.
        Transition(
            "finish", _("Terminar el cálculo"), ("preparing",), "draft", P.EDIT, gates=(gates.has_result,)
        ),
        Transition(
            "refuse", _("Rechazar los datos"), ("preparing",), "refused", P.EDIT, gates=(gates.has_problem,)
        ),
        Transition(
            "check",
            _("Dar por verificada"),
            ("draft",),
            "checked",
            P.VERIFY,
            unlike=("created_by",),
            gates=(gates.has_result,),
            stamp="checked",
        ),
        Transition("observe", _("Observar"), ("draft", "checked"), "observed", P.VERIFY, needs_reason=True),
        Transition("answer", _("Responder la observación"), ("observed",), "draft", P.EDIT, needs_reason=True),
        Transition(
            "approve",
            _("Aprobar la liquidación"),
            ("checked",),
            "approved",
            P.APPROVE,
            unlike=("created_by", "checked_by"),
            gates=(gates.has_result,),
            stamp="approved",
            meaning=_("Apruebo esta liquidación con los totales que muestra"),
        ),
        Transition(
            "close",
            _("Cerrar y liberar el pago"),
            ("approved",),
            "closed",
            P.EDIT,
            unlike=("created_by", "checked_by", "approved_by"),
            gates=(gates.has_result, gates.is_next_edition),
            stamp="closed",
            effects=(effects.keep_lines,),
            meaning=_("Cierro esta liquidación y libero su pago"),
        ),
        Transition(
            "discard",
            _("Descartar"),
            ("preparing", "draft", "observed"),
            "discarded",
            P.EDIT,
            needs_reason=True,
            effects=(effects.forget_files,),
        ),
    ),
)  # fmt: skip

RECONCILIATION = Workflow(
    states=(
        State("open", _("Con diferencias por resolver"), "◔", "warning"),
        State("settled", _("Resuelta"), "✓", "success", final=True),
    ),
    transitions=(
        Transition(
            "settle",
            _("Dar por resuelta"),
            ("open",),
            "settled",
            P.VERIFY,
            unlike=("created_by",),
            asks=("conclusion",),
            stamp="settled",
        ),
    ),
)
