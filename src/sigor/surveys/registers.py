"""The registers of surveys: what people judge a service by, what is asked, and each time that it was asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register
from sigor.surveys import pages
from sigor.surveys.models import Driver, Question, Survey, Wave

SATISFACTION = ("9001:9.1.2",)


@register
class Drivers(Register):
    slug = "survey-drivers"
    model = Driver
    name = _("Conductores de la satisfacción")
    purpose = _("Por qué aspectos valoran las personas un servicio, según la norma vigente.")
    chapter = chapters.EVALUATION
    clauses = SATISFACTION
    columns = ("code", "title", "order", "valid_from", "valid_to", "source", "state")
    filters = ("unit", "state", "valid_from")
    search = ("code", "title", "meaning", "source")
    sections = (
        Section(_("El conductor"), "title", "meaning", "order"),
        Section(_("Desde cuándo y de dónde sale"), "valid_from", "valid_to", "source"),
        Section(_("Quién lo mantiene"), "unit", "review_due"),
    )


@register
class Surveys(Register):
    slug = "surveys"
    model = Survey
    name = _("Encuestas")
    purpose = _("Qué se pregunta, a quiénes representa y cómo se elige a quién preguntar.")
    chapter = chapters.EVALUATION
    clauses = SATISFACTION
    columns = ("code", "title", "population", "mode", "unit", "state")
    filters = ("unit", "state", "mode")
    search = ("code", "title", "purpose", "population", "sampling")
    sections = (
        Section(_("La encuesta"), "title", "purpose", "process", "source"),
        Section(_("El diseño"), "population", "mode", "sampling", "fewest"),
        Section(_("Quién responde"), "unit"),
    )


@register
class Questions(Register):
    slug = "survey-questions"
    model = Question
    name = _("Preguntas")
    purpose = _("Cómo se lee cada pregunta, su escala y desde dónde una respuesta es favorable.")
    chapter = chapters.EVALUATION
    clauses = SATISFACTION
    columns = ("code", "symbol", "title", "driver", "order", "lowest", "highest", "favourable_from", "state")
    filters = ("unit", "state")
    search = ("code", "symbol", "title", "survey__title")
    sections = (
        Section(_("La pregunta"), "survey", "title", "symbol", "order", "driver"),
        Section(_("La escala"), "lowest", "highest", "favourable_from"),
        Section(_("Quién la mantiene"), "unit", "review_due"),
    )
    parent = "survey"
    in_menu = False


@register
class Waves(Register):
    slug = "survey-waves"
    model = Wave
    name = _("Mediciones")
    purpose = _("Cada vez que se aplicó una encuesta: a cuántos, con qué respuestas y con qué margen.")
    chapter = chapters.EVALUATION
    clauses = SATISFACTION
    columns = ("code", "title", "survey", "started_on", "ended_on", "rows", "unit", "state")
    filters = ("unit", "state", "ended_on")
    search = ("code", "title", "conduct", "survey__title")
    sections = (
        Section(_("La medición"), "title", "survey", "started_on", "ended_on", "conduct"),
        Section(_("La muestra"), "population_size", "planned"),
        Section(_("Si corrige a otra"), "corrects", "correction"),
        Section(_("Quién la hace"), "unit"),
    )
    due_field = "ended_on"
    parent = "survey"
    detail_template = "surveys/wave.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.wave(record, user)
