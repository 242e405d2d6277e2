"""The lives of a nonconformity, of a cause and of an action: their states and steps."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from sigor.improvement import gates
from sigor.organisation.grants import Permission
from sigor.records.lives import WORK
from sigor.records.workflow import AUTHORS, State, Transition, Workflow

NONCONFORMITY = Workflow(
    states=(
        State("open", _("Registrada"), "○", "neutral"),
        State("analysis", _("En análisis"), "◔", "info"),
        State("plan_review", _("Plan por aprobar"), "▲", "info", waiting=True),
        State("treatment", _("En tratamiento"), "◑", "warning"),
        State("effectiveness", _("Por juzgar eficacia"), "▲", "info", waiting=True),
        # Not final: it can be reopened, with the reason; until then nothing in it changes.
        State("closed", _("Cerrada"), "✓", "success", waiting=True),
        State("dismissed", _("No procede"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "analyse",
            _("Pasar a análisis"),
            ("open",),
            "analysis",
            Permission.EDIT,
            gates=(gates.correction_is_recorded,),
        ),
        Transition(
            "send_plan",
            _("Enviar el plan a aprobación"),
            ("analysis",),
            "plan_review",
            Permission.EDIT,
            gates=(
                gates.two_branches_considered,
                gates.root_cause_confirmed,
                gates.plan_has_actions,
                gates.actions_have_owner_and_date,
                gates.root_causes_have_actions,
                gates.actions_attack_root_causes,
            ),
        ),
        Transition(
            "approve_plan",
            _("Aprobar el plan"),
            ("plan_review",),
            "treatment",
            Permission.VERIFY,
            unlike=(AUTHORS, "updated_by"),
            stamp="planned",
        ),
        Transition(
            "return_plan",
            _("Devolver el plan"),
            ("plan_review",),
            "analysis",
            Permission.VERIFY,
            needs_reason=True,
        ),
        Transition(
            "finish",
            _("Pasar a eficacia"),
            ("treatment",),
            "effectiveness",
            Permission.EDIT,
            gates=(gates.actions_are_verified,),
            asks=("effectiveness_due",),
        ),
        Transition(
            "close",
            _("Cerrar: fue eficaz"),
            ("effectiveness",),
            "closed",
            Permission.VERIFY,
            unlike=(AUTHORS,),
            gates=(
                gates.effectiveness_day_has_come,
                gates.actions_verified_by_somebody_else,
                gates.judge_did_none_of_the_work,
            ),
            asks=("effectiveness_note",),
            stamp="judged",
        ),
        Transition(
            "not_effective",
            _("No fue eficaz: volver a análisis"),
            ("effectiveness",),
            "analysis",
            Permission.VERIFY,
            needs_reason=True,
            stamp="judged",
        ),
        # Held by the same people as VERIFY; a closed record must not lie on their desk as one to be decided.
        Transition(
            "reopen",
            _("Reabrir el análisis"),
            ("treatment", "closed"),
            "analysis",
            Permission.PLAN,
            needs_reason=True,
            gates=(gates.no_other_open_for_the_same,),
        ),
        Transition(
            "dismiss",
            _("Declarar que no procede"),
            ("open", "analysis"),
            "dismissed",
            Permission.VERIFY,
            needs_reason=True,
        ),
    ),
)
# The steps that lead from the first state to the closing, in order.
ROAD = tuple(
    NONCONFORMITY.transition(name) for name in ("analyse", "send_plan", "approve_plan", "finish", "close")
)

CAUSE = Workflow(
    states=(
        State("kept", _("Registrada"), "○", "neutral"),
        State("withdrawn", _("Retirada"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition(
            "withdraw",
            _("Retirar"),
            ("kept",),
            "withdrawn",
            Permission.EDIT,
            needs_reason=True,
            gates=(gates.cause_may_be_withdrawn,),
        ),
    ),
)

_GATES = {
    "start": (gates.whole_is_under_way,),
    "report": (gates.whole_is_under_way, gates.evidence_is_put_forward),
    "cancel": (gates.plan_is_not_under_review,),
}
ACTION = replace(
    WORK, transitions=tuple(replace(step, gates=_GATES.get(step.name, ())) for step in WORK.transitions)
)
