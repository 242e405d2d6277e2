"""What must hold before a survey is approved, and before its answers are sent and closed."""

from typing import Any

from django.utils.translation import gettext as _

from sigor.organisation import clock


def asks_something(survey: Any, by: Any) -> str:
    questions = survey.questions.filter(archived_at__isnull=True, state="in_force")
    return "" if questions.exists() else _("No se puede aprobar: aún no tiene ninguna pregunta.")


def survey_is_approved(wave: Any, by: Any) -> str:
    """Answers to questions that may still change would say nothing."""
    if wave.survey.state == "in_force":
        return ""
    return _("La encuesta %(code)s aún no está aprobada.") % {"code": wave.survey.code}


def has_answers(wave: Any, by: Any) -> str:
    return "" if wave.rows else _("Aún no tiene respuestas: cargue primero su archivo.")


def field_work_is_over(wave: Any, by: Any) -> str:
    if wave.ended_on <= clock.today():
        return ""
    return _("El recojo de respuestas aún no termina.")


def what_it_corrects_still_rules(wave: Any, by: Any) -> str:
    """Two corrections of one wave would leave two truths."""
    if wave.corrects_id is None:
        return ""
    others = type(wave)._default_manager.filter(
        corrects=wave.corrects_id, state="closed", archived_at__isnull=True
    )
    other = others.exclude(pk=wave.pk).first()
    if other is None:
        return ""
    return _("%(code)s ya la corrigió: corrija esa.") % {"code": other.code}
