"""Registers of posts, competences and the CPE: nothing in them names a person."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sigor.people.models import Competence, EstablishmentEntry, Post, PostCompetence
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register
from sigor.registers.tables import RecordTable

COMPETENCE = ("9001:7.2", "37001:7.2", "27001:7.2")


class CompetenceTable(RecordTable):
    """A list that tells the competence of each row by its name."""

    named = tables.Column(accessor="competence__title", verbose_name=_("Nombre"), orderable=False)

    class Meta(RecordTable.Meta):
        sequence = ("pick", "code", "named", "...")


@register
class Posts(Register):
    slug = "posts"
    model = Post
    name = _("Puestos (MPP)")
    purpose = _("Qué hace cada puesto y qué se exige a quien lo ocupa.")
    chapter = chapters.PEOPLE
    clauses = ("9001:7.1.2", *COMPETENCE)
    columns = ("code", "title", "level", "unit", "review_due", "state")
    filters = ("unit", "state", "review_due")
    search = ("code", "title", "mission", "knowledge")
    sections = (
        Section(_("El puesto"), "title", "mission", "level", "unit"),
        Section(_("Qué se exige"), "education", "experience", "knowledge"),
        Section(_("Revisión"), "review_due"),
    )
    due_field = "review_due"


@register
class PostCompetences(Register):
    slug = "post-competences"
    model = PostCompetence
    name = _("Competencias del puesto")
    purpose = _("Cuánto de cada competencia necesita un puesto.")
    chapter = chapters.PEOPLE
    clauses = COMPETENCE
    columns = ("code", "post", "competence", "required_level", "title", "state")
    filters = ("post", "competence", "state", "unit")
    search = ("code", "title", "post__title", "competence__title")
    sections = (
        Section(_("Qué se pide"), "post", "competence", "required_level"),
        Section(_("Por qué"), "title", "unit"),
    )
    parent = "post"
    in_menu = False
    table_class = CompetenceTable


@register
class Competences(Register):
    slug = "competences"
    model = Competence
    name = _("Competencias")
    purpose = _("Qué deben saber o saber hacer las personas.")
    chapter = chapters.PEOPLE
    clauses = COMPETENCE
    columns = ("code", "title", "kind", "unit", "state")
    filters = ("kind", "unit", "state")
    search = ("code", "title", "description")
    sections = (
        Section(_("La competencia"), "title", "kind", "description"),
        Section(_("Quién la mantiene"), "unit", "review_due"),
    )


@register
class EstablishmentEntries(Register):
    slug = "establishment-entries"
    model = EstablishmentEntry
    name = _("Cuadro de puestos (CPE)")
    purpose = _("Cuántas posiciones hay de cada puesto en el año, cuántas están ocupadas y cuánto valen.")
    chapter = chapters.PEOPLE
    clauses = ("9001:7.1.2",)
    columns = ("code", "title", "post", "year", "positions", "occupied", "monthly_value", "state")
    filters = ("year", "post", "unit", "state")
    search = ("code", "title", "budget_source", "post__title")
    sections = (
        Section(_("El puesto"), "title", "post", "year"),
        Section(_("Cuántas posiciones"), "positions", "occupied"),
        Section(_("Cuánto valen"), "monthly_value", "budget_source"),
        Section(_("Quién lo registra"), "unit"),
    )
