"""Answers come in: a whole file or nothing, as often as need be while the wave is in the field."""

import json
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.records import access, files, services
from sigor.records.actor import acting
from sigor.records.services import TransitionRefused
from sigor.surveys import answers, gates, selectors
from sigor.surveys.answers import Answered, Finding
from sigor.surveys.models import Wave


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the wave with its answers, or only findings and the wave as it was."""

    wave: Wave
    findings: tuple[Finding, ...]
    sentence: str


def take_in(wave: Wave, *, by: User, stream: IO[bytes], file_name: str) -> Outcome:
    """Read a file of answers and keep all of it in place of what the wave had, or nothing.

    Raises AccessDenied, TransitionRefused once the wave was sent, FileRefused.
    """
    access.require(by, Permission.SUBMIT, [wave.unit_id])
    wave = Wave._default_manager.select_related("survey").get(pk=wave.pk)
    if why := gates.survey_is_approved(wave, by):
        raise TransitionRefused(why)
    units = dict(Unit.objects.on(wave.ended_on).values_list("acronym", "pk"))
    questions = selectors.asked(wave.survey)
    found = answers.read(stream, file_name, questions=questions, units=units)
    if found.findings:
        return Outcome(wave, tuple(found.findings), _("El archivo tiene errores: no se cargó nada."))
    with acting(by), transaction.atomic():
        fresh = Wave._default_manager.select_for_update(of=("self",)).get(pk=wave.pk)
        if fresh.state != "open":
            raise TransitionRefused(_("Las respuestas ya se enviaron: solo se cargan en campo."))
        if fresh.population_size and len(found.answered) > fresh.population_size:
            raise TransitionRefused(_("Hay más respuestas que personas en el marco."))
        stream.seek(0)
        kept = files.store(stream, file_name, at=clock.now())
        fresh.responses.all().delete()
        _copy_in(fresh, found.answered, units)
        fresh = services.adjust(
            fresh,
            by=by,
            file=kept,
            file_name=file_name[-255:],
            rows=len(found.answered),
            loaded_by=by,
        )
    told = ngettext("Se cargó %(n)s respuesta.", "Se cargaron %(n)s respuestas.", fresh.rows)
    return Outcome(fresh, (), told % {"n": f"{fresh.rows:,}"})


def _copy_in(wave: Wave, answered: list[Answered], units: dict[str, int]) -> None:
    statement = "COPY surveys_response (wave_id, line, unit_id, weight, answers) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for one in answered:
            unit = units[one.unit] if one.unit else None
            copy.write_row((wave.pk, one.line, unit, one.weight, json.dumps(one.answers)))


def correct(wave: Wave, *, by: User, reason: str) -> Wave:
    """Begin another edition of a closed wave; the former one stays as it was.

    Raises AccessDenied, TransitionRefused, ValidationError.
    """
    if wave.state != "closed":
        raise TransitionRefused(_("Solo se corrige una medición cerrada."))
    if not reason.strip():
        raise ValidationError({"correction": [_("Diga qué corrige y por qué.")]})
    waiting = wave.corrections.filter(archived_at__isnull=True).exclude(state="cancelled").first()
    if waiting is not None:
        raise TransitionRefused(_("Ya tiene una corrección: %(code)s.") % {"code": waiting.code})
    return services.create(
        Wave(
            title=wave.title,
            survey=wave.survey,
            unit=wave.unit,
            started_on=wave.started_on,
            ended_on=wave.ended_on,
            population_size=wave.population_size,
            planned=wave.planned,
            conduct=wave.conduct,
            corrects=wave,
            correction=reason.strip(),
        ),
        by=by,
        reason=reason,
    )
