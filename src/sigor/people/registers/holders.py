"""Registers of persons: who holds a post and what each one has shown to be able to do."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.people import selectors
from sigor.people.models import HeldCompetence, Holder
from sigor.people.privacy import PersonalForm, PersonalRegister, PersonalSerializer
from sigor.people.registers.posts import COMPETENCE, CompetenceTable
from sigor.registers import chapters
from sigor.registers.declaration import Section, register
from sigor.registers.tables import RecordTable


class OfAPerson(PersonalRegister):
    """A register of what is kept about one holder; its readers are those of the holder."""

    kept_in = ("unit", "holder__unit", "holder__of_unit")
    own = ("holder__user",)
    form_class = PersonalForm
    serializer_class = PersonalSerializer


class PersonTable(RecordTable):
    """A list that tells its readers, all of whom may, whom each row is about."""

    person = tables.Column(accessor="holder__title", verbose_name=_("Nombre"), orderable=False)

    class Meta(RecordTable.Meta):
        sequence = ("pick", "code", "person", "...")


@register
class Holders(PersonalRegister):
    slug = "holders"
    model = Holder
    name = _("Servidores")
    purpose = _("Quién ocupa cada puesto, dónde y desde cuándo.")
    chapter = chapters.PEOPLE
    clauses = ("9001:7.1.2", *COMPETENCE)
    columns = ("code", "title", "post", "of_unit", "since", "state")
    filters = ("of_unit", "post", "since", "state", "unit")
    search = ("code", "title", "post__title")
    sections = (
        Section(_("La persona"), "title", "user"),
        Section(_("Dónde trabaja"), "post", "of_unit", "since"),
        Section(_("Quién lleva el registro"), "unit"),
    )
    form_class = PersonalForm
    serializer_class = PersonalSerializer
    detail_template = "people/holder.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"gaps": selectors.gaps_of(record)}


@register
class HeldCompetences(OfAPerson):
    slug = "held-competences"
    model = HeldCompetence
    name = _("Competencias demostradas")
    purpose = _("Qué nivel de cada competencia demostró una persona y cómo se evaluó.")
    chapter = chapters.PEOPLE
    clauses = COMPETENCE
    columns = ("code", "holder", "competence", "level", "assessed_on", "title", "state")
    filters = ("holder", "competence", "assessed_on", "state", "unit")
    search = ("code", "title", "competence__title")
    sections = (
        Section(_("Qué demostró"), "holder", "competence", "level"),
        Section(_("La evaluación"), "title", "assessed_on", "unit"),
    )
    parent = "holder"
    in_menu = False
    table_class = CompetenceTable
