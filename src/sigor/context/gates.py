"""Why a due diligence, a norm or a change cannot take a step yet, in one sentence that names the obstacle."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.records import selectors

NAMED_AT_MOST = 3  # questions in one sentence; they are long


def questions_of(diligence: Any) -> Any:
    """The questions in force today for the level of a due diligence."""
    questions = apps.get_model("context", "DiligenceQuestion")
    return questions._default_manager.on(clock.today()).filter(
        level=diligence.level, state="in_force", archived_at__isnull=True
    )


def every_question_is_answered(diligence: Any, by: Any) -> str:
    """Each question in force for the level has its answer."""
    answered = diligence.answers.filter(
        state="kept", archived_at__isnull=True, question__isnull=False
    ).values("question")
    questions = questions_of(diligence)
    if not questions.exists():
        return _("No hay preguntas vigentes para el nivel «%(level)s»: registre el cuestionario.") % {
            "level": diligence.get_level_display()
        }
    left = list(questions.exclude(pk__in=answered).order_by("code").values_list("title", flat=True))
    if not left:
        return ""
    shown = "; ".join(f"«{title}»" for title in left[:NAMED_AT_MOST])
    if len(left) > NAMED_AT_MOST:
        shown = _("%(items)s y %(more)d más") % {"items": shown, "more": len(left) - NAMED_AT_MOST}
    return _("Faltan respuestas del cuestionario: %(questions)s.") % {"questions": shown}


def its_diligence_is_open(answer: Any, by: Any) -> str:
    """What was sent to be concluded does not change under whoever concludes."""
    if answer.diligence.state == "open":
        return ""
    return _("La debida diligencia %(code)s está en «%(state)s» y sus respuestas ya no cambian.") % {
        "code": answer.diligence.code,
        "state": answer.diligence.get_state().label,
    }


def norm_is_attended(analysis: Any, by: Any) -> str:
    """Nothing to do, and it is said why; or something done, and it can be seen."""
    if analysis.action_needed == "no":
        if analysis.no_action_reason.strip():
            return ""
        return _("Escriba por qué no hay que hacer nada antes de dar la norma por atendida.")
    if selectors.evidence_of(analysis).exists() or _an_action_is_linked(analysis):
        return ""
    return _("Enlace la acción que atiende la norma, o adjunte la evidencia de que se atendió.")


def _an_action_is_linked(record: Any) -> bool:
    """Whether some record with a deadline of its own hangs on this one; any chapter may hold the action."""
    for link in selectors.links_of(record):
        own = link.record_type.model_class() is type(record) and link.record_id == record.pk
        other = (link.target_type if own else link.record_type).model_class()
        if other is not None and any(field.name == "due_date" for field in other._meta.fields):
            return True
    return False


def _impacts(change: Any) -> Any:
    return change.impacts.filter(state="kept", archived_at__isnull=True)


def every_aspect_is_answered(change: Any, by: Any) -> str:
    """For each aspect somebody said whether the change touches it."""
    aspects = dict(apps.get_model("context", "ChangeImpact")._meta.get_field("aspect").flatchoices)
    answered = set(_impacts(change).values_list("aspect", flat=True))
    left = [str(label) for aspect, label in aspects.items() if aspect not in answered]
    if not left:
        return ""
    return _("Falta decir si el cambio toca estos aspectos: %(aspects)s.") % {"aspects": ", ".join(left)}


def what_is_touched_is_looked_after(change: Any, by: Any) -> str:
    """Whatever the change touches has an effect that was thought of and a measure."""
    blank = Q(effect__regex=r"^\s*$") | Q(measure__regex=r"^\s*$")
    left = list(
        _impacts(change)
        .filter(blank, touched="yes")
        .order_by("aspect", "code")
        .values_list("title", flat=True)
    )
    if not left:
        return ""
    return _("Falta el efecto o lo que se hará en: %(titles)s.") % {"titles": "; ".join(left)}


def its_change_is_a_proposal(impact: Any, by: Any) -> str:
    """What was assessed does not change under whoever approves."""
    if impact.change.state == "proposed":
        return ""
    return _("El cambio %(code)s está en «%(state)s»: su análisis ya no se modifica.") % {
        "code": impact.change.code,
        "state": impact.change.get_state().label,
    }
